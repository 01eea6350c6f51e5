//! The port of the knowledge base: where approved articles are kept, revision by revision. Absent on purpose: finding
//! articles (that is [`bot_core::ports::KnowledgeSearch`]) and drafts, which no citizen may read.

use async_trait::async_trait;
use bot_core::article::{Article, LifeEvent};
use bot_core::ids::{ArticleId, RevisionId};
use bot_core::ports::StoreUnavailable;
use jiff::Timestamp;

/// One article as it was published once. Never changed afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// The text; `article.revision` is this revision's id.
    pub article: Article,
    /// Fingerprint of the text without the revision id, so that an import recognises what has not changed.
    pub content_hash: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// Who published it: the login of an editor, or the name of an import.
    pub author: String,
}

/// One change of what is published.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// This revision becomes the published one of its article.
    Publish(Box<Revision>),
    /// The article is not published any more. Archiving what is not there is no error.
    Archive(ArticleId),
}

/// Stores articles and life events.
#[async_trait]
pub trait ArticleStore: Send + Sync {
    /// The revisions published now, one an article, ordered by article id.
    async fn published(&self) -> Result<Vec<Revision>, StoreUnavailable>;

    /// One revision, whether published now or long ago. Revisions are kept for ever, because answers cite them.
    async fn revision(&self, id: RevisionId) -> Result<Option<Revision>, StoreUnavailable>;

    /// Makes all changes in the order given, in one transaction.
    async fn apply(&self, changes: Vec<Change>, at: Timestamp) -> Result<(), StoreUnavailable>;

    /// The life events in the order they were given.
    async fn life_events(&self) -> Result<Vec<LifeEvent>, StoreUnavailable>;

    /// Replaces all life events in one transaction.
    async fn replace_life_events(&self, all: &[LifeEvent]) -> Result<(), StoreUnavailable>;

    /// Rises with every change of articles or life events; 0 before the first one.
    async fn version(&self) -> Result<u64, StoreUnavailable>;
}
