//! Builders of the values that tests decide on. Every value they leave open is plausible and always the same.

use crate::article::{Article, ArticleKind, Audience, Fact, FactKind, Link, Source, Translation};
use crate::decision::{Hit, Ranking};
use crate::ids::{ArticleId, ClerkId, LifeEventId, OrgUnitId, RevisionId};
use crate::locale::Locale;
use crate::responsibility::{
    Clerk, Directory, MatterScope, OpeningHours, OrgUnit, ResponsibilityRule, Weekday, WeeklySpan,
};
use crate::text::RichText;
use jiff::civil::{Date, time};
use std::collections::BTreeMap;
use std::sync::Arc;
use ulid::Ulid;

/// Builds an article.
#[derive(Clone, Debug)]
pub struct ArticleBuilder(Article);

impl ArticleBuilder {
    /// An article with this key in the catalogue `muc` and nothing but a title and a lead sentence.
    #[must_use]
    pub fn new(key: &str, title: &str) -> Self {
        Self(Article {
            id: ArticleId::in_source("muc", key),
            revision: RevisionId(Ulid::nil()),
            kind: ArticleKind::Service,
            title: title.to_owned(),
            lead: format!("Das Wichtigste zu {title}."),
            translations: BTreeMap::new(),
            body: RichText::default(),
            facts: Vec::new(),
            links: Vec::new(),
            online: None,
            appointment: None,
            leika: Vec::new(),
            keywords: Vec::new(),
            wordings: BTreeMap::new(),
            questions: BTreeMap::new(),
            not_about: Vec::new(),
            life_events: Vec::new(),
            related: Vec::new(),
            offices: Vec::new(),
            audience: Audience::Citizen,
            source: Source {
                publisher: "Landeshauptstadt München".to_owned(),
                url: Some(format!("https://stadt.example/{key}")),
                date: Date::constant(2026, 5, 4),
            },
        })
    }

    /// With one more fact.
    #[must_use]
    pub fn fact(mut self, kind: FactKind, text: &str) -> Self {
        self.0.facts.push(Fact {
            kind,
            text: RichText::plain(text),
        });
        self
    }
    /// With general text.
    #[must_use]
    pub fn body(mut self, body: RichText) -> Self {
        self.0.body = body;
        self
    }
    /// With an online service.
    #[must_use]
    pub fn online(mut self) -> Self {
        self.0.online = Some(Link {
            label: "Online beantragen".to_owned(),
            url: "https://stadt.example/online".to_owned(),
        });
        self
    }
    /// With a booking page.
    #[must_use]
    pub fn appointment(mut self) -> Self {
        self.0.appointment = Some(Link {
            label: "Termin buchen".to_owned(),
            url: "https://stadt.example/termin".to_owned(),
        });
        self
    }
    /// With one more link.
    #[must_use]
    pub fn link(mut self, label: &str, url: &str) -> Self {
        self.0.links.push(Link {
            label: label.to_owned(),
            url: url.to_owned(),
        });
        self
    }
    /// With one more office.
    #[must_use]
    pub fn office(mut self, unit: &str) -> Self {
        self.0.offices.push(OrgUnitId::new(unit));
        self
    }
    /// With one more LeiKa key.
    #[must_use]
    pub fn leika(mut self, key: &str) -> Self {
        self.0.leika.push(key.to_owned());
        self
    }
    /// In one more life event.
    #[must_use]
    pub fn life_event(mut self, event: &str) -> Self {
        self.0.life_events.push(LifeEventId::new(event));
        self
    }
    /// Without a text of the city's own: it says who is responsible.
    #[must_use]
    pub fn pointer(mut self) -> Self {
        self.0.kind = ArticleKind::Pointer;
        self
    }
    /// With one more related article.
    #[must_use]
    pub fn related(mut self, key: &str) -> Self {
        self.0.related.push(ArticleId::in_source("muc", key));
        self
    }
    /// With an English title and lead sentence.
    #[must_use]
    pub fn english(mut self, title: &str, lead: &str) -> Self {
        let translation = Translation {
            title: title.to_owned(),
            lead: lead.to_owned(),
        };
        self.0.translations.insert(Locale::En, translation);
        self
    }
    /// The article.
    #[must_use]
    pub fn build(self) -> Arc<Article> {
        Arc::new(self.0)
    }
}

/// Builds a directory.
#[derive(Clone, Debug, Default)]
pub struct DirectoryBuilder(Directory);

impl DirectoryBuilder {
    /// An empty directory.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// With one more unit, open on working days from 8 to 16, and one clerk of the same key in it.
    #[must_use]
    pub fn unit(mut self, key: &str, name: &str, phone: &str) -> Self {
        let days = [
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
        ];
        let span = |day| WeeklySpan {
            day,
            opens: time(8, 0, 0, 0),
            closes: time(16, 0, 0, 0),
        };
        let unit = OrgUnit {
            id: OrgUnitId::new(key),
            name: name.to_owned(),
            sign: None,
            department: None,
            phone: Some(phone.to_owned()),
            email: None,
            address: Some(format!("{name}straße 1, 80331 München")),
            postal_code: Some("80331".to_owned()),
            hours: OpeningHours(days.map(span).to_vec()),
            hours_are_sample: false,
        };
        self.0.org_units.insert(unit.id.clone(), unit);
        self.clerk(key, key)
    }
    /// With one more clerk in a unit.
    #[must_use]
    pub fn clerk(mut self, key: &str, unit: &str) -> Self {
        let clerk = Clerk {
            id: ClerkId::new(key),
            name: format!("Sachbearbeitung {key}"),
            org_unit: OrgUnitId::new(unit),
            phone: None,
            conversations_max: 3,
        };
        self.0.clerks.insert(clerk.id.clone(), clerk);
        self
    }
    /// With one more rule: the first of `clerks` answers, the others are deputies.
    #[must_use]
    pub fn rule(mut self, id: &str, matter: MatterScope, unit: &str, clerks: &[&str]) -> Self {
        let mut ids = clerks.iter().map(|key| ClerkId::new(*key));
        if let Some(clerk) = ids.next() {
            self.0.rules.push(ResponsibilityRule {
                id: id.to_owned(),
                matter,
                org_unit: OrgUnitId::new(unit),
                clerk,
                deputies: ids.collect(),
            });
        }
        self
    }
    /// The directory.
    #[must_use]
    pub fn build(self) -> Directory {
        self.0
    }
}

/// A hit of a ranking.
#[must_use]
pub fn hit(article: &Arc<Article>, confidence: f32) -> Hit {
    Hit {
        article: Arc::clone(article),
        score: confidence,
        confidence,
        legs: Vec::new(),
    }
}

/// A ranking of these hits.
#[must_use]
pub fn ranking(answerable: f32, hits: Vec<Hit>) -> Ranking {
    Ranking {
        hits,
        answerable,
        origin: "test",
    }
}
