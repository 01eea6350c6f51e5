//! Matters: answer, ask back, or say who can help, by the bands of the policy. Also what follows from an answer to a
//! question the bot asked.

use super::subject::article_by_id;
use super::{Context, Decision, Hit, Ranking, life_event, office, person, refer, remit, talk};
use crate::answer::{Choice, ChoiceTarget, Clarification, Composition, compose, pointer};
use crate::article::{Article, ArticleKind, FactKind};
use crate::conversation::{Inbound, OpenQuestion};
use crate::phrases::say;
use crate::understanding::Intent;
use std::sync::Arc;

/// Fewer options than this are no choice.
pub(super) const OPTIONS_MIN: usize = 2;
/// A candidate is worth offering from this share of the first hit's confidence on.
const NEAR_RATIO: f32 = 0.3;
/// Without an answer, articles are named as near only from this share of the band of clarification on.
const NEAR_SHARE: f32 = 0.5;

/// A question to retrieval, or a matter picked from a list.
pub(super) fn asked(ctx: &Context<'_>) -> Decision {
    if let Inbound::Topic { article, facts } = ctx.content {
        return match article_by_id(ctx, article) {
            Some(found) => answer(ctx, &found, facts, 1.0),
            None => refer::vanished(ctx),
        };
    }
    let facts = &ctx.understanding.facts;
    if let Some(decision) = about_options(ctx, facts) {
        return decision;
    }
    if let Some(current) = ctx
        .evidence
        .current
        .as_ref()
        .filter(|_| ctx.understanding.refers_back)
    {
        return follow_up(ctx, current, facts);
    }
    if let Some(authority) = remit::beyond(ctx) {
        return authority;
    }
    let has_words = ctx.understanding.has_matter_words();
    if let Some(hit) = named(ctx) {
        let confidence = hit.confidence.max(ctx.policy.answer_from);
        return answer(ctx, &hit.article, facts, confidence);
    }
    if let Some(referral) = office::asked_for(ctx) {
        return referral;
    }
    if let Some(question) = life_event::named(ctx) {
        return question;
    }
    match &ctx.evidence.ranking {
        None => refer::failed(ctx),
        Some(ranking) if ranking.answerable >= ctx.policy.answer_from => answer_or_tie(ctx, ranking),
        Some(_) if !has_words => talk::about(ctx, Intent::Matter),
        Some(ranking) if ranking.answerable >= ctx.policy.clarify_from => offer_near(ctx, ranking),
        Some(ranking) if ranking.answerable >= ctx.policy.clarify_from * NEAR_SHARE => {
            refer::no_answer(ctx, near(ctx, ranking))
        }
        Some(_) => refer::no_answer(ctx, Vec::new()),
    }
}

/// "And what does it cost?" while the bot's own question is open: it is asked about the matters offered. The only one
/// is answered; of several the citizen is asked again which, and the fact goes along.
fn about_options(ctx: &Context<'_>, facts: &[FactKind]) -> Option<Decision> {
    if facts.is_empty() || ctx.understanding.has_matter_words() {
        return None;
    }
    let mut options = ctx.conversation.open_question()?.options.clone();
    let mut matters = Vec::new();
    for option in &mut options {
        if let ChoiceTarget::Article {
            article,
            facts: asked,
        } = &mut option.target
        {
            *asked = facts.to_vec();
            matters.push(article.clone());
        }
    }
    match matters.as_slice() {
        [] => None,
        [only] => Some(answer(
            ctx,
            &article_by_id(ctx, only)?,
            facts,
            ctx.policy.answer_from,
        )),
        _ => Some(Decision::Clarify(Clarification {
            text: say(ctx.spoken(), "clarify.which", &[]),
            options,
        })),
    }
}

/// An option was chosen, by pressing it or in words.
pub(super) fn chosen(ctx: &Context<'_>, option: Option<usize>) -> Decision {
    let Some(index) = option else {
        return refer::none_of_these(ctx);
    };
    let Some(choice) = question_meant(ctx).and_then(|question| question.options.get(index)) else {
        return refer::vanished(ctx);
    };
    match &choice.target {
        ChoiceTarget::Person => person::wanted_for_sure(ctx),
        ChoiceTarget::Office { org_unit } => {
            office::chosen(ctx, org_unit).unwrap_or_else(|| refer::vanished(ctx))
        }
        ChoiceTarget::Article { article, facts } => match article_by_id(ctx, article) {
            Some(found) => {
                let own = &ctx.understanding.facts;
                answer(ctx, &found, if own.is_empty() { facts } else { own }, 1.0)
            }
            None => refer::vanished(ctx),
        },
    }
}

/// "Yes": takes the only matter offered, or the person if nothing else was; asks again if there are several matters.
pub(super) fn agreed(ctx: &Context<'_>) -> Decision {
    let Some(question) = ctx.conversation.open_question() else {
        return talk::about(ctx, Intent::Yes);
    };
    let mut matters = (0..question.options.len()).filter(|index| {
        question
            .options
            .get(*index)
            .is_some_and(|choice| choice.target != ChoiceTarget::Person)
    });
    match (matters.next(), matters.next()) {
        (None, _) => person::wanted_for_sure(ctx),
        (only, None) => chosen(ctx, only),
        _ => Decision::Clarify(Clarification {
            text: say(ctx.spoken(), "clarify.which", &[]),
            options: question.options.clone(),
        }),
    }
}

