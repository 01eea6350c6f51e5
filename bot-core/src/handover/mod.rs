//! The hand-over: from the bot to the one clerk who is responsible, with everything they need to know.

mod unanswered;

pub use unanswered::unanswered;

use crate::answer::{ContactCard, NonEmpty};
use crate::article::FactKind;
use crate::conversation::PageReference;
use crate::ids::{ArticleId, ClerkId, HandoverId, RevisionId};
use crate::locale::{Language, Locale};
use crate::personal::Personal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What the conversation is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    /// The article, if one was found.
    pub article: Option<ArticleId>,
    /// Its name; for an unknown matter a general name.
    pub title: String,
    /// Probability, 0 to 1, that this is the matter.
    pub confidence: f32,
}

/// The decision to offer the conversation to the responsible clerk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandoverRequest {
    /// The hand-over that begins.
    pub handover: HandoverId,
    /// What it is about.
    pub matter: Matter,
    /// What the citizen reads: who is asked, why, and what happens next.
    pub text: String,
    /// How to reach the unit without waiting.
    pub contact: ContactCard,
    /// Clerks to ask, the first now, the others in order if the first does not answer.
    pub ask: NonEmpty<ClerkId>,
    /// The rule that made them responsible.
    pub rule: String,
    /// What the clerk reads.
    pub brief: HandoverBrief,
}

/// Why a person is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoverReason {
    /// The citizen asked for a person.
    Wish,
    /// No article answers it well enough.
    LowConfidence,
    /// The answer did not help.
    NotHelpful,
    /// It is about the citizen's own case.
    OwnCase,
}

/// The sheet the clerk reads before accepting. Version 1 of its schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandoverBrief {
    /// Version of this schema.
    pub version: u32,
    /// The citizen's own words, latest question last.
    pub questions: Vec<Personal<String>>,
    /// What it is probably about.
    pub matter: Matter,
    /// What it might be about instead.
    pub runners_up: Vec<Matter>,
    /// Why a person is needed.
    pub reason: HandoverReason,
    /// What the bot has answered so far.
    pub answers_given: Vec<AnswerGiven>,
    /// Facts the citizen asked for.
    pub facts_asked: Vec<FactKind>,
    /// The language the citizen writes in.
    pub language: Language,
    /// The locale the citizen reads.
    pub locale: Locale,
    /// The page the citizen came from.
    pub page: Option<PageReference>,
    /// When the person was asked for.
    pub waiting_since: Timestamp,
}

/// One answer the bot gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerGiven {
    /// The article.
    pub article: ArticleId,
    /// The revision.
    pub revision: RevisionId,
    /// Its name.
    pub title: String,
    /// Whether the citizen said that it helped.
    pub helped: Option<bool>,
}

/// Where a hand-over stands, as part of the conversation's phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// What it is about.
    pub matter: Matter,
    /// The clerk it is offered to or who accepted it.
    pub clerk: ClerkId,
    /// Clerks to ask next, in order.
    pub next: Vec<ClerkId>,
    /// The rule that made them responsible.
    pub rule: String,
    /// The brief as it stood when it was offered.
    pub brief: HandoverBrief,
    /// How to reach the unit, for the referral if nobody answers.
    pub contact: ContactCard,
    /// When the offer runs out.
    pub offered_until: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
}

/// How a conversation with a clerk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The matter is settled.
    Solved,
    /// The citizen was referred elsewhere.
    Referred,
    /// The citizen did not answer any more.
    Abandoned,
    /// It was the wrong desk.
    WrongDesk,
}
