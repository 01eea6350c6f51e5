//! Gathering evidence through the ports: bounded in time, and allowed to be partial (invariant I6).

use super::Hub;
use crate::article::Article;
use crate::conversation::{Conversation, Inbound, Phase};
use crate::decision::{Evidence, LifeEventMeant, Ranking, article_meant};
use crate::ids::ClerkId;
use crate::personal::Personal;
use crate::ports::SearchQuery;
use crate::responsibility::{PresenceState, Reachability, Responsibility};
use crate::understanding::{Intent, Understanding};
use std::sync::Arc;

/// Suggestions for a beginning.
const SUGGESTIONS: usize = 4;
/// Articles considered as related to one that may be answered.
const RELATED_MAX: usize = 8;

/// Whether the decision may turn to a person: only then it matters who is there, which the store has to be asked for.
fn may_need_a_person(conversation: &Conversation, understanding: &Understanding) -> bool {
    match understanding.intent {
        Intent::Person | Intent::OwnCase | Intent::Choice { .. } | Intent::Yes | Intent::No => true,
        _ => conversation.open_question().is_some(),
    }
}

impl Hub {
    /// What a decision about `content` may rest on.
    pub(super) async fn gather(
        &self,
        conversation: &Conversation,
        content: &Inbound,
        understanding: &Understanding,
    ) -> Evidence {
        if matches!(conversation.phase, Phase::WithClerk(_)) {
            return Evidence::default();
        }
        let current = conversation
            .matter
            .as_ref()
            .and_then(|matter| matter.article.as_ref())
            .and_then(|id| self.knowledge.article(id));
        let chosen = self.chosen(conversation, content, understanding);
        let ranking = self
            .ranking(conversation, content, understanding, current.as_deref())
            .await;
        let subject = self.subject(chosen.as_ref(), ranking.as_ref(), understanding, current.as_ref());
        let responsible = if may_need_a_person(conversation, understanding) {
            self.responsible(subject.as_deref()).await
        } else {
            None
        };
        let mut articles: Vec<Arc<Article>> = chosen.into_iter().chain(self.offered(conversation)).collect();
        if let Some(subject) = &subject {
            articles.extend(self.related(subject));
        }
        Evidence {
            ranking,
            current,
            articles,
            responsible,
            most_used: self.knowledge.most_used(SUGGESTIONS),
            life_event: self.life_event(understanding),
        }
    }

    /// The article of a pressed or spoken option.
    fn chosen(
        &self,
        conversation: &Conversation,
        content: &Inbound,
        understanding: &Understanding,
    ) -> Option<Arc<Article>> {
        use crate::answer::ChoiceTarget;
        let offer = match content {
            Inbound::Topic { article, .. } => return self.knowledge.article(article),
            Inbound::Choice { message, .. } => conversation
                .offers
                .iter()
                .find(|offer| offer.message == *message)?,
            Inbound::Text { .. } => conversation.open_question()?,
            Inbound::Person => return None,
        };
        let Intent::Choice { option: Some(index) } = understanding.intent else {
            return None;
        };
        match &offer.options.get(index)?.target {
            ChoiceTarget::Article { article, .. } => self.knowledge.article(article),
            ChoiceTarget::Office { .. } | ChoiceTarget::Person => None,
        }
    }

    /// The articles of the question that is open.
    fn offered(&self, conversation: &Conversation) -> Vec<Arc<Article>> {
        use crate::answer::ChoiceTarget;
        let options = conversation
            .open_question()
            .map_or(&[][..], |question| &question.options);
        let articles = options.iter().filter_map(|option| match &option.target {
            ChoiceTarget::Article { article, .. } => self.knowledge.article(article),
            ChoiceTarget::Office { .. } | ChoiceTarget::Person => None,
        });
        articles.collect()
    }

