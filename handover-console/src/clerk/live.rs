//! The live stream of one open desk: changes of the list, lines of the open conversation, and the end of the session.
//!
//! Nothing of a conversation is sent after it has left the clerk: every batch is checked first. The stream keeps the
//! clerk's presence, but never the session; it ends within seconds of signing out.

use super::desk::ListFragment;
use super::list::list;
use super::presence::renew;
use super::shown::renderer;
use crate::access::CurrentClerk;
use crate::console::{Console, OpenStream};
use crate::session::{Look, StayError, stay_of};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::response::sse::Event as SseEvent;
use bot_core::conversation::{Recorded, Sequence};
use bot_core::ids::ConversationId;
use futures_util::StreamExt;
use jiff::SignedDuration;
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_stream::wrappers::ReceiverStream;
use web_kit::feed::Heard;
use web_kit::stream::{Followed, Follower, respond, resume_after, retry_event};
use web_kit::{Problem, Query, Topic};

/// From this rest on the page warns that the session is about to end.
const WARN_BEFORE: SignedDuration = SignedDuration::from_mins(2);
/// Messages a slow browser may be behind.
const BEHIND_MAX: usize = 32;

/// Which conversation the desk shows, and up to where.
#[derive(Deserialize)]
pub(crate) struct Watch {
    #[serde(default)]
    conversation: Option<String>,
    #[serde(default)]
    after: Option<Sequence>,
}

/// GET: the stream.
pub(crate) async fn events(
    State(console): State<Console>,
    who: CurrentClerk,
    Query(watch): Query<Watch>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let guard = console
        .open_stream()
        .ok_or_else(|| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable"))?;
    let open = watch
        .conversation
        .and_then(|id| id.parse::<ConversationId>().ok());
    let after = resume_after(&headers, watch.after);
    let (sender, receiver) = mpsc::channel(BEHIND_MAX);
    let desk = OpenDesk {
        console,
        who,
        open,
        sender,
        warned_at: None,
    };
    tokio::spawn(desk.run(after, guard));
    Ok(respond(ReceiverStream::new(receiver).map(Ok::<_, Infallible>)))
}

/// One open desk.
struct OpenDesk {
    console: Console,
    who: CurrentClerk,
    open: Option<ConversationId>,
    sender: mpsc::Sender<SseEvent>,
    /// The end of the session that was warned of.
    warned_at: Option<jiff::Timestamp>,
}

/// The browser or the session is gone.
struct Ended;

impl OpenDesk {
    async fn run(mut self, after: Sequence, guard: OpenStream) {
        let mut lists = self.console.feed.subscribe(Topic::Clerk(self.who.clerk.clone()));
        let mut follower = self.open.map(|id| self.follow(id, after));
        let mut presence = ticks(self.console.config.presence_every);
        let mut session = ticks(self.console.config.session_every);
        let gone = self.sender.clone();
        if self.send(retry_event()).await.is_err() || self.send_list().await.is_err() {
            return;
        }
        loop {
            let step = tokio::select! {
                () = gone.closed() => Err(Ended),
                heard = lists.next() => match heard {
                    Heard::Closed => Err(Ended),
                    Heard::Events(_) | Heard::Erased | Heard::Missed => self.send_list().await,
                },
                next = next_of(&mut follower) => match next {
                    Some(Followed::Events(events)) => self.tell(&events, &mut follower).await,
                    Some(Followed::Erased) => { follower = None; self.say_gone().await }
                    Some(Followed::Over) | None => Err(Ended),
                },
                _ = presence.tick() => self.keep_presence().await,
                _ = session.tick() => self.check_session().await,
            };
            if step.is_err() {
                break;
            }
        }
        drop(guard);
    }

    fn follow(&self, id: ConversationId, after: Sequence) -> Follower {
        let subscription = self.console.feed.subscribe(Topic::Conversation(id));
        let hub = Arc::clone(&self.console.hub);
        let read = Box::new(move |after, limit| {
            let hub = Arc::clone(&hub);
            Box::pin(async move { hub.events(id, after, limit).await }) as _
        });
        Follower::new(subscription, read, after)
    }

    /// New events of the open conversation, as long as it is the clerk's.
    async fn tell(&mut self, events: &[Recorded], follower: &mut Option<Follower>) -> Result<(), Ended> {
        let Some(id) = self.open else { return Ok(()) };
        if self.console.hub.open(id, &self.who.clerk).await.is_err() {
            *follower = None;
            return self.say_gone().await;
        }
        for event in self.lines(events) {
            self.send(event).await?;
        }
        let is_turn = events
            .iter()
            .any(|recorded| recorded.event.kind().starts_with("handover_"));
        if is_turn {
            self.send(SseEvent::default().event("changed").data("phase"))
                .await
        } else {
            Ok(())
        }
    }

    fn lines(&self, events: &[Recorded]) -> Vec<SseEvent> {
        let hub = self.console.hub.as_ref();
        let directory = hub.directory();
        let renderer = renderer(hub, &directory, self.who.signed.locale);
        let shown = events.iter().filter_map(|recorded| renderer.event(recorded));
        shown
            .map(|line| {
                let event = SseEvent::default().event("entry").id(line.sequence.to_string());
                event.data(line.html.to_string())
            })
            .collect()
    }

    async fn say_gone(&self) -> Result<(), Ended> {
        self.send(SseEvent::default().event("changed").data("gone")).await
    }

    async fn send_list(&self) -> Result<(), Ended> {
        let words = self.who.signed.words();
        let list = list(&self.console.hub, &self.who.clerk, words, self.open)
            .await
            .map_err(|_| Ended)?;
        let html = ListFragment { list }.render().map_err(|_| Ended)?;
        self.send(SseEvent::default().event("list").data(html)).await
    }

    /// Says "there" again, and refreshes waiting times in the list.
    async fn keep_presence(&self) -> Result<(), Ended> {
        renew(&self.console, &self.who).await.map_err(|_| Ended)?;
        self.send_list().await
    }

    async fn check_session(&mut self) -> Result<(), Ended> {
        let now = self.console.hub.clock.now();
        let accounts = self.console.accounts.as_ref();
        match stay_of(accounts, &self.who.signed.token, now, Look::Watching).await {
            Ok(stay) if stay.account.clerk.as_ref() == Some(&self.who.clerk) => {
                let ends = stay.ends_at();
                let rest = ends.duration_since(now);
                if rest <= WARN_BEFORE && self.warned_at != Some(ends) {
                    self.warned_at = Some(ends);
                    let rest = rest.as_secs().to_string();
                    return self.send(SseEvent::default().event("ending").data(rest)).await;
                }
                Ok(())
            }
            Ok(_) | Err(StayError::SignedOut) => {
                let _ = self
                    .send(SseEvent::default().event("over").data("signed_out"))
                    .await;
                Err(Ended)
            }
            Err(StayError::Unavailable(_)) => Err(Ended),
        }
    }

    async fn send(&self, event: SseEvent) -> Result<(), Ended> {
        self.sender.send(event).await.map_err(|_| Ended)
    }
}

async fn next_of(follower: &mut Option<Follower>) -> Option<Followed> {
    match follower {
        Some(follower) => follower.next().await,
        None => std::future::pending().await,
    }
}

fn ticks(every: std::time::Duration) -> tokio::time::Interval {
    let mut ticks = interval_at(Instant::now() + every, every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
