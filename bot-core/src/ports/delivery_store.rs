//! The outbox: messages for channels that are sent to, written with the decision and sent afterwards.

use super::StoreUnavailable;
use crate::conversation::{Channel, ChannelAddress, Sequence};
use crate::ids::{ConversationId, DeliveryId};
use async_trait::async_trait;
use jiff::Timestamp;

/// One event on its way to a citizen.
#[derive(Clone, PartialEq, Debug)]
pub struct Delivery {
    /// Its id; channels use it to make sending idempotent.
    pub id: DeliveryId,
    /// To whom.
    pub to: ChannelAddress,
    /// The conversation.
    pub conversation: ConversationId,
    /// The event to send.
    pub sequence: Sequence,
    /// How many times it was tried.
    pub tries: u32,
    /// Not before.
    pub due_at: Timestamp,
}

/// Stores the outbox.
#[async_trait]
pub trait DeliveryStore: Send + Sync {
    /// Takes up to `limit` due deliveries of a channel for the caller alone until `lease_until`; per conversation only
    /// the oldest undelivered one, so that order is kept. A lease that ran out may be taken again.
    async fn claim(
        &self,
        channel: Channel,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Delivery>, StoreUnavailable>;

    /// It arrived: removes it.
    async fn delivered(&self, id: DeliveryId) -> Result<(), StoreUnavailable>;

    /// It did not: counts the try; it is due again then.
    async fn failed(&self, id: DeliveryId, due_at: Timestamp) -> Result<(), StoreUnavailable>;

    /// How many wait for a channel.
    async fn backlog(&self, channel: Channel) -> Result<u64, StoreUnavailable>;
}
