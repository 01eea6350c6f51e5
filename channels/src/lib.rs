//! The citizens' channels: the website, and the dispatcher that sends what other channels must be sent.
//!
//! A channel translates and renders; it decides nothing. Absent are the clerks' console and every rule about
//! conversations: those are the hub's.

pub mod dispatcher;
pub mod web;

#[cfg(test)]
mod test_support;
