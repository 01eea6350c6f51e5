//! Answers per second at 32 concurrent citizens: each message and its decision synced to disk before the answer.

use super::percentile;
use crate::citizen::Citizen;
use crate::http::Browser;
use crate::process::Process;
use anyhow::Result;
use std::io::Write;
use std::time::{Duration, Instant};
use ulid::Ulid;

/// Citizens at a time.
const CITIZENS: usize = 32;
/// Messages of one citizen.
const MESSAGES: usize = 60;
/// What they ask in turn.
const QUESTIONS: [&str; 6] = [
    "Ich habe meinen Personalausweis verloren",
    "Was kostet ein Reisepass?",
    "Wohnung ummelden nach Umzug",
    "Wie melde ich ein Gewerbe an?",
    "Wo finde ich das Fundbüro?",
    "Bewohnerparkausweis beantragen",
];

/// Measures, and prints the rate of synced writes of this disk beside it.
///
/// # Errors
/// The hub did not start or did not answer.
pub async fn run() -> Result<()> {
    let hub = Process::start("warn").await?;
    let syncs = syncs_per_second()?;
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..CITIZENS {
        let mut citizen = Citizen::new(Browser::new(&hub.base)?);
        tasks.push(tokio::spawn(async move {
            let mut times = Vec::with_capacity(MESSAGES);
            for turn in 0..MESSAGES {
                let sent = Instant::now();
                citizen
                    .sends(QUESTIONS[turn % QUESTIONS.len()], &id(turn))
                    .await?;
                times.push(sent.elapsed());
            }
            anyhow::Ok(times)
        }));
    }
    let mut times: Vec<Duration> = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let rate = rate(times.len(), begun.elapsed());
    times.sort();
    println!(
        "answers: {rate:.0}/s at {CITIZENS} citizens, p50 {:.1} ms, p99 {:.1} ms, resident {} MiB \
         (this disk: {syncs:.0} synced 4 KiB writes/s one after the other)",
        percentile(&times, 50),
        percentile(&times, 99),
        hub.resident_kib()? / 1024
    );
    Ok(())
}

/// Ids only have to differ within one citizen's session.
fn id(turn: usize) -> String {
    Ulid::from_parts(1, turn as u128).to_string()
}

#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark")]
fn rate(count: usize, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64()
}

fn syncs_per_second() -> Result<f64> {
    let mut file = tempfile::tempfile()?;
    let block = [0_u8; 4096];
    let begun = Instant::now();
    let mut count = 0;
    while begun.elapsed() < Duration::from_secs(1) {
        file.write_all(&block)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(rate(count, begun.elapsed()))
}
