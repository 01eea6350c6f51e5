//! Who is there.

use super::StoreUnavailable;
use crate::ids::ClerkId;
use crate::responsibility::Presence;
use async_trait::async_trait;

/// Stores the presence of clerks; shared between instances.
#[async_trait]
pub trait PresenceStore: Send + Sync {
    /// Notes what a clerk said or that their console was seen.
    async fn note(&self, presence: &Presence) -> Result<(), StoreUnavailable>;

    /// The presence of these clerks, as far as anything is noted.
    async fn presence(&self, clerks: &[ClerkId]) -> Result<Vec<Presence>, StoreUnavailable>;
}
