//! Services of the catalogue as articles.

use super::dldb::{Export, Office, Service};
use super::html::{clean, clean_line};
use super::{links, offices, sections};
use crate::article::{UNSEALED, seal};
use bot_core::article::{Article, ArticleKind, Audience, Fact, FactKind, Source};
use bot_core::ids::{ArticleId, OrgUnitId};
use bot_core::text::{RichText, words};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Shortest text that makes an internal service worth an article.
const TEXT_CHARS_MIN: usize = 20;
/// Who publishes the catalogue.
const PUBLISHER: &str = "Landeshauptstadt München";
/// The city's page of a public service, by its key in the catalogue (the texts of the catalogue link it so).
const SERVICE_PAGE: &str = "https://stadt.muenchen.de/service/info/";

/// A service that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Its key in the source.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: &'static str,
}

/// What texts say that were never meant for citizens.
const INTERNAL_NOTES: [&str; 2] = ["Fake Dienstleistung", "Diese DL existiert im DL-Finder nicht"];

/// The articles of an export, each sealed, and what was left out.
#[must_use]
pub fn articles(export: &Export, source: &str) -> (Vec<Article>, Vec<Skipped>) {
    let offices: Vec<&Office> = export.offices.iter().collect();
    let mut taken = Vec::new();
    let mut skipped = Vec::new();
    for service in &export.services {
        match reason_to_skip(service) {
            Some(reason) => {
                skipped.push(Skipped {
                    id: service.id.clone(),
                    name: clean_line(&service.name),
                    reason,
                });
            }
            None => taken.push(seal(article(service, &offices, source))),
        }
    }
    (taken, skipped)
}

fn reason_to_skip(service: &Service) -> Option<&'static str> {
    let name = clean_line(&service.name);
    if name.contains("Shortlane") || name.contains("Spontan") {
        return Some("internal booking variant");
    }
    if name.starts_with("SB ") {
        return Some("self-service terminal, internal");
    }
    if name.contains("Wartenummer") {
        return Some("waiting number, internal");
    }
    if name.contains("Testleistung") {
        return Some("test entry");
    }
    let text = clean(service.description.as_deref().unwrap_or_default()).to_plain();
    if INTERNAL_NOTES.iter().any(|note| text.contains(note)) {
        return Some("an internal note, not a text for citizens");
    }
    (!service.public && text.chars().count() < TEXT_CHARS_MIN).then_some("neither public nor with a text")
}

fn article(service: &Service, offices: &[&Office], source: &str) -> Article {
    let title = clean_line(&service.name);
    let text = clean(
        &service
            .description
            .as_deref()
            .unwrap_or_default()
            .replace("{serviceId}", &service.id),
    );
    let links = links::of_service(service);
    let online = service
        .locations
        .iter()
        .any(|at| links::is_public_at(service, &at.location, offices))
        .then(|| links::online(&text, &links, &title))
        .flatten();
    let lead = first_sentence(&text).unwrap_or_else(|| title.clone());
    let (mut facts, body) = sections::split(text);
    add_fees(&mut facts, service);
    push_filled(&mut facts, FactKind::Duration, duration(service));
    push_filled(&mut facts, FactKind::Form, links::forms(&links));
    Article {
        id: ArticleId::in_source(source, &service.id),
        revision: UNSEALED,
        kind: ArticleKind::Service,
        lead,
        translations: BTreeMap::new(),
        body,
        facts,
        online,
        appointment: links::appointment(service, offices, &title),
        links,
        leika: leika(service),
        keywords: keywords(service),
        wordings: BTreeMap::new(),
        questions: BTreeMap::new(),
        not_about: Vec::new(),
        life_events: Vec::new(),
        related: Vec::new(),
        offices: office_ids(service, offices, source),
        audience: Audience::Citizen,
        source: Source {
            publisher: PUBLISHER.to_owned(),
            url: page(service),
            date: date(service),
        },
        title,
    }
}

/// Fees of the source come first and replace nothing; a section of the text about fees follows them.
fn add_fees(facts: &mut Vec<Fact>, service: &Service) {
    let fees = clean(service.fees.as_deref().unwrap_or_default());
    if fees.is_empty() {
        return;
    }
    match facts.iter_mut().find(|fact| fact.kind == FactKind::Fees) {
        Some(fact) => fact.text.0.splice(0..0, fees.0).for_each(drop),
        None => facts.insert(
            0,
            Fact {
                kind: FactKind::Fees,
                text: fees,
            },
        ),
    }
}

