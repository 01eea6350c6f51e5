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
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value),
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
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
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::String(text) => {
                phrases.insert(key, text.trim().to_owned());
            }
            toml::Value::Table(inner) => flatten(&key, inner, phrases),
            _ => {}
        }
    }
}
