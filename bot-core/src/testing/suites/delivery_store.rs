//! The promises of [`DeliveryStore`]. Deliveries come into it with the steps of a conversation, so both ports are
//! needed.

use super::{CaseResult, Script, clear};
use crate::conversation::Channel;
use crate::ids::DeliveryId;
use crate::ports::{ConversationStore, Delivery, DeliveryStore, Ids, StoreUnavailable};
use crate::testing::{SequentialIds, morning};
use jiff::{SignedDuration, Timestamp};

/// The outbox. Needs a store without deliveries.
///
/// # Errors
/// When the store is not available.
///
/// # Panics
/// When a promise is not kept.
pub async fn delivery_store_suite(steps: &dyn ConversationStore, store: &dyn DeliveryStore) -> CaseResult {
    a_delivery_is_written_with_its_step(steps, store).await?;
    a_refused_step_leaves_no_delivery(steps, store).await?;
    a_conversation_is_delivered_in_order(steps, store).await?;
    a_postponed_delivery_holds_back_later_ones(steps, store).await?;
    a_lease_is_exclusive_until_it_runs_out(steps, store).await?;
    a_failure_counts_and_postpones(steps, store).await?;
    claims_keep_to_channel_and_limit(steps, store).await?;
    erasing_takes_deliveries_along(steps, store).await
}

const CHANNEL: Channel = Channel::Telegram;

fn at(second: i64) -> Timestamp {
    morning() + SignedDuration::from_secs(second)
}

async fn claimed(store: &dyn DeliveryStore, second: i64) -> Result<Vec<Delivery>, StoreUnavailable> {
    store.claim(CHANNEL, at(second), at(second + 30), 100).await
}

/// Plays a step with deliveries of its last events, as many as asked for.
async fn say(
    steps: &dyn ConversationStore,
    script: &mut Script<'_>,
    count: u64,
) -> Result<Vec<Delivery>, Box<dyn std::error::Error + Send + Sync>> {
    let mut batch = script.citizen_writes("Guten Tag");
    let last = batch.last_sequence();
    batch.deliveries = (last - count..last)
        .map(|sequence| script.delivery(sequence + 1))
        .collect();
    let deliveries = batch.deliveries.clone();
    steps.append(batch).await?;
    Ok(deliveries)
}

async fn a_delivery_is_written_with_its_step(
    steps: &dyn ConversationStore,
    store: &dyn DeliveryStore,
) -> CaseResult {
    let ids = SequentialIds::new("delivery written");
    let mut script = Script::on(CHANNEL, &ids);
    assert_eq!(claimed(store, 0).await?, []);
    assert_eq!(store.backlog(CHANNEL).await?, 0);
    let deliveries = say(steps, &mut script, 1).await?;
    assert_eq!(store.backlog(CHANNEL).await?, 1);
    assert_eq!(claimed(store, 0).await?, deliveries, "as it was written");
    assert_eq!(store.backlog(CHANNEL).await?, 1, "claimed is not delivered");
    store.delivered(deliveries[0].id).await?;
    assert_eq!(store.backlog(CHANNEL).await?, 0);
    store.delivered(deliveries[0].id).await?;
    store.failed(DeliveryId(ids.next()), at(1)).await?;
    assert_eq!(claimed(store, 100).await?, [], "never again");
    clear(steps, &[&script]).await
}

async fn a_refused_step_leaves_no_delivery(
    steps: &dyn ConversationStore,
    store: &dyn DeliveryStore,
) -> CaseResult {
    let ids = SequentialIds::new("delivery refused");
    let mut script = Script::on(CHANNEL, &ids);
    let mut late = script.clone();
    let first = script.citizen_writes("Guten Tag");
    steps.append(first.clone()).await?;
    let mut conflict = late.citizen_writes("Hallo");
    conflict.deliveries = vec![script.delivery(2)];
    assert!(steps.append(conflict).await.is_err());
    let mut duplicate = script.clone().citizen_writes("Guten Tag");
    duplicate.inbound = first.inbound;
    duplicate.deliveries = vec![script.delivery(4)];
    assert!(steps.append(duplicate).await.is_err());
    assert_eq!(store.backlog(CHANNEL).await?, 0);
    clear(steps, &[&script]).await
}

