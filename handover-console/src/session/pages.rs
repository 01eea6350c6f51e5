//! The pages and forms of signing in and out.

use super::lockout::WINDOW;
use super::sign_in::{FIELD_MAX, SignInError, SignedIn, Try};
use super::stay::{Look, stay_of};
use crate::access::{Signed, staff_locale, start_page};
use crate::console::Console;
use crate::shell::Shell;
use askama::Template;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use bot_core::account::Role;
use bot_core::locale::Locale;
use bot_core::responsibility::PresenceState;
use serde::Deserialize;
use std::convert::Infallible;
use web_kit::cookie::{self, Lifetime};
use web_kit::{Posted, Problem};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: Shell,
    /// What went wrong, in words.
    problem: Option<&'static str>,
    login: String,
    /// Set when somebody is signed in whose role does not fit: name and start page.
    signed_in_as: Option<(String, &'static str)>,
    field_max: usize,
}

/// The form of the sign-in page.
#[derive(Deserialize)]
pub(crate) struct SignInForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
}

/// A form without fields of its own.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// The locale of a staff page before anybody is signed in.
pub(crate) struct StaffLocale(Locale);

impl<S: Send + Sync> FromRequestParts<S> for StaffLocale {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(staff_locale(parts)))
    }
}

/// GET: the form; or, for somebody signed in with another role, the way back.
pub(crate) async fn sign_in_page(
    State(console): State<Console>,
    StaffLocale(locale): StaffLocale,
    headers: HeaderMap,
) -> Response {
    let token = cookie::read(&headers, cookie::STAFF);
    let signed_in_as = match token {
        Some(token) => stay_of(
            console.accounts.as_ref(),
            token,
            console.hub.clock.now(),
            Look::Watching,
        )
        .await
        .ok()
        .map(|stay| (stay.account.display_name.clone(), start_page(&stay.account.roles))),
        None => None,
    };
    let token = token.filter(|_| signed_in_as.is_some());
    let shell = Shell::of_nobody(&console, locale, token);
    let page = SignInPage {
        shell,
        problem: None,
        login: String::new(),
        signed_in_as,
        field_max: FIELD_MAX,
    };
    web_kit::page(StatusCode::OK, &page)
}

/// POST: signs in and leads to the page of the account's first role.
pub(crate) async fn sign_in(
    State(console): State<Console>,
    StaffLocale(locale): StaffLocale,
    posted: Posted<SignInForm>,
) -> Response {
    let old = cookie::read(&posted.headers, cookie::STAFF).map(str::to_owned);
    let login: String = posted.form.login.chars().take(FIELD_MAX).collect();
    let address = posted
        .visit
        .network
        .map_or_else(|| "unknown".to_owned(), |network| network.to_string());
    let attempt = Try {
        login: posted.form.login,
        password: posted.form.password,
        address,
    };
    let now = console.hub.clock.now();
    match super::sign_in::sign_in(console.accounts.as_ref(), &console.passwords, now, attempt).await {
        Ok(signed_in) => begun(&console, signed_in, old.as_deref()).await,
        Err(error) => refused(&console, locale, login, error),
    }
}

async fn begun(console: &Console, signed_in: SignedIn, old: Option<&str>) -> Response {
    if let Some(old) = old
        && let Err(error) = console.accounts.end_session(&web_kit::token::hash(old)).await
    {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "the session before could not be ended"
        );
    }
    tracing::info!(account.id = %signed_in.account.id, "signed in");
    let mut response = Redirect::to(start_page(&signed_in.account.roles)).into_response();
    set_cookie(
        &mut response,
        cookie::write(cookie::STAFF, &signed_in.token, Lifetime::Session),
    );
    response
}

fn refused(console: &Console, locale: Locale, login: String, error: SignInError) -> Response {
    let (status, key) = match error {
        SignInError::Refused => (StatusCode::FORBIDDEN, "sign_in.refused"),
        SignInError::Locked => (StatusCode::TOO_MANY_REQUESTS, "sign_in.locked"),
        SignInError::Busy(error) => {
            tracing::warn!(
                error = &*error as &dyn std::error::Error,
                "a sign-in could not be checked"
            );
            (StatusCode::SERVICE_UNAVAILABLE, "sign_in.busy")
        }
        SignInError::Unavailable(error) => return Problem::from(error).into_response(),
    };
    tracing::info!(reason = key, "a sign-in was refused");
    let shell = Shell::of_nobody(console, locale, None);
    let problem = Some(shell.words.t(key));
    let page = SignInPage {
        shell,
        problem,
        login,
        signed_in_as: None,
        field_max: FIELD_MAX,
    };
    let mut response = web_kit::page(status, &page);
    if status == StatusCode::TOO_MANY_REQUESTS {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(WINDOW.as_secs()));
    }
    response
}

/// POST: ends the session; a clerk is away from now on.
pub(crate) async fn sign_out(
    State(console): State<Console>,
    signed: Signed,
    _posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    console
        .accounts
        .end_session(&signed.stay.session.token_hash)
        .await?;
    if let Some(clerk) = signed
        .stay
        .account
        .clerk
        .as_ref()
        .filter(|_| signed.stay.may(Role::Clerk))
    {
        console.hub.set_presence(clerk, PresenceState::Away).await?;
    }
    let mut response = Redirect::to("/console/sign-in").into_response();
    set_cookie(&mut response, cookie::write(cookie::STAFF, "", Lifetime::Over));
    response
        .headers_mut()
        .insert("clear-site-data", HeaderValue::from_static("\"storage\""));
    Ok(response)
}

/// POST: a sign of life, so that the session does not end while somebody is working.
pub(crate) async fn stay(signed: Signed, _posted: Posted<Nothing>) -> Response {
    if signed.visit.wants_page {
        return Redirect::to(start_page(&signed.stay.account.roles)).into_response();
    }
    StatusCode::NO_CONTENT.into_response()
}

fn set_cookie(response: &mut Response, value: Option<HeaderValue>) {
    if let Some(value) = value {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
