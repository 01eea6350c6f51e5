//! Where SQLite and PostgreSQL differ: connecting, the words of the dialect, and which errors mean what.

use crate::{Migrate, OpenError};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AnyConnection, AnyPool, ConnectOptions, Connection, Row};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// One of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// How to reach the database and how to speak to it.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    pub(crate) kind: Kind,
    options: AnyConnectOptions,
    reader_options: AnyConnectOptions,
    file: Option<PathBuf>,
}

/// What an error of the database means for the statements of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    /// Another instance was faster: worth another try, which will see what it did.
    Collided,
    /// One of the statements cannot be done, now or ever; the others of its group can.
    Refused,
    /// The connection or the disk cannot be trusted any more.
    Lost,
}

/// Longest time to wait for a connection.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(2);

const SQLITE_WRITER: &str =
    "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY";
const SQLITE_READER: &str = "PRAGMA busy_timeout = 2000; PRAGMA query_only = ON; PRAGMA cache_size = -16384;
    PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY";
const POSTGRES: &str = "SET synchronous_commit = on; SET idle_in_transaction_session_timeout = '10s';
    SET lock_timeout = '300ms'; SET client_min_messages = warning";

/// Pause before a locked file is tried again.
const LOCKED_PAUSE: Duration = Duration::from_millis(20);

/// Whether SQLite says that another connection is in the way (`SQLITE_BUSY`, the low byte of its code).
fn is_locked(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok())
        .is_some_and(|code| code & 0xff == 5)
}

impl Engine {
    pub(crate) fn of(url: &str) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err(OpenError::UnknownUrl);
            }
            return Self::sqlite(path).map_err(|_| OpenError::UnknownUrl);
        }
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = AnyConnectOptions::from_str(url).map_err(|_| OpenError::UnknownUrl)?;
            return Ok(Self {
                kind: Kind::Postgres,
                reader_options: options.clone(),
                options,
                file: None,
            });
        }
        Err(OpenError::UnknownUrl)
    }

    fn sqlite(path: &str) -> Result<Self, sqlx::Error> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.into());
        // The URL form percent-encodes everything but the per cent sign itself.
        let encoded = path.to_string_lossy().replace('%', "%25");
        let file = SqliteConnectOptions::new().filename(encoded);
        Ok(Self {
            kind: Kind::Sqlite,
            options: ConnectOptions::from_url(&file.clone().to_url_lossy())?,
            reader_options: ConnectOptions::from_url(&file.read_only(true).to_url_lossy())?,
            file: Some(path),
        })
    }

    /// Makes the folder and the file of an embedded database, readable by its owner only, unless it is there. Returns
    /// whether it was not.
    pub(crate) fn prepare_place(&self, migrate: Migrate) -> Result<bool, OpenError> {
        let Some(file) = &self.file else { return Ok(false) };
        if file.exists() {
            return Ok(false);
        }
        if migrate == Migrate::Run {
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder).map_err(OpenError::NoFolder)?;
            }
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create(true).truncate(false);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(file).map_err(OpenError::NoFolder)?;
        }
        Ok(true)
    }

    /// Opens the connection that writes.
    pub(crate) async fn connect_writer(&self) -> Result<AnyConnection, sqlx::Error> {
        let (setup, time_max) = match self.kind {
            Kind::Sqlite => (SQLITE_WRITER, Duration::from_secs(10)),
            Kind::Postgres => (POSTGRES, CONNECT_TIME_MAX),
        };
        // Instances that start together on a new file want to turn its log on at the same time, and SQLite refuses all
        // but one at once, whatever the busy timeout is.
        let connecting = async {
            loop {
                match self.connect_once(setup).await {
                    Err(error) if self.kind == Kind::Sqlite && is_locked(&error) => {
                        tokio::time::sleep(LOCKED_PAUSE).await;
                    }
                    outcome => return outcome,
                }
            }
        };
        tokio::time::timeout(time_max, connecting)
            .await
            .unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    async fn connect_once(&self, setup: &'static str) -> Result<AnyConnection, sqlx::Error> {
        let mut connection = AnyConnection::connect_with(&self.options).await?;
        sqlx::raw_sql(setup).execute(&mut connection).await?;
        Ok(connection)
    }

    /// Opens it anew after a failure. What the old one left in doubt is settled first: the log of SQLite is moved into
    /// the database file and synced, so that nothing later builds on pages that a failed sync may have lost.
    pub(crate) async fn reconnect_writer(&self) -> Result<AnyConnection, sqlx::Error> {
        let mut connection = self.connect_writer().await?;
        self.empty_log(&mut connection).await?;
        Ok(connection)
    }

    /// Moves the write-ahead log of SQLite into the database file, syncs it and cuts the log to nothing, so that what
    /// was erased is not readable there either. Nothing to do for PostgreSQL.
    pub(crate) async fn empty_log(&self, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
        if self.kind == Kind::Postgres {
            return Ok(());
        }
        // A reader in the way holds up everybody who waits to write: give up soon and come back.
        sqlx::raw_sql("PRAGMA busy_timeout = 100")
            .execute(&mut *connection)
            .await?;
        let emptied = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut *connection)
            .await;
        sqlx::raw_sql("PRAGMA busy_timeout = 2000")
            .execute(connection)
            .await?;
        match emptied?.try_get::<i64, _>(0)? {
            0 => Ok(()),
            _ => Err(sqlx::Error::Protocol(
                "the write-ahead log is in use and cannot be emptied".into(),
            )),
        }
    }

    /// The pool that reads. Connects when it is first needed.
    pub(crate) fn reader_pool(&self) -> AnyPool {
        let setup = match self.kind {
            Kind::Sqlite => SQLITE_READER,
            Kind::Postgres => POSTGRES,
        };
        let connections_max = match self.kind {
            Kind::Sqlite => 4,
            Kind::Postgres => 8,
        };
        AnyPoolOptions::new()
            .max_connections(connections_max)
            .acquire_timeout(CONNECT_TIME_MAX)
            .after_connect(move |connection, _| {
                Box::pin(async move { sqlx::raw_sql(setup).execute(connection).await.map(|_| ()) })
            })
            .connect_lazy_with(self.reader_options.clone())
    }

    /// How a transaction that writes begins.
    pub(crate) const fn begin(&self) -> &'static str {
        match self.kind {
            Kind::Sqlite => "BEGIN IMMEDIATE",
            Kind::Postgres => "BEGIN",
        }
    }

    /// Longest time a transaction may take that carries so many bytes; `None` where it cannot be cut short because it
    /// runs in this process.
    pub(crate) const fn transaction_time_max(&self, bytes: usize) -> Option<Duration> {
        const BYTES_PER_MS: u64 = 1024;
        match self.kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(Duration::from_millis(2000 + bytes as u64 / BYTES_PER_MS)),
        }
    }

    /// Puts the words of the dialect in: `each($1)` are the elements of a JSON array as rows with the column `value`,
    /// `{lock rows}` holds rows against other instances, `{skip locked rows}` leaves out those held by them.
    pub(crate) fn sql(&self, text: &str) -> String {
        match self.kind {
            Kind::Sqlite => text
                .replace("each(", "json_each(")
                .replace("{lock rows}", "")
                .replace("{skip locked rows}", ""),
            Kind::Postgres => replace_each(text)
                .replace("{lock rows}", "FOR UPDATE")
                .replace("{skip locked rows}", "FOR UPDATE SKIP LOCKED"),
        }
    }

    /// Several statements that share their arguments and return nothing, as one round trip.
    pub(crate) fn together(&self, statements: &[&str]) -> String {
        match self.kind {
            Kind::Sqlite => self.sql(&statements.join(";\n")),
            Kind::Postgres => {
                let parts: Vec<String> = statements
                    .iter()
                    .enumerate()
                    .map(|(number, part)| format!("s{number} AS ({part})"))
                    .collect();
                self.sql(&format!("WITH {} SELECT 1", parts.join(",\n")))
            }
        }
    }

    /// What an error means. Everything that is not known to be harmless is taken for a loss.
    pub(crate) fn severity(&self, error: &sqlx::Error) -> Severity {
        let code = match error {
            sqlx::Error::Encode(_) | sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } => {
                return Severity::Refused;
            }
            sqlx::Error::Database(error) => error.code().unwrap_or_default(),
            _ => return Severity::Lost,
        };
        match self.kind {
            Kind::Sqlite => sqlite_severity(&code),
            Kind::Postgres => postgres_severity(&code),
        }
    }
}

