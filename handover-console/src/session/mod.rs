//! Signing in and out: who may, how often it may be tried, and how long a session lasts.
//!
//! Deliberately absent: changing passwords and second factors. The session's token lives in the cookie only; what is
//! stored is its SHA-256.

mod demo;
mod lockout;
mod pages;
mod password;
mod sign_in;
mod stay;

pub use demo::{DEMO_SIGN_INS, DemoError, DemoSignIn, create_demo_accounts};
pub use lockout::{TRIES_PER_ADDRESS, TRIES_PER_LOGIN};
pub use password::{PasswordError, Passwords, hash_password};
pub use stay::{IDLE_MAX, Look, SESSION_MAX, Stay, StayError, stay_of};

pub(crate) use pages::{sign_in, sign_in_page, sign_out, stay};
