//! The matter a message is about, as far as anything is known of it.

use super::Context;
use crate::article::Article;
use crate::handover::Matter;
use crate::ids::ArticleId;
use crate::phrases::say;
use std::sync::Arc;

/// What a message is about.
pub(super) struct Subject {
    /// The article, if one is known.
    pub article: Option<Arc<Article>>,
    /// The same as a matter.
    pub matter: Matter,
}

/// What this message is about: its own words first, then the matter of the conversation; `None` if neither says.
pub(super) fn subject(ctx: &Context<'_>) -> Option<Subject> {
    from_words(ctx).or_else(|| from_conversation(ctx))
}

/// A subject for a matter nobody has named.
pub(super) fn unknown(ctx: &Context<'_>) -> Subject {
    let title = say(ctx.spoken(), "matter.unknown", &[]);
    Subject { article: None, matter: Matter { article: None, title, confidence: 0.0 } }
}

fn from_words(ctx: &Context<'_>) -> Option<Subject> {
    if ctx.understanding.refers_back || !ctx.understanding.has_matter_words() {
        return None;
    }
    let ranking = ctx.evidence.ranking.as_ref()?;
    let hit = ranking.hits.first().filter(|_| ranking.answerable >= ctx.policy.clarify_from)?;
    Some(of_article(ctx, &hit.article, ranking.answerable))
}

fn from_conversation(ctx: &Context<'_>) -> Option<Subject> {
    let matter = ctx.conversation.matter.as_ref()?;
    let current = ctx.evidence.current.as_ref().filter(|article| Some(&article.id) == matter.article.as_ref());
    Some(match current {
        Some(article) => of_article(ctx, article, matter.confidence),
        None => Subject { article: None, matter: matter.clone() },
    })
}

fn of_article(ctx: &Context<'_>, article: &Arc<Article>, confidence: f32) -> Subject {
    let title = article.title_in(ctx.spoken()).to_owned();
    let matter = Matter { article: Some(article.id.clone()), title, confidence };
    Subject { article: Some(Arc::clone(article)), matter }
}

/// The article with this id, wherever the evidence holds it.
pub(super) fn article_by_id(ctx: &Context<'_>, id: &ArticleId) -> Option<Arc<Article>> {
    let evidence = ctx.evidence;
    let hits = evidence.ranking.iter().flat_map(|ranking| &ranking.hits).map(|hit| &hit.article);
    evidence
        .articles
        .iter()
        .chain(&evidence.current)
        .chain(hits)
        .chain(&evidence.most_used)
        .find(|article| article.id == *id)
        .cloned()
}
