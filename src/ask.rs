//! `ask`: one decision, and where it comes from.

use crate::compose::App;
use crate::output;
use anyhow::bail;
use bot_core::answer::{Answer, BotMessage, ContactCard};
use bot_core::decision::{Decision, Ranking};
use bot_core::hub::Considered;
use bot_core::locale::Locale;
use serde_json::{Value, json};
use std::fmt::Write;

#[derive(clap::Args)]
pub struct Arguments {
    /// The question
    text: String,
    /// Locale of the answer: de, de-simple or en
    #[arg(long, default_value = "de")]
    lang: String,
    /// Print one JSON object instead of text
    #[arg(long)]
    json: bool,
}

/// Decides and prints.
pub async fn run(app: &App, arguments: &Arguments) -> anyhow::Result<()> {
    let Some(locale) = Locale::from_tag(&arguments.lang) else {
        bail!("--lang: expected de, de-simple or en, not {:?}", arguments.lang);
    };
    app.wait_for_models().await;
    let considered = app.hub.consider(&arguments.text, locale).await;
    let report = report(&considered);
    let text = if arguments.json {
        serde_json::to_string_pretty(&report)?
    } else {
        text(&considered)
    };
    output::print(text.trim_end())
}

fn report(considered: &Considered) -> Value {
    let decision = &considered.decision;
    let contact = contact(decision);
    let hits = considered
        .ranking
        .as_ref()
        .map_or(&[][..], |ranking| &ranking.hits);
    let hit = |index: usize| {
        hits.get(index).map(|hit| {
            json!({
                "id": hit.article.id, "title": hit.article.title,
                "confidence": hit.confidence, "score": hit.score,
                "legs": hit.legs.iter()
                    .map(|leg| json!({"leg": leg.leg, "score": leg.score, "rank": leg.rank}))
                    .collect::<Vec<_>>(),
            })
        })
    };
    json!({
        "decision": decision.kind(),
        "intent": considered.understanding.intent,
        "language": considered.understanding.language,
        "facts": considered.understanding.facts,
        "text": words(decision),
        "matter": hit(0),
        "confidence": considered.ranking.as_ref().map(|ranking| ranking.answerable),
        "runners_up": (1..hits.len()).filter_map(hit).collect::<Vec<_>>(),
        "citations": match decision {
            Decision::Answer(answer) => json!(answer.citations.iter().collect::<Vec<_>>()),
            Decision::Refer(referral) => json!(referral.citation.iter().collect::<Vec<_>>()),
            _ => json!([]),
        },
        "office": contact.map(|card| json!({"id": card.org_unit, "name": card.name, "unit": card.unit, "clerk": card.clerk})),
        "direct_line": contact.and_then(|card| card.phone.clone()),
        "origin": considered.ranking.as_ref().map(|ranking| ranking.origin),
        "message": decision,
    })
}

fn contact(decision: &Decision) -> Option<&ContactCard> {
    match decision.message()? {
        BotMessage::Answer(answer) => answer.contact.as_ref(),
        BotMessage::Referral(referral) => Some(&referral.contact),
        BotMessage::Handover(request) => Some(&request.contact),
        BotMessage::Clarification(_) | BotMessage::Conversational(_) => None,
    }
}

fn words(decision: &Decision) -> &str {
    match decision.message() {
        Some(BotMessage::Answer(answer)) => &answer.lead,
        Some(BotMessage::Clarification(clarification)) => &clarification.text,
        Some(BotMessage::Referral(referral)) => &referral.text,
        Some(BotMessage::Handover(request)) => &request.text,
        Some(BotMessage::Conversational(words)) => &words.text,
        None => "",
    }
}

/// The decision for a reader, section by section. Writing to a `String` cannot fail.
fn text(considered: &Considered) -> String {
    let understanding = &considered.understanding;
    let mut out = format!(
        "{} ({:?}, {})\n{}\n",
        considered.decision.kind(),
        understanding.intent,
        understanding.language,
        words(&considered.decision)
    );
    if let Decision::Answer(answer) = &considered.decision {
        add_answer(&mut out, answer);
    }
    if let Decision::Clarify(clarification) = &considered.decision {
        for (index, option) in clarification.options.iter().enumerate() {
            let _ = writeln!(out, "  ({}) {}", index + 1, option.label);
        }
    }
    if let Decision::Refer(referral) = &considered.decision {
        if let Some(action) = &referral.action {
            let _ = writeln!(out, "→ {:?}: {}", action.kind, action.url);
        }
        if let Some(citation) = &referral.citation {
            let _ = writeln!(
                out,
                "Source: {} · {} · {}",
                citation.title, citation.publisher, citation.date
            );
        }
    }
    if let Some(card) = contact(&considered.decision) {
        let _ = writeln!(
            out,
            "Office: {} · direct line {}",
            card.name,
            card.phone.as_deref().unwrap_or("–")
        );
    }
    if let Some(ranking) = &considered.ranking {
        add_ranking(&mut out, ranking);
    }
    out
}

fn add_answer(out: &mut String, answer: &Answer) {
    for section in &answer.sections {
        let name = section
            .kind
            .map_or_else(|| "Text".to_owned(), |kind| format!("{kind:?}"));
        let _ = writeln!(out, "\n[{name}]\n{}", section.text.to_plain());
    }
    for action in &answer.actions {
        let _ = writeln!(out, "\n→ {:?}: {}", action.kind, action.url);
    }
    for citation in answer.citations.iter() {
        let _ = writeln!(
            out,
            "\nSource: {} · {} · {} · revision {}",
            citation.title, citation.publisher, citation.date, citation.revision
        );
    }
}

fn add_ranking(out: &mut String, ranking: &Ranking) {
    let _ = writeln!(
        out,
        "\nRanking by {} · P(answerable) {:.2}",
        ranking.origin, ranking.answerable
    );
    for (rank, hit) in ranking.hits.iter().enumerate() {
        let legs: Vec<String> = hit
            .legs
            .iter()
            .map(|leg| format!("{} #{} {:.2}", leg.leg, leg.rank, leg.score))
            .collect();
        let _ = writeln!(
            out,
            "{:>3}. {:.2} {} ({}) [{}]",
            rank + 1,
            hit.confidence,
            hit.article.title,
            hit.article.id,
            legs.join(", ")
        );
    }
}
