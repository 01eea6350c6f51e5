//! What holds for every message in every state.

use super::{World, words};
use crate::article::FactKind;
use crate::conversation::{Conversation, Event, Inbound, Phase, Recorded};
use crate::decision::Decision;
use crate::handover::Outcome;
use crate::ids::{ArticleId, ClerkId, ConversationId, HandoverId, MessageId};
use crate::locale::Locale;
use crate::testing::{ArticleBuilder, hit, ranking};
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use ulid::Ulid;

/// Anything people type: letters of any script, and words the rules know.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("hallo"),
        Just("ja"),
        Just("nein"),
        Just("keine"),
        Just("davon"),
        Just("die"),
        Just("zweite"),
        Just("es"),
        Just("brennt"),
        Just("mein"),
        Just("Antrag"),
        Just("Reisepass"),
        Just("kostet"),
        Just("was"),
        Just("und"),
        Just("für"),
        Just("Mensch"),
        Just("sprechen"),
        Just("mit"),
        Just("online"),
        Just("nicht"),
        Just("danke"),
        Just("Kindergeld"),
        Just("wo"),
        Just("👍"),
        Just("Ağrı"),
        Just("مرحبا"),
        Just("поліція"),
        Just("2"),
    ];
    prop_oneof![vec(word, 0..8).prop_map(|words| words.join(" ")), ".{0,60}"]
}

fn inbound() -> impl Strategy<Value = Inbound> {
    prop_oneof![
        6 => text().prop_map(|text| words(&text)),
        1 => (2u128..12, option::of(0usize..5)).prop_map(|(message, option)| Inbound::Choice { message: MessageId(Ulid::from(message)), option }),
        1 => "[0-3]".prop_map(|key| Inbound::Topic { article: ArticleId::in_source("muc", &key), facts: vec![FactKind::Fees] }),
        1 => Just(Inbound::Person),
    ]
}

/// A world with some evidence and some clerks there.
fn world() -> impl Strategy<Value = World> {
    (
        option::of((0f32..=1.0, vec(0f32..=1.0, 0..4))),
        any::<bool>(),
        0usize..3,
    )
        .prop_map(|(found, is_there, locale)| {
            let mut world = World::new();
            let articles: Vec<_> = (0..4)
                .map(|n| ArticleBuilder::new(&n.to_string(), &format!("Sache {n}")).build())
                .collect();
            world.evidence.ranking = found.map(|(answerable, confidences)| {
                ranking(
                    answerable,
                    articles
                        .iter()
                        .zip(confidences)
                        .map(|(article, confidence)| hit(article, confidence))
                        .collect(),
                )
            });
            world.evidence.articles = articles;
            world.conversation.locale = Locale::ALL[locale];
            if is_there {
                world.there(None, &["hall"])
            } else {
                world
            }
        })
}

fn event() -> impl Strategy<Value = Event> {
    let handover = HandoverId(Ulid::from(7));
    let clerk = ClerkId::new("hall");
    prop_oneof![
        Just(Event::HandoverOffered {
            handover,
            clerk: clerk.clone(),
            next: Vec::new(),
            until: Timestamp::UNIX_EPOCH
        }),
        Just(Event::HandoverDeclined {
            handover,
            clerk: clerk.clone(),
            reason: None
        }),
        Just(Event::HandoverTimedOut {
            handover,
            clerk: clerk.clone()
        }),
        Just(Event::HandoverWithdrawn { handover }),
        Just(Event::HandoverAccepted {
            handover,
            clerk: clerk.clone(),
            clerk_name: String::new()
        }),
        Just(Event::HandedBack {
            handover,
            clerk: clerk.clone()
        }),
        Just(Event::LocaleChosen { locale: Locale::En }),
        Just(Event::FeedbackGiven {
            message: MessageId(Ulid::from(3)),
            helped: false,
            reason: None
        }),
        Just(Event::ClerkOpened { clerk }),
        Just(Event::ConversationClosed {
            reason: crate::conversation::CloseReason::Clerk {
                outcome: Outcome::Solved
            }
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_message_in_every_state_has_one_decision_that_keeps_its_promises(
        mut world in world(),
        steps in vec(prop_oneof![3 => inbound().prop_map(Ok), 1 => event().prop_map(Err)], 1..7),
    ) {
        for step in steps {
            let content = match step {
                Ok(content) => content,
                Err(event) => {
                    world.happens(event);
                    continue;
                }
            };
            let before = world.conversation.clone();
            let foreseen = world.decide(&content);
            let decision = world.turn(&content);
            prop_assert_eq!(&decision, &foreseen, "deciding twice gives the same");
            match (&before.phase, &decision) {
                (Phase::WithClerk(handover), Decision::RelayToClerk { clerk }) => prop_assert_eq!(&handover.clerk, clerk),
                (Phase::WithClerk(_), other) => prop_assert!(false, "the bot spoke: {}", other.kind()),
                (_, Decision::Answer(answer)) => {
                    prop_assert_eq!(&answer.citations.first.article, &answer.article);
                    prop_assert!(answer.actions.len() <= 2 && !answer.lead.is_empty() && answer.contact.is_some());
                }
                (_, Decision::HandOver(request)) => {
                    prop_assert_eq!(&request.ask.first, &ClerkId::new("hall"));
                    prop_assert!(!request.rule.is_empty() && request.brief.version == 1);
                }
                (_, Decision::Clarify(asked)) => prop_assert!((1..=4).contains(&asked.options.len())),
                (_, Decision::Refer(referral)) => prop_assert!(referral.contact.phone.is_some() && !referral.text.is_empty()),
                (_, Decision::Converse(line)) => prop_assert!(!line.text.is_empty()),
                (phase, Decision::RelayToClerk { .. }) => prop_assert!(matches!(phase, Phase::AwaitingClerk(_))),
            }
        }
    }

    #[test]
    fn the_state_is_a_fold_over_the_events(events in vec(event(), 0..20), inbounds in vec(inbound(), 0..5)) {
        let written = inbounds.into_iter().map(|content| Event::CitizenWrote {
            message: MessageId(Ulid::from(1)), content, shown: crate::personal::Personal::new(String::new()),
        });
        let recorded: Vec<Recorded> = events.into_iter().chain(written).zip(1..)
            .map(|(event, sequence)| Recorded { sequence, at: Timestamp::UNIX_EPOCH, event }).collect();
        let id = ConversationId(Ulid::nil());
        let whole = Conversation::replay(id, &recorded);
        prop_assert_eq!(&whole, &Conversation::replay(id, &recorded));
        for cut in 0..recorded.len() {
            let (head, tail) = recorded.split_at(cut);
            let start = Conversation::replay(id, head).unwrap_or_else(|| Conversation::new(id, Timestamp::UNIX_EPOCH));
            let state = tail.iter().fold(start, Conversation::apply);
            prop_assert_eq!(Some(&state), whole.as_ref());
        }
        if let Some(state) = whole {
            prop_assert_eq!(state.sequence, u64::try_from(recorded.len()).unwrap_or_default());
            let text = serde_json::to_string(&recorded).expect("events are JSON");
            prop_assert_eq!(serde_json::from_str::<Vec<Recorded>>(&text).expect("and back"), recorded);
        }
    }
}
