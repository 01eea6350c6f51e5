//! The two encoders beside the search: their threads, the articles' vectors, and the thread that completes what has no
//! vector yet. Searching never waits for any of it: without a vector the answer goes out by words.

use super::Published;
use crate::embedding::{
    ArticleTexts, DenseLeg, Encoder, EncodingThread, ModelError, TextKey, ThreadLimits, VectorStore, e5,
    load_e5, load_use_multilingual, shipped_vectors, use_multilingual,
};
use crate::index::{E5, Snapshot, USE};
use bot_core::article::Article;
use std::collections::HashSet;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;
use tokio::sync::watch;

/// How often the background thread looks whether an encoder is loaded.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How often it looks before it goes on without the encoder.
const LOOKS_MAX: u32 = 3_000;

/// One encoder of the search.
#[derive(Clone)]
pub(super) struct Model {
    /// Name of its leg.
    pub leg: &'static str,
    encoder_id: &'static str,
    thread: EncodingThread,
    /// The articles' vectors; `None` until the background thread has read the shipped ones.
    store: Arc<Mutex<Option<Arc<VectorStore>>>>,
}

/// The encoders, in the order in which they are asked: the quick one first.
pub(super) struct Meaning {
    models: Arc<[Model]>,
    wake: Sender<()>,
    /// Whether every leg of what is published now has all its vectors.
    complete: watch::Sender<bool>,
}

impl Meaning {
    /// Starts the encoders' threads and the one in the background for what is published in `place`.
    pub fn start(place: &Arc<RwLock<Arc<Published>>>) -> io::Result<Self> {
        let models = [
            Model::start(USE, use_multilingual::ID, load_use_multilingual)?,
            Model::start(E5, e5::ID, load_e5)?,
        ];
        Self::with_models(models.into(), place)
    }

    pub fn with_models(models: Arc<[Model]>, place: &Arc<RwLock<Arc<Published>>>) -> io::Result<Self> {
        let (wake, woken) = channel();
        let complete = watch::Sender::new(false);
        let background = Background {
            models: Arc::clone(&models),
            place: Arc::downgrade(place),
            woken,
            complete: complete.clone(),
        };
        std::thread::Builder::new()
            .name("vectors".to_owned())
            .spawn(move || background.work())?;
        let meaning = Self {
            models,
            wake,
            complete,
        };
        meaning.complete_later();
        Ok(meaning)
    }

    /// The model of a leg.
    pub fn model(&self, leg: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.leg == leg)
    }

    /// The models, for the thread that builds an index.
    pub fn models(&self) -> Arc<[Model]> {
        Arc::clone(&self.models)
    }

    /// Tells the background thread that something else is published.
    pub fn complete_later(&self) {
        self.complete.send_replace(false);
        // Without the thread the vectors there are stay in use.
        let _ = self.wake.send(());
    }

    /// Waits until both encoders answer and every article has its vectors; `false` if that takes longer.
    pub async fn ready(&self, time_max: Duration) -> bool {
        let mut complete = self.complete.subscribe();
        let waited = tokio::time::timeout(time_max, complete.wait_for(|complete| *complete)).await;
        matches!(waited, Ok(Ok(_)))
    }
}

/// The legs over these articles with the vectors there are. Takes some hundredths of a second.
pub(super) fn legs(models: &[Model], snapshot: &Snapshot) -> Vec<(&'static str, DenseLeg)> {
    let mut legs = Vec::with_capacity(models.len());
    for model in models {
        if let Some(store) = model.store() {
            legs.push((model.leg, DenseLeg::new(store, &model.texts(snapshot.articles()))));
        }
    }
    legs
}

impl Model {
    fn start(
        leg: &'static str,
        encoder_id: &'static str,
        load: fn() -> Result<Arc<dyn Encoder>, ModelError>,
    ) -> io::Result<Self> {
        Ok(Self {
            leg,
            encoder_id,
            thread: EncodingThread::start(load, ThreadLimits::default())?,
            store: Arc::default(),
        })
    }

