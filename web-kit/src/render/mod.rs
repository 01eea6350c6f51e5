//! Showing a conversation: each recorded event as the citizen or the clerk reads it.
//!
//! Everything goes through askama templates with escaping on; words of citizens and clerks become text and nothing
//! else. What an answer says was decided and stored before: here are only labels and layout.

mod contact;
mod message;
mod text;
mod time;

pub use contact::{ContactView, tel};
pub use message::fact_question;
pub use text::{Html, is_safe_link, rich_text};
pub use time::{clock_time, date, day_and_time};

use crate::token;
use crate::visit::Visit;
use crate::words::{PAGES, Words};
use askama::Template;
use bot_core::answer::BotMessage;
use bot_core::conversation::{CloseReason, Event, Recorded};
use bot_core::ids::{ClerkId, MessageId};
use bot_core::locale::Locale;
use bot_core::responsibility::Directory;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Who reads, and what they may press.
#[derive(Clone, Copy, Debug)]
pub enum Audience<'a> {
    /// The citizen whose conversation it is.
    Citizen {
        /// The request, for links that stay in the frame.
        visit: &'a Visit,
        /// Token for the forms inside messages.
        csrf: &'a str,
    },
    /// A clerk: sees what the citizen sees, and who was asked; presses nothing.
    Clerk,
    /// Paper: nothing to press, everything unfolded.
    Print,
}

/// How to show events to one reader.
#[derive(Clone, Debug)]
pub struct Renderer<'a> {
    /// The reader's locale.
    pub locale: Locale,
    /// Civil time of the authority.
    pub time_zone: TimeZone,
    /// Now.
    pub now: Timestamp,
    /// Who reads.
    pub audience: Audience<'a>,
    /// Where the names of clerks are found.
    pub directory: Option<&'a Directory>,
}

/// One shown event.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its sequence.
    pub sequence: u64,
    /// What to append to the log, or to put in place of the element with the same id.
    pub html: Html,
}

#[derive(Template)]
#[template(path = "message/notice.html")]
struct NoticeView<'a> {
    sequence: u64,
    text: &'a str,
    time: String,
    iso: String,
}

impl<'a> Renderer<'a> {
    /// The reader's words.
    #[must_use]
    pub fn words(&self) -> &'static Words {
        PAGES.get(self.locale)
    }

    /// A whole conversation, oldest first; what was said about a message stands at the message.
    #[must_use]
    pub fn transcript(&self, events: &[Recorded]) -> Vec<Shown> {
        let rated: BTreeMap<MessageId, bool> = events
            .iter()
            .filter_map(|recorded| match &recorded.event {
                Event::FeedbackGiven { message, helped, .. } => Some((*message, *helped)),
                _ => None,
            })
            .collect();
        events
            .iter()
            .filter(|recorded| !matches!(recorded.event, Event::FeedbackGiven { .. }))
            .filter_map(|recorded| self.shown(recorded, &rated))
            .collect()
    }

    /// One event as it arrives live; `None` if this reader sees nothing of it.
    #[must_use]
    pub fn event(&self, recorded: &Recorded) -> Option<Shown> {
        if let Event::FeedbackGiven { message, helped, .. } = &recorded.event {
            let html = message::feedback_given(self, *message, *helped)?;
            return Some(Shown {
                sequence: recorded.sequence,
                html,
            });
        }
        self.shown(recorded, &BTreeMap::new())
    }

    fn shown(&self, recorded: &Recorded, rated: &BTreeMap<MessageId, bool>) -> Option<Shown> {
        let html = match &recorded.event {
            Event::CitizenWrote { shown, .. } => message::citizen(self, recorded, shown.reveal()),
            Event::ClerkWrote { text, clerk, .. } => message::clerk(self, recorded, clerk, text.reveal()),
            Event::Decided {
                message, decision, ..
            } => message::bot(
                self,
                recorded,
                *message,
                decision.message()?,
                rated.get(message).copied(),
            ),
            Event::HandoverUnanswered {
                message, referral, ..
            } => message::bot(self, recorded, *message, BotMessage::Referral(referral), None),
            other => self.notice(recorded, &self.notice_text(other)?),
        }?;
        Some(Shown {
            sequence: recorded.sequence,
            html,
        })
    }

    fn notice(&self, recorded: &Recorded, text: &str) -> Option<Html> {
        let view = NoticeView {
            sequence: recorded.sequence,
            text,
            time: day_and_time(recorded.at, self.now, &self.time_zone, self.locale),
            iso: recorded.at.to_string(),
        };
        Html::of(&view)
    }

    fn notice_text(&self, event: &Event) -> Option<String> {
        let w = self.words();
        let for_all = match event {
            Event::HandoverAccepted { clerk_name, .. } => Some(w.put("notice.accepted", "name", clerk_name)),
            Event::HandoverWithdrawn { .. } => Some(w.t("notice.withdrawn").to_owned()),
            Event::HandedBack { .. } => Some(w.t("notice.handed_back").to_owned()),
            Event::ConversationClosed {
                reason: CloseReason::Clerk { .. },
            } => Some(w.t("notice.closed").to_owned()),
            Event::ConversationClosed {
                reason: CloseReason::TooLong,
            } => Some(w.t("notice.too_long").to_owned()),
            _ => None,
        };
        for_all.or_else(|| match (self.audience, event) {
            (Audience::Clerk, Event::HandoverOffered { clerk, .. }) => {
                Some(w.put("notice.offered", "clerk", self.clerk_name(clerk)))
            }
            (Audience::Clerk, Event::HandoverDeclined { clerk, .. }) => {
                Some(w.put("notice.declined", "clerk", self.clerk_name(clerk)))
            }
            (Audience::Clerk, Event::HandoverTimedOut { clerk, .. }) => {
                Some(w.put("notice.timed_out", "clerk", self.clerk_name(clerk)))
            }
            _ => None,
        })
    }

    /// The name a clerk is shown by.
    fn clerk_name(&self, clerk: &ClerkId) -> String {
        let known = self.directory.and_then(|directory| directory.clerks.get(clerk));
        known.map_or_else(
            || self.words().t("speaker.clerk").to_owned(),
            |clerk| clerk.name.clone(),
        )
    }

    const fn citizen(&self) -> Option<(&'a Visit, &'a str)> {
        match self.audience {
            Audience::Citizen { visit, csrf } => Some((visit, csrf)),
            _ => None,
        }
    }

    const fn is_print(&self) -> bool {
        matches!(self.audience, Audience::Print)
    }
}

/// A fresh id for a form that a browser without scripts sends: sending the same page twice changes nothing twice.
#[must_use]
pub fn client_id() -> String {
    token::random_token()
        .map(|token| token[..32].to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
