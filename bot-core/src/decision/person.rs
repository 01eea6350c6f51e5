//! A human being is wanted or needed: offer the conversation to the responsible clerk, or name their direct line.

use super::subject::{Subject, subject, unknown};
use super::{Context, Decision};
use crate::answer::{
    Choice, ChoiceTarget, Clarification, ContactCard, NonEmpty, Referral, ReferralReason, RelatedMatter,
};
use crate::handover::{HandoverReason, HandoverRequest};
use crate::ids::ClerkId;
use crate::locale::Locale;
use crate::phrases::say;
use crate::responsibility::{Responsibility, public_service_number};

/// The option "talk to a person", wherever the bot offers it.
pub(super) fn option(locale: Locale) -> Choice {
    Choice {
        label: say(locale, "choice.person", &[]),
        target: ChoiceTarget::Person,
    }
}

/// A person is wanted. If no matter is known, the bot asks once what it is about; whoever insists is not asked again.
pub(super) fn wanted(ctx: &Context<'_>) -> Decision {
    let insists = ctx.conversation.offers.iter().any(|offer| {
        offer
            .options
            .iter()
            .any(|choice| choice.target == ChoiceTarget::Person)
    });
    match subject(ctx) {
        Some(subject) => connect(ctx, &subject, wish(ctx)),
        None if insists => connect(ctx, &unknown(ctx), HandoverReason::Wish),
        None => Decision::Clarify(Clarification {
            text: say(ctx.spoken(), "person.which_matter", &[]),
            options: vec![Choice {
                label: say(ctx.spoken(), WITHOUT_MATTER, &[]),
                target: ChoiceTarget::Person,
            }],
        }),
    }
}

/// Why a person is wanted: the last answer did not help, or simply so.
fn wish(ctx: &Context<'_>) -> HandoverReason {
    match ctx.conversation.answers.last() {
        Some((_, given)) if given.helped == Some(false) => HandoverReason::NotHelpful,
        _ => HandoverReason::Wish,
    }
}

/// A person was offered and taken.
pub(super) fn wanted_for_sure(ctx: &Context<'_>) -> Decision {
    let reason = if ctx.conversation.misses > 0 {
        HandoverReason::LowConfidence
    } else {
        wish(ctx)
    };
    connect(ctx, &subject(ctx).unwrap_or_else(|| unknown(ctx)), reason)
}

/// The matter that a person was wanted for has been named now.
pub(super) fn for_matter(ctx: &Context<'_>) -> Decision {
    connect(
        ctx,
        &subject(ctx).unwrap_or_else(|| unknown(ctx)),
        HandoverReason::Wish,
    )
}

/// It is about the citizen's own running case: never answered from articles.
pub(super) fn own_case(ctx: &Context<'_>) -> Decision {
    if let Some(subject) = subject(ctx) {
        return connect(ctx, &subject, HandoverReason::OwnCase);
    }
    let locale = ctx.spoken();
    let contact = ctx.directory.general_contact(ctx.calendar, ctx.now, locale);
    Decision::Refer(Referral {
        reason: ReferralReason::OwnCase,
        text: say(locale, "own_case.which_matter", &[]),
        matter: None,
        contact,
        options: vec![Choice {
            label: say(locale, OWN_CASE_WITHOUT_MATTER, &[]),
            target: ChoiceTarget::Person,
        }],
        citation: None,
        action: None,
    })
}

/// Why the bot is waiting for the matter to be named, if it asked for it in its last question.
pub(super) fn awaited_matter(ctx: &Context<'_>) -> Option<HandoverReason> {
    let [only] = ctx.conversation.open_question()?.options.as_slice() else {
        return None;
    };
    let is_label = |key| {
        Locale::ALL
            .iter()
            .any(|locale| say(*locale, key, &[]) == only.label)
    };
    if !ctx.understanding.has_matter_words() || only.target != ChoiceTarget::Person {
        None
    } else if is_label(WITHOUT_MATTER) {
        Some(HandoverReason::Wish)
    } else {
        is_label(OWN_CASE_WITHOUT_MATTER).then_some(HandoverReason::OwnCase)
    }
}

