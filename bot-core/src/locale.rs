//! The languages of the interface, and the languages citizens write in.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A language the interface and the bot's own sentences are complete in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, PartialOrd, Ord)]
pub enum Locale {
    /// German, addressed with „Sie“.
    #[default]
    #[serde(rename = "de")]
    De,
    /// Easy German: very short sentences, everyday words.
    #[serde(rename = "de-simple")]
    DeSimple,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Locale {
    /// All locales, in the order the interface offers them.
    pub const ALL: [Self; 3] = [Self::De, Self::DeSimple, Self::En];

    /// The product's tag: `de`, `de-simple` or `en`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::DeSimple => "de-simple",
            Self::En => "en",
        }
    }
    /// The BCP 47 tag for the `lang` attribute.
    #[must_use]
    pub const fn bcp47(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::DeSimple => "de-x-simple",
            Self::En => "en",
        }
    }
    /// The locale with this tag, if there is one.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag)
    }
    /// The language of this locale.
    #[must_use]
    pub const fn language(self) -> Language {
        match self {
            Self::De | Self::DeSimple => Language::DE,
            Self::En => Language::EN,
        }
    }
}

/// A natural language as a two-letter ISO 639-1 code in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language([u8; 2]);

impl Language {
    /// German.
    pub const DE: Self = Self(*b"de");
    /// English.
    pub const EN: Self = Self(*b"en");

    /// The language of a two-letter code; anything else is `None`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.as_bytes() {
            [a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Some(Self([*a, *b])),
            _ => None,
        }
    }
    /// The two-letter code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("de")
    }
    /// Whether the script runs from right to left (Arabic, Farsi, Hebrew, Urdu).
    #[must_use]
    pub fn is_right_to_left(self) -> bool {
        matches!(&self.0, b"ar" | b"fa" | b"he" | b"ur")
    }
    /// The locale the bot's own sentences use for this language: English for all but German.
    #[must_use]
    pub const fn locale(self) -> Locale {
        if matches!(self.0, [b'd', b'e']) {
            Locale::De
        } else {
            Locale::En
        }
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
impl Serialize for Language {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}
impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| serde::de::Error::custom("expected a two-letter language code"))
    }
}
