//! Following a conversation live: first what the reader has not seen yet, then what is stored from now on; nothing
//! twice, nothing left out, however often the connection breaks.

use crate::feed::{Heard, Subscription};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event as SseEvent, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use bot_core::conversation::{Recorded, Sequence};
use bot_core::ports::StoreUnavailable;
use futures_util::Stream;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// Events read from the store at a time.
pub const PAGE: usize = 200;
/// Time between two signs of life on a silent stream.
pub const HEARTBEAT: Duration = Duration::from_secs(15);

/// Reads events above a sequence, at most so many: the store as a reader may see it.
pub type ReadEvents = Box<
    dyn Fn(Sequence, usize) -> Pin<Box<dyn Future<Output = Result<Vec<Recorded>, StoreUnavailable>> + Send>>
        + Send
        + Sync,
>;

/// What a follower gets.
#[derive(Clone, Debug, PartialEq)]
pub enum Followed {
    /// The next events, in order and without gaps.
    Events(Vec<Recorded>),
    /// The conversation was erased; nothing follows.
    Erased,
    /// The stream ends here (the hub stops or the store does not answer); the reader comes back with what it has.
    Over,
}

/// Follows one conversation from a sequence on.
///
/// The subscription must have been made before: so whatever is stored between reading and listening is heard.
pub struct Follower {
    subscription: Subscription,
    read: ReadEvents,
    seen: Sequence,
    is_behind: bool,
    is_over: bool,
}

impl Follower {
    /// Follows from the first event above `after`.
    #[must_use]
    pub const fn new(subscription: Subscription, read: ReadEvents, after: Sequence) -> Self {
        Self {
            subscription,
            read,
            seen: after,
            is_behind: true,
            is_over: false,
        }
    }

    /// The next step; `None` after the end.
    pub async fn next(&mut self) -> Option<Followed> {
        loop {
            if self.is_over {
                return None;
            }
            if self.is_behind {
                match self.catch_up().await {
                    Some(events) if events.is_empty() => continue,
                    Some(events) => return Some(Followed::Events(events)),
                    None => return Some(self.end(Followed::Over)),
                }
            }
            match self.subscription.next().await {
                Heard::Events(events) => {
                    let first_new = self.seen + 1;
                    let new: Vec<Recorded> = events
                        .iter()
                        .filter(|event| event.sequence >= first_new)
                        .cloned()
                        .collect();
                    match new.first().map(|event| event.sequence) {
                        None => {}
                        Some(first) if first == first_new => {
                            self.seen = new.last().map_or(self.seen, |event| event.sequence);
                            return Some(Followed::Events(new));
                        }
                        Some(_) => self.is_behind = true,
                    }
                }
                Heard::Missed => self.is_behind = true,
                Heard::Erased => return Some(self.end(Followed::Erased)),
                Heard::Closed => return Some(self.end(Followed::Over)),
            }
        }
    }

    async fn catch_up(&mut self) -> Option<Vec<Recorded>> {
        let events = match (self.read)(self.seen, PAGE).await {
            Ok(events) => events,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a live stream could not read the store"
                );
                return None;
            }
        };
        self.is_behind = events.len() >= PAGE;
        self.seen = events.last().map_or(self.seen, |event| event.sequence);
        Some(events)
    }

    const fn end(&mut self, last: Followed) -> Followed {
        self.is_over = true;
        last
    }
}

/// The sequence a stream begins after: what the browser saw last (`Last-Event-ID`), else what the page says.
#[must_use]
pub fn resume_after(headers: &HeaderMap, after: Option<Sequence>) -> Sequence {
    headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.trim().parse().ok())
        .or(after)
        .unwrap_or(0)
}

/// A time to wait before coming back, different for everybody: after a restart not all return at once.
pub fn retry_event() -> SseEvent {
    let mut byte = [0_u8; 1];
    let _ = getrandom::fill(&mut byte);
    SseEvent::default().retry(Duration::from_millis(1_500 + u64::from(byte[0]) * 12))
}

/// The response of a live stream: heartbeats, no buffering, no storing.
pub fn respond<S>(stream: S) -> Response
where
    S: Stream<Item = Result<SseEvent, Infallible>> + Send + 'static,
{
    let mut response = Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(HEARTBEAT).text(""))
        .into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
