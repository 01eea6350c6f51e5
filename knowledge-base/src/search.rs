//! The search the hub asks: an immutable snapshot that is swapped on publishing, and a few threads that rank, so that
//! no question ever blocks the runtime. Waiting questions are bounded; one too many is told so at once.

use crate::index::{IndexError, Snapshot};
use crate::ranking::{self, Calibration};
use async_trait::async_trait;
use bot_core::article::{Article, LifeEvent};
use bot_core::decision::Ranking;
use bot_core::ids::ArticleId;
use bot_core::ports::{KnowledgeSearch, SearchQuery, SearchUnavailable};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::oneshot;

/// How many questions may wait for a thread.
const WAITING_MAX: usize = 256;
/// How many threads rank.
const THREADS: usize = 2;

/// Why a search could not be set up or brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The system gives no thread.
    #[error("cannot start a search thread")]
    Thread(#[source] std::io::Error),
    /// The thread that built the index is gone.
    #[error("the index was not finished")]
    Unfinished,
}

/// The published knowledge, searchable.
pub struct Knowledge {
    snapshot: RwLock<Arc<Snapshot>>,
    calibration: Arc<Calibration>,
    most_used: Vec<ArticleId>,
    jobs: SyncSender<Job>,
}

struct Job {
    snapshot: Arc<Snapshot>,
    calibration: Arc<Calibration>,
    query: SearchQuery,
    reply: oneshot::Sender<Result<Ranking, SearchUnavailable>>,
}

impl Knowledge {
    /// Builds the index over these articles and starts the search threads; they end when this is dropped.
    /// `most_used` are the articles most asked for, best first; those not published are passed over.
    ///
    /// # Errors
    /// When the index cannot be built or no thread can be had.
    pub fn new(
        articles: Vec<Arc<Article>>,
        life_events: Vec<LifeEvent>,
        most_used: Vec<ArticleId>,
        calibration: Calibration,
    ) -> Result<Self, KnowledgeError> {
        Self::with_threads(articles, life_events, most_used, calibration, THREADS)
    }

    fn with_threads(
        articles: Vec<Arc<Article>>,
        life_events: Vec<LifeEvent>,
        most_used: Vec<ArticleId>,
        calibration: Calibration,
        threads: usize,
    ) -> Result<Self, KnowledgeError> {
        let snapshot = Snapshot::build(articles, life_events)?;
        let (jobs, waiting) = sync_channel(WAITING_MAX);
        // The threads hold the only ends that listen: without one a question is refused at once.
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..threads {
            let waiting = Arc::clone(&waiting);
            std::thread::Builder::new()
                .name("search".to_owned())
                .spawn(move || work(&waiting))
                .map_err(KnowledgeError::Thread)?;
        }
        Ok(Self {
            snapshot: RwLock::new(Arc::new(snapshot)),
            calibration: Arc::new(calibration),
            most_used,
            jobs,
        })
    }

    /// Replaces what is published. Questions being answered meanwhile are ranked on the state before; whoever asks
    /// after this returns is ranked on the new one.
    ///
    /// # Errors
    /// When the index cannot be built; the one before stays.
    pub async fn reload(
        &self,
        articles: Vec<Arc<Article>>,
        life_events: Vec<LifeEvent>,
    ) -> Result<(), KnowledgeError> {
        let built = tokio::task::spawn_blocking(move || Snapshot::build(articles, life_events))
            .await
            .map_err(|_| KnowledgeError::Unfinished)??;
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(built);
        Ok(())
    }

    /// The state searched now.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl KnowledgeSearch for Knowledge {
    async fn search(&self, query: &SearchQuery) -> Result<Ranking, SearchUnavailable> {
        let (reply, answer) = oneshot::channel();
        let job = Job {
            snapshot: self.snapshot(),
            calibration: Arc::clone(&self.calibration),
            query: query.clone(),
            reply,
        };
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => SearchUnavailable("too many questions at once"),
            TrySendError::Disconnected(_) => SearchUnavailable("no search thread"),
        })?;
        match tokio::time::timeout(query.time_max, answer).await {
            Ok(Ok(ranking)) => ranking,
            Ok(Err(_)) => Err(SearchUnavailable("the search thread gave up")),
            Err(_) => Err(SearchUnavailable("not in time")),
        }
    }

    fn article(&self, id: &ArticleId) -> Option<Arc<Article>> {
        self.snapshot().article(id).cloned()
    }

    fn life_events(&self) -> Vec<LifeEvent> {
        self.snapshot().life_events().to_vec()
    }

    fn most_used(&self, limit: usize) -> Vec<Arc<Article>> {
        let snapshot = self.snapshot();
        self.most_used
            .iter()
            .filter_map(|id| snapshot.article(id).cloned())
            .take(limit)
            .collect()
    }

    fn all(&self) -> Vec<Arc<Article>> {
        self.snapshot().articles().to_vec()
    }
}

/// Ranks one waiting question after the other until the knowledge is dropped.
fn work(waiting: &Mutex<Receiver<Job>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        // Whoever asked may have given up meanwhile; then nobody needs the ranking.
        if !job.reply.is_closed() {
            let ranking = rank(&job);
            let _ = job.reply.send(ranking);
        }
    }
}

fn rank(job: &Job) -> Result<Ranking, SearchUnavailable> {
    let query = &job.query;
    let question = job.snapshot.read(
        query.text.reveal(),
        query.context.as_deref(),
        query.language.code(),
    );
    ranking::rank(
        &job.snapshot,
        &job.calibration,
        &question,
        &query.life_events,
        query.limit,
    )
    .map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "the index failed");
        SearchUnavailable("the index failed")
    })
}

#[cfg(test)]
mod tests;
