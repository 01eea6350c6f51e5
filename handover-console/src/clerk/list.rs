//! The left column: my conversations, offers first, then whoever has waited longest for an answer.

use super::brief::channel_key;
use crate::words::span;
use bot_core::conversation::{Conversation, Event, Phase, Recorded};
use bot_core::hub::Hub;
use bot_core::ids::{ClerkId, ConversationId};
use bot_core::locale::Locale;
use bot_core::ports::{PhaseKind, StoreUnavailable, Summary};
use jiff::Timestamp;
use web_kit::Words;

/// Rows whose events are read; a clerk holds a handful at a time.
const ROWS_READ_MAX: usize = 30;

/// The list with its counts.
pub(crate) struct ListView {
    pub words: &'static Words,
    pub rows: Vec<Row>,
    /// Both counts in words.
    pub count: String,
    pub offers: usize,
    /// How many conversations the clerk holds.
    pub held: usize,
}

/// One conversation in the list. No words of the citizen stand here.
pub(crate) struct Row {
    pub id: ConversationId,
    /// The key that opens it, 1 to 9.
    pub key: Option<usize>,
    pub matter: String,
    pub standing: Standing,
    pub is_open: bool,
    /// Seconds until the offer passes on.
    pub seconds_left: i64,
    /// Whom the offer goes to next.
    pub next: Option<String>,
    /// Who spoke last and how long ago, or how long the offer has waited.
    pub line: String,
    pub channel: &'static str,
    pub wishes_plain_language: bool,
}

/// Where a conversation stands for its clerk, most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Offered; passes on if it is not accepted.
    Offer,
    /// The citizen waits for an answer.
    Waiting,
    /// The clerk spoke last.
    Answered,
}

/// The clerk's list at this moment; `open` is the conversation shown beside it.
pub(crate) async fn list(
    hub: &Hub,
    clerk: &ClerkId,
    words: &'static Words,
    open: Option<ConversationId>,
) -> Result<ListView, StoreUnavailable> {
    let now = hub.clock.now();
    let mut found = Vec::new();
    for (place, summary) in hub.clerk_list(clerk).await?.into_iter().enumerate() {
        let events = if place < ROWS_READ_MAX {
            all_events(hub, summary.conversation).await?
        } else {
            Vec::new()
        };
        found.push(Entry::of(summary, &events));
    }
    found.sort_by_key(|entry| (entry.standing, entry.since, entry.summary.conversation));
    let offers = found
        .iter()
        .filter(|entry| entry.standing == Standing::Offer)
        .count();
    let held = found.len() - offers;
    let rows = found
        .into_iter()
        .enumerate()
        .map(|(place, entry)| entry.row(hub, words, now, open, (place < 9).then_some(place + 1)))
        .collect();
    let count = words.put2(
        "list.count",
        ("offers", &offers.to_string()),
        ("held", &held.to_string()),
    );
    Ok(ListView {
        words,
        rows,
        count,
        offers,
        held,
    })
}

/// All events of a conversation: bounded by the limit of events.
pub(crate) async fn all_events(hub: &Hub, id: ConversationId) -> Result<Vec<Recorded>, StoreUnavailable> {
    let limit = usize::try_from(hub.limits.conversation_events_max).unwrap_or(usize::MAX);
    hub.events(id, 0, limit.saturating_add(16)).await
}

/// A row before it is put into words.
struct Entry {
    summary: Summary,
    next: Option<ClerkId>,
    standing: Standing,
    since: Timestamp,
}

impl Entry {
    fn of(summary: Summary, events: &[Recorded]) -> Self {
        let state = Conversation::replay(summary.conversation, events);
        let next = match state.as_ref().map(|state| &state.phase) {
            Some(Phase::AwaitingClerk(handover)) => handover.next.first().cloned(),
            _ => None,
        };
        let (standing, since) = match summary.phase {
            PhaseKind::AwaitingClerk => (Standing::Offer, asked_at(events)),
            _ => unanswered(events),
        };
        let since = since.unwrap_or(summary.updated_at);
        Self {
            summary,
            next,
            standing,
            since,
        }
    }

