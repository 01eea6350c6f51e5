//! The store of conversations: an append-only event log with the rows that lists are read from.

use super::{Delivery, StoreUnavailable, Tally};
use crate::conversation::{Channel, ChannelAddress, Conversation, Phase, Recorded, Sequence, Speaker};
use crate::ids::{ClerkId, ConversationId, HandoverId};
use crate::locale::Locale;
use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Everything that one step of a conversation changes: written in one transaction or not at all.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The conversation.
    pub conversation: ConversationId,
    /// The sequence the step was decided on; [`AppendError::Conflict`] if it is not the last one any more.
    pub expected: Sequence,
    /// The events, numbered from `expected + 1` without gaps; never empty.
    pub events: Vec<Recorded>,
    /// The inbound message that led to it, if any: unique, see [`AppendError::Duplicate`].
    pub inbound: Option<InboundKey>,
    /// The address that from now on leads to this conversation; replaces what it led to before.
    pub address: Option<ChannelAddress>,
    /// Messages for channels that are sent to (the website reads the events instead).
    pub deliveries: Vec<Delivery>,
    /// The row for lists, as of the last event.
    pub summary: Summary,
    /// Key figures this step counts.
    pub tallies: Vec<Tally>,
}

impl Batch {
    /// The sequence of the conversation after this step.
    #[must_use]
    pub fn last_sequence(&self) -> Sequence {
        self.events
            .last()
            .map_or(self.expected, |recorded| recorded.sequence)
    }

    /// Whether there are events and they are numbered from `expected + 1` without gaps.
    #[must_use]
    pub fn is_gap_free(&self) -> bool {
        !self.events.is_empty()
            && (self.expected + 1..)
                .zip(&self.events)
                .all(|(number, recorded)| recorded.sequence == number)
    }
}

/// The channel's own identity of an inbound message (invariant I2).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct InboundKey {
    /// Who wrote.
    pub from: ChannelAddress,
    /// The channel's id of the message.
    pub external_id: String,
}

/// Why an append did not happen. Nothing was changed. What is a duplicate is told so even if it conflicts as well.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else appended first: load, decide again, try again.
    #[error("the conversation has moved on")]
    Conflict,
    /// This inbound message has been taken before; it led to that conversation and ended at that sequence.
    #[error("the message was taken before")]
    Duplicate {
        /// The conversation it belongs to.
        conversation: ConversationId,
        /// The last sequence of the step it led to.
        sequence: Sequence,
    },
    /// See [`StoreUnavailable`].
    #[error(transparent)]
    Unavailable(#[from] StoreUnavailable),
}

/// The phase without its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// See [`Phase::WithBot`].
    WithBot,
    /// See [`Phase::AwaitingClerk`].
    AwaitingClerk,
    /// See [`Phase::WithClerk`].
    WithClerk,
    /// See [`Phase::Closed`].
    Closed,
}

/// One conversation as lists show it. Holds no words of the citizen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its last event.
    pub sequence: Sequence,
    /// Where the citizen writes.
    pub channel: Channel,
    /// The locale the citizen reads.
    pub locale: Locale,
    /// Who leads.
    pub phase: PhaseKind,
    /// The clerk it is offered to or with.
    pub clerk: Option<ClerkId>,
    /// The hand-over offered or accepted.
    pub handover: Option<HandoverId>,
    /// Name of the matter.
    pub matter: Option<String>,
    /// When the offer runs out, while it is offered.
    pub offered_until: Option<Timestamp>,
    /// Who spoke last.
    pub last_speaker: Speaker,
    /// When it began.
    pub started_at: Timestamp,
    /// When the last event happened.
    pub updated_at: Timestamp,
}

impl Summary {
    /// The row for `conversation` as it stands.
    #[must_use]
    pub fn of(conversation: &Conversation) -> Self {
        let handover = conversation.handover();
        Self {
            conversation: conversation.id,
            sequence: conversation.sequence,
            channel: conversation.channel,
            locale: conversation.locale,
            phase: match conversation.phase {
                Phase::WithBot => PhaseKind::WithBot,
                Phase::AwaitingClerk(_) => PhaseKind::AwaitingClerk,
                Phase::WithClerk(_) => PhaseKind::WithClerk,
                Phase::Closed => PhaseKind::Closed,
            },
            clerk: handover.map(|handover| handover.clerk.clone()),
            handover: handover.map(|handover| handover.id),
            matter: handover
                .map(|handover| handover.matter.title.clone())
                .or_else(|| conversation.matter.as_ref().map(|matter| matter.title.clone())),
            offered_until: match &conversation.phase {
                Phase::AwaitingClerk(handover) => Some(handover.offered_until),
                _ => None,
            },
            last_speaker: conversation.last_speaker,
            started_at: conversation.started_at,
            updated_at: conversation.updated_at,
        }
    }
}

impl Summary {
    /// Since when the citizen has waited for a word of the clerk, if they do; `before` is what held until this step.
    ///
    /// The wait begins with the offer and ends with the clerk's word or with the hand-over itself.
    #[must_use]
    pub fn unanswered_since(&self, before: Option<Timestamp>) -> Option<Timestamp> {
        let is_with_people = matches!(self.phase, PhaseKind::AwaitingClerk | PhaseKind::WithClerk);
        (is_with_people && self.last_speaker != Speaker::Clerk).then(|| before.unwrap_or(self.updated_at))
    }
}

/// Stores conversations.
///
/// An `Ok` of [`append`](Self::append) means synced to disk. Reads see every append acknowledged before them.
#[async_trait]
pub trait ConversationStore: Send + Sync {
    /// The state of a conversation; `None` if there is none or it was erased.
    async fn load(&self, id: ConversationId) -> Result<Option<Conversation>, StoreUnavailable>;

    /// The conversation this address leads to now.
    async fn find(&self, address: &ChannelAddress) -> Result<Option<ConversationId>, StoreUnavailable>;

    /// Events with a sequence above `after`, in order, at most `limit`.
    async fn events(
        &self,
        id: ConversationId,
        after: Sequence,
        limit: usize,
    ) -> Result<Vec<Recorded>, StoreUnavailable>;

    /// Writes one step. See [`Batch`].
    ///
    /// # Errors
    /// See [`AppendError`]; then nothing was changed.
    async fn append(&self, batch: Batch) -> Result<(), AppendError>;

    /// The row of one conversation.
    async fn summary(&self, id: ConversationId) -> Result<Option<Summary>, StoreUnavailable>;

    /// Conversations offered to or with this clerk, offers first, then longest unanswered first.
    async fn clerk_list(&self, clerk: &ClerkId, limit: usize) -> Result<Vec<Summary>, StoreUnavailable>;

    /// How many conversations each of these clerks has accepted and not ended, in the order given.
    async fn clerk_loads(&self, clerks: &[ClerkId]) -> Result<Vec<u32>, StoreUnavailable>;

    /// Conversations whose offer ran out before `now`, at most `limit`.
    async fn due_offers(&self, now: Timestamp, limit: usize)
    -> Result<Vec<ConversationId>, StoreUnavailable>;

    /// Conversations without an event since `before`, at most `limit`.
    async fn idle_since(
        &self,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<ConversationId>, StoreUnavailable>;

    /// Removes a conversation with all words, addresses and deliveries; counted figures stay. Erasing what is not
    /// there is no error.
    async fn erase(&self, id: ConversationId) -> Result<(), StoreUnavailable>;

    /// Whether the store answers; for readiness.
    async fn ping(&self) -> Result<(), StoreUnavailable>;
}
