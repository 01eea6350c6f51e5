//! [`ConversationStore`] in memory.

use super::{Kept, MemoryStore, Outgoing, State};
use crate::conversation::{ChannelAddress, Conversation, Recorded, Sequence};
use crate::ids::{ClerkId, ConversationId};
use crate::ports::{AppendError, Batch, ConversationStore, PhaseKind, StoreUnavailable, Summary};
use async_trait::async_trait;
use jiff::Timestamp;

#[async_trait]
impl ConversationStore for MemoryStore {
    async fn load(&self, id: ConversationId) -> Result<Option<Conversation>, StoreUnavailable> {
        Ok(self
            .state()
            .conversations
            .get(&id)
            .and_then(|kept| Conversation::replay(id, &kept.events)))
    }

    async fn find(&self, address: &ChannelAddress) -> Result<Option<ConversationId>, StoreUnavailable> {
        Ok(self.state().addresses.get(address).copied())
    }

    async fn events(
        &self,
        id: ConversationId,
        after: Sequence,
        limit: usize,
    ) -> Result<Vec<Recorded>, StoreUnavailable> {
        let state = self.state();
        let all = state.conversations.get(&id).map_or(&[][..], |kept| &kept.events);
        Ok(all
            .iter()
            .filter(|recorded| recorded.sequence > after)
            .take(limit)
            .cloned()
            .collect())
    }

    async fn append(&self, batch: Batch) -> Result<(), AppendError> {
        if !batch.is_gap_free() {
            return Err(
                StoreUnavailable::because("the events of the batch are not numbered without gaps").into(),
            );
        }
        let mut state = self.state();
        if let Some((conversation, sequence)) = batch.inbound.as_ref().and_then(|key| state.inbound.get(key))
        {
            return Err(AppendError::Duplicate {
                conversation: *conversation,
                sequence: *sequence,
            });
        }
        let last = state
            .conversations
            .get(&batch.conversation)
            .map_or(0, |kept| kept.summary.sequence);
        if last != batch.expected {
            return Err(AppendError::Conflict);
        }
        state.write(batch);
        Ok(())
    }

    async fn summary(&self, id: ConversationId) -> Result<Option<Summary>, StoreUnavailable> {
        Ok(self
            .state()
            .conversations
            .get(&id)
            .map(|kept| kept.summary.clone()))
    }

    async fn clerk_list(&self, clerk: &ClerkId, limit: usize) -> Result<Vec<Summary>, StoreUnavailable> {
        let state = self.state();
        let mut list: Vec<&Kept> = state
            .conversations
            .values()
            .filter(|kept| {
                matches!(
                    kept.summary.phase,
                    PhaseKind::AwaitingClerk | PhaseKind::WithClerk
                )
            })
            .filter(|kept| kept.summary.clerk.as_ref() == Some(clerk))
            .collect();
        list.sort_by_key(|kept| {
            let is_accepted = kept.summary.phase == PhaseKind::WithClerk;
            let since = kept.unanswered_since;
            (
                is_accepted,
                since.is_none(),
                since,
                kept.summary.updated_at,
                kept.summary.conversation,
            )
        });
        Ok(list
            .into_iter()
            .take(limit)
            .map(|kept| kept.summary.clone())
            .collect())
    }

    async fn clerk_loads(&self, clerks: &[ClerkId]) -> Result<Vec<u32>, StoreUnavailable> {
        let state = self.state();
        let load = |clerk: &ClerkId| {
            let is_theirs = |kept: &&Kept| {
                kept.summary.phase == PhaseKind::WithClerk && kept.summary.clerk.as_ref() == Some(clerk)
            };
            u32::try_from(state.conversations.values().filter(is_theirs).count()).unwrap_or(u32::MAX)
        };
        Ok(clerks.iter().map(load).collect())
    }

    async fn due_offers(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<ConversationId>, StoreUnavailable> {
        let state = self.state();
        let mut due: Vec<(Timestamp, ConversationId)> = state
            .conversations
            .values()
            .filter(|kept| kept.summary.phase == PhaseKind::AwaitingClerk)
            .filter_map(|kept| Some((kept.summary.offered_until?, kept.summary.conversation)))
            .filter(|(until, _)| *until < now)
            .collect();
        due.sort();
        Ok(due.into_iter().take(limit).map(|(_, id)| id).collect())
    }

    async fn idle_since(
        &self,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<ConversationId>, StoreUnavailable> {
        let state = self.state();
        let mut idle: Vec<(Timestamp, ConversationId)> = state
            .conversations
            .values()
            .map(|kept| (kept.summary.updated_at, kept.summary.conversation))
            .filter(|(updated_at, _)| *updated_at < before)
            .collect();
        idle.sort();
        Ok(idle.into_iter().take(limit).map(|(_, id)| id).collect())
    }

    async fn erase(&self, id: ConversationId) -> Result<(), StoreUnavailable> {
        let mut state = self.state();
        state.conversations.remove(&id);
        state.addresses.retain(|_, conversation| *conversation != id);
        state.inbound.retain(|_, (conversation, _)| *conversation != id);
        state
            .deliveries
            .retain(|outgoing| outgoing.delivery.conversation != id);
        Ok(())
    }

    async fn ping(&self) -> Result<(), StoreUnavailable> {
        Ok(())
    }
}

impl State {
    fn write(&mut self, batch: Batch) {
        let sequence = batch.last_sequence();
        if let Some(key) = batch.inbound {
            self.inbound.insert(key, (batch.conversation, sequence));
        }
        if let Some(address) = batch.address {
            self.addresses.insert(address, batch.conversation);
        }
        for tally in batch.tallies {
            *self.figures.entry(tally).or_default() += 1;
        }
        let outgoing = |delivery| Outgoing {
            delivery,
            lease_until: None,
        };
        self.deliveries.extend(batch.deliveries.into_iter().map(outgoing));
        let before = self.conversations.remove(&batch.conversation);
        let unanswered_since = batch
            .summary
            .unanswered_since(before.as_ref().and_then(|kept| kept.unanswered_since));
        let mut events = before.map(|kept| kept.events).unwrap_or_default();
        events.extend(batch.events);
        self.conversations.insert(
            batch.conversation,
            Kept {
                events,
                summary: batch.summary,
                unanswered_since,
            },
        );
    }
}
