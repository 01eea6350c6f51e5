//! A life event was named rather than a matter: "my grandfather died, what now?". The bot offers what citizens ask
//! most about it, instead of guessing one article.

use super::{Context, Decision, LifeEventMeant, Ranking, matter};
use crate::answer::{Choice, ChoiceTarget, Clarification};
use crate::phrases::say;

/// The life event in which an answer about something else would hurt.
const DEATH: &str = "death";

/// The question what to begin with, if the words name a life event and no article is surely meant.
pub(super) fn named(ctx: &Context<'_>) -> Option<Decision> {
    let meant = ctx.evidence.life_event.as_ref()?;
    let sure = ctx
        .evidence
        .ranking
        .as_ref()
        .filter(|ranking| ranking.answerable >= ctx.policy.answer_from);
    if sure.is_some_and(|ranking| !is_astray(meant, ranking)) {
        return None;
    }
    let mut options: Vec<Choice> = Vec::new();
    for article in &meant.articles {
        let label = article.title_in(ctx.spoken()).to_owned();
        if !options.iter().any(|known| known.label == label) {
            let facts = ctx.understanding.facts.clone();
            let article = article.id.clone();
            options.push(Choice {
                label,
                target: ChoiceTarget::Article { article, facts },
            });
        }
    }
    if options.len() < matter::OPTIONS_MIN {
        return None;
    }
    let key = if meant.event.id.as_str() == DEATH {
        "life_event.death"
    } else {
        "life_event.which"
    };
    let text = say(ctx.spoken(), key, &[]);
    Some(Decision::Clarify(Clarification { text, options }))
}

/// Whether the sure hit belongs to other life events although somebody died.
fn is_astray(meant: &LifeEventMeant, ranking: &Ranking) -> bool {
    let first = ranking.hits.first();
    meant.event.id.as_str() == DEATH
        && first.is_some_and(|hit| !hit.article.life_events.contains(&meant.event.id))
}
