//! Composing an answer from one article, like a good letter: first the sentence and the facts that were asked for,
//! then what else belongs to it, what to do now, and who is responsible. Nothing is said that the article, the
//! directory or the bot's own phrases do not say.

use super::contact::ContactCard;
use super::message::{Action, ActionKind, Answer, Citation, NonEmpty, RelatedMatter};
use super::notice::notice;
use super::sections::{Asked, asked, sections};
use crate::article::{Article, FactKind};
use crate::locale::{Language, Locale};
use crate::phrases::say;
use crate::responsibility::{Calendar, Directory, MatterScope, Responsibility};
use jiff::Timestamp;
use std::sync::Arc;

/// Most actions in one answer.
const ACTIONS_MAX: usize = 2;
/// Most related matters in one answer.
const RELATED_MAX: usize = 3;

/// What an answer is composed from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Composition<'a> {
    /// The article it answers from.
    pub article: &'a Article,
    /// Facts asked for, in order.
    pub facts: &'a [FactKind],
    /// How probable it is that this answers the question.
    pub confidence: f32,
    /// "Where do I get" rather than "where is it": the way to the thing is asked for, not an address alone.
    pub asks_how_to_get: bool,
    /// The citizen does not want to do it online.
    pub declines_online: bool,
    /// Articles that may be named as related.
    pub neighbours: &'a [Arc<Article>],
    /// Org units, clerks and rules.
    pub directory: &'a Directory,
    /// Time zone and closed days.
    pub calendar: &'a Calendar,
    /// Now.
    pub now: Timestamp,
    /// The locale the citizen reads.
    pub locale: Locale,
    /// The language the citizen wrote in.
    pub language: Language,
}

/// The answer. It always cites the article's revision (invariant I3).
#[must_use]
pub(crate) fn compose(from: &Composition<'_>) -> Answer {
    let Composition { article, locale, .. } = *from;
    let contact = contact(from);
    let asked = asked(from, &contact);
    let lead = lead(from, &contact, &asked);
    let sections = sections(from, asked);
    let notice = notice(from.language).filter(|_| locale == Locale::En);
    Answer {
        article: article.id.clone(),
        title: article.title_in(locale).to_owned(),
        lead,
        actions: actions(from),
        citations: NonEmpty::one(citation(article)),
        related: related(from),
        confidence: from.confidence.clamp(0.0, 1.0),
        is_in_german: locale == Locale::En && !sections.is_empty(),
        contact: Some(contact),
        notice_language: notice.as_ref().map(|_| from.language),
        notice,
        sections,
    }
}

/// One sentence that answers what was asked; what the article does not tell is said plainly, with a number to call.
fn lead(from: &Composition<'_>, contact: &ContactCard, asked: &Asked) -> String {
    let Composition { article, locale, .. } = *from;
    let title = article.title_in(locale);
    let known: Vec<FactKind> = asked.told.iter().map(|(kind, _)| *kind).collect();
    let mut sentences = Vec::new();
    let is_way = from.asks_how_to_get && known == [FactKind::Where];
    if !known.is_empty() && !is_way {
        sentences.push(match known.as_slice() {
            [FactKind::Online] if article.online.is_some() => say(locale, "lead.online", &[("title", title)]),
            facts => say(
                locale,
                "lead.facts",
                &[("facts", &names(locale, facts)), ("title", title)],
            ),
        });
    }
    if tells_appointment_only(from, asked) {
        sentences = vec![match &contact.phone {
            Some(phone) => say(
                locale,
                "lead.appointment_only",
                &[("unit", &contact.name), ("phone", phone)],
            ),
            None => say(
                locale,
                "lead.appointment_only_without_phone",
                &[("unit", &contact.name)],
            ),
        }];
    }
    for kind in &asked.missing {
        sentences.push(missing_fact(from, contact, *kind));
    }
    if sentences.is_empty() {
        return article.lead_in(locale).to_owned();
    }
    sentences.join(" ")
}

/// Whether someone asked how long a matter takes, and the article knows only the length of the appointment.
fn tells_appointment_only(from: &Composition<'_>, asked: &Asked) -> bool {
    match asked.told.as_slice() {
        [(FactKind::Duration, text)] => {
            !from.facts.contains(&FactKind::Appointment) && text.to_plain().starts_with("Der Termin dauert")
        }
        _ => false,
    }
}

fn missing_fact(from: &Composition<'_>, contact: &ContactCard, kind: FactKind) -> String {
    let fact = say(from.locale, name_key(kind), &[]);
    match (&contact.phone, kind) {
        (_, FactKind::Online) => say(from.locale, "lead.not_online", &[]),
        (Some(phone), _) => say(
            from.locale,
            "lead.missing",
            &[("fact", &fact), ("unit", &contact.name), ("phone", phone)],
        ),
        (None, _) => say(
            from.locale,
            "lead.missing_without_phone",
            &[("fact", &fact), ("unit", &contact.name)],
        ),
    }
}

