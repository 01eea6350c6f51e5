//! Words as the rules compare them: folded letters, no apostrophes, one slip forgiven where it is safe.

use crate::text::{fold_letters, words};

/// From this length on a slip is forgiven.
const CLOSE_FROM: usize = 6;

/// The words of a text, folded.
pub(super) fn folded_words(text: &str) -> Vec<String> {
    let joined: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | 'ʼ' | '`' | '´'))
        .collect();
    words(&joined)
        .iter()
        .map(|word| fold(word))
        .filter(|word| !word.is_empty())
        .collect()
}

/// One word folded: umlauts and accents to plain letters, and the letters that do not come apart by themselves.
pub(super) fn fold(word: &str) -> String {
    let lower: String = word.chars().flat_map(char::to_lowercase).collect();
    fold_letters(&lower)
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | 'ʼ'))
        .map(|c| match c {
            'ı' => 'i',
            'ł' => 'l',
            'đ' => 'd',
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            other => other,
        })
        .collect()
}

/// Whether two words differ by one slip: a letter missing, doubled, wrong, or two swapped. The first letter must be
/// right, and the word long enough for the slip not to make another word likely.
pub(super) fn is_close(word: &str, known: &str) -> bool {
    if word.chars().next() != known.chars().next() || word.len().abs_diff(known.len()) > 2 {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), known.chars().collect());
    if b.len() < CLOSE_FROM || a.len() < CLOSE_FROM - 1 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same_start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (
        a.get(same_start..).unwrap_or(&[]),
        b.get(same_start..).unwrap_or(&[]),
    );
    let same_end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    match (a.len() - same_end, b.len() - same_end) {
        (0 | 1, 0 | 1) => true,
        (2, 2) => matches!((a, b), ([a0, a1, ..], [b0, b1, ..]) if a0 == b1 && a1 == b0),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_close_two_are_not() {
        for (word, known) in [
            ("menshc", "mensch"),
            ("mitarbeitr", "mitarbeiter"),
            ("telefonn", "telefon"),
        ] {
            assert!(is_close(word, known), "{word} {known}");
        }
        for (word, known) in [
            ("trennt", "brennt"),
            ("hund", "mund"),
            ("mensa", "mensch"),
            ("kosten", "karten"),
        ] {
            assert!(!is_close(word, known), "{word} {known}");
        }
    }

    #[test]
    fn letters_of_other_alphabets_meet() {
        assert_eq!(folded_words("Yangın çıktı"), ["yangin", "cikti"]);
        assert_eq!(folded_words("I don't"), ["i", "dont"]);
        assert_eq!(folded_words("włamywacz Đà"), ["wlamywacz", "da"]);
    }
}
