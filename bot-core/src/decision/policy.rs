//! The bands of confidence between which the bot answers, asks back or refers.

/// When to answer, ask back or refer. Probabilities are those of [`super::Ranking::answerable`].
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// From here on the first hit is answered.
    pub answer_from: f32,
    /// From here on candidates are offered; below it the bot refers.
    pub clarify_from: f32,
    /// The first two hits count as really different from this ratio of confidences on (second ÷ first).
    pub tie_ratio: f32,
    /// Most options in one clarification (besides "none of these").
    pub options_max: usize,
    /// How many failures in a row lead to the offer of a person.
    pub misses_max: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            answer_from: 0.6,
            clarify_from: 0.25,
            tie_ratio: 0.8,
            options_max: 3,
            misses_max: 2,
        }
    }
}
