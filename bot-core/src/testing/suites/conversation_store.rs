//! The promises of [`ConversationStore`] about one conversation; its lists have suites of their own.

use super::{CaseResult, Script, assert_conflict, assert_stored};
use crate::conversation::{Channel, ChannelAddress, Event};
use crate::ids::ConversationId;
use crate::locale::Locale;
use crate::personal::Personal;
use crate::ports::{AppendError, Batch, ConversationStore, Ids, InboundKey};
use crate::testing::{SequentialIds, clerk_id};
use jiff::SignedDuration;

/// Appending, loading, finding and erasing.
///
/// # Errors
/// When the store is not available.
///
/// # Panics
/// When a promise is not kept.
pub async fn conversation_store_suite(store: &dyn ConversationStore) -> CaseResult {
    store.ping().await?;
    nothing_is_there_at_first(store).await?;
    a_step_is_written_whole(store).await?;
    loading_folds_every_kind_of_step(store).await?;
    a_stale_step_conflicts_and_changes_nothing(store).await?;
    a_step_ahead_of_the_conversation_conflicts(store).await?;
    a_batch_with_a_gap_is_refused(store).await?;
    a_redelivery_is_told_where_it_led(store).await?;
    a_redelivery_is_told_so_even_if_it_conflicts(store).await?;
    a_message_is_known_by_channel_address_and_id(store).await?;
    an_address_leads_to_its_latest_conversation(store).await?;
    events_are_read_in_pages(store).await?;
    unusual_words_come_back_as_they_were(store).await?;
    unusual_ids_harm_nobody(store).await?;
    erasing_removes_every_trace(store).await?;
    erasing_leaves_others_alone(store).await?;
    a_long_conversation_stays_in_order(store).await
}

async fn nothing_is_there_at_first(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("nothing at first");
    let script = Script::new(&ids);
    assert_stored(store, &script).await?;
    assert_eq!(store.find(&script.from).await?, None);
    Ok(())
}

async fn a_step_is_written_whole(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("written whole");
    let mut script = Script::new(&ids);
    let first = script.citizen_writes("Guten Tag");
    let row = first.summary.clone();
    store.append(first).await?;
    assert_stored(store, &script).await?;
    assert_eq!(store.summary(script.conversation).await?, Some(row));
    assert_eq!(store.find(&script.from).await?, Some(script.conversation));
    let second = script.citizen_writes("Ich ziehe um");
    let row = second.summary.clone();
    store.append(second).await?;
    assert_stored(store, &script).await?;
    assert_eq!(store.summary(script.conversation).await?, Some(row));
    Ok(())
}

async fn loading_folds_every_kind_of_step(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("every kind");
    let mut script = Script::on(Channel::Matrix, &ids);
    let (first, second) = (clerk_id(&ids), clerk_id(&ids));
    let until = script.now + SignedDuration::from_secs(60);
    store.append(script.citizen_writes("Guten Tag")).await?;
    store
        .append(script.step(vec![Event::LocaleChosen { locale: Locale::En }]))
        .await?;
    store.append(script.offered_to(&first, until)).await?;
    assert_stored(store, &script).await?;
    store.append(script.unanswered()).await?;
    assert_stored(store, &script).await?;
    store.append(script.offered_to(&second, until)).await?;
    store.append(script.accepted_by(&second)).await?;
    store
        .append(script.step(vec![Event::ClerkOpened {
            clerk: second.clone(),
        }]))
        .await?;
    store
        .append(script.clerk_writes(&second, "Guten Tag, hier ist das Meldewesen."))
        .await?;
    store.append(script.citizen_writes("Danke")).await?;
    assert_stored(store, &script).await?;
    store.append(script.handed_back_by(&second)).await?;
    store.append(script.closed()).await?;
    assert_stored(store, &script).await
}

async fn a_stale_step_conflicts_and_changes_nothing(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("stale");
    let mut script = Script::new(&ids);
    store.append(script.citizen_writes("Guten Tag")).await?;
    let mut late = script.clone();
    store.append(script.citizen_writes("Ich ziehe um")).await?;
    let row = store.summary(script.conversation).await?;
    let mut refused = late.citizen_writes("Und ich heirate");
    let elsewhere = ChannelAddress {
        channel: Channel::Web,
        address: Personal::new(ids.next().to_string()),
    };
    refused.address = Some(elsewhere.clone());
    assert_conflict(store, refused.clone()).await;
    assert_stored(store, &script).await?;
    assert_eq!(store.summary(script.conversation).await?, row);
    assert_eq!(
        store.find(&elsewhere).await?,
        None,
        "the address of a refused step leads nowhere"
    );
    let mut again = script.citizen_writes("Und ich heirate");
    again.inbound = refused.inbound;
    store.append(again).await?;
    assert_stored(store, &script).await
}

