//! Who works here, and what was said before the stage opens.

use super::shelf::{Shelf, revision};
use super::{CLERK, DEPUTY};
use bot_core::answer::{Answer, Citation, ContactCard, NonEmpty, Section};
use bot_core::article::{Fact, FactKind};
use bot_core::conversation::PageReference;
use bot_core::handover::{AnswerGiven, HandoverBrief, HandoverReason, HandoverRequest, Matter};
use bot_core::ids::{ArticleId, ClerkId, HandoverId, OrgUnitId};
use bot_core::locale::{Language, Locale};
use bot_core::personal::Personal;
use bot_core::ports::KnowledgeSearch as _;
use bot_core::responsibility::{Clerk, Directory, MatterScope, OpeningHours, OrgUnit, ResponsibilityRule};

fn matter(title: &str, article: &str, confidence: f32) -> Matter {
    Matter {
        article: Some(ArticleId::new(article)),
        title: title.to_owned(),
        confidence,
    }
}

pub fn request(
    handover: HandoverId,
    words: &str,
    page: Option<PageReference>,
    at: jiff::Timestamp,
) -> HandoverRequest {
    let wohnsitz = matter("Wohnsitz ummelden", "muc:1063475", 0.82);
    HandoverRequest {
        handover,
        matter: wohnsitz.clone(),
        text: "Ich frage das Bürgerbüro Pasing. Sie bekommen gleich Antwort.".to_owned(),
        contact: contact(),
        ask: NonEmpty {
            first: ClerkId::new(CLERK),
            rest: vec![ClerkId::new(DEPUTY)],
        },
        rule: "office:pasing".to_owned(),
        brief: HandoverBrief {
            version: 1,
            questions: ["Was brauche ich für die Ummeldung?", words]
                .map(|q| Personal::new(q.to_owned()))
                .to_vec(),
            matter: wohnsitz,
            runners_up: vec![matter("Personalausweis", "muc:1063441", 0.41)],
            reason: HandoverReason::NotHelpful,
            answers_given: vec![AnswerGiven {
                article: ArticleId::new("muc:1063475"),
                revision: revision(1),
                title: "Wohnsitz ummelden".to_owned(),
                helped: Some(false),
            }],
            facts_asked: vec![FactKind::Documents, FactKind::Online],
            language: Language::DE,
            locale: Locale::DeSimple,
            page,
            waiting_since: at,
        },
    }
}

pub fn answer() -> Answer {
    let shelf = Shelf::new();
    let article = shelf
        .article(&ArticleId::new("muc:1063475"))
        .expect("it is on the shelf");
    let section = |fact: &Fact| Section {
        kind: Some(fact.kind),
        text: fact.text.clone(),
        is_asked: fact.kind == FactKind::Documents,
    };
    Answer {
        article: article.id.clone(),
        title: article.title.clone(),
        lead: article.lead.clone(),
        sections: article.facts.iter().map(section).collect(),
        actions: Vec::new(),
        citations: NonEmpty::one(Citation {
            article: article.id.clone(),
            revision: article.revision,
            title: article.title.clone(),
            publisher: article.source.publisher.clone(),
            url: article.source.url.clone(),
            date: article.source.date,
        }),
        contact: Some(contact()),
        related: Vec::new(),
        confidence: 0.82,
        is_in_german: false,
        notice: None,
        notice_language: None,
    }
}

fn contact() -> ContactCard {
    ContactCard {
        org_unit: OrgUnitId::new("muc:pasing"),
        name: "Bürgerbüro Pasing".to_owned(),
        unit: Some("KVR-II/235".to_owned()),
        clerk: None,
        phone: Some("089 233-96000".to_owned()),
        email: None,
        address: Some("Landsberger Straße 486, 81241 München".to_owned()),
        hours: Vec::new(),
        opening: None,
        is_sample: true,
    }
}

pub fn directory() -> Directory {
    let unit = OrgUnit {
        id: OrgUnitId::new("muc:pasing"),
        name: "Bürgerbüro Pasing".to_owned(),
        sign: Some("KVR-II/235".to_owned()),
        department: Some("Kreisverwaltungsreferat".to_owned()),
        phone: Some("089 233-96000".to_owned()),
        email: None,
        address: Some("Landsberger Straße 486, 81241 München".to_owned()),
        postal_code: Some("81241".to_owned()),
        hours: OpeningHours::default(),
        hours_are_sample: true,
    };
    let clerk = |id: &str, name: &str, phone: Option<&str>| Clerk {
        id: ClerkId::new(id),
        name: name.to_owned(),
        org_unit: unit.id.clone(),
        phone: phone.map(str::to_owned),
        conversations_max: 3,
    };
    let clerks = [
        clerk(CLERK, "Sachbearbeitung Meldewesen Pasing", Some("089 233-37112")),
        clerk(DEPUTY, "Vertretung Meldewesen Pasing", None),
    ];
    let rule = ResponsibilityRule {
        id: "office:pasing".to_owned(),
        matter: MatterScope::Office(unit.id.clone()),
        org_unit: unit.id.clone(),
        clerk: ClerkId::new(CLERK),
        deputies: vec![ClerkId::new(DEPUTY)],
    };
    Directory {
        org_units: [(unit.id.clone(), unit.clone())].into(),
        clerks: clerks
            .into_iter()
            .map(|clerk| (clerk.id.clone(), clerk))
            .collect(),
        rules: vec![rule],
    }
}
