//! The conversation core of Amtslotse: pure rules, ports and use cases.
//!
//! Everything a channel, the console or the knowledge base has to agree on stands here. Deliberately absent is
//! input and output of any kind: no clock, no randomness, no database, no network, no file. They come in through
//! the traits in [`ports`]; `tests/it/tidy.rs` fails on a dependency that would let them in otherwise.

pub mod account;
pub mod answer;
pub mod article;
pub mod conversation;
pub mod decision;
pub mod handover;
pub mod hub;
pub mod ids;
pub mod limits;
pub mod locale;
pub mod personal;
pub mod phrases;
pub mod ports;
pub mod responsibility;
pub mod text;
pub mod understanding;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
