//! The words of the console, German and English, and how figures and times are written in them.
//!
//! Staff read two locales; whoever reads easy German on the citizens' pages gets German here.

use bot_core::locale::Locale;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::LazyLock;
use web_kit::{Catalogue, Words, render};

/// The console's words.
pub(crate) static CONSOLE: LazyLock<Catalogue> = LazyLock::new(|| {
    let german = include_str!("../locales/de.toml");
    Catalogue::parse(german, german, include_str!("../locales/en.toml"))
});

/// The words in the locale of the page.
pub(crate) fn words(locale: Locale) -> &'static Words {
    CONSOLE.get(locale)
}

/// A probability as a whole percentage.
pub(crate) fn percent(probability: f32) -> u8 {
    let rounded = (probability.clamp(0.0, 1.0) * 100.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 100"
    )]
    let whole = rounded as u8;
    whole
}

/// A probability in words: the figure alone misleads readers.
pub(crate) fn confidence(words: &'static Words, probability: f32) -> &'static str {
    words.t(match percent(probability) {
        85.. => "confidence.very_likely",
        60..85 => "confidence.likely",
        35..60 => "confidence.unsure",
        _ => "confidence.guess",
    })
}

/// A span of time in whole minutes, seconds below one minute.
pub(crate) fn span(words: &Words, span: SignedDuration) -> String {
    let seconds = span.as_secs().max(0);
    match seconds {
        ..60 => words.put("time.seconds", "n", seconds),
        60..3600 => words.put("time.minutes", "n", seconds / 60),
        _ => words.put2(
            "time.hours",
            ("h", &(seconds / 3600).to_string()),
            ("m", &format!("{:02}", seconds % 3600 / 60)),
        ),
    }
}

/// Day and time in the authority's time zone.
pub(crate) fn day_and_clock(at: Timestamp, zone: &TimeZone, locale: Locale) -> String {
    let day = at.to_zoned(zone.clone()).date();
    format!(
        "{}, {}",
        render::date(day, locale),
        render::clock_time(at, zone, locale)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_complete_in_both_locales() {
        assert_eq!(CONSOLE.defects(), Vec::<String>::new());
    }

    #[test]
    fn every_key_in_templates_and_code_has_words() {
        let root = env!("CARGO_MANIFEST_DIR");
        let known: Vec<&str> = words(Locale::De).keys().collect();
        let mut missing = Vec::new();
        let mut folders = vec![format!("{root}/templates"), format!("{root}/src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.display().to_string());
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for part in text
                    .split("words.t(\"")
                    .skip(1)
                    .chain(text.split("words.put(\"").skip(1))
                {
                    let key = part.split('"').next().unwrap();
                    if !known.contains(&key) && !key.is_empty() {
                        missing.push(format!("{key} in {}", path.display()));
                    }
                }
            }
        }
        missing.retain(|found| !found.contains("words.rs"));
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn confidence_is_said_in_words_and_percent() {
        assert_eq!(percent(0.856), 86);
        assert_eq!(percent(7.0), 100);
        let german = words(Locale::De);
        assert_ne!(confidence(german, 0.9), confidence(german, 0.5));
    }
}
