//! The one decision about one inbound message: a pure function of what is known, total for every input.

use super::{Decision, Evidence, Policy, matter, person, talk, urgent};
use crate::conversation::{Conversation, Inbound, Phase};
use crate::handover::HandoverReason;
use crate::ids::HandoverId;
use crate::locale::{Language, Locale};
use crate::responsibility::{Calendar, Directory};
use crate::understanding::{Intent, Understanding};
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

impl Context<'_> {
    /// The locale the bot speaks in: the one the citizen reads, but English for someone who writes neither German
    /// nor chose another locale.
    pub(super) fn spoken(&self) -> Locale {
        if self.understanding.language == Language::DE {
            self.locale
        } else {
            Locale::En
        }
    }
}

/// Decides about one message. Never fails: whatever is missing ends in a plain sentence and a direct line.
///
/// While a clerk has the conversation the message goes to them (invariant I5); while one is being asked it waits with
/// the offer, except that an emergency is answered at once.
#[must_use]
pub fn decide(ctx: &Context<'_>) -> Decision {
    let intent = ctx.understanding.intent;
    match &ctx.conversation.phase {
        Phase::WithClerk(handover) => {
            return Decision::RelayToClerk {
                clerk: handover.clerk.clone(),
            };
        }
        Phase::AwaitingClerk(handover) if !matches!(intent, Intent::Emergency { .. }) => {
            return Decision::RelayToClerk {
                clerk: handover.clerk.clone(),
            };
        }
        Phase::AwaitingClerk(_) | Phase::WithBot | Phase::Closed => {}
    }
    match intent {
        Intent::Emergency { kind } => urgent::help_at_once(ctx, kind),
        Intent::Person => person::wanted(ctx),
        Intent::OwnCase => person::own_case(ctx),
        Intent::Choice { option } => matter::chosen(ctx, option),
        Intent::Yes => matter::agreed(ctx),
        Intent::No => matter::declined(ctx),
        Intent::Matter => match person::awaited_matter(ctx) {
            Some(HandoverReason::OwnCase) => person::own_case(ctx),
            Some(_) => person::for_matter(ctx),
            None => matter::asked(ctx),
        },
        Intent::Abuse
        | Intent::Greeting
        | Intent::Thanks
        | Intent::Goodbye
        | Intent::Identity
        | Intent::Help
        | Intent::Privacy
        | Intent::SmallTalk => talk::about(ctx, intent),
    }
}