    /// Whether the encoder knows this language.
    pub fn knows(&self, language: &str) -> bool {
        self.encoder_id != use_multilingual::ID || use_multilingual::LANGUAGES.contains(&language)
    }

    /// The vector of a question, if there is one in time.
    pub async fn query(&self, text: &str, time_max: Duration) -> Option<Vec<f32>> {
        self.thread.query(text, time_max).await
    }

    fn texts(&self, articles: &[Arc<Article>]) -> Vec<ArticleTexts> {
        articles
            .iter()
            .map(|article| ArticleTexts::of(article, self.encoder_id))
            .collect()
    }

    fn store(&self) -> Option<Arc<VectorStore>> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, store: VectorStore) {
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(store));
    }
}

/// The thread that reads the shipped vectors and makes those that are missing.
struct Background {
    models: Arc<[Model]>,
    /// Gone when the knowledge is dropped.
    place: Weak<RwLock<Arc<Published>>>,
    woken: Receiver<()>,
    complete: watch::Sender<bool>,
}

impl Background {
    /// Works until the knowledge is dropped.
    fn work(self) {
        for model in self.models.iter() {
            match shipped_vectors(model.encoder_id) {
                Ok(Some(store)) => model.keep(store),
                Ok(None) => {}
                Err(error) => tracing::error!(%error, leg = model.leg, "the shipped vectors cannot be read"),
            }
        }
        while self.woken.recv().is_ok() {
            let Some(snapshot) = self.snapshot() else { return };
            self.swap(&snapshot);
            let mut are_complete = true;
            for model in self.models.iter() {
                are_complete &= self.complete_model(model, &snapshot);
            }
            if are_complete && self.is_current(&snapshot) {
                self.complete.send_replace(true);
            }
        }
    }

    /// Makes the vectors that are missing; `false` if that could not be done for all of them.
    fn complete_model(&self, model: &Model, snapshot: &Arc<Snapshot>) -> bool {
        let Some(encoder) = self.loaded(model) else {
            return false;
        };
        let texts = model.texts(snapshot.articles());
        let each = || texts.iter().flat_map(ArticleTexts::each);
        let keys: HashSet<TextKey> = each().map(|(role, text)| TextKey::of(role, text)).collect();
        let is_complete = |store: &VectorStore| keys.iter().all(|key| store.contains(*key));
        let current = model.store();
        if current.as_deref().is_some_and(is_complete) {
            return true;
        }
        let mut store = current.map_or_else(|| VectorStore::new(encoder.as_ref()), |store| (*store).clone());
        store.keep_only(&keys);
        let made = store.complete(encoder.as_ref(), each(), || !self.is_current(snapshot));
        tracing::info!(leg = model.leg, made, "vectors of changed articles are made");
        let is_complete = is_complete(&store);
        model.keep(store);
        self.swap(snapshot);
        is_complete
    }

    /// The encoder once it is loaded.
    fn loaded(&self, model: &Model) -> Option<Arc<dyn Encoder>> {
        for _ in 0..LOOKS_MAX {
            if let Some(encoder) = model.thread.encoder() {
                return Some(encoder);
            }
            self.snapshot()?;
            std::thread::sleep(LOOK_EVERY);
        }
        None
    }

    fn snapshot(&self) -> Option<Arc<Snapshot>> {
        let place = self.place.upgrade()?;
        let published = place.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&published.snapshot))
    }

    fn is_current(&self, snapshot: &Arc<Snapshot>) -> bool {
        self.snapshot()
            .is_some_and(|current| Arc::ptr_eq(&current, snapshot))
    }

    /// Puts the legs with the vectors there are beside the snapshot, unless something else is published by now.
    fn swap(&self, snapshot: &Arc<Snapshot>) {
        let dense = legs(&self.models, snapshot);
        let Some(place) = self.place.upgrade() else { return };
        let mut published = place.write().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&published.snapshot, snapshot) {
            *published = Arc::new(Published {
                snapshot: Arc::clone(snapshot),
                dense,
            });
        }
    }
}

#[cfg(test)]
mod tests;
