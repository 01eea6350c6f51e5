//! What other sites and machines fetch: the launcher, the sign, and the note for search engines.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use web_kit::headers::MayBeEmbedded;
use web_kit::{Problem, assets};

/// Search engines may read the catalogue, never a conversation.
const ROBOTS: &str = "User-agent: *\nDisallow: /chat\nDisallow: /console\n";

pub(super) async fn script() -> Response {
    let Some(text) = assets::text("js/widget.js") else {
        return Problem::not_found().into_response();
    };
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/javascript; charset=utf-8"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=3600"),
    );
    response.extensions_mut().insert(MayBeEmbedded);
    response
}

pub(super) async fn favicon() -> Redirect {
    Redirect::permanent(&assets::url("img/mark.svg"))
}

pub(super) async fn robots() -> &'static str {
    ROBOTS
}
