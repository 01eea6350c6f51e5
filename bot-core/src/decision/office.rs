//! An office was asked for by its name: where it is, how to call it, when it is open. The directory knows that.

use super::{Context, Decision};
use crate::answer::{Choice, ChoiceTarget, Clarification, ContactCard, Referral, ReferralReason};
use crate::article::FactKind;
use crate::ids::OrgUnitId;
use crate::phrases::say;
use crate::responsibility::{OrgUnit, reach_in_words};
use crate::understanding::OfficeFit;

/// Most offices offered as options.
const OPTIONS_MAX: usize = 4;
/// Most offices named in a sentence; with more the question is too general.
const NAMED_MAX: usize = 8;

/// How to reach the office the utterance names and asks for, if it does nothing else.
pub(super) fn asked_for(ctx: &Context<'_>) -> Option<Decision> {
    if !is_about_reaching(ctx) {
        return None;
    }
    let (fit, units) = fitting(ctx)?;
    let [first, others @ ..] = units.as_slice() else {
        return None;
    };
    match units.len() {
        1 if fit != OfficeFit::Beside => Some(reach(ctx, first)),
        2..=OPTIONS_MAX => Some(which(ctx, &units)),
        1..=NAMED_MAX => Some(reach_first(ctx, first, others)),
        _ => Some(too_many(ctx)),
    }
}

/// How to reach the office of an option that was chosen.
pub(super) fn chosen(ctx: &Context<'_>, id: &OrgUnitId) -> Option<Decision> {
    ctx.directory.org_units.get(id).map(|unit| reach(ctx, unit))
}

/// Whether nothing but an office is asked for. Where an article surely answers, only an office named as such, or the
/// question when it is open or how to call it, comes first.
fn is_about_reaching(ctx: &Context<'_>) -> bool {
    let understood = ctx.understanding;
    let fits = |kind: &FactKind| matches!(kind, FactKind::Where | FactKind::Hours | FactKind::Appointment);
    if !understood.facts.iter().all(fits) {
        return false;
    }
    let is_answerable = ctx
        .evidence
        .ranking
        .as_ref()
        .is_some_and(|ranking| ranking.answerable >= ctx.policy.answer_from);
    let asks = understood.facts.contains(&FactKind::Hours) || understood.asks_how_to_reach();
    let books = understood.facts.contains(&FactKind::Appointment);
    asks || !is_answerable || (understood.names_kind_of_office() && !books)
}

/// The offices that fit best, the plainest name first.
fn fitting<'a>(ctx: &Context<'a>) -> Option<(OfficeFit, Vec<&'a OrgUnit>)> {
    let found: Vec<(OfficeFit, &OrgUnit)> = ctx
        .directory
        .org_units
        .values()
        .filter_map(|unit| {
            let beside = [unit.sign.as_deref(), unit.department.as_deref()];
            let beside: Vec<&str> = beside.into_iter().flatten().collect();
            let fit = ctx.understanding.office_fit(&unit.name, &beside.join(" "))?;
            Some((fit, unit))
        })
        .collect();
    let best = found.iter().map(|(fit, _)| *fit).min()?;
    let mut units = plainest(&found, best);
    // "Standesamt" is the whole name of one office and a part of others: if it does not single one out, all are meant.
    if best == OfficeFit::Whole && units.len() > 1 {
        units = plainest(&found, OfficeFit::Part);
    }
    Some((best, units))
}

/// The units that fit at least this well, each name once. Of the same name a unit with a telephone and the shortest
/// sign stands for all: the signs of its parts are longer.
fn plainest<'a>(found: &[(OfficeFit, &'a OrgUnit)], worst: OfficeFit) -> Vec<&'a OrgUnit> {
    let fitting = found.iter().filter(|(fit, _)| *fit <= worst);
    let mut units: Vec<&OrgUnit> = fitting.map(|(_, unit)| *unit).collect();
    units.sort_by_key(|unit| {
        let sign = unit.sign.as_deref().map_or(0, str::len);
        let is_mute = unit.phone.is_none();
        (
            unit.name.chars().count(),
            unit.name.clone(),
            is_mute,
            sign,
            unit.id.clone(),
        )
    });
    units.dedup_by(|a, b| a.name == b.name);
    units
}

fn which(ctx: &Context<'_>, units: &[&OrgUnit]) -> Decision {
    let options = units.iter().map(|unit| Choice {
        label: unit.name.clone(),
        target: ChoiceTarget::Office {
            org_unit: unit.id.clone(),
        },
    });
    Decision::Clarify(Clarification {
        text: say(ctx.spoken(), "office.which", &[]),
        options: options.collect(),
    })
}

fn reach(ctx: &Context<'_>, unit: &OrgUnit) -> Decision {
    let contact = card(ctx, unit);
    let text = reach_in_words(ctx.spoken(), "office.reach", &contact, ctx.calendar);
    refer(text, contact)
}

/// The first of several offices, with the names of the others.
fn reach_first(ctx: &Context<'_>, first: &OrgUnit, others: &[&OrgUnit]) -> Decision {
    let contact = card(ctx, first);
    let mut text = reach_in_words(ctx.spoken(), "office.reach", &contact, ctx.calendar);
    let names: Vec<&str> = others.iter().map(|unit| unit.name.as_str()).collect();
    if !names.is_empty() {
        text.push(' ');
        text.push_str(&say(ctx.spoken(), "office.also", &[("names", &names.join(", "))]));
    }
    refer(text, contact)
}

/// "When is the department open?": it has too many offices to guess one.
fn too_many(ctx: &Context<'_>) -> Decision {
    let locale = ctx.spoken();
    let contact = ctx.directory.general_contact(ctx.calendar, ctx.now, locale);
    let phone = contact.phone.clone().unwrap_or_default();
    let text = say(
        locale,
        "office.too_many",
        &[("unit", &contact.name), ("phone", &phone)],
    );
    refer(text, contact)
}

fn card(ctx: &Context<'_>, unit: &OrgUnit) -> ContactCard {
    ctx.directory
        .contact_card(unit, None, ctx.calendar, ctx.now, ctx.spoken())
}

fn refer(text: String, contact: ContactCard) -> Decision {
    Decision::Refer(Referral {
        reason: ReferralReason::Office,
        text,
        matter: None,
        contact,
        options: Vec::new(),
        citation: None,
        action: None,
    })
}
