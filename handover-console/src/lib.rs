//! The browser console of clerks, and the start pages of editors and operators.
//!
//! A clerk sees the conversations offered to and held by them, each under its hand-over brief, and answers there. All
//! rules are the hub's: this crate checks who is asking ([`access`]), puts what the hub says into pages, and passes on
//! what the clerk does. Every page and every step works without JavaScript. Deliberately absent are citizens' pages,
//! editing articles, and waiting lines: a conversation is always offered to one clerk by name.

pub mod access;
mod clerk;
mod console;
mod editor;
mod operations;
mod problems;
mod route_table;
pub mod session;
mod shell;
mod words;

pub use console::{Console, ConsoleConfig};
pub use route_table::{Audience, ROUTES, RouteEntry, routes};
pub use session::{DEMO_SIGN_INS, DemoSignIn, Passwords, create_demo_accounts, hash_password};
