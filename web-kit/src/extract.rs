//! Extractors whose rejections are problems, never plain text; and [`Posted`], without which no handler changes
//! anything: it has checked where the form comes from and how often its sender writes.

use crate::kit::Kit;
use crate::problem::Problem;
use crate::visit::{Visit, session_tokens};
use axum::body::{Body, Bytes};
use axum::extract::{FromRef, FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// A JSON body.
#[derive(Clone, Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub struct Json<T>(pub T);

/// A form body. Only for forms that change nothing; see [`Posted`].
#[derive(Clone, Debug, FromRequest)]
#[from_request(via(axum::Form), rejection(Problem))]
pub struct Form<T>(pub T);

/// The query of the address.
#[derive(Clone, Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Query<T>(pub T);

/// The variable parts of the path; one that does not fit is not found.
#[derive(Clone, Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(PathProblem))]
pub struct Path<T>(pub T);

/// The path did not fit.
pub struct PathProblem(Problem);

impl IntoResponse for PathProblem {
    fn into_response(self) -> axum::response::Response {
        self.0.into_response()
    }
}

impl From<axum::extract::rejection::PathRejection> for PathProblem {
    fn from(_: axum::extract::rejection::PathRejection) -> Self {
        Self(Problem::not_found())
    }
}

macro_rules! problem_from {
    ($($rejection:ty),+) => {$(
        impl From<$rejection> for Problem {
            fn from(rejection: $rejection) -> Self {
                Self::of_status(rejection.status())
            }
        }
    )+};
}
problem_from!(
    axum::extract::rejection::JsonRejection,
    axum::extract::rejection::FormRejection,
    axum::extract::rejection::QueryRejection,
    axum::extract::rejection::BytesRejection
);

/// A form that changes something: sent by one of our own pages, by a sender within the limits.
#[derive(Clone, Debug)]
pub struct Posted<T> {
    /// What was sent.
    pub form: T,
    /// The request.
    pub visit: Visit,
    /// Its headers, for the session's extractor.
    pub headers: HeaderMap,
}

impl<S, T> FromRequest<S> for Posted<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
    Arc<Kit>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kit = Arc::<Kit>::from_ref(state);
        let (parts, body) = request.into_parts();
        let visit = parts
            .extensions
            .get::<Visit>()
            .cloned()
            .unwrap_or_else(|| Visit::of(&parts, &kit));
        let headers = parts.headers.clone();
        let sessions = session_tokens(&headers);
        kit.admit(&visit, sessions.first().copied())?;
        let content_type = parts.headers.get(axum::http::header::CONTENT_TYPE).cloned();
        let bytes = Bytes::from_request(Request::from_parts(parts, body), state).await?;
        let token = field(&bytes, "csrf").unwrap_or_default();
        kit.csrf
            .check(&token, &sessions, visit.provenance, kit.clock.now())
            .map_err(|error| {
                tracing::info!(
                    error = &error as &dyn std::error::Error,
                    path = visit.path,
                    "a form was refused"
                );
                Problem::form_expired()
            })?;
        let mut again = Request::new(Body::from(bytes));
        *again.method_mut() = axum::http::Method::POST;
        if let Some(content_type) = content_type {
            again
                .headers_mut()
                .insert(axum::http::header::CONTENT_TYPE, content_type);
        }
        let Form(form) = Form::<T>::from_request(again, state).await?;
        Ok(Self { form, visit, headers })
    }
}

fn field(body: &[u8], name: &str) -> Option<String> {
    url::form_urlencoded::parse(body)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}