fn push_filled(facts: &mut Vec<Fact>, kind: FactKind, text: RichText) {
    if !text.is_empty() {
        match facts.iter_mut().find(|fact| fact.kind == kind) {
            Some(fact) => fact.text.0.extend(text.0),
            None => facts.push(Fact { kind, text }),
        }
    }
}

/// The catalogue's minutes are those of the appointment, not of the processing: the sentence says so.
fn duration(service: &Service) -> RichText {
    match service.duration {
        Some(minutes) if minutes > 0 => RichText::plain(format!("Der Termin dauert etwa {minutes} Minuten.")),
        _ => RichText::default(),
    }
}

fn leika(service: &Service) -> Vec<String> {
    service
        .leika
        .as_deref()
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|key| key.len() == 14 && key.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

fn keywords(service: &Service) -> Vec<String> {
    let mut keywords: Vec<String> = Vec::new();
    for keyword in service
        .meta
        .keywords
        .as_deref()
        .unwrap_or_default()
        .split([',', ';'])
        .map(clean_line)
    {
        if !keyword.is_empty() && !keywords.contains(&keyword) {
            keywords.push(keyword);
        }
    }
    keywords
}

/// The offices of a service, the main one first: one citizens may come to, one with a telephone, else the order of
/// the source.
fn office_ids(service: &Service, offices: &[&Office], source: &str) -> Vec<OrgUnitId> {
    let mut found: Vec<&Office> = Vec::new();
    for at in &service.locations {
        if let Some(office) = offices.iter().find(|office| office.id == at.location)
            && found.iter().all(|known| known.id != office.id)
        {
            found.push(office);
        }
    }
    found.sort_by_key(|office| {
        let is_public = office.public
            && office
                .services
                .iter()
                .any(|at| at.service == service.id && at.public != Some(false));
        let has_phone = office
            .contact
            .phone
            .as_deref()
            .is_some_and(|phone| !phone.trim().is_empty());
        (!is_public, !has_phone)
    });
    found
        .iter()
        .map(|office| offices::id_of(&office.id, source))
        .collect()
}

fn page(service: &Service) -> Option<String> {
    service
        .public
        .then(|| format!("{SERVICE_PAGE}{}/n0/", service.id))
}

fn date(service: &Service) -> Date {
    service
        .meta
        .lastupdate
        .as_deref()
        .and_then(|stamp| stamp.get(..10))
        .and_then(|day| day.parse().ok())
        .unwrap_or(Date::ZERO)
}

/// The first sentence of a text, if it has one that can stand alone.
fn first_sentence(text: &RichText) -> Option<String> {
    let first = text.0.iter().find_map(|block| match block {
        bot_core::text::Block::Paragraph(_) => Some(RichText(vec![block.clone()]).to_plain()),
        _ => None,
    })?;
    let line = first.replace('\n', " ");
    let mut end = 0;
    for (at, sign) in line.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?')) {
        end = at + sign.len_utf8();
        let after = &line[end..];
        let ends_here = after.is_empty()
            || (after.starts_with(' ')
                && after
                    .trim_start()
                    .starts_with(|c: char| c.is_uppercase() || c == '„'));
        if ends_here && !ends_with_abbreviation(&line[..at]) {
            return Some(line[..end].trim().to_owned());
        }
    }
    let rest = line.trim();
    (end == 0 && rest.chars().count() >= TEXT_CHARS_MIN && !rest.ends_with(':')).then(|| rest.to_owned())
}

fn ends_with_abbreviation(before: &str) -> bool {
    const SHORT: [&str; 12] = [
        "bzw", "ca", "nr", "abs", "str", "inkl", "ggf", "evtl", "usw", "etc", "max", "mind",
    ];
    let last = before.rsplit([' ', '(', '.']).next().unwrap_or_default();
    last.chars().all(|c| c.is_ascii_digit())
        || last.chars().count() == 1
        || words(last)
            .last()
            .is_some_and(|word| SHORT.contains(&word.as_str()))
}
