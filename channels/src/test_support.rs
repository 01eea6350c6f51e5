//! A hub over memory with one article, for the unit tests of this crate.

use async_trait::async_trait;
use bot_core::article::{Article, FactKind, LifeEvent};
use bot_core::decision::{Hit, Ranking};
use bot_core::hub::{Hub, Parts};
use bot_core::ids::{ArticleId, LifeEventId};
use bot_core::locale::Locale;
use bot_core::ports::{KnowledgeSearch, SearchQuery, SearchUnavailable};
use bot_core::responsibility::{Calendar, Directory};
use bot_core::testing::{ArticleBuilder, FakeClock, MemoryStore, SequentialIds, morning};
use std::collections::BTreeMap;
use std::sync::Arc;
use web_kit::LiveFeed;

/// Everything a test may want to look at.
pub struct TestHub {
    pub hub: Arc<Hub>,
    pub store: Arc<MemoryStore>,
    pub clock: Arc<FakeClock>,
    pub feed: Arc<LiveFeed>,
}

struct OneArticle(Arc<Article>);

#[async_trait]
impl KnowledgeSearch for OneArticle {
    async fn search(&self, query: &SearchQuery) -> Result<Ranking, SearchUnavailable> {
        let is_asked = query.text.reveal().to_lowercase().contains("hundesteuer");
        let hit = Hit {
            article: Arc::clone(&self.0),
            score: 1.0,
            confidence: 0.95,
            legs: Vec::new(),
        };
        let hits = if is_asked { vec![hit] } else { Vec::new() };
        Ok(Ranking {
            answerable: if is_asked { 0.95 } else { 0.0 },
            hits,
            origin: "test",
        })
    }
    fn article(&self, id: &ArticleId) -> Option<Arc<Article>> {
        (self.0.id == *id).then(|| Arc::clone(&self.0))
    }
    fn life_events(&self) -> Vec<LifeEvent> {
        vec![LifeEvent {
            id: LifeEventId::new("animals"),
            title: BTreeMap::from([
                (Locale::De, "Tiere".to_owned()),
                (Locale::En, "Animals".to_owned()),
            ]),
            hint: BTreeMap::new(),
            articles: vec![self.0.id.clone()],
        }]
    }
    fn most_used(&self, _limit: usize) -> Vec<Arc<Article>> {
        vec![Arc::clone(&self.0)]
    }
    fn all(&self) -> Vec<Arc<Article>> {
        vec![Arc::clone(&self.0)]
    }
}

fn dog_tax() -> Arc<Article> {
    ArticleBuilder::new("1", "Hundesteuer")
        .fact(FactKind::Fees, "100 Euro im Jahr")
        .life_event("animals")
        .build()
}

impl TestHub {
    pub fn new() -> Self {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(FakeClock::at(morning()));
        let feed = LiveFeed::new();
        let hub = Arc::new(Hub::new(Parts {
            store: store.clone(),
            knowledge: Arc::new(OneArticle(dog_tax())),
            presence: store.clone(),
            feed: feed.clone(),
            clock: clock.clone(),
            ids: Arc::new(SequentialIds::new("channels")),
            directory: Arc::new(Directory::default()),
            calendar: Calendar::bavaria(),
            policy: bot_core::decision::Policy::default(),
            limits: bot_core::limits::Limits::default(),
        }));
        Self {
            hub,
            store,
            clock,
            feed,
        }
    }
}
