//! Answering, asking back, following up.

use super::{World, with_locale, words};
use crate::answer::{ActionKind, Answer, Choice, ChoiceTarget, Clarification, ReferralReason};
use crate::article::{Article, FactKind};
use crate::conversation::Inbound;
use crate::decision::Decision;
use crate::ids::ArticleId;
use crate::locale::Locale;
use crate::testing::{ArticleBuilder, hit, ranking};
use std::sync::Arc;

fn passport() -> Arc<Article> {
    ArticleBuilder::new("1", "Reisepass")
        .fact(FactKind::Fees, "70 Euro.")
        .fact(FactKind::Duration, "Vier Wochen.")
        .online()
        .appointment()
        .office("hall")
        .english("Passport", "What you need for a passport.")
        .build()
}

fn identity_card() -> Arc<Article> {
    ArticleBuilder::new("2", "Personalausweis")
        .fact(FactKind::Fees, "37 Euro.")
        .build()
}

fn answer(decision: Decision) -> Answer {
    match decision {
        Decision::Answer(answer) => answer,
        other => panic!("not an answer: {other:?}"),
    }
}

fn clarification(decision: Decision) -> Clarification {
    match decision {
        Decision::Clarify(clarification) => clarification,
        other => panic!("not a question back: {other:?}"),
    }
}

fn labels(options: &[Choice]) -> Vec<&str> {
    options.iter().map(|choice| choice.label.as_str()).collect()
}

#[test]
fn a_sure_hit_is_answered_with_the_fact_asked_for_first() {
    let world = World::new().found(ranking(
        0.9,
        vec![hit(&passport(), 0.9), hit(&identity_card(), 0.1)],
    ));
    let answer = answer(world.said("Was kostet ein Reisepass?"));
    assert_eq!(answer.article, ArticleId::new("muc:1"));
    assert_eq!(answer.lead, "Hier finden Sie die Kosten zu „Reisepass“.");
    assert_eq!(
        answer.sections.first().map(|s| (s.kind, s.is_asked)),
        Some((Some(FactKind::Fees), true))
    );
    assert_eq!(answer.citations.first.article, answer.article);
    assert!((answer.confidence - 0.9).abs() < f32::EPSILON);
}

#[test]
fn a_tie_is_asked_back_and_the_facts_go_along() {
    let (one, other) = (passport(), identity_card());
    let mut world = World::new()
        .found(ranking(0.8, vec![hit(&one, 0.5), hit(&other, 0.45)]))
        .articles(&[&other]);
    let asked = clarification(world.turn(&words("was kostet der Ausweis")));
    assert_eq!(labels(&asked.options), ["Reisepass", "Personalausweis"]);
    let answer = answer(world.turn(&words("die zweite")));
    assert_eq!(answer.article, other.id);
    assert_eq!(answer.sections[0].kind, Some(FactKind::Fees));
    assert!(answer.sections[0].is_asked);
}

#[test]
fn two_articles_of_the_same_name_are_no_choice() {
    let twin = ArticleBuilder::new("3", "Reisepass").build();
    let world = World::new().found(ranking(0.8, vec![hit(&passport(), 0.5), hit(&twin, 0.49)]));
    assert_eq!(answer(world.said("Reisepass")).article, ArticleId::new("muc:1"));
}

#[test]
fn in_between_the_near_matters_are_offered_and_a_lonely_one_with_a_person() {
    let world = World::new().found(ranking(
        0.4,
        vec![hit(&passport(), 0.4), hit(&identity_card(), 0.3)],
    ));
    assert_eq!(
        labels(&clarification(world.said("Pass Dings")).options),
        ["Reisepass", "Personalausweis"]
    );
    let world = World::new().found(ranking(
        0.4,
        vec![hit(&passport(), 0.4), hit(&identity_card(), 0.01)],
    ));
    let asked = clarification(world.said("Pass Dings"));
    assert_eq!(asked.text, "Meinen Sie das?");
    assert_eq!(
        asked.options.last().map(|choice| &choice.target),
        Some(&ChoiceTarget::Person)
    );
}

#[test]
fn no_question_has_more_options_than_the_policy_allows() {
    let hits: Vec<_> = (0..9)
        .map(|n| {
            hit(
                &ArticleBuilder::new(&n.to_string(), &format!("Sache {n}")).build(),
                0.3,
            )
        })
        .collect();
    let asked = clarification(World::new().found(ranking(0.5, hits)).said("irgendeine Sache"));
    assert_eq!(asked.options.len(), 3);
}

