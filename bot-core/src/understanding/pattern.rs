//! Patterns over words: how the files under `data/` describe what citizens say.
//!
//! A pattern is a row of tokens: `wort` · `anmeld*` · `*schein` · `*pass*` · `a|b|c` (one of them) · `wort?` (may be
//! missing) · `@list` (one of a named list) · `#` (something with a digit) · `_` (any one word) · `..` (up to four
//! words) · `^` and `$` (beginning and end of the utterance). Everything is compared in folded letters.

use super::words::{fold, is_close};
use std::collections::BTreeMap;

/// Longest gap that `..` bridges, in words.
const GAP_MAX: usize = 4;

/// One compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    tokens: Vec<Token>,
}

#[derive(Clone, Debug)]
enum Token {
    Start,
    End,
    Gap,
    One { words: Vec<Form>, is_optional: bool },
}

#[derive(Clone, Debug)]
enum Form {
    Any,
    Number,
    Exact(String),
    Prefix(String),
    Suffix(String),
    Inside(String),
}

/// Whether typing errors are forgiven in exact words of six letters and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typos {
    /// One slip counts as the word.
    Forgiven,
    /// Letter by letter.
    Refused,
}

impl Pattern {
    /// Compiles a pattern. An unknown list matches nothing; the tests prove that there is none.
    pub(super) fn parse(source: &str, lists: &BTreeMap<String, String>) -> Self {
        Self {
            tokens: source
                .split_whitespace()
                .map(|token| Token::parse(token, lists))
                .collect(),
        }
    }

    /// Where it matches first: the places of the words it names, without those that a gap passes over.
    pub(super) fn find(&self, words: &[String], typos: Typos) -> Option<Vec<usize>> {
        let last = if matches!(self.tokens.first(), Some(Token::Start)) {
            0
        } else {
            words.len()
        };
        (0..=last).find_map(|start| self.at(words, start, typos))
    }

    /// The places of the words it names if it matches beginning at `start`.
    pub(super) fn at(&self, words: &[String], start: usize, typos: Typos) -> Option<Vec<usize>> {
        let mut places = Vec::new();
        rest_matches(&self.tokens, words, start, typos, &mut places).then_some(places)
    }
}

/// Whether `tokens` match from `at` on; `places` then holds the words they name.
fn rest_matches(
    tokens: &[Token],
    words: &[String],
    at: usize,
    typos: Typos,
    places: &mut Vec<usize>,
) -> bool {
    let Some((token, rest)) = tokens.split_first() else {
        return true;
    };
    match token {
        Token::Start => at == 0 && rest_matches(rest, words, at, typos, places),
        Token::End => at == words.len(),
        Token::Gap => {
            (at..=words.len().min(at + GAP_MAX)).any(|next| rest_matches(rest, words, next, typos, places))
        }
        Token::One {
            words: forms,
            is_optional,
        } => {
            if let Some(form) = words
                .get(at)
                .and_then(|word| forms.iter().find(|form| form.fits(word, typos)))
            {
                let kept = places.len();
                if !matches!(form, Form::Any) {
                    places.push(at);
                }
                if rest_matches(rest, words, at + 1, typos, places) {
                    return true;
                }
                places.truncate(kept);
            }
            *is_optional && rest_matches(rest, words, at, typos, places)
        }
    }
}

impl Token {
    fn parse(source: &str, lists: &BTreeMap<String, String>) -> Self {
        match source {
            "^" => return Self::Start,
            "$" => return Self::End,
            ".." => return Self::Gap,
            _ => {}
        }
        let (body, is_optional) = source
            .strip_suffix('?')
            .map_or((source, false), |body| (body, true));
        let mut words = Vec::new();
        for part in body.split('|') {
            match part.strip_prefix('@') {
                Some(list) => {
                    let members = lists.get(list).map_or("", String::as_str);
                    words.extend(
                        members
                            .split(['|', ' ', '\n'])
                            .filter(|w| !w.is_empty())
                            .map(Form::parse),
                    );
                }
                None => words.push(Form::parse(part)),
            }
        }
        Self::One { words, is_optional }
    }
}

impl Form {
    fn parse(source: &str) -> Self {
        match source {
            "_" => return Self::Any,
            "#" => return Self::Number,
            _ => {}
        }
        match (source.strip_prefix('*'), source.strip_suffix('*')) {
            (Some(rest), Some(_)) => Self::Inside(fold(rest.trim_end_matches('*'))),
            (Some(rest), None) => Self::Suffix(fold(rest)),
            (None, Some(rest)) => Self::Prefix(fold(rest)),
            (None, None) => Self::Exact(fold(source)),
        }
    }

    fn fits(&self, word: &str, typos: Typos) -> bool {
        match self {
            Self::Any => true,
            Self::Number => word.chars().any(|c| c.is_ascii_digit()),
            Self::Exact(known) => word == known || (typos == Typos::Forgiven && is_close(word, known)),
            Self::Prefix(start) => word.starts_with(start.as_str()),
            Self::Suffix(end) => word.ends_with(end.as_str()),
            Self::Inside(part) => word.contains(part.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::folded_words;
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        let lists = BTreeMap::from([("tier".to_owned(), "hund|katze".to_owned())]);
        Pattern::parse(pattern, &lists)
            .find(&folded_words(text), Typos::Forgiven)
            .is_some()
    }

    #[test]
    fn every_form_of_token_matches_what_it_says() {
        assert!(matches("^ hallo $", "Hallo!"));
        assert!(!matches("^ hallo $", "Hallo Welt"));
        assert!(matches("mein .. antrag", "mein lieber guter Antrag"));
        assert!(!matches("mein .. antrag", "mein a b c d e Antrag"));
        assert!(matches("gebühr*", "Gebuehren"));
        assert!(matches("*ausweis", "Personalausweis"));
        assert!(matches("vom? #", "Antrag 3.5."));
        assert!(matches("@tier anmelden", "Katze anmelden"));
        assert!(matches("mit _ sprechen", "mit jemandem sprechen"));
    }

    #[test]
    fn a_slip_is_forgiven_in_long_words_only() {
        assert!(matches("mitarbeiter", "Mitabreiter"));
        assert!(!matches("hund", "Mund"));
        assert!(!matches("brennt", "trennt"));
    }
}
