//! The hub: the use cases, one a file. Each loads, decides purely, appends in one transaction, then announces.

mod clerk;
mod consider;
mod expire;
mod figures;
mod gather;
mod receive;
mod recent;
mod reside;
mod step;

pub use clerk::ClerkError;
pub use consider::Considered;
pub use receive::{Receipt, ReceiveError};
pub use step::StepError;

use crate::conversation::{ChannelAddress, Conversation, Recorded, Sequence};
use crate::decision::Policy;
use crate::ids::ConversationId;
use crate::limits::Limits;
use crate::ports::{
    Clock, ConversationStore, EventFeed, Ids, KnowledgeSearch, PresenceStore, StoreUnavailable,
};
use crate::responsibility::{Calendar, Directory};
use std::sync::{Arc, PoisonError, RwLock};

/// What the hub is composed of.
pub struct Parts {
    /// Conversations.
    pub store: Arc<dyn ConversationStore>,
    /// Articles.
    pub knowledge: Arc<dyn KnowledgeSearch>,
    /// Who is there.
    pub presence: Arc<dyn PresenceStore>,
    /// Tells open pages.
    pub feed: Arc<dyn EventFeed>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn Ids>,
    /// Who answers for what.
    pub directory: Arc<Directory>,
    /// Time zone and closed days of the authority.
    pub calendar: Calendar,
    /// Bands of confidence.
    pub policy: Policy,
    /// Bounds.
    pub limits: Limits,
}

/// The conversation hub.
pub struct Hub {
    /// Conversations.
    pub store: Arc<dyn ConversationStore>,
    /// Articles.
    pub knowledge: Arc<dyn KnowledgeSearch>,
    /// Who is there.
    pub presence: Arc<dyn PresenceStore>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn Ids>,
    /// Time zone and closed days.
    pub calendar: Calendar,
    /// Bands of confidence.
    pub policy: Policy,
    /// Bounds.
    pub limits: Limits,
    feed: Arc<dyn EventFeed>,
    directory: RwLock<Arc<Directory>>,
    recent: recent::Recent,
}

impl Hub {
    /// Composes a hub.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self {
            store: parts.store,
            knowledge: parts.knowledge,
            presence: parts.presence,
            clock: parts.clock,
            ids: parts.ids,
            calendar: parts.calendar,
            policy: parts.policy,
            limits: parts.limits,
            feed: parts.feed,
            directory: RwLock::new(parts.directory),
            recent: recent::Recent::default(),
        }
    }

    /// The directory as it is now.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a changed directory into use; running decisions keep the one they began with.
    pub fn replace_directory(&self, directory: Directory) {
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(directory);
    }

    /// The conversation this address leads to.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn conversation_of(
        &self,
        address: &ChannelAddress,
    ) -> Result<Option<ConversationId>, StoreUnavailable> {
        self.store.find(address).await
    }

    /// The state of a conversation.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn state(&self, id: ConversationId) -> Result<Option<Conversation>, StoreUnavailable> {
        self.store.load(id).await
    }

    /// Events with a sequence above `after`, in order, at most `limit`.
    ///
    /// # Errors
    /// The store is not available.
    pub async fn events(
        &self,
        id: ConversationId,
        after: Sequence,
        limit: usize,
    ) -> Result<Vec<Recorded>, StoreUnavailable> {
        self.store.events(id, after, limit).await
    }
}
