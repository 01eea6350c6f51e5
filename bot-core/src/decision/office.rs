//! An office was asked for by its name: where it is, how to call it, when it is open. The directory knows that.

use super::{Context, Decision};
use crate::answer::{Referral, ReferralReason};
use crate::article::FactKind;
use crate::phrases::say;
use crate::responsibility::{OrgUnit, reach_in_words};

/// With more offices of that name than this the question is too general.
const OFFICES_MAX: usize = 8;

/// How to reach the office the utterance names and asks for, if it does nothing else.
pub(super) fn asked_for(ctx: &Context<'_>) -> Option<Decision> {
    let is_about_reaching =
        |kind: &FactKind| matches!(kind, FactKind::Where | FactKind::Hours | FactKind::Appointment);
    let is_answerable = ctx
        .evidence
        .ranking
        .as_ref()
        .is_some_and(|ranking| ranking.answerable >= ctx.policy.answer_from);
    let asks_for_hours =
        ctx.understanding.facts.contains(&FactKind::Hours) || ctx.understanding.asks_how_to_reach();
    if !ctx.understanding.facts.iter().all(is_about_reaching) || (is_answerable && !asks_for_hours) {
        return None;
    }
    let mut units: Vec<&OrgUnit> = ctx
        .directory
        .org_units
        .values()
        .filter(|unit| ctx.understanding.asks_for_office(&unit.name))
        .collect();
    units.sort_by(|a, b| {
        (a.name.chars().count(), &a.name, &a.id).cmp(&(b.name.chars().count(), &b.name, &b.id))
    });
    units.dedup_by(|a, b| a.name == b.name);
    let first = units.first().filter(|_| units.len() <= OFFICES_MAX)?;
    let locale = ctx.spoken();
    let contact = ctx
        .directory
        .contact_card(first, None, ctx.calendar, ctx.now, locale);
    let text = match units.as_slice() {
        [_] => reach_in_words(locale, "office.reach", &contact, ctx.calendar),
        [_, others @ ..] => {
            let names: Vec<&str> = others.iter().map(|unit| unit.name.as_str()).collect();
            let also = say(locale, "office.also", &[("names", &names.join(", "))]);
            format!(
                "{} {also}",
                reach_in_words(locale, "office.reach", &contact, ctx.calendar)
            )
        }
        [] => return None,
    };
    Some(Decision::Refer(Referral {
        reason: ReferralReason::Office,
        text,
        matter: None,
        contact,
        options: Vec::new(),
    }))
}
