//! The brief for the clerk: everything said so far, so that the citizen need not say it again.

use super::Context;
use crate::conversation::Inbound;
use crate::handover::{HandoverBrief, HandoverReason, Matter};

/// Version of the brief's schema.
const VERSION: u32 = 1;
/// Most other matters named.
const RUNNERS_UP_MAX: usize = 3;

/// The brief as it stands now.
pub(super) fn brief(ctx: &Context<'_>, matter: &Matter, reason: HandoverReason) -> HandoverBrief {
    let conversation = ctx.conversation;
    let mut questions = conversation.questions.clone();
    if let Inbound::Text { text } = ctx.content
        && questions.last() != Some(text)
    {
        questions.push(text.clone());
    }
    let mut facts_asked = conversation.facts_asked.clone();
    for fact in &ctx.understanding.facts {
        if !facts_asked.contains(fact) {
            facts_asked.push(*fact);
        }
    }
    HandoverBrief {
        version: VERSION,
        questions,
        matter: matter.clone(),
        runners_up: runners_up(ctx, matter),
        reason,
        answers_given: conversation
            .answers
            .iter()
            .map(|(_, given)| given.clone())
            .collect(),
        facts_asked,
        language: ctx.understanding.language,
        locale: ctx.locale,
        page: conversation.page.clone(),
        waiting_since: ctx.now,
    }
}

/// Other articles the words may have meant; none where the words name no matter.
fn runners_up(ctx: &Context<'_>, matter: &Matter) -> Vec<Matter> {
    if !ctx.understanding.has_matter_words() {
        return Vec::new();
    }
    let hits = ctx.evidence.ranking.iter().flat_map(|ranking| &ranking.hits);
    hits.filter(|hit| Some(&hit.article.id) != matter.article.as_ref())
        .take(RUNNERS_UP_MAX)
        .map(|hit| Matter {
            article: Some(hit.article.id.clone()),
            title: hit.article.title.clone(),
            confidence: hit.confidence,
        })
        .collect()
}
