//! The ports: everything the core needs from outside, one trait a file.

mod account_store;
mod clock;
mod conversation_store;
mod delivery_store;
mod directory_store;
mod event_feed;
mod figure_store;
mod knowledge_search;
mod presence_store;

pub use account_store::AccountStore;
pub use clock::{Clock, Ids};
pub use conversation_store::{AppendError, Batch, ConversationStore, InboundKey, PhaseKind, Summary};
pub use delivery_store::{Delivery, DeliveryStore};
pub use directory_store::DirectoryStore;
pub use event_feed::{Announcement, EventFeed};
pub use figure_store::{Figure, FigureStore, Tally};
pub use knowledge_search::{KnowledgeSearch, SearchQuery, SearchUnavailable};
pub use presence_store::PresenceStore;

/// The store could not do it now, or could not say whether it did. Callers tell the citizen; trying again is safe,
/// because a step that was written after all is recognised by its key or its sequence.
#[derive(Debug, thiserror::Error)]
#[error("the store is not available")]
pub struct StoreUnavailable(#[source] pub Box<dyn std::error::Error + Send + Sync>);

impl StoreUnavailable {
    /// Wraps the adapter's own error.
    pub fn because(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}
