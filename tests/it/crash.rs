//! The hub is killed without warning while citizens write, again and again: nothing acknowledged is lost, nothing is
//! stored twice, every log is free of gaps.

use amtslotse_tests::citizen::{Citizen, Taken};
use amtslotse_tests::http::Browser;
use amtslotse_tests::hub::eventually;
use amtslotse_tests::process::Process;
use anyhow::{Context, Result, ensure};
use bot_core::conversation::{Conversation, Event, Recorded};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use storage::{Migrate, Storage};
use tokio::task::JoinSet;

/// Citizens who write at the same time.
const CITIZENS: u64 = 8;
/// Cycles unless `AMTSLOTSE_KILLS` says otherwise.
const KILLS: u64 = 8;
/// Most acknowledgements between two kills.
const ACKS_MAX: u64 = 40;
/// Between two tries of a citizen whose hub is away.
const RETRY: Duration = Duration::from_millis(50);
const QUESTIONS: [&str; 4] = [
    "Was kostet ein Reisepass",
    "Hallo",
    "Führerschein",
    "Wie melde ich mein Auto ab",
];

/// A sequence that looks random and is the same in every run.
struct Chance(u64);

impl Chance {
    const fn next(&mut self, max: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % max
    }
}

/// What one citizen did: text and acknowledgement of every message, in order.
struct Wrote {
    number: u64,
    citizen: Citizen,
    messages: Vec<(String, Taken)>,
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_or_doubled_when_the_hub_is_killed() -> Result<()> {
    let kills = std::env::var("AMTSLOTSE_KILLS")
        .ok()
        .and_then(|kills| kills.parse().ok())
        .unwrap_or(KILLS);
    let seed = std::env::var("AMTSLOTSE_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    println!("AMTSLOTSE_KILLS={kills} AMTSLOTSE_SEED={seed}");
    let mut hub = Process::start("warn").await?;
    let (acks, is_over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut citizens = JoinSet::new();
    for number in 0..CITIZENS {
        citizens.spawn(write(hub.base.clone(), number, acks.clone(), is_over.clone()));
    }
    let mut chance = Chance(seed);
    for _ in 0..kills {
        let goal = acks.load(Ordering::SeqCst) + 1 + chance.next(ACKS_MAX);
        let count = || async { Ok((acks.load(Ordering::SeqCst) >= goal).then_some(())) };
        eventually("acknowledgements", count).await?;
        hub.kill().await?;
        hub.restart().await?;
    }
    is_over.store(true, Ordering::SeqCst);
    let mut wrote: Vec<Wrote> = citizens.join_all().await.into_iter().collect::<Result<_>>()?;
    let total: usize = wrote.iter().map(|one| one.messages.len()).sum();
    println!("{total} messages acknowledged over {kills} kills");
    expect_duplicates_known(&mut wrote).await?;
    hub.terminate().await?;

    let storage = Storage::open(&hub.database_url(), Migrate::Refuse).await?;
    let store = storage.conversation_store();
    for one in &wrote {
        let id = store
            .find(&one.citizen.address()?)
            .await?
            .context("the conversation is lost")?;
        let events = store.events(id, 0, 100_000).await?;
        expect_complete(&events, &one.messages)?;
        ensure!(
            store.load(id).await? == Conversation::replay(id, &events),
            "the state is not the fold of the events"
        );
    }
    storage.close().await;
    Ok(())
}

/// Writes until it is over; a message that got no answer is sent again under the same id, as the page does.
async fn write(base: String, number: u64, acks: Arc<AtomicU64>, is_over: Arc<AtomicBool>) -> Result<Wrote> {
    let mut citizen = Citizen::new(Browser::new(&base)?);
    let mut messages = Vec::new();
    while !is_over.load(Ordering::SeqCst) {
        let index = messages.len();
        let text = format!("{} ({number}-{index})", QUESTIONS[index % QUESTIONS.len()]);
        let client_id = format!("citizen-{number}-{index}");
        let taken = loop {
            match citizen.sends(&text, &client_id).await {
                Ok(taken) => break taken,
                // Without a session yet, the hub may have kept a message whose cookie never arrived: a new citizen.
                Err(_) => tokio::time::sleep(RETRY).await,
            }
        };
        acks.fetch_add(1, Ordering::SeqCst);
        messages.push((text, taken));
    }
    Ok(Wrote {
        number,
        citizen,
        messages,
    })
}

/// Sending the last message once more is recognised after all those restarts.
async fn expect_duplicates_known(wrote: &mut [Wrote]) -> Result<()> {
    for one in wrote {
        let Some((text, taken)) = one.messages.last() else {
            continue;
        };
        let client_id = format!("citizen-{}-{}", one.number, one.messages.len() - 1);
        let again = one.citizen.sends(text, &client_id).await?;
        ensure!(
            again.is_duplicate && again.sequence == taken.sequence,
            "{again:?} after {taken:?}"
        );
    }
    Ok(())
}

fn expect_complete(events: &[Recorded], messages: &[(String, Taken)]) -> Result<()> {
    let has_no_gaps = events
        .iter()
        .zip(1..)
        .all(|(recorded, sequence)| recorded.sequence == sequence);
    ensure!(has_no_gaps, "the log has gaps");
    let mut stored: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for recorded in events {
        if let Event::CitizenWrote { shown, .. } = &recorded.event {
            stored.entry(shown.reveal()).or_default().push(recorded.sequence);
        }
    }
    let decisions = events
        .iter()
        .filter(|recorded| matches!(recorded.event, Event::Decided { .. }))
        .count();
    let written: usize = stored.values().map(Vec::len).sum();
    ensure!(
        decisions == written,
        "{written} messages and {decisions} decisions"
    );
    for (text, taken) in messages {
        let found = stored.get(text.as_str()).map_or(&[][..], Vec::as_slice);
        let [sequence] = found else {
            anyhow::bail!("{text:?} is stored {} times", found.len())
        };
        ensure!(
            sequence < &taken.sequence,
            "{text:?} was acknowledged as {taken:?} and is {sequence}"
        );
    }
    Ok(())
}
