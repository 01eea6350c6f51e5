//! [`PresenceStore`] in memory.

use super::MemoryStore;
use crate::ids::ClerkId;
use crate::ports::{PresenceStore, StoreUnavailable};
use crate::responsibility::Presence;
use async_trait::async_trait;

#[async_trait]
impl PresenceStore for MemoryStore {
    async fn note(&self, presence: &Presence) -> Result<(), StoreUnavailable> {
        self.state()
            .presence
            .insert(presence.clerk.clone(), presence.clone());
        Ok(())
    }

    async fn presence(&self, clerks: &[ClerkId]) -> Result<Vec<Presence>, StoreUnavailable> {
        let state = self.state();
        Ok(clerks
            .iter()
            .filter_map(|clerk| state.presence.get(clerk))
            .cloned()
            .collect())
    }
}
