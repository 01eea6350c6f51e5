//! The conversation as a page, for reading, printing and deleting. Nothing here writes.

use super::legal::retention_days;
use super::state_panel::StatePanel;
use super::{Current, Site};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use bot_core::conversation::{Event, Phase, Recorded};
use serde::Deserialize;
use web_kit::headers::MayBeFramed;
use web_kit::render::{Audience, Html, Renderer, Shown, client_id, day_and_time};
use web_kit::{Frame, Problem, Query, Visit};

/// Events shown on the page; the print view has all of them.
const EVENTS_SHOWN: u64 = 300;

#[derive(Template)]
#[template(path = "chat.html")]
struct ChatPage {
    frame: Frame,
    days: u64,
    chars_max: usize,
    client_id: String,
    messages: Vec<Shown>,
    is_cut: bool,
    last_sequence: u64,
    turn_sequence: u64,
    state: Option<Html>,
    page: String,
    is_waiting: bool,
    events_url: String,
}

#[derive(Template)]
#[template(path = "transcript.html")]
struct TranscriptPage {
    frame: Frame,
    messages: Vec<Shown>,
    time: String,
}

#[derive(Template)]
#[template(path = "delete.html")]
struct DeletePage {
    frame: Frame,
}

/// The page the citizen came from, as another site's launcher names it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Origin {
    #[serde(default)]
    page: String,
}

pub(super) async fn show(
    State(site): State<Site>,
    current: Current,
    Query(origin): Query<Origin>,
) -> Result<Response, Problem> {
    let mut frame = site.frame(&current, "chat.title", "chat");
    frame.posts_language = true;
    frame.scripts = vec!["js/chat.js"];
    let last_sequence = current
        .conversation
        .as_ref()
        .map_or(0, |conversation| conversation.sequence);
    let first = last_sequence.saturating_sub(EVENTS_SHOWN);
    let events = read_all(&site, &current, first).await?;
    let directory = site.hub.directory();
    let audience = Audience::Citizen {
        visit: &current.visit,
        csrf: &frame.csrf,
    };
    let renderer = renderer(&site, &current.visit, audience, &directory);
    let messages = renderer.transcript(&events);
    let state = StatePanel::of(&renderer, current.conversation.as_ref());
    let is_waiting = current.conversation.as_ref().is_some_and(|conversation| {
        matches!(conversation.phase, Phase::AwaitingClerk(_) | Phase::WithClerk(_))
    });
    let is_citizens = |recorded: &&Recorded| matches!(recorded.event, Event::CitizenWrote { .. });
    let turn_sequence = events
        .iter()
        .rfind(is_citizens)
        .map_or(0, |recorded| recorded.sequence);
    let shown_until = events.last().map_or(last_sequence, |event| event.sequence);
    let page = ChatPage {
        events_url: current.visit.link("/chat/events"),
        days: retention_days(&site),
        chars_max: site.hub.limits.message_chars_max,
        client_id: client_id(),
        is_cut: first > 0,
        last_sequence: shown_until,
        turn_sequence,
        page: clean_page(&origin.page),
        messages,
        state,
        is_waiting,
        frame,
    };
    Ok(own(web_kit::page(StatusCode::OK, &page), &current.visit))
}

pub(super) async fn transcript(State(site): State<Site>, current: Current) -> Result<Response, Problem> {
    let mut frame = site.frame(&current, "transcript.title", "prose");
    frame.scripts = vec!["js/print.js"];
    let events = read_all(&site, &current, 0).await?;
    let directory = site.hub.directory();
    let renderer = renderer(&site, &current.visit, Audience::Print, &directory);
    let now = renderer.now;
    let time = day_and_time(
        now,
        jiff::Timestamp::UNIX_EPOCH,
        &renderer.time_zone,
        frame.locale,
    );
    let page = TranscriptPage {
        messages: renderer.transcript(&events),
        frame,
        time,
    };
    Ok(own(web_kit::page(StatusCode::OK, &page), &current.visit))
}

pub(super) async fn confirm_delete(State(site): State<Site>, current: Current) -> Result<Response, Problem> {
    let frame = site.frame(&current, "delete.title", "narrow");
    Ok(own(
        web_kit::page(StatusCode::OK, &DeletePage { frame }),
        &current.visit,
    ))
}

/// How messages look for the citizen.
pub(super) fn renderer<'a>(
    site: &Site,
    visit: &Visit,
    audience: Audience<'a>,
    directory: &'a bot_core::responsibility::Directory,
) -> Renderer<'a> {
    Renderer {
        locale: visit.locale,
        time_zone: site.kit.time_zone.clone(),
        now: site.hub.clock.now(),
        audience,
        directory: Some(directory),
    }
}

/// A page with the citizen's own words: kept by nobody, framed only where it is meant to be.
pub(super) fn own(mut response: Response, visit: &Visit) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if visit.is_framed {
        response.extensions_mut().insert(MayBeFramed);
    }
    response
}

/// All events above a sequence, page by page.
async fn read_all(site: &Site, current: &Current, after: u64) -> Result<Vec<Recorded>, Problem> {
    let Some(id) = current.id() else {
        return Ok(Vec::new());
    };
    let mut events: Vec<Recorded> = Vec::new();
    loop {
        let seen = events.last().map_or(after, |event| event.sequence);
        let more = site.hub.events(id, seen, web_kit::stream::PAGE).await?;
        let is_last = more.len() < web_kit::stream::PAGE;
        events.extend(more);
        if is_last {
            return Ok(events);
        }
    }
}

/// The path of a page without query and fragment, of bounded length; anything else is nothing.
pub(super) fn clean_page(page: &str) -> String {
    let path = page.split(['?', '#']).next().unwrap_or_default();
    let is_path = path.starts_with('/') && path.chars().all(|c| !c.is_control() && c != '\\');
    if is_path {
        path.chars().take(200).collect()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::clean_page;

    #[test]
    fn a_page_reference_carries_nothing_personal() {
        assert_eq!(clean_page("/buergerservice?name=huber#x"), "/buergerservice");
        assert_eq!(clean_page("javascript:alert(1)"), "");
        assert_eq!(clean_page(&format!("/{}", "a".repeat(500))).len(), 200);
    }
}
