//! The middle column: one conversation under its brief, and what can be done about it.

use super::brief::{BriefView, brief};
use super::list::{all_events, seconds_left};
use super::shown::renderer;
use crate::access::CurrentClerk;
use crate::console::Console;
use askama::Template;
use bot_core::conversation::{Conversation, Event, Phase, Sequence};
use bot_core::handover::{Handover, Outcome};
use bot_core::ids::{ConversationId, HandoverId, MessageId};
use bot_core::ports::StoreUnavailable;
use web_kit::Words;
use web_kit::render::Html;

/// The panel alone, for scripts.
#[derive(Template)]
#[template(path = "panel.html")]
pub(crate) struct PanelFragment<'a> {
    pub panel: &'a Panel,
}

/// One conversation as its clerk works on it.
pub(crate) struct Panel {
    pub words: &'static Words,
    pub csrf: String,
    pub id: ConversationId,
    pub handover: HandoverId,
    pub matter: String,
    pub is_offer: bool,
    pub seconds_left: i64,
    /// Whom the offer goes to next.
    pub next: Option<String>,
    pub brief: BriefView,
    /// Open until the clerk has written.
    pub is_brief_open: bool,
    pub entries: Vec<Html>,
    /// The last event shown; the live stream goes on after it.
    pub sequence: Sequence,
    /// Id of the reply that is written now, so that sending it twice changes nothing.
    pub message: MessageId,
    pub chars_max: usize,
    /// Text to keep in the field after a refusal.
    pub draft: String,
    pub problem: Option<String>,
    pub outcomes: Vec<(&'static str, &'static str)>,
}

/// Outcomes by the name they have in forms.
pub(crate) const OUTCOMES: [(&str, Outcome); 4] = [
    ("solved", Outcome::Solved),
    ("referred", Outcome::Referred),
    ("abandoned", Outcome::Abandoned),
    ("wrong_desk", Outcome::WrongDesk),
];

impl Panel {
    /// The panel of a conversation that is the clerk's; `None` if it is not any more.
    pub(crate) async fn of(
        console: &Console,
        who: &CurrentClerk,
        conversation: &Conversation,
    ) -> Result<Option<Self>, StoreUnavailable> {
        let (handover, is_offer) = match &conversation.phase {
            Phase::AwaitingClerk(handover) => (handover, true),
            Phase::WithClerk(handover) => (handover, false),
            Phase::WithBot | Phase::Closed => return Ok(None),
        };
        let hub = console.hub.as_ref();
        let words = who.signed.words();
        let now = hub.clock.now();
        let events = all_events(hub, conversation.id).await?;
        let directory = hub.directory();
        let renderer = renderer(hub, &directory, who.signed.locale);
        Ok(Some(Self {
            words,
            csrf: console.kit.csrf.token(Some(&who.signed.token), now),
            id: conversation.id,
            handover: handover.id,
            matter: handover.matter.title.clone(),
            is_offer,
            seconds_left: if is_offer {
                seconds_left(Some(handover.offered_until), now)
            } else {
                0
            },
            next: next_name(console, handover),
            brief: brief(
                words,
                conversation,
                handover,
                &events,
                now,
                &hub.calendar.time_zone,
                who.signed.locale,
            ),
            is_brief_open: !events
                .iter()
                .any(|recorded| matches!(recorded.event, Event::ClerkWrote { .. })),
            entries: renderer
                .transcript(&events)
                .into_iter()
                .map(|shown| shown.html)
                .collect(),
            sequence: events.last().map_or(conversation.sequence, |last| last.sequence),
            message: MessageId(hub.ids.next()),
            chars_max: hub.limits.message_chars_max,
            draft: String::new(),
            problem: None,
            outcomes: OUTCOMES
                .iter()
                .map(|(name, outcome)| (*name, words.t(outcome_key(*outcome))))
                .collect(),
        }))
    }
}

fn next_name(console: &Console, handover: &Handover) -> Option<String> {
    let next = handover.next.first()?;
    let directory = console.hub.directory();
    Some(
        directory
            .clerks
            .get(next)
            .map_or_else(|| next.to_string(), |clerk| clerk.name.clone()),
    )
}

const fn outcome_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Solved => "outcome.solved",
        Outcome::Referred => "outcome.referred",
        Outcome::Abandoned => "outcome.abandoned",
        Outcome::WrongDesk => "outcome.wrong_desk",
    }
}
