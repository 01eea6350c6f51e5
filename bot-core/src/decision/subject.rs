//! The matter a message is about, as far as anything is known of it.

use super::{Context, Hit, Policy, Ranking};
use crate::article::Article;
use crate::handover::Matter;
use crate::ids::ArticleId;
use crate::phrases::say;
use crate::responsibility::Directory;
use crate::understanding::{Intent, Understanding};
use std::sync::Arc;

/// How many hits in the same hands tell whose matter it is.
const HITS_IN_SAME_HANDS: usize = 3;

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
    Subject {
        article: None,
        matter: Matter {
            article: None,
            title,
            confidence: 0.0,
        },
    }
}

fn from_words(ctx: &Context<'_>) -> Option<Subject> {
    let ranking = ctx.evidence.ranking.as_ref()?;
    let article = article_meant(ctx.understanding, ranking, ctx.directory, ctx.policy)?;
    Some(of_article(ctx, &article, ranking.answerable))
}

/// The article an utterance means, as far as its own words tell: the hit it names, else from the band of clarification
/// on the first one. For whoever wants a person it is enough if the first hits are all in the same hands; a running
/// case goes to nobody on a mere guess.
#[must_use]
pub fn article_meant(
    understanding: &Understanding,
    ranking: &Ranking,
    directory: &Directory,
    policy: &Policy,
) -> Option<Arc<Article>> {
    if understanding.refers_back || !understanding.has_matter_words() {
        return None;
    }
    let named = |hit: &&Hit| understanding.names(&hit.article.title);
    if let Some(hit) = ranking.hits.iter().find(named) {
        return Some(Arc::clone(&hit.article));
    }
    let first = ranking.hits.first()?;
    let is_matter = understanding.intent == Intent::Matter;
    let sure_from = match understanding.intent {
        Intent::OwnCase => policy.answer_from,
        _ => policy.clarify_from,
    };
    let is_sure = ranking.answerable >= sure_from;
    let unit = |hit: &Hit| {
        directory
            .resolve(Some(&hit.article))
            .map(|found| found.org_unit.id)
    };
    let is_in_same_hands = || {
        let mut next = ranking.hits.iter().take(HITS_IN_SAME_HANDS);
        ranking.hits.len() >= HITS_IN_SAME_HANDS && next.all(|hit| unit(hit) == unit(first))
    };
    (is_sure || (!is_matter && is_in_same_hands())).then(|| Arc::clone(&first.article))
}

fn from_conversation(ctx: &Context<'_>) -> Option<Subject> {
    let matter = ctx.conversation.matter.as_ref()?;
    let current = ctx
        .evidence
        .current
        .as_ref()
        .filter(|article| Some(&article.id) == matter.article.as_ref());
    Some(match current {
        Some(article) => of_article(ctx, article, matter.confidence),
        None => Subject {
            article: None,
            matter: matter.clone(),
        },
    })
}

fn of_article(ctx: &Context<'_>, article: &Arc<Article>, confidence: f32) -> Subject {
    let title = article.title_in(ctx.spoken()).to_owned();
    let matter = Matter {
        article: Some(article.id.clone()),
        title,
        confidence,
    };
    Subject {
        article: Some(Arc::clone(article)),
        matter,
    }
}

/// The article with this id, wherever the evidence holds it.
pub(super) fn article_by_id(ctx: &Context<'_>, id: &ArticleId) -> Option<Arc<Article>> {
    let evidence = ctx.evidence;
    let hits = evidence
        .ranking
        .iter()
        .flat_map(|ranking| &ranking.hits)
        .map(|hit| &hit.article);
    evidence
        .articles
        .iter()
        .chain(&evidence.current)
        .chain(hits)
        .chain(&evidence.most_used)
        .find(|article| article.id == *id)
        .cloned()
}
