//! What every page shares: frame, errors, CSRF, locale, live feed, rendering of conversations and assets.
//!
//! The citizen's website and the clerks' console are built on it and never on each other. Deliberately absent are
//! routes of either of them, sign-in, and every decision about a conversation: this crate only shows what the core
//! recorded.

pub mod assets;
pub mod city;
pub mod cookie;
pub mod csrf;
pub mod extract;
pub mod feed;
pub mod frame;
pub mod headers;
pub mod kit;
pub mod locale;
pub mod middleware;
pub mod problem;
pub mod rates;
pub mod render;
pub mod stream;
pub mod token;
pub mod visit;
pub mod words;

pub use city::City;
pub use extract::{Form, Json, Path, Posted, Query};
pub use feed::{LiveFeed, Topic};
pub use frame::{Frame, page};
pub use kit::{Kit, Settings};
pub use middleware::dress;
pub use problem::Problem;
pub use visit::Visit;
pub use words::{Catalogue, Words};
