//! The real composition, in this process, on a free port, with a clock that stands still until the test moves it.

use crate::citizen::Citizen;
use crate::clerk::Clerk;
use crate::http::Browser;
use amtslotse::compose::{App, Migrate};
use amtslotse::config::Config;
use amtslotse::{RandomIds, serve};
use anyhow::{Context, Result};
use bot_core::article::Article;
use bot_core::ports::Clock;
use bot_core::testing::FakeClock;
use jiff::Timestamp;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard, OnceCell, oneshot, watch};
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
    _server: Server,
    _data: TempDir,
}

/// A hub that listens.
pub struct Server {
    /// Where.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    running: JoinHandle<Result<()>>,
}

/// A site that may show the conversation in a frame.
pub const EMBEDDING_SITE: &str = "https://stadt.example";

impl TestHub {
    /// The hub that tests of one process share: starting one takes seconds. Whoever moves the clock, reaches limits or
    /// needs other settings starts their own; whoever works at the desk first takes [`desk`].
    ///
    /// # Errors
    /// It could not be composed.
    pub async fn shared() -> Result<&'static Self> {
        static SHARED: OnceCell<TestHub> = OnceCell::const_new();
        SHARED
            .get_or_try_init(|| async {
                let (sender, receiver) = oneshot::channel();
                // A runtime of its own: those of the tests end with them.
                std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_multi_thread()
                        .worker_threads(2)
                        .enable_all()
                        .build();
                    let Ok(runtime) = runtime else { return };
                    runtime.block_on(async {
                        let _ = sender.send(Self::start().await);
                        std::future::pending::<()>().await;
                    });
                });
                receiver.await.context("the shared hub was not started")?
            })
            .await
    }

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
        Ok(Self {
            base,
            app,
            clock,
            _server: server,
            _data: data,
        })
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

    /// A matter the demo clerk is asked about first: article and name.
    ///
    /// # Errors
    /// The clerk answers for nothing.
    pub async fn matter_of(&self, login: &str) -> Result<Matter> {
        matter_of(&self.app, login).await
    }
}

/// A matter citizens may pick.
#[derive(Clone, Debug)]
pub struct Matter {
    /// Its article.
    pub article: String,
    /// Its name.
    pub title: String,
}

/// See [`TestHub::matter_of`].
///
/// # Errors
/// The clerk answers for nothing.
pub async fn matter_of(app: &App, login: &str) -> Result<Matter> {
    let account = app
        .storage
        .account_store()
        .account_by_login(login)
        .await?
        .context("no such account")?;
    let directory = app.hub.directory();
    let is_theirs = |article: &Article| {
        directory
            .resolve(Some(article))
            .is_some_and(|found| Some(&found.clerk.id) == account.clerk.as_ref())
    };
    let article = app
        .hub
        .knowledge
        .all()
        .into_iter()
        .find(|article| is_theirs(article));
    let article = article.context("this clerk answers for nothing")?;
    Ok(Matter {
        article: article.id.to_string(),
        title: article.title.clone(),
    })
}

/// The desk of the shared hub's demo clerks: one test at a time.
pub async fn desk() -> MutexGuard<'static, ()> {
    static DESK: Mutex<()> = Mutex::const_new(());
    DESK.lock().await
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
        Ok(Self {
            address,
            stop,
            running,
        })
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
    // They load in the background: what a test sees would depend on when it asks.
    config.search.models = false;
    data.path().clone_into(&mut config.storage.data_dir);
    config.widget.origins = vec![EMBEDDING_SITE.to_owned()];
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
