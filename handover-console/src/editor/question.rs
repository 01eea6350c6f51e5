//! Trying a question: what is understood, how articles rank and which leg of the search says so, and what the hub would
//! decide. Nothing of it is stored, and the question stands in no address.

use super::catalogue::{Filter, page_of};
use crate::access::CurrentEditor;
use crate::clerk::fact_key;
use crate::console::Console;
use crate::shell::Shell;
use crate::words::{confidence, percent};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bot_core::answer::BotMessage;
use bot_core::decision::{Decision, Hit, Policy};
use bot_core::hub::Considered;
use bot_core::locale::Locale;
use serde::Deserialize;
use web_kit::{Posted, Words};

/// The form.
#[derive(Deserialize)]
pub(crate) struct QuestionForm {
    #[serde(default)]
    question: String,
}

/// Why a question is decided as it is.
pub(crate) struct ExplainView {
    pub words: &'static Words,
    pub language: String,
    pub normal_form: String,
    pub intent: String,
    pub facts: Vec<&'static str>,
    pub refers_back: bool,
    /// Probability that the first hit answers the question.
    pub answerable: u8,
    pub confidence: &'static str,
    /// Where the ranking came from; `None` if nothing was searched for.
    pub origin: Option<&'static str>,
    /// Names of the legs, in the order of their columns.
    pub legs: Vec<&'static str>,
    pub hits: Vec<HitRow>,
    pub decision: &'static str,
    pub bands: String,
    pub text: String,
}

/// One article in the ranking.
pub(crate) struct HitRow {
    pub place: usize,
    pub id: String,
    pub title: String,
    pub percent: u8,
    pub score: String,
    /// Rank and score of each leg; empty where the leg did not find it.
    pub legs: Vec<String>,
}

/// POST: explains one question.
pub(crate) async fn question(
    State(console): State<Console>,
    CurrentEditor(signed): CurrentEditor,
    posted: Posted<QuestionForm>,
) -> Response {
    let shell = Shell::of(&console, &signed, "editor.title", "editor");
    let max = console.hub.limits.message_chars_max;
    let text: String = posted.form.question.trim().chars().take(max).collect();
    let words = shell.words;
    let mut page = page_of(&console, shell, &Filter::default());
    if !text.is_empty() {
        let considered = console.hub.consider(&text, Locale::De).await;
        page.explained = Some(explain(words, &considered, &console.hub.policy));
        page.question = text;
    }
    web_kit::page(StatusCode::OK, &page)
}

fn explain(words: &'static Words, considered: &Considered, policy: &Policy) -> ExplainView {
    let understood = &considered.understanding;
    let ranking = considered.ranking.as_ref();
    let answerable = ranking.map_or(0.0, |ranking| ranking.answerable);
    let hits = ranking.map_or(&[][..], |ranking| &ranking.hits);
    let mut legs: Vec<&'static str> = Vec::new();
    for leg in hits.iter().flat_map(|hit| &hit.legs) {
        if !legs.contains(&leg.leg) {
            legs.push(leg.leg);
        }
    }
    ExplainView {
        words,
        language: understood.language.code().to_owned(),
        normal_form: understood.normal_form.reveal().clone(),
        intent: intent_name(&understood.intent),
        facts: understood
            .facts
            .iter()
            .map(|fact| words.t(fact_key(*fact)))
            .collect(),
        refers_back: understood.refers_back,
        answerable: percent(answerable),
        confidence: confidence(words, answerable),
        origin: ranking.map(|ranking| ranking.origin),
        hits: hits
            .iter()
            .enumerate()
            .map(|(place, hit)| hit_row(place + 1, hit, &legs))
            .collect(),
        legs,
        decision: words
            .find(&format!("figure.decision.{}", considered.decision.kind()))
            .unwrap_or_default(),
        bands: words.put2(
            "editor.bands",
            ("answer", &percent(policy.answer_from).to_string()),
            ("clarify", &percent(policy.clarify_from).to_string()),
        ),
        text: said(&considered.decision),
    }
}

fn hit_row(place: usize, hit: &Hit, legs: &[&'static str]) -> HitRow {
    let cell = |name: &&'static str| {
        let leg = hit.legs.iter().find(|leg| leg.leg == *name && leg.rank > 0);
        leg.map_or_else(String::new, |leg| format!("{}. · {:.3}", leg.rank, leg.score))
    };
    HitRow {
        place,
        id: hit.article.id.to_string(),
        title: hit.article.title.clone(),
        percent: percent(hit.confidence),
        score: format!("{:.4}", hit.score),
        legs: legs.iter().map(cell).collect(),
    }
}

/// The intent under the name it has in the event log.
fn intent_name(intent: &bot_core::understanding::Intent) -> String {
    serde_json::to_value(intent)
        .ok()
        .and_then(|json| {
            json.get("intent")
                .and_then(|name| name.as_str())
                .map(str::to_owned)
        })
        .unwrap_or_default()
}

/// The first sentence the citizen would read.
fn said(decision: &Decision) -> String {
    match decision.message() {
        Some(BotMessage::Answer(answer)) => format!("{} – {}", answer.title, answer.lead),
        Some(BotMessage::Clarification(asked)) => {
            let options: Vec<&str> = asked.options.iter().map(|option| option.label.as_str()).collect();
            format!("{} ({})", asked.text, options.join(" / "))
        }
        Some(BotMessage::Referral(referral)) => format!("{} {}", referral.text, referral.contact.name),
        Some(BotMessage::Handover(request)) => request.text.clone(),
        Some(BotMessage::Conversational(words)) => words.text.clone(),
        None => String::new(),
    }
}