async fn a_step_ahead_of_the_conversation_conflicts(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("ahead");
    let mut script = Script::new(&ids);
    let mut ahead = script.clone();
    let first = script.citizen_writes("Guten Tag");
    ahead.citizen_writes("Guten Tag");
    assert_conflict(store, ahead.citizen_writes("Ich ziehe um")).await;
    assert_eq!(store.load(script.conversation).await?, None, "nothing was begun");
    store.append(first).await?;
    ahead.citizen_writes("Noch etwas");
    assert_conflict(store, ahead.citizen_writes("Und noch etwas")).await;
    assert_stored(store, &script).await
}

async fn a_batch_with_a_gap_is_refused(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("gap");
    let mut script = Script::new(&ids);
    let before = script.clone();
    let whole = script.citizen_writes("Guten Tag");
    let mut gap = whole.clone();
    gap.events.remove(1);
    let mut empty = whole;
    empty.events.clear();
    for malformed in [gap, empty] {
        let outcome = store.append(malformed).await;
        assert!(
            matches!(outcome, Err(AppendError::Unavailable(_))),
            "expected a refusal, got {outcome:?}"
        );
        assert_stored(store, &before).await?;
    }
    Ok(())
}

async fn assert_duplicate(store: &dyn ConversationStore, batch: Batch, of: &Batch) {
    match store.append(batch).await {
        Err(AppendError::Duplicate {
            conversation,
            sequence,
        }) => {
            assert_eq!((conversation, sequence), (of.conversation, of.last_sequence()));
        }
        other => assert!(other.is_err_and(|_| false), "expected a duplicate"),
    }
}

async fn a_redelivery_is_told_where_it_led(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("redelivery");
    let mut script = Script::new(&ids);
    let first = script.citizen_writes("Guten Tag");
    store.append(first.clone()).await?;
    store.append(script.citizen_writes("Ich ziehe um")).await?;
    let mut redelivered = script.clone().citizen_writes("Guten Tag");
    redelivered.inbound.clone_from(&first.inbound);
    assert_duplicate(store, redelivered, &first).await;
    assert_stored(store, &script).await?;
    let mut stranger = Script::new(&ids);
    let mut in_another = stranger.clone().citizen_writes("Guten Tag");
    in_another.inbound.clone_from(&first.inbound);
    assert_duplicate(store, in_another, &first).await;
    assert_eq!(
        store.load(stranger.conversation).await?,
        None,
        "a duplicate begins no conversation"
    );
    assert_eq!(
        store.find(&stranger.from).await?,
        None,
        "a duplicate moves no address"
    );
    store.append(stranger.citizen_writes("Guten Tag")).await?;
    assert_stored(store, &stranger).await
}

async fn a_redelivery_is_told_so_even_if_it_conflicts(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("redelivery and conflict");
    let mut script = Script::new(&ids);
    let first = script.citizen_writes("Guten Tag");
    store.append(first.clone()).await?;
    assert_duplicate(store, first.clone(), &first).await;
    assert_stored(store, &script).await
}

async fn a_message_is_known_by_channel_address_and_id(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("known by");
    let external_id = "1".to_owned();
    let address = Personal::new(ids.next().to_string());
    let on = |channel| ChannelAddress {
        channel,
        address: address.clone(),
    };
    for from in [on(Channel::Web), on(Channel::Telegram), Script::new(&ids).from] {
        let mut script = Script::from_address(from.clone(), &ids);
        let mut batch = script.citizen_writes("Guten Tag");
        batch.inbound = Some(InboundKey {
            from,
            external_id: external_id.clone(),
        });
        store.append(batch).await?;
        assert_stored(store, &script).await?;
    }
    Ok(())
}

async fn an_address_leads_to_its_latest_conversation(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("address");
    let mut old = Script::on(Channel::Telegram, &ids);
    let mut new = Script::from_address(old.from.clone(), &ids);
    store.append(old.citizen_writes("Guten Tag")).await?;
    store.append(new.citizen_writes("Noch eine Frage")).await?;
    assert_eq!(store.find(&old.from).await?, Some(new.conversation));
    store
        .append(old.step(vec![Event::LocaleChosen { locale: Locale::En }]))
        .await?;
    assert_eq!(
        store.find(&old.from).await?,
        Some(new.conversation),
        "a step without address moves nothing"
    );
    let elsewhere = ChannelAddress {
        channel: Channel::Web,
        address: old.from.address.clone(),
    };
    assert_eq!(
        store.find(&elsewhere).await?,
        None,
        "the same address on another channel is another citizen"
    );
    store.erase(old.conversation).await?;
    assert_eq!(
        store.find(&new.from).await?,
        Some(new.conversation),
        "erasing the old one moves nothing"
    );
    Ok(())
}

