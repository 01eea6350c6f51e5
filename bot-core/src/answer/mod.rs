//! What the bot says: answers and the other forms of a bot message, neutral to the channel.

mod compose;
mod contact;
mod excerpt;
mod message;
mod notice;
mod pointer;
mod sections;

#[cfg(test)]
mod tests;

pub(crate) use compose::{Composition, compose};
pub use contact::{ContactCard, Hotline, OpeningState};
pub use message::{
    Action, ActionKind, Answer, BotMessage, Choice, ChoiceTarget, Citation, Clarification, Conversational,
    NonEmpty, Referral, ReferralReason, RelatedMatter, Section,
};
pub(crate) use pointer::pointer;
