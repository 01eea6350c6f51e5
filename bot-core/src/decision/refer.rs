//! Referrals: what the bot says when it does not answer itself. Always with a plain sentence and a direct line.

use super::{Context, Decision, Hit, matter, person};
use crate::answer::{Choice, ContactCard, Referral, ReferralReason};
use crate::phrases::say;
use crate::responsibility::public_service_number;

/// No article answers it. After some failures in a row a person is offered in words.
pub(super) fn no_answer(ctx: &Context<'_>, near: Vec<&Hit>) -> Decision {
    let is_repeated = ctx.conversation.misses + 1 >= ctx.policy.misses_max;
    let key = if is_repeated {
        "refer.no_answer_again"
    } else {
        "refer.no_answer"
    };
    let near = if is_repeated { Vec::new() } else { near };
    let mut options = matter::options(ctx, &near);
    options.push(person::option(ctx.spoken()));
    let contact = public_service_number(ctx.calendar, ctx.now, ctx.spoken());
    Decision::Refer(referral(ctx, ReferralReason::NoAnswer, key, contact, options))
}

/// None of the options offered was right.
pub(super) fn none_of_these(ctx: &Context<'_>) -> Decision {
    let contact = ctx.directory.general_contact(ctx.calendar, ctx.now, ctx.spoken());
    let options = vec![person::option(ctx.spoken())];
    Decision::Refer(referral(
        ctx,
        ReferralReason::NoAnswer,
        "refer.none_of_these",
        contact,
        options,
    ))
}

/// What was chosen is not there any more.
pub(super) fn vanished(ctx: &Context<'_>) -> Decision {
    let contact = ctx.directory.general_contact(ctx.calendar, ctx.now, ctx.spoken());
    Decision::Refer(referral(
        ctx,
        ReferralReason::NoAnswer,
        "refer.vanished",
        contact,
        Vec::new(),
    ))
}

/// The search did not answer in time.
pub(super) fn failed(ctx: &Context<'_>) -> Decision {
    let contact = ctx.directory.general_contact(ctx.calendar, ctx.now, ctx.spoken());
    Decision::Refer(referral(
        ctx,
        ReferralReason::Failure,
        "refer.failure",
        contact,
        Vec::new(),
    ))
}

fn referral(
    ctx: &Context<'_>,
    reason: ReferralReason,
    key: &str,
    contact: ContactCard,
    options: Vec<Choice>,
) -> Referral {
    let phone = contact.phone.clone().unwrap_or_default();
    let text = say(ctx.spoken(), key, &[("unit", &contact.name), ("phone", &phone)]);
    Referral {
        reason,
        text,
        matter: None,
        contact,
        options,
        citation: None,
        action: None,
    }
}
