//! Choosing by words: "die zweite", "2", "keine davon", or words that only one of the options offered has.

use super::lexicon::LEXICON;
use super::words::{folded_words, is_close};
use crate::conversation::OpenQuestion;

/// Most words of its own that a choice may have; longer utterances are matters.
const WORDS_MAX: usize = 6;
/// From this length on a word may be part of a compound in the label.
const PART_FROM: usize = 4;

/// What an utterance chooses among the options of an open question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choosing {
    /// This option, counted from 0.
    Option(usize),
    /// None of them.
    NoneOfThese,
    /// It chooses nothing.
    Nothing,
}

/// What `words` choose among the options of `question`.
pub(super) fn chosen(words: &[String], question: &OpenQuestion) -> Choosing {
    if says_nothing_but(words, "none") {
        return Choosing::NoneOfThese;
    }
    let count = question.options.len();
    let names = ["ordinal.0", "ordinal.1", "ordinal.2", "ordinal.3"];
    let by_number = names
        .iter()
        .position(|name| says_nothing_but(words, name))
        .filter(|place| *place < count);
    let by_number = by_number.or_else(|| {
        count
            .checked_sub(1)
            .filter(|_| says_nothing_but(words, "ordinal.last"))
    });
    by_number
        .or_else(|| by_label(words, question))
        .map_or(Choosing::Nothing, Choosing::Option)
}

/// Whether the rule recognises the words and nothing with a meaning of its own is left beside it.
fn says_nothing_but(words: &[String], rule: &str) -> bool {
    LEXICON.recognise(rule, words).is_some() && own_words(words, &[rule, "courtesy", "stop"]).is_empty()
}

/// The one option whose label has all words of the utterance that mean something.
fn by_label(words: &[String], question: &OpenQuestion) -> Option<usize> {
    let own = own_words(words, &["courtesy", "stop", "facts"]);
    if own.is_empty() || own.len() > WORDS_MAX {
        return None;
    }
    let labels: Vec<Vec<String>> = question
        .options
        .iter()
        .map(|choice| folded_words(&choice.label))
        .collect();
    if let Some(place) = labels.iter().position(|label| label.as_slice() == words) {
        return Some(place);
    }
    let mut fitting = labels
        .iter()
        .enumerate()
        .filter(|(_, label)| {
            own.iter()
                .all(|word| label.iter().any(|known| is_part(word, known)))
        })
        .map(|(place, _)| place);
    fitting.next().filter(|_| fitting.next().is_none())
}

fn is_part(word: &str, known: &str) -> bool {
    word == known || is_close(word, known) || (word.chars().count() >= PART_FROM && known.contains(word))
}

/// The words that none of these rules cover.
pub(super) fn own_words<'a>(words: &'a [String], rules: &[&str]) -> Vec<&'a str> {
    let covered: Vec<_> = rules.iter().map(|rule| LEXICON.covered(rule, words)).collect();
    words
        .iter()
        .enumerate()
        .filter(|(place, _)| !covered.iter().any(|places| places.contains(place)))
        .map(|(_, word)| word.as_str())
        .collect()
}
