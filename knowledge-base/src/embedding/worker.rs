//! Encoding on a thread of its own: loads the model, then answers questions one after the other, each in time or not
//! at all. The runtime is never blocked; whoever gets no vector goes on without it.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bot_core::personal::Personal;
use bot_core::text::normal_form;
use tokio::sync::oneshot;

use super::recent::Recent;
use super::vectors::{Role, TextKey};
use super::{Encoder, ModelError};

/// The bounds of one encoding thread.
#[derive(Clone, Copy, Debug)]
pub struct ThreadLimits {
    /// How many questions may wait for the thread; one more is refused at once.
    pub waiting_max: usize,
    /// How many questions' vectors are remembered.
    pub remembered_max: usize,
}

impl Default for ThreadLimits {
    fn default() -> Self {
        Self {
            waiting_max: 64,
            remembered_max: 1_024,
        }
    }
}

/// One encoder on one thread. The thread ends when this is dropped and the question in hand is done.
#[derive(Clone)]
pub struct EncodingThread {
    jobs: SyncSender<Job>,
    shared: Arc<Shared>,
}

struct Shared {
    encoder: OnceLock<Arc<dyn Encoder>>,
    recent: Mutex<Recent>,
}

struct Job {
    text: Personal<String>,
    key: TextKey,
    reply: oneshot::Sender<Vec<f32>>,
}

impl EncodingThread {
    /// Starts the thread, which first loads its encoder. Until that is done every question is answered with `None`;
    /// if it fails, the reason is logged and that stays so.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(
        load: impl FnOnce() -> Result<Arc<dyn Encoder>, ModelError> + Send + 'static,
        limits: ThreadLimits,
    ) -> io::Result<Self> {
        let (jobs, waiting) = sync_channel(limits.waiting_max);
        let shared = Arc::new(Shared {
            encoder: OnceLock::new(),
            recent: Mutex::new(Recent::new(limits.remembered_max)),
        });
        let worker = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("encoding".to_owned())
            .spawn(move || match load() {
                Ok(encoder) => {
                    tracing::info!(encoder.id = encoder.id(), "encoder is loaded");
                    worker.answer(worker.encoder.get_or_init(|| encoder).as_ref(), &waiting);
                }
                Err(error) => {
                    tracing::error!(%error, "encoder cannot be loaded, searching goes on without it");
                }
            })?;
        Ok(Self { jobs, shared })
    }

    /// The encoder once it is loaded, for encoding articles in the background.
    #[must_use]
    pub fn encoder(&self) -> Option<Arc<dyn Encoder>> {
        self.shared.encoder.get().cloned()
    }

    /// The question's vector, or `None` if there is none within `time_max`: the encoder is not loaded, too many wait,
    /// or it takes too long. Questions that differ in case, spaces and punctuation only share the vector of the first.
    pub async fn query(&self, text: &str, time_max: Duration) -> Option<Vec<f32>> {
        self.shared.encoder.get()?;
        let key = TextKey::of(Role::Query, &normal_form(text));
        if let Some(vector) = self.shared.recent().get(&key) {
            return Some(vector);
        }
        let (reply, answer) = oneshot::channel();
        self.jobs
            .try_send(Job {
                text: Personal::new(text.to_owned()),
                key,
                reply,
            })
            .ok()?;
        tokio::time::timeout(time_max, answer).await.ok()?.ok()
    }
}

impl Shared {
    fn answer(&self, encoder: &dyn Encoder, waiting: &Receiver<Job>) {
        while let Ok(Job { text, key, reply }) = waiting.recv() {
            // Nobody waits any more: the time goes to those who do.
            if reply.is_closed() {
                continue;
            }
            let remembered = self.recent().get(&key);
            let vector = remembered.unwrap_or_else(|| {
                let vector = encoder.query(text.reveal());
                self.recent().insert(key, vector.clone());
                vector
            });
            // It came too late for this question, but is remembered for the next.
            let _ = reply.send(vector);
        }
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::{Pin, pin};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Sender, channel};

