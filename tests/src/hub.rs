//! The real composition, in this process, on a free port, with a clock that stands still until the test moves it.

use crate::citizen::Citizen;
use crate::clerk::Clerk;
use crate::http::Browser;
use amtslotse::compose::{App, Migrate};
use amtslotse::config::Config;
use amtslotse::{RandomIds, serve};
use anyhow::{Context, Result};
use bot_core::ports::Clock;
use bot_core::testing::FakeClock;
use jiff::Timestamp;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Monday, 23 November 2026, ten o'clock in Munich: offices are open.
const BEGIN: &str = "2026-11-23T09:00:00Z";
/// Longest wait for something that must happen.
const WAIT_MAX: Duration = Duration::from_secs(30);
/// Time between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// The moment at which tests begin.
///
/// # Panics
/// Never: the text is a moment.
#[must_use]
#[expect(clippy::expect_used, reason = "the text stands above")]
pub fn begin() -> Timestamp {
    BEGIN.parse().expect("a moment")
}

/// A running hub. Its data go with it.
pub struct TestHub {
    /// Where it listens, for example `http://127.0.0.1:1234`.
    pub base: String,
    /// What it is composed of.
    pub app: Arc<App>,
    /// Its time.
    pub clock: Arc<FakeClock>,
    server: Option<Server>,
    _data: TempDir,
}

/// A hub that listens.
pub struct Server {
    /// Where.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    running: JoinHandle<Result<()>>,
}

impl TestHub {
    /// A hub with the sample city, demo accounts, and limits that no test reaches by accident.
    ///
    /// # Errors
    /// It could not be composed.
    pub async fn start() -> Result<Self> {
        Self::start_with(|_| {}).await
    }

    /// The same with another configuration.
    ///
    /// # Errors
    /// It could not be composed.
    pub async fn start_with(configure: impl FnOnce(&mut Config)) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let mut config = config(&data);
        configure(&mut config);
        let clock = Arc::new(FakeClock::at(begin()));
        let app = compose(config, clock.clone()).await?;
        let server = Server::start(&app, SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let base = format!("http://{}", server.address);
        Ok(Self { base, app, clock, server: Some(server), _data: data })
    }

    /// A browser that nobody has used yet.
    ///
    /// # Errors
    /// See [`Browser::new`].
    pub fn browser(&self) -> Result<Browser> {
        Browser::new(&self.base)
    }

    /// A citizen with a browser of their own.
    ///
    /// # Errors
    /// See [`Browser::new`].
    pub fn citizen(&self) -> Result<Citizen> {
        Ok(Citizen::new(self.browser()?))
    }

    /// A member of staff, signed in with a demo account.
    ///
    /// # Errors
    /// There is no such account.
    pub async fn staff(&self, login: &str) -> Result<Clerk> {
        Clerk::sign_in(self.browser()?, login, &format!("demo-{login}")).await
    }

    /// Stops listening and waits until everything is done.
    ///
    /// # Errors
    /// The server ended with an error.
    pub async fn stop(&mut self) -> Result<()> {
        match self.server.take() {
            Some(server) => server.stop().await,
            None => Ok(()),
        }
    }
}

impl Server {
    /// Listens on an address and serves.
    ///
    /// # Errors
    /// The address is taken.
    pub fn start(app: &Arc<App>, address: SocketAddr) -> Result<Self> {
        let listener = serve::listen(address)?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let app = Arc::clone(app);
        let running = tokio::spawn(async move { serve::serve(&app, listener, stopped).await });
        Ok(Self { address, stop, running })
    }

    /// Stops as a terminated hub does and waits for its end.
    ///
    /// # Errors
    /// It ended with an error.
    pub async fn stop(self) -> Result<()> {
        let _ = self.stop.send(true);
        self.running.await.context("the server broke down")?
    }
}

/// The configuration of a test's hub.
#[must_use]
pub fn config(data: &TempDir) -> Config {
    let mut config = Config::default();
    config.storage.data_dir = data.path().to_owned();
    config.limits.messages_per_minute = 100_000;
    config.limits.requests_per_minute = 1_000_000;
    config
}

/// The real composition with this clock.
///
/// # Errors
/// It could not be composed.
pub async fn compose(config: Config, clock: Arc<dyn Clock>) -> Result<Arc<App>> {
    let app = App::compose_with(config, Migrate::Run, clock, Arc::new(RandomIds::default())).await?;
    Ok(Arc::new(app))
}

/// Looks until `look` finds something.
///
/// # Errors
/// It did not within half a minute.
pub async fn eventually<T, F>(what: &str, mut look: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    let deadline = Instant::now() + WAIT_MAX;
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        anyhow::ensure!(Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
