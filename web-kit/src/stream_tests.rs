use super::*;
use crate::feed::{LiveFeed, Topic};
use bot_core::conversation::Event;
use bot_core::ids::ConversationId;
use bot_core::locale::Locale;
use bot_core::ports::{Announcement, EventFeed};
use jiff::Timestamp;
use std::sync::{Arc, Mutex};
use ulid::Ulid;

type Log = Arc<Mutex<Vec<Recorded>>>;

const ID: ConversationId = ConversationId(Ulid::from_parts(9, 9));

fn recorded(sequence: u64) -> Recorded {
    Recorded {
        sequence,
        at: Timestamp::UNIX_EPOCH,
        event: Event::LocaleChosen { locale: Locale::De },
    }
}

fn reader(log: &Log) -> ReadEvents {
    let log = Arc::clone(log);
    Box::new(move |after, limit| {
        let found: Vec<Recorded> = log
            .lock()
            .unwrap()
            .iter()
            .filter(|event| event.sequence > after)
            .take(limit)
            .cloned()
            .collect();
        Box::pin(async move {
            tokio::task::yield_now().await;
            Ok(found)
        })
    })
}

fn store(log: &Log, feed: &LiveFeed, sequences: std::ops::RangeInclusive<u64>) {
    let events: Vec<Recorded> = sequences.map(recorded).collect();
    log.lock().unwrap().extend(events.clone());
    feed.announce(Announcement {
        conversation: ID,
        events: events.into(),
        clerks: Vec::new(),
    });
}

async fn follow_until(mut follower: Follower, last: u64) -> Vec<u64> {
    let mut seen = Vec::new();
    while seen.last() != Some(&last) {
        match follower.next().await {
            Some(Followed::Events(events)) => seen.extend(events.iter().map(|event| event.sequence)),
            other => panic!("ended with {other:?} after {seen:?}"),
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_writers_lose_and_double_nothing() {
    const LAST: u64 = 3_000;
    let (log, feed) = (Log::default(), LiveFeed::new());
    let writer = {
        let (log, feed) = (Arc::clone(&log), Arc::clone(&feed));
        tokio::spawn(async move {
            for from in (1..LAST).step_by(3) {
                store(&log, &feed, from..=from + 2);
                if from % 7 == 0 {
                    tokio::task::yield_now().await;
                }
            }
        })
    };
    let mut followers = Vec::new();
    for start in 0..24_u64 {
        let (log, feed) = (Arc::clone(&log), Arc::clone(&feed));
        followers.push(tokio::spawn(async move {
            for _ in 0..start {
                tokio::task::yield_now().await;
            }
            let subscription = feed.subscribe(Topic::Conversation(ID));
            follow_until(Follower::new(subscription, reader(&log), start), LAST).await
        }));
    }
    writer.await.unwrap();
    for (start, follower) in followers.into_iter().enumerate() {
        let expected: Vec<u64> = (start as u64 + 1..=LAST).collect();
        assert_eq!(follower.await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_connection_that_breaks_anywhere_resumes_exactly() {
    let (log, feed) = (Log::default(), LiveFeed::new());
    store(&log, &feed, 1..=450);
    for after in [0, 1, 199, 200, 201, 449] {
        let follower = Follower::new(feed.subscribe(Topic::Conversation(ID)), reader(&log), after);
        let expected: Vec<u64> = (after + 1..=450).collect();
        assert_eq!(follow_until(follower, 450).await, expected);
    }
}

#[tokio::test]
async fn announcements_out_of_order_are_put_right_by_the_store() {
    let (log, feed) = (Log::default(), LiveFeed::new());
    let mut follower = Follower::new(feed.subscribe(Topic::Conversation(ID)), reader(&log), 0);
    log.lock()
        .unwrap()
        .extend([recorded(1), recorded(2), recorded(3)]);
    for sequence in [3, 1, 2] {
        feed.announce(Announcement {
            conversation: ID,
            events: vec![recorded(sequence)].into(),
            clerks: Vec::new(),
        });
    }
    let first = follower.next().await;
    assert_eq!(
        first,
        Some(Followed::Events(vec![recorded(1), recorded(2), recorded(3)]))
    );
    store(&log, &feed, 4..=4);
    assert_eq!(follower.next().await, Some(Followed::Events(vec![recorded(4)])));
}

#[tokio::test]
async fn erasing_and_stopping_end_the_stream() {
    let (log, feed) = (Log::default(), LiveFeed::new());
    let mut follower = Follower::new(feed.subscribe(Topic::Conversation(ID)), reader(&log), 0);
    feed.announce(Announcement {
        conversation: ID,
        events: Vec::new().into(),
        clerks: Vec::new(),
    });
    assert_eq!(follower.next().await, Some(Followed::Erased));
    assert_eq!(follower.next().await, None);
    let mut other = Follower::new(feed.subscribe(Topic::Conversation(ID)), reader(&log), 0);
    feed.close();
    assert_eq!(other.next().await, Some(Followed::Over));
}

#[test]
fn the_browser_knows_best_what_it_saw() {
    let mut headers = HeaderMap::new();
    assert_eq!(resume_after(&headers, None), 0);
    assert_eq!(resume_after(&headers, Some(4)), 4);
    headers.insert("last-event-id", HeaderValue::from_static("9"));
    assert_eq!(resume_after(&headers, Some(4)), 9);
    headers.insert("last-event-id", HeaderValue::from_static("x"));
    assert_eq!(resume_after(&headers, Some(4)), 4);
}
