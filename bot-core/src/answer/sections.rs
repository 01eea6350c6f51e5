//! The sections of an answer: what was asked for first and open, then the general text and the other facts.

use super::compose::Composition;
use super::contact::ContactCard;
use super::message::Section;
use crate::article::{FactKind, Link};
use crate::locale::Locale;
use crate::phrases::say;
use crate::responsibility::OrgUnit;
use crate::text::{Block, Inline, RichText, shorten};

/// Letters of general text an answer shows when nothing was asked in particular; the article's page has all of it.
const GENERAL_CHARS: usize = 700;
/// The same when facts were asked for.
const GENERAL_CHARS_BESIDE: usize = 300;
/// Most offices listed.
const OFFICES_MAX: usize = 20;

/// Facts an answer shows even if they were not asked for, in the order of a letter. The law it rests on and opening
/// hours are told on request.
const TOLD: [FactKind; 10] = [
    FactKind::Requirements,
    FactKind::Steps,
    FactKind::Documents,
    FactKind::Form,
    FactKind::Duration,
    FactKind::Deadline,
    FactKind::Fees,
    FactKind::Online,
    FactKind::Appointment,
    FactKind::Where,
];

/// The sections in the order they are read.
pub(super) fn sections(from: &Composition<'_>, contact: &ContactCard) -> Vec<Section> {
    let mut asked: Vec<FactKind> = Vec::new();
    for kind in from.facts {
        if !asked.contains(kind) && !(from.declines_online && *kind == FactKind::Online) {
            asked.push(*kind);
        }
    }
    let mut sections: Vec<Section> = Vec::new();
    for kind in &asked {
        if let Some(text) = fact_text(from, contact, *kind) {
            sections.push(Section { kind: Some(*kind), text, is_asked: true });
        }
    }
    let chars = if sections.is_empty() { GENERAL_CHARS } else { GENERAL_CHARS_BESIDE };
    let general = shorten(&from.article.body, chars);
    if !general.is_empty() && general.to_plain() != from.article.lead {
        sections.push(Section { kind: None, text: general, is_asked: false });
    }
    for kind in TOLD.into_iter().filter(|kind| !asked.contains(kind)) {
        if let Some(text) = unasked_text(from, kind) {
            sections.push(Section { kind: Some(kind), text, is_asked: false });
        }
    }
    sections
}

/// Whether there is something to say about this fact.
pub(super) fn has(from: &Composition<'_>, contact: &ContactCard, kind: FactKind) -> bool {
    fact_text(from, contact, kind).is_some()
}

/// Facts nobody asked for are told as the article has them; offices only where there is a choice.
fn unasked_text(from: &Composition<'_>, kind: FactKind) -> Option<RichText> {
    match kind {
        FactKind::Where if from.article.offices.len() > 1 => where_text(from),
        FactKind::Online if from.declines_online => None,
        _ => own_text(from, kind),
    }
}

/// What the article, its links and its offices say about a fact.
fn fact_text(from: &Composition<'_>, contact: &ContactCard, kind: FactKind) -> Option<RichText> {
    let own = own_text(from, kind);
    match kind {
        FactKind::Where => joined(own, where_text(from)),
        FactKind::Online => joined(own, from.article.online.as_ref().map(link_text)),
        FactKind::Appointment => joined(own, from.article.appointment.as_ref().map(link_text)),
        FactKind::Form => joined(own, forms(&from.article.links)),
        FactKind::Hours => own.or_else(|| hours(contact)),
        _ => own,
    }
}

fn own_text(from: &Composition<'_>, kind: FactKind) -> Option<RichText> {
    from.article.fact(kind).filter(|text| !text.is_empty()).cloned()
}

fn joined(first: Option<RichText>, second: Option<RichText>) -> Option<RichText> {
    match (first, second) {
        (Some(first), Some(second)) => Some(RichText(first.0.into_iter().chain(second.0).collect())),
        (one, other) => one.or(other),
    }
}

fn link_text(link: &Link) -> RichText {
    RichText(vec![Block::Paragraph(vec![inline(link)])])
}

fn inline(link: &Link) -> Inline {
    Inline::Link { label: link.label.clone(), url: link.url.clone() }
}

/// Links that lead to something to fill in: documents, or links that call themselves a form.
fn forms(links: &[Link]) -> Option<RichText> {
    let is_form = |link: &&Link| {
        let (label, url) = (link.label.to_lowercase(), link.url.to_lowercase());
        let is_document = url.split(['?', '#']).next().is_some_and(|path| path.ends_with(".pdf"));
        is_document || ["formular", "antrag", "vordruck", "vollmacht"].iter().any(|word| label.contains(word))
    };
    let items: Vec<Vec<Inline>> = links.iter().filter(is_form).map(|link| vec![inline(link)]).collect();
    (!items.is_empty()).then(|| RichText(vec![Block::List { ordered: false, items }]))
}

/// The offices by name, address and direct line.
fn where_text(from: &Composition<'_>) -> Option<RichText> {
    let units = &from.directory.org_units;
    let items: Vec<Vec<Inline>> = from
        .article
        .offices
        .iter()
        .filter_map(|id| units.get(id))
        .take(OFFICES_MAX)
        .map(|unit| office(from.locale, unit))
        .collect();
    (!items.is_empty()).then(|| RichText(vec![Block::List { ordered: false, items }]))
}

fn office(locale: Locale, unit: &OrgUnit) -> Vec<Inline> {
    let mut line = vec![Inline::Strong(unit.name.clone())];
    if let Some(address) = &unit.address {
        line.push(Inline::Text(format!(", {address}")));
    }
    if let Some(phone) = &unit.phone {
        line.push(Inline::Text(say(locale, "office.phone", &[("phone", phone)])));
    }
    line
}

fn hours(contact: &ContactCard) -> Option<RichText> {
    if contact.hours.is_empty() {
        return None;
    }
    let items = contact.hours.iter().map(|line| vec![Inline::Text(line.clone())]).collect();
    Some(RichText(vec![
        Block::Paragraph(vec![Inline::Strong(contact.name.clone())]),
        Block::List { ordered: false, items },
    ]))
}