/// "No": none of the matters offered, or no person after all.
pub(super) fn declined(ctx: &Context<'_>) -> Decision {
    let offered_matter = ctx.conversation.open_question().is_some_and(|question| {
        question
            .options
            .iter()
            .any(|choice| choice.target != ChoiceTarget::Person)
    });
    if offered_matter {
        refer::none_of_these(ctx)
    } else {
        talk::about(ctx, Intent::No)
    }
}

/// The question a choice belongs to: that of the pressed button, or the open one.
fn question_meant<'a>(ctx: &Context<'a>) -> Option<&'a OpenQuestion> {
    match ctx.content {
        Inbound::Choice { message, .. } => ctx
            .conversation
            .offers
            .iter()
            .find(|offer| offer.message == *message),
        _ => ctx.conversation.open_question(),
    }
}

/// A question that leans on the matter so far: answered from it, unless its own words clearly lead elsewhere.
fn follow_up(ctx: &Context<'_>, current: &Arc<Article>, facts: &[FactKind]) -> Decision {
    let elsewhere = ctx
        .evidence
        .ranking
        .as_ref()
        .filter(|_| ctx.understanding.has_matter_words())
        .filter(|ranking| ranking.answerable >= ctx.policy.answer_from)
        .and_then(|ranking| Some((ranking, ranking.hits.first()?)))
        .filter(|(_, hit)| hit.article.id != current.id);
    if let Some((ranking, hit)) = elsewhere {
        return answer(ctx, &hit.article, facts, ranking.answerable);
    }
    let confidence = ctx
        .conversation
        .matter
        .as_ref()
        .map_or(1.0, |matter| matter.confidence);
    answer(ctx, current, facts, confidence)
}

/// The one hit whose name the citizen said, and nothing else: "Reisepass" means the passport, whatever else has the
/// word in its name.
fn named<'a>(ctx: &Context<'a>) -> Option<&'a Hit> {
    let ranking = ctx.evidence.ranking.as_ref()?;
    let mut named = ranking
        .hits
        .iter()
        .filter(|hit| ctx.understanding.names(&hit.article.title));
    named.next().filter(|_| named.next().is_none())
}

fn answer_or_tie(ctx: &Context<'_>, ranking: &Ranking) -> Decision {
    let Some(first) = ranking.hits.first() else {
        return refer::no_answer(ctx, Vec::new());
    };
    let rivals = different(ctx, &ranking.hits, first.confidence * ctx.policy.tie_ratio);
    if rivals.len() > 1 {
        return clarify(ctx, &rivals);
    }
    answer(ctx, &first.article, &ctx.understanding.facts, ranking.answerable)
}

fn offer_near(ctx: &Context<'_>, ranking: &Ranking) -> Decision {
    let near = near(ctx, ranking);
    if near.is_empty() {
        refer::no_answer(ctx, near)
    } else {
        clarify(ctx, &near)
    }
}

fn near<'a>(ctx: &Context<'_>, ranking: &'a Ranking) -> Vec<&'a Hit> {
    let first = ranking.hits.first().map_or(0.0, |hit| hit.confidence);
    different(ctx, &ranking.hits, first * NEAR_RATIO)
}

/// Hits from this confidence on whose names differ, at most as many as a question may have options.
fn different<'a>(ctx: &Context<'_>, hits: &'a [Hit], from: f32) -> Vec<&'a Hit> {
    let locale = ctx.spoken();
    let mut found: Vec<&Hit> = Vec::new();
    for hit in hits.iter().filter(|hit| hit.confidence >= from) {
        let title = hit.article.title_in(locale);
        if !found.iter().any(|known| known.article.title_in(locale) == title) {
            found.push(hit);
        }
    }
    found.truncate(ctx.policy.options_max);
    found
}

fn clarify(ctx: &Context<'_>, hits: &[&Hit]) -> Decision {
    let locale = ctx.spoken();
    let mut options = options(ctx, hits);
    let key = if options.len() > 1 {
        "clarify.which_matter"
    } else {
        "clarify.is_it_this"
    };
    if options.len() < OPTIONS_MIN || ctx.conversation.misses > 0 {
        options.push(person::option(locale));
    }
    Decision::Clarify(Clarification {
        text: say(locale, key, &[]),
        options,
    })
}

/// Options for hits, with the facts asked for carried over.
pub(super) fn options(ctx: &Context<'_>, hits: &[&Hit]) -> Vec<Choice> {
    hits.iter()
        .map(|hit| Choice {
            label: hit.article.title_in(ctx.spoken()).to_owned(),
            target: ChoiceTarget::Article {
                article: hit.article.id.clone(),
                facts: ctx.understanding.facts.clone(),
            },
        })
        .collect()
}

/// What the article says: the city's own text, or who is responsible if it has none.
fn answer(ctx: &Context<'_>, article: &Arc<Article>, facts: &[FactKind], confidence: f32) -> Decision {
    let from = Composition {
        article,
        facts,
        confidence,
        asks_how_to_get: ctx.understanding.asks_how_to_get(),
        declines_online: ctx.understanding.declines_online(),
        neighbours: &ctx.evidence.articles,
        directory: ctx.directory,
        calendar: ctx.calendar,
        now: ctx.now,
        locale: ctx.spoken(),
        language: ctx.understanding.language,
    };
    match article.kind {
        ArticleKind::Service => Decision::Answer(compose(&from)),
        ArticleKind::Pointer => Decision::Refer(pointer(&from)),
    }
}
