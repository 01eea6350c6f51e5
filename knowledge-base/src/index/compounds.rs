//! Opening German compounds with the knowledge base's own words: no dictionary to license, and no split into words
//! the city never uses.

use std::collections::HashSet;

/// Shortest part of a compound.
const PART_CHARS_MIN: usize = 4;
/// Shortest compound.
const COMPOUND_CHARS_MIN: usize = 8;
/// Letters that may stand between two parts.
const LINKS: [&str; 6] = ["", "s", "es", "n", "en", "er"];

/// The folded words of the knowledge base.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary(HashSet<String>);

impl Vocabulary {
    /// A vocabulary of folded words; those too short to be a part are left out.
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self(
            words
                .into_iter()
                .filter(|word| word.chars().count() >= PART_CHARS_MIN)
                .collect(),
        )
    }

    /// The parts of a folded word, first to last; empty when it is none or cannot be opened.
    pub fn parts(&self, word: &str) -> Vec<String> {
        if word.chars().count() < COMPOUND_CHARS_MIN || !word.is_ascii() {
            return Vec::new();
        }
        self.split(word, 2).unwrap_or_default()
    }

    /// Splits off the longest last part that is a known word and whose front can be explained too.
    fn split(&self, word: &str, cuts: usize) -> Option<Vec<String>> {
        for at in PART_CHARS_MIN..=word.len().checked_sub(PART_CHARS_MIN)? {
            let (front, last) = word.split_at(at);
            if !self.0.contains(last) {
                continue;
            }
            for link in LINKS {
                let Some(first) = front.strip_suffix(link) else {
                    continue;
                };
                if first.len() >= PART_CHARS_MIN && self.knows(first) {
                    return Some(vec![first.to_owned(), last.to_owned()]);
                }
                if cuts > 1
                    && let Some(mut parts) = self.split(first, cuts - 1)
                {
                    parts.push(last.to_owned());
                    return Some(parts);
                }
            }
        }
        None
    }

    /// Whether a first part is a known word, perhaps without its last „e“ (Miete → Mietberatung).
    fn knows(&self, first: &str) -> bool {
        self.0.contains(first) || self.0.contains(&format!("{first}e"))
    }
}