#[test]
fn yes_takes_the_only_matter_and_no_takes_none() {
    let only = passport();
    let mut world = World::new()
        .found(ranking(0.4, vec![hit(&only, 0.4)]))
        .articles(&[&only]);
    world.turn(&words("so ein Pass"));
    assert_eq!(answer(world.said("ja")).article, only.id);
    let Decision::Refer(referral) = world.said("nein") else {
        panic!("a referral")
    };
    assert_eq!(referral.reason, ReferralReason::NoAnswer);
    assert_eq!(labels(&referral.options), ["Mit einem Menschen sprechen"]);
}

#[test]
fn a_follow_up_is_answered_from_the_matter_so_far() {
    let mut world = World::new().found(ranking(0.9, vec![hit(&passport(), 0.9)]));
    world.turn(&words("Reisepass"));
    world.evidence.ranking = Some(ranking(0.1, vec![hit(&identity_card(), 0.1)]));
    let answer = answer(world.said("und was kostet das?"));
    assert_eq!(
        (answer.article.as_str(), answer.sections[0].kind),
        ("muc:1", Some(FactKind::Fees))
    );
}

#[test]
fn a_follow_up_whose_words_lead_elsewhere_goes_there() {
    let child = ArticleBuilder::new("4", "Reisepass für Kinder").build();
    let mut world = World::new().found(ranking(0.9, vec![hit(&passport(), 0.9)]));
    world.turn(&words("was kostet ein Reisepass"));
    world.evidence.ranking = Some(ranking(0.8, vec![hit(&child, 0.8)]));
    assert_eq!(answer(world.said("und für Kinder?")).article, child.id);
    world.evidence.ranking = Some(ranking(0.3, vec![hit(&child, 0.3)]));
    let stays = answer(world.said("und für Kinder?"));
    assert_eq!(
        (stays.article.as_str(), stays.sections[0].kind),
        ("muc:1", Some(FactKind::Fees))
    );
}

#[test]
fn an_old_button_still_works_and_an_unknown_one_says_so() {
    let (one, other) = (passport(), identity_card());
    let mut world = World::new()
        .found(ranking(0.8, vec![hit(&one, 0.5), hit(&other, 0.45)]))
        .articles(&[&one, &other]);
    world.turn(&words("Ausweis"));
    let message = world.conversation.offers[0].message;
    world.turn(&words("danke"));
    let pressed = |option| Inbound::Choice { message, option };
    assert_eq!(answer(world.decide(&pressed(Some(1)))).article, other.id);
    assert_eq!(world.decide(&pressed(None)).kind(), "refer");
    assert_eq!(world.decide(&pressed(Some(9))).kind(), "refer");
}

#[test]
fn a_picked_topic_is_answered_with_its_facts() {
    let world = World::new().articles(&[&passport()]);
    let topic = |key: &str| Inbound::Topic {
        article: ArticleId::new(key),
        facts: vec![FactKind::Duration],
    };
    assert_eq!(
        answer(world.decide(&topic("muc:1"))).sections[0].kind,
        Some(FactKind::Duration)
    );
    assert_eq!(world.decide(&topic("muc:99")).kind(), "refer");
}

#[test]
fn without_an_answer_the_bot_refers_and_then_offers_a_person() {
    let mut world = World::new().found(ranking(0.05, vec![hit(&passport(), 0.05)]));
    let Decision::Refer(first) = world.turn(&words("Quantenphysik Praktikum")) else {
        panic!("a referral")
    };
    assert_eq!(first.contact.phone.as_deref(), Some("115"));
    let Decision::Refer(second) = world.turn(&words("Praktikum Teilchen")) else {
        panic!("a referral")
    };
    assert!(second.text.contains("Soll ich Sie mit einem Menschen verbinden?"));
    assert_eq!(labels(&second.options), ["Mit einem Menschen sprechen"]);
    assert_eq!(
        world.said("ja bitte").kind(),
        "refer",
        "nobody is there: the direct line"
    );
}

