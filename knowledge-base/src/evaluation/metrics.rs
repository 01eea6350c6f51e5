//! The measures: hits at a depth, mean reciprocal rank, and how well a value parts two groups.

use super::report::Quality;

/// Counts over the questions of one group.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Questions none of whose articles is in the knowledge base.
    pub skipped: usize,
    ranks: Vec<Option<usize>>,
}

impl Tally {
    /// Adds a question by the rank of its first right article among the hits, counted from 1.
    pub fn add(&mut self, rank: Option<usize>) {
        self.ranks.push(rank);
    }

    /// The measures over what was added.
    pub fn quality(&self) -> Quality {
        let hit = |depth: usize| self.mean(|rank| if rank <= depth { 1.0 } else { 0.0 });
        Quality {
            n: self.ranks.len(),
            skipped: self.skipped,
            hit_at_1: hit(1),
            hit_at_3: hit(3),
            hit_at_5: hit(5),
            mrr_at_10: self.mean(|rank| if rank <= 10 { 1.0 / number(rank) } else { 0.0 }),
        }
    }

    fn mean(&self, value: impl Fn(usize) -> f64) -> f64 {
        if self.ranks.is_empty() {
            return 0.0;
        }
        // `+ 0.0`, because the sum of nothing is minus zero.
        (self.ranks.iter().flatten().map(|rank| value(*rank)).sum::<f64>() + 0.0) / number(self.ranks.len())
    }
}

/// Probability that a value of the first group is greater than one of the second; ties count half. 0.5 when a group
/// is empty.
#[must_use]
pub fn auroc(positive: Vec<f32>, negative: Vec<f32>) -> f32 {
    if positive.is_empty() || negative.is_empty() {
        return 0.5;
    }
    let (positives, negatives) = (number(positive.len()), number(negative.len()));
    let mut all: Vec<(f32, bool)> = positive
        .into_iter()
        .map(|value| (value, true))
        .chain(negative.into_iter().map(|value| (value, false)))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut wins, mut below) = (0.0_f64, 0.0_f64);
    for ties in all.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let above = number(ties.iter().filter(|(_, is_positive)| *is_positive).count());
        let level = number(ties.len()) - above;
        wins += above * (below + level / 2.0);
        below += level;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    let share = (wins / (positives * negatives)) as f32;
    share
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
