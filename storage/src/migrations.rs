//! The migrations of `storage/migrations`, forward only and never edited once merged. Listed by hand instead of by
//! sqlx's macro, which would compile both databases a second time for the build machine; a test compares the list
//! with the folder.

use crate::engine::{Engine, Kind};
use crate::{Migrate, OpenError};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, Connection, Row, SqlSafeStr};

struct Step {
    version: i64,
    what: &'static str,
    text: &'static str,
}

const STEPS: &[Step] = &[Step {
    version: 20_261_121_200_000,
    what: "conversations_and_knowledge",
    text: include_str!("../migrations/20261121200000_conversations_and_knowledge.sql"),
}];

/// How many there are.
pub(crate) const fn count() -> usize {
    STEPS.len()
}

fn migrator() -> Migrator {
    let migration = |step: &Step| {
        let text = step.text.into_sql_str();
        Migration::new(step.version, step.what.into(), MigrationType::Simple, text, false)
    };
    Migrator::with_migrations(STEPS.iter().map(migration).collect())
}

/// Runs what is pending, or refuses if there is something.
pub(crate) async fn bring_up(
    engine: &Engine,
    connection: &mut AnyConnection,
    migrate: Migrate,
) -> Result<(), OpenError> {
    match migrate {
        Migrate::Run => run(engine, connection).await.map_err(OpenError::Migration),
        Migrate::Refuse => match pending(engine, connection)
            .await
            .map_err(OpenError::Unreachable)?
        {
            0 => Ok(()),
            pending => Err(OpenError::MigrationsPending { pending }),
        },
    }
}

/// Through `run_direct`, because the future of `Migrator::run` cannot be sent between threads.
async fn run(engine: &Engine, connection: &mut AnyConnection) -> Result<(), MigrateError> {
    match engine.kind {
        // sqlx has no lock for SQLite: the write transaction is one, and makes all of them one step.
        Kind::Sqlite => {
            let mut transaction = connection.begin_with(engine.begin()).await?;
            migrator().run_direct(None, &mut *transaction, false).await?;
            Ok(transaction.commit().await?)
        }
        Kind::Postgres => migrator().run_direct(None, connection, false).await,
    }
}

async fn pending(engine: &Engine, connection: &mut AnyConnection) -> Result<usize, sqlx::Error> {
    let is_there = match engine.kind {
        Kind::Sqlite => "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'",
        Kind::Postgres => "SELECT count(*) FROM pg_tables WHERE tablename = '_sqlx_migrations'",
    };
    if sqlx::query(is_there)
        .fetch_one(&mut *connection)
        .await?
        .try_get::<i64, _>(0)?
        == 0
    {
        return Ok(count());
    }
    let done = sqlx::query("SELECT version FROM _sqlx_migrations WHERE success")
        .fetch_all(connection)
        .await?;
    let done: Vec<i64> = done.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    Ok(STEPS.iter().filter(|step| !done.contains(&step.version)).count())
}

#[cfg(test)]
mod tests {
    use super::STEPS;

    #[test]
    fn the_list_is_the_folder() {
        let folder =
            std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).expect("the folder");
        let mut files: Vec<String> = folder
            .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let listed: Vec<String> = STEPS
            .iter()
            .map(|step| format!("{}_{}.sql", step.version, step.what))
            .collect();
        assert_eq!(files, listed);
    }
}
