//! What is published is searched within a second, whoever published it: this looks at the version of the articles and
//! builds the index anew when it has risen.

use knowledge_base::Knowledge;
use knowledge_base::ports::ArticleStore;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Follows the published articles.
#[derive(Clone)]
pub struct Publications {
    articles: Arc<dyn ArticleStore>,
    knowledge: Arc<Knowledge>,
    /// The version searched now.
    seen: Arc<Mutex<u64>>,
}

impl Publications {
    /// Follows `articles` for `knowledge`, which was built from version `seen` or a later one.
    #[must_use]
    pub fn new(articles: Arc<dyn ArticleStore>, knowledge: Arc<Knowledge>, seen: u64) -> Self {
        Self {
            articles,
            knowledge,
            seen: Arc::new(Mutex::new(seen)),
        }
    }

    /// Brings the index up to date if something was published since the last call.
    ///
    /// # Errors
    /// The store or the index; the index stays as it was, and the next call tries again.
    pub async fn follow(&self) -> anyhow::Result<()> {
        let mut seen = self.seen.lock().await;
        let version = self.articles.version().await?;
        if *seen == version {
            return Ok(());
        }
        let revisions = self.articles.published().await?;
        let life_events = self.articles.life_events().await?;
        let articles = revisions
            .into_iter()
            .map(|revision| Arc::new(revision.article))
            .collect();
        self.knowledge.reload(articles, life_events).await?;
        *seen = version;
        Ok(())
    }
}
