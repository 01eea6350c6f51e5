//! The citizens' website: entrance hall, life events, services, the conversation, and the launcher for other sites.
//!
//! Every page works without scripts: a form posts, the answer is 303. With scripts the same handlers answer 202 and
//! the live stream brings what happened. Reading a page writes nothing and needs no cookie.

mod catalogue;
mod chat;
mod hall;
mod legal;
mod live;
mod post;
mod session;
mod state_panel;
mod widget;

pub use session::{CitizenSession, Current};

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post as on_post};
use bot_core::hub::Hub;
use std::sync::Arc;
use web_kit::{Frame, Kit, LiveFeed};

/// What the website stands on.
#[derive(Clone)]
pub struct Site {
    /// The conversation hub.
    pub hub: Arc<Hub>,
    /// What was stored, live.
    pub feed: Arc<LiveFeed>,
    /// City, settings, keys and limits of the pages.
    pub kit: Arc<Kit>,
    streams: Arc<live::OpenStreams>,
}

impl Site {
    /// Composes it.
    #[must_use]
    pub fn new(hub: Arc<Hub>, feed: Arc<LiveFeed>, kit: Arc<Kit>) -> Self {
        let streams = Arc::new(live::OpenStreams::new(kit.settings.streams_max));
        Self {
            hub,
            feed,
            kit,
            streams,
        }
    }

    /// The frame of a page: its title by the key of its words, and its kind.
    fn frame(&self, current: &Current, title: &str, kind: &'static str) -> Frame {
        let mut frame = Frame::new(&self.kit, &current.visit, current.token(), "");
        frame.w.t(title).clone_into(&mut frame.title);
        frame.kind = kind;
        frame
    }

    /// How many live streams are open.
    #[must_use]
    pub fn open_streams(&self) -> usize {
        self.streams.count()
    }
}

impl FromRef<Site> for Arc<Kit> {
    fn from_ref(site: &Site) -> Self {
        Self::clone(&site.kit)
    }
}

/// One route, for tests and for the description of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path with its variables in braces.
    pub path: &'static str,
    /// Who may use it.
    pub who: Who,
    /// What it is for.
    pub purpose: &'static str,
}

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody; shows nothing personal.
    Everybody,
    /// Everybody, and shows or changes only the conversation of the session's own cookie.
    OwnConversation,
}

const fn open(method: &'static str, path: &'static str, purpose: &'static str) -> Route {
    Route {
        method,
        path,
        who: Who::Everybody,
        purpose,
    }
}
const fn own(method: &'static str, path: &'static str, purpose: &'static str) -> Route {
    Route {
        method,
        path,
        who: Who::OwnConversation,
        purpose,
    }
}

/// All routes of the website. [`routes`] serves exactly these.
pub const ROUTES: [Route; 21] = [
    open("GET", "/", "entrance hall"),
    open("GET", "/leistungen", "all services from A to Z"),
    open("GET", "/leistung/{id}", "one service as a page"),
    open("GET", "/lebenslage/{slug}", "services of one life event"),
    open("GET", "/datenschutz", "privacy notice"),
    open("GET", "/barrierefreiheit", "accessibility statement"),
    open("GET", "/widget.js", "launcher for other sites"),
    own("GET", "/chat", "the conversation; writes nothing"),
    own("GET", "/chat/events", "the conversation, live"),
    own("GET", "/chat/transcript", "the conversation for printing"),
    own("GET", "/chat/delete", "asks whether to delete the conversation"),
    own("POST", "/chat/messages", "says something"),
    own("POST", "/chat/choices", "chooses an option"),
    own("POST", "/chat/topics", "picks a matter"),
    own("POST", "/chat/person", "asks for a person"),
    own("POST", "/chat/feedback", "says whether an answer helped"),
    own("POST", "/chat/withdraw", "stops waiting for a person"),
    own("POST", "/chat/language", "chooses the language"),
    own("POST", "/chat/delete", "deletes the conversation"),
    open("GET", "/favicon.ico", "the sign of the site"),
    open("GET", "/robots.txt", "what search engines may read"),
];

/// The routes of the website. The caller puts `web_kit::dress` around everything.
pub fn routes(site: Site) -> Router {
    Router::new()
        .route("/", get(hall::show))
        .route("/leistungen", get(catalogue::services))
        .route("/leistung/{id}", get(catalogue::article))
        .route("/lebenslage/{slug}", get(catalogue::life_event))
        .route("/datenschutz", get(legal::privacy))
        .route("/barrierefreiheit", get(legal::accessibility))
        .route("/widget.js", get(widget::script))
        .route("/favicon.ico", get(widget::favicon))
        .route("/robots.txt", get(widget::robots))
        .route("/chat", get(chat::show))
        .route("/chat/events", get(live::events))
        .route("/chat/transcript", get(chat::transcript))
        .route("/chat/delete", get(chat::confirm_delete).post(post::delete))
        .route("/chat/messages", on_post(post::message))
        .route("/chat/choices", on_post(post::choice))
        .route("/chat/topics", on_post(post::topic))
        .route("/chat/person", on_post(post::person))
        .route("/chat/feedback", on_post(post::feedback))
        .route("/chat/withdraw", on_post(post::withdraw))
        .route("/chat/language", on_post(post::language))
        .with_state(site)
}

#[cfg(test)]
mod test_bench;
#[cfg(test)]
mod tests;
