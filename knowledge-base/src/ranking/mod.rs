//! From the legs' scores to one ranking with calibrated probabilities.
//!
//! Ranks come from a weighted sum of the legs, each normalised over all articles. Whether to answer at all is another
//! question: normalising throws the absolute evidence away, so the probabilities come from a model over raw features
//! (see [`Features`]), fitted by [`crate::ranking::calibrate`].

mod calibration;
mod features;
mod fusion;
mod logistic;

pub use calibration::{
    Calibration, CalibrationReport, Fitted, Meanings, OutOfScope, Sample, calibrate, samples,
};
pub use features::{Features, Meaning};
pub use fusion::{Fused, fuse};
pub use logistic::Logistic;

use crate::index::{E5, Found, Leg, Question, Snapshot, USE};
use bot_core::decision::{Hit, LegScore, Ranking};
use bot_core::ids::LifeEventId;
use std::sync::Arc;

/// Which legs took part in a ranking, as [`Ranking::origin`] names it. The probabilities of each combination have their
/// own coefficients, so that they stay honest when a model is missing.
pub const ORIGINS: [&str; 4] = ["lexical", "lexical+use", "lexical+e5", "lexical+use+e5"];

/// Ranks the articles of a snapshot by what was found for a question in this language.
#[must_use]
pub fn rank(
    snapshot: &Snapshot,
    calibration: &Calibration,
    asked: &Asked<'_>,
    found: &Found,
    limit: usize,
) -> Ranking {
    let origin = origin(&found.legs);
    let fused = fuse(&found.legs, snapshot, asked.life_events, asked.language);
    let fitted = calibration.fitted(origin);
    let features: Vec<Features> = fused
        .order
        .iter()
        .take(limit.max(1))
        .map(|at| Features::of(*at, snapshot, asked.question, found, &fused))
        .collect();
    let answerable = match (fitted, features.first()) {
        (Some(fitted), Some(top)) => fitted.answerable.probability(&top.values()),
        _ => 0.0,
    };
    let mut hits: Vec<Hit> = Vec::with_capacity(limit);
    for (at, features) in fused.order.iter().zip(&features).take(limit) {
        hits.push(Hit {
            article: Arc::clone(&snapshot.articles()[*at]),
            score: fused.scores[*at],
            confidence: fitted.map_or(0.0, |fitted| fitted.confidence.probability(&features.values())),
            legs: leg_scores(*at, &found.legs, &fused),
        });
    }
    Ranking {
        hits,
        answerable,
        origin,
    }
}

/// A question as it is ranked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The words as the index sees them.
    pub question: &'a Question,
    /// Two-letter code of its language.
    pub language: &'a str,
    /// Life events that are likelier than others.
    pub life_events: &'a [LifeEventId],
}

fn origin(legs: &[Leg]) -> &'static str {
    let has = |name: &str| legs.iter().any(|leg| leg.name == name);
    ORIGINS[usize::from(has(USE)) + 2 * usize::from(has(E5))]
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
