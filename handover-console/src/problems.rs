//! How a clerk's refused step answers.

use axum::http::StatusCode;
use bot_core::hub::ClerkError;
use web_kit::Problem;

/// The problem of a step that did not happen. What is not the clerk's looks like what does not exist.
pub(crate) fn problem_of(error: ClerkError) -> Problem {
    match error {
        ClerkError::NotYours => Problem::not_found(),
        ClerkError::Empty => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "empty"),
        ClerkError::TooLong { max } => Problem::too_long(max),
        ClerkError::Step(error) => error.into(),
    }
}
