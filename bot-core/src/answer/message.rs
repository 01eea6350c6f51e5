//! The forms of a bot message. Each is complete in the citizen's language; a channel adds only labels and layout.

use super::contact::{ContactCard, Hotline};
use crate::article::FactKind;
use crate::handover::HandoverRequest;
use crate::ids::{ArticleId, OrgUnitId, RevisionId};
use crate::locale::Language;
use crate::text::RichText;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// At least one of something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonEmpty<T> {
    /// The first, always there.
    pub first: T,
    /// The others.
    pub rest: Vec<T>,
}

impl<T> NonEmpty<T> {
    /// Just one.
    pub const fn one(first: T) -> Self {
        Self {
            first,
            rest: Vec::new(),
        }
    }
    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

/// An answer from approved articles, written like a good letter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The article it answers from.
    pub article: ArticleId,
    /// Name of the matter, in the citizen's language where there is one.
    pub title: String,
    /// One plain sentence that answers what was asked.
    pub lead: String,
    /// The facts asked for first, then what else belongs to the answer.
    pub sections: Vec<Section>,
    /// At most two things to do now.
    pub actions: Vec<Action>,
    /// The article revisions the text comes from.
    pub citations: NonEmpty<Citation>,
    /// The responsible office, with direct line.
    pub contact: Option<ContactCard>,
    /// Other matters of the same life event.
    pub related: Vec<RelatedMatter>,
    /// Estimated probability that this answers the question, 0 to 1.
    pub confidence: f32,
    /// Set when sections are German although the citizen reads another language.
    pub is_in_german: bool,
    /// One sentence in the citizen's own language about the languages of the answer, for those the bot does not speak.
    #[serde(default)]
    pub notice: Option<String>,
    /// The language of [`Answer::notice`].
    #[serde(default)]
    pub notice_language: Option<Language>,
}

/// One headed part of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Which question it answers; `None` for the general text.
    pub kind: Option<FactKind>,
    /// The text.
    pub text: RichText,
    /// Whether it is what the citizen asked for: shown open, others may be folded.
    pub is_asked: bool,
}

/// Something the citizen can do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What it does.
    pub kind: ActionKind,
    /// Where it leads.
    pub url: String,
}

/// What an action does; the channel names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Do it online.
    ApplyOnline,
    /// Book an appointment.
    BookAppointment,
    /// Open the city's page.
    OpenPage,
}

/// Where a text of an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The article.
    pub article: ArticleId,
    /// The very revision.
    pub revision: RevisionId,
    /// Its name.
    pub title: String,
    /// Who publishes the source.
    pub publisher: String,
    /// The source's page.
    pub url: Option<String>,
    /// The date the source gives.
    pub date: Date,
}

/// Another matter worth a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedMatter {
    /// The article.
    pub article: ArticleId,
    /// Its name in the citizen's language.
    pub title: String,
}

/// A question back, with two to four options. "None of these" is always offered besides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clarification {
    /// The question.
    pub text: String,
    /// The options, best first.
    pub options: Vec<Choice>,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What the citizen reads.
    pub label: String,
    /// What it leads to.
    pub target: ChoiceTarget,
}

/// What choosing an option leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "target", rename_all = "snake_case")]
pub enum ChoiceTarget {
    /// The answer from this article.
    Article {
        /// Which.
        article: ArticleId,
        /// The facts asked for in the question that led here.
        facts: Vec<FactKind>,
    },
    /// How to reach this office.
    Office {
        /// Which.
        org_unit: OrgUnitId,
    },
    /// A human being.
    Person,
}

/// Who can help instead, and how to reach them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    /// Why the bot does not answer itself.
    pub reason: ReferralReason,
    /// One or two plain sentences.
    pub text: String,
    /// The matter, as far as known.
    pub matter: Option<RelatedMatter>,
    /// Whom to reach.
    pub contact: ContactCard,
    /// Options to go on with, if there are any (for example articles that are near).
    pub options: Vec<Choice>,
    /// The article revision the text comes from, if it comes from one.
    #[serde(default)]
    pub citation: Option<Citation>,
    /// Something to do now, for example to open the page of the other authority.
    #[serde(default)]
    pub action: Option<Action>,
}

/// Why a referral was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralReason {
    /// No article answers it.
    NoAnswer,
    /// It is about the citizen's own running case.
    OwnCase,
    /// Another authority is responsible.
    OutOfRemit,
    /// An office was asked for: how to reach it.
    Office,
    /// A person was wanted, but the responsible clerk cannot be reached now.
    NobodyThere,
    /// A part of the hub did not work in time.
    Failure,
}

/// Words without a matter: greetings, thanks, help, emergencies, a calm line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversational {
    /// What it reacts to, as the name of the intent in snake case.
    pub intent: String,
    /// One to three plain sentences.
    pub text: String,
    /// Numbers that help at once (emergencies and crises).
    pub hotlines: Vec<Hotline>,
    /// Matters to start with, where that helps.
    pub suggestions: Vec<RelatedMatter>,
}

/// A bot message as channels render it: a view on the decision that was stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BotMessage<'a> {
    /// See [`Answer`].
    Answer(&'a Answer),
    /// See [`Clarification`].
    Clarification(&'a Clarification),
    /// See [`Referral`].
    Referral(&'a Referral),
    /// See [`HandoverRequest`].
    Handover(&'a HandoverRequest),
    /// See [`Conversational`].
    Conversational(&'a Conversational),
}
