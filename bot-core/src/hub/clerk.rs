//! What clerks do: open, accept, decline, reply, hand back, close, say whether they are there.

use super::Hub;
use super::step::StepError;
use crate::conversation::{CloseReason, Conversation, Event, Phase};
use crate::handover::{Handover, Outcome};
use crate::ids::{ClerkId, ConversationId, HandoverId, MessageId};
use crate::personal::Personal;
use crate::ports::{PhaseKind, StoreUnavailable, Summary};
use crate::responsibility::{Presence, PresenceState};

/// Why a clerk's step did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ClerkError {
    /// It is not offered to or with this clerk (any more): somebody else has it, or it is over.
    #[error("the conversation is not this clerk's")]
    NotYours,
    /// There are no words in the reply.
    #[error("the message is empty")]
    Empty,
    /// The reply has too many characters.
    #[error("the message has more than {max} characters")]
    TooLong {
        /// The most that are taken.
        max: usize,
    },
    /// See [`StepError`].
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<StoreUnavailable> for ClerkError {
    fn from(error: StoreUnavailable) -> Self {
        Self::Step(StepError::from(error))
    }
}

impl Hub {
    /// The conversations offered to or with a clerk.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn clerk_list(&self, clerk: &ClerkId) -> Result<Vec<Summary>, StoreUnavailable> {
        self.store.clerk_list(clerk, self.limits.clerk_list_max).await
    }

    /// The state of a conversation that is offered to or with this clerk.
    ///
    /// # Errors
    /// [`ClerkError::NotYours`] also for one that does not exist: both look alike.
    pub async fn open(&self, id: ConversationId, clerk: &ClerkId) -> Result<Conversation, ClerkError> {
        let summary = self.store.summary(id).await?.ok_or(ClerkError::NotYours)?;
        let is_theirs = summary.clerk.as_ref() == Some(clerk)
            && matches!(summary.phase, PhaseKind::AwaitingClerk | PhaseKind::WithClerk);
        if !is_theirs {
            return Err(ClerkError::NotYours);
        }
        self.store.load(id).await?.ok_or(ClerkError::NotYours)
    }

    /// Takes an offered conversation over, exclusively: of all who try, one succeeds.
    ///
    /// # Errors
    /// [`ClerkError::NotYours`] if it is no longer offered to this clerk under this hand-over.
    pub async fn accept(
        &self,
        id: ConversationId,
        handover: HandoverId,
        clerk: &ClerkId,
    ) -> Result<Conversation, ClerkError> {
        let clerk_name = self
            .directory()
            .clerks
            .get(clerk)
            .map_or_else(|| clerk.to_string(), |c| c.name.clone());
        self.step(id, |conversation| {
            if let Phase::WithClerk(current) = &conversation.phase
                && current.id == handover
                && current.clerk == *clerk
            {
                return Ok(Vec::new());
            }
            offered(conversation, handover, clerk)?;
            Ok(vec![Event::HandoverAccepted {
                handover,
                clerk: clerk.clone(),
                clerk_name: clerk_name.clone(),
            }])
        })
        .await
    }

    /// Declines an offer; the next deputy is asked, or the citizen is referred.
    ///
    /// # Errors
    /// [`ClerkError::NotYours`] if it is no longer offered to this clerk.
    pub async fn decline(
        &self,
        id: ConversationId,
        handover: HandoverId,
        clerk: &ClerkId,
        reason: Option<String>,
    ) -> Result<Conversation, ClerkError> {
        self.step(id, |conversation| {
            let current = offered(conversation, handover, clerk)?;
            let mut events = vec![Event::HandoverDeclined {
                handover,
                clerk: clerk.clone(),
                reason: reason.clone().map(|reason| reason.chars().take(500).collect()),
            }];
            events.push(self.next_offer(conversation, current));
            Ok(events)
        })
        .await
    }

    /// Writes to the citizen. Sending the same `message` again changes nothing.
    ///
    /// # Errors
    /// See [`ClerkError`].
    pub async fn reply(
        &self,
        id: ConversationId,
        clerk: &ClerkId,
        message: MessageId,
        text: String,
    ) -> Result<Conversation, ClerkError> {
        let max = self.limits.message_chars_max;
        if text.trim().is_empty() {
            return Err(ClerkError::Empty);
        }
        if text.chars().count() > max {
            return Err(ClerkError::TooLong { max });
        }
        if self.has_message(id, message).await? {
            return self.open(id, clerk).await;
        }
        self.step(id, |conversation| {
            held(conversation, clerk)?;
            Ok(vec![Event::ClerkWrote {
                message,
                clerk: clerk.clone(),
                text: Personal::new(text.clone()),
            }])
        })
        .await
    }

    /// Gives the conversation back to the bot.
    ///
    /// # Errors
    /// [`ClerkError::NotYours`] if the clerk does not hold it.
    pub async fn hand_back(&self, id: ConversationId, clerk: &ClerkId) -> Result<Conversation, ClerkError> {
        self.step(id, |conversation| {
            let current = held(conversation, clerk)?;
            Ok(vec![Event::HandedBack {
                handover: current.id,
                clerk: clerk.clone(),
            }])
        })
        .await
    }

    /// Closes the conversation.
    ///
    /// # Errors
    /// [`ClerkError::NotYours`] if the clerk does not hold it.
    pub async fn close(
        &self,
        id: ConversationId,
        clerk: &ClerkId,
        outcome: Outcome,
    ) -> Result<Conversation, ClerkError> {
        self.step(id, |conversation| {
            held(conversation, clerk)?;
            Ok(vec![Event::ConversationClosed {
                reason: CloseReason::Clerk { outcome },
            }])
        })
        .await
    }

    /// Notes that a clerk looked into a conversation that is theirs (audit). Noted once per look by the console.
    ///
    /// # Errors
    /// See [`ClerkError`].
    pub async fn note_opened(&self, id: ConversationId, clerk: &ClerkId) -> Result<(), ClerkError> {
        self.open(id, clerk).await?;
        self.step(id, |_| {
            Ok::<_, ClerkError>(vec![Event::ClerkOpened { clerk: clerk.clone() }])
        })
        .await?;
        Ok(())
    }

    /// Notes what a clerk says about being there, or that their console is still open.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn set_presence(&self, clerk: &ClerkId, state: PresenceState) -> Result<(), StoreUnavailable> {
        let presence = Presence {
            clerk: clerk.clone(),
            state,
            seen_at: self.clock.now(),
        };
        self.presence.note(&presence).await
    }

    async fn has_message(&self, id: ConversationId, wanted: MessageId) -> Result<bool, StoreUnavailable> {
        let limit = usize::try_from(self.limits.conversation_events_max).unwrap_or(usize::MAX);
        let events = self.store.events(id, 0, limit).await?;
        Ok(events.iter().any(
            |recorded| matches!(&recorded.event, Event::ClerkWrote { message, .. } if *message == wanted),
        ))
    }
}

fn offered<'a>(
    conversation: &'a Conversation,
    handover: HandoverId,
    clerk: &ClerkId,
) -> Result<&'a Handover, ClerkError> {
    match &conversation.phase {
        Phase::AwaitingClerk(current) if current.id == handover && current.clerk == *clerk => Ok(current),
        _ => Err(ClerkError::NotYours),
    }
}

fn held<'a>(conversation: &'a Conversation, clerk: &ClerkId) -> Result<&'a Handover, ClerkError> {
    match &conversation.phase {
        Phase::WithClerk(current) if current.clerk == *clerk => Ok(current),
        _ => Err(ClerkError::NotYours),
    }
}
