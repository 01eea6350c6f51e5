//! What a citizen does: each form is one use case of the hub, then 303 to the conversation, or 202 for a script.
//!
//! Sending is idempotent by the id the page made: a retry after a lost connection changes nothing and is answered
//! alike.

use super::chat::{clean_page, own};
use super::{CitizenSession, Current, Site};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use bot_core::conversation::{Inbound, InboundMessage, PageReference};
use bot_core::hub::Receipt;
use bot_core::ids::{ArticleId, ConversationId, MessageId};
use bot_core::locale::Locale;
use bot_core::personal::Personal;
use serde::{Deserialize, Serialize};
use web_kit::cookie::{self, Lifetime};
use web_kit::render::client_id;
use web_kit::{Frame, Posted, Problem, Visit};

/// Longest id a page may give a message.
const CLIENT_ID_MAX: usize = 64;
/// A year: how long a chosen language is remembered.
const LOCALE_SECONDS: u64 = 365 * 24 * 3600;

/// What a script is told about a message that was taken.
#[derive(Serialize)]
struct Taken {
    sequence: u64,
    is_duplicate: bool,
    /// The conversation before was over, so this message began another one: the page must begin anew.
    is_another: bool,
}

/// Words.
#[derive(Deserialize)]
pub(super) struct MessageForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    example: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    page: String,
}

/// An option of a question back.
#[derive(Deserialize)]
pub(super) struct ChoiceForm {
    message: String,
    option: String,
    #[serde(default)]
    client_id: String,
}

/// A matter from a list.
#[derive(Deserialize)]
pub(super) struct TopicForm {
    article: String,
    #[serde(default)]
    client_id: String,
}

/// The wish for a person.
#[derive(Deserialize)]
pub(super) struct PersonForm {
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    page: String,
}

/// Whether an answer helped.
#[derive(Deserialize)]
pub(super) struct FeedbackForm {
    message: String,
    helped: String,
    #[serde(default)]
    reason: String,
}

/// A form that only has its token.
#[derive(Deserialize)]
pub(super) struct BareForm {}

/// The chosen language.
#[derive(Deserialize)]
pub(super) struct LanguageForm {
    locale: String,
}

#[derive(Template)]
#[template(path = "deleted.html")]
struct DeletedPage {
    frame: Frame,
    was_there: bool,
}

pub(super) async fn message(
    State(site): State<Site>,
    Posted { form, visit, headers }: Posted<MessageForm>,
) -> Result<Response, Problem> {
    let text = if form.example.is_empty() {
        form.text
    } else {
        form.example
    };
    let content = Inbound::Text {
        text: Personal::new(text),
    };
    receive(&site, &visit, &headers, content, (&form.client_id, &form.page)).await
}

pub(super) async fn choice(
    State(site): State<Site>,
    Posted { form, visit, headers }: Posted<ChoiceForm>,
) -> Result<Response, Problem> {
    let message: MessageId = form.message.parse().map_err(|_| Problem::bad_request())?;
    let option = match form.option.as_str() {
        "none" => None,
        number => Some(number.parse::<usize>().map_err(|_| Problem::bad_request())?),
    };
    let content = Inbound::Choice { message, option };
    receive(&site, &visit, &headers, content, (&form.client_id, "")).await
}

pub(super) async fn topic(
    State(site): State<Site>,
    Posted { form, visit, headers }: Posted<TopicForm>,
) -> Result<Response, Problem> {
    let content = Inbound::Topic {
        article: ArticleId::new(form.article),
        facts: Vec::new(),
    };
    receive(&site, &visit, &headers, content, (&form.client_id, "")).await
}

pub(super) async fn person(
    State(site): State<Site>,
    Posted { form, visit, headers }: Posted<PersonForm>,
) -> Result<Response, Problem> {
    receive(
        &site,
        &visit,
        &headers,
        Inbound::Person,
        (&form.client_id, &form.page),
    )
    .await
}

