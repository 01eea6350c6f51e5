//! A citizen's question as the index sees it: words with weights, each with the terms it may stand for.

use super::analysis::{Analyser, WORD_CHARS_MAX, is_german, plain};
use super::compounds::Vocabulary;
use super::terms::Terms;
use super::verbs;
use bot_core::text::{fold_letters, words};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Most words of a question that are searched for; the rest of a long letter is passed over.
const WORDS_MAX: usize = 64;
/// Weight of a word that goes with every question.
const FILLER: f32 = 0.05;
/// Weight of a word that asks for a fact of any matter.
const SOFT: f32 = 0.4;
/// Weight of the part of a compound.
const PART: f32 = 0.6;
/// Weight of a known term in place of a misspelt one, for each letter that differs.
const NEAR: f32 = 0.75;
/// Weight of a word that citizens use for the one written.
const SYNONYM: f32 = 0.6;
/// Weight of the words of the conversation's current matter.
const CONTEXT: f32 = 0.5;

static WEIGHTS: LazyLock<HashMap<String, f32>> = LazyLock::new(|| {
    let lists = [
        (include_str!("../../data/analysis/soft.txt"), SOFT),
        (include_str!("../../data/analysis/filler.txt"), FILLER),
    ];
    let mut weights = HashMap::new();
    for (list, weight) in lists {
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            for word in words(line) {
                weights.insert(word.clone(), weight);
                weights.insert(fold_letters(&word), weight);
            }
        }
    }
    weights
});

/// The other words of each word's lines, all folded.
static SYNONYMS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut synonyms: HashMap<String, Vec<String>> = HashMap::new();
    for line in include_str!("../../data/analysis/synonyms.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let line: Vec<String> = words(line).iter().map(|word| fold_letters(word)).collect();
        for word in &line {
            let others = line.iter().filter(|other| *other != word).cloned();
            synonyms.entry(word.clone()).or_default().extend(others);
        }
    }
    synonyms
});

/// How much a word in lower case counts by itself.
fn weight_of(word: &str) -> f32 {
    WEIGHTS
        .get(word)
        .or_else(|| WEIGHTS.get(&fold_letters(word)))
        .copied()
        .unwrap_or(1.0)
}

/// One word of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// In plain letters.
    pub plain: String,
    /// How much it counts, 0 to 1.
    pub weight: f32,
    /// The terms it may stand for, the best one counts.
    pub terms: Vec<(String, f32)>,
    /// The terms of its parts, each counts.
    pub parts: Vec<(String, f32)>,
    /// Whether it, or all of its parts, stand in the index as written.
    pub is_known: bool,
}

/// Where in an article a word is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In its names and wordings.
    Said,
    /// Anywhere.
    Anywhere,
}

impl Word {
    /// Whether it stands in an article: 1 for the word itself, less for a part or another word for it.
    pub fn found_in(&self, terms: &Terms, article: usize, place: Place) -> f32 {
        let has = |term: &str| match place {
            Place::Said => terms.has_said(article, term),
            Place::Anywhere => terms.has(article, term),
        };
        let whole = self
            .terms
            .iter()
            .filter(|(term, _)| has(term))
            .map(|(_, factor)| *factor);
        let found = self.parts.iter().filter(|(term, _)| has(term)).count();
        let parts = if self.parts.is_empty() {
            0.0
        } else {
            share(found, self.parts.len())
        };
        whole.fold(parts, f32::max)
    }
}

fn share(part: usize, whole: usize) -> f32 {
    f32::from(u16::try_from(part).unwrap_or(u16::MAX)) / f32::from(u16::try_from(whole).unwrap_or(u16::MAX))
}

/// A question ready to be searched for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// Its words in order.
    pub words: Vec<Word>,
}

impl Question {
    /// Reads a question in a language (two-letter code), with the title of what the conversation is about if the
    /// words refer back to it.
    pub fn read(
        text: &str,
        context: Option<&str>,
        language: &str,
        vocabulary: &Vocabulary,
        terms: &Terms,
    ) -> Self {
        let mut analyser = Analyser::default();
        let mut said = words(text);
        if is_german(language) {
            said = verbs::join(said, |word| terms.knows(&analyser.term(word, "de")));
        }
        let mut reader = Reader {
            analyser: &mut analyser,
            vocabulary,
            terms,
        };
        let mut found: Vec<Word> = said
            .iter()
            .filter(|word| word.chars().count() <= WORD_CHARS_MAX)
            .take(WORDS_MAX)
            .map(|word| reader.word(word, language, 1.0))
            .collect();
        if found.iter().all(|word| word.weight <= FILLER) {
            // „Wo bin ich hier?“ has nothing but such words: then they have to do.
            for word in &mut found {
                word.weight = SOFT;
            }
        }
        let context = context.map(words).unwrap_or_default();
        found.extend(
            context
                .iter()
                .take(WORDS_MAX)
                .map(|word| reader.word(word, "de", CONTEXT)),
        );
        Self { words: found }
    }

    /// The words that say what the matter is.
    pub fn matter(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().filter(|word| word.weight > FILLER)
    }
}

struct Reader<'a> {
    analyser: &'a mut Analyser,
    vocabulary: &'a Vocabulary,
    terms: &'a Terms,
}

impl Reader<'_> {
    fn word(&mut self, word: &str, language: &str, factor: f32) -> Word {
        let weight = weight_of(word);
        let mut found: Vec<(String, f32)> = Vec::new();
        for candidate in [language, "de", "en"] {
            let term = self.analyser.term(word, candidate);
            if self.terms.knows(&term) && found.iter().all(|(known, _)| *known != term) {
                found.push((term, 1.0));
            }
        }
        let folded = fold_letters(word);
        let parts: Vec<(String, f32)> = self
            .vocabulary
            .parts(&folded)
            .into_iter()
            .map(|part| (self.analyser.term(&part, "de"), PART))
            .filter(|(term, _)| self.terms.knows(term))
            .collect();
        for synonym in SYNONYMS.get(&folded).into_iter().flatten() {
            let term = self.analyser.term(synonym, "de");
            if self.terms.knows(&term) && found.iter().all(|(known, _)| *known != term) {
                found.push((term, SYNONYM));
            }
        }
        let is_known = !found.is_empty() || !parts.is_empty();
        if !is_known {
            let term = self
                .analyser
                .term(word, if is_german(language) { "de" } else { language });
            for (near, distance) in self.terms.near(&term) {
                found.push((near.to_owned(), if distance < 2 { NEAR } else { NEAR * NEAR }));
            }
        }
        Word {
            plain: plain(word, language),
            weight: weight * factor,
            terms: found,
            parts,
            is_known,
        }
    }
}
