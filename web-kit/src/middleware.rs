//! What surrounds every route: limits, panics caught, problems told in the reader's language, security headers.

use crate::frame::{ErrorPage, Frame};
use crate::headers::{self, MayBeEmbedded, MayBeFramed};
use crate::kit::Kit;
use crate::problem::Problem;
use crate::visit::Visit;
use crate::{cookie, locale};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

/// A year: how long a chosen language is remembered.
const LOCALE_SECONDS: u64 = 365 * 24 * 3600;

/// Puts the middleware around the routes of the hub, the ones for assets among them. Call it once, last.
pub fn dress(routes: Router, kit: Arc<Kit>) -> Router {
    let body_bytes_max = kit.settings.body_bytes_max;
    routes
        .merge(crate::assets::routes())
        .fallback(|| async { Problem::not_found() })
        .layer(DefaultBodyLimit::max(body_bytes_max))
        .layer(CatchPanicLayer::custom(caught))
        .layer(from_fn_with_state(kit, finish))
}

#[expect(clippy::needless_pass_by_value, reason = "the layer gives the panic away")]
fn caught(panic: Box<dyn Any + Send>) -> Response {
    let what = panic.downcast_ref::<&str>().copied().map(str::to_owned);
    let what = what
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(panic = what, "a request failed");
    Problem::internal().into_response()
}

async fn finish(State(kit): State<Arc<Kit>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::of(&parts, &kit);
    let chosen = locale::asked_for(&parts.uri);
    parts.extensions.insert(visit.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(problem) = problem_of(&response) {
        response = tell(&problem, &visit, &kit, &response);
    }
    if let Some(locale) = chosen.filter(|_| !visit.is_framed)
        && let Some(value) = cookie::write(
            cookie::LOCALE,
            locale.tag(),
            cookie::Lifetime::Seconds(LOCALE_SECONDS),
        )
    {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    let is_framed = response.extensions().get::<MayBeFramed>().is_some();
    let is_embedded = response.extensions().get::<MayBeEmbedded>().is_some();
    headers::put(response.headers_mut(), &kit.settings, is_framed, is_embedded);
    response
}

/// The problem a response stands for: one of ours, or a bare status of the router or a layer.
fn problem_of(response: &Response) -> Option<Problem> {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let status = response.status();
    let has_own_body = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes().starts_with(b"text/html") || kind.as_bytes().starts_with(b"application/")
    });
    (status.as_u16() >= 400 && !has_own_body).then(|| Problem::of_status(status))
}

fn tell(problem: &Problem, visit: &Visit, kit: &Kit, before: &Response) -> Response {
    let mut told = if visit.wants_page {
        let frame = Frame::new(
            kit,
            visit,
            None,
            &problem.words(crate::words::PAGES.get(visit.locale)).0,
        );
        let mut response = crate::page(problem.status, &ErrorPage::new(frame, problem));
        problem.put_headers(response.headers_mut());
        if visit.is_framed {
            response.extensions_mut().insert(MayBeFramed);
        }
        response
    } else {
        problem.to_json(visit.locale)
    };
    for name in [header::ALLOW, header::SET_COOKIE] {
        for value in before.headers().get_all(&name) {
            told.headers_mut().append(name.clone(), value.clone());
        }
    }
    told.headers_mut().append(
        header::VARY,
        HeaderValue::from_static("accept, accept-language, cookie"),
    );
    told
}
