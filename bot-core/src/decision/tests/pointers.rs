//! Pointers, life events, and offices asked for by name.

use super::{World, with_locale, words};
use crate::answer::{ActionKind, ChoiceTarget, Clarification, Referral, ReferralReason};
use crate::article::{Article, FactKind, LifeEvent};
use crate::conversation::Inbound;
use crate::decision::{Decision, LifeEventMeant};
use crate::ids::LifeEventId;
use crate::locale::Locale;
use crate::responsibility::MatterScope;
use crate::testing::{ArticleBuilder, DirectoryBuilder, hit, ranking};
use crate::text::RichText;
use std::collections::BTreeMap;
use std::sync::Arc;

fn dog_tax() -> Arc<Article> {
    ArticleBuilder::new("p-hundesteuer", "Hundesteuer")
        .pointer()
        .body(RichText::plain("Rufen Sie die 115 an. Mehr steht hier nicht."))
        .english("Dog tax", "The treasury is responsible for dog tax.")
        .build()
}

fn referral(decision: Decision) -> Referral {
    match decision {
        Decision::Refer(referral) => referral,
        other => panic!("not a referral: {other:?}"),
    }
}

fn question(decision: Decision) -> Clarification {
    match decision {
        Decision::Clarify(question) => question,
        other => panic!("not a question back: {other:?}"),
    }
}

#[test]
fn a_pointer_refers_and_says_what_it_rests_on() {
    let article = dog_tax();
    let mut world = World::new().found(ranking(0.9, vec![hit(&article, 0.9)]));
    let found = referral(world.turn(&words("Ich möchte meinen Hund anmelden")));
    assert_eq!(found.reason, ReferralReason::OutOfRemit);
    assert_eq!(found.text, "Das Wichtigste zu Hundesteuer. Rufen Sie die 115 an.");
    assert_eq!(
        found.matter.map(|matter| matter.article),
        Some(article.id.clone())
    );
    assert_eq!(
        found.citation.map(|citation| citation.revision),
        Some(article.revision)
    );
    assert_eq!(found.action.map(|action| action.kind), Some(ActionKind::OpenPage));
    assert_eq!(world.conversation.misses, 0);
    let again = referral(world.turn(&words("Was kostet das?")));
    assert_eq!(
        again.reason,
        ReferralReason::OutOfRemit,
        "what follows leans on the pointer"
    );
}

#[test]
fn a_pointer_picked_from_a_list_refers_in_the_language_of_the_reader() {
    let article = dog_tax();
    let world = with_locale(World::new().articles(&[&article]), Locale::En);
    let picked = Inbound::Topic {
        article: article.id.clone(),
        facts: vec![FactKind::Fees],
    };
    let found = referral(world.decide(&picked));
    assert_eq!(found.text, "The treasury is responsible for dog tax.");
    assert_eq!(
        found.matter.map(|matter| matter.title).as_deref(),
        Some("Dog tax")
    );
}

fn death_named(mut world: World) -> World {
    let articles = ["Sterbeurkunde", "Bestattung", "Erbschein"]
        .map(|title| ArticleBuilder::new(title, title).life_event("death").build())
        .to_vec();
    let event = LifeEvent {
        id: LifeEventId::new("death"),
        title: BTreeMap::new(),
        hint: BTreeMap::new(),
        articles: articles.iter().map(|article| article.id.clone()).collect(),
    };
    world.evidence.life_event = Some(LifeEventMeant { event, articles });
    world
}

#[test]
fn a_life_event_is_met_with_a_choice_and_a_death_with_sympathy() {
    let weapons = ArticleBuilder::new("1", "Waffenabgabe")
        .life_event("safety")
        .build();
    let certificate = ArticleBuilder::new("2", "Urkunde").life_event("death").build();
    for (answerable, article) in [(0.1, &certificate), (0.4, &certificate), (0.9, &weapons)] {
        let world = death_named(World::new().found(ranking(answerable, vec![hit(article, 0.9)])));
        let asked = question(world.said("mein Opa ist gestorben, was jetzt?"));
        assert!(
            asked.text.starts_with("Mein herzliches Beileid."),
            "{}",
            asked.text
        );
        assert_eq!(asked.options.len(), 3);
    }
    let sure = death_named(World::new().found(ranking(0.9, vec![hit(&certificate, 0.9)])));
    assert_eq!(sure.said("mein Opa ist gestorben, was jetzt?").kind(), "answer");
}

#[test]
fn offices_of_one_kind_are_offered_and_the_one_that_is_named_is_told() {
    let mut world = World::new().found(ranking(0.9, vec![hit(&dog_tax(), 0.9)]));
    world.directory = DirectoryBuilder::new()
        .unit("hall", "Rathausinformation", "089 233-00")
        .unit("pasing", "Bürgerbüro Pasing", "089 233-1")
        .unit("ost", "Bürgerbüro Orleansplatz", "089 233-2")
        .rule("everything", MatterScope::Everything, "hall", &["hall"])
        .build();
    for text in [
        "Wann hat das Bürgerbüro in Pasing offen?",
        "Wo ist das Bürgerbüro Pasing?",
    ] {
        let found = referral(world.said(text));
        assert_eq!(found.reason, ReferralReason::Office, "{text}");
        assert_eq!(found.contact.name, "Bürgerbüro Pasing");
    }
    let asked = question(world.turn(&words("Öffnungszeiten Bürgerbüro")));
    assert_eq!(asked.options.len(), 2);
    assert!(matches!(asked.options[0].target, ChoiceTarget::Office { .. }));
    let found = referral(world.turn(&words("Pasing")));
    assert_eq!(
        (found.reason, found.contact.name.as_str()),
        (ReferralReason::Office, "Bürgerbüro Pasing")
    );
}
