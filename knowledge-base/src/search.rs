//! The search the hub asks: an immutable snapshot that is swapped on publishing, and a few threads that rank, so that
//! no question ever blocks the runtime. Waiting questions are bounded; one too many is told so at once.
//!
//! Cheap first: by words always, by the quick encoder when it is loaded, by the slow one only when it can change the
//! outcome. What is missing or late is left out, and [`Ranking::origin`] says what took part.

mod meaning;

use crate::embedding::DenseLeg;
use crate::index::{E5, Found, IndexError, Leg, Question, Snapshot, USE, WORDINGS};
use crate::ranking::{self, Asked, Calibration};
use async_trait::async_trait;
use bot_core::article::{Article, LifeEvent};
use bot_core::decision::Ranking;
use bot_core::ids::ArticleId;
use bot_core::ports::{KnowledgeSearch, SearchQuery, SearchUnavailable};
use meaning::{Meaning, legs};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// How many questions may wait for a thread.
const WAITING_MAX: usize = 256;
/// How many threads rank.
const THREADS: usize = 2;
/// From this probability on the slow encoder is not asked, if the other legs agree.
const SURE: f32 = 0.9;
/// The part of the time that the quick encoder may take, and the slow one.
const QUICK_PART: u32 = 8;
const SLOW_PART: u32 = 2;

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
    published: Arc<RwLock<Arc<Published>>>,
    meaning: Option<Meaning>,
    calibration: Arc<Calibration>,
    most_used: Vec<ArticleId>,
    jobs: SyncSender<Job>,
}

/// One state of what is published.
struct Published {
    snapshot: Arc<Snapshot>,
    /// The legs by meaning over the snapshot's articles; empty until the vectors are read.
    dense: Vec<(&'static str, DenseLeg)>,
}

struct Job {
    published: Arc<Published>,
    calibration: Arc<Calibration>,
    query: SearchQuery,
    /// The question's vectors by leg.
    vectors: Vec<(&'static str, Vec<f32>)>,
    /// What was found before with fewer legs.
    before: Option<Evidence>,
    reply: oneshot::Sender<Result<Ranked, SearchUnavailable>>,
}

/// What was found, to be completed by further legs.
struct Evidence {
    question: Question,
    found: Found,
}

struct Ranked {
    ranking: Ranking,
    evidence: Evidence,
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
        let snapshot = Snapshot::build(articles, life_events)?.with_most_used(&most_used);
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
            published: Arc::new(RwLock::new(Arc::new(Published {
                snapshot: Arc::new(snapshot),
                dense: Vec::new(),
            }))),
            meaning: None,
            calibration: Arc::new(calibration),
            most_used,
            jobs,
        })
    }

    /// Adds the built-in encoders. They load in the background: until then the search answers by words.
    ///
    /// # Errors
    /// When no thread can be had.
    pub fn with_encoders(mut self) -> Result<Self, KnowledgeError> {
        self.meaning = Some(Meaning::start(&self.published).map_err(KnowledgeError::Thread)?);
        Ok(self)
    }

    /// Waits until all legs take part with all vectors; `false` if that takes longer. For commands that show or measure
    /// the whole ranking; the hub answers before.
    pub async fn ready(&self, time_max: Duration) -> bool {
        match &self.meaning {
            Some(meaning) => meaning.ready(time_max).await,
            None => true,
        }
    }

    /// Replaces what is published. Questions being answered meanwhile are ranked on the state before; whoever asks
    /// after this returns is ranked on the new one. Vectors of changed texts follow in the background.
    ///
    /// # Errors
    /// When the index cannot be built; the one before stays.
    pub async fn reload(
        &self,
        articles: Vec<Arc<Article>>,
        life_events: Vec<LifeEvent>,
    ) -> Result<(), KnowledgeError> {
        let models = self.meaning.as_ref().map(Meaning::models);
        let most_used = self.most_used.clone();
        let built = tokio::task::spawn_blocking(move || {
            let snapshot = Snapshot::build(articles, life_events)?.with_most_used(&most_used);
            let dense = models.map_or_else(Vec::new, |models| legs(&models, &snapshot));
            Ok::<_, IndexError>(Published {
                snapshot: Arc::new(snapshot),
                dense,
            })
        })
        .await
        .map_err(|_| KnowledgeError::Unfinished)??;
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(built);
        if let Some(meaning) = &self.meaning {
            meaning.complete_later();
        }
        Ok(())
    }

    /// The state searched now.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.published().snapshot)
    }

    fn published(&self) -> Arc<Published> {
        Arc::clone(&self.published.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The question's vector for a leg: none if the encoder does not know the language, is not loaded, or is late.
    async fn vector(
        &self,
        leg: &'static str,
        query: &SearchQuery,
        part: u32,
    ) -> Option<(&'static str, Vec<f32>)> {
        let model = self.meaning.as_ref()?.model(leg)?;
        if !model.knows(query.language.code()) {
            return None;
        }
        let text = query.text.reveal();
        let time_max = query.time_max / part;
        let vector = match &query.context {
            Some(context) => model.query(&format!("{context}: {text}"), time_max).await?,
            None => model.query(text, time_max).await?,
        };
        Some((leg, vector))
    }

    /// Has a thread rank with these vectors added to what was found before.
    async fn ranked(
        &self,
        published: &Arc<Published>,
        query: &SearchQuery,
        vector: Option<(&'static str, Vec<f32>)>,
        before: Option<Evidence>,
        deadline: Instant,
    ) -> Result<Ranked, SearchUnavailable> {
        let (reply, answer) = oneshot::channel();
        let job = Job {
            published: Arc::clone(published),
            calibration: Arc::clone(&self.calibration),
            query: query.clone(),
            vectors: vector.into_iter().collect(),
            before,
            reply,
        };
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => SearchUnavailable("too many questions at once"),
            TrySendError::Disconnected(_) => SearchUnavailable("no search thread"),
        })?;
        match tokio::time::timeout_at(deadline, answer).await {
            Ok(Ok(ranked)) => ranked,
            Ok(Err(_)) => Err(SearchUnavailable("the search thread gave up")),
            Err(_) => Err(SearchUnavailable("not in time")),
        }
    }
}

