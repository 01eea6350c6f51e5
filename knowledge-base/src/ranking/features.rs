//! What the probabilities are judged by: for one article of a ranking, how strong the evidence is by itself, and how
//! much stronger than for the others.

use super::fusion::Fused;
use crate::index::{Leg, Question, Snapshot, found_in};

/// The evidence for one article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Features {
    /// Share of the question's weight that stands anywhere in the article.
    pub coverage: f32,
    /// Share of the question's weight that is known to the index at all.
    pub known: f32,
    /// Score of the article's best wording over the best the question could reach.
    pub wording: f32,
    /// The same by letter groups.
    pub wording_grams: f32,
    /// The same for the whole article, by words.
    pub words: f32,
    /// The same for the whole article, by letter groups.
    pub grams: f32,
    /// Normalised sum of the legs.
    pub fused: f32,
    /// That sum minus the best other article's.
    pub margin: f32,
    /// That sum minus the mean of ranks 2 to 6.
    pub lead: f32,
    /// Share of the legs that have it first.
    pub agreement: f32,
    /// Logarithm of how many words say what the matter is.
    pub length: f32,
}

impl Features {
    /// The names, in the order of [`Features::values`].
    pub const NAMES: [&'static str; 11] = [
        "coverage", "known", "wording", "wording_grams", "words", "grams", "fused", "margin", "lead", "agreement",
        "length",
    ];

    /// The evidence for the article with this ordinal.
    #[must_use]
    pub fn of(at: usize, snapshot: &Snapshot, question: &Question, legs: &[Leg], fused: &Fused) -> Self {
        let weights = Weights::of(at, snapshot, question);
        let fullest = weights.all.max(0.1);
        let leg = |name: &str| legs.iter().find(|leg| leg.name == name).map_or(0.0, |leg| leg.scores[at]);
        let letters: f32 = question.matter().map(|word| count(word.plain.chars().count()) * word.weight).sum();
        let own = fused.scores[at];
        let mut others = fused.order.iter().filter(|other| **other != at).map(|other| fused.scores[*other]);
        let best_other = others.next().unwrap_or(0.0);
        let next: Vec<f32> = fused.order.iter().skip(1).take(5).map(|other| fused.scores[*other]).collect();
        let mean = if next.is_empty() { 0.0 } else { next.iter().sum::<f32>() / count(next.len()) };
        let first = fused.ranks.iter().filter(|ranks| ranks[at] == 1).count();
        Self {
            coverage: weights.found / fullest,
            known: weights.known / fullest,
            wording: leg(crate::index::WORDINGS) / fullest,
            wording_grams: leg(crate::index::WORDING_GRAMS) / letters.max(1.0),
            words: leg(crate::index::WORDS) / fullest,
            grams: leg(crate::index::GRAMS) / letters.max(1.0),
            fused: own,
            margin: own - best_other,
            lead: own - mean,
            agreement: count(first) / count(legs.len().max(1)),
            length: (1.0 + count(question.matter().count())).ln(),
        }
    }

    /// The numbers, in the order of [`Features::NAMES`].
    #[must_use]
    pub const fn values(&self) -> [f32; 11] {
        [
            self.coverage, self.known, self.wording, self.wording_grams, self.words, self.grams, self.fused,
            self.margin, self.lead, self.agreement, self.length,
        ]
    }
}

/// The weight of a question's words: of all, of those the index knows, of those in one article.
struct Weights {
    all: f32,
    known: f32,
    found: f32,
}

impl Weights {
    fn of(at: usize, snapshot: &Snapshot, question: &Question) -> Self {
        let terms = snapshot.terms();
        let mut weights = Self { all: 0.0, known: 0.0, found: 0.0 };
        for word in question.matter() {
            let rarest = word
                .terms
                .iter()
                .chain(&word.parts)
                .map(|(term, _)| terms.weight(term))
                .fold(f32::NAN, f32::max);
            let telling = if rarest.is_nan() { terms.weight("") } else { rarest };
            let weight = word.weight * telling;
            weights.all += weight;
            weights.known += if word.is_known { weight } else { 0.0 };
            weights.found += weight * found_in(word, terms, at);
        }
        weights
    }
}

fn count(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}
