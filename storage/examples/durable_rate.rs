//! How many steps of conversations a second are stored and synced, beside one commit a row on the same disk.
//!
//! `cargo run --release -p storage --example durable_rate -- [SECONDS] [URL]`; without a URL SQLite in a temporary
//! folder. Every step writes three events, its inbound key, its address, its row for lists, one delivery and one
//! figure; the row it is compared with is a single insert of as many bytes.

use bot_core::conversation::Channel;
use bot_core::ports::{ConversationStore, Tally};
use bot_core::testing::{Script, SequentialIds};
use futures_util::future::join_all;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use storage::{Migrate, Storage};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().map_or(Ok(5), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let url = arguments
        .next()
        .unwrap_or_else(|| format!("sqlite:{}", folder.path().join("rate.db").display()));
    let time = Duration::from_secs(seconds);
    let single = one_commit_a_row(&folder.path().join("single.db"), time).await?;
    println!("one commit a row          {single:>8.0} /s");
    let store = Storage::open(&url, Migrate::Run).await?;
    for appenders in [1, 16, 64, 256] {
        let (rate, mut waits) = append_for(&store, appenders, time).await?;
        waits.sort_unstable();
        let at = |share: usize| waits.get(waits.len() * share / 100).copied().unwrap_or_default();
        println!(
            "{appenders:>3} appenders, whole steps {rate:>8.0} /s  ratio {:>5.2}  p50 {:>7.2?}  p99 {:>7.2?}",
            rate / single,
            at(50),
            at(99)
        );
    }
    store.close().await;
    Ok(())
}

async fn append_for(store: &Storage, appenders: usize, time: Duration) -> Outcome<(f64, Vec<Duration>)> {
    let is_over = Arc::new(AtomicBool::new(false));
    let begin = Instant::now();
    let tasks = (0..appenders).map(|number| {
        let (store, is_over) = (store.clone(), is_over.clone());
        tokio::spawn(async move { append_until(&store, &format!("{appenders} {number}"), &is_over).await })
    });
    let tasks: Vec<_> = tasks.collect();
    tokio::time::sleep(time).await;
    is_over.store(true, Ordering::SeqCst);
    let mut waits = Vec::new();
    for outcome in join_all(tasks).await {
        waits.extend(outcome??);
    }
    Ok((per_second(waits.len(), begin.elapsed()), waits))
}

async fn append_until(store: &Storage, seed: &str, is_over: &AtomicBool) -> Outcome<Vec<Duration>> {
    let ids = SequentialIds::new(&format!("{seed} {}", std::process::id()));
    let day = jiff::civil::date(2026, 11, 21);
    let mut script = Script::on(Channel::Telegram, &ids);
    let mut waits = Vec::new();
    while !is_over.load(Ordering::SeqCst) {
        if waits.len() % 20 == 0 {
            script = Script::on(Channel::Telegram, &ids);
        }
        let mut batch =
            script.citizen_writes("Ich ziehe am Ersten um. Was muss ich mitbringen, und was kostet das?");
        batch.deliveries = vec![script.delivery(batch.last_sequence())];
        batch.tallies = vec![Tally {
            day,
            name: "decision",
            label: "answer".into(),
        }];
        let begin = Instant::now();
        store.append(batch).await?;
        waits.push(begin.elapsed());
    }
    Ok(waits)
}

async fn one_commit_a_row(file: &Path, time: Duration) -> Outcome<f64> {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    sqlx::query("CREATE TABLE row (id integer primary key, body text not null)")
        .execute(&mut connection)
        .await?;
    let body = "x".repeat(1200);
    let begin = Instant::now();
    let mut rows = 0;
    while begin.elapsed() < time {
        sqlx::query("INSERT INTO row (body) VALUES ($1)")
            .bind(&body)
            .execute(&mut connection)
            .await?;
        rows += 1;
    }
    Ok(per_second(rows, begin.elapsed()))
}

fn per_second(count: usize, elapsed: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / elapsed.as_secs_f64()
}
