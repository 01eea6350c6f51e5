//! The composition root: the only crate that sees all others. `compose` alone names the adapters.

pub mod command_line;
pub mod compose;
pub mod config;
pub mod serve;

mod ask;
mod check;
mod clock;
mod evaluate;
mod import;
mod logging;
mod metrics;
mod openapi;
mod operation;
mod output;
mod publications;
mod sample;
mod secret;

pub use clock::{RandomIds, SystemClock};