pub(super) async fn feedback(
    State(site): State<Site>,
    Posted { form, visit, headers }: Posted<FeedbackForm>,
) -> Result<Response, Problem> {
    let message: MessageId = form.message.parse().map_err(|_| Problem::bad_request())?;
    let id = existing(&site, &visit, &headers)
        .await?
        .ok_or(Problem::not_found())?;
    let reason = Some(form.reason).filter(|reason| !reason.trim().is_empty());
    site.hub
        .give_feedback(id, message, form.helped == "yes", reason)
        .await?;
    Ok(done(&visit, &format!("/chat#feedback-{message}")))
}

pub(super) async fn withdraw(
    State(site): State<Site>,
    Posted { visit, headers, .. }: Posted<BareForm>,
) -> Result<Response, Problem> {
    let id = existing(&site, &visit, &headers)
        .await?
        .ok_or(Problem::not_found())?;
    site.hub.withdraw(id).await?;
    Ok(done(&visit, "/chat#latest"))
}

pub(super) async fn language(
    State(site): State<Site>,
    Posted { form, visit, headers }: Posted<LanguageForm>,
) -> Result<Response, Problem> {
    let locale = Locale::from_tag(&form.locale).ok_or(Problem::bad_request())?;
    if let Some(id) = existing(&site, &visit, &headers).await? {
        site.hub.choose_locale(id, locale).await?;
    }
    let mut response = done(&Visit { locale, ..visit }, "/chat");
    if let Some(value) = cookie::write(cookie::LOCALE, locale.tag(), Lifetime::Seconds(LOCALE_SECONDS)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

pub(super) async fn delete(
    State(site): State<Site>,
    Posted { visit, headers, .. }: Posted<BareForm>,
) -> Result<Response, Problem> {
    let found = existing(&site, &visit, &headers).await?;
    if let Some(id) = found {
        site.hub.erase(id).await?;
    }
    let current = Current {
        visit: visit.clone(),
        session: None,
        conversation: None,
    };
    let mut frame = site.frame(&current, "delete.done_title", "narrow");
    frame.scripts = vec!["js/forget.js"];
    let mut response = web_kit::page(
        StatusCode::OK,
        &DeletedPage {
            frame,
            was_there: found.is_some(),
        },
    );
    if let Some(value) = cookie::write(visit.citizen_cookie(), "", Lifetime::Over) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(own(response, &visit))
}

async fn receive(
    site: &Site,
    visit: &Visit,
    headers: &HeaderMap,
    content: Inbound,
    (given_id, page): (&str, &str),
) -> Result<Response, Problem> {
    let session = CitizenSession::of_or_new(headers, visit)?;
    let is_usable = (8..=CLIENT_ID_MAX).contains(&given_id.len())
        && given_id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let external_id = if is_usable {
        given_id.to_owned()
    } else {
        client_id()
    };
    let page = clean_page(page);
    let before = site.hub.conversation_of(&session.address()).await?;
    let receipt = site
        .hub
        .receive(InboundMessage {
            from: session.address(),
            external_id,
            content,
            locale: visit.locale,
            page: (!page.is_empty()).then_some(PageReference(page)),
            received_at: site.hub.clock.now(),
        })
        .await?;
    let is_another = before.is_some_and(|before| before != receipt.conversation);
    let mut response = if visit.is_fragment {
        let Receipt {
            sequence,
            is_duplicate,
            ..
        } = receipt;
        (
            StatusCode::ACCEPTED,
            axum::Json(Taken {
                sequence,
                is_duplicate,
                is_another,
            }),
        )
            .into_response()
    } else {
        done(visit, "/chat#latest")
    };
    if let Some(value) = session.cookie(visit, site.hub.limits.retention.as_secs()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

fn done(visit: &Visit, to: &str) -> Response {
    if visit.is_fragment {
        return StatusCode::NO_CONTENT.into_response();
    }
    own(Redirect::to(&visit.link(to)).into_response(), visit)
}

/// The conversation of the session, if there is one.
async fn existing(
    site: &Site,
    visit: &Visit,
    headers: &HeaderMap,
) -> Result<Option<ConversationId>, Problem> {
    match CitizenSession::of(headers, visit) {
        Some(session) => Ok(site.hub.conversation_of(&session.address()).await?),
        None => Ok(None),
    }
}
