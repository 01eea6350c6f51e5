//! The one decision about one inbound message: a pure function of what is known, total for every input.

use super::{Decision, Evidence, Policy};
use crate::answer::Conversational;
use crate::conversation::{Conversation, Inbound};
use crate::ids::HandoverId;
use crate::locale::Locale;
use crate::responsibility::{Calendar, Directory};
use crate::understanding::Understanding;
use jiff::Timestamp;

/// Everything a decision rests on.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The conversation so far.
    pub conversation: &'a Conversation,
    /// The message to decide about.
    pub content: &'a Inbound,
    /// What was understood of it.
    pub understanding: &'a Understanding,
    /// What was found for it.
    pub evidence: &'a Evidence,
    /// The bands of confidence.
    pub policy: &'a Policy,
    /// Closed days and time zone.
    pub calendar: &'a Calendar,
    /// Who answers for what.
    pub directory: &'a Directory,
    /// Now.
    pub now: Timestamp,
    /// A fresh id, used if a hand-over begins.
    pub handover: HandoverId,
    /// The locale the citizen reads.
    pub locale: Locale,
}

/// Decides about one message. Never fails: whatever is missing ends in a plain sentence and a direct line.
#[must_use]
pub fn decide(ctx: &Context<'_>) -> Decision {
    let _ = ctx;
    Decision::Converse(Conversational { intent: String::new(), text: String::new(), hotlines: vec![], suggestions: vec![] })
}
