//! From the legs' scores to one ranking with calibrated probabilities.
//!
//! Ranks come from a weighted sum of the legs, each normalised over all articles. Whether to answer at all is another
//! question: normalising throws the absolute evidence away, so the probabilities come from a model over raw features
//! (see [`Features`]), fitted by [`crate::ranking::calibrate`].

mod calibration;
mod features;
mod fusion;
mod logistic;

pub use calibration::{Calibration, CalibrationReport, OutOfScope, Sample, calibrate, samples};
pub use features::Features;
pub use fusion::{Fused, fuse};
pub use logistic::Logistic;

use crate::index::{IndexError, Leg, Question, Snapshot};
use bot_core::decision::{Hit, LegScore, Ranking};
use bot_core::ids::LifeEventId;
use std::sync::Arc;

/// Where rankings of this crate come from as long as there is no other leg.
pub const ORIGIN: &str = "lexical";

/// Ranks the articles of a snapshot for a question.
///
/// # Errors
/// When the index fails.
pub fn rank(
    snapshot: &Snapshot,
    calibration: &Calibration,
    question: &Question,
    life_events: &[LifeEventId],
    limit: usize,
) -> Result<Ranking, IndexError> {
    let found = snapshot.find(question)?;
    let fused = fuse(&found.legs, snapshot, life_events);
    let features: Vec<Features> = fused
        .order
        .iter()
        .take(limit.max(1))
        .map(|at| Features::of(*at, snapshot, question, &found, &fused))
        .collect();
    let answerable = features
        .first()
        .map_or(0.0, |top| calibration.answerable.probability(&top.values()));
    let mut hits: Vec<Hit> = Vec::with_capacity(limit);
    for (at, features) in fused.order.iter().zip(&features).take(limit) {
        hits.push(Hit {
            article: Arc::clone(&snapshot.articles()[*at]),
            score: fused.scores[*at],
            confidence: calibration.confidence.probability(&features.values()),
            legs: leg_scores(*at, &found.legs, &fused),
        });
    }
    Ok(Ranking {
        hits,
        answerable,
        origin: ORIGIN,
    })
}

fn leg_scores(at: usize, legs: &[Leg], fused: &Fused) -> Vec<LegScore> {
    legs.iter()
        .zip(&fused.ranks)
        .map(|(leg, ranks)| LegScore {
            leg: leg.name,
            score: leg.scores[at],
            rank: ranks[at],
        })
        .collect()
}

#[cfg(test)]
mod tests;
