//! Hand-over, referral to a direct line, own cases, and the silence of the bot.

use super::{World, words};
use crate::answer::{Referral, ReferralReason};
use crate::article::{Article, FactKind};
use crate::conversation::{Event, Inbound};
use crate::decision::Decision;
use crate::handover::{HandoverReason, HandoverRequest, unanswered};
use crate::ids::{ClerkId, HandoverId};
use crate::testing::{ArticleBuilder, hit, ranking};
use crate::understanding::EmergencyKind;
use std::sync::Arc;
use ulid::Ulid;

fn trade() -> Arc<Article> {
    ArticleBuilder::new("9", "Gewerbeanmeldung")
        .leika("99050001")
        .build()
}

fn request(decision: Decision) -> HandoverRequest {
    match decision {
        Decision::HandOver(request) => request,
        other => panic!("not a hand-over: {other:?}"),
    }
}

fn referral(decision: Decision) -> Referral {
    match decision {
        Decision::Refer(referral) => referral,
        other => panic!("not a referral: {other:?}"),
    }
}

#[test]
fn a_wish_with_a_matter_is_offered_to_the_responsible_clerk_and_deputies() {
    let article = trade();
    let other = ArticleBuilder::new("10", "Gaststättenerlaubnis").build();
    let world = World::new()
        .found(ranking(0.7, vec![hit(&article, 0.7), hit(&other, 0.2)]))
        .there(Some(&article), &["trade", "trade-2"]);
    let request = request(world.said("Sachbearbeiter für Gewerbe"));
    assert_eq!(request.ask.first, ClerkId::new("trade"));
    assert_eq!(request.ask.rest, [ClerkId::new("trade-2")]);
    assert_eq!(
        (request.rule.as_str(), request.contact.name.as_str()),
        ("trade", "Gewerbeamt")
    );
    assert_eq!(request.handover, HandoverId(Ulid::from(7)));
    let brief = request.brief;
    assert_eq!((brief.version, brief.reason), (1, HandoverReason::Wish));
    assert_eq!(brief.matter.title, "Gewerbeanmeldung");
    assert_eq!(
        brief
            .runners_up
            .iter()
            .map(|matter| matter.title.as_str())
            .collect::<Vec<_>>(),
        ["Gaststättenerlaubnis"]
    );
    assert_eq!(
        brief.questions.last().map(|text| text.reveal().as_str()),
        Some("Sachbearbeiter für Gewerbe")
    );
    assert_eq!(brief.waiting_since, world.now);
}

#[test]
fn the_brief_holds_what_was_asked_and_answered_before() {
    let article = trade();
    let mut world = World::new()
        .found(ranking(0.9, vec![hit(&article, 0.9)]))
        .there(Some(&article), &["trade-2"]);
    world.turn(&words("Was kostet eine Gewerbeanmeldung?"));
    let request = request(world.turn(&Inbound::Person));
    assert_eq!(
        request.ask.first,
        ClerkId::new("trade-2"),
        "the deputy is asked when the clerk is away"
    );
    assert_eq!(request.contact.clerk.as_deref(), Some("Sachbearbeitung trade-2"));
    assert_eq!(request.brief.answers_given.len(), 1);
    assert_eq!(request.brief.facts_asked, [FactKind::Fees]);
    assert_eq!(request.brief.questions.len(), 1);
}

#[test]
fn if_nobody_is_there_the_direct_line_and_the_next_opening_are_told() {
    let article = trade();
    let mut world = World::new()
        .found(ranking(0.9, vec![hit(&article, 0.9)]))
        .there(Some(&article), &[]);
    world.now = "2026-11-27T18:00:00Z".parse().expect("a moment");
    let found = referral(world.said("Ich möchte mit jemandem über mein Gewerbe sprechen"));
    assert_eq!(found.reason, ReferralReason::NobodyThere);
    assert_eq!(found.contact.phone.as_deref(), Some("089 233-96030"));
    assert!(
        found.text.ends_with("Montag, 30.11., 8:00 Uhr."),
        "{}",
        found.text
    );
}

#[test]
fn without_a_matter_the_bot_asks_once_and_then_believes() {
    let mut world = World::new().there(None, &["hall"]);
    let Decision::Clarify(asked) = world.turn(&words("Ich will mit einem Menschen sprechen")) else {
        panic!("a question back")
    };
    assert!(asked.text.contains("Worum geht es?"));
    assert_eq!(
        request(world.said("einen Menschen bitte!")).ask.first,
        ClerkId::new("hall")
    );
    assert_eq!(request(world.said("ja")).ask.first, ClerkId::new("hall"));
    assert_eq!(request(world.decide(&Inbound::Person)).matter.article, None);
}