fn sqlite_severity(code: &str) -> Severity {
    const ERROR: u32 = 1;
    const TOO_BIG: u32 = 18;
    const CONSTRAINT: u32 = 19;
    const MISMATCH: u32 = 20;
    // Extended result codes carry the primary one in their low byte.
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(ERROR | TOO_BIG | CONSTRAINT | MISMATCH) => Severity::Refused,
        _ => Severity::Lost,
    }
}

fn postgres_severity(code: &str) -> Severity {
    const UNIQUE_VIOLATION: &str = "23505";
    const LOCK_NOT_AVAILABLE: &str = "55P03";
    match (code, code.get(..2)) {
        (UNIQUE_VIOLATION, _) | (_, Some("40")) => Severity::Collided,
        // Data exceptions, constraints, access and syntax, limits of a statement.
        (LOCK_NOT_AVAILABLE, _) | (_, Some("22" | "23" | "42" | "54")) => Severity::Refused,
        _ => Severity::Lost,
    }
}

fn replace_each(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut parts = text.split("each(");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (argument, rest) = part.split_once(')').unwrap_or((part, ""));
        out.push_str("json_array_elements(");
        out.push_str(argument);
        out.push_str("::json) AS each(value)");
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialect_is_put_in() {
        let text = "SELECT value->>0 FROM each($1) JOIN t ON true {lock rows}";
        let engine = |url| Engine::of(url).expect("a known URL");
        let sqlite = engine("sqlite:some/where.db").sql(text);
        assert_eq!(
            sqlite.trim_end(),
            "SELECT value->>0 FROM json_each($1) JOIN t ON true"
        );
        assert_eq!(
            engine("postgres://al@localhost/x").sql(text),
            "SELECT value->>0 FROM json_array_elements($1::json) AS each(value) JOIN t ON true FOR UPDATE"
        );
    }

    #[test]
    fn only_known_urls_are_taken() {
        for url in ["", "sqlite:", "mysql://x", "/var/lib/x.db"] {
            assert!(matches!(Engine::of(url), Err(OpenError::UnknownUrl)), "{url}");
        }
    }
}
