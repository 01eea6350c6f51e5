//! Builds the batches of one conversation step by step, as the hub would: events, fold and row for lists agree.

use super::SequentialIds;
use crate::answer::{ContactCard, Conversational, NonEmpty, Referral, ReferralReason};
use crate::conversation::{
    Channel, ChannelAddress, CloseReason, Conversation, Event, Inbound, PageReference, Recorded, Sequence,
};
use crate::decision::Decision;
use crate::handover::{HandoverBrief, HandoverReason, HandoverRequest, Matter, Outcome};
use crate::ids::{ArticleId, ClerkId, ConversationId, DeliveryId, HandoverId, MessageId, OrgUnitId};
use crate::locale::{Language, Locale};
use crate::personal::Personal;
use crate::ports::{Batch, Delivery, Ids, InboundKey, Summary};
use crate::understanding::{Intent, Understanding};
use jiff::{SignedDuration, Timestamp};

/// A conversation that a test plays. Each call returns the batch of the next step and takes it as appended; a second
/// later the next one may follow. Clone it before a step that is meant to be refused.
#[derive(Clone, Debug)]
pub struct Script<'a> {
    ids: &'a SequentialIds,
    /// The citizen's address.
    pub from: ChannelAddress,
    /// The conversation.
    pub conversation: ConversationId,
    /// Time of the next step.
    pub now: Timestamp,
    /// The state after the steps so far.
    pub state: Option<Conversation>,
    /// All events so far.
    pub events: Vec<Recorded>,
}

/// A fixed working-day morning to begin with.
#[must_use]
pub fn morning() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_795_248_000)
}

/// A clerk that no other test uses.
#[must_use]
pub fn clerk_id(ids: &SequentialIds) -> ClerkId {
    ClerkId::new(format!("clerk-{}", ids.next()))
}

impl<'a> Script<'a> {
    /// A citizen nobody else plays, about to write in the web at [`morning`].
    #[must_use]
    pub fn new(ids: &'a SequentialIds) -> Self {
        Self::on(Channel::Web, ids)
    }

    /// The same on another channel.
    #[must_use]
    pub fn on(channel: Channel, ids: &'a SequentialIds) -> Self {
        let from = ChannelAddress {
            channel,
            address: Personal::new(format!("address-{}", ids.next())),
        };
        Self::from_address(from, ids)
    }

    /// A new conversation of a citizen at a known address.
    #[must_use]
    pub fn from_address(from: ChannelAddress, ids: &'a SequentialIds) -> Self {
        Self {
            ids,
            from,
            conversation: ConversationId(ids.next()),
            now: morning(),
            state: None,
            events: Vec::new(),
        }
    }

    /// The sequence after the steps so far.
    #[must_use]
    pub fn sequence(&self) -> Sequence {
        self.state.as_ref().map_or(0, |state| state.sequence)
    }

    /// A step of these events, without inbound message.
    ///
    /// # Panics
    /// When there are no events.
    pub fn step(&mut self, events: Vec<Event>) -> Batch {
        assert!(!events.is_empty(), "a step without events");
        let expected = self.sequence();
        let at = self.now;
        let events: Vec<Recorded> = (expected + 1..)
            .zip(events)
            .map(|(sequence, event)| Recorded { sequence, at, event })
            .collect();
        let before = self
            .state
            .take()
            .unwrap_or_else(|| Conversation::new(self.conversation, at));
        let state = events.iter().fold(before, Conversation::apply);
        let summary = Summary::of(&state);
        self.state = Some(state);
        self.now += SignedDuration::from_secs(1);
        self.events.extend(events.iter().cloned());
        Batch {
            conversation: self.conversation,
            expected,
            events,
            inbound: None,
            address: None,
            deliveries: Vec::new(),
            summary,
            tallies: Vec::new(),
        }
    }

    /// The citizen writes, the bot says something; the first time this begins the conversation.
    pub fn citizen_writes(&mut self, text: &str) -> Batch {
        let decision = match self.state.as_ref().and_then(Conversation::clerk) {
            Some(clerk) => Decision::RelayToClerk { clerk: clerk.clone() },
            None => small_talk(),
        };
        self.citizen_is_decided(text, decision, Vec::new())
    }

    /// The citizen asks for a person; the conversation is offered to `clerk` until `until`.
    pub fn offered_to(&mut self, clerk: &ClerkId, until: Timestamp) -> Batch {
        let handover = HandoverId(self.ids.next());
        let request = handover_request(handover, clerk, self.now);
        let offered = Event::HandoverOffered {
            handover,
            clerk: clerk.clone(),
            next: Vec::new(),
            until,
        };
        self.citizen_is_decided(
            "Ich möchte mit einem Menschen sprechen",
            Decision::HandOver(request),
            vec![offered],
        )
    }

    /// The clerk takes the conversation over.
    pub fn accepted_by(&mut self, clerk: &ClerkId) -> Batch {
        let handover = self.handover();
        self.step(vec![Event::HandoverAccepted {
            handover,
            clerk: clerk.clone(),
            clerk_name: "Meldewesen".into(),
        }])
    }

