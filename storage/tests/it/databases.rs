//! Fresh databases for tests.

use sqlx::{AssertSqlSafe, Connection, Executor};
use std::sync::atomic::{AtomicU32, Ordering};
use storage::{Migrate, Storage};
use tempfile::TempDir;

/// A database of its own, gone when it is dropped (PostgreSQL's goes with its server).
pub struct Database {
    pub url: String,
    pub folder: Option<TempDir>,
}

impl Database {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!(
            "sqlite:{}",
            folder.path().join("with space & 100%/amtslotse.db").display()
        );
        Self {
            url,
            folder: Some(folder),
        }
    }

    /// `None` where no server is named.
    pub async fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("AMTSLOTSE_TEST_POSTGRES").ok()?;
        let name = format!(
            "amtslotse_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::SeqCst)
        );
        let mut connection = sqlx::PgConnection::connect(&server).await.expect("the server");
        // `template0`, because another test may be connected to `template1` by the same means.
        let create = AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE template0"));
        connection.execute(create).await.expect("a new database");
        let (base, _) = server.rsplit_once('/').expect("a URL that ends with a database");
        Some(Self {
            url: format!("{base}/{name}"),
            folder: None,
        })
    }

    /// Every engine there is to test on.
    pub async fn all() -> Vec<Self> {
        [Some(Self::sqlite()), Self::postgres().await]
            .into_iter()
            .flatten()
            .collect()
    }

    pub async fn open(&self) -> Storage {
        Storage::open(&self.url, Migrate::Run)
            .await
            .expect("the database opens")
    }
}
