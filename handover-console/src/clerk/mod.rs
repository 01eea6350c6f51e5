//! The clerk's desk: my conversations, the open one under its brief, help and *why me* beside it.

mod brief;
mod desk;
mod list;
mod live;
mod opened;
mod panel;
mod presence;
mod shown;
mod steps;
mod transcript;
mod why;

pub(crate) use brief::fact_key;
pub(crate) use desk::{conversation, desk};
pub(crate) use live::events;
pub(crate) use presence::presence;
pub(crate) use steps::{accept, close, decline, hand_back, reply};
pub(crate) use transcript::transcript;
