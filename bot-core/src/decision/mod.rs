//! Deciding: from what was understood and what was found to exactly one decision per inbound message.

mod brief;
mod decide;
mod evidence;
mod life_event;
mod matter;
mod office;
mod person;
mod policy;
mod refer;
mod remit;
mod subject;
mod talk;
mod urgent;

#[cfg(test)]
mod tests;

pub use decide::{Context, decide};
pub use evidence::{Evidence, Hit, LegScore, LifeEventMeant, Ranking};
pub use policy::Policy;
pub use subject::article_meant;

use crate::answer::{Answer, BotMessage, Clarification, Conversational, Referral};
use crate::handover::HandoverRequest;
use crate::ids::ClerkId;
use serde::{Deserialize, Serialize};

/// What the hub does about one inbound message. Closed: key figures count its variants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// Answer from approved articles.
    Answer(Answer),
    /// Ask back with options.
    Clarify(Clarification),
    /// Name who is responsible and how to reach them.
    Refer(Referral),
    /// Offer the conversation to the responsible clerk.
    HandOver(HandoverRequest),
    /// Words without a matter.
    Converse(Conversational),
    /// A clerk has the conversation: the message goes to them and the bot is silent.
    RelayToClerk {
        /// To whom.
        clerk: ClerkId,
    },
}

impl Decision {
    /// The name of the variant in snake case, for figures and fields of logs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Answer(_) => "answer",
            Self::Clarify(_) => "clarify",
            Self::Refer(_) => "refer",
            Self::HandOver(_) => "hand_over",
            Self::Converse(_) => "converse",
            Self::RelayToClerk { .. } => "relay_to_clerk",
        }
    }

    /// What the citizen reads; `None` while a clerk has the conversation.
    #[must_use]
    pub const fn message(&self) -> Option<BotMessage<'_>> {
        Some(match self {
            Self::Answer(answer) => BotMessage::Answer(answer),
            Self::Clarify(clarification) => BotMessage::Clarification(clarification),
            Self::Refer(referral) => BotMessage::Referral(referral),
            Self::HandOver(request) => BotMessage::Handover(request),
            Self::Converse(words) => BotMessage::Conversational(words),
            Self::RelayToClerk { .. } => return None,
        })
    }
}
