//! The state of a conversation: a fold over its events, nothing else (invariant I8).

use super::event::{Event, Recorded, Sequence, Speaker};
use super::inbound::{Channel, ChannelAddress, Inbound, PageReference};
use crate::answer::{Choice, ReferralReason};
use crate::article::FactKind;
use crate::decision::Decision;
use crate::handover::{AnswerGiven, Handover, Matter};
use crate::ids::{ClerkId, ConversationId, MessageId};
use crate::locale::{Language, Locale};
use crate::personal::Personal;
use crate::understanding::Intent;
use jiff::Timestamp;

/// Who leads the conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The bot answers.
    WithBot,
    /// Offered to a clerk who has not answered yet.
    AwaitingClerk(Box<Handover>),
    /// A clerk answers; the bot is silent.
    WithClerk(Box<Handover>),
    /// Over. The next message begins a new conversation.
    Closed,
}

/// Options the bot offered with one message.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenQuestion {
    /// The message that asked.
    pub message: MessageId,
    /// The options it offered.
    pub options: Vec<Choice>,
}

/// The state of one conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Number of the last event folded in.
    pub sequence: Sequence,
    /// Where the citizen writes.
    pub channel: Channel,
    /// Where messages to the citizen go.
    pub reply_to: Option<ChannelAddress>,
    /// The locale the citizen reads.
    pub locale: Locale,
    /// The language the citizen last wrote in.
    pub language: Option<Language>,
    /// The page the citizen came from.
    pub page: Option<PageReference>,
    /// Who leads.
    pub phase: Phase,
    /// What it is about, after the last answer or choice.
    pub matter: Option<Matter>,
    /// Facts the citizen asked for last.
    pub facts_asked: Vec<FactKind>,
    /// Options offered lately, newest last; at most [`Conversation::OFFERS_KEPT`]. Old buttons keep working.
    pub offers: Vec<OpenQuestion>,
    /// Whether the newest of [`Conversation::offers`] still waits for an answer.
    pub is_question_open: bool,
    /// The citizen's questions to retrieval, oldest first; at most [`Conversation::QUESTIONS_KEPT`].
    pub questions: Vec<Personal<String>>,
    /// Answers given, oldest first; at most [`Conversation::ANSWERS_KEPT`].
    pub answers: Vec<(MessageId, AnswerGiven)>,
    /// How many times in a row the bot had no answer.
    pub misses: u32,
    /// Who spoke last.
    pub last_speaker: Speaker,
    /// Who had this conversation last.
    pub last_clerk: Option<ClerkId>,
    /// When it began.
    pub started_at: Timestamp,
    /// When the last event happened.
    pub updated_at: Timestamp,
}

impl Conversation {
    /// How many questions the state keeps for context and brief.
    pub const QUESTIONS_KEPT: usize = 10;
    /// How many sets of options stay usable.
    pub const OFFERS_KEPT: usize = 6;
    /// How many answers the state keeps for the brief.
    pub const ANSWERS_KEPT: usize = 10;

    /// The state before the first event.
    #[must_use]
    pub const fn new(id: ConversationId, at: Timestamp) -> Self {
        Self {
            id,
            sequence: 0,
            channel: Channel::Web,
            reply_to: None,
            locale: Locale::De,
            language: None,
            page: None,
            phase: Phase::WithBot,
            matter: None,
            facts_asked: Vec::new(),
            offers: Vec::new(),
            is_question_open: false,
            questions: Vec::new(),
            answers: Vec::new(),
            misses: 0,
            last_speaker: Speaker::Citizen,
            last_clerk: None,
            started_at: at,
            updated_at: at,
        }
    }

    /// The state after all `events`, in order; `None` if there are none.
    #[must_use]
    pub fn replay(id: ConversationId, events: &[Recorded]) -> Option<Self> {
        let first = events.first()?;
        Some(events.iter().fold(Self::new(id, first.at), Self::apply))
    }

    /// The state after one more event.
    #[must_use]
    pub fn apply(mut self, recorded: &Recorded) -> Self {
        self.sequence = recorded.sequence;
        self.updated_at = recorded.at;
        self.last_speaker = recorded.event.speaker().unwrap_or(self.last_speaker);
        match &recorded.event {
            Event::ConversationStarted { from, locale, page } => {
                self.channel = from.channel;
                self.reply_to = Some(from.clone());
                self.locale = *locale;
                self.page.clone_from(page);
                self.started_at = recorded.at;
            }
            Event::CitizenWrote { content, .. } => self.heard(content),
            Event::Decided {
                message,
                understanding,
                decision,
                ..
            } => {
                self.language = Some(understanding.language);
                if understanding.intent == Intent::Matter && !understanding.facts.is_empty() {
                    self.facts_asked.clone_from(&understanding.facts);
                }
                self.decided(*message, decision);
            }
            Event::LocaleChosen { locale } => self.locale = *locale,
            Event::FeedbackGiven { message, helped, .. } => self.rated(*message, *helped),
            Event::HandoverOffered {
                clerk, next, until, ..
            } => self.offered(clerk, next, *until),
            Event::HandoverUnanswered {
                referral, message, ..
            } => {
                self.phase = Phase::WithBot;
                self.ask(*message, &referral.options);
            }
            Event::HandoverAccepted { clerk, .. } => self.accepted(clerk, recorded.at),
            Event::HandoverWithdrawn { .. } | Event::HandedBack { .. } => self.phase = Phase::WithBot,
            Event::ConversationClosed { .. } => self.phase = Phase::Closed,
            Event::HandoverDeclined { .. }
            | Event::HandoverTimedOut { .. }
            | Event::ClerkWrote { .. }
            | Event::ClerkOpened { .. } => {}
        }
        self
    }

