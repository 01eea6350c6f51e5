//! What the probabilities are judged by: for one article of a ranking, how strong the evidence is by itself, and how
//! much stronger than for the others.

use super::fusion::Fused;
use crate::index::{E5, Found, Place, Question, Snapshot, USE};

/// How many articles behind the judged one are compared with it.
const NEXT: usize = 5;

/// The evidence for one article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Features {
    /// Share of the question's weight that stands anywhere in the article.
    pub coverage: f32,
    /// Share of the question's weight that stands in the article's names and wordings.
    pub said: f32,
    /// The most telling single word that stands there, over the most telling one there could be.
    pub telling: f32,
    /// Share of the question's weight that is known to the index at all.
    pub known: f32,
    /// Score of the article's best wording over the best the question could reach.
    pub wording: f32,
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
    /// Share of the nearest wordings that are its own.
    pub neighbours: f32,
    /// Share of the next articles that belong to one of its life events.
    pub company: f32,
    /// Logarithm of how many words say what the matter is.
    pub length: f32,
    /// What the first encoder says; zeros without it.
    pub by_use: Meaning,
    /// What the second encoder says; zeros without it.
    pub by_e5: Meaning,
}

/// How near one encoder finds the article to the question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Meaning {
    /// The cosine.
    pub score: f32,
    /// The cosine minus the mean of the encoder's own next best articles.
    pub lead: f32,
    /// The cosine in standard deviations over all articles.
    pub normalised: f32,
}

impl Features {
    /// How many there are.
    pub const COUNT: usize = 20;
    /// The names, in the order of [`Features::values`].
    pub const NAMES: [&'static str; Self::COUNT] = [
        "coverage",
        "said",
        "telling",
        "known",
        "wording",
        "words",
        "grams",
        "fused",
        "margin",
        "lead",
        "agreement",
        "neighbours",
        "company",
        "length",
        "use_score",
        "use_lead",
        "use_normalised",
        "e5_score",
        "e5_lead",
        "e5_normalised",
    ];

    /// The evidence for the article with this ordinal.
    #[must_use]
    pub fn of(at: usize, snapshot: &Snapshot, question: &Question, found: &Found, fused: &Fused) -> Self {
        let weights = Weights::of(at, snapshot, question);
        let fullest = weights.all.max(0.1);
        let leg = |name: &str| {
            found
                .legs
                .iter()
                .find(|leg| leg.name == name)
                .map_or(0.0, |leg| leg.scores[at])
        };
        let letters: f32 = question
            .matter()
            .map(|word| count(word.plain.chars().count()) * word.weight)
            .sum();
        let own = fused.scores[at];
        let best_other = fused
            .order
            .iter()
            .find(|other| **other != at)
            .map_or(0.0, |other| fused.scores[*other]);
        let next: Vec<usize> = fused
            .order
            .iter()
            .copied()
            .filter(|other| *other != at)
            .take(NEXT)
            .collect();
        let mean = next.iter().map(|other| fused.scores[*other]).sum::<f32>() / count(next.len().max(1));
        let first = fused.ranks.iter().filter(|ranks| ranks[at] == 1).count();
        let near: f32 = found.nearest.iter().map(|(_, score)| score).sum();
        let near_own: f32 = found
            .nearest
            .iter()
            .filter(|(article, _)| *article == at)
            .map(|(_, score)| score)
            .sum();
        Self {
            coverage: weights.anywhere / fullest,
            said: weights.said / fullest,
            telling: weights.telling,
            known: weights.known / fullest,
            wording: leg(crate::index::WORDINGS) / fullest,
            words: leg(crate::index::WORDS) / fullest,
            grams: leg(crate::index::GRAMS) / letters.max(1.0),
            fused: own,
            margin: own - best_other,
            lead: own - mean,
            agreement: count(first) / count(found.legs.len().max(1)),
            neighbours: near_own / near.max(f32::EPSILON),
            company: company(at, &next, snapshot),
            length: (1.0 + count(question.matter().count())).ln(),
            by_use: Meaning::of(at, USE, found, fused),
            by_e5: Meaning::of(at, E5, found, fused),
        }
    }

    /// The numbers, in the order of [`Features::NAMES`].
    #[must_use]
    pub const fn values(&self) -> [f32; Self::COUNT] {
        [
            self.coverage,
            self.said,
            self.telling,
            self.known,
            self.wording,
            self.words,
            self.grams,
            self.fused,
            self.margin,
            self.lead,
            self.agreement,
            self.neighbours,
            self.company,
            self.length,
            self.by_use.score,
            self.by_use.lead,
            self.by_use.normalised,
            self.by_e5.score,
            self.by_e5.lead,
            self.by_e5.normalised,
        ]
    }
}

impl Meaning {
    fn of(at: usize, name: &str, found: &Found, fused: &Fused) -> Self {
        let Some(place) = found.legs.iter().position(|leg| leg.name == name) else {
            return Self::default();
        };
        let (scores, ranks) = (&found.legs[place].scores, &fused.ranks[place]);
        let mut next: Vec<f32> = (0..scores.len())
            .filter(|other| *other != at && (1..=count_of(NEXT) + 1).contains(&ranks[*other]))
            .map(|other| scores[other])
            .collect();
        next.sort_by(|a, b| b.total_cmp(a));
        next.truncate(NEXT);
        let mean = next.iter().sum::<f32>() / count(next.len().max(1));
        Self {
            score: scores[at],
            lead: scores[at] - mean,
            normalised: fused.normalised[place][at],
        }
    }
}

fn count_of(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Share of these articles that belong to a life event of the first one.
fn company(at: usize, next: &[usize], snapshot: &Snapshot) -> f32 {
    let articles = snapshot.articles();
    let events = &articles[at].life_events;
    let alike = next.iter().filter(|other| {
        articles[**other]
            .life_events
            .iter()
            .any(|event| events.contains(event))
    });
    count(alike.count()) / count(next.len().max(1))
}

/// The weight of a question's words: of all, of those the index knows, of those in one article.
#[derive(Default)]
struct Weights {
    all: f32,
    known: f32,
    anywhere: f32,
    said: f32,
    telling: f32,
}

impl Weights {
    fn of(at: usize, snapshot: &Snapshot, question: &Question) -> Self {
        let terms = snapshot.terms();
        let most = terms.weight("");
        let mut weights = Self::default();
        for word in question.matter() {
            let candidates = word.terms.iter().chain(&word.parts);
            let rarest = candidates
                .map(|(term, _)| terms.weight(term))
                .fold(f32::NAN, f32::max);
            let weight = word.weight * if rarest.is_nan() { most } else { rarest };
            let said = weight * word.found_in(terms, at, Place::Said);
            weights.all += weight;
            weights.known += if word.is_known { weight } else { 0.0 };
            weights.anywhere += weight * word.found_in(terms, at, Place::Anywhere);
            weights.said += said;
            weights.telling = weights.telling.max(said / most);
        }
        weights
    }
}

fn count(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}
