//! What a clerk does with a conversation. Every step is one post; the answer is 303, or for scripts the new fragment.

use super::desk::{Middle, middle, respond, show};
use super::panel::{OUTCOMES, Panel};
use crate::access::CurrentClerk;
use crate::console::Console;
use crate::problems::problem_of;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bot_core::conversation::Conversation;
use bot_core::hub::ClerkError;
use bot_core::ids::{ConversationId, HandoverId, MessageId};
use serde::{Deserialize, Serialize};
use web_kit::{Path, Posted, Problem};

/// Accepting or declining an offer.
#[derive(Deserialize)]
pub(crate) struct OfferForm {
    handover: HandoverId,
    #[serde(default)]
    reason: String,
}

/// A reply with the id its page gave it.
#[derive(Deserialize)]
pub(crate) struct ReplyForm {
    message: MessageId,
    #[serde(default)]
    text: String,
}

/// Handing back has no fields of its own.
#[derive(Deserialize)]
pub(crate) struct PlainForm {}

/// Closing.
#[derive(Deserialize)]
pub(crate) struct CloseForm {
    #[serde(default)]
    outcome: String,
}

/// What a script learns about its reply.
#[derive(Serialize)]
struct Replied {
    /// The last event of the conversation.
    sequence: u64,
    /// Id for the next reply.
    next: MessageId,
}

/// POST: takes the conversation over; of all who try, one succeeds.
pub(crate) async fn accept(
    State(console): State<Console>,
    who: CurrentClerk,
    Path(id): Path<String>,
    posted: Posted<OfferForm>,
) -> Result<Response, Problem> {
    let id = known(&id)?;
    let done = console.hub.accept(id, posted.form.handover, &who.clerk).await;
    stay_on(&console, &who, format!("/console/conversations/{id}"), done).await
}

/// POST: declines; the next deputy is asked.
pub(crate) async fn decline(
    State(console): State<Console>,
    who: CurrentClerk,
    Path(id): Path<String>,
    posted: Posted<OfferForm>,
) -> Result<Response, Problem> {
    let reason = Some(posted.form.reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let done = console
        .hub
        .decline(known(&id)?, posted.form.handover, &who.clerk, reason)
        .await;
    leave(&console, &who, done).await
}

/// POST: writes to the citizen. What could not be sent stays in the field.
pub(crate) async fn reply(
    State(console): State<Console>,
    who: CurrentClerk,
    Path(id): Path<String>,
    posted: Posted<ReplyForm>,
) -> Result<Response, Problem> {
    let id = known(&id)?;
    let ReplyForm { message, text } = posted.form;
    let text = text.replace("\r\n", "\n");
    match console.hub.reply(id, &who.clerk, message, text.clone()).await {
        Ok(state) if who.signed.visit.wants_page => {
            stay_on(
                &console,
                &who,
                format!("/console/conversations/{id}#reply"),
                Ok(state),
            )
            .await
        }
        Ok(state) => {
            let next = MessageId(console.hub.ids.next());
            Ok(axum::Json(Replied {
                sequence: state.sequence,
                next,
            })
            .into_response())
        }
        Err(error) if who.signed.visit.wants_page => refused(&console, &who, id, message, text, error).await,
        Err(error) => Err(problem_of(error)),
    }
}

/// POST: gives the conversation back to the bot.
pub(crate) async fn hand_back(
    State(console): State<Console>,
    who: CurrentClerk,
    Path(id): Path<String>,
    _posted: Posted<PlainForm>,
) -> Result<Response, Problem> {
    let done = console.hub.hand_back(known(&id)?, &who.clerk).await;
    leave(&console, &who, done).await
}

/// POST: closes the conversation with an outcome.
pub(crate) async fn close(
    State(console): State<Console>,
    who: CurrentClerk,
    Path(id): Path<String>,
    posted: Posted<CloseForm>,
) -> Result<Response, Problem> {
    let id = known(&id)?;
    let outcome = OUTCOMES
        .iter()
        .find(|(name, _)| *name == posted.form.outcome)
        .map(|(_, outcome)| *outcome);
    match outcome {
        Some(outcome) => leave(&console, &who, console.hub.close(id, &who.clerk, outcome).await).await,
        None if who.signed.visit.wants_page => show_with(&console, &who, id, "close.choose", None).await,
        None => Err(Problem::bad_request()),
    }
}

fn known(id: &str) -> Result<ConversationId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}

/// After a step that keeps the conversation.
async fn stay_on(
    console: &Console,
    who: &CurrentClerk,
    page: String,
    done: Result<Conversation, ClerkError>,
) -> Result<Response, Problem> {
    if done.is_ok() && who.signed.visit.wants_page {
        return Ok(Redirect::to(&page).into_response());
    }
    show(console, who, done).await
}

/// After a step that ends the clerk's part.
async fn leave(
    console: &Console,
    who: &CurrentClerk,
    done: Result<Conversation, ClerkError>,
) -> Result<Response, Problem> {
    match done {
        Ok(_) if who.signed.visit.wants_page => Ok(Redirect::to("/console").into_response()),
        Ok(_) => respond(console, who, StatusCode::OK, Middle::Empty).await,
        Err(error) => show(console, who, Err(error)).await,
    }
}

/// A reply that was not sent: the page again with the text and the reason.
async fn refused(
    console: &Console,
    who: &CurrentClerk,
    id: ConversationId,
    message: MessageId,
    text: String,
    error: ClerkError,
) -> Result<Response, Problem> {
    match error {
        ClerkError::Empty => show_with(console, who, id, "reply.empty", Some((message, text))).await,
        ClerkError::TooLong { .. } => {
            show_with(console, who, id, "reply.too_long", Some((message, text))).await
        }
        other => show(console, who, Err(other)).await,
    }
}

/// The open conversation with a sentence about what is wrong.
async fn show_with(
    console: &Console,
    who: &CurrentClerk,
    id: ConversationId,
    problem: &'static str,
    draft: Option<(MessageId, String)>,
) -> Result<Response, Problem> {
    let conversation = match console.hub.open(id, &who.clerk).await {
        Ok(conversation) => conversation,
        Err(error) => return show(console, who, Err(error)).await,
    };
    let mut open = middle(console, who, &conversation).await?;
    if let Middle::Open(panel, _) = &mut open {
        complain(panel, problem, draft);
    }
    respond(console, who, StatusCode::UNPROCESSABLE_ENTITY, open).await
}

fn complain(panel: &mut Panel, problem: &'static str, draft: Option<(MessageId, String)>) {
    panel.problem = Some(panel.words.put(problem, "max", panel.chars_max));
    if let Some((message, text)) = draft {
        panel.message = message;
        panel.draft = text;
    }
}
