//! Who may do what: one extractor a role. A handler cannot load anything without one, and what it loads is confined to
//! whom it names.
//!
//! Whoever is not signed in, or has another role, is led to the sign-in page; a script gets a problem instead: 401
//! when nobody is signed in, 404 for a page of another role, as if it did not exist.

use crate::console::Console;
use crate::session::{Look, Stay, StayError, stay_of};
use crate::words::words;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use bot_core::account::Role;
use bot_core::ids::ClerkId;
use bot_core::locale::Locale;
use web_kit::{Problem, Visit, Words, cookie, locale};

/// A signed-in member of staff, whatever their roles.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Account and session.
    pub(crate) stay: Stay,
    /// The cookie's token, to bind forms to.
    pub(crate) token: String,
    /// The request.
    pub(crate) visit: Visit,
    /// Locale of the page: chosen, else German.
    pub(crate) locale: Locale,
}

/// The clerk who is signed in.
#[derive(Clone, Debug)]
pub struct CurrentClerk {
    /// Whom the account acts as.
    pub(crate) clerk: ClerkId,
    /// Who is signed in.
    pub(crate) signed: Signed,
}

/// The editor who is signed in.
#[derive(Clone, Debug)]
pub struct CurrentEditor(pub(crate) Signed);

/// The operator who is signed in.
#[derive(Clone, Debug)]
pub struct CurrentOperator(pub(crate) Signed);

/// Why somebody does not get in.
pub enum Refused {
    /// A browser: to the sign-in page.
    ToSignIn,
    /// A browser of somebody with another role at the common entrance: to their own page.
    ToStart(&'static str),
    /// A script that nobody signed in for.
    SignedOut,
    /// A script of somebody with another role.
    NotFound,
    /// The store does not answer.
    Unavailable(Problem),
}

impl Signed {
    pub(crate) fn words(&self) -> &'static Words {
        words(self.locale)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::ToSignIn => Redirect::to("/console/sign-in").into_response(),
            Self::ToStart(page) => Redirect::to(page).into_response(),
            Self::SignedOut => Problem::new(StatusCode::UNAUTHORIZED, "signed_out").into_response(),
            Self::NotFound => Problem::not_found().into_response(),
            Self::Unavailable(problem) => problem.into_response(),
        }
    }
}

/// The locale of a staff page: asked for or chosen before, else German whatever the browser says.
pub(crate) fn staff_locale(parts: &Parts) -> Locale {
    locale::asked_for(&parts.uri)
        .or_else(|| cookie::read(&parts.headers, cookie::LOCALE).and_then(Locale::from_tag))
        .map_or(Locale::De, |locale| {
            if locale == Locale::En {
                Locale::En
            } else {
                Locale::De
            }
        })
}

async fn signed(parts: &mut Parts, console: &Console) -> Result<Signed, Refused> {
    let Ok(visit) = Visit::from_request_parts(parts, console).await;
    let refuse = |visit: &Visit| {
        if visit.wants_page {
            Refused::ToSignIn
        } else {
            Refused::SignedOut
        }
    };
    let Some(token) = cookie::read(&parts.headers, cookie::STAFF) else {
        return Err(refuse(&visit));
    };
    match stay_of(
        console.accounts.as_ref(),
        token,
        console.hub.clock.now(),
        Look::Active,
    )
    .await
    {
        Ok(stay) => Ok(Signed {
            stay,
            token: token.to_owned(),
            locale: staff_locale(parts),
            visit,
        }),
        Err(StayError::SignedOut) => Err(refuse(&visit)),
        Err(StayError::Unavailable(error)) => Err(Refused::Unavailable(error.into())),
    }
}

async fn with_role(parts: &mut Parts, console: &Console, role: Role) -> Result<Signed, Refused> {
    let signed = signed(parts, console).await?;
    if signed.stay.may(role) {
        return Ok(signed);
    }
    Err(wrong_role(&signed))
}

fn wrong_role(signed: &Signed) -> Refused {
    let start = start_page(&signed.stay.account.roles);
    match signed.visit.path.as_str() {
        _ if !signed.visit.wants_page => Refused::NotFound,
        ENTRANCE if start != ENTRANCE => Refused::ToStart(start),
        _ => Refused::ToSignIn,
    }
}

impl FromRequestParts<Console> for Signed {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Refused> {
        signed(parts, console).await
    }
}

impl FromRequestParts<Console> for CurrentClerk {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Refused> {
        let signed = with_role(parts, console, Role::Clerk).await?;
        match signed.stay.account.clerk.clone() {
            Some(clerk) => Ok(Self { clerk, signed }),
            None => Err(wrong_role(&signed)),
        }
    }
}

impl FromRequestParts<Console> for CurrentEditor {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Refused> {
        with_role(parts, console, Role::Editor).await.map(Self)
    }
}

impl FromRequestParts<Console> for CurrentOperator {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Refused> {
        with_role(parts, console, Role::Operator).await.map(Self)
    }
}

/// The page everybody tries first; the desk of clerks.
const ENTRANCE: &str = "/console";

/// Where an account starts: the page of its first role.
pub(crate) fn start_page(roles: &[Role]) -> &'static str {
    match roles.iter().min() {
        Some(Role::Clerk) | None => ENTRANCE,
        Some(Role::Editor) => "/console/articles",
        Some(Role::Operator) => "/console/operations",
    }
}
