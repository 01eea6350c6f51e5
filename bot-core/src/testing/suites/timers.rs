//! The promises of [`ConversationStore`] that the hub's timers stand on.

use super::{CaseResult, Script, clear};
use crate::ids::ConversationId;
use crate::ports::ConversationStore;
use crate::testing::{SequentialIds, clerk_id, morning};
use jiff::SignedDuration;

/// Offers that ran out, and conversations nobody writes in any more. Needs a store without conversations.
///
/// # Errors
/// When the store is not available.
///
/// # Panics
/// When a promise is not kept.
pub async fn timer_suite(store: &dyn ConversationStore) -> CaseResult {
    an_offer_is_due_once_it_ran_out(store).await?;
    an_answered_offer_is_never_due(store).await?;
    the_earliest_offers_come_first_up_to_the_limit(store).await?;
    a_conversation_is_idle_since_its_last_event(store).await
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

async fn an_offer_is_due_once_it_ran_out(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("due");
    let mut script = Script::new(&ids);
    let until = morning() + minutes(1);
    store.append(script.offered_to(&clerk_id(&ids), until)).await?;
    assert_eq!(
        store
            .due_offers(until - SignedDuration::from_micros(1), 10)
            .await?,
        []
    );
    assert_eq!(store.due_offers(until, 10).await?, [], "the clerk has until then");
    assert_eq!(
        store
            .due_offers(until + SignedDuration::from_micros(1), 10)
            .await?,
        [script.conversation]
    );
    clear(store, &[&script]).await
}

async fn an_answered_offer_is_never_due(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("answered");
    let clerk = clerk_id(&ids);
    let (mut accepted, mut unanswered) = (Script::new(&ids), Script::new(&ids));
    for script in [&mut accepted, &mut unanswered] {
        store
            .append(script.offered_to(&clerk, morning() + minutes(1)))
            .await?;
    }
    store.append(accepted.accepted_by(&clerk)).await?;
    store.append(unanswered.unanswered()).await?;
    assert_eq!(store.due_offers(morning() + minutes(60), 10).await?, []);
    clear(store, &[&accepted, &unanswered]).await
}

async fn the_earliest_offers_come_first_up_to_the_limit(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("earliest");
    let clerk = clerk_id(&ids);
    let mut scripts: Vec<Script<'_>> = (0..3).map(|_| Script::new(&ids)).collect();
    for (script, ends) in scripts.iter_mut().zip([3, 1, 2]) {
        store
            .append(script.offered_to(&clerk, morning() + minutes(ends)))
            .await?;
    }
    let expected: Vec<ConversationId> = [1, 2].map(|index| scripts[index].conversation).to_vec();
    assert_eq!(store.due_offers(morning() + minutes(60), 2).await?, expected);
    clear(store, &scripts.iter().collect::<Vec<_>>()).await
}

async fn a_conversation_is_idle_since_its_last_event(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("idle");
    let mut scripts: Vec<Script<'_>> = (0..3).map(|_| Script::new(&ids)).collect();
    for (number, script) in (0..).zip(&mut scripts) {
        script.now += minutes(number);
        store.append(script.citizen_writes("Guten Tag")).await?;
    }
    scripts[0].now = morning() + minutes(10);
    store.append(scripts[0].citizen_writes("Noch da")).await?;
    let in_order = [1, 2, 0].map(|index| scripts[index].conversation);
    assert_eq!(
        store.idle_since(morning() + minutes(1), 10).await?,
        [],
        "not before its last event"
    );
    assert_eq!(store.idle_since(morning() + minutes(2), 10).await?, in_order[..1]);
    assert_eq!(store.idle_since(morning() + minutes(60), 10).await?, in_order);
    assert_eq!(store.idle_since(morning() + minutes(60), 2).await?, in_order[..2]);
    clear(store, &scripts.iter().collect::<Vec<_>>()).await
}
