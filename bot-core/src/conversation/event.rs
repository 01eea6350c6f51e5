//! What can happen in a conversation. Events are past tense and append-only.

use super::inbound::{ChannelAddress, Inbound, PageReference};
use crate::decision::Decision;
use crate::handover::Outcome;
use crate::ids::{ClerkId, HandoverId, MessageId};
use crate::locale::Locale;
use crate::personal::Personal;
use crate::understanding::Understanding;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The number of an event in its conversation, from 1 without gaps. 0 stands for "before the first event".
pub type Sequence = u64;

/// An event with its place in the conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its number.
    pub sequence: Sequence,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The citizen.
    Citizen,
    /// The program.
    Bot,
    /// A clerk.
    Clerk,
}

/// Why a conversation was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum CloseReason {
    /// By the clerk, with this outcome.
    Clerk {
        /// How it ended.
        outcome: Outcome,
    },
    /// It reached the limit of events; a new one begins with the next message.
    TooLong,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The citizen wrote for the first time.
    ConversationStarted {
        /// From where; messages to the citizen go there.
        from: ChannelAddress,
        /// In which locale.
        locale: Locale,
        /// Coming from which page.
        page: Option<PageReference>,
    },
    /// The citizen said or pressed something.
    CitizenWrote {
        /// Id of the message.
        message: MessageId,
        /// What.
        content: Inbound,
        /// What the citizen saw themselves say (label of a pressed option, or the words).
        shown: Personal<String>,
    },
    /// The hub decided about a message; with anything but a relay this is what the bot said.
    Decided {
        /// Id of the bot's message.
        message: MessageId,
        /// The message decided about.
        about: MessageId,
        /// What was understood.
        understanding: Understanding,
        /// The decision.
        decision: Box<Decision>,
    },
    /// The citizen chose another locale.
    LocaleChosen {
        /// Which.
        locale: Locale,
    },
    /// The citizen said whether a bot message helped.
    FeedbackGiven {
        /// Which message.
        message: MessageId,
        /// Whether it helped.
        helped: bool,
        /// Why not, in their words.
        reason: Option<Personal<String>>,
    },
    /// The conversation was offered to a clerk, until then.
    HandoverOffered {
        /// Which hand-over.
        handover: HandoverId,
        /// To whom.
        clerk: ClerkId,
        /// Whom to ask next.
        next: Vec<ClerkId>,
        /// When the offer runs out.
        until: Timestamp,
    },
    /// The clerk declined.
    HandoverDeclined {
        /// Which hand-over.
        handover: HandoverId,
        /// Who.
        clerk: ClerkId,
        /// Why, in the clerk's words.
        reason: Option<String>,
    },
    /// The clerk did not answer in time.
    HandoverTimedOut {
        /// Which hand-over.
        handover: HandoverId,
        /// Who.
        clerk: ClerkId,
    },
    /// Nobody could be reached: the citizen was told so, with direct line and next opening.
    HandoverUnanswered {
        /// Which hand-over.
        handover: HandoverId,
        /// Id of the bot's message.
        message: MessageId,
        /// What the citizen reads.
        referral: Box<crate::answer::Referral>,
    },
    /// The citizen did not want to wait any longer.
    HandoverWithdrawn {
        /// Which hand-over.
        handover: HandoverId,
    },
    /// The clerk took the conversation over; from now on the bot is silent.
    HandoverAccepted {
        /// Which hand-over.
        handover: HandoverId,
        /// Who.
        clerk: ClerkId,
        /// Name the citizen reads.
        clerk_name: String,
    },
    /// The clerk wrote to the citizen.
    ClerkWrote {
        /// Id of the message.
        message: MessageId,
        /// Who.
        clerk: ClerkId,
        /// What.
        text: Personal<String>,
    },
    /// The clerk gave the conversation back to the bot.
    HandedBack {
        /// Which hand-over.
        handover: HandoverId,
        /// Who.
        clerk: ClerkId,
    },
    /// A clerk looked into the conversation (recorded for the audit).
    ClerkOpened {
        /// Who.
        clerk: ClerkId,
    },
    /// The conversation was closed.
    ConversationClosed {
        /// Why.
        reason: CloseReason,
    },
}

impl Event {
    /// Who speaks in this event; `None` if it is no word of anybody.
    #[must_use]
    pub const fn speaker(&self) -> Option<Speaker> {
        match self {
            Self::CitizenWrote { .. } => Some(Speaker::Citizen),
            Self::ClerkWrote { .. } => Some(Speaker::Clerk),
            Self::Decided { decision, .. } if decision.message().is_some() => Some(Speaker::Bot),
            Self::HandoverUnanswered { .. } => Some(Speaker::Bot),
            _ => None,
        }
    }

    /// The name of the variant in snake case, as stored beside the event.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ConversationStarted { .. } => "conversation_started",
            Self::CitizenWrote { .. } => "citizen_wrote",
            Self::Decided { .. } => "decided",
            Self::LocaleChosen { .. } => "locale_chosen",
            Self::FeedbackGiven { .. } => "feedback_given",
            Self::HandoverOffered { .. } => "handover_offered",
            Self::HandoverDeclined { .. } => "handover_declined",
            Self::HandoverTimedOut { .. } => "handover_timed_out",
            Self::HandoverUnanswered { .. } => "handover_unanswered",
            Self::HandoverWithdrawn { .. } => "handover_withdrawn",
            Self::HandoverAccepted { .. } => "handover_accepted",
            Self::ClerkWrote { .. } => "clerk_wrote",
            Self::HandedBack { .. } => "handed_back",
            Self::ClerkOpened { .. } => "clerk_opened",
            Self::ConversationClosed { .. } => "conversation_closed",
        }
    }
}
