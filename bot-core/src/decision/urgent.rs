//! Emergencies and crises: the numbers that help, at once and in the citizen's language. Nothing else is decided
//! or looked up for them.

use super::{Context, Decision};
use crate::answer::{Conversational, Hotline};
use crate::locale::{Language, Locale};
use crate::understanding::EmergencyKind;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Texts by language code, `de-simple` besides.
type ByLanguage = BTreeMap<String, String>;

#[derive(Deserialize, Default)]
struct Lines {
    hotline: BTreeMap<String, Line>,
    kind: BTreeMap<String, Help>,
}

#[derive(Deserialize)]
struct Line {
    phone: String,
    name: ByLanguage,
    note: ByLanguage,
}

#[derive(Deserialize)]
struct Help {
    lines: Vec<String>,
    text: ByLanguage,
}

static LINES: LazyLock<Lines> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/hotlines.toml")).unwrap_or_default());

/// The sentence and the numbers for this emergency.
pub(super) fn help_at_once(ctx: &Context<'_>, kind: EmergencyKind) -> Decision {
    let tag = match (ctx.understanding.language, ctx.locale) {
        (Language::DE, Locale::DeSimple) => "de-simple".to_owned(),
        (language, _) => language.code().to_owned(),
    };
    let help = LINES.kind.get(name(kind));
    let hotlines = help.map_or(&[] as &[String], |help| &help.lines);
    Decision::Converse(Conversational {
        intent: "emergency".to_owned(),
        text: help.map_or_else(|| "112".to_owned(), |help| in_language(&help.text, &tag)),
        hotlines: hotlines.iter().filter_map(|id| hotline(id, &tag)).collect(),
        suggestions: Vec::new(),
    })
}

fn hotline(id: &str, tag: &str) -> Option<Hotline> {
    let line = LINES.hotline.get(id)?;
    Some(Hotline {
        name: in_language(&line.name, tag),
        phone: line.phone.clone(),
        note: in_language(&line.note, tag),
    })
}

/// The text in this language; easy German falls back to German, everything else to English.
fn in_language(texts: &ByLanguage, tag: &str) -> String {
    let fallback = if tag == "de-simple" { "de" } else { "en" };
    texts
        .get(tag)
        .or_else(|| texts.get(fallback))
        .cloned()
        .unwrap_or_default()
}

const fn name(kind: EmergencyKind) -> &'static str {
    match kind {
        EmergencyKind::Rescue => "rescue",
        EmergencyKind::Police => "police",
        EmergencyKind::Suicide => "suicide",
        EmergencyKind::Violence => "violence",
        EmergencyKind::Doctor => "doctor",
        EmergencyKind::Poison => "poison",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [EmergencyKind; 6] = [
        EmergencyKind::Rescue,
        EmergencyKind::Police,
        EmergencyKind::Suicide,
        EmergencyKind::Violence,
        EmergencyKind::Doctor,
        EmergencyKind::Poison,
    ];
    const LANGUAGES: [&str; 14] = [
        "de", "en", "tr", "pl", "ru", "uk", "fr", "es", "it", "hr", "ro", "vi", "ar", "fa",
    ];

    #[test]
    fn every_emergency_has_text_and_numbers_in_every_language() {
        for kind in KINDS {
            let help = LINES.kind.get(name(kind)).expect("a kind of help");
            assert!(!help.lines.is_empty());
            for language in LANGUAGES {
                assert!(help.text.contains_key(language), "{kind:?} {language}");
                for id in &help.lines {
                    let line = LINES.hotline.get(id).unwrap_or_else(|| panic!("no hotline {id}"));
                    assert!(line.name.contains_key(language), "name of {id} in {language}");
                    assert!(line.note.contains_key(language), "note of {id} in {language}");
                }
            }
        }
    }

    #[test]
    fn each_kind_leads_with_the_number_that_helps_first() {
        let first = |kind| {
            LINES
                .kind
                .get(name(kind))
                .and_then(|help| hotline(help.lines.first()?, "de"))
        };
        let phones: Vec<String> = KINDS
            .into_iter()
            .filter_map(first)
            .map(|line| line.phone)
            .collect();
        assert_eq!(
            phones,
            ["112", "110", "0800 6553000", "110", "116 117", "089 19240"]
        );
    }
}
