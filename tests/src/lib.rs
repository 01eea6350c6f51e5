//! Test harness: the real composition in this process, actors who use it, and the player of transcripts.
//!
//! Nothing here is shipped. Waiting is always for an event with a deadline, never for a length of time.

pub mod bench;
pub mod citizen;
pub mod clerk;
pub mod clock;
pub mod http;
pub mod hub;
pub mod live;
pub mod process;
pub mod transcript;
