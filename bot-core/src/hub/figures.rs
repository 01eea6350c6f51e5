//! Key figures, each defined once: what a step counts.

use crate::conversation::{CloseReason, Event, Recorded};
use crate::decision::Decision;
use crate::ports::Tally;
use jiff::civil::Date;

/// What `events` of one step count on `day`.
///
/// `conversation`: begun, by channel · `decision`: one for each inbound message, by variant · `referral`: by reason ·
/// `feedback`: `helped` or `not_helped` · `handover`: `offered`, `accepted`, `declined`, `timed_out`, `unanswered`,
/// `withdrawn`, `handed_back` · `closed`: by outcome · `language`: decisions by language written in.
pub(super) fn tallies(events: &[Recorded], day: Date) -> Vec<Tally> {
    let mut out = Vec::new();
    let mut count = |name: &'static str, label: String| out.push(Tally { day, name, label });
    for recorded in events {
        match &recorded.event {
            Event::ConversationStarted { from, .. } => count("conversation", from.channel.name().to_owned()),
            Event::Decided {
                decision,
                understanding,
                ..
            } => {
                count("decision", decision.kind().to_owned());
                count("language", understanding.language.code().to_owned());
                if let Decision::Refer(referral) = decision.as_ref() {
                    count("referral", label(&referral.reason));
                }
            }
            Event::FeedbackGiven { helped, .. } => {
                count(
                    "feedback",
                    if *helped { "helped" } else { "not_helped" }.to_owned(),
                );
            }
            Event::HandoverOffered { .. } => count("handover", "offered".to_owned()),
            Event::HandoverAccepted { .. } => count("handover", "accepted".to_owned()),
            Event::HandoverDeclined { .. } => count("handover", "declined".to_owned()),
            Event::HandoverTimedOut { .. } => count("handover", "timed_out".to_owned()),
            Event::HandoverUnanswered { .. } => count("handover", "unanswered".to_owned()),
            Event::HandoverWithdrawn { .. } => count("handover", "withdrawn".to_owned()),
            Event::HandedBack { .. } => count("handover", "handed_back".to_owned()),
            Event::ConversationClosed { reason } => count(
                "closed",
                match reason {
                    CloseReason::Clerk { outcome } => label(outcome),
                    CloseReason::TooLong => "too_long".to_owned(),
                },
            ),
            Event::CitizenWrote { .. }
            | Event::LocaleChosen { .. }
            | Event::ClerkWrote { .. }
            | Event::ClerkOpened { .. } => {}
        }
    }
    out
}

/// The snake-case name that serde gives a variant without fields.
fn label<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|json| json.as_str().map(str::to_owned))
        .unwrap_or_else(|| "other".to_owned())
}
