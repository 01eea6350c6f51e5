//! States of conversations that were written to lately, so that the next message need not fold the whole log again.
//!
//! A state from here may be older than the store's (another instance wrote meanwhile): use it only where the step is
//! appended under the sequence it was decided on, and forget it on a conflict.

use crate::conversation::Conversation;
use crate::ids::ConversationId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// States kept at most. A conversation with people in it is small; all of them together stay below some megabytes.
const KEPT_MAX: usize = 4_096;

/// A bounded cache in two generations: when the younger is full, the older is dropped as a whole.
#[derive(Default)]
pub(super) struct Recent {
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<ConversationId, Conversation>,
    old: HashMap<ConversationId, Conversation>,
}

impl Recent {
    /// The state last put in, if it is still kept.
    pub(super) fn get(&self, id: ConversationId) -> Option<Conversation> {
        let kept = self.lock();
        kept.young.get(&id).or_else(|| kept.old.get(&id)).cloned()
    }

    /// Keeps the state after a step that was just committed.
    pub(super) fn put(&self, state: &Conversation) {
        let mut kept = self.lock();
        kept.old.remove(&state.id);
        kept.young.insert(state.id, state.clone());
        if kept.young.len() >= KEPT_MAX / 2 {
            kept.old = std::mem::take(&mut kept.young);
        }
    }

    /// Forgets a conversation: it was erased, or somebody else wrote to it.
    pub(super) fn forget(&self, id: ConversationId) {
        let mut kept = self.lock();
        kept.young.remove(&id);
        kept.old.remove(&id);
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use ulid::Ulid;

    fn state(number: u128) -> Conversation {
        Conversation::new(ConversationId(Ulid::from(number)), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn it_keeps_the_latest_and_never_more_than_its_bound() {
        let recent = Recent::default();
        for number in 0..10_000 {
            recent.put(&state(number));
        }
        let kept = recent.lock();
        assert!(kept.young.len() + kept.old.len() <= KEPT_MAX);
        drop(kept);
        assert!(recent.get(state(9_999).id).is_some());
        assert!(recent.get(state(0).id).is_none());
        recent.forget(state(9_999).id);
        assert!(recent.get(state(9_999).id).is_none());
    }
}
