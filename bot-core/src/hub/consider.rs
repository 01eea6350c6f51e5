//! Considering: one decision without a conversation, for the command line, evaluation and previews.

use super::Hub;
use crate::conversation::{Conversation, Inbound};
use crate::decision::{Decision, Ranking};
use crate::ids::ConversationId;
use crate::locale::Locale;
use crate::personal::Personal;
use crate::understanding::Understanding;

/// What the hub would do about a question, and why.
#[derive(Clone, Debug)]
pub struct Considered {
    /// What was understood.
    pub understanding: Understanding,
    /// The ranking, made before any decision; `None` if nothing was searched for.
    pub ranking: Option<Ranking>,
    /// The decision.
    pub decision: Decision,
}

impl Hub {
    /// Decides about `text` as the first message of a new conversation; stores nothing.
    pub async fn consider(&self, text: &str, locale: Locale) -> Considered {
        let mut state = Conversation::new(ConversationId(self.ids.next()), self.clock.now());
        state.locale = locale;
        let content = Inbound::Text {
            text: Personal::new(text.to_owned()),
        };
        self.consider_in(&state, &content).await
    }

    /// Decides about `content` as the next message of `state`; stores nothing.
    pub async fn consider_in(&self, state: &Conversation, content: &Inbound) -> Considered {
        let understanding = crate::understanding::understand(content, state, state.locale);
        let evidence = self.gather(state, content, &understanding).await;
        let decision = self.decide_on(state, content, &understanding, &evidence);
        Considered {
            understanding,
            ranking: evidence.ranking,
            decision,
        }
    }
}
