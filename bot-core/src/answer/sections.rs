//! The sections of an answer: what was asked for first and open, then the general text and the other facts.

use super::compose::Composition;
use super::contact::ContactCard;
use super::excerpt::excerpt;
use super::message::Section;
use crate::article::{ArticleKind, FactKind, Link};
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

/// What can be said about the facts asked for.
pub(super) struct Asked {
    /// Facts that can be told, with their text, in the order asked.
    pub told: Vec<(FactKind, RichText)>,
    /// Facts nothing is known about.
    pub missing: Vec<FactKind>,
    /// Whether some of the text was taken from the general text.
    is_from_body: bool,
}

/// Looks up the facts asked for, each once: the article's own section, its links and offices, else the passages of
/// its general text. How something is done, and for whom, the article as a whole tells; so it never counts as missing.
pub(super) fn asked(from: &Composition<'_>, contact: &ContactCard) -> Asked {
    let mut asked = Asked {
        told: Vec::new(),
        missing: Vec::new(),
        is_from_body: false,
    };
    for kind in from.facts.iter().copied() {
        let is_known = asked.missing.contains(&kind) || asked.told.iter().any(|(known, _)| *known == kind);
        if is_known || (from.declines_online && kind == FactKind::Online) {
            continue;
        }
        if let Some(text) = fact_text(from, contact, kind) {
            asked.told.push((kind, text));
        } else if let Some(text) = excerpt(&from.article.body, kind) {
            asked.told.push((kind, text));
            asked.is_from_body = true;
        } else if let Some(forms) = stands_in(from, contact, kind)
            && !asked.told.iter().any(|(known, _)| *known == FactKind::Form)
        {
            asked.told.push((FactKind::Form, forms));
        } else if !matches!(kind, FactKind::Steps | FactKind::Requirements)
            && from.article.kind == ArticleKind::Service
        {
            asked.missing.push(kind);
        }
    }
    asked
}

/// Forms to bring along stand in for an unknown list of documents.
fn stands_in(from: &Composition<'_>, contact: &ContactCard, kind: FactKind) -> Option<RichText> {
    if kind == FactKind::Documents {
        fact_text(from, contact, FactKind::Form)
    } else {
        None
    }
}

/// The sections in the order they are read.
pub(super) fn sections(from: &Composition<'_>, asked: Asked) -> Vec<Section> {
    let known: Vec<FactKind> = asked.told.iter().map(|(kind, _)| *kind).collect();
    let mut sections: Vec<Section> = asked
        .told
        .into_iter()
        .map(|(kind, text)| Section {
            kind: Some(kind),
            text,
            is_asked: true,
        })
        .collect();
    let chars = if sections.is_empty() {
        GENERAL_CHARS
    } else {
        GENERAL_CHARS_BESIDE
    };
    let general = shorten(&from.article.body, chars);
    if !asked.is_from_body && !general.is_empty() && general.to_plain() != from.article.lead {
        sections.push(Section {
            kind: None,
            text: general,
            is_asked: false,
        });
    }
    for kind in TOLD.into_iter().filter(|kind| !known.contains(kind)) {
        if let Some(text) = unasked_text(from, kind) {
            sections.push(Section {
                kind: Some(kind),
                text,
                is_asked: false,
            });
        }
    }
    sections
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
        FactKind::Form => own.or_else(|| forms(&from.article.links)),
        // How long the matter takes stands in the text; the section often knows the appointment alone.
        FactKind::Duration => joined(excerpt(&from.article.body, kind), own),
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
    Inline::Link {
        label: link.label.clone(),
        url: link.url.clone(),
    }
}

/// Links that lead to something to fill in: documents, or links that call themselves a form.
fn forms(links: &[Link]) -> Option<RichText> {
    let is_form = |link: &&Link| {
        let (label, url) = (link.label.to_lowercase(), link.url.to_lowercase());
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let is_document = path.rsplit_once('.').is_some_and(|(_, kind)| kind == "pdf");
        is_document
            || ["formular", "antrag", "vordruck", "vollmacht"]
                .iter()
                .any(|word| label.contains(word))
    };
    let items: Vec<Vec<Inline>> = links
        .iter()
        .filter(is_form)
        .map(|link| vec![inline(link)])
        .collect();
    (!items.is_empty()).then(|| {
        RichText(vec![Block::List {
            ordered: false,
            items,
        }])
    })
}

/// The offices by name, address and direct line.
fn where_text(from: &Composition<'_>) -> Option<RichText> {
    let units = &from.directory.org_units;
    let mut items: Vec<Vec<Inline>> = Vec::new();
    // Teams of one office differ in their sign only: they are one line.
    for unit in from.article.offices.iter().filter_map(|id| units.get(id)) {
        let line = office(from.locale, unit);
        if !items.contains(&line) {
            items.push(line);
        }
    }
    items.truncate(OFFICES_MAX);
    (!items.is_empty()).then(|| {
        RichText(vec![Block::List {
            ordered: false,
            items,
        }])
    })
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
    let items = contact
        .hours
        .iter()
        .map(|line| vec![Inline::Text(line.clone())])
        .collect();
    Some(RichText(vec![
        Block::Paragraph(vec![Inline::Strong(contact.name.clone())]),
        Block::List {
            ordered: false,
            items,
        },
    ]))
}