#[async_trait]
impl KnowledgeSearch for Knowledge {
    async fn search(&self, query: &SearchQuery) -> Result<Ranking, SearchUnavailable> {
        let deadline = Instant::now() + query.time_max;
        let published = self.published();
        let quick = self.vector(USE, query, QUICK_PART).await;
        let first = self.ranked(&published, query, quick, None, deadline).await?;
        if is_settled(&first.ranking) {
            return Ok(first.ranking);
        }
        let Some(slow) = self.vector(E5, query, SLOW_PART).await else {
            return Ok(first.ranking);
        };
        let second = self
            .ranked(&published, query, Some(slow), Some(first.evidence), deadline)
            .await;
        Ok(second.map_or(first.ranking, |second| second.ranking))
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
        let Ok(mut job) = next else { return };
        // Whoever asked may have given up meanwhile; then nobody needs the ranking.
        if !job.reply.is_closed() {
            let ranked = rank(&mut job);
            let _ = job.reply.send(ranked);
        }
    }
}

/// Whether the slow encoder could hardly change the outcome: the first article is probable, and the quick encoder has
/// it first too.
fn is_settled(ranking: &Ranking) -> bool {
    let is_first = |leg: &str| {
        let mut legs = ranking.hits.first().into_iter().flat_map(|hit| &hit.legs);
        legs.any(|score| score.leg == leg && score.rank == 1)
    };
    ranking.answerable >= SURE && is_first(USE) && is_first(WORDINGS)
}

fn rank(job: &mut Job) -> Result<Ranked, SearchUnavailable> {
    let (query, snapshot) = (&job.query, &job.published.snapshot);
    let mut evidence = match job.before.take() {
        Some(before) => before,
        None => find(snapshot, query).map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the index failed");
            SearchUnavailable("the index failed")
        })?,
    };
    for (name, vector) in &job.vectors {
        if let Some((name, leg)) = job.published.dense.iter().find(|(leg, _)| leg == name) {
            evidence.found.legs.push(Leg {
                name,
                scores: leg.scores(vector),
            });
        }
    }
    let asked = Asked {
        question: &evidence.question,
        language: query.language.code(),
        life_events: &query.life_events,
    };
    let ranking = ranking::rank(snapshot, &job.calibration, &asked, &evidence.found, query.limit);
    Ok(Ranked { ranking, evidence })
}

fn find(snapshot: &Snapshot, query: &SearchQuery) -> Result<Evidence, IndexError> {
    let (text, context) = (query.text.reveal(), query.context.as_deref());
    let question = snapshot.read(text, context, query.language.code());
    let found = snapshot.find(&question)?;
    Ok(Evidence { question, found })
}

#[cfg(test)]
mod tests;
