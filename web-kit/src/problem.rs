//! What went wrong, told to programs as RFC 9457 problem details and to people as a page with a way on.
//!
//! Unknown and forbidden both answer 404. No problem carries words of a citizen or anything about our insides.

use crate::rates::TooMany;
use crate::words::{PAGES, Words};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bot_core::hub::{ReceiveError, StepError};
use bot_core::locale::Locale;
use bot_core::ports::StoreUnavailable;
use serde::Serialize;

/// A problem. Its words are those of the key `problem.{kind}` in the reader's locale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Which problem, in snake case.
    pub kind: &'static str,
    /// A number the sentence mentions, for `{max}`.
    pub max: Option<usize>,
    /// Seconds until it may work again.
    pub retry_after_s: Option<u64>,
    /// What is wrong with single fields, as JSON pointer and sentence.
    pub errors: Vec<FieldError>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// JSON pointer to the field, for example `#/text`.
    pub pointer: &'static str,
    /// What is wrong.
    pub detail: String,
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
}

impl Problem {
    /// A problem of this kind.
    #[must_use]
    pub const fn new(status: StatusCode, kind: &'static str) -> Self {
        Self {
            status,
            kind,
            max: None,
            retry_after_s: None,
            errors: Vec::new(),
        }
    }
    /// There is nothing here, or nothing you may see.
    #[must_use]
    pub const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }
    /// The request cannot be understood.
    #[must_use]
    pub const fn bad_request() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request")
    }
    /// The form is too old or comes from elsewhere.
    #[must_use]
    pub const fn form_expired() -> Self {
        Self::new(StatusCode::FORBIDDEN, "form_expired")
    }
    /// The hub cannot do it now.
    #[must_use]
    pub const fn unavailable() -> Self {
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
        problem.retry_after_s = Some(5);
        problem
    }
    /// Something is broken.
    #[must_use]
    pub const fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }
    /// Too many requests.
    #[must_use]
    pub const fn too_many(wait: TooMany) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many");
        problem.retry_after_s = Some(wait.retry_after_s);
        problem
    }
    /// The message has too many characters.
    #[must_use]
    pub const fn too_long(max: usize) -> Self {
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "too_long");
        problem.max = Some(max);
        problem
    }
    /// The problem a bare status stands for.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(status, "method"),
            StatusCode::PAYLOAD_TOO_LARGE => Self::new(status, "too_large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::new(status, "media_type"),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => {
                Self::unavailable()
            }
            _ if status.is_server_error() => Self::internal(),
            _ => Self::new(status, "bad_request"),
        }
    }

    /// Title and sentence in a locale.
    #[must_use]
    pub fn words(&self, words: &Words) -> (String, String) {
        let max = self.max.unwrap_or_default();
        let seconds = self.retry_after_s.unwrap_or(1).to_string();
        let detail = words.put2(
            &format!("problem.{}.detail", self.kind),
            ("max", &max.to_string()),
            ("seconds", &seconds),
        );
        (
            words.t(&format!("problem.{}.title", self.kind)).to_owned(),
            detail,
        )
    }

    /// The problem as `application/problem+json`.
    #[must_use]
    pub fn to_json(&self, locale: Locale) -> Response {
        let (title, detail) = self.words(PAGES.get(locale));
        let document = Document {
            r#type: format!("urn:amtslotse:problem:{}", self.kind.replace('_', "-")),
            title: &title,
            status: self.status.as_u16(),
            detail,
            errors: &self.errors,
        };
        let mut response = (self.status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        self.put_headers(headers);
        response
    }

    /// The headers that belong to the problem whatever its body is.
    pub fn put_headers(&self, headers: &mut axum::http::HeaderMap) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

impl IntoResponse for Problem {
    /// Problem details in German; the middleware puts them into the reader's language or makes a page of them.
    fn into_response(self) -> Response {
        let mut response = self.to_json(Locale::De);
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreUnavailable> for Problem {
    fn from(error: StoreUnavailable) -> Self {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the store is not available"
        );
        Self::unavailable()
    }
}

impl From<StepError> for Problem {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Gone => Self::not_found(),
            StepError::Busy => Self::unavailable(),
            StepError::Unavailable(error) => error.into(),
        }
    }
}

impl From<ReceiveError> for Problem {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::Empty => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "empty"),
            ReceiveError::TooLong { max } => Self::too_long(max),
            ReceiveError::UnknownOption => Self::new(StatusCode::CONFLICT, "unknown_option"),
            ReceiveError::Busy => Self::unavailable(),
            ReceiveError::Unavailable(error) => error.into(),
        }
    }
}

impl From<crate::token::NoRandomness> for Problem {
    fn from(error: crate::token::NoRandomness) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "no random bytes");
        Self::unavailable()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_words_in_every_locale() {
        for kind in [
            "not_found",
            "bad_request",
            "form_expired",
            "unavailable",
            "internal",
            "too_many",
            "too_long",
            "method",
            "too_large",
            "media_type",
            "empty",
            "unknown_option",
        ] {
            for locale in Locale::ALL {
                let problem = Problem::new(StatusCode::BAD_REQUEST, kind);
                let (title, detail) = problem.words(PAGES.get(locale));
                assert!(
                    !title.starts_with("problem.") && !detail.starts_with("problem."),
                    "{kind} {locale:?}"
                );
                assert!(!detail.contains('{'), "{detail}");
            }
        }
    }

    #[test]
    fn a_problem_says_when_to_try_again() {
        let response = Problem::too_many(TooMany { retry_after_s: 7 }).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "application/problem+json"
        );
    }
}
