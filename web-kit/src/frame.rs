//! The page frame: skip link, header with the city's name and the languages, footer with the duties of every page.

use crate::kit::Kit;
use crate::problem::Problem;
use crate::visit::Visit;
use crate::words::{PAGES, Words};
use crate::{City, assets};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use bot_core::locale::Locale;

/// What `frame.html` needs. A page's own template extends it and holds this as `frame`.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The locale of the page.
    pub locale: Locale,
    /// Its words.
    pub w: &'static Words,
    /// The authority.
    pub city: City,
    /// Title of the page, also of the browser's tab.
    pub title: String,
    /// The request.
    pub visit: Visit,
    /// Token for the forms of the page.
    pub csrf: String,
    /// Class of `main`: the kind of page.
    pub kind: &'static str,
    /// Whether languages are chosen by posting (the conversation notes it) or by links.
    pub posts_language: bool,
    /// Modules to load, as paths of assets.
    pub scripts: Vec<&'static str>,
    /// Further stylesheets, as paths of assets.
    pub sheets: Vec<&'static str>,
}

impl Frame {
    /// The frame of a page; `session` is the value of the session's cookie, for the forms' token.
    #[must_use]
    pub fn new(kit: &Kit, visit: &Visit, session: Option<&str>, title: &str) -> Self {
        Self {
            locale: visit.locale,
            w: PAGES.get(visit.locale),
            city: kit.city.clone(),
            title: title.to_owned(),
            visit: visit.clone(),
            csrf: kit.csrf.token(session, kit.clock.now()),
            kind: "plain",
            posts_language: false,
            scripts: Vec::new(),
            sheets: Vec::new(),
        }
    }
    /// The address of an asset.
    #[must_use]
    pub fn asset(&self, path: &str) -> String {
        assets::url(path)
    }
    /// A path of ours that stays inside the frame of the widget.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        self.visit.link(path)
    }
    /// The languages to choose from: tag, BCP 47 tag, name in itself, whether it is this one.
    #[must_use]
    pub fn languages(&self) -> Vec<(&'static str, &'static str, &'static str, bool)> {
        Locale::ALL
            .into_iter()
            .map(|locale| {
                let name = match locale {
                    Locale::De => "Deutsch",
                    Locale::DeSimple => "Leichte Sprache",
                    Locale::En => "English",
                };
                (locale.tag(), locale.bcp47(), name, locale == self.locale)
            })
            .collect()
    }
}

/// The error page.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    frame: Frame,
    status: u16,
    detail: String,
}

impl ErrorPage {
    /// The page for a problem.
    #[must_use]
    pub fn new(mut frame: Frame, problem: &Problem) -> Self {
        frame.kind = "narrow";
        let (_, detail) = problem.words(frame.w);
        Self {
            status: problem.status.as_u16(),
            detail,
            frame,
        }
    }
}

/// A page as a response. What it shows may be the visitor's own: nobody else may keep it.
#[must_use]
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => {
            let mut response = (status, Html(html)).into_response();
            let headers = response.headers_mut();
            headers.insert(
                header::CACHE_CONTROL,
                HeaderValue::from_static("private, no-cache"),
            );
            headers.insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
            response
        }
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a page could not be rendered"
            );
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
