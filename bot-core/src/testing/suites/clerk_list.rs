//! The promises of [`ConversationStore`] about the lists of clerks.

use super::{CaseResult, Script, clear};
use crate::conversation::Event;
use crate::ids::{ClerkId, ConversationId};
use crate::ports::ConversationStore;
use crate::testing::{SequentialIds, clerk_id};
use jiff::SignedDuration;

/// Lists and loads of clerks.
///
/// # Errors
/// When the store is not available.
///
/// # Panics
/// When a promise is not kept.
pub async fn clerk_list_suite(store: &dyn ConversationStore) -> CaseResult {
    a_list_shows_what_is_offered_to_or_with_the_clerk(store).await?;
    offers_come_first_then_the_longest_unanswered(store).await?;
    looking_into_a_conversation_moves_nothing(store).await?;
    a_list_is_cut_at_its_limit(store).await?;
    loads_count_what_is_accepted_and_not_ended(store).await
}

async fn listed(
    store: &dyn ConversationStore,
    clerk: &ClerkId,
) -> Result<Vec<ConversationId>, crate::ports::StoreUnavailable> {
    Ok(store
        .clerk_list(clerk, 100)
        .await?
        .iter()
        .map(|row| row.conversation)
        .collect())
}

async fn offer(store: &dyn ConversationStore, script: &mut Script<'_>, clerk: &ClerkId) -> CaseResult {
    let until = script.now + SignedDuration::from_secs(60);
    Ok(store.append(script.offered_to(clerk, until)).await?)
}

async fn a_list_shows_what_is_offered_to_or_with_the_clerk(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("list shows");
    let (clerk, deputy) = (clerk_id(&ids), clerk_id(&ids));
    let mut script = Script::new(&ids);
    let id = script.conversation;
    assert_eq!(listed(store, &clerk).await?, []);
    offer(store, &mut script, &clerk).await?;
    assert_eq!(listed(store, &clerk).await?, [id]);
    let row = store.summary(id).await?;
    assert_eq!(store.clerk_list(&clerk, 1).await?.into_iter().next(), row);
    let handover = row.and_then(|row| row.handover);
    let until = script.now + SignedDuration::from_secs(60);
    if let Some(handover) = handover {
        let passed_on = Event::HandoverOffered {
            handover,
            clerk: deputy.clone(),
            next: Vec::new(),
            until,
        };
        store.append(script.step(vec![passed_on])).await?;
    }
    assert_eq!(listed(store, &clerk).await?, [], "passed on to the deputy");
    assert_eq!(listed(store, &deputy).await?, [id]);
    store.append(script.accepted_by(&deputy)).await?;
    assert_eq!(listed(store, &deputy).await?, [id]);
    store.append(script.handed_back_by(&deputy)).await?;
    assert_eq!(listed(store, &deputy).await?, [], "handed back to the bot");
    clear(store, &[&script]).await
}

async fn offers_come_first_then_the_longest_unanswered(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("list order");
    let clerk = clerk_id(&ids);
    let mut scripts: Vec<Script<'_>> = (0..5).map(|_| Script::new(&ids)).collect();
    for (number, script) in (0..).zip(&mut scripts) {
        script.now += SignedDuration::from_mins(number);
        offer(store, script, &clerk).await?;
    }
    let [answered, waits_again, waits_on, earlier_offer, later_offer] = &mut scripts[..] else {
        return Ok(());
    };
    for script in [&mut *answered, &mut *waits_again, &mut *waits_on] {
        store.append(script.accepted_by(&clerk)).await?;
    }
    for script in [&mut *answered, &mut *waits_again] {
        store.append(script.clerk_writes(&clerk, "Guten Tag")).await?;
    }
    waits_again.now += SignedDuration::from_hours(1);
    store.append(waits_again.citizen_writes("Und jetzt?")).await?;
    store.append(waits_again.citizen_writes("Hallo?")).await?;
    let order = [
        &*earlier_offer,
        &*later_offer,
        &*waits_on,
        &*waits_again,
        &*answered,
    ];
    assert_eq!(
        listed(store, &clerk).await?,
        order.map(|script| script.conversation)
    );
    clear(store, &order).await
}

async fn looking_into_a_conversation_moves_nothing(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("list looking");
    let clerk = clerk_id(&ids);
    let (mut first, mut second) = (Script::new(&ids), Script::new(&ids));
    second.now += SignedDuration::from_secs(30);
    for script in [&mut first, &mut second] {
        offer(store, script, &clerk).await?;
        store.append(script.accepted_by(&clerk)).await?;
    }
    first.now += SignedDuration::from_mins(5);
    store
        .append(first.step(vec![Event::ClerkOpened { clerk: clerk.clone() }]))
        .await?;
    assert_eq!(
        listed(store, &clerk).await?,
        [first.conversation, second.conversation]
    );
    clear(store, &[&first, &second]).await
}

async fn a_list_is_cut_at_its_limit(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("list limit");
    let clerk = clerk_id(&ids);
    let mut scripts: Vec<Script<'_>> = (0..4).map(|_| Script::new(&ids)).collect();
    for (number, script) in (0..).zip(&mut scripts) {
        script.now += SignedDuration::from_mins(number);
        offer(store, script, &clerk).await?;
    }
    let shown = store.clerk_list(&clerk, 2).await?;
    assert_eq!(
        shown.iter().map(|row| row.conversation).collect::<Vec<_>>(),
        [scripts[0].conversation, scripts[1].conversation]
    );
    clear(store, &scripts.iter().collect::<Vec<_>>()).await
}

async fn loads_count_what_is_accepted_and_not_ended(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("loads");
    let (busy, free) = (clerk_id(&ids), clerk_id(&ids));
    let mut scripts: Vec<Script<'_>> = (0..4).map(|_| Script::new(&ids)).collect();
    for script in &mut scripts {
        offer(store, script, &busy).await?;
    }
    assert_eq!(
        store.clerk_loads(&[free.clone(), busy.clone()]).await?,
        [0, 0],
        "offers are no load yet"
    );
    for script in &mut scripts[..3] {
        store.append(script.accepted_by(&busy)).await?;
    }
    assert_eq!(store.clerk_loads(&[free.clone(), busy.clone()]).await?, [0, 3]);
    assert_eq!(
        store.clerk_loads(&[busy.clone(), free, busy.clone()]).await?,
        [3, 0, 3],
        "in the order asked"
    );
    store.append(scripts[0].closed()).await?;
    store.append(scripts[1].handed_back_by(&busy)).await?;
    assert_eq!(store.clerk_loads(&[busy]).await?, [1]);
    assert_eq!(store.clerk_loads(&[]).await?, [0; 0]);
    clear(store, &scripts.iter().collect::<Vec<_>>()).await
}
