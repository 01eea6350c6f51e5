//! The line above the composer that says who has the conversation now.

use askama::Template;
use bot_core::answer::ContactCard;
use bot_core::conversation::{Conversation, Phase};
use web_kit::Words;
use web_kit::render::{Audience, Html, Renderer, tel};

#[derive(Template)]
#[template(path = "state.html")]
pub(super) struct StatePanel<'a> {
    w: &'static Words,
    kind: &'static str,
    text: String,
    hint: &'static str,
    contact: Option<(&'a ContactCard, String)>,
    withdraw: Option<(String, &'a str)>,
}

impl<'a> StatePanel<'a> {
    /// The panel for a conversation; nothing while the bot has it.
    pub(super) fn of(renderer: &Renderer<'a>, conversation: Option<&'a Conversation>) -> Option<Html> {
        let w = renderer.words();
        let forms = match renderer.audience {
            Audience::Citizen { visit, csrf } => Some((visit.link("/chat/withdraw"), csrf)),
            _ => None,
        };
        let panel = match &conversation?.phase {
            Phase::WithBot => return None,
            Phase::AwaitingClerk(handover) => Self {
                w,
                kind: "awaiting",
                text: w.put("state.awaiting", "name", &handover.contact.name),
                hint: w.t("state.awaiting_hint"),
                contact: phone(&handover.contact),
                withdraw: forms,
            },
            Phase::WithClerk(handover) => {
                let known = renderer
                    .directory
                    .and_then(|directory| directory.clerks.get(&handover.clerk));
                let name = known.map_or(handover.contact.name.as_str(), |clerk| clerk.name.as_str());
                Self {
                    w,
                    kind: "clerk",
                    text: w.put("state.with_clerk", "name", name),
                    hint: w.t("state.with_clerk_hint"),
                    contact: phone(&handover.contact),
                    withdraw: None,
                }
            }
            Phase::Closed => Self {
                w,
                kind: "closed",
                text: w.t("state.closed").to_owned(),
                hint: "",
                contact: None,
                withdraw: None,
            },
        };
        Html::of(&panel)
    }
}

fn phone(card: &ContactCard) -> Option<(&ContactCard, String)> {
    card.phone.as_deref().map(|phone| (card, tel(phone)))
}
