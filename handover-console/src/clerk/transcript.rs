//! One conversation to print or file: everything that was said, without controls.

use super::list::all_events;
use super::opened::note_look;
use super::shown::renderer;
use crate::access::CurrentClerk;
use crate::console::Console;
use crate::problems::problem_of;
use crate::shell::Shell;
use crate::words::day_and_clock;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bot_core::ids::ConversationId;
use web_kit::render::Html;
use web_kit::{Path, Problem};

#[derive(Template)]
#[template(path = "transcript.html")]
struct TranscriptPage {
    shell: Shell,
    id: ConversationId,
    matter: String,
    /// When it began and when it was printed.
    when: String,
    entries: Vec<Html>,
}

/// GET: the transcript of a conversation that is the clerk's.
pub(crate) async fn transcript(
    State(console): State<Console>,
    who: CurrentClerk,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: ConversationId = id.parse().map_err(|_| Problem::not_found())?;
    let hub = console.hub.as_ref();
    let conversation = hub.open(id, &who.clerk).await.map_err(problem_of)?;
    note_look(hub, id, &who.clerk).await.map_err(problem_of)?;
    let events = all_events(hub, id).await?;
    let shell = Shell::of(&console, &who.signed, "transcript.title", "transcript");
    let directory = hub.directory();
    let renderer = renderer(hub, &directory, shell.locale);
    let zone = &hub.calendar.time_zone;
    let page = TranscriptPage {
        id,
        matter: conversation
            .handover()
            .map_or_else(String::new, |handover| handover.matter.title.clone()),
        when: shell.words.put2(
            "transcript.when",
            (
                "begun",
                &day_and_clock(conversation.started_at, zone, shell.locale),
            ),
            ("printed", &day_and_clock(hub.clock.now(), zone, shell.locale)),
        ),
        entries: renderer
            .transcript(&events)
            .into_iter()
            .map(|shown| shown.html)
            .collect(),
        shell,
    };
    Ok(web_kit::page(StatusCode::OK, &page))
}
