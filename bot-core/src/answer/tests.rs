use super::{Answer, Composition, compose};
use crate::article::{Article, FactKind};
use crate::locale::{Language, Locale};
use crate::responsibility::{Calendar, Directory, MatterScope};
use crate::testing::{ArticleBuilder, DirectoryBuilder};
use crate::text::{Block, Inline, RichText};
use std::sync::Arc;

fn directory() -> Directory {
    DirectoryBuilder::new()
        .unit("hall", "Rathausinformation", "089 233-00")
        .unit("pasing", "Bürgerbüro Pasing", "089 233-1")
        .unit("ost", "Bürgerbüro Ost", "089 233-2")
        .rule("everything", MatterScope::Everything, "hall", &["hall"])
        .build()
}

fn answer(
    article: &Arc<Article>,
    facts: &[FactKind],
    directory: &Directory,
    neighbours: &[Arc<Article>],
) -> Answer {
    compose(&Composition {
        article,
        facts,
        confidence: 0.8,
        asks_how_to_get: false,
        declines_online: false,
        neighbours,
        directory,
        calendar: &Calendar::bavaria(),
        now: "2026-11-23T09:00:00Z".parse().expect("a moment"),
        locale: Locale::De,
        language: Language::DE,
    })
}

fn kinds(answer: &Answer) -> Vec<(Option<FactKind>, bool)> {
    answer
        .sections
        .iter()
        .map(|section| (section.kind, section.is_asked))
        .collect()
}

#[test]
fn without_a_question_the_lead_and_all_facts_are_told_in_the_order_of_a_letter() {
    let article = ArticleBuilder::new("1", "Reisepass")
        .body(RichText::plain("Sie brauchen ihn außerhalb der EU."))
        .fact(FactKind::Fees, "70 Euro.")
        .fact(FactKind::Documents, "Ein Foto.")
        .fact(FactKind::LegalBasis, "Passgesetz.")
        .build();
    let answer = answer(&article, &[], &directory(), &[]);
    assert_eq!(answer.lead, "Das Wichtigste zu Reisepass.");
    let expected = [
        (None, false),
        (Some(FactKind::Documents), false),
        (Some(FactKind::Fees), false),
    ];
    assert_eq!(kinds(&answer), expected);
    assert!(!answer.is_in_german);
}

#[test]
fn facts_asked_come_first_in_the_order_asked() {
    let article = ArticleBuilder::new("1", "Reisepass")
        .fact(FactKind::Documents, "Ein Foto.")
        .fact(FactKind::Fees, "70 Euro.")
        .fact(FactKind::Duration, "Vier Wochen.")
        .build();
    let answer = answer(
        &article,
        &[FactKind::Duration, FactKind::Fees, FactKind::Duration],
        &directory(),
        &[],
    );
    assert_eq!(
        answer.lead,
        "Hier finden Sie die Dauer und die Kosten zu „Reisepass“."
    );
    let expected = [
        (Some(FactKind::Duration), true),
        (Some(FactKind::Fees), true),
        (Some(FactKind::Documents), false),
    ];
    assert_eq!(kinds(&answer), expected);
}

#[test]
fn a_missing_fact_is_said_plainly_with_a_number() {
    let article = ArticleBuilder::new("1", "Reisepass").office("pasing").build();
    let found = answer(&article, &[FactKind::Fees], &directory(), &[]);
    assert_eq!(
        found.lead,
        "Zum Punkt „Kosten“ steht in unserem Text nichts. Bitte fragen Sie dort nach: Bürgerbüro Pasing, Telefon 089 233-1."
    );
    let online = answer(&article, &[FactKind::Online], &directory(), &[]);
    assert_eq!(online.lead, "Online bietet die Stadt das nicht an.");
}

#[test]
fn several_offices_are_listed_by_name_address_and_line() {
    let article = ArticleBuilder::new("1", "Reisepass")
        .office("pasing")
        .office("ost")
        .office("gone")
        .build();
    let found = answer(&article, &[FactKind::Where], &directory(), &[]);
    let text = found
        .sections
        .first()
        .map(|section| section.text.to_plain())
        .expect("a section");
    assert_eq!(
        text,
        "– Bürgerbüro Pasing, Bürgerbüro Pasingstraße 1, 80331 München, Telefon 089 233-1\n\
         – Bürgerbüro Ost, Bürgerbüro Oststraße 1, 80331 München, Telefon 089 233-2"
    );
}

#[test]
fn the_special_rule_names_the_contact_and_the_office_beats_the_general_rule() {
    let article = ArticleBuilder::new("1", "Reisepass").office("pasing").build();
    let name = |directory: &Directory, article: &Arc<Article>| {
        answer(article, &[], directory, &[])
            .contact
            .map(|card| card.name)
            .expect("a contact")
    };
    assert_eq!(name(&directory(), &article), "Bürgerbüro Pasing");
    assert_eq!(
        name(&directory(), &ArticleBuilder::new("1", "Reisepass").build()),
        "Rathausinformation"
    );
    let mut special = directory();
    special.rules.push(crate::responsibility::ResponsibilityRule {
        id: "passports".to_owned(),
        matter: MatterScope::Article(article.id.clone()),
        org_unit: crate::ids::OrgUnitId::new("ost"),
        clerk: crate::ids::ClerkId::new("ost"),
        deputies: Vec::new(),
    });
    assert_eq!(name(&special, &article), "Bürgerbüro Ost");
    assert_eq!(name(&Directory::default(), &article), "Behördennummer 115");
}

