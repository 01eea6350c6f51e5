//! One step of a conversation: number the events, fold them, append in one transaction, announce.

use super::Hub;
use super::figures::tallies;
use crate::conversation::{Channel, ChannelAddress, Conversation, Event, Recorded};
use crate::ids::{ClerkId, ConversationId, DeliveryId};
use crate::ports::{Announcement, AppendError, Batch, Delivery, InboundKey, StoreUnavailable, Summary};

/// Why a step on an existing conversation did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// There is no such conversation, or it was erased.
    #[error("the conversation is gone")]
    Gone,
    /// Others changed the conversation faster than this step could be decided.
    #[error("the conversation is too busy")]
    Busy,
    /// See [`StoreUnavailable`].
    #[error(transparent)]
    Unavailable(#[from] StoreUnavailable),
}

/// What belongs to a step besides its events.
#[derive(Default)]
pub(super) struct Attached {
    /// The inbound message that led to it.
    pub inbound: Option<InboundKey>,
    /// The address that from now on leads to the conversation.
    pub address: Option<ChannelAddress>,
}

impl Hub {
    /// Appends `events` to the conversation as it stood at `before`.
    pub(super) async fn commit(
        &self,
        before: &Conversation,
        events: Vec<Event>,
        attached: Attached,
    ) -> Result<Conversation, AppendError> {
        let at = self.clock.now().max(before.updated_at);
        let recorded: Vec<Recorded> = events
            .into_iter()
            .zip(before.sequence + 1..)
            .map(|(event, sequence)| Recorded { sequence, at, event })
            .collect();
        let after = recorded.iter().fold(before.clone(), Conversation::apply);
        let day = at.to_zoned(self.calendar.time_zone.clone()).date();
        let batch = Batch {
            conversation: before.id,
            expected: before.sequence,
            deliveries: self.deliveries(&after, &recorded),
            inbound: attached.inbound,
            address: attached.address,
            summary: Summary::of(&after),
            tallies: tallies(&recorded, day),
            events: recorded.clone(),
        };
        if let Err(error) = self.store.append(batch).await {
            self.recent.forget(before.id);
            return Err(error);
        }
        self.recent.put(&after);
        self.feed.announce(Announcement {
            conversation: before.id,
            clerks: clerks_touched(before, &after),
            events: recorded.into(),
        });
        Ok(after)
    }

    /// Decides on the current state with `decide` and appends; tries again when somebody else was faster.
    /// An empty list of events means that there is nothing to do.
    pub(super) async fn step<E: From<StepError>>(
        &self,
        id: ConversationId,
        mut decide: impl FnMut(&Conversation) -> Result<Vec<Event>, E> + Send,
    ) -> Result<Conversation, E> {
        for _ in 0..self.limits.append_tries_max {
            let before = self
                .store
                .load(id)
                .await
                .map_err(StepError::from)?
                .ok_or(StepError::Gone)?;
            let events = decide(&before)?;
            if events.is_empty() {
                return Ok(before);
            }
            match self.commit(&before, events, Attached::default()).await {
                Ok(after) => return Ok(after),
                Err(AppendError::Conflict | AppendError::Duplicate { .. }) => {}
                Err(AppendError::Unavailable(error)) => return Err(StepError::from(error).into()),
            }
        }
        Err(StepError::Busy.into())
    }

    /// Messengers are sent to; the website reads the events itself.
    fn deliveries(&self, after: &Conversation, events: &[Recorded]) -> Vec<Delivery> {
        let Some(to) = after.reply_to.as_ref().filter(|to| to.channel != Channel::Web) else {
            return Vec::new();
        };
        events
            .iter()
            .filter(|recorded| is_for_citizen(&recorded.event))
            .map(|recorded| Delivery {
                id: DeliveryId(self.ids.next()),
                to: to.clone(),
                conversation: after.id,
                sequence: recorded.sequence,
                tries: 0,
                due_at: recorded.at,
            })
            .collect()
    }
}

const fn is_for_citizen(event: &Event) -> bool {
    match event {
        Event::Decided { decision, .. } => decision.message().is_some(),
        Event::ClerkWrote { .. }
        | Event::HandoverAccepted { .. }
        | Event::HandoverUnanswered { .. }
        | Event::HandedBack { .. }
        | Event::ConversationClosed { .. } => true,
        _ => false,
    }
}

/// Clerks who had the conversation before or have it now, and whoever is looking at an open hand-over.
fn clerks_touched(before: &Conversation, after: &Conversation) -> Vec<ClerkId> {
    let mut clerks: Vec<ClerkId> = [before, after]
        .into_iter()
        .filter_map(|c| c.handover())
        .map(|h| h.clerk.clone())
        .collect();
    clerks.dedup();
    clerks
}
