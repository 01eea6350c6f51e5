//! What the citizen reads when nobody accepted: never silence, never a waiting line.

use crate::answer::{Referral, ReferralReason, RelatedMatter};
use crate::conversation::Conversation;
use crate::responsibility::{Calendar, Directory, reach_in_words};
use jiff::Timestamp;

/// The referral for an offer that nobody accepted: who was asked, the direct line, the next opening, what to do now.
#[must_use]
pub fn unanswered(
    conversation: &Conversation,
    directory: &Directory,
    calendar: &Calendar,
    now: Timestamp,
) -> Referral {
    let locale = conversation.locale;
    let handover = conversation.handover();
    let contact = handover
        .and_then(|handover| {
            let unit = directory.org_units.get(&handover.contact.org_unit)?;
            let clerk = directory.rules.iter().find(|rule| rule.id == handover.rule);
            let clerk = clerk.and_then(|rule| directory.clerks.get(&rule.clerk));
            Some(directory.contact_card(unit, clerk, calendar, now, locale))
        })
        .or_else(|| handover.map(|handover| handover.contact.clone()))
        .unwrap_or_else(|| directory.general_contact(calendar, now, locale));
    let matter = handover.and_then(|handover| {
        let article = handover.matter.article.clone()?;
        Some(RelatedMatter {
            article,
            title: handover.matter.title.clone(),
        })
    });
    Referral {
        reason: ReferralReason::NobodyThere,
        text: reach_in_words(locale, "person.unanswered", &contact, calendar),
        matter,
        contact,
        options: Vec::new(),
        citation: None,
        action: None,
    }
}