/// Label of the only option when the bot asks what a person is wanted for.
const WITHOUT_MATTER: &str = "choice.person_without_matter";
/// Label of the only option when the bot asks which running case is meant.
const OWN_CASE_WITHOUT_MATTER: &str = "choice.person_for_case";

/// Offers the conversation if somebody is there, refers to the direct line otherwise.
fn connect(ctx: &Context<'_>, subject: &Subject, reason: HandoverReason) -> Decision {
    let locale = ctx.spoken();
    let Some(responsibility) = ctx
        .directory
        .resolve(subject.article.as_deref())
        .or_else(|| found(ctx))
    else {
        let contact = public_service_number(ctx.calendar, ctx.now, locale);
        return nobody_there(ctx, subject, reason, contact);
    };
    let mut available = available(ctx, &responsibility).into_iter();
    let first = available.next();
    let asked = first
        .as_ref()
        .and_then(|id| ctx.directory.clerks.get(id))
        .unwrap_or(&responsibility.clerk);
    let unit = &responsibility.org_unit;
    let contact = ctx
        .directory
        .contact_card(unit, Some(asked), ctx.calendar, ctx.now, locale);
    let Some(first) = first else {
        return nobody_there(ctx, subject, reason, contact);
    };
    let key = if reason == HandoverReason::OwnCase {
        "own_case.handover"
    } else {
        "person.handover"
    };
    Decision::HandOver(HandoverRequest {
        handover: ctx.handover,
        matter: subject.matter.clone(),
        text: say(
            locale,
            key,
            &[
                ("clerk", without_unit(&asked.name, &unit.name)),
                ("unit", &unit.name),
            ],
        ),
        contact,
        ask: NonEmpty {
            first,
            rest: available.collect(),
        },
        rule: responsibility.rule.clone(),
        brief: super::brief::brief(ctx, &subject.matter, reason),
    })
}

/// A clerk's name without the unit at its end, which the sentence names anyway.
fn without_unit<'a>(clerk: &'a str, unit: &str) -> &'a str {
    clerk
        .strip_suffix(unit)
        .and_then(|rest| rest.strip_suffix(", "))
        .unwrap_or(clerk)
}

/// The responsibility the evidence found; stands in where the directory resolves nothing.
fn found(ctx: &Context<'_>) -> Option<Responsibility> {
    ctx.evidence
        .responsible
        .as_ref()
        .map(|reachability| reachability.responsibility.clone())
}

/// Clerk and deputies who can be asked now, in the order of the rule.
fn available(ctx: &Context<'_>, responsibility: &Responsibility) -> Vec<ClerkId> {
    let Some(reachable) = &ctx.evidence.responsible else {
        return Vec::new();
    };
    if reachable.responsibility.rule == responsibility.rule {
        return reachable.available.clone();
    }
    std::iter::once(&responsibility.clerk)
        .chain(&responsibility.deputies)
        .filter(|clerk| reachable.available.contains(&clerk.id))
        .map(|clerk| clerk.id.clone())
        .collect()
}

fn nobody_there(
    ctx: &Context<'_>,
    subject: &Subject,
    reason: HandoverReason,
    contact: ContactCard,
) -> Decision {
    let (reason, key) = match reason {
        HandoverReason::OwnCase => (ReferralReason::OwnCase, "own_case.refer"),
        _ => (ReferralReason::NobodyThere, "person.nobody_there"),
    };
    let text = crate::responsibility::reach_in_words(ctx.spoken(), key, &contact, ctx.calendar);
    let matter = subject.matter.article.clone().map(|article| RelatedMatter {
        article,
        title: subject.matter.title.clone(),
    });
    Decision::Refer(Referral {
        reason,
        text,
        matter,
        contact,
        options: Vec::new(),
        citation: None,
        action: None,
    })
}
