//! The live feed: tells open pages what was stored. Never a record; whoever missed something reads the store.

use crate::conversation::Recorded;
use crate::ids::{ClerkId, ConversationId};
use std::sync::Arc;

/// Events that were just stored.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// The conversation.
    pub conversation: ConversationId,
    /// The events; empty when the conversation was erased.
    pub events: Arc<[Recorded]>,
    /// Clerks whose lists changed.
    pub clerks: Vec<ClerkId>,
}

/// Passes announcements on without waiting.
pub trait EventFeed: Send + Sync {
    /// Called after the commit, in commit order per conversation as far as one instance sees it.
    fn announce(&self, announcement: Announcement);
}
