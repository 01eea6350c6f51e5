//! Storage: the only crate with SQL. One text serves SQLite and PostgreSQL; [`engine`] knows where they differ.
//!
//! Reads go through a pool. All writes of one instance go through one task that commits them in groups ([`writer`]),
//! so that a synced disk write is shared by everybody who waits for it. Deliberately absent: rules of conversations –
//! the store checks sequence and inbound key, nothing else.

mod account_store;
mod append;
mod article_store;
mod columns;
mod command;
mod conversation_store;
mod delivery_store;
mod directory_store;
mod engine;
mod figure_store;
mod judge;
mod migrations;
mod presence_store;
mod statement;
mod writer;

use bot_core::ports::{
    AccountStore, ConversationStore, DeliveryStore, DirectoryStore, FigureStore, PresenceStore,
    StoreUnavailable,
};
use columns::unavailable;
use engine::Engine;
use knowledge_base::ports::ArticleStore;
use sqlx::AnyPool;
use sqlx::any::AnyRow;
use statement::Statement;
use std::sync::Arc;
use std::time::Duration;
use writer::Writer;

/// What to do about migrations that the database does not have yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Migrate {
    /// Run them, under a lock.
    Run,
    /// Refuse to open.
    Refuse,
}

/// Why a database was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL begins neither with `sqlite:` nor with `postgres:` or `postgresql:`, or is not a URL.
    #[error("a database is given as sqlite:PATH or postgres://USER@HOST/NAME")]
    UnknownUrl,
    /// The database did not answer or cannot be opened.
    #[error("the database cannot be opened")]
    Unreachable(#[source] sqlx::Error),
    /// The folder of the database file cannot be made.
    #[error("the folder of the database cannot be made")]
    NoFolder(#[source] std::io::Error),
    /// The database needs migrations and [`Migrate::Refuse`] was asked for.
    #[error("the database lacks {pending} migration(s) and running them was not allowed")]
    MigrationsPending {
        /// How many.
        pending: usize,
    },
    /// A migration failed, or the database comes from a newer version.
    #[error("the database cannot be brought to this version")]
    Migration(#[source] sqlx::migrate::MigrateError),
}

/// An open database that serves every port of storage. Cloning is cheap; all clones share pool and writer.
#[derive(Clone)]
pub struct Storage {
    engine: Engine,
    reader: AnyPool,
    writer: Writer,
}

/// How long a read may take; a database that hangs must not hold up citizens any longer.
const READ_TIME_MAX: Duration = Duration::from_secs(2);
/// The same for reading all articles or the whole directory.
const WHOLE_READ_TIME_MAX: Duration = Duration::from_secs(30);

impl Storage {
    /// Opens the database at `url`: `sqlite:PATH` (created if it is not there) or `postgres://…`.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(url: &str, migrate: Migrate) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let engine = Engine::of(url)?;
        let is_new = engine.prepare_place(migrate)?;
        if is_new && migrate == Migrate::Refuse {
            return Err(OpenError::MigrationsPending {
                pending: migrations::count(),
            });
        }
        let mut connection = engine.connect_writer().await.map_err(OpenError::Unreachable)?;
        migrations::bring_up(&engine, &mut connection, migrate).await?;
        let reader = engine.reader_pool();
        let writer = Writer::start(engine.clone(), connection);
        Ok(Self {
            engine,
            reader,
            writer,
        })
    }

    /// Finishes the writes taken so far and closes the database. Later calls answer that the store is not available.
    pub async fn close(&self) {
        self.writer.close().await;
        self.reader.close().await;
    }

    /// The store of conversations.
    #[must_use]
    pub fn conversation_store(&self) -> Arc<dyn ConversationStore> {
        Arc::new(self.clone())
    }
    /// The outbox.
    #[must_use]
    pub fn delivery_store(&self) -> Arc<dyn DeliveryStore> {
        Arc::new(self.clone())
    }
    /// The directory.
    #[must_use]
    pub fn directory_store(&self) -> Arc<dyn DirectoryStore> {
        Arc::new(self.clone())
    }
    /// Who is there.
    #[must_use]
    pub fn presence_store(&self) -> Arc<dyn PresenceStore> {
        Arc::new(self.clone())
    }
    /// Accounts and sessions.
    #[must_use]
    pub fn account_store(&self) -> Arc<dyn AccountStore> {
        Arc::new(self.clone())
    }
    /// Key figures.
    #[must_use]
    pub fn figure_store(&self) -> Arc<dyn FigureStore> {
        Arc::new(self.clone())
    }
    /// Articles and life events.
    #[must_use]
    pub fn article_store(&self) -> Arc<dyn ArticleStore> {
        Arc::new(self.clone())
    }

    /// Reads rows without going through the writer.
    async fn read(&self, statement: Statement) -> Result<Vec<AnyRow>, StoreUnavailable> {
        self.read_within(READ_TIME_MAX, statement).await
    }

    /// Reads at most one row.
    async fn read_one(&self, statement: Statement) -> Result<Option<AnyRow>, StoreUnavailable> {
        Ok(self.read(statement).await?.into_iter().next())
    }

    /// Reads a whole table of the knowledge base, for which no citizen waits.
    async fn read_whole(&self, statement: Statement) -> Result<Vec<AnyRow>, StoreUnavailable> {
        self.read_within(WHOLE_READ_TIME_MAX, statement).await
    }

    async fn read_within(
        &self,
        time_max: Duration,
        statement: Statement,
    ) -> Result<Vec<AnyRow>, StoreUnavailable> {
        let rows = statement.rows(&self.engine, &self.reader);
        match tokio::time::timeout(time_max, rows).await {
            Ok(outcome) => outcome.map_err(|error| unavailable(&error)),
            Err(_elapsed) => Err(StoreUnavailable::because("the database did not answer in time")),
        }
    }
}
