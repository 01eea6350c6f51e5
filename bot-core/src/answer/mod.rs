//! What the bot says: answers and the other forms of a bot message, neutral to the channel.

mod contact;
mod message;

pub use contact::{ContactCard, Hotline, OpeningState};
pub use message::{
    Action, ActionKind, Answer, BotMessage, Choice, ChoiceTarget, Citation, Clarification, Conversational,
    NonEmpty, Referral, ReferralReason, RelatedMatter, Section,
};
