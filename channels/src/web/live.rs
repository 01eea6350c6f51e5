//! The conversation, live: what was stored, as the fragments the page shows; exact after every break.

use super::chat::renderer;
use super::state_panel::StatePanel;
use super::{Current, Site};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::Event as SseEvent;
use axum::response::{IntoResponse, Response};
use bot_core::conversation::Recorded;
use bot_core::ids::ConversationId;
use futures_util::stream;
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use web_kit::rates::TooMany;
use web_kit::render::{Audience, Shown};
use web_kit::stream::{Followed, Follower, ReadEvents, respond, resume_after, retry_event};
use web_kit::{Problem, Query, Topic, Visit};

/// When to come back if there are too many open streams.
const FULL_RETRY_S: u64 = 20;

/// Counts open streams, so that there is a limit.
pub(super) struct OpenStreams {
    open: AtomicUsize,
    max: usize,
}

/// One open stream; gives its place back when it ends.
struct Place(Arc<OpenStreams>);

impl OpenStreams {
    pub(super) const fn new(max: usize) -> Self {
        Self {
            open: AtomicUsize::new(0),
            max,
        }
    }
    pub(super) fn count(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }
    fn take(self: &Arc<Self>) -> Option<Place> {
        let place = Place(Arc::clone(self));
        (self.open.fetch_add(1, Ordering::Relaxed) < self.max).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Where the page stands.
#[derive(Debug, Deserialize)]
pub(super) struct From {
    after: Option<u64>,
}

/// What one stream needs while it is open.
struct Stream {
    follower: Follower,
    site: Site,
    visit: Visit,
    csrf: String,
    id: ConversationId,
    waiting: std::collections::VecDeque<SseEvent>,
    _place: Place,
}

pub(super) async fn events(
    State(site): State<Site>,
    current: Current,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(id) = current.id() else {
        // 204 tells the browser not to come back by itself: there is nothing to follow before the first message.
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let topic = Topic::Conversation(id);
    let full = Problem::too_many(TooMany {
        retry_after_s: FULL_RETRY_S,
    });
    if site.feed.listeners(&topic) >= site.kit.settings.streams_per_topic_max {
        return Err(full);
    }
    let place = site.streams.take().ok_or(full)?;
    let subscription = site.feed.subscribe(topic);
    let follower = Follower::new(
        subscription,
        reader(&site, id),
        resume_after(&headers, from.after),
    );
    let csrf = site.kit.csrf.token(current.token(), site.kit.clock.now());
    let stream = Stream {
        follower,
        site,
        visit: current.visit,
        csrf,
        id,
        waiting: [retry_event(), SseEvent::default().event("open").data("")].into(),
        _place: place,
    };
    Ok(respond(stream::unfold(stream, |mut stream| async move {
        let event = stream.next().await?;
        Some((Ok::<_, Infallible>(event), stream))
    })))
}

impl Stream {
    async fn next(&mut self) -> Option<SseEvent> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            match self.follower.next().await? {
                Followed::Events(events) => self.show(&events).await,
                Followed::Erased => self
                    .waiting
                    .push_back(SseEvent::default().event("erased").data("now")),
                Followed::Over => return None,
            }
        }
    }

    /// Puts the fragments of events and then the line that says who has the conversation on their way.
    async fn show(&mut self, events: &[Recorded]) {
        let directory = self.site.hub.directory();
        let state = self.site.hub.state(self.id).await.ok().flatten();
        let audience = Audience::Citizen {
            visit: &self.visit,
            csrf: &self.csrf,
        };
        let renderer = renderer(&self.site, &self.visit, audience, &directory);
        for recorded in events {
            let Some(Shown { sequence, html }) = renderer.event(recorded) else {
                continue;
            };
            let event = SseEvent::default()
                .event("message")
                .id(sequence.to_string())
                .data(html.as_str());
            self.waiting.push_back(event);
        }
        let panel = StatePanel::of(&renderer, state.as_ref()).unwrap_or_default();
        // Browsers pass an event without any data over; that nobody has the conversation any more must reach them.
        let panel = if panel.as_str().is_empty() {
            " "
        } else {
            panel.as_str()
        };
        let event = SseEvent::default().event("state").data(panel);
        self.waiting.push_back(match events.last() {
            Some(last) => event.id(last.sequence.to_string()),
            None => event,
        });
    }
}

fn reader(site: &Site, id: ConversationId) -> ReadEvents {
    let hub = Arc::clone(&site.hub);
    Box::new(move |after, limit| {
        let hub = Arc::clone(&hub);
        Box::pin(async move { hub.events(id, after, limit).await })
    })
}