#[test]
fn the_matter_named_after_that_question_leads_to_its_clerk() {
    let article = trade();
    let mut world = World::new().there(None, &["hall"]);
    world.turn(&Inbound::Person);
    world = world
        .found(ranking(0.9, vec![hit(&article, 0.9)]))
        .there(Some(&article), &["trade"]);
    assert_eq!(request(world.said("Gewerbe anmelden")).rule, "trade");
}

#[test]
fn an_own_case_is_never_answered_from_articles() {
    let article = trade();
    let world = World::new().found(ranking(0.95, vec![hit(&article, 0.95)]));
    let found = referral(world.said("Wie weit ist meine Gewerbeanmeldung?"));
    assert_eq!(
        (found.reason, found.contact.name.as_str()),
        (ReferralReason::OwnCase, "Gewerbeamt")
    );
    let world = world.there(Some(&article), &["trade"]);
    let request = request(world.said("Wie weit ist meine Gewerbeanmeldung?"));
    assert_eq!(request.brief.reason, HandoverReason::OwnCase);
}

#[test]
fn an_own_case_without_a_matter_is_asked_for_and_not_answered_afterwards() {
    let article = trade();
    let mut world = World::new().found(ranking(0.1, Vec::new()));
    let asked = referral(world.turn(&words("Wie weit ist mein Antrag?")));
    assert_eq!((asked.reason, asked.options.len()), (ReferralReason::OwnCase, 1));
    world = world.found(ranking(0.95, vec![hit(&article, 0.95)]));
    let found = referral(world.said("Gewerbeanmeldung"));
    assert_eq!(
        (found.reason, found.contact.name.as_str()),
        (ReferralReason::OwnCase, "Gewerbeamt")
    );
}

#[test]
fn while_a_clerk_is_asked_or_answers_the_message_goes_to_them() {
    let article = trade();
    let mut world = World::new()
        .found(ranking(0.9, vec![hit(&article, 0.9)]))
        .there(Some(&article), &["trade"]);
    world.turn(&words("Gewerbe: bitte einen Mitarbeiter"));
    for text in ["hallo?", "Was kostet das?", "mit einem Menschen sprechen"] {
        assert_eq!(
            world.said(text),
            Decision::RelayToClerk {
                clerk: ClerkId::new("trade")
            }
        );
    }
    let Decision::Converse(help) = world.said("Hilfe, es brennt!") else {
        panic!("help at once")
    };
    assert_eq!(help.hotlines[0].phone, "112");
    let accepted = Event::HandoverAccepted {
        handover: HandoverId(Ulid::from(7)),
        clerk: ClerkId::new("trade-2"),
        clerk_name: "Sachbearbeitung".to_owned(),
    };
    world.happens(accepted);
    for text in ["Was kostet das?", "es brennt", "danke"] {
        assert_eq!(
            world.said(text),
            Decision::RelayToClerk {
                clerk: ClerkId::new("trade-2")
            }
        );
    }
}

#[test]
fn nobody_accepting_ends_in_the_direct_line() {
    let article = trade();
    let mut world = World::new()
        .found(ranking(0.9, vec![hit(&article, 0.9)]))
        .there(Some(&article), &["trade"]);
    world.turn(&words("Gewerbe: bitte einen Mitarbeiter"));
    let found = unanswered(&world.conversation, &world.directory, &world.calendar, world.now);
    assert_eq!(found.reason, ReferralReason::NobodyThere);
    assert_eq!(found.contact.phone.as_deref(), Some("089 233-96030"));
    assert_eq!(
        found.matter.map(|matter| matter.title).as_deref(),
        Some("Gewerbeanmeldung")
    );
    assert!(found.text.contains("bis 16:00 Uhr"), "{}", found.text);
    let empty = World::new();
    let found = unanswered(&empty.conversation, &empty.directory, &empty.calendar, empty.now);
    assert_eq!(found.contact.name, "Rathausinformation");
}

#[test]
fn every_emergency_gets_its_numbers_before_anything_else() {
    let rows = [
        ("mein Vater atmet nicht", EmergencyKind::Rescue, "112"),
        ("Ich werde bedroht", EmergencyKind::Police, "110"),
        (
            "ich will nicht mehr leben",
            EmergencyKind::Suicide,
            "0800 6553000",
        ),
        ("mein Mann schlägt mich", EmergencyKind::Violence, "110"),
        ("Vergiftung", EmergencyKind::Poison, "089 19240"),
        ("Ich brauche einen Arzt", EmergencyKind::Doctor, "116 117"),
    ];
    for (text, kind, number) in rows {
        let Decision::Converse(help) = World::new().said(text) else {
            panic!("help for {kind:?}")
        };
        assert_eq!(help.hotlines[0].phone, number, "{text}");
        assert_eq!(help.intent, "emergency");
    }
    let Decision::Converse(help) = World::new().said("kocam beni dövüyor") else {
        panic!("help")
    };
    assert!(help.text.starts_with("Kimse"), "{}", help.text);
}
