//! The desk page: without or with one conversation open.

use super::list::{ListView, Standing, list};
use super::opened::note_look;
use super::panel::{Panel, PanelFragment};
use super::presence::{PresenceView, keep};
use super::why::{WhyView, why};
use crate::access::CurrentClerk;
use crate::console::Console;
use crate::problems::problem_of;
use crate::shell::Shell;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bot_core::conversation::Conversation;
use bot_core::hub::ClerkError;
use bot_core::ids::ConversationId;
use web_kit::{Path, Problem};

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    shell: Shell,
    list: ListView,
    panel: Option<Panel>,
    why: Option<WhyView>,
    presence: PresenceView,
    /// What happened to the conversation that was looked for.
    notice: Option<&'static str>,
}

/// The list alone, for scripts.
#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct ListFragment {
    pub list: ListView,
}

/// What the middle of the desk shows.
pub(crate) enum Middle {
    /// Nothing is open.
    Empty,
    /// A conversation that is the clerk's.
    Open(Box<Panel>, Box<WhyView>),
    /// One that does not exist or is not the clerk's: not told apart.
    NotYours,
}

/// GET: the desk without an open conversation.
pub(crate) async fn desk(State(console): State<Console>, who: CurrentClerk) -> Result<Response, Problem> {
    respond(&console, &who, StatusCode::OK, Middle::Empty).await
}

/// GET: the desk with one conversation open.
pub(crate) async fn conversation(
    State(console): State<Console>,
    who: CurrentClerk,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let Ok(id) = id.parse::<ConversationId>() else {
        return respond(&console, &who, StatusCode::NOT_FOUND, Middle::NotYours).await;
    };
    let found = console.hub.open(id, &who.clerk).await;
    if found.is_ok() && !who.signed.visit.is_fragment {
        note_look(&console.hub, id, &who.clerk)
            .await
            .map_err(problem_of)?;
    }
    show(&console, &who, found).await
}

/// Shows the conversation a step or a look led to, or that it is not there.
pub(crate) async fn show(
    console: &Console,
    who: &CurrentClerk,
    found: Result<Conversation, ClerkError>,
) -> Result<Response, Problem> {
    match found {
        Ok(conversation) => match middle(console, who, &conversation).await? {
            Middle::NotYours => respond(console, who, StatusCode::NOT_FOUND, Middle::NotYours).await,
            open => respond(console, who, StatusCode::OK, open).await,
        },
        Err(ClerkError::NotYours) => respond(console, who, StatusCode::NOT_FOUND, Middle::NotYours).await,
        Err(error) => Err(problem_of(error)),
    }
}

/// The open conversation with its help.
pub(crate) async fn middle(
    console: &Console,
    who: &CurrentClerk,
    conversation: &Conversation,
) -> Result<Middle, Problem> {
    let Some(panel) = Panel::of(console, who, conversation).await? else {
        return Ok(Middle::NotYours);
    };
    let Some(handover) = conversation.handover() else {
        return Ok(Middle::NotYours);
    };
    let why = why(
        &console.hub,
        who.signed.words(),
        who.signed.locale,
        handover,
        &who.clerk,
    );
    Ok(Middle::Open(Box::new(panel), Box::new(why)))
}

/// The page; for scripts only the middle, or a problem.
pub(crate) async fn respond(
    console: &Console,
    who: &CurrentClerk,
    status: StatusCode,
    middle: Middle,
) -> Result<Response, Problem> {
    if who.signed.visit.is_fragment {
        return match middle {
            Middle::Open(panel, _) => Ok(web_kit::page(status, &PanelFragment { panel: &panel })),
            Middle::Empty => Ok(web_kit::page(status, &list_fragment(console, who).await?)),
            Middle::NotYours => Err(Problem::not_found()),
        };
    }
    if !who.signed.visit.wants_page && status == StatusCode::NOT_FOUND {
        return Err(Problem::not_found());
    }
    let presence = keep(console, who).await?;
    let words = who.signed.words();
    let (panel, why, notice) = match middle {
        Middle::Empty => (None, None, None),
        Middle::Open(panel, why) => (Some(*panel), Some(*why), None),
        Middle::NotYours => (None, None, Some(words.t("desk.not_yours"))),
    };
    let list = list(
        &console.hub,
        &who.clerk,
        words,
        panel.as_ref().map(|panel| panel.id),
    )
    .await?;
    let shell = Shell::of(console, &who.signed, "desk.title", "desk");
    Ok(web_kit::page(
        status,
        &DeskPage {
            shell,
            list,
            panel,
            why,
            presence,
            notice,
        },
    ))
}

async fn list_fragment(console: &Console, who: &CurrentClerk) -> Result<ListFragment, Problem> {
    Ok(ListFragment {
        list: list(&console.hub, &who.clerk, who.signed.words(), None).await?,
    })
}
