//! When the database is away or hangs: no false acknowledgement, a refusal in time, and recovery without a restart.

use crate::databases::Database;
use bot_core::ports::{AppendError, ConversationStore};
use bot_core::testing::{Script, SequentialIds};
use futures_util::future::join_all;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::time::{Duration, Instant};

async fn foreign_sqlite(database: &Database) -> SqliteConnection {
    let file = database.url.trim_start_matches("sqlite:");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    SqliteConnection::connect_with(&options)
        .await
        .expect("the database")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_foreign_program_locks_the_file_writes_are_refused_and_reads_go_on() {
    let database = Database::sqlite();
    let store = database.open().await;
    let ids = SequentialIds::new("locked");
    let mut script = Script::new(&ids);
    store
        .append(script.citizen_writes("Guten Tag"))
        .await
        .expect("the first step");
    let mut foreign = foreign_sqlite(&database).await;
    foreign.execute("BEGIN IMMEDIATE").await.expect("the lock");
    let begin = Instant::now();
    // More than may wait: the surplus is told at once, the others when the first group gave up.
    let refused = join_all((0..6000).map(|_| store.append(Script::new(&ids).citizen_writes("Hallo?")))).await;
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
    let are_refused = refused
        .iter()
        .all(|outcome| matches!(outcome, Err(AppendError::Unavailable(_))));
    assert!(are_refused, "nobody was told that a step is stored");
    assert_eq!(
        store.load(script.conversation).await.expect("reads go on"),
        script.state
    );
    foreign.execute("ROLLBACK").await.expect("unlocked");
    store
        .append(script.citizen_writes("Da bin ich wieder"))
        .await
        .expect("it recovered by itself");
    assert_eq!(
        store.load(script.conversation).await.expect("the state"),
        script.state
    );
    let stored = sqlx::query("SELECT 1 FROM conversation")
        .fetch_all(&mut foreign)
        .await
        .expect("rows");
    assert_eq!(stored.len(), 1, "nothing of what was refused is there");
}

async fn administrator() -> Option<PgConnection> {
    let server = std::env::var("AMTSLOTSE_TEST_POSTGRES").ok()?;
    Some(PgConnection::connect(&server).await.expect("the server"))
}

#[tokio::test]
async fn after_the_server_dropped_its_connections_the_store_recovers() {
    let (Some(database), Some(mut administrator)) = (Database::postgres().await, administrator().await)
    else {
        return;
    };
    let (_, name) = database.url.rsplit_once('/').expect("a database");
    let store = database.open().await;
    let ids = SequentialIds::new("dropped");
    let mut acknowledged = Vec::new();
    for _ in 0..5 {
        let mut script = Script::new(&ids);
        store
            .append(script.citizen_writes("Guten Tag"))
            .await
            .expect("stored");
        acknowledged.push(script);
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        administrator
            .execute(AssertSqlSafe(end))
            .await
            .expect("connections end");
        let mut script = Script::new(&ids);
        // The first one may meet the dead connection; it must then say so.
        for _ in 0..3 {
            if store
                .append(script.clone().citizen_writes("Noch da?"))
                .await
                .is_ok()
            {
                script.citizen_writes("Noch da?");
                break;
            }
        }
        assert!(
            store
                .summary(script.conversation)
                .await
                .expect("reads recover")
                .is_some(),
            "writes recovered"
        );
    }
    for script in &acknowledged {
        assert_eq!(
            store.load(script.conversation).await.expect("the state"),
            script.state
        );
    }
}

#[tokio::test]
async fn a_lock_of_a_foreign_transaction_holds_nobody_up_for_long() {
    let Some(database) = Database::postgres().await else {
        return;
    };
    let store = database.open().await;
    let ids = SequentialIds::new("foreign lock");
    let (mut held, mut free) = (Script::new(&ids), Script::new(&ids));
    store
        .append(held.citizen_writes("Guten Tag"))
        .await
        .expect("stored");
    let mut foreign = PgConnection::connect(&database.url).await.expect("the database");
    let lock = format!(
        "BEGIN; SELECT 1 FROM conversation WHERE id = '{}' FOR UPDATE",
        held.conversation
    );
    sqlx::raw_sql(AssertSqlSafe(lock))
        .execute(&mut foreign)
        .await
        .expect("the lock");
    let begin = Instant::now();
    let before = held.clone();
    let outcome = store.append(held.citizen_writes("Hallo?")).await;
    assert!(matches!(outcome, Err(AppendError::Unavailable(_))), "{outcome:?}");
    store
        .append(free.citizen_writes("Guten Tag"))
        .await
        .expect("others go on");
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
    sqlx::raw_sql("ROLLBACK")
        .execute(&mut foreign)
        .await
        .expect("unlocked");
    held = before;
    store
        .append(held.citizen_writes("Hallo?"))
        .await
        .expect("it goes on");
    assert_eq!(
        store.load(held.conversation).await.expect("the state"),
        held.state
    );
}
