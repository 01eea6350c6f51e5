//! The words of pages: one TOML file a locale, the same keys and placeholders in each.

use bot_core::locale::Locale;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The words in one locale, by dotted key such as `chat.send`.
#[derive(Clone, Debug, Default)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// The words for a key; the key itself if there are none, which the tests of every crate rule out.
    #[must_use]
    pub fn t<'w>(&'w self, key: &'w str) -> &'w str {
        self.0.get(key).map_or(key, String::as_str)
    }
    /// The words for a key if there are any.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
    /// The words for a key with `{name}` replaced.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "templates hand in numbers, words and references alike"
    )]
    pub fn put(&self, key: &str, name: &str, value: impl ToString) -> String {
        self.t(key).replace(&format!("{{{name}}}"), &value.to_string())
    }
    /// The words for a key with two placeholders replaced.
    #[must_use]
    pub fn put2(&self, key: &str, one: (&str, &str), two: (&str, &str)) -> String {
        self.put(key, one.0, one.1)
            .replace(&format!("{{{}}}", two.0), two.1)
    }
    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The words in all locales.
#[derive(Clone, Debug)]
pub struct Catalogue {
    de: Words,
    de_simple: Words,
    en: Words,
}

impl Catalogue {
    /// Reads the three files, which are compiled in; a file that does not parse is empty (and fails the test).
    #[must_use]
    pub fn parse(de: &str, de_simple: &str, en: &str) -> Self {
        Self {
            de: words(de),
            de_simple: words(de_simple),
            en: words(en),
        }
    }
    /// The words of one locale.
    #[must_use]
    pub const fn get(&self, locale: Locale) -> &Words {
        match locale {
            Locale::De => &self.de,
            Locale::DeSimple => &self.de_simple,
            Locale::En => &self.en,
        }
    }
    /// What is wrong with it: keys missing somewhere, empty words, placeholders that differ. Empty when complete.
    #[must_use]
    pub fn defects(&self) -> Vec<String> {
        let mut out = Vec::new();
        let all: BTreeSet<&str> = Locale::ALL
            .iter()
            .flat_map(|locale| self.get(*locale).keys())
            .collect();
        if all.is_empty() {
            out.push("there are no words at all".to_owned());
        }
        for key in all {
            let expected = placeholders(self.de.t(key));
            for locale in Locale::ALL {
                let what = match self.get(locale).find(key) {
                    None => "is missing",
                    Some(text) if text.trim().is_empty() => "is empty",
                    Some(text) if placeholders(text) != expected => "has other placeholders",
                    Some(_) => continue,
                };
                out.push(format!("{}: {key} {what}", locale.tag()));
            }
        }
        out
    }
}

/// The words that come with this crate: frame, messages, citizen's pages, problems.
pub static PAGES: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::parse(
        include_str!("../locales/de.toml"),
        include_str!("../locales/de-simple.toml"),
        include_str!("../locales/en.toml"),
    )
});

fn words(text: &str) -> Words {
    let mut out = BTreeMap::new();
    match text.parse::<toml::Table>() {
        Ok(table) => flatten("", &table, &mut out),
        Err(error) => tracing::error!(%error, "a file of words does not parse"),
    }
    Words(out)
}

fn flatten(prefix: &str, table: &toml::Table, out: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let path = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}.{key}")
        };
        match value {
            toml::Value::Table(inner) => flatten(&path, inner, out),
            toml::Value::String(text) => {
                out.insert(path, text.clone());
            }
            _ => {}
        }
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_complete_in_every_locale() {
        assert_eq!(PAGES.defects(), Vec::<String>::new());
    }

    #[test]
    fn defects_are_found() {
        let catalogue = Catalogue::parse("a = 'x {n}'\nb = 'y'", "a = 'x'\nb = 'y'", "a = 'x {n}'");
        assert_eq!(
            catalogue.defects(),
            ["de-simple: a has other placeholders", "en: b is missing"]
        );
    }
}
