//! Receiving: one inbound message in, exactly one decision stored before anything goes out (invariants I1, I2).

use super::Hub;
use super::consider::Considered;
use super::step::Attached;
use crate::conversation::{
    ChannelAddress, CloseReason, Conversation, Event, Inbound, InboundMessage, Phase, Sequence,
};
use crate::decision::{Context, Decision, Evidence, decide};
use crate::ids::{ArticleId, ConversationId, HandoverId, MessageId};
use crate::personal::Personal;
use crate::ports::{AppendError, InboundKey, StoreUnavailable};
use crate::understanding::Understanding;

/// What became of an inbound message: it is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The conversation it belongs to.
    pub conversation: ConversationId,
    /// The last event it led to.
    pub sequence: Sequence,
    /// Whether it had been taken before; nothing was changed then.
    pub is_duplicate: bool,
}

/// Why an inbound message was not taken. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// There are no words in it.
    #[error("the message is empty")]
    Empty,
    /// It has too many characters.
    #[error("the message has more than {max} characters")]
    TooLong {
        /// The most that are taken.
        max: usize,
    },
    /// The option or topic is not there (any more).
    #[error("there is no such option")]
    UnknownOption,
    /// Others wrote to the conversation faster than this message could be decided.
    #[error("the conversation is too busy")]
    Busy,
    /// See [`StoreUnavailable`].
    #[error(transparent)]
    Unavailable(#[from] StoreUnavailable),
}

impl Hub {
    /// Takes one inbound message: stores it with its decision, then announces both. Taking the same message again
    /// changes nothing and gives the receipt of the first time.
    ///
    /// # Errors
    /// See [`ReceiveError`].
    pub async fn receive(&self, inbound: InboundMessage) -> Result<Receipt, ReceiveError> {
        self.check(&inbound.content)?;
        for _ in 0..self.limits.append_tries_max {
            let before = self.current(&inbound.from).await?;
            let (events, attached) = self.turn(&before, &inbound).await?;
            match self.commit(&before, events, attached).await {
                Ok(after) => return Ok(receipt(&after, false)),
                Err(AppendError::Conflict) => {}
                Err(AppendError::Duplicate {
                    conversation,
                    sequence,
                }) => {
                    return Ok(Receipt {
                        conversation,
                        sequence,
                        is_duplicate: true,
                    });
                }
                Err(AppendError::Unavailable(error)) => return Err(error.into()),
            }
        }
        Err(ReceiveError::Busy)
    }

    fn check(&self, content: &Inbound) -> Result<(), ReceiveError> {
        let Inbound::Text { text } = content else {
            return Ok(());
        };
        let max = self.limits.message_chars_max;
        if text.reveal().chars().all(is_invisible) {
            return Err(ReceiveError::Empty);
        }
        if text.reveal().chars().count() > max {
            return Err(ReceiveError::TooLong { max });
        }
        Ok(())
    }

    /// The open conversation of an address, or one that has not begun. A state kept from the last step will do: if it
    /// is not the latest any more, the append finds out.
    async fn current(&self, from: &ChannelAddress) -> Result<Conversation, StoreUnavailable> {
        let existing = match self.store.find(from).await? {
            None => None,
            Some(id) => match self.recent.get(id) {
                Some(state) => Some(state),
                None => self.store.load(id).await?,
            },
        };
        Ok(existing
            .filter(|conversation| conversation.phase != Phase::Closed)
            .unwrap_or_else(|| Conversation::new(ConversationId(self.ids.next()), self.clock.now())))
    }

    /// The events of one turn: what the citizen said, and the one decision about it.
    async fn turn(
        &self,
        before: &Conversation,
        inbound: &InboundMessage,
    ) -> Result<(Vec<Event>, Attached), ReceiveError> {
        let mut events = Vec::with_capacity(4);
        let mut state = before.clone();
        if before.sequence == 0 {
            state.locale = inbound.locale;
            state.channel = inbound.from.channel;
            state.page.clone_from(&inbound.page);
            events.push(Event::ConversationStarted {
                from: inbound.from.clone(),
                locale: inbound.locale,
                page: inbound.page.clone(),
            });
        }
        let shown = self.shown(&state, &inbound.content)?;
        let about = MessageId(self.ids.next());
        let Considered {
            understanding,
            decision,
            ..
        } = self.consider_in(&state, &inbound.content).await;
        events.push(Event::CitizenWrote {
            message: about,
            content: inbound.content.clone(),
            shown,
        });
        let offer = offer_of(&decision, self);
        events.push(Event::Decided {
            message: MessageId(self.ids.next()),
            about,
            understanding,
            decision: Box::new(decision),
        });
        events.extend(offer);
        if before.sequence + 2 >= self.limits.conversation_events_max && state.clerk().is_none() {
            events.push(Event::ConversationClosed {
                reason: CloseReason::TooLong,
            });
        }
        let attached = Attached {
            inbound: Some(InboundKey {
                from: inbound.from.clone(),
                external_id: inbound.external_id.clone(),
            }),
            address: (before.sequence == 0).then(|| inbound.from.clone()),
        };
        Ok((events, attached))
    }

    /// Decides on gathered evidence.
    pub(super) fn decide_on(
        &self,
        state: &Conversation,
        content: &Inbound,
        understanding: &Understanding,
        evidence: &Evidence,
    ) -> Decision {
        decide(&Context {
            conversation: state,
            content,
            understanding,
            evidence,
            policy: &self.policy,
            calendar: &self.calendar,
            directory: &self.directory(),
            now: self.clock.now(),
            handover: HandoverId(self.ids.next()),
            locale: state.locale,
        })
    }

    /// What the citizen sees themselves say.
    fn shown(&self, state: &Conversation, content: &Inbound) -> Result<Personal<String>, ReceiveError> {
        match content {
            Inbound::Text { text } => Ok(text.clone()),
            Inbound::Choice { message, option } => {
                let offer = state.offers.iter().find(|offer| offer.message == *message);
                let options = &offer.ok_or(ReceiveError::UnknownOption)?.options;
                let label = match option {
                    Some(index) => options
                        .get(*index)
                        .ok_or(ReceiveError::UnknownOption)?
                        .label
                        .clone(),
                    None => crate::phrases::say(state.locale, "choice.none", &[]),
                };
                Ok(Personal::new(label))
            }
            Inbound::Topic { article, .. } => self.title(article, state),
            Inbound::Person => Ok(Personal::new(crate::phrases::say(
                state.locale,
                "choice.person",
                &[],
            ))),
        }
    }

    fn title(&self, article: &ArticleId, state: &Conversation) -> Result<Personal<String>, ReceiveError> {
        let article = self
            .knowledge
            .article(article)
            .ok_or(ReceiveError::UnknownOption)?;
        Ok(Personal::new(article.title_in(state.locale).to_owned()))
    }
}

/// A hand-over begins with an offer to the first clerk.
fn offer_of(decision: &Decision, hub: &Hub) -> Option<Event> {
    let Decision::HandOver(request) = decision else {
        return None;
    };
    Some(Event::HandoverOffered {
        handover: request.handover,
        clerk: request.ask.first.clone(),
        next: request.ask.rest.clone(),
        until: hub.offer_deadline(),
    })
}

const fn receipt(after: &Conversation, is_duplicate: bool) -> Receipt {
    Receipt {
        conversation: after.id,
        sequence: after.sequence,
        is_duplicate,
    }
}

/// Whether a character shows nothing by itself: white space, control characters, zero-width characters.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}