    fn row(
        self,
        hub: &Hub,
        words: &'static Words,
        now: Timestamp,
        open: Option<ConversationId>,
        key: Option<usize>,
    ) -> Row {
        let ago = span(words, now.duration_since(self.since));
        let line_key = match self.standing {
            Standing::Offer => "list.offer_waits",
            Standing::Waiting => "list.citizen_waits",
            Standing::Answered => "list.clerk_spoke",
        };
        let directory = hub.directory();
        let name = |id: &ClerkId| {
            directory
                .clerks
                .get(id)
                .map_or_else(|| id.to_string(), |c| c.name.clone())
        };
        Row {
            id: self.summary.conversation,
            key,
            is_open: open == Some(self.summary.conversation),
            standing: self.standing,
            seconds_left: seconds_left(self.summary.offered_until, now),
            next: self.next.as_ref().map(name),
            line: words.put(line_key, "ago", ago),
            channel: words.t(channel_key(self.summary.channel)),
            wishes_plain_language: self.summary.locale == Locale::DeSimple,
            matter: self
                .summary
                .matter
                .unwrap_or_else(|| words.t("list.no_matter").to_owned()),
        }
    }
}

/// Whole seconds until an offer passes on, never negative.
pub(crate) fn seconds_left(until: Option<Timestamp>, now: Timestamp) -> i64 {
    until.map_or(0, |until| until.duration_since(now).as_secs().max(0))
}

/// When the person was asked for.
fn asked_at(events: &[Recorded]) -> Option<Timestamp> {
    let asked = events.iter().rev().find(|recorded| {
        matches!(&recorded.event, Event::Decided { decision, .. } if decision.kind() == "hand_over")
    });
    asked.map(|recorded| recorded.at)
}

/// Whether the citizen waits for the clerk, and since when; else when the clerk spoke last.
fn unanswered(events: &[Recorded]) -> (Standing, Option<Timestamp>) {
    let spoke = events
        .iter()
        .rposition(|r| matches!(r.event, Event::ClerkWrote { .. }));
    let after = spoke.map_or(events, |place| &events[place + 1..]);
    let begun = after.iter().find(|r| match &r.event {
        Event::CitizenWrote { .. } => spoke.is_some(),
        Event::HandoverAccepted { .. } => true,
        _ => false,
    });
    match (begun, spoke) {
        (Some(begun), _) => (Standing::Waiting, Some(begun.at)),
        (None, Some(place)) => (Standing::Answered, events.get(place).map(|recorded| recorded.at)),
        (None, None) => (Standing::Waiting, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bot_core::conversation::Inbound;
    use bot_core::ids::MessageId;
    use bot_core::personal::Personal;
    use ulid::Ulid;

    fn at(second: i64, event: Event) -> Recorded {
        Recorded {
            sequence: 1,
            at: Timestamp::from_second(second).unwrap(),
            event,
        }
    }
    fn citizen(second: i64) -> Recorded {
        let text = Personal::new("Hallo".to_owned());
        let message = MessageId(Ulid::from(1));
        at(
            second,
            Event::CitizenWrote {
                message,
                content: Inbound::Text { text: text.clone() },
                shown: text,
            },
        )
    }
    fn clerk(second: i64) -> Recorded {
        let message = MessageId(Ulid::from(2));
        at(
            second,
            Event::ClerkWrote {
                message,
                clerk: ClerkId::new("k"),
                text: Personal::new("Ja".to_owned()),
            },
        )
    }
    fn opened(second: i64) -> Recorded {
        at(
            second,
            Event::ClerkOpened {
                clerk: ClerkId::new("k"),
            },
        )
    }

    #[test]
    fn the_citizen_waits_since_the_first_unanswered_message() {
        let second = |events: &[Recorded]| {
            let (standing, since) = unanswered(events);
            (standing, since.map(Timestamp::as_second))
        };
        assert_eq!(
            second(&[citizen(1), clerk(2), citizen(3), citizen(4), opened(5)]),
            (Standing::Waiting, Some(3))
        );
        assert_eq!(
            second(&[citizen(1), clerk(2), opened(3)]),
            (Standing::Answered, Some(2))
        );
    }

    #[test]
    fn an_offer_that_ran_out_has_no_negative_rest() {
        let now = Timestamp::from_second(100).unwrap();
        assert_eq!(seconds_left(Some(Timestamp::from_second(90).unwrap()), now), 0);
        assert_eq!(seconds_left(Some(Timestamp::from_second(130).unwrap()), now), 30);
    }
}
