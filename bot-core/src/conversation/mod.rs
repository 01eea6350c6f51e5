//! The conversation: an event log, and the state that is a fold over it.

mod event;
mod inbound;
mod state;

pub use event::{CloseReason, Event, Recorded, Sequence, Speaker};
pub use inbound::{Channel, ChannelAddress, Inbound, InboundMessage, PageReference};
pub use state::{Conversation, OpenQuestion, Phase};
