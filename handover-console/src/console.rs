//! What the console is composed of.

use crate::session::Passwords;
use axum::extract::FromRef;
use bot_core::hub::Hub;
use bot_core::ports::{AccountStore, FigureStore};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;
use web_kit::{Kit, LiveFeed};

/// The console's parts; the state of its routes.
#[derive(Clone)]
pub struct Console {
    /// The use cases.
    pub hub: Arc<Hub>,
    /// Accounts and sessions of staff.
    pub accounts: Arc<dyn AccountStore>,
    /// Key figures.
    pub figures: Arc<dyn FigureStore>,
    /// What was just stored.
    pub feed: Arc<LiveFeed>,
    /// What all pages share.
    pub kit: Arc<Kit>,
    /// Checks passwords.
    pub passwords: Passwords,
    /// Settings.
    pub config: ConsoleConfig,
    streams: Arc<AtomicUsize>,
}

/// Settings of the console.
#[derive(Clone, Debug)]
pub struct ConsoleConfig {
    /// Version shown to operators.
    pub version: String,
    /// How often an open console says that its clerk is still there. Well below
    /// [`bot_core::limits::Limits::presence_time_max`].
    pub presence_every: Duration,
    /// How often an open console looks whether its session still holds.
    pub session_every: Duration,
    /// Open consoles at a time.
    pub streams_max: usize,
}

impl Default for ConsoleConfig {
    fn default() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            presence_every: Duration::from_secs(30),
            session_every: Duration::from_secs(4),
            streams_max: 2_000,
        }
    }
}

impl Console {
    /// Composes the console.
    #[must_use]
    pub fn new(
        hub: Arc<Hub>,
        accounts: Arc<dyn AccountStore>,
        figures: Arc<dyn FigureStore>,
        feed: Arc<LiveFeed>,
        kit: Arc<Kit>,
        passwords: Passwords,
        config: ConsoleConfig,
    ) -> Self {
        Self {
            hub,
            accounts,
            figures,
            feed,
            kit,
            passwords,
            config,
            streams: Arc::default(),
        }
    }

    /// How many consoles are open in this instance.
    #[must_use]
    pub fn streams(&self) -> usize {
        self.streams.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Counts one more open console until the guard is dropped; `None` if there are too many.
    pub(crate) fn open_stream(&self) -> Option<OpenStream> {
        let guard = OpenStream(Arc::clone(&self.streams));
        let before = self.streams.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        (before < self.config.streams_max).then_some(guard)
    }
}

/// One open console.
pub(crate) struct OpenStream(Arc<AtomicUsize>);

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
    }
}

impl FromRef<Console> for Arc<Kit> {
    fn from_ref(console: &Console) -> Self {
        Self::clone(&console.kit)
    }
}