    /// The life event the words name, with the articles a question may offer.
    fn life_event(&self, understanding: &Understanding) -> Option<LifeEventMeant> {
        let named = understanding
            .life_event()
            .filter(|_| understanding.intent == Intent::Matter)?;
        let event = self
            .knowledge
            .life_events()
            .into_iter()
            .find(|event| event.id == named)?;
        let articles = event
            .articles
            .iter()
            .filter_map(|id| self.knowledge.article(id))
            .take(self.policy.options_max)
            .collect();
        Some(LifeEventMeant { event, articles })
    }

    async fn ranking(
        &self,
        conversation: &Conversation,
        content: &Inbound,
        understanding: &Understanding,
        current: Option<&Article>,
    ) -> Option<Ranking> {
        let Inbound::Text { text } = content else {
            return None;
        };
        // "Ich möchte mit einem Menschen sprechen" names no matter: whatever it found would be chance.
        let is_searched = match understanding.intent {
            Intent::Matter => true,
            Intent::OwnCase | Intent::Person => understanding.has_matter_words(),
            _ => false,
        };
        if !is_searched {
            return None;
        }
        let query = SearchQuery {
            text: match understanding.intent {
                Intent::Matter => text.clone(),
                _ => Personal::new(understanding.matter_words()),
            },
            context: current
                .filter(|_| understanding.refers_back)
                .map(|article| article.title.clone()),
            life_events: current
                .map(|article| article.life_events.clone())
                .unwrap_or_default(),
            language: understanding.language,
            limit: self.limits.hits_max,
            time_max: self.limits.evidence_time_max,
        };
        match self.knowledge.search(&query).await {
            Ok(ranking) => Some(ranking),
            Err(error) => {
                tracing::error!(conversation.id = %conversation.id, %error, "the search gave no ranking");
                None
            }
        }
    }

    /// The article whose responsibility matters for the decision.
    fn subject(
        &self,
        chosen: Option<&Arc<Article>>,
        ranking: Option<&Ranking>,
        understanding: &Understanding,
        current: Option<&Arc<Article>>,
    ) -> Option<Arc<Article>> {
        if let Some(chosen) = chosen {
            return Some(Arc::clone(chosen));
        }
        let directory = self.directory();
        let found =
            ranking.and_then(|ranking| article_meant(understanding, ranking, &directory, &self.policy));
        if understanding.refers_back {
            current.cloned().or(found)
        } else {
            found.or_else(|| current.cloned())
        }
    }

    fn related(&self, subject: &Article) -> Vec<Arc<Article>> {
        subject
            .related
            .iter()
            .take(RELATED_MAX)
            .filter_map(|id| self.knowledge.article(id))
            .collect()
    }

    async fn responsible(&self, subject: Option<&Article>) -> Option<Reachability> {
        let responsibility = self.directory().resolve(subject)?;
        let available = self.available(&responsibility).await;
        Some(Reachability {
            responsibility,
            available,
        })
    }

    /// Clerk and deputies who are on duty, there, and have room for one more conversation. If the store cannot
    /// tell, nobody counts as there: the citizen then gets the direct line.
    pub(super) async fn available(&self, responsibility: &Responsibility) -> Vec<ClerkId> {
        let clerks: Vec<ClerkId> = std::iter::once(&responsibility.clerk)
            .chain(&responsibility.deputies)
            .map(|clerk| clerk.id.clone())
            .collect();
        let (presence, loads) = match (
            self.presence.presence(&clerks).await,
            self.store.clerk_loads(&clerks).await,
        ) {
            (Ok(presence), Ok(loads)) => (presence, loads),
            (Err(error), _) | (_, Err(error)) => {
                tracing::error!(%error, "presence of clerks is not known");
                return Vec::new();
            }
        };
        let directory = self.directory();
        let seen_after = self.clock.now() - self.limits.presence_time_max;
        clerks
            .into_iter()
            .zip(loads)
            .filter(|(id, load)| {
                let has_room = directory
                    .clerks
                    .get(id)
                    .is_some_and(|clerk| *load < clerk.conversations_max);
                let is_there = presence
                    .iter()
                    .any(|p| p.clerk == *id && p.state == PresenceState::There && p.seen_at >= seen_after);
                has_room && is_there
            })
            .map(|(id, _)| id)
            .collect()
    }
}
