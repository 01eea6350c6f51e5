//! The rules of understanding, read once from the files under `data/`. A rule names what it recognises, gives
//! patterns, and may name patterns that speak against it.

use super::pattern::{Pattern, Typos};
use crate::locale::Language;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// All rule files, in one place so that the tests see each of them.
pub(super) const SOURCES: [&str; 9] = [
    include_str!("../../data/intents/emergency.toml"),
    include_str!("../../data/intents/emergency_languages.toml"),
    include_str!("../../data/intents/person.toml"),
    include_str!("../../data/intents/own_case.toml"),
    include_str!("../../data/intents/about_bot.toml"),
    include_str!("../../data/intents/courtesy.toml"),
    include_str!("../../data/intents/facts.toml"),
    include_str!("../../data/intents/remit.toml"),
    include_str!("../../data/life-events.toml"),
];

/// What the files say, compiled.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(&SOURCES));

/// A rule file.
#[derive(Deserialize)]
pub(super) struct RuleFile {
    /// Named lists of words for `@list`.
    #[serde(default)]
    lists: BTreeMap<String, String>,
    /// The rules.
    pub(super) rule: Vec<RuleSource>,
}

/// One rule as written.
#[derive(Deserialize)]
pub(super) struct RuleSource {
    /// What it recognises, for example `emergency.rescue`.
    pub(super) name: String,
    /// The language of its patterns.
    language: Option<String>,
    /// Forgive typing errors.
    #[serde(default)]
    typos: bool,
    /// Patterns that recognise it.
    #[serde(rename = "match")]
    matches: Vec<String>,
    /// Patterns that speak against it.
    #[serde(default)]
    unless: Vec<String>,
    /// Utterances it must recognise; read by the tests.
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "examples prove the rule in the tests"))]
    pub(super) examples: Vec<String>,
}

/// One compiled rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// What it recognises.
    pub(super) name: String,
    /// The language of its patterns, if it tells one.
    pub(super) language: Option<Language>,
    typos: Typos,
    matches: Vec<Pattern>,
    unless: Vec<Pattern>,
}

/// All compiled rules.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    rules: Vec<Rule>,
}

impl Lexicon {
    /// Reads rule files. They are part of the program; a test proves that each of them can be read.
    fn read(sources: &[&str]) -> Self {
        let mut rules = Vec::new();
        for source in sources {
            if let Ok(file) = toml::from_str::<RuleFile>(source) {
                rules.extend(file.rule.iter().map(|rule| Rule::compile(rule, &file.lists)));
            }
        }
        Self { rules }
    }

    /// The first rule whose name is `prefix` or begins with `prefix.` that recognises these words.
    pub(super) fn recognise(&self, prefix: &str, words: &[String]) -> Option<&Rule> {
        self.under(prefix).find(|rule| rule.finds(words))
    }

    /// Names of all rules under `prefix`.
    #[cfg(test)]
    pub(super) fn names(&self, prefix: &str) -> BTreeSet<String> {
        self.under(prefix).map(|rule| rule.name.clone()).collect()
    }

    /// The places of all words that rules under `prefix` cover.
    pub(super) fn covered(&self, prefix: &str, words: &[String]) -> BTreeSet<usize> {
        self.under(prefix)
            .filter(|rule| !rule.is_vetoed(words))
            .flat_map(|rule| rule.places(words))
            .collect()
    }

    /// Names of all rules under `prefix` that recognise these words, with the place of the first match.
    pub(super) fn all(&self, prefix: &str, words: &[String]) -> Vec<(usize, &str)> {
        let mut found: Vec<(usize, &str)> = self
            .under(prefix)
            .filter(|rule| !rule.is_vetoed(words))
            .filter_map(|rule| Some((rule.first(words)?, rule.name.as_str())))
            .collect();
        found.sort_by_key(|(at, _)| *at);
        found
    }

    fn under(&self, prefix: &str) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| {
            rule.name
                .strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

impl Rule {
    fn compile(source: &RuleSource, lists: &BTreeMap<String, String>) -> Self {
        let compile = |patterns: &[String]| patterns.iter().map(|text| Pattern::parse(text, lists)).collect();
        Self {
            name: source.name.clone(),
            language: source.language.as_deref().and_then(Language::from_code),
            typos: if source.typos {
                Typos::Forgiven
            } else {
                Typos::Refused
            },
            matches: compile(&source.matches),
            unless: compile(&source.unless),
        }
    }

    /// Whether it recognises these words.
    fn finds(&self, words: &[String]) -> bool {
        self.first(words).is_some() && !self.is_vetoed(words)
    }

    fn is_vetoed(&self, words: &[String]) -> bool {
        self.unless
            .iter()
            .any(|pattern| pattern.find(words, self.typos).is_some())
    }

    fn first(&self, words: &[String]) -> Option<usize> {
        self.matches
            .iter()
            .filter_map(|pattern| pattern.find(words, self.typos))
            .map(|places| places.first().copied().unwrap_or(0))
            .min()
    }

    /// Places of all words any of its patterns covers, at every place it matches.
    fn places(&self, words: &[String]) -> BTreeSet<usize> {
        let mut places = BTreeSet::new();
        for pattern in &self.matches {
            for start in 0..words.len() {
                places.extend(pattern.at(words, start, self.typos).unwrap_or_default());
            }
        }
        places
    }
}
