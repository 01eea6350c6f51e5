//! One suite a port. A case says in its name what it promises.

mod account_store;
mod clerk_list;
mod conversation_store;
mod delivery_store;
mod directory_store;
mod figure_store;
mod presence_store;
mod timers;

pub use account_store::account_store_suite;
pub use clerk_list::clerk_list_suite;
pub use conversation_store::conversation_store_suite;
pub use delivery_store::delivery_store_suite;
pub use directory_store::directory_store_suite;
pub use figure_store::figure_store_suite;
pub use presence_store::presence_store_suite;
pub use timers::timer_suite;

use super::{CaseResult, Script};
use crate::ports::{AppendError, Batch, ConversationStore};

/// Asserts that the store holds exactly what the script played.
async fn assert_stored(store: &dyn ConversationStore, script: &Script<'_>) -> CaseResult {
    let id = script.conversation;
    assert_eq!(
        store.load(id).await?,
        script.state,
        "the state is the fold of the events"
    );
    assert_eq!(
        store.events(id, 0, usize::MAX).await?,
        script.events,
        "all events in order"
    );
    let summary = store.summary(id).await?;
    assert_eq!(
        summary.map(|summary| summary.sequence),
        script.state.as_ref().map(|state| state.sequence)
    );
    Ok(())
}

/// Appends and expects a conflict.
async fn assert_conflict(store: &dyn ConversationStore, batch: Batch) {
    let outcome = store.append(batch).await;
    assert!(
        matches!(outcome, Err(AppendError::Conflict)),
        "expected a conflict, got {outcome:?}"
    );
}

/// Removes what a case left, so that later cases on the same store do not see it.
async fn clear(store: &dyn ConversationStore, scripts: &[&Script<'_>]) -> CaseResult {
    for script in scripts {
        store.erase(script.conversation).await?;
    }
    Ok(())
}
