//! Many at once: what one store promises has to hold for two instances on one database as well.

use crate::databases::Database;
use bot_core::conversation::Channel;
use bot_core::ports::{
    AccountStore, AppendError, Batch, ConversationStore, DeliveryStore, FigureStore, Tally,
};
use bot_core::testing::{MemoryStore, Script, SequentialIds, morning};
use futures_util::future::join_all;
use jiff::SignedDuration;
use jiff::civil::date;
use std::collections::HashSet;
use std::sync::Arc;

/// Two clients of the same data: the same store, or two instances on one database.
type Pair = (Arc<dyn ConversationStore>, Arc<dyn ConversationStore>);

async fn pairs() -> Vec<(Pair, Option<Database>)> {
    let memory: Arc<dyn ConversationStore> = Arc::new(MemoryStore::default());
    let mut pairs: Vec<(Pair, Option<Database>)> = vec![((memory.clone(), memory), None)];
    for database in Database::all().await {
        let one = database.open().await;
        pairs.push((
            (one.conversation_store(), one.conversation_store()),
            Some(database),
        ));
    }
    for database in Database::all().await {
        let (one, other) = (database.open().await, database.open().await);
        pairs.push((
            (one.conversation_store(), other.conversation_store()),
            Some(database),
        ));
    }
    pairs
}

