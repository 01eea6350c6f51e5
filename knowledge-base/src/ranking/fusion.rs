//! Weighted sum of normalised scores. Each leg is normalised over all articles of the snapshot, so that legs of any
//! scale can be added; ranks alone (reciprocal rank fusion) would give a useless list full credit.

use crate::index::{GRAMS, Leg, Snapshot, WORDINGS, WORDS};
use bot_core::ids::LifeEventId;

/// How much each leg counts; chosen on the editors' own questions, none of which was in the index then.
const WEIGHTS: [(&str, f32); 3] = [(WORDS, 1.0), (GRAMS, 1.0), (WORDINGS, 0.4)];
/// What an article gains when it belongs to a life event the conversation is about.
const LIFE_EVENT: f32 = 0.5;

/// The legs together.
#[derive(Clone, Debug, Default)]
pub struct Fused {
    /// The sum, one an article.
    pub scores: Vec<f32>,
    /// Each leg's normalised scores.
    pub normalised: Vec<Vec<f32>>,
    /// Each leg's ranks, counted from 1; 0 for what it did not find.
    pub ranks: Vec<Vec<u32>>,
    /// Article ordinals, best first; only what some leg found.
    pub order: Vec<usize>,
}

/// Adds the legs up.
#[must_use]
pub fn fuse(legs: &[Leg], snapshot: &Snapshot, life_events: &[LifeEventId]) -> Fused {
    let articles = snapshot.articles();
    let mut fused = Fused {
        scores: vec![0.0; articles.len()],
        ..Fused::default()
    };
    for leg in legs {
        let weight = WEIGHTS
            .iter()
            .find(|(name, _)| *name == leg.name)
            .map_or(1.0, |(_, weight)| *weight);
        let normalised = normalise(&leg.scores);
        for (sum, score) in fused.scores.iter_mut().zip(&normalised) {
            *sum += weight * score;
        }
        fused.normalised.push(normalised);
        fused.ranks.push(ranks(&leg.scores));
    }
    let is_found = |at: usize| legs.iter().any(|leg| leg.scores[at] > 0.0);
    fused.order = (0..articles.len()).filter(|at| is_found(*at)).collect();
    for (at, article) in articles.iter().enumerate() {
        if article
            .life_events
            .iter()
            .any(|event| life_events.contains(event))
        {
            fused.scores[at] += LIFE_EVENT;
        }
    }
    fused
        .order
        .sort_by(|a, b| fused.scores[*b].total_cmp(&fused.scores[*a]).then(a.cmp(b)));
    fused
}

/// Scores minus their mean, over their standard deviation; a leg that found nothing gives zeros.
fn normalise(scores: &[f32]) -> Vec<f32> {
    let count = f32::from(u16::try_from(scores.len().max(1)).unwrap_or(u16::MAX));
    let mean = scores.iter().sum::<f32>() / count;
    let variance = scores.iter().map(|score| (score - mean).powi(2)).sum::<f32>() / count;
    let spread = variance.sqrt();
    if spread < f32::EPSILON {
        return vec![0.0; scores.len()];
    }
    scores.iter().map(|score| (score - mean) / spread).collect()
}

fn ranks(scores: &[f32]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] > 0.0).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
    let mut ranks = vec![0; scores.len()];
    for (rank, at) in (1_u32..).zip(order) {
        ranks[at] = rank;
    }
    ranks
}
