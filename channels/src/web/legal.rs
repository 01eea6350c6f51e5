//! Privacy notice and accessibility statement, with what this installation really does.

use super::{Current, Site};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bot_core::locale::Locale;
use web_kit::{Frame, Problem};

#[derive(Template)]
#[template(path = "privacy.html")]
struct Privacy {
    frame: Frame,
    days: u64,
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct Accessibility {
    frame: Frame,
}

pub(super) async fn privacy(State(site): State<Site>, current: Current) -> Result<Response, Problem> {
    let frame = site.frame(&current, "frame.privacy", "prose");
    Ok(web_kit::page(
        StatusCode::OK,
        &Privacy {
            frame,
            days: retention_days(&site),
        },
    ))
}

pub(super) async fn accessibility(State(site): State<Site>, current: Current) -> Result<Response, Problem> {
    let frame = site.frame(&current, "frame.accessibility", "prose");
    Ok(web_kit::page(StatusCode::OK, &Accessibility { frame }))
}

/// How long conversations are kept, in days.
pub(super) fn retention_days(site: &Site) -> u64 {
    site.hub.limits.retention.as_secs() / (24 * 3600)
}
