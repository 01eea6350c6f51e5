//! The composition: the only place that names every adapter.

use crate::clock::{RandomIds, SystemClock};
use crate::config::Config;
use crate::metrics::{self, CountingFeed};
use crate::publications::Publications;
use crate::{operation, sample, secret};
use anyhow::Context;
use axum::Router;
use bot_core::hub::{Hub, Parts};
use bot_core::ports::{Clock, Ids};
use bot_core::responsibility::Calendar;
use channels::web::Site;
use handover_console::{Console, ConsoleConfig, DemoSignIn, Passwords};
use knowledge_base::Knowledge;
use knowledge_base::ranking::Calibration;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
pub use storage::Migrate;
use storage::Storage;
use web_kit::csrf::CsrfKey;
use web_kit::{Kit, LiveFeed};

/// How long a command waits for the models and the vectors of changed articles.
const MODELS_TIME_MAX: Duration = Duration::from_mins(2);

/// A composed hub.
pub struct App {
    /// What it was composed from.
    pub config: Config,
    /// The use cases.
    pub hub: Arc<Hub>,
    /// Everything that is kept.
    pub storage: Storage,
    /// What was just stored, for open pages.
    pub feed: Arc<LiveFeed>,
    /// Whether accounts with published passwords exist.
    pub has_demo_accounts: bool,
    knowledge: Arc<Knowledge>,
    articles_seen: u64,
    kit: Arc<Kit>,
    demo: Vec<DemoSignIn>,
}

impl App {
    /// Composes the hub with the real clock and random ids.
    ///
    /// # Errors
    /// In words an operator can act on.
    pub async fn compose(config: Config, migrate: Migrate) -> anyhow::Result<Self> {
        Self::compose_with(
            config,
            migrate,
            Arc::new(SystemClock),
            Arc::new(RandomIds::default()),
        )
        .await
    }

    /// Composes the hub with this clock and these ids.
    ///
    /// # Errors
    /// In words an operator can act on.
    pub async fn compose_with(
        config: Config,
        migrate: Migrate,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> anyhow::Result<Self> {
        let data_dir = &config.storage.data_dir;
        std::fs::create_dir_all(data_dir)
            .with_context(|| format!("cannot make the data directory {}", data_dir.display()))?;
        let secret = secret::read_or_create(&config.secret_file())?;
        let storage = Storage::open(&config.database_url()?, migrate)
            .await
            .context("the database cannot be used")?;
        let articles = storage.article_store();
        if config.city.sample && articles.version().await? == 0 {
            sample::import(&storage, clock.now()).await?;
        }
        let directory = Arc::new(storage.directory_store().load_directory().await?);
        let demo = if config.city.sample {
            sample::accounts(&*storage.account_store(), &*ids, &directory).await?
        } else {
            Vec::new()
        };
        let articles_seen = articles.version().await?;
        let knowledge = Arc::new(knowledge(&storage, &config).await?);
        let feed = LiveFeed::new();
        let calendar = Calendar::bavaria();
        let kit = Arc::new(Kit::new(
            config.web_city(),
            config.web_settings(),
            CsrfKey::new(secret),
            Arc::clone(&clock),
            calendar.time_zone.clone(),
        ));
        let hub = Arc::new(Hub::new(Parts {
            store: storage.conversation_store(),
            knowledge: knowledge.clone(),
            presence: storage.presence_store(),
            feed: Arc::new(CountingFeed { next: feed.clone() }),
            clock,
            ids,
            directory,
            calendar,
            policy: config.policy(),
            limits: config.core_limits(),
        }));
        let has_demo_accounts = storage.account_store().has_demo_accounts().await?;
        Ok(Self {
            config,
            hub,
            storage,
            feed,
            has_demo_accounts,
            knowledge,
            articles_seen,
            kit,
            demo,
        })
    }

    /// All routes of the hub.
    ///
    /// # Errors
    /// When the console cannot be prepared.
    pub fn router(&self) -> anyhow::Result<Router> {
        metrics::recorder();
        let site = Site::new(self.hub.clone(), self.feed.clone(), self.kit.clone());
        let console = Console::new(
            self.hub.clone(),
            self.storage.account_store(),
            self.storage.figure_store(),
            self.feed.clone(),
            self.kit.clone(),
            Passwords::new()?,
            ConsoleConfig::default(),
        );
        let routes = Router::new()
            .merge(channels::web::routes(site))
            .merge(handover_console::routes(console))
            .merge(operation::routes(self.hub.clone()));
        Ok(web_kit::dress(routes, self.kit.clone()).layer(axum::middleware::from_fn(metrics::measure)))
    }

    /// Follows what editors and other instances publish.
    #[must_use]
    pub fn publications(&self) -> Publications {
        Publications::new(
            self.storage.article_store(),
            self.knowledge.clone(),
            self.articles_seen,
        )
    }

    /// The knowledge base, for evaluation.
    #[must_use]
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Waits until all legs of the search take part: for commands that show or measure the whole ranking.
    pub async fn wait_for_models(&self) {
        if !self.knowledge.ready(MODELS_TIME_MAX).await {
            tracing::warn!("the models are not ready, the search goes on without them");
        }
    }

    /// Says where to look and who can sign in.
    pub fn print_welcome(&self, address: SocketAddr) {
        println!("Amtslotse for {} is running.", self.config.city.name);
        println!("  Citizens:  http://{address}/");
        println!("  Console:   http://{address}/console");
        if !self.demo.is_empty() {
            println!("Demonstration sign-ins (the hub listens on this machine only while they exist):");
        }
        for sign_in in &self.demo {
            println!(
                "  {:<10} {:<15} http://{address}{}",
                sign_in.login, sign_in.password, sign_in.page
            );
        }
    }
}

async fn knowledge(storage: &Storage, config: &Config) -> anyhow::Result<Knowledge> {
    let articles = storage.article_store();
    let published = articles
        .published()
        .await?
        .into_iter()
        .map(|revision| Arc::new(revision.article))
        .collect();
    let life_events = articles.life_events().await?;
    let most_used = knowledge_base::sample::most_used()?;
    let knowledge = Knowledge::new(published, life_events, most_used, Calibration::shipped()?)?;
    Ok(if config.search.models {
        knowledge.with_encoders()?
    } else {
        knowledge
    })
}