    /// Answers when the test lets it, and counts.
    struct Gate {
        asked: Sender<()>,
        open: Mutex<Receiver<()>>,
        count: AtomicUsize,
    }

    impl Encoder for Gate {
        fn id(&self) -> &'static str {
            "gate"
        }
        fn dimension(&self) -> usize {
            1
        }
        fn query(&self, _text: &str) -> Vec<f32> {
            let _ = self.asked.send(());
            self.open.lock().unwrap().recv().unwrap();
            self.count.fetch_add(1, Ordering::SeqCst);
            vec![1.0]
        }
        fn passage(&self, text: &str) -> Vec<f32> {
            self.query(text)
        }
    }

    struct Fixture {
        thread: EncodingThread,
        encoder: Arc<Gate>,
        asked: Receiver<()>,
        open: Sender<()>,
    }

    fn fixture(waiting_max: usize) -> Fixture {
        let ((asked_in, asked), (open, open_out)) = (channel(), channel());
        let encoder = Arc::new(Gate {
            asked: asked_in,
            open: Mutex::new(open_out),
            count: AtomicUsize::new(0),
        });
        let (loaded, limits) = (
            Arc::clone(&encoder),
            ThreadLimits {
                waiting_max,
                remembered_max: 8,
            },
        );
        let thread = EncodingThread::start(move || Ok(loaded), limits).unwrap();
        while thread.encoder().is_none() {
            std::thread::yield_now();
        }
        Fixture {
            thread,
            encoder,
            asked,
            open,
        }
    }

    const LONG: Duration = Duration::from_mins(1);

    #[tokio::test]
    async fn a_question_asked_again_is_not_encoded_again() {
        let Fixture {
            thread,
            encoder,
            open,
            ..
        } = fixture(4);
        open.send(()).unwrap();
        assert_eq!(thread.query("Hund anmelden?", LONG).await, Some(vec![1.0]));
        assert_eq!(thread.query("  hund   ANMELDEN", LONG).await, Some(vec![1.0]));
        assert_eq!(encoder.count.load(Ordering::SeqCst), 1);
    }

    /// Asks, and comes back without the answer.
    async fn ask_only(question: Pin<&mut impl Future<Output = Option<Vec<f32>>>>) {
        tokio::select! {
            biased;
            _ = question => unreachable!("the gate is shut"),
            () = std::future::ready(()) => {}
        }
    }

    #[tokio::test]
    async fn one_question_too_many_is_refused_at_once() {
        let Fixture {
            thread,
            encoder: _,
            asked,
            open,
        } = fixture(1);
        let (mut first, mut second) = (pin!(thread.query("eins", LONG)), pin!(thread.query("zwei", LONG)));
        ask_only(first.as_mut()).await;
        asked.recv().unwrap();
        ask_only(second.as_mut()).await;
        assert_eq!(thread.query("drei", LONG).await, None);
        open.send(()).unwrap();
        open.send(()).unwrap();
        assert_eq!(first.await, Some(vec![1.0]));
        assert_eq!(second.await, Some(vec![1.0]));
    }

    #[tokio::test]
    async fn a_late_vector_is_not_waited_for_but_remembered() {
        let Fixture {
            thread,
            encoder,
            asked,
            open,
        } = fixture(4);
        let mut late = pin!(thread.query("eins", Duration::from_millis(1)));
        ask_only(late.as_mut()).await;
        asked.recv().unwrap();
        assert_eq!(late.await, None);
        open.send(()).unwrap();
        assert_eq!(thread.query("eins", LONG).await, Some(vec![1.0]));
        assert_eq!(encoder.count.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn an_encoder_that_cannot_be_loaded_leaves_questions_without_a_vector() {
        let load = || Err(ModelError::Malformed("a test".to_owned()));
        let thread = EncodingThread::start(load, ThreadLimits::default()).unwrap();
        assert_eq!(thread.query("eins", LONG).await, None);
        assert!(thread.encoder().is_none());
    }
}