async fn both(pair: &Pair, one: Batch, other: Batch) -> [Result<(), AppendError>; 2] {
    let (first, second) = (pair.0.clone(), pair.1.clone());
    let one = tokio::spawn(async move { first.append(one).await });
    let other = tokio::spawn(async move { second.append(other).await });
    [one.await.expect("no panic"), other.await.expect("no panic")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_steps_on_the_same_sequence_exactly_one_wins() {
    for (pair, _database) in pairs().await {
        let ids = SequentialIds::new("same sequence");
        let mut script = Script::new(&ids);
        pair.0
            .append(script.citizen_writes("Guten Tag"))
            .await
            .expect("the first step");
        for round in 0..200 {
            let (mut left, mut right) = (script.clone(), script.clone());
            let (one, other) = (left.citizen_writes("links"), right.citizen_writes("rechts"));
            let outcome = both(&pair, one, other).await;
            script = match outcome {
                [Ok(()), Err(AppendError::Conflict)] => left,
                [Err(AppendError::Conflict), Ok(())] => right,
                other => panic!("round {round}: {other:?}"),
            };
        }
        let stored = pair
            .1
            .events(script.conversation, 0, usize::MAX)
            .await
            .expect("the events");
        assert_eq!(stored, script.events, "gap-free, and the winners' words");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_beginnings_of_one_conversation_exactly_one_wins() {
    for (pair, _database) in pairs().await {
        let ids = SequentialIds::new("beginnings");
        for round in 0..50 {
            let script = Script::new(&ids);
            let (mut left, mut right) = (script.clone(), script);
            let (one, other) = (left.citizen_writes("links"), right.citizen_writes("rechts"));
            let outcome = both(&pair, one, other).await;
            let winner = match outcome {
                [Ok(()), Err(AppendError::Conflict)] => left,
                [Err(AppendError::Conflict), Ok(())] => right,
                other => panic!("round {round}: {other:?}"),
            };
            assert_eq!(
                pair.0.load(winner.conversation).await.expect("the state"),
                winner.state
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_message_delivered_twice_at_once_is_taken_once() {
    for (pair, _database) in pairs().await {
        let ids = SequentialIds::new("twice at once");
        for round in 0..50 {
            let mut left = Script::new(&ids);
            let mut right = Script::from_address(left.from.clone(), &ids);
            let one = left.citizen_writes("Guten Tag");
            let mut other = right.citizen_writes("Guten Tag");
            other.inbound.clone_from(&one.inbound);
            let outcome = both(&pair, one, other).await;
            let (winner, loser) = match &outcome {
                [
                    Ok(()),
                    Err(AppendError::Duplicate {
                        conversation,
                        sequence,
                    }),
                ] => {
                    assert_eq!((*conversation, *sequence), (left.conversation, left.sequence()));
                    (&left, &right)
                }
                [
                    Err(AppendError::Duplicate {
                        conversation,
                        sequence,
                    }),
                    Ok(()),
                ] => {
                    assert_eq!((*conversation, *sequence), (right.conversation, right.sequence()));
                    (&right, &left)
                }
                other => panic!("round {round}: {other:?}"),
            };
            assert_eq!(
                pair.0.find(&winner.from).await.expect("the address"),
                Some(winner.conversation)
            );
            assert_eq!(pair.0.load(loser.conversation).await.expect("the state"), None);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_conversations_at_once_stay_whole() {
    const STEPS: usize = 10;
    let day = date(2026, 11, 21);
    for database in Database::all().await {
        let stores = [database.open().await, database.open().await];
        let tasks = (0..64).map(|number| {
            let store = stores[number % 2].clone();
            tokio::spawn(async move {
                let ids = SequentialIds::new(&format!("at once {number}"));
                let mut script = Script::on(Channel::Telegram, &ids);
                for step in 0..STEPS {
                    let mut batch = script.citizen_writes(&format!("Frage {step}"));
                    batch.deliveries = vec![script.delivery(batch.last_sequence())];
                    batch.tallies = vec![Tally {
                        day,
                        name: "decision",
                        label: "answer".into(),
                    }];
                    store.append(batch).await.expect("nobody else writes here");
                }
                assert_eq!(
                    store.load(script.conversation).await.expect("the state"),
                    script.state
                );
                assert_eq!(
                    store
                        .events(script.conversation, 0, 1000)
                        .await
                        .expect("the events"),
                    script.events
                );
            })
        });
        for outcome in join_all(tasks).await {
            outcome.expect("each conversation is whole");
        }
        let [store, _] = &stores;
        assert_eq!(
            store.backlog(Channel::Telegram).await.expect("the backlog"),
            64 * STEPS as u64
        );
        let figures = store.figures(day, day).await.expect("the figures");
        assert_eq!(
            figures.iter().map(|figure| figure.count).sum::<u64>(),
            64 * STEPS as u64
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_delivery_is_claimed_twice_and_order_holds() {
    const EACH: u64 = 3;
    for database in Database::all().await {
        let stores = [database.open().await, database.open().await];
        let ids = SequentialIds::new("claimed");
        for _ in 0..40 {
            let mut script = Script::on(Channel::Telegram, &ids);
            let mut batch = script.citizen_writes("Guten Tag");
            batch.deliveries = (1..=EACH).map(|sequence| script.delivery(sequence)).collect();
            stores[0].append(batch).await.expect("the step");
        }
        let (now, lease) = (morning(), morning() + SignedDuration::from_hours(1));
        let dispatchers = (0..8).map(|number| {
            let store = stores[number % 2].clone();
            tokio::spawn(async move {
                let mut sent = Vec::new();
                while store.backlog(Channel::Telegram).await.expect("the backlog") > 0 {
                    for delivery in store
                        .claim(Channel::Telegram, now, lease, 5)
                        .await
                        .expect("a claim")
                    {
                        store.delivered(delivery.id).await.expect("noted");
                        sent.push((delivery.conversation, delivery.sequence));
                    }
                }
                sent
            })
        });
        let mut sent = Vec::new();
        for outcome in join_all(dispatchers).await {
            let own = outcome.expect("no panic");
            let mut last = std::collections::HashMap::new();
            for (conversation, sequence) in &own {
                assert!(
                    last.insert(conversation, sequence)
                        .is_none_or(|before| before < sequence),
                    "in order"
                );
            }
            sent.extend(own);
        }
        assert_eq!(sent.len() as u64, 40 * EACH, "none twice, none lost");
        assert_eq!(sent.iter().collect::<HashSet<_>>().len(), sent.len());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn failed_sign_ins_at_once_are_counted_exactly() {
    for database in Database::all().await {
        let stores = [database.open().await, database.open().await];
        let since = morning() - SignedDuration::from_mins(15);
        let tries = (0..100).map(|number| {
            let store = stores[number % 2].clone();
            tokio::spawn(async move { store.note_failed_sign_in("login:huber", morning(), since).await })
        });
        let mut counts: Vec<u32> = join_all(tries)
            .await
            .into_iter()
            .map(|count| count.expect("no panic").expect("counted"))
            .collect();
        counts.sort_unstable();
        assert_eq!(counts, (1..=100).collect::<Vec<u32>>());
    }
}
