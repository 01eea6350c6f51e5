//! One sentence in the languages the bot does not speak: that the answer is in English and the city's text in German.

use crate::locale::Language;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static NOTICES: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/notices.toml")).unwrap_or_default());

/// The sentence for whoever writes this language; `None` for German, English and languages nobody has written it in.
pub(super) fn notice(language: Language) -> Option<String> {
    NOTICES.get(language.code()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_that_is_understood_has_its_sentence() {
        for code in [
            "tr", "uk", "ar", "pl", "ru", "fr", "es", "it", "hr", "ro", "fa", "vi",
        ] {
            let language = Language::from_code(code).expect("a language");
            assert!(notice(language).is_some_and(|text| !text.is_empty()), "{code}");
        }
        assert_eq!(notice(Language::DE), None);
        assert_eq!(notice(Language::EN), None);
    }
}
