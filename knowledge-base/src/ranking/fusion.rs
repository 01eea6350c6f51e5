//! Weighted sum of normalised scores. Each leg is normalised over all articles of the snapshot, so that legs of any
//! scale can be added; ranks alone (reciprocal rank fusion) would give a useless list full credit.

use crate::embedding::use_multilingual;
use crate::index::{E5, Leg, Snapshot, USE, WORDINGS};
use bot_core::ids::LifeEventId;

/// How many articles a leg by meaning may bring in by itself: it has a score for every article.
const BY_MEANING: u32 = 20;
/// What an article gains when it belongs to a life event the conversation is about.
const LIFE_EVENT: f32 = 0.5;

/// What an article gains when it is among those most asked for: most people who say „passport“ mean the ordinary one.
/// A share of what the legs weigh together, small beside a clear hit, so that it decides between near ones only.
const MOST_USED: f32 = 0.3;

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
pub fn fuse(legs: &[Leg], snapshot: &Snapshot, life_events: &[LifeEventId], language: &str) -> Fused {
    let articles = snapshot.articles();
    let mut fused = Fused {
        scores: vec![0.0; articles.len()],
        ..Fused::default()
    };
    let is_by_words_only = !legs.iter().any(|leg| is_by_meaning(leg.name));
    let mut weights = 0.0;
    for leg in legs {
        let weight = weight(leg.name, language, is_by_words_only);
        let normalised = normalise(&leg.scores);
        for (sum, score) in fused.scores.iter_mut().zip(&normalised) {
            *sum += weight * score;
        }
        weights += weight;
        fused.normalised.push(normalised);
        fused.ranks.push(ranks(&leg.scores));
    }
    let is_found = |at: usize| {
        legs.iter().zip(&fused.ranks).any(|(leg, ranks)| {
            let is_ranked = (1..=BY_MEANING).contains(&ranks[at]);
            is_ranked || (ranks[at] > 0 && !is_by_meaning(leg.name))
        })
    };
    let found = (0..articles.len()).filter(|at| is_found(*at)).collect();
    fused.order = found;
    for (at, article) in articles.iter().enumerate() {
        if article
            .life_events
            .iter()
            .any(|event| life_events.contains(event))
        {
            fused.scores[at] += LIFE_EVENT;
        }
    }
    for at in snapshot.most_used() {
        fused.scores[*at] += MOST_USED * weights;
    }
    fused
        .order
        .sort_by(|a, b| fused.scores[*b].total_cmp(&fused.scores[*a]).then(a.cmp(b)));
    fused
}

/// How much a leg counts beside the others; chosen on the editors' own questions, none of which was in the index then.
/// In the languages of the articles' texts words tell much; in others only the editors' wordings can match them.
fn weight(leg: &str, language: &str, is_by_words_only: bool) -> f32 {
    let has_texts = ["de", "en"].contains(&language);
    let by_words = if has_texts || is_by_words_only { 1.0 } else { 0.35 };
    // Where the quick encoder can take part, it counts at least as much as the slow one.
    let is_for_both = has_texts || use_multilingual::LANGUAGES.contains(&language);
    match leg {
        WORDINGS => 0.4 * by_words,
        USE if has_texts => 2.0,
        E5 if is_for_both => 2.0,
        USE | E5 => 4.0,
        _ => by_words,
    }
}

/// Whether a leg compares meanings and so has a score for every article.
fn is_by_meaning(leg: &str) -> bool {
    [USE, E5].contains(&leg)
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
