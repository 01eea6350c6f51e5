//! Every limit of the hub has its name here (invariant I9).

use std::time::Duration;

/// The bounds the hub keeps. Defaults carry a city; `amtslotse.toml` may lower or raise them.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Longest message of a citizen or clerk, in Unicode scalar values.
    pub message_chars_max: usize,
    /// Most events in one conversation; from then on a new one is begun.
    pub conversation_events_max: u64,
    /// Longest time the evidence for a decision may take.
    pub evidence_time_max: Duration,
    /// How often an append is tried again after a conflict.
    pub append_tries_max: u32,
    /// How many hits a search returns.
    pub hits_max: usize,
    /// How long an offered conversation waits for the clerk's answer.
    pub offer_time_max: Duration,
    /// A clerk counts as there if the console was seen within this time.
    pub presence_time_max: Duration,
    /// How long an anonymous conversation is kept after its last message.
    pub retention: Duration,
    /// How many conversations a clerk's list shows.
    pub clerk_list_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_chars_max: 2_000,
            conversation_events_max: 2_000,
            evidence_time_max: Duration::from_secs(2),
            append_tries_max: 64,
            hits_max: 10,
            offer_time_max: Duration::from_mins(1),
            presence_time_max: Duration::from_secs(90),
            retention: Duration::from_hours(30 * 24),
            clerk_list_max: 200,
        }
    }
}
