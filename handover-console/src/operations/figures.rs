//! Key figures of a span of days: which are shown, what each means, and how small counts are kept honest.
//!
//! What is counted is defined once, in the core; here it is only added up. No figure holds anybody's words.

use crate::words::words;
use bot_core::locale::Locale;
use bot_core::ports::Figure;
use std::collections::BTreeMap;
use web_kit::Words;

/// The figures shown: name in the store, and the kinds in the order of their table. Kinds that are not listed (channels
/// and languages to come) follow by size.
const SHOWN: [(&str, &[&str]); 7] = [
    ("conversation", &["web", "telegram", "matrix"]),
    (
        "decision",
        &[
            "answer",
            "clarify",
            "refer",
            "hand_over",
            "converse",
            "relay_to_clerk",
        ],
    ),
    (
        "referral",
        &["no_answer", "own_case", "out_of_remit", "nobody_there", "failure"],
    ),
    ("feedback", &["helped", "not_helped"]),
    (
        "handover",
        &[
            "offered",
            "accepted",
            "declined",
            "timed_out",
            "unanswered",
            "withdrawn",
            "handed_back",
        ],
    ),
    (
        "closed",
        &["solved", "referred", "abandoned", "wrong_desk", "too_long"],
    ),
    ("language", &["de", "en"]),
];
/// Figures whose kinds are parts of one whole. The others (a hand-over is offered *and* accepted) get no shares.
const PARTS_OF_A_WHOLE: [&str; 6] = [
    "conversation",
    "decision",
    "referral",
    "feedback",
    "closed",
    "language",
];
/// Below this total no share is printed: a percentage of a handful says nothing.
const SHARES_FROM: u64 = 20;

/// One figure with its kinds.
pub(crate) struct FigureView {
    pub name: &'static str,
    pub title: &'static str,
    pub definition: &'static str,
    pub total: u64,
    pub rows: Vec<KindRow>,
    /// Whether shares are printed.
    pub has_shares: bool,
    /// Whether shares are left out because there are too few.
    pub is_small: bool,
}

/// One kind of a figure: a row of the table and a bar of the chart.
pub(crate) struct KindRow {
    pub label: String,
    pub count: u64,
    /// In tenths of a percent, formatted; empty without shares.
    pub share: String,
    /// Width of the bar on a scale of 0 to 400.
    pub bar: u64,
}

/// Length of the longest bar.
const BAR_MAX: u64 = 400;

/// All figures of the console, added up over the days given.
pub(crate) fn figures(locale: Locale, counted: &[Figure]) -> Vec<FigureView> {
    let words = words(locale);
    let mut sums: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for figure in counted {
        *sums
            .entry((figure.name.as_str(), figure.label.as_str()))
            .or_default() += figure.count;
    }
    SHOWN
        .iter()
        .map(|(name, kinds)| figure(words, name, kinds, &sums))
        .collect()
}

fn figure(
    words: &'static Words,
    name: &'static str,
    kinds: &[&'static str],
    sums: &BTreeMap<(&str, &str), u64>,
) -> FigureView {
    let mut counts: Vec<(&str, u64)> = kinds
        .iter()
        .map(|kind| (*kind, sums.get(&(name, *kind)).copied().unwrap_or(0)))
        .collect();
    let mut others: Vec<(&str, u64)> = sums
        .iter()
        .filter(|((known, kind), _)| *known == name && !kinds.contains(kind))
        .map(|((_, kind), count)| (*kind, *count))
        .collect();
    others.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    counts.extend(others);
    let total: u64 = counts.iter().map(|(_, count)| count).sum();
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let is_whole = PARTS_OF_A_WHOLE.contains(&name);
    let has_shares = is_whole && total >= SHARES_FROM;
    FigureView {
        name,
        title: words.find(&format!("figure.{name}.title")).unwrap_or(name),
        definition: words
            .find(&format!("figure.{name}.definition"))
            .unwrap_or_default(),
        total,
        has_shares,
        is_small: is_whole && total > 0 && !has_shares,
        rows: counts
            .into_iter()
            .map(|(kind, count)| KindRow {
                label: label(words, name, kind),
                count,
                share: if has_shares {
                    share(words, count, total)
                } else {
                    String::new()
                },
                bar: (count * BAR_MAX).checked_div(most).unwrap_or(0),
            })
            .collect(),
    }
}

fn label(words: &Words, name: &str, kind: &str) -> String {
    let key = if name == "language" {
        format!("language.{kind}")
    } else {
        format!("figure.{name}.{kind}")
    };
    words.find(&key).map_or_else(|| kind.to_owned(), str::to_owned)
}

fn share(words: &Words, count: u64, total: u64) -> String {
    let tenths = (count * 1000 + total / 2).checked_div(total).unwrap_or(0);
    words.put2(
        "figure.share",
        ("whole", &(tenths / 10).to_string()),
        ("tenth", &(tenths % 10).to_string()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn counted(name: &str, label: &str, day: i8, count: u64) -> Figure {
        Figure {
            day: date(2026, 11, day),
            name: name.to_owned(),
            label: label.to_owned(),
            count,
        }
    }
    fn view<'a>(all: &'a [FigureView], name: &str) -> &'a FigureView {
        all.iter().find(|figure| figure.name == name).unwrap()
    }

    #[test]
    fn days_are_added_up_and_the_longest_bar_is_full() {
        let all = figures(
            Locale::De,
            &[
                counted("decision", "answer", 1, 20),
                counted("decision", "answer", 2, 10),
                counted("decision", "refer", 2, 10),
            ],
        );
        let decisions = view(&all, "decision");
        assert_eq!(decisions.total, 40);
        assert_eq!((decisions.rows[0].count, decisions.rows[0].bar), (30, 400));
        assert_eq!(decisions.rows[0].share, "75,0 %");
        assert!(decisions.has_shares && !decisions.is_small);
    }

    #[test]
    fn small_counts_have_no_shares_and_say_so() {
        let all = figures(
            Locale::De,
            &[
                counted("feedback", "helped", 1, 3),
                counted("handover", "offered", 1, 90),
            ],
        );
        let feedback = view(&all, "feedback");
        assert!(feedback.is_small && !feedback.has_shares);
        assert!(feedback.rows.iter().all(|row| row.share.is_empty()));
        assert!(!view(&all, "handover").has_shares, "kinds of a hand-over overlap");
    }

    #[test]
    fn kinds_nobody_listed_are_shown_all_the_same() {
        let all = figures(
            Locale::De,
            &[counted("language", "uk", 1, 5), counted("language", "tr", 1, 9)],
        );
        let labels: Vec<&str> = view(&all, "language")
            .rows
            .iter()
            .map(|row| row.label.as_str())
            .collect();
        assert_eq!(labels, ["Deutsch", "Englisch", "Türkisch", "Ukrainisch"]);
    }

    #[test]
    fn every_figure_and_kind_shown_has_words_in_both_locales() {
        for locale in [Locale::De, Locale::En] {
            let words = words(locale);
            for (name, kinds) in SHOWN {
                let title = format!("figure.{name}.title");
                let definition = format!("figure.{name}.definition");
                let prefix = if name == "language" {
                    "language".to_owned()
                } else {
                    format!("figure.{name}")
                };
                let kinds = kinds.iter().map(|kind| format!("{prefix}.{kind}"));
                for key in kinds.chain([title, definition]) {
                    assert!(words.find(&key).is_some(), "{key} in {}", locale.tag());
                }
            }
        }
    }
}