async fn a_conversation_is_delivered_in_order(
    steps: &dyn ConversationStore,
    store: &dyn DeliveryStore,
) -> CaseResult {
    let ids = SequentialIds::new("delivery order");
    let mut script = Script::on(CHANNEL, &ids);
    let mut deliveries = say(steps, &mut script, 2).await?;
    deliveries.extend(say(steps, &mut script, 2).await?);
    for (second, delivery) in (0..).zip(&deliveries) {
        assert_eq!(
            claimed(store, second).await?,
            std::slice::from_ref(delivery),
            "one at a time, oldest first"
        );
        assert_eq!(claimed(store, second).await?, [], "the next one waits for it");
        store.delivered(delivery.id).await?;
    }
    assert_eq!(claimed(store, 100).await?, []);
    clear(steps, &[&script]).await
}

async fn a_postponed_delivery_holds_back_later_ones(
    steps: &dyn ConversationStore,
    store: &dyn DeliveryStore,
) -> CaseResult {
    let ids = SequentialIds::new("delivery postponed");
    let mut script = Script::on(CHANNEL, &ids);
    let deliveries = say(steps, &mut script, 2).await?;
    claimed(store, 0).await?;
    store.failed(deliveries[0].id, at(60)).await?;
    assert_eq!(claimed(store, 59).await?, [], "order before speed");
    let again: Vec<DeliveryId> = claimed(store, 60)
        .await?
        .iter()
        .map(|delivery| delivery.id)
        .collect();
    assert_eq!(again, [deliveries[0].id]);
    clear(steps, &[&script]).await
}

async fn a_lease_is_exclusive_until_it_runs_out(
    steps: &dyn ConversationStore,
    store: &dyn DeliveryStore,
) -> CaseResult {
    let ids = SequentialIds::new("delivery lease");
    let mut script = Script::on(CHANNEL, &ids);
    let deliveries = say(steps, &mut script, 1).await?;
    assert_eq!(claimed(store, 0).await?, deliveries);
    assert_eq!(claimed(store, 29).await?, []);
    assert_eq!(claimed(store, 30).await?, deliveries, "the lease ran out");
    assert_eq!(claimed(store, 31).await?, [], "leased anew");
    clear(steps, &[&script]).await
}

async fn a_failure_counts_and_postpones(
    steps: &dyn ConversationStore,
    store: &dyn DeliveryStore,
) -> CaseResult {
    let ids = SequentialIds::new("delivery failure");
    let mut script = Script::on(CHANNEL, &ids);
    let mut delivery = say(steps, &mut script, 1).await?.remove(0);
    for tries in 1..4 {
        claimed(store, i64::from(tries)).await?;
        delivery.due_at = at(i64::from(tries) + 1);
        delivery.tries = tries;
        store.failed(delivery.id, delivery.due_at).await?;
        assert_eq!(
            claimed(store, i64::from(tries)).await?,
            [],
            "not before it is due"
        );
    }
    assert_eq!(claimed(store, 4).await?, [delivery]);
    clear(steps, &[&script]).await
}

async fn claims_keep_to_channel_and_limit(
    steps: &dyn ConversationStore,
    store: &dyn DeliveryStore,
) -> CaseResult {
    let ids = SequentialIds::new("delivery limit");
    let mut elsewhere = Script::on(Channel::Matrix, &ids);
    say(steps, &mut elsewhere, 1).await?;
    let mut scripts: Vec<Script<'_>> = (0..5).map(|_| Script::on(CHANNEL, &ids)).collect();
    let mut waiting = Vec::new();
    for script in &mut scripts {
        waiting.extend(say(steps, script, 2).await?.into_iter().next());
    }
    assert_eq!(
        (
            store.backlog(CHANNEL).await?,
            store.backlog(Channel::Matrix).await?
        ),
        (10, 1)
    );
    assert_eq!(store.claim(CHANNEL, at(0), at(30), 0).await?, []);
    let first = store.claim(CHANNEL, at(0), at(30), 3).await?;
    assert_eq!(first, waiting[..3], "longest due first");
    assert_eq!(store.claim(CHANNEL, at(0), at(30), 100).await?, waiting[3..]);
    assert_eq!(store.claim(Channel::Matrix, at(0), at(30), 100).await?.len(), 1);
    clear(steps, &scripts.iter().chain([&elsewhere]).collect::<Vec<_>>()).await
}

async fn erasing_takes_deliveries_along(
    steps: &dyn ConversationStore,
    store: &dyn DeliveryStore,
) -> CaseResult {
    let ids = SequentialIds::new("delivery erased");
    let mut script = Script::on(CHANNEL, &ids);
    say(steps, &mut script, 2).await?;
    steps.erase(script.conversation).await?;
    assert_eq!(store.backlog(CHANNEL).await?, 0);
    assert_eq!(claimed(store, 100).await?, []);
    Ok(())
}
