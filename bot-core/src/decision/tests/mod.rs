//! Decisions on built evidence: each test says what is known and what must be decided.

mod matters;
mod others;
mod people;
mod pointers;
mod properties;

use super::{Context, Decision, Evidence, Policy, Ranking, decide};
use crate::article::Article;
use crate::conversation::{Conversation, Event, Inbound, Recorded};
use crate::ids::{ClerkId, ConversationId, HandoverId, MessageId};
use crate::locale::Locale;
use crate::personal::Personal;
use crate::responsibility::{Calendar, Directory, MatterScope, Reachability};
use crate::testing::DirectoryBuilder;
use crate::understanding::{Understanding, understand};
use jiff::Timestamp;
use std::sync::Arc;
use ulid::Ulid;

/// Everything a decision is made from, and the conversation it leads to.
#[derive(Debug)]
struct World {
    conversation: Conversation,
    directory: Directory,
    calendar: Calendar,
    evidence: Evidence,
    now: Timestamp,
    messages: u128,
}

impl World {
    /// A Monday morning, a directory with one general unit, nothing found and nobody there.
    fn new() -> Self {
        let now = "2026-11-23T09:00:00Z".parse().expect("a moment");
        let directory = DirectoryBuilder::new()
            .unit("hall", "Rathausinformation", "089 233-00")
            .unit("trade", "Gewerbeamt", "089 233-96030")
            .clerk("trade-2", "trade")
            .rule("everything", MatterScope::Everything, "hall", &["hall"])
            .rule(
                "trade",
                MatterScope::LeikaPrefix("99050".to_owned()),
                "trade",
                &["trade", "trade-2"],
            )
            .build();
        Self {
            conversation: Conversation::new(ConversationId(Ulid::nil()), now),
            directory,
            calendar: Calendar::bavaria(),
            evidence: Evidence::default(),
            now,
            messages: 1,
        }
    }

    fn found(mut self, ranking: Ranking) -> Self {
        self.evidence.ranking = Some(ranking);
        self
    }

    /// These clerks are there for the matter of `article`.
    fn there(mut self, article: Option<&Article>, clerks: &[&str]) -> Self {
        let responsibility = self.directory.resolve(article).expect("a responsibility");
        let available = clerks.iter().map(|key| ClerkId::new(*key)).collect();
        self.evidence.responsible = Some(Reachability {
            responsibility,
            available,
        });
        self
    }

    fn articles(mut self, articles: &[&Arc<Article>]) -> Self {
        self.evidence.articles = articles.iter().map(|article| Arc::clone(article)).collect();
        self
    }

    fn understand(&self, content: &Inbound) -> Understanding {
        understand(content, &self.conversation, self.conversation.locale)
    }

    fn decide(&self, content: &Inbound) -> Decision {
        let understanding = self.understand(content);
        self.decide_on(content, &understanding)
    }

    fn decide_on(&self, content: &Inbound, understanding: &Understanding) -> Decision {
        decide(&Context {
            conversation: &self.conversation,
            content,
            understanding,
            evidence: &self.evidence,
            policy: &Policy::default(),
            calendar: &self.calendar,
            directory: &self.directory,
            now: self.now,
            handover: HandoverId(Ulid::from(7)),
            locale: self.conversation.locale,
        })
    }

    /// Decides about words without going on in the conversation.
    fn said(&self, text: &str) -> Decision {
        self.decide(&words(text))
    }

    /// Decides about a message and goes on with what was decided.
    fn turn(&mut self, content: &Inbound) -> Decision {
        let understanding = self.understand(content);
        let decision = self.decide_on(content, &understanding);
        let (about, message) = (self.message(), self.message());
        let shown = Personal::new("…".to_owned());
        self.happens(Event::CitizenWrote {
            message: about,
            content: content.clone(),
            shown,
        });
        self.happens(Event::Decided {
            message,
            about,
            understanding,
            decision: Box::new(decision.clone()),
        });
        if let Some(article) = self
            .conversation
            .matter
            .as_ref()
            .and_then(|matter| matter.article.clone())
        {
            let known = self
                .evidence
                .ranking
                .iter()
                .flat_map(|ranking| &ranking.hits)
                .map(|hit| &hit.article);
            let known = known
                .chain(&self.evidence.articles)
                .find(|other| other.id == article)
                .cloned();
            self.evidence.current = known.or_else(|| self.evidence.current.take());
        }
        decision
    }

    fn happens(&mut self, event: Event) {
        let sequence = self.conversation.sequence + 1;
        let recorded = Recorded {
            sequence,
            at: self.now,
            event,
        };
        self.conversation = self.conversation.clone().apply(&recorded);
    }

    fn message(&mut self) -> MessageId {
        self.messages += 1;
        MessageId(Ulid::from(self.messages))
    }
}

fn words(text: &str) -> Inbound {
    Inbound::Text {
        text: Personal::new(text.to_owned()),
    }
}

fn with_locale(mut world: World, locale: Locale) -> World {
    world.conversation.locale = locale;
    world
}
