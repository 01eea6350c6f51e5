//! The live feed inside one instance: who has a page open hears what was stored.
//!
//! It is no record. A listener that is too slow is told so and reads the store; nothing waits for it.

use bot_core::conversation::Recorded;
use bot_core::ids::{ClerkId, ConversationId};
use bot_core::ports::{Announcement, EventFeed};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::broadcast;

/// Announcements a listener may be behind before it must read the store instead.
const BEHIND_MAX: usize = 8;

/// What can be listened to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// One conversation.
    Conversation(ConversationId),
    /// The list of one clerk.
    Clerk(ClerkId),
}

/// What a listener hears.
#[derive(Clone, Debug)]
pub enum Heard {
    /// These events were stored.
    Events(Arc<[Recorded]>),
    /// The conversation was erased.
    Erased,
    /// Some announcements were missed: the store knows them.
    Missed,
    /// The hub is stopping.
    Closed,
}

/// Announcements by topic. Topics come with their first listener and go with their last.
pub struct LiveFeed {
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    topics: HashMap<Topic, broadcast::Sender<Announcement>>,
    is_closed: bool,
}

/// One listener of one topic. Dropping it ends it.
pub struct Subscription {
    feed: Arc<LiveFeed>,
    topic: Topic,
    receiver: Option<broadcast::Receiver<Announcement>>,
}

impl LiveFeed {
    /// A feed without listeners.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            state: RwLock::default(),
        })
    }

    /// Begins to listen: everything announced from now on is heard.
    #[must_use]
    pub fn subscribe(self: &Arc<Self>, topic: Topic) -> Subscription {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let receiver = (!state.is_closed).then(|| {
            let sender = state
                .topics
                .entry(topic.clone())
                .or_insert_with(|| broadcast::Sender::new(BEHIND_MAX));
            sender.subscribe()
        });
        drop(state);
        Subscription {
            feed: Arc::clone(self),
            topic,
            receiver,
        }
    }

    /// How many listen to a topic.
    #[must_use]
    pub fn listeners(&self, topic: &Topic) -> usize {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state
            .topics
            .get(topic)
            .map_or(0, broadcast::Sender::receiver_count)
    }

    /// How many topics have listeners.
    #[must_use]
    pub fn topics(&self) -> usize {
        self.state
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .topics
            .len()
    }

    /// Ends all subscriptions, now and in future: the hub is stopping.
    pub fn close(&self) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.is_closed = true;
        state.topics.clear();
    }

    fn forget(&self, topic: &Topic) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state
            .topics
            .get(topic)
            .is_some_and(|sender| sender.receiver_count() == 0)
        {
            state.topics.remove(topic);
        }
    }
}

impl EventFeed for LiveFeed {
    fn announce(&self, announcement: Announcement) {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        for clerk in &announcement.clerks {
            if let Some(sender) = state.topics.get(&Topic::Clerk(clerk.clone())) {
                let _ = sender.send(announcement.clone());
            }
        }
        if let Some(sender) = state.topics.get(&Topic::Conversation(announcement.conversation)) {
            let _ = sender.send(announcement);
        }
    }
}

impl Subscription {
    /// Waits for the next announcement.
    pub async fn next(&mut self) -> Heard {
        let Some(receiver) = &mut self.receiver else {
            return Heard::Closed;
        };
        match receiver.recv().await {
            Ok(announcement) if announcement.events.is_empty() => Heard::Erased,
            Ok(announcement) => Heard::Events(announcement.events),
            Err(broadcast::error::RecvError::Lagged(_)) => Heard::Missed,
            Err(broadcast::error::RecvError::Closed) => Heard::Closed,
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if self.receiver.take().is_some() {
            self.feed.forget(&self.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bot_core::conversation::Event;
    use bot_core::locale::Locale;
    use jiff::Timestamp;
    use ulid::Ulid;

    fn announcement(id: ConversationId, sequence: u64) -> Announcement {
        let event = Event::LocaleChosen { locale: Locale::De };
        Announcement {
            conversation: id,
            events: vec![Recorded {
                sequence,
                at: Timestamp::UNIX_EPOCH,
                event,
            }]
            .into(),
            clerks: vec![ClerkId::new("huber")],
        }
    }

    #[tokio::test]
    async fn topics_come_and_go_with_their_listeners() {
        let feed = LiveFeed::new();
        let id = ConversationId(Ulid::from_parts(1, 1));
        feed.announce(announcement(id, 1));
        let mut one = feed.subscribe(Topic::Conversation(id));
        let two = feed.subscribe(Topic::Conversation(id));
        let mut clerk = feed.subscribe(Topic::Clerk(ClerkId::new("huber")));
        assert_eq!((feed.topics(), feed.listeners(&Topic::Conversation(id))), (2, 2));
        feed.announce(announcement(id, 2));
        assert!(matches!(one.next().await, Heard::Events(events) if events[0].sequence == 2));
        assert!(matches!(clerk.next().await, Heard::Events(_)));
        drop((one, two, clerk));
        assert_eq!(feed.topics(), 0);
    }

    #[tokio::test]
    async fn the_slow_are_told_and_the_closed_end() {
        let feed = LiveFeed::new();
        let id = ConversationId(Ulid::from_parts(1, 2));
        let mut slow = feed.subscribe(Topic::Conversation(id));
        for sequence in 1..=50 {
            feed.announce(announcement(id, sequence));
        }
        assert!(matches!(slow.next().await, Heard::Missed));
        feed.close();
        let mut last = slow.next().await;
        while matches!(last, Heard::Events(_)) {
            last = slow.next().await;
        }
        assert!(matches!(last, Heard::Closed));
        assert!(matches!(
            feed.subscribe(Topic::Conversation(id)).next().await,
            Heard::Closed
        ));
        assert_eq!(feed.topics(), 0);
    }
}
