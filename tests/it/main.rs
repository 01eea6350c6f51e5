//! The tests of promises, one binary: what the house forbids, and what citizens and clerks see of a running hub.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails at that place")]

mod access;
mod crash;
mod dialogues;
mod forms;
mod live;
mod markup;
mod routes;
mod secrecy;
mod tidy;