#[test]
fn a_search_that_fails_ends_in_a_direct_line() {
    let Decision::Refer(referral) = World::new().said("Reisepass") else {
        panic!("a referral")
    };
    assert_eq!(referral.reason, ReferralReason::Failure);
    assert_eq!(referral.contact.phone.as_deref(), Some("089 233-00"));
}

#[test]
fn words_without_a_matter_are_asked_for_one() {
    let world = World::new().found(ranking(0.3, vec![hit(&passport(), 0.3)]));
    assert_eq!(world.said("was kostet das?").kind(), "converse");
}

#[test]
fn another_authoritys_matter_is_referred_there() {
    let world = World::new().found(ranking(0.7, vec![hit(&passport(), 0.7)]));
    let Decision::Refer(referral) = world.said("Wie beantrage ich Kindergeld?") else {
        panic!("a referral")
    };
    assert_eq!(referral.reason, ReferralReason::OutOfRemit);
    assert!(referral.text.contains("Familienkasse"));
    let advice = ArticleBuilder::new("5", "Auskunft zur Rente").build();
    let world = World::new().found(ranking(0.7, vec![hit(&advice, 0.7)]));
    assert_eq!(
        world.said("Auskunft zur Rente").kind(),
        "answer",
        "the city has an article of its own"
    );
}

#[test]
fn who_does_not_want_it_online_gets_no_online_action() {
    let world = World::new().found(ranking(0.9, vec![hit(&passport(), 0.9)]));
    let kinds = |text: &str| {
        answer(world.said(text))
            .actions
            .iter()
            .map(|action| action.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        kinds("Reisepass beantragen"),
        [ActionKind::ApplyOnline, ActionKind::BookAppointment]
    );
    assert_eq!(
        kinds("Reisepass beantragen, aber nicht online"),
        [ActionKind::BookAppointment]
    );
    assert_eq!(
        kinds("Termin für Reisepass"),
        [ActionKind::BookAppointment, ActionKind::ApplyOnline]
    );
}

#[test]
fn english_readers_get_english_names_and_are_told_that_sections_are_german() {
    let world = with_locale(
        World::new().found(ranking(0.9, vec![hit(&passport(), 0.9)])),
        Locale::En,
    );
    let answer = answer(world.said("I need a passport"));
    assert_eq!(
        (answer.title.as_str(), answer.lead.as_str()),
        ("Passport", "What you need for a passport.")
    );
    assert!(answer.is_in_german);
}

#[test]
fn a_title_said_as_it_is_means_that_article() {
    let other = ArticleBuilder::new("6", "Zweitpass, weitere Reisepässe").build();
    let world = World::new().found(ranking(0.4, vec![hit(&other, 0.22), hit(&passport(), 0.2)]));
    for text in [
        "Reisepass",
        "Was kostet ein Reisepass?",
        "Guten Tag, ich brauche einen Reisepass",
    ] {
        assert_eq!(
            answer(world.said(text)).article,
            ArticleId::new("muc:1"),
            "{text}"
        );
    }
    assert_eq!(world.said("Reisepass für Kinder").kind(), "clarify");
}

#[test]
fn an_office_is_found_by_its_name() {
    let world = World::new().found(ranking(0.1, Vec::new()));
    for text in [
        "Telefonnummer Gewerbeamt",
        "Wo ist das Gewerbeamt?",
        "wann hat das Gewerbeamt offen",
        "Gewerbeamt",
    ] {
        let Decision::Refer(referral) = world.said(text) else {
            panic!("no office: {text}")
        };
        assert_eq!(
            (referral.reason, referral.contact.name.as_str()),
            (ReferralReason::Office, "Gewerbeamt")
        );
    }
    let mut world = world;
    world.turn(&words("Gewerbeamt"));
    assert_eq!(world.conversation.misses, 0);
    let Decision::Refer(referral) = world.said("Was kostet ein Gewerbeamt") else {
        panic!("a referral")
    };
    assert_eq!(referral.reason, ReferralReason::NoAnswer);
}

#[test]
fn an_answer_that_was_not_it_is_taken_back() {
    let mut world = World::new().found(ranking(0.9, vec![hit(&passport(), 0.9)]));
    world.turn(&words("Reisepass"));
    let Decision::Refer(referral) = world.said("Das hilft mir nicht") else {
        panic!("a referral")
    };
    assert_eq!(labels(&referral.options), ["Mit einem Menschen sprechen"]);
}
