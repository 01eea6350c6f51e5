//! The bot's own sentences: one file a locale under `locales/`, all with the same keys and placeholders.
//!
//! Absent on purpose: texts of pages (they belong to the crates that draw them) and everything an article says.

use crate::locale::Locale;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Sentences by key, such as `greeting.text`.
type Phrases = BTreeMap<String, String>;

static DE: LazyLock<Phrases> = LazyLock::new(|| parse(include_str!("../locales/de.toml")));
static DE_SIMPLE: LazyLock<Phrases> = LazyLock::new(|| parse(include_str!("../locales/de-simple.toml")));
static EN: LazyLock<Phrases> = LazyLock::new(|| parse(include_str!("../locales/en.toml")));

/// The sentence `key` in `locale`, with each `{placeholder}` replaced by its value.
///
/// The tests prove that no key or placeholder used by the program is missing; should one be, the key itself is said
/// rather than nothing.
#[must_use]
pub fn say(locale: Locale, key: &str, values: &[(&str, &str)]) -> String {
    let phrases: &Phrases = match locale {
        Locale::De => &DE,
        Locale::DeSimple => &DE_SIMPLE,
        Locale::En => &EN,
    };
    fill(phrases.get(key).map_or(key, String::as_str), values)
}

/// Replaces placeholders in one pass, so that a value that looks like a placeholder stays what it is.
fn fill(mut template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    while let Some((before, rest)) = template.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = rest.split_once('}') else {
            out.push('{');
            template = rest;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            out.push_str(value);
        } else {
            out.extend(["{", name, "}"]);
        }
        template = after;
    }
    out.push_str(template);
    out
}

/// Flattens the nested tables of a locale file to dotted keys. The files are part of the program; a test reads them.
fn parse(source: &str) -> Phrases {
    let mut phrases = Phrases::new();
    if let Ok(table) = source.parse::<toml::Table>() {
        flatten("", &table, &mut phrases);
    }
    phrases
}

fn flatten(prefix: &str, table: &toml::Table, phrases: &mut Phrases) {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match value {
            toml::Value::String(text) => {
                phrases.insert(key, text.clone());
            }
            toml::Value::Table(inner) => flatten(&key, inner, phrases),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn phrases(locale: Locale) -> &'static Phrases {
        match locale {
            Locale::De => &DE,
            Locale::DeSimple => &DE_SIMPLE,
            Locale::En => &EN,
        }
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn all_locales_have_the_same_keys_and_placeholders() {
        for locale in Locale::ALL {
            let keys = |phrases: &Phrases| phrases.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(keys(phrases(locale)), keys(&DE), "{locale:?}");
            for (key, text) in phrases(locale) {
                assert!(!text.is_empty(), "{key}");
                assert_eq!(placeholders(text), placeholders(&DE[key]), "{key} in {locale:?}");
            }
        }
    }

    #[test]
    fn sentences_are_short() {
        for locale in Locale::ALL {
            for (key, text) in phrases(locale) {
                for sentence in text.split_inclusive(['.', '!', '?']) {
                    let words = sentence.split_whitespace().count();
                    assert!(words <= 15, "{key} in {locale:?} has {words} words: {sentence}");
                }
            }
        }
    }

    /// Keys are literals in the sources, so that this finds each of them; those made of parts are listed here.
    #[test]
    fn every_key_in_the_sources_is_there_and_every_key_is_used() {
        let mut sources = String::new();
        read_sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
        for key in DE.keys() {
            let (stem, is_made) = match key.strip_prefix("talk.") {
                Some(intent) => (format!("(\"{intent}\","), true),
                None => (format!("\"{}\"", key.trim_end_matches("_without_phone")), false),
            };
            assert!(is_made || sources.contains(&stem), "{key} is not used");
        }
        let groups: BTreeSet<&str> = DE.keys().filter_map(|key| key.split('.').next()).collect();
        for literal in sources.split('"').skip(1).step_by(2) {
            let Some((group, rest)) = literal.split_once('.') else {
                continue;
            };
            let is_key = rest
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c));
            if groups.contains(group) && is_key && !rest.is_empty() {
                assert!(DE.contains_key(literal), "{literal} is missing");
            }
        }
    }

    fn read_sources(directory: &Path, into: &mut String) {
        for entry in std::fs::read_dir(directory).expect("the sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                read_sources(&path, into);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("phrases.rs") {
                into.push_str(&std::fs::read_to_string(&path).expect("a source"));
            }
        }
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_stays_as_it_is() {
        let said = say(Locale::De, "lead.facts", &[("facts", "{title}"), ("title", "X")]);
        assert_eq!(said, "Hier finden Sie {title} zu „X“.");
        assert_eq!(fill("a { b {c", &[]), "a { b {c");
    }
}
