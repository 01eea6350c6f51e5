//! The language of an utterance: script first, then letters, common words, and only for longer text statistics.
//!
//! German and the language the conversation is known to be in are likelier than others; a name or two short words
//! never flip the language.

use crate::locale::Language;
use crate::text::words;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use whatlang::{Detector, Lang};

/// From this many words on statistics over letter groups are asked as well.
const STATISTICS_FROM_WORDS: usize = 4;
/// How much the known language counts, in common words.
const PRIOR_KNOWN: f32 = 1.0;
/// How much German counts, in common words.
const PRIOR_GERMAN: f32 = 0.6;
/// How much a letter that gives a language away counts.
const LETTER_WEIGHT: f32 = 1.5;

#[derive(Deserialize)]
struct Source {
    words: BTreeMap<String, String>,
    letters: BTreeMap<String, String>,
}

/// A language and the letters of its script.
type Script = (&'static str, fn(char) -> bool);

struct Signs {
    language: Language,
    words: BTreeSet<String>,
    letters: BTreeSet<char>,
}

static SIGNS: LazyLock<Vec<Signs>> = LazyLock::new(|| read(include_str!("../../data/languages.toml")));

static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
    Detector::with_allowlist(vec![
        Lang::Deu,
        Lang::Eng,
        Lang::Tur,
        Lang::Pol,
        Lang::Fra,
        Lang::Spa,
        Lang::Ita,
        Lang::Hrv,
        Lang::Ron,
        Lang::Vie,
    ])
});

/// The language `text` is written in; `known` is the language of the conversation so far.
pub(super) fn detect(text: &str, known: Language) -> Language {
    by_script(text, known).unwrap_or_else(|| by_words(text, known))
}

/// Languages whose script tells them, or narrows them down to two.
fn by_script(text: &str, known: Language) -> Option<Language> {
    let count = |range: fn(char) -> bool| text.chars().filter(|c| range(*c)).count();
    let latin = count(|c| c.is_ascii_alphabetic() || matches!(c, 'à'..='ɏ'));
    let is_main = |letters: usize| letters > latin && letters > 1;
    if is_main(count(|c| matches!(c, '\u{400}'..='\u{4ff}'))) {
        return Some(cyrillic(text, known));
    }
    if is_main(count(
        |c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}'),
    )) {
        return Some(arabic(text, known));
    }
    let others: [Script; 9] = [
        ("el", |c| matches!(c, '\u{370}'..='\u{3ff}')),
        ("he", |c| matches!(c, '\u{590}'..='\u{5ff}')),
        ("am", |c| matches!(c, '\u{1200}'..='\u{137f}')),
        ("ja", |c| matches!(c, '\u{3040}'..='\u{30ff}')),
        ("ko", |c| matches!(c, '\u{ac00}'..='\u{d7af}')),
        ("zh", |c| matches!(c, '\u{4e00}'..='\u{9fff}')),
        ("th", |c| matches!(c, '\u{e00}'..='\u{e7f}')),
        ("hi", |c| matches!(c, '\u{900}'..='\u{97f}')),
        ("ta", |c| matches!(c, '\u{b80}'..='\u{bff}')),
    ];
    others
        .into_iter()
        .find(|(_, range)| is_main(count(*range)))
        .and_then(|(code, _)| Language::from_code(code))
}

fn cyrillic(text: &str, known: Language) -> Language {
    let has = |letters: &str| text.chars().any(|c| letters.contains(c));
    let code = if has("іїєґІЇЄҐ") {
        "uk"
    } else if has("ыэъёЫЭЪЁ") {
        "ru"
    } else if has("ђјљњћџЂЈЉЊЋЏ") {
        "sr"
    } else if matches!(known.code(), "uk" | "ru" | "bg" | "sr") {
        return known;
    } else {
        "ru"
    };
    Language::from_code(code).unwrap_or(known)
}

/// Farsi has letters that Arabic lacks, and writes kaf and yeh with other signs.
fn arabic(text: &str, known: Language) -> Language {
    let count = |letters: &str| text.chars().filter(|c| letters.contains(*c)).count();
    let (farsi, arabic) = (count("پچژگکی"), count("ةيكىأإؤئ"));
    let is_farsi = farsi > arabic || (farsi == arabic && known.code() == "fa");
    let code = if is_farsi { "fa" } else { "ar" };
    Language::from_code(code).unwrap_or(known)
}

fn by_words(text: &str, known: Language) -> Language {
    let words = words(text);
    let lower = text.to_lowercase();
    let mut scores: Vec<(f32, Language)> = Vec::new();
    for signs in SIGNS.iter() {
        let hits = words
            .iter()
            .filter(|word| signs.words.contains(word.as_str()))
            .count();
        let letters = signs
            .letters
            .iter()
            .filter(|letter| lower.contains(**letter))
            .count();
        let mut score = as_score(hits) + LETTER_WEIGHT * as_score(letters.min(2));
        if signs.language == known {
            score += PRIOR_KNOWN;
        }
        if signs.language == Language::DE {
            score += PRIOR_GERMAN
                + if lower.contains(['ä', 'ö', 'ü']) {
                    0.5
                } else {
                    0.0
                };
        }
        scores.push((score, signs.language));
    }
    if words.len() >= STATISTICS_FROM_WORDS
        && let Some(found) = DETECTOR.detect(text)
        && let Some(language) = of_lang(found.lang())
        && let Some(entry) = scores.iter_mut().find(|(_, known)| *known == language)
    {
        entry.0 += if found.is_reliable() { 2.0 } else { 0.7 };
    }
    let prior = if known == Language::DE {
        PRIOR_KNOWN + PRIOR_GERMAN
    } else {
        PRIOR_KNOWN
    };
    match scores.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((score, language)) if score > prior || language == known => language,
        _ => known,
    }
}

fn as_score(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

fn of_lang(lang: Lang) -> Option<Language> {
    Language::from_code(match lang {
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Tur => "tr",
        Lang::Pol => "pl",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Hrv => "hr",
        Lang::Ron => "ro",
        Lang::Vie => "vi",
        _ => return None,
    })
}

fn read(source: &str) -> Vec<Signs> {
    let Ok(source) = toml::from_str::<Source>(source) else {
        return Vec::new();
    };
    source
        .words
        .iter()
        .filter_map(|(code, list)| {
            Some(Signs {
                language: Language::from_code(code)?,
                words: list.split_whitespace().map(str::to_owned).collect(),
                letters: source
                    .letters
                    .get(code)
                    .map_or_else(BTreeSet::new, |letters| letters.chars().collect()),
            })
        })
        .collect()
}