async fn events_are_read_in_pages(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("pages");
    let mut script = Script::new(&ids);
    for number in 0..5 {
        store
            .append(script.citizen_writes(&format!("Frage {number}")))
            .await?;
    }
    let id = script.conversation;
    assert_eq!(store.events(id, 0, 3).await?, script.events[..3]);
    assert_eq!(store.events(id, 3, 4).await?, script.events[3..7]);
    assert_eq!(store.events(id, 7, 100).await?, script.events[7..]);
    assert_eq!(store.events(id, script.sequence(), 100).await?, []);
    assert_eq!(
        store.events(id, u64::MAX, 100).await?,
        [],
        "any Last-Event-ID may come"
    );
    assert_eq!(store.events(id, 0, 0).await?, []);
    assert_eq!(store.events(ConversationId(ids.next()), 0, 100).await?, []);
    Ok(())
}

async fn unusual_words_come_back_as_they_were(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("unusual words");
    let mut script = Script::new(&ids);
    let long = "Straße 🏳️‍🌈 ".repeat(2000);
    let unusual = [
        "'; drop table event; --",
        "\"$[0]\" \\u0000 \\",
        "null \u{0} byte",
        "\u{202e}links",
        "𝕬\u{10ffff}\r\n\t",
        &long,
    ];
    for text in unusual {
        store.append(script.citizen_writes(text)).await?;
    }
    assert_stored(store, &script).await
}

async fn unusual_ids_harm_nobody(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("unusual ids");
    for external_id in ["a\u{0}b", "'\"\\", "", "\u{10ffff}"] {
        let from = ChannelAddress {
            channel: Channel::Matrix,
            address: Personal::new(format!("@{external_id}")),
        };
        let mut script = Script::from_address(from.clone(), &ids);
        let mut batch = script.citizen_writes("Guten Tag");
        batch.inbound = Some(InboundKey {
            from: from.clone(),
            external_id: external_id.to_owned(),
        });
        store.append(batch.clone()).await?;
        assert_stored(store, &script).await?;
        assert_eq!(store.find(&from).await?, Some(script.conversation));
        assert_duplicate(store, batch.clone(), &batch).await;
    }
    Ok(())
}

async fn erasing_removes_every_trace(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("erasing");
    let clerk = clerk_id(&ids);
    let mut script = Script::new(&ids);
    let fresh = script.clone();
    let first = script.citizen_writes("Guten Tag");
    store.append(first.clone()).await?;
    let until = script.now;
    store.append(script.offered_to(&clerk, until)).await?;
    store.erase(script.conversation).await?;
    assert_stored(store, &fresh).await?;
    assert_eq!(store.find(&script.from).await?, None);
    assert_eq!(store.clerk_list(&clerk, 10).await?, []);
    store.erase(script.conversation).await?;
    assert_conflict(store, script.citizen_writes("Hallo?")).await;
    let mut anew = Script::from_address(script.from.clone(), &ids);
    let mut same_message = anew.citizen_writes("Guten Tag");
    same_message.inbound = first.inbound;
    store.append(same_message).await?;
    assert_stored(store, &anew).await
}

async fn erasing_leaves_others_alone(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("erasing others");
    let (mut kept, mut gone) = (Script::new(&ids), Script::new(&ids));
    let step = kept.citizen_writes("Guten Tag");
    store.append(step.clone()).await?;
    store.append(gone.citizen_writes("Guten Tag")).await?;
    store.erase(gone.conversation).await?;
    assert_stored(store, &kept).await?;
    assert_eq!(store.find(&kept.from).await?, Some(kept.conversation));
    assert_duplicate(store, step.clone(), &step).await;
    Ok(())
}

async fn a_long_conversation_stays_in_order(store: &dyn ConversationStore) -> CaseResult {
    let ids = SequentialIds::new("long");
    let mut script = Script::new(&ids);
    for number in 0..120 {
        store
            .append(script.citizen_writes(&format!("Frage {number}")))
            .await?;
    }
    assert_stored(store, &script).await
}
