//! All ports of storage in memory, behind one lock: a step is whole because nobody looks in between. For tests; keeps
//! nothing across a restart.

mod account_store;
mod conversation_store;
mod delivery_store;
mod directory_store;
mod figure_store;
mod presence_store;

use crate::account::{Account, StaffSession};
use crate::conversation::{ChannelAddress, Recorded, Sequence};
use crate::ids::{AccountId, ClerkId, ConversationId};
use crate::ports::{Delivery, InboundKey, Summary, Tally};
use crate::responsibility::{Directory, Presence};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Every store in one value.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    conversations: HashMap<ConversationId, Kept>,
    addresses: HashMap<ChannelAddress, ConversationId>,
    inbound: HashMap<InboundKey, (ConversationId, Sequence)>,
    deliveries: Vec<Outgoing>,
    figures: BTreeMap<Tally, u64>,
    presence: HashMap<ClerkId, Presence>,
    directory: Directory,
    accounts: HashMap<AccountId, Account>,
    sessions: HashMap<String, StaffSession>,
    failed_sign_ins: HashMap<String, Vec<Timestamp>>,
}

#[derive(Debug)]
struct Kept {
    events: Vec<Recorded>,
    summary: Summary,
    unanswered_since: Option<Timestamp>,
}

#[derive(Debug)]
struct Outgoing {
    delivery: Delivery,
    lease_until: Option<Timestamp>,
}

impl MemoryStore {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
