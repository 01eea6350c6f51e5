//! Live streams: whatever breaks, a reader who comes back with the last number gets the rest, once and in order.

use amtslotse_tests::citizen::Citizen;
use amtslotse_tests::hub::{TestHub, desk, eventually};
use anyhow::{Context, Result};
use bot_core::conversation::{Event, Recorded};
use std::time::Duration;
use tokio::task::JoinSet;

const WAIT_MAX: Duration = Duration::from_secs(30);
/// Citizen's windows that write at the same time, and messages of each.
const WINDOWS: usize = 4;
const MESSAGES: usize = 8;

/// The numbers of the events a citizen's page shows.
fn shown(events: &[Recorded]) -> Vec<u64> {
    let is_shown = |recorded: &&Recorded| match &recorded.event {
        Event::CitizenWrote { .. } => true,
        Event::Decided { decision, .. } => decision.message().is_some(),
        _ => false,
    };
    events
        .iter()
        .filter(is_shown)
        .map(|recorded| recorded.sequence)
        .collect()
}

/// Follows with connections that break after every few events, until the last number was seen.
async fn follow(mut citizen: Citizen, last: u64, break_after: usize) -> Result<Vec<u64>> {
    let (mut seen, mut resume) = (Vec::new(), 0);
    while resume < last {
        let mut stream = citizen.live(resume).await?;
        let mut read = 0;
        while read < break_after && resume < last {
            let event = stream.next(WAIT_MAX).await?.context("the stream ended early")?;
            if let Ok(number) = event.id.parse() {
                resume = number;
            }
            if event.kind == "message" {
                seen.push(resume);
                read += 1;
            }
        }
    }
    Ok(seen)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_again_and_again_loses_and_doubles_nothing() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut citizen = hub.citizen()?;
    citizen.sends("Guten Tag", "first-message").await?;
    citizen.csrf().await?;
    let id = hub
        .app
        .hub
        .conversation_of(&citizen.address()?)
        .await?
        .context("a conversation")?;
    // A message and its decision are two events.
    let last = 3 + u64::try_from(WINDOWS * MESSAGES)? * 2;
    let mut readers = JoinSet::new();
    for break_after in [1, 2, 3, 5, 1_000] {
        readers.spawn(follow(citizen.clone(), last, break_after));
    }
    let mut windows = JoinSet::new();
    for window in 0..WINDOWS {
        let citizen = citizen.clone();
        windows.spawn(async move {
            for message in 0..MESSAGES {
                let client_id = format!("window-{window}-{message}");
                // Who loses the race for the next number too often is asked to try again, as the page does.
                let taken = || {
                    let mut citizen = citizen.clone();
                    let client_id = client_id.clone();
                    async move { Ok(citizen.sends("Hallo", &client_id).await.ok()) }
                };
                eventually("a place in the conversation", taken).await?;
            }
            anyhow::Ok(())
        });
    }
    for window in windows.join_all().await {
        window?;
    }
    let events = hub.app.hub.events(id, 0, 1_000).await?;
    assert_eq!(events.last().map(|recorded| recorded.sequence), Some(last));
    for reader in readers.join_all().await {
        assert_eq!(reader?, shown(&events));
    }
    Ok(())
}

#[tokio::test]
async fn a_stream_brings_what_the_page_shows() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut citizen = hub.citizen()?;
    citizen.says("Was kostet ein Personalausweis?").await?;
    let page = citizen.says("Guten Tag").await?;
    let mut on_page = page.attributes("#log article.message", "data-sequence");
    let mut stream = citizen.live(0).await?;
    while !on_page.is_empty() {
        let event = stream.next(WAIT_MAX).await?.context("the stream ended early")?;
        if event.kind == "message" {
            assert_eq!(event.id, on_page.remove(0));
            assert!(
                event.data.contains(&format!("data-sequence=\"{}\"", event.id)),
                "{}",
                event.data
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn nothing_of_a_conversation_reaches_another_ones_stream() -> Result<()> {
    let hub = TestHub::shared().await?;
    let (mut one, mut other) = (hub.citizen()?, hub.citizen()?);
    one.sends("Guten Tag", "first-of-one").await?;
    other.sends("Guten Tag", "first-of-other").await?;
    let mut stream = other.live(0).await?;
    one.sends("Kanarienvogel", "second-of-one").await?;
    other.sends("Ende", "second-of-other").await?;
    loop {
        let event = stream.next(WAIT_MAX).await?.context("the stream ended early")?;
        assert!(!event.data.contains("Kanarienvogel"));
        if event.data.contains("Ende") {
            return Ok(());
        }
    }
}

#[tokio::test]
async fn a_deleted_conversation_is_told_to_open_pages() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut citizen = hub.citizen()?;
    citizen.sends("Guten Tag", "first-message").await?;
    let mut stream = citizen.live(0).await?;
    let page = citizen.browser.get("/chat/delete").await?;
    citizen.browser.submit(&page, "/chat/delete", &[]).await?;
    loop {
        match stream.next(WAIT_MAX).await? {
            Some(event) if event.kind == "erased" => return Ok(()),
            Some(_) => {}
            None => anyhow::bail!("the stream did not say that the conversation is gone"),
        }
    }
}

#[tokio::test]
async fn a_clerks_stream_brings_offers_and_lines_and_ends_with_the_session() -> Result<()> {
    let _desk = desk().await;
    let hub = TestHub::shared().await?;
    let mut clerk = hub.staff("clerk").await?;
    clerk.is("there").await?;
    let headers = [("accept", "text/event-stream")];
    let mut lists =
        amtslotse_tests::live::LiveStream::new(clerk.browser.open("/console/events", &headers).await?)?;
    let mut citizen = hub.citizen()?;
    citizen.picks(&hub.matter_of("clerk").await?).await?;
    citizen.wants_person().await?;
    loop {
        let event = lists.next(WAIT_MAX).await?.context("no offer came")?;
        if event.kind == "list" && event.data.contains("row--offer") {
            break;
        }
    }
    let offer = clerk.first().await?;
    let held = clerk.step(&offer, "accept", &[]).await?;
    let id = held
        .path
        .rsplit('/')
        .next()
        .and_then(|id| id.split('#').next())
        .unwrap_or_default()
        .to_owned();
    let path = format!("/console/events?conversation={id}");
    let mut lines = amtslotse_tests::live::LiveStream::new(clerk.browser.open(&path, &headers).await?)?;
    citizen.says("Brauche ich ein neues Foto?").await?;
    loop {
        let event = lines.next(WAIT_MAX).await?.context("no line came")?;
        if event.kind == "entry" && event.data.contains("Brauche ich ein neues Foto?") {
            break;
        }
    }
    clerk.step(&held, "hand-back", &[]).await?;
    citizen.says("Kanarienvogel nach der Rückgabe").await?;
    let desk = clerk.desk().await?;
    clerk.browser.submit(&desk, "/console/sign-out", &[]).await?;
    while let Some(event) = lines.next(WAIT_MAX).await? {
        assert!(
            !event.data.contains("Kanarienvogel"),
            "the clerk reads on after handing back"
        );
        if event.kind == "over" {
            return Ok(());
        }
    }
    Ok(())
}
