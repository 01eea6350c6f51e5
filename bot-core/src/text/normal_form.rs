//! The normal form: one spelling for what citizens type in many. Used for rules and for the index alike.

use unicode_normalization::UnicodeNormalization;

/// Lower case, NFKC, without punctuation, whitespace collapsed; umlauts and ß kept.
#[must_use]
pub fn normal_form(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word);
    }
    out
}

/// The words of a text in lower case NFKC, in order. A word is a run of letters, digits and combining marks.
pub fn words(text: &str) -> Vec<String> {
    let lower: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !is_invisible(*c))
        .collect();
    lower
        .split(|c: char| !(c.is_alphanumeric() || is_mark(c)))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Folds a lower-case word to plain letters so that all transcriptions of umlauts meet:
/// ä and ae → a, ö and oe → o, ü and ue → u, ß → ss, é → e. `ue` stays after a vowel or q (neue, Quelle).
#[must_use]
pub fn fold_letters(word: &str) -> String {
    let mut out: Vec<char> = Vec::with_capacity(word.len());
    for c in word.nfd().filter(|c| !is_mark(*c)) {
        match c {
            'ß' => out.extend(['s', 's']),
            'æ' => out.push('a'),
            'ø' | 'œ' => out.push('o'),
            'e' => match out.as_slice() {
                [.., 'a' | 'o'] | ['u'] => {}
                [.., before, 'u'] if !matches!(before, 'a' | 'e' | 'i' | 'o' | 'q' | 'u' | 'y') => {}
                _ => out.push('e'),
            },
            other => out.push(other),
        }
    }
    out.into_iter().collect()
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transcriptions_of_umlauts_meet() {
        assert_eq!(fold_letters("führerschein"), fold_letters("fuehrerschein"));
        assert_eq!(fold_letters("straße"), fold_letters("strasse"));
        assert_eq!(fold_letters("übung"), fold_letters("uebung"));
        assert_eq!(fold_letters("neue"), "neue");
        assert_eq!(fold_letters("quelle"), "quelle");
    }

    #[test]
    fn punctuation_case_and_invisible_signs_do_not_count() {
        assert_eq!(normal_form("  Wo\u{200b}hin,   bitte?! "), "wohin bitte");
    }
}
