//! What is known about the terms of a snapshot: in how many articles each stands, which article has which, and which
//! known terms are near to a misspelt one.

use std::collections::{HashMap, HashSet};

/// Most near terms taken for one misspelt word.
const NEAR_MAX: usize = 3;

/// Term statistics of a snapshot.
#[derive(Debug, Default)]
pub struct Terms {
    ordinals: HashMap<String, u32>,
    names: Vec<String>,
    articles_with: Vec<u32>,
    of_article: Vec<HashSet<u32>>,
    said_of_article: Vec<HashSet<u32>>,
}

impl Terms {
    /// Adds an article by the terms of its names and wordings, and by those of its text; its ordinal is the number
    /// of calls before.
    pub fn add_article(&mut self, said: &[String], text: &[String]) {
        let said: HashSet<u32> = said.iter().map(|term| self.ordinal(term)).collect();
        let mut all: HashSet<u32> = text.iter().map(|term| self.ordinal(term)).collect();
        all.extend(&said);
        for ordinal in &all {
            self.articles_with[*ordinal as usize] += 1;
        }
        self.of_article.push(all);
        self.said_of_article.push(said);
    }

    fn ordinal(&mut self, term: &str) -> u32 {
        if let Some(ordinal) = self.ordinals.get(term) {
            return *ordinal;
        }
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.ordinals.insert(term.to_owned(), next);
        self.names.push(term.to_owned());
        self.articles_with.push(0);
        next
    }

    /// Whether any article has the term.
    pub fn knows(&self, term: &str) -> bool {
        self.ordinals.contains_key(term)
    }

    /// Whether this article has the term in its names or wordings.
    pub fn has_said(&self, article: usize, term: &str) -> bool {
        self.is_in(&self.said_of_article, article, term)
    }

    /// Whether this article has the term anywhere.
    pub fn has(&self, article: usize, term: &str) -> bool {
        self.is_in(&self.of_article, article, term)
    }

    fn is_in(&self, sets: &[HashSet<u32>], article: usize, term: &str) -> bool {
        self.ordinals
            .get(term)
            .is_some_and(|ordinal| sets.get(article).is_some_and(|own| own.contains(ordinal)))
    }

    /// How much a term tells articles apart: the logarithm of their number over those that have it. An unknown term
    /// weighs as much as one that a single article has.
    pub fn weight(&self, term: &str) -> f32 {
        let with = self
            .ordinals
            .get(term)
            .map_or(0, |ordinal| self.articles_with[*ordinal as usize]);
        let all = f32::from(u16::try_from(self.of_article.len()).unwrap_or(u16::MAX));
        let with = f32::from(u16::try_from(with).unwrap_or(u16::MAX));
        ((all + 1.0) / (with + 0.5)).ln().max(0.1)
    }

    /// Known terms within edit distance 1 (from 4 letters) or 2 (from 8 letters), nearest first.
    pub fn near(&self, term: &str) -> Vec<(&str, usize)> {
        let letters: Vec<char> = term.chars().collect();
        let distance_max = match letters.len() {
            0..4 => return Vec::new(),
            4..8 => 1,
            _ => 2,
        };
        let mut found: Vec<(&str, usize)> = self
            .names
            .iter()
            .filter_map(|name| {
                let distance = distance(&letters, name, distance_max)?;
                Some((name.as_str(), distance))
            })
            .collect();
        found.sort_by_key(|(name, distance)| (*distance, std::cmp::Reverse(self.articles_of(name)), *name));
        found.truncate(NEAR_MAX);
        found
    }

    fn articles_of(&self, term: &str) -> u32 {
        self.ordinals
            .get(term)
            .map_or(0, |ordinal| self.articles_with[*ordinal as usize])
    }
}

/// The edit distance with swapped neighbours as one edit, if it is not above `distance_max`.
fn distance(letters: &[char], other: &str, distance_max: usize) -> Option<usize> {
    // The first letter is rarely the wrong one; without this every short word would be near to another.
    if letters.first() != other.chars().next().as_ref() {
        return None;
    }
    let other: Vec<char> = other.chars().collect();
    if letters.len().abs_diff(other.len()) > distance_max {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, letter) in letters.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, candidate) in other.iter().enumerate() {
            let mut cost = (row[j] + usize::from(letter != candidate))
                .min(row[j + 1] + 1)
                .min(next[j] + 1);
            let is_swap = i > 0 && j > 0 && *letter == other[j - 1] && letters[i - 1] == *candidate;
            if is_swap {
                cost = cost.min(before[j - 1] + 1);
            }
            next.push(cost);
        }
        if next.iter().min().is_some_and(|best| *best > distance_max) {
            return None;
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().filter(|found| *found <= distance_max)
}
