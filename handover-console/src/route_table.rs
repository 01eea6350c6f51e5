//! The routes of the console: one static table says who may use what and why; the router is built beside it, and a
//! test compares the two.

use crate::console::Console;
use crate::{clerk, editor, operations, session};
use axum::Router;
use axum::routing::{get, post};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody: the way in.
    Everybody,
    /// Whoever is signed in.
    Staff,
    /// Clerks.
    Clerk,
    /// Editors.
    Editor,
    /// Operators.
    Operator,
}

/// One route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteEntry {
    /// HTTP method.
    pub method: &'static str,
    /// Path with its variable parts in braces.
    pub path: &'static str,
    /// Who may use it.
    pub audience: Audience,
    /// What it is for.
    pub purpose: &'static str,
}

const fn entry(
    method: &'static str,
    path: &'static str,
    audience: Audience,
    purpose: &'static str,
) -> RouteEntry {
    RouteEntry {
        method,
        path,
        audience,
        purpose,
    }
}

/// All routes of the console.
pub const ROUTES: [RouteEntry; 18] = [
    entry("GET", "/console/sign-in", Audience::Everybody, "page to sign in"),
    entry(
        "POST",
        "/console/sign-in",
        Audience::Everybody,
        "sign in; leads to the page of the first role",
    ),
    entry(
        "POST",
        "/console/sign-out",
        Audience::Staff,
        "end the session, its streams and the clerk's presence",
    ),
    entry(
        "GET",
        "/console",
        Audience::Clerk,
        "the clerk's desk; other roles are led to their page",
    ),
    entry(
        "GET",
        "/console/conversations/{id}",
        Audience::Clerk,
        "the desk with one conversation open",
    ),
    entry(
        "GET",
        "/console/conversations/{id}/transcript",
        Audience::Clerk,
        "one conversation to print",
    ),
    entry(
        "POST",
        "/console/conversations/{id}/accept",
        Audience::Clerk,
        "take an offered conversation over",
    ),
    entry(
        "POST",
        "/console/conversations/{id}/decline",
        Audience::Clerk,
        "decline an offer",
    ),
    entry(
        "POST",
        "/console/conversations/{id}/replies",
        Audience::Clerk,
        "write to the citizen; idempotent",
    ),
    entry(
        "POST",
        "/console/conversations/{id}/hand-back",
        Audience::Clerk,
        "give the conversation back to the bot",
    ),
    entry(
        "POST",
        "/console/conversations/{id}/close",
        Audience::Clerk,
        "close the conversation with an outcome",
    ),
    entry(
        "POST",
        "/console/presence",
        Audience::Clerk,
        "say whether one is there",
    ),
    entry(
        "GET",
        "/console/events",
        Audience::Clerk,
        "live changes as server-sent events",
    ),
    entry("GET", "/console/articles", Audience::Editor, "published articles"),
    entry(
        "GET",
        "/console/articles/{id}",
        Audience::Editor,
        "one article beside its answer",
    ),
    entry(
        "POST",
        "/console/articles/question",
        Audience::Editor,
        "try a question and see why it ranks so",
    ),
    entry(
        "GET",
        "/console/operations",
        Audience::Operator,
        "key figures and the state of the hub",
    ),
    entry(
        "POST",
        "/console/stay",
        Audience::Staff,
        "keep the session before it ends",
    ),
];

/// The routes, to be merged with the other pages and dressed by [`web_kit::dress`].
pub fn routes(console: Console) -> Router {
    Router::new()
        .route(
            "/console/sign-in",
            get(session::sign_in_page).post(session::sign_in),
        )
        .route("/console/sign-out", post(session::sign_out))
        .route("/console/stay", post(session::stay))
        .route("/console", get(clerk::desk))
        .route("/console/conversations/{id}", get(clerk::conversation))
        .route("/console/conversations/{id}/transcript", get(clerk::transcript))
        .route("/console/conversations/{id}/accept", post(clerk::accept))
        .route("/console/conversations/{id}/decline", post(clerk::decline))
        .route("/console/conversations/{id}/replies", post(clerk::reply))
        .route("/console/conversations/{id}/hand-back", post(clerk::hand_back))
        .route("/console/conversations/{id}/close", post(clerk::close))
        .route("/console/presence", post(clerk::presence))
        .route("/console/events", get(clerk::events))
        .route("/console/articles", get(editor::articles))
        .route("/console/articles/{id}", get(editor::article))
        .route("/console/articles/question", post(editor::question))
        .route("/console/operations", get(operations::page))
        .with_state(console)
}
