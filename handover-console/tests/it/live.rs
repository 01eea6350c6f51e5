//! The live stream of the desk, on the wire.

use crate::browser::Browser;
use crate::stage::{CITIZEN_WORDS, Stage};
use axum::http::StatusCode;
use bot_core::ids::{ClerkId, ConversationId};
use futures_util::{Stream, StreamExt as _};
use std::pin::Pin;
use std::time::Duration;

/// What the browser got so far.
struct Wire {
    chunks: Pin<Box<dyn Stream<Item = String> + Send>>,
    seen: String,
}

impl Wire {
    async fn open(browser: &Browser<'_>, query: &str) -> Self {
        let response = browser.open(&format!("/console/events{query}")).await;
        assert_eq!(response.status(), StatusCode::OK);
        let chunks = response.into_body().into_data_stream();
        let text = chunks.map(|chunk| String::from_utf8_lossy(&chunk.unwrap()).into_owned());
        Self {
            chunks: Box::pin(text),
            seen: String::new(),
        }
    }

    /// Reads until `part` has come; panics when it does not.
    async fn until(&mut self, part: &str) {
        let read = async {
            while !self.seen.contains(part) {
                match self.chunks.next().await {
                    Some(chunk) => self.seen.push_str(&chunk),
                    None => panic!("the stream ended before {part}:\n{}", self.seen),
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(10), read)
            .await
            .expect(part);
    }

    /// Reads until the stream ends.
    async fn rest(&mut self) {
        let read = async {
            while let Some(chunk) = self.chunks.next().await {
                self.seen.push_str(&chunk);
            }
        };
        tokio::time::timeout(Duration::from_secs(10), read)
            .await
            .expect("the stream ends");
    }
}

async fn accepted(stage: &Stage, browser: &Browser<'_>) -> ConversationId {
    let (id, handover) = stage.offer(CITIZEN_WORDS).await;
    let path = format!("/console/conversations/{id}/accept");
    browser.post(&path, &[("handover", &handover.to_string())]).await;
    id
}

#[tokio::test]
async fn the_list_and_the_open_conversation_arrive_live() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let id = accepted(&stage, &browser).await;
    let after = stage.hub.state(id).await.unwrap().unwrap().sequence;
    let mut wire = Wire::open(&browser, &format!("?conversation={id}&after={after}")).await;
    wire.until("event: list").await;
    stage.citizen_writes(id, "Noch eine Frage <b>").await;
    wire.until("Noch eine Frage &#60;b&#62;").await;
    assert!(wire.seen.contains(&format!("id: {}", after + 1)));
    assert!(
        !wire.seen.contains(CITIZEN_WORDS),
        "what the page already shows is not sent again"
    );
    let (other, _) = stage.offer("Etwas anderes").await;
    wire.until(&format!("data-row=\"{other}\"")).await;
    assert!(!wire.seen.contains("Etwas anderes"), "the list holds no words");
}

#[tokio::test]
async fn nothing_of_a_conversation_follows_after_it_has_left() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let id = accepted(&stage, &browser).await;
    let after = stage.hub.state(id).await.unwrap().unwrap().sequence;
    let mut wire = Wire::open(&browser, &format!("?conversation={id}&after={after}")).await;
    wire.until("event: list").await;
    stage
        .hub
        .hand_back(id, &ClerkId::new(crate::stage::CLERK))
        .await
        .unwrap();
    stage.citizen_writes(id, "Nur fuer das Programm").await;
    wire.until("data: gone").await;
    stage.citizen_writes(id, "Und noch mehr").await;
    let (other, _) = stage.offer("x").await;
    wire.until(&format!("data-row=\"{other}\"")).await;
    assert!(!wire.seen.contains("Nur fuer das Programm") && !wire.seen.contains("Und noch mehr"));
}

#[tokio::test]
async fn somebody_elses_conversation_sends_nothing() {
    let stage = Stage::new().await;
    let (id, _) = stage.offer(CITIZEN_WORDS).await;
    let deputy = Browser::signed_in(&stage, "deputy").await;
    let mut wire = Wire::open(&deputy, &format!("?conversation={id}&after=0")).await;
    wire.until("data: gone").await;
    assert!(!wire.seen.contains("Ummeldung") && !wire.seen.contains("event: entry"));
}

#[tokio::test]
async fn signing_out_ends_the_stream() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let mut wire = Wire::open(&browser, "").await;
    wire.until("event: list").await;
    assert_eq!(stage.console.streams(), 1);
    browser.post("/console/sign-out", &[]).await;
    wire.rest().await;
    assert!(wire.seen.contains("event: over"));
    assert_eq!(stage.console.streams(), 0);
}

#[tokio::test]
async fn the_end_of_the_session_is_announced_and_the_stream_does_not_prevent_it() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let mut wire = Wire::open(&browser, "").await;
    wire.until("event: list").await;
    stage.clock.advance(Duration::from_secs(28 * 60 + 30));
    wire.until("event: ending\ndata: 90").await;
    browser.with_scripts().post("/console/stay", &[]).await;
    stage.clock.advance(Duration::from_mins(27));
    assert_eq!(browser.get("/console/sign-in").await.status, StatusCode::OK);
    stage.clock.advance(Duration::from_mins(4));
    wire.rest().await;
    assert!(wire.seen.contains("event: over"));
}

#[tokio::test]
async fn a_hub_that_stops_ends_the_streams() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let mut wire = Wire::open(&browser, "").await;
    wire.until("event: list").await;
    stage.console.feed.close();
    wire.rest().await;
}