/// "Kosten", "Kosten und Dauer", "Kosten, Dauer und Unterlagen".
fn names(locale: Locale, facts: &[FactKind]) -> String {
    let mut names: Vec<String> = facts
        .iter()
        .map(|kind| say(locale, fact_key(*kind), &[]))
        .collect();
    let Some(last) = names.pop() else {
        return String::new();
    };
    match names.join(", ").as_str() {
        "" => last,
        first => say(locale, "fact.and", &[("first", first), ("last", &last)]),
    }
}

/// The phrase that names a fact within a sentence.
const fn fact_key(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Fees => "fact.fees",
        FactKind::Documents => "fact.documents",
        FactKind::Requirements => "fact.requirements",
        FactKind::Steps => "fact.steps",
        FactKind::Duration => "fact.duration",
        FactKind::Deadline => "fact.deadline",
        FactKind::Where => "fact.where",
        FactKind::Online => "fact.online",
        FactKind::Appointment => "fact.appointment",
        FactKind::Form => "fact.form",
        FactKind::Hours => "fact.hours",
        FactKind::LegalBasis => "fact.legal_basis",
    }
}

/// The phrase that names a fact as a heading does.
const fn name_key(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Fees => "fact_name.fees",
        FactKind::Documents => "fact_name.documents",
        FactKind::Requirements => "fact_name.requirements",
        FactKind::Steps => "fact_name.steps",
        FactKind::Duration => "fact_name.duration",
        FactKind::Deadline => "fact_name.deadline",
        FactKind::Where => "fact_name.where",
        FactKind::Online => "fact_name.online",
        FactKind::Appointment => "fact_name.appointment",
        FactKind::Form => "fact_name.form",
        FactKind::Hours => "fact_name.hours",
        FactKind::LegalBasis => "fact_name.legal_basis",
    }
}

/// At most two things to do: what was asked for first; the city's page only if there is nothing else.
fn actions(from: &Composition<'_>) -> Vec<Action> {
    let article = from.article;
    let online = article
        .online
        .iter()
        .filter(|_| !from.declines_online)
        .map(|link| Action {
            kind: ActionKind::ApplyOnline,
            url: link.url.clone(),
        });
    let book = article.appointment.iter().map(|link| Action {
        kind: ActionKind::BookAppointment,
        url: link.url.clone(),
    });
    let mut actions: Vec<Action> = online.chain(book).collect();
    if from.facts.first() == Some(&FactKind::Appointment) {
        actions.reverse();
    }
    if actions.is_empty()
        && let Some(url) = &article.source.url
    {
        actions.push(Action {
            kind: ActionKind::OpenPage,
            url: url.clone(),
        });
    }
    actions.truncate(ACTIONS_MAX);
    actions
}

/// The article's revision as an answer or a referral cites it.
pub(super) fn citation(article: &Article) -> Citation {
    Citation {
        article: article.id.clone(),
        revision: article.revision,
        title: article.title.clone(),
        publisher: article.source.publisher.clone(),
        url: article.source.url.clone(),
        date: article.source.date,
    }
}

/// The responsible unit; where only the rule for everything else fits, the article's own main office.
pub(super) fn contact(from: &Composition<'_>) -> ContactCard {
    let Composition {
        directory,
        calendar,
        now,
        locale,
        ..
    } = *from;
    let resolved = directory.resolve(Some(from.article));
    let office = from
        .article
        .offices
        .first()
        .and_then(|id| directory.org_units.get(id));
    match (resolved, office) {
        (Some(found), office) if office.is_none() || !is_general(directory, &found) => {
            directory.contact_card(&found.org_unit, Some(&found.clerk), calendar, now, locale)
        }
        (_, Some(office)) => directory.contact_card(office, None, calendar, now, locale),
        (_, None) => directory.general_contact(calendar, now, locale),
    }
}

fn is_general(directory: &Directory, found: &Responsibility) -> bool {
    directory
        .rules
        .iter()
        .any(|rule| rule.id == found.rule && rule.matter == MatterScope::Everything)
}

/// The article's own related matters first, then neighbours of the same life event.
fn related(from: &Composition<'_>) -> Vec<RelatedMatter> {
    let article = from.article;
    let named = article
        .related
        .iter()
        .filter_map(|id| from.neighbours.iter().find(|other| other.id == *id));
    let alike = from.neighbours.iter().filter(|other| {
        other
            .life_events
            .iter()
            .any(|event| article.life_events.contains(event))
    });
    let mut related: Vec<RelatedMatter> = Vec::new();
    for other in named.chain(alike) {
        if other.id != article.id && !related.iter().any(|known| known.article == other.id) {
            let title = other.title_in(from.locale).to_owned();
            related.push(RelatedMatter {
                article: other.id.clone(),
                title,
            });
        }
    }
    related.truncate(RELATED_MAX);
    related
}
