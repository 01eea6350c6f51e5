//! [`DeliveryStore`] in memory.

use super::MemoryStore;
use crate::conversation::Channel;
use crate::ids::DeliveryId;
use crate::ports::{Delivery, DeliveryStore, StoreUnavailable};
use async_trait::async_trait;
use jiff::Timestamp;
use std::collections::HashSet;

#[async_trait]
impl DeliveryStore for MemoryStore {
    async fn claim(
        &self,
        channel: Channel,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Delivery>, StoreUnavailable> {
        let mut state = self.state();
        state
            .deliveries
            .sort_by_key(|outgoing| (outgoing.delivery.sequence, outgoing.delivery.id));
        let mut seen = HashSet::new();
        let mut due: Vec<_> = state
            .deliveries
            .iter_mut()
            .filter(|outgoing| seen.insert(outgoing.delivery.conversation))
            .filter(|outgoing| outgoing.delivery.to.channel == channel && outgoing.delivery.due_at <= now)
            .filter(|outgoing| outgoing.lease_until.is_none_or(|until| until <= now))
            .collect();
        due.sort_by_key(|outgoing| (outgoing.delivery.due_at, outgoing.delivery.id));
        due.truncate(limit);
        let mut claimed = Vec::new();
        for outgoing in due {
            outgoing.lease_until = Some(lease_until);
            claimed.push(outgoing.delivery.clone());
        }
        Ok(claimed)
    }

    async fn delivered(&self, id: DeliveryId) -> Result<(), StoreUnavailable> {
        self.state()
            .deliveries
            .retain(|outgoing| outgoing.delivery.id != id);
        Ok(())
    }

    async fn failed(&self, id: DeliveryId, due_at: Timestamp) -> Result<(), StoreUnavailable> {
        if let Some(outgoing) = self
            .state()
            .deliveries
            .iter_mut()
            .find(|outgoing| outgoing.delivery.id == id)
        {
            outgoing.delivery.tries += 1;
            outgoing.delivery.due_at = due_at;
            outgoing.lease_until = None;
        }
        Ok(())
    }

    async fn backlog(&self, channel: Channel) -> Result<u64, StoreUnavailable> {
        let state = self.state();
        let waiting = state
            .deliveries
            .iter()
            .filter(|outgoing| outgoing.delivery.to.channel == channel)
            .count();
        Ok(waiting as u64)
    }
}
