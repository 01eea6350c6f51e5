//! Saying whether one is there. A desk that is open keeps the word; one that is closed lets it lapse.

use crate::access::CurrentClerk;
use crate::console::Console;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bot_core::ports::StoreUnavailable;
use bot_core::responsibility::PresenceState;
use serde::Deserialize;
use web_kit::{Posted, Problem, Words};

/// The three buttons.
pub(crate) struct PresenceView {
    pub words: &'static Words,
    pub now: &'static str,
    /// Name in forms, words, whether it holds now.
    pub states: Vec<(&'static str, &'static str, bool)>,
}

/// The form.
#[derive(Deserialize)]
pub(crate) struct PresenceForm {
    state: PresenceState,
}

const STATES: [(PresenceState, &str, &str); 3] = [
    (PresenceState::There, "there", "presence.there"),
    (PresenceState::ShortBreak, "short_break", "presence.short_break"),
    (PresenceState::Away, "away", "presence.away"),
];

/// POST: notes it.
pub(crate) async fn presence(
    State(console): State<Console>,
    who: CurrentClerk,
    posted: Posted<PresenceForm>,
) -> Result<Response, Problem> {
    console.hub.set_presence(&who.clerk, posted.form.state).await?;
    if who.signed.visit.wants_page {
        return Ok(Redirect::to("/console").into_response());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What the clerk said last; "there" is said again, because a page was just opened.
pub(crate) async fn keep(console: &Console, who: &CurrentClerk) -> Result<PresenceView, StoreUnavailable> {
    let state = renew(console, who).await?;
    let words = who.signed.words();
    let states = STATES
        .map(|(known, name, key)| (name, words.t(key), known == state))
        .to_vec();
    Ok(PresenceView {
        words,
        now: STATES
            .iter()
            .find(|(s, ..)| *s == state)
            .map_or("away", |(_, n, _)| n),
        states,
    })
}

/// Says "there" again for a clerk who said so last. Returns what holds now.
pub(crate) async fn renew(console: &Console, who: &CurrentClerk) -> Result<PresenceState, StoreUnavailable> {
    let noted = console
        .hub
        .presence
        .presence(std::slice::from_ref(&who.clerk))
        .await?;
    let state = noted
        .first()
        .map_or(PresenceState::Away, |presence| presence.state);
    if state == PresenceState::There {
        console.hub.set_presence(&who.clerk, state).await?;
    }
    Ok(state)
}