    /// The options the citizen is asked to choose from now.
    #[must_use]
    pub fn open_question(&self) -> Option<&OpenQuestion> {
        self.offers.last().filter(|_| self.is_question_open)
    }

    /// The clerk who has the conversation now.
    #[must_use]
    pub fn clerk(&self) -> Option<&ClerkId> {
        match &self.phase {
            Phase::WithClerk(handover) => Some(&handover.clerk),
            _ => None,
        }
    }

    /// The hand-over that is offered or accepted now.
    #[must_use]
    pub fn handover(&self) -> Option<&Handover> {
        match &self.phase {
            Phase::AwaitingClerk(handover) | Phase::WithClerk(handover) => Some(handover),
            Phase::WithBot | Phase::Closed => None,
        }
    }

    fn heard(&mut self, content: &Inbound) {
        if let Inbound::Text { text } = content {
            self.questions.push(text.clone());
            let surplus = self.questions.len().saturating_sub(Self::QUESTIONS_KEPT);
            self.questions.drain(..surplus);
        }
    }

    fn decided(&mut self, message: MessageId, decision: &Decision) {
        match decision {
            Decision::Answer(answer) => {
                self.is_question_open = false;
                self.misses = 0;
                self.matter = Some(Matter {
                    article: Some(answer.article.clone()),
                    title: answer.title.clone(),
                    confidence: answer.confidence,
                });
                let given = AnswerGiven {
                    article: answer.article.clone(),
                    revision: answer.citations.first.revision,
                    title: answer.title.clone(),
                    helped: None,
                };
                self.answers.push((message, given));
                let surplus = self.answers.len().saturating_sub(Self::ANSWERS_KEPT);
                self.answers.drain(..surplus);
            }
            Decision::Clarify(clarification) => self.ask(message, &clarification.options),
            Decision::Refer(referral) => {
                if referral.reason == ReferralReason::NoAnswer {
                    self.misses += 1;
                }
                // A pointer answers the matter as far as the city can: what is said next may lean on it.
                if let (Some(matter), Some(_)) = (&referral.matter, &referral.citation) {
                    self.misses = 0;
                    self.matter = Some(Matter {
                        article: Some(matter.article.clone()),
                        title: matter.title.clone(),
                        confidence: 1.0,
                    });
                }
                self.ask(message, &referral.options);
            }
            Decision::HandOver(request) => {
                self.is_question_open = false;
                self.misses = 0;
                self.phase = Phase::AwaitingClerk(Box::new(Handover {
                    id: request.handover,
                    matter: request.matter.clone(),
                    clerk: request.ask.first.clone(),
                    next: request.ask.rest.clone(),
                    rule: request.rule.clone(),
                    brief: request.brief.clone(),
                    contact: request.contact.clone(),
                    offered_until: self.updated_at,
                    accepted_at: None,
                }));
            }
            Decision::Converse(_) | Decision::RelayToClerk { .. } => {}
        }
    }

    fn ask(&mut self, message: MessageId, options: &[Choice]) {
        self.is_question_open = !options.is_empty();
        if self.is_question_open {
            self.offers.push(OpenQuestion {
                message,
                options: options.to_vec(),
            });
            let surplus = self.offers.len().saturating_sub(Self::OFFERS_KEPT);
            self.offers.drain(..surplus);
        }
    }

    fn rated(&mut self, message: MessageId, helped: bool) {
        if let Some((_, given)) = self.answers.iter_mut().find(|(id, _)| *id == message) {
            given.helped = Some(helped);
        }
    }

    fn offered(&mut self, clerk: &ClerkId, next: &[ClerkId], until: Timestamp) {
        if let Phase::AwaitingClerk(handover) = &mut self.phase {
            handover.clerk = clerk.clone();
            handover.next = next.to_vec();
            handover.offered_until = until;
        }
    }

    fn accepted(&mut self, clerk: &ClerkId, at: Timestamp) {
        let phase = std::mem::replace(&mut self.phase, Phase::WithBot);
        if let Phase::AwaitingClerk(mut handover) = phase {
            handover.clerk = clerk.clone();
            handover.accepted_at = Some(at);
            self.last_clerk = Some(clerk.clone());
            self.phase = Phase::WithClerk(handover);
        } else {
            self.phase = phase;
        }
    }
}
