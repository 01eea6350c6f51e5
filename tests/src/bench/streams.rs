//! Memory of open chats: bytes of the hub's process for each open live stream, and what they cost the next answer.

use super::percentile;
use crate::citizen::Citizen;
use crate::http::Browser;
use crate::live::LiveStream;
use crate::process::Process;
use anyhow::Result;
use std::time::{Duration, Instant};
use ulid::Ulid;

/// Open chats.
const CHATS: usize = 10_000;
/// Chats opened at a time.
const AT_ONCE: usize = 50;

/// Measures and prints.
///
/// # Errors
/// The hub did not start or did not answer.
pub async fn run() -> Result<()> {
    let hub = Process::start("warn").await?;
    let mut citizens = Vec::with_capacity(CHATS);
    while citizens.len() < CHATS {
        let first = citizens.len();
        let batch = (0..AT_ONCE).map(|_| begin(hub.base.clone()));
        let batch: Vec<_> = batch.map(tokio::spawn).collect();
        for citizen in batch {
            citizens.push(citizen.await??);
        }
        debug_assert!(citizens.len() > first);
    }
    let quiet = ack_times(&hub).await?;
    let before = hub.resident_kib()?;
    let mut streams: Vec<LiveStream> = Vec::with_capacity(CHATS);
    let begun = Instant::now();
    for citizen in &mut citizens {
        streams.push(citizen.live(u64::MAX / 2).await?);
    }
    let opened = begun.elapsed();
    let after = hub.resident_kib()?;
    let busy = ack_times(&hub).await?;
    println!(
        "open chats: {} bytes each at {} open streams (opened in {opened:.1?}); \
         answer p99 {:.1} ms without them, {:.1} ms beside them",
        (after.saturating_sub(before)) * 1024 / u64::try_from(streams.len())?,
        streams.len(),
        percentile(&quiet, 99),
        percentile(&busy, 99)
    );
    Ok(())
}

async fn begin(base: String) -> Result<Citizen> {
    let mut citizen = Citizen::new(Browser::new(&base)?);
    citizen
        .sends("hallo", &Ulid::from_parts(1, 1).to_string())
        .await?;
    Ok(citizen)
}

async fn ack_times(hub: &Process) -> Result<Vec<Duration>> {
    let mut citizen = Citizen::new(Browser::new(&hub.base)?);
    let mut times = Vec::new();
    for turn in 0..200 {
        let sent = Instant::now();
        citizen
            .sends(
                "Was kostet ein Reisepass?",
                &Ulid::from_parts(2, turn).to_string(),
            )
            .await?;
        times.push(sent.elapsed());
    }
    times.sort();
    Ok(times)
}
