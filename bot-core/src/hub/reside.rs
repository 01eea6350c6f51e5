//! What citizens do besides writing: rate an answer, choose a language, stop waiting, erase everything.

use super::Hub;
use super::step::StepError;
use crate::conversation::{Event, Phase};
use crate::ids::{ConversationId, MessageId};
use crate::locale::Locale;
use crate::personal::Personal;
use crate::ports::{Announcement, StoreUnavailable};

/// Longest reason a citizen may give with a rating, in characters.
const REASON_CHARS_MAX: usize = 500;

impl Hub {
    /// Notes whether a bot message helped. Rating the same message again the same way changes nothing.
    ///
    /// # Errors
    /// See [`StepError`].
    pub async fn give_feedback(
        &self,
        id: ConversationId,
        message: MessageId,
        helped: bool,
        reason: Option<String>,
    ) -> Result<(), StepError> {
        let reason = reason.map(|text| text.trim().chars().take(REASON_CHARS_MAX).collect::<String>());
        let reason = reason.filter(|text| !text.is_empty()).map(Personal::new);
        self.step(id, |conversation| {
            let rated = conversation.answers.iter().find(|(answer, _)| *answer == message);
            let is_new = rated.is_some_and(|(_, given)| given.helped != Some(helped) || reason.is_some());
            if !is_new {
                return Ok::<_, StepError>(Vec::new());
            }
            Ok(vec![Event::FeedbackGiven {
                message,
                helped,
                reason: reason.clone(),
            }])
        })
        .await?;
        Ok(())
    }

    /// Notes the locale the citizen reads from now on.
    ///
    /// # Errors
    /// See [`StepError`].
    pub async fn choose_locale(&self, id: ConversationId, locale: Locale) -> Result<(), StepError> {
        self.step(id, |conversation| {
            let is_new = conversation.locale != locale && conversation.phase != Phase::Closed;
            Ok::<_, StepError>(if is_new {
                vec![Event::LocaleChosen { locale }]
            } else {
                Vec::new()
            })
        })
        .await?;
        Ok(())
    }

    /// Takes back the wish for a person while nobody has accepted yet; the bot goes on.
    ///
    /// # Errors
    /// See [`StepError`].
    pub async fn withdraw(&self, id: ConversationId) -> Result<(), StepError> {
        self.step(id, |conversation| {
            Ok::<_, StepError>(match &conversation.phase {
                Phase::AwaitingClerk(current) => vec![Event::HandoverWithdrawn { handover: current.id }],
                _ => Vec::new(),
            })
        })
        .await?;
        Ok(())
    }

    /// Removes the conversation and everything said in it, for good, and tells open pages.
    ///
    /// # Errors
    /// The store is not available; nothing was removed then.
    pub async fn erase(&self, id: ConversationId) -> Result<(), StoreUnavailable> {
        let clerk = self.store.summary(id).await?.and_then(|summary| summary.clerk);
        self.store.erase(id).await?;
        self.recent.forget(id);
        self.feed.announce(Announcement {
            conversation: id,
            events: Vec::new().into(),
            clerks: clerk.into_iter().collect(),
        });
        Ok(())
    }
}
