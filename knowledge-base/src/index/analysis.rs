//! From text to index terms: fold the letters, stem by language, open compounds, cut into letter groups. The same
//! functions serve index and question.

use super::compounds::Vocabulary;
use bot_core::text::{fold_letters, words};
use std::collections::HashMap;
use tantivy::tokenizer::{Language as Stemmed, RawTokenizer, Stemmer, TextAnalyzer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word that is looked at; longer runs of letters are no words.
pub const WORD_CHARS_MAX: usize = 48;

/// Stems words of all languages that have a stemmer. Remembers what it has seen: an index asks for the same word many
/// times. One a thread.
#[derive(Default)]
pub struct Analyser {
    stemmers: HashMap<&'static str, TextAnalyzer>,
    seen: HashMap<String, HashMap<String, Vec<String>>>,
}

impl Analyser {
    /// The index term of a word (lower case, see [`words`]) in a language, given by its two-letter code.
    pub fn term(&mut self, word: &str, language: &str) -> String {
        let plain = plain(word, language);
        let Some((code, stemmed)) = stemmer(language) else {
            return plain;
        };
        let analyser = self.stemmers.entry(code).or_insert_with(|| {
            TextAnalyzer::builder(RawTokenizer::default())
                .filter(Stemmer::new(stemmed))
                .build()
        });
        let mut term = None;
        analyser
            .token_stream(&plain)
            .process(&mut |token| term = Some(token.text.clone()));
        term.filter(|term| !term.is_empty()).unwrap_or(plain)
    }

    /// The index terms of a text; of German words also the parts they are made of.
    pub fn terms(&mut self, text: &str, language: &str, vocabulary: &Vocabulary) -> Vec<String> {
        let mut terms = Vec::new();
        for word in words(text)
            .iter()
            .filter(|word| word.chars().count() <= WORD_CHARS_MAX)
        {
            if let Some(known) = self.seen.get(language).and_then(|seen| seen.get(word)) {
                terms.extend_from_slice(known);
                continue;
            }
            let found = self.terms_of(word, language, vocabulary);
            terms.extend_from_slice(&found);
            self.seen
                .entry(language.to_owned())
                .or_default()
                .insert(word.clone(), found);
        }
        terms
    }

    fn terms_of(&mut self, word: &str, language: &str, vocabulary: &Vocabulary) -> Vec<String> {
        let mut terms = vec![self.term(word, language)];
        if is_german(language) {
            for part in vocabulary.parts(&fold_letters(word)) {
                terms.push(self.term(&part, language));
            }
        }
        terms
    }
}

/// Whether words of this language are folded and opened as German ones.
pub fn is_german(language: &str) -> bool {
    language.starts_with("de")
}

/// The word in plain letters: German transcriptions meet, other languages lose their marks.
pub fn plain(word: &str, language: &str) -> String {
    if is_german(language) {
        fold_letters(word)
    } else {
        word.nfd()
            .filter(|c| !is_combining_mark(*c) && *c != '\u{640}')
            .map(simplify)
            .collect()
    }
}

/// Letters that keyboards and habits use for one another.
fn simplify(c: char) -> char {
    match c {
        'ı' => 'i',
        'ł' => 'l',
        'đ' => 'd',
        'ø' => 'o',
        'ى' | 'ي' => 'ی',
        'ك' => 'ک',
        'ة' => 'ه',
        'ё' => 'е',
        'ґ' => 'г',
        other => other,
    }
}

/// The letter groups of a plain word: all groups of three and four letters of the word between two blanks.
pub fn grams(word: &str) -> Vec<String> {
    let letters: Vec<char> = std::iter::once('_')
        .chain(word.chars())
        .chain(std::iter::once('_'))
        .collect();
    let mut grams = Vec::with_capacity(letters.len() * 2);
    for size in [3, 4] {
        grams.extend(
            letters
                .windows(size)
                .map(|group| group.iter().collect::<String>()),
        );
    }
    if grams.is_empty() {
        grams.push(letters.iter().collect());
    }
    grams
}

fn stemmer(language: &str) -> Option<(&'static str, Stemmed)> {
    Some(match language.get(..2)? {
        "de" => ("de", Stemmed::German),
        "en" => ("en", Stemmed::English),
        "fr" => ("fr", Stemmed::French),
        "es" => ("es", Stemmed::Spanish),
        "it" => ("it", Stemmed::Italian),
        "ro" => ("ro", Stemmed::Romanian),
        "ru" => ("ru", Stemmed::Russian),
        "tr" => ("tr", Stemmed::Turkish),
        "el" => ("el", Stemmed::Greek),
        "pt" => ("pt", Stemmed::Portuguese),
        _ => return None,
    })
}