    /// The clerk writes.
    pub fn clerk_writes(&mut self, clerk: &ClerkId, text: &str) -> Batch {
        let message = MessageId(self.ids.next());
        self.step(vec![Event::ClerkWrote {
            message,
            clerk: clerk.clone(),
            text: Personal::new(text.into()),
        }])
    }

    /// Nobody could be reached: the citizen is told so.
    pub fn unanswered(&mut self) -> Batch {
        let (handover, message) = (self.handover(), MessageId(self.ids.next()));
        self.step(vec![Event::HandoverUnanswered {
            handover,
            message,
            referral: Box::new(referral()),
        }])
    }

    /// The clerk gives the conversation back to the bot.
    pub fn handed_back_by(&mut self, clerk: &ClerkId) -> Batch {
        let handover = self.handover();
        self.step(vec![Event::HandedBack {
            handover,
            clerk: clerk.clone(),
        }])
    }

    /// The clerk closes the conversation.
    pub fn closed(&mut self) -> Batch {
        self.step(vec![Event::ConversationClosed {
            reason: CloseReason::Clerk {
                outcome: Outcome::Solved,
            },
        }])
    }

    /// A delivery of the event `sequence`, due at once.
    #[must_use]
    pub fn delivery(&self, sequence: Sequence) -> Delivery {
        Delivery {
            id: DeliveryId(self.ids.next()),
            to: self.from.clone(),
            conversation: self.conversation,
            sequence,
            tries: 0,
            due_at: morning(),
        }
    }

    fn citizen_is_decided(&mut self, text: &str, decision: Decision, then: Vec<Event>) -> Batch {
        let (heard, said) = (MessageId(self.ids.next()), MessageId(self.ids.next()));
        let mut events = Vec::new();
        if self.state.is_none() {
            let page = Some(PageReference("/service/info/wohnsitz".into()));
            events.push(Event::ConversationStarted {
                from: self.from.clone(),
                locale: Locale::De,
                page,
            });
        }
        let content = Inbound::Text {
            text: Personal::new(text.into()),
        };
        events.push(Event::CitizenWrote {
            message: heard,
            content,
            shown: Personal::new(text.into()),
        });
        let decision = Box::new(decision);
        events.push(Event::Decided {
            message: said,
            about: heard,
            understanding: understanding(text),
            decision,
        });
        events.extend(then);
        let mut batch = self.step(events);
        batch.inbound = Some(InboundKey {
            from: self.from.clone(),
            external_id: heard.to_string(),
        });
        batch.address = Some(self.from.clone());
        batch
    }

    fn handover(&self) -> HandoverId {
        let open = self
            .state
            .as_ref()
            .and_then(Conversation::handover)
            .map(|handover| handover.id);
        open.unwrap_or_else(|| HandoverId(self.ids.next()))
    }
}

fn understanding(text: &str) -> Understanding {
    Understanding {
        language: Language::DE,
        normal_form: Personal::new(crate::text::normal_form(text)),
        intent: Intent::SmallTalk,
        facts: Vec::new(),
        refers_back: false,
    }
}

fn small_talk() -> Decision {
    Decision::Converse(Conversational {
        intent: "small_talk".into(),
        text: "Guten Tag. Worum geht es?".into(),
        hotlines: Vec::new(),
        suggestions: Vec::new(),
    })
}

fn contact() -> ContactCard {
    ContactCard {
        org_unit: OrgUnitId::new("muc:1"),
        name: "Bürgerbüro Pasing".into(),
        unit: Some("KVR-II/235".into()),
        clerk: None,
        phone: Some("089 233-96000".into()),
        email: None,
        address: None,
        hours: Vec::new(),
        opening: None,
        is_sample: true,
    }
}

fn matter() -> Matter {
    Matter {
        article: Some(ArticleId::new("muc:1063475")),
        title: "Wohnsitz anmelden".into(),
        confidence: 0.5,
    }
}

fn referral() -> Referral {
    Referral {
        reason: ReferralReason::NobodyThere,
        text: "Gerade ist niemand zu erreichen.".into(),
        matter: None,
        contact: contact(),
        options: Vec::new(),
        citation: None,
        action: None,
    }
}

fn handover_request(handover: HandoverId, clerk: &ClerkId, now: Timestamp) -> HandoverRequest {
    HandoverRequest {
        handover,
        matter: matter(),
        text: "Ich frage beim Meldewesen nach.".into(),
        contact: contact(),
        ask: NonEmpty::one(clerk.clone()),
        rule: "everything".into(),
        brief: HandoverBrief {
            version: 1,
            questions: vec![Personal::new("Ich möchte mit einem Menschen sprechen".into())],
            matter: matter(),
            runners_up: Vec::new(),
            reason: HandoverReason::Wish,
            answers_given: Vec::new(),
            facts_asked: Vec::new(),
            language: Language::DE,
            locale: Locale::De,
            page: None,
            waiting_since: now,
        },
    }
}
