//! Lines without a matter. They never play along: whatever the small talk, the bot stays what it is.

use super::{Context, Decision};
use crate::answer::{Conversational, RelatedMatter};
use crate::phrases::say;
use crate::understanding::Intent;

/// The bot's line for an intent without a matter.
pub(super) fn about(ctx: &Context<'_>, intent: Intent) -> Decision {
    let (name, suggests) = match intent {
        Intent::Abuse => ("abuse", false),
        Intent::Greeting => ("greeting", true),
        Intent::Thanks => ("thanks", false),
        Intent::Goodbye => ("goodbye", false),
        Intent::Identity => ("identity", false),
        Intent::Privacy => ("privacy", false),
        Intent::SmallTalk => ("small_talk", false),
        Intent::Yes => ("yes", false),
        Intent::No => ("no", false),
        Intent::Matter => ("matter", true),
        _ => ("help", true),
    };
    let suggestions = if suggests { suggestions(ctx) } else { Vec::new() };
    Decision::Converse(Conversational {
        intent: name.to_owned(),
        text: say(ctx.spoken(), &format!("talk.{name}"), &[]),
        hotlines: Vec::new(),
        suggestions,
    })
}

fn suggestions(ctx: &Context<'_>) -> Vec<RelatedMatter> {
    let locale = ctx.spoken();
    ctx.evidence
        .most_used
        .iter()
        .map(|article| RelatedMatter {
            article: article.id.clone(),
            title: article.title_in(locale).to_owned(),
        })
        .collect()
}