#[test]
fn forms_are_links_that_can_be_filled_in() {
    let article = ArticleBuilder::new("1", "Meldebescheinigung")
        .link("Mehr dazu", "https://stadt.example/mehr")
        .link("Merkblatt", "https://stadt.example/blatt.pdf?v=2")
        .link("Antragsformular", "https://stadt.example/a")
        .build();
    let found = answer(&article, &[FactKind::Form], &directory(), &[]);
    assert_eq!(
        found.sections[0].text.to_plain(),
        "– Merkblatt\n– Antragsformular"
    );
}

#[test]
fn opening_hours_come_from_the_office() {
    let article = ArticleBuilder::new("1", "Reisepass").office("pasing").build();
    let found = answer(&article, &[FactKind::Hours], &directory(), &[]);
    assert_eq!(
        found.sections[0].text.to_plain(),
        "Bürgerbüro Pasing\n– Mo–Fr 8:00–16:00 Uhr"
    );
}

#[test]
fn at_most_three_related_matters_are_named_the_articles_own_first() {
    let article = ArticleBuilder::new("1", "Eheschließung")
        .life_event("marriage")
        .related("5")
        .build();
    let neighbours: Vec<Arc<Article>> = (1..=5)
        .map(|n| {
            ArticleBuilder::new(&n.to_string(), &format!("Sache {n}"))
                .life_event("marriage")
                .build()
        })
        .collect();
    let found = answer(&article, &[], &directory(), &neighbours);
    let titles: Vec<&str> = found.related.iter().map(|matter| matter.title.as_str()).collect();
    assert_eq!(titles, ["Sache 5", "Sache 2", "Sache 3"]);
}

#[test]
fn long_general_text_is_cut_at_a_sentence_and_never_in_a_list() {
    let sentence = "Das ist ein ganzer Satz über die Sache. ";
    let list = Block::List {
        ordered: false,
        items: vec![vec![Inline::Text("Punkt".repeat(200))]],
    };
    let mut body = RichText::plain(sentence.repeat(40).trim_end());
    body.0.push(list);
    let article = ArticleBuilder::new("1", "Sache").body(body).build();
    let found = answer(&article, &[], &directory(), &[]);
    let text = found.sections[0].text.to_plain();
    assert!(text.ends_with("Sache.") && text.chars().count() <= 700, "{text}");
}

#[test]
fn what_the_general_text_says_is_not_called_missing() {
    let body = RichText::plain("Die Anmeldung ist kostenfrei. Sie gilt sofort.");
    let article = ArticleBuilder::new("1", "Wohnsitz anmelden").body(body).build();
    let found = answer(&article, &[FactKind::Fees], &directory(), &[]);
    assert_eq!(kinds(&found), [(Some(FactKind::Fees), true)]);
    assert_eq!(found.lead, "Hier finden Sie die Kosten zu „Wohnsitz anmelden“.");
    let how = answer(&article, &[FactKind::Steps], &directory(), &[]);
    assert_eq!(
        (how.lead.as_str(), kinds(&how)),
        ("Das Wichtigste zu Wohnsitz anmelden.", vec![(None, false)])
    );
}

#[test]
fn forms_stand_in_for_an_unknown_list_of_documents() {
    let article = ArticleBuilder::new("1", "Wohnsitz anmelden")
        .link("Meldeformular", "https://stadt.example/f")
        .build();
    let found = answer(&article, &[FactKind::Documents], &directory(), &[]);
    assert_eq!(kinds(&found), [(Some(FactKind::Form), true)]);
}

#[test]
fn the_length_of_the_appointment_is_not_sold_as_the_processing_time() {
    let article = ArticleBuilder::new("1", "Einbürgerung")
        .fact(FactKind::Duration, "Der Termin dauert etwa 60 Minuten.")
        .office("pasing");
    let found = answer(&article.clone().build(), &[FactKind::Duration], &directory(), &[]);
    assert!(
        found
            .lead
            .starts_with("Unser Text nennt nur die Dauer des Termins."),
        "{}",
        found.lead
    );
    let told = article
        .body(RichText::plain("Das Verfahren dauert ein Jahr."))
        .build();
    let found = answer(&told, &[FactKind::Duration], &directory(), &[]);
    assert_eq!(found.lead, "Hier finden Sie die Dauer zu „Einbürgerung“.");
    assert!(
        found.sections[0]
            .text
            .to_plain()
            .starts_with("Das Verfahren dauert ein Jahr.")
    );
}
