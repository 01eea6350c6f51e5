//! One article beside the answer that citizens get from it.

use super::catalogue::{kind_words, names};
use crate::access::CurrentEditor;
use crate::clerk::fact_key;
use crate::console::Console;
use crate::shell::Shell;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bot_core::article::Article;
use bot_core::conversation::{Conversation, Event, Inbound, Recorded};
use bot_core::decision::Decision;
use bot_core::ids::{ArticleId, ConversationId, MessageId};
use bot_core::locale::Locale;
use web_kit::render::{Audience, Html, Renderer};
use web_kit::{Path, Problem, render};

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    shell: Shell,
    id: String,
    title: String,
    lead: String,
    kind: &'static str,
    revision: String,
    date: String,
    publisher: String,
    url: Option<String>,
    leika: String,
    keywords: String,
    life_events: String,
    offices: Vec<String>,
    body: Vec<String>,
    facts: Vec<(&'static str, Vec<String>)>,
    answer: Option<Html>,
}

/// GET: the article.
pub(crate) async fn article(
    State(console): State<Console>,
    CurrentEditor(signed): CurrentEditor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let hub = console.hub.as_ref();
    let article = hub
        .knowledge
        .article(&ArticleId::new(id))
        .ok_or_else(Problem::not_found)?;
    let shell = Shell::of(&console, &signed, "editor.title", "editor");
    let answer = preview(&console, &article).await;
    Ok(web_kit::page(
        StatusCode::OK,
        &page(&console, shell, &article, answer),
    ))
}

fn page(console: &Console, shell: Shell, article: &Article, answer: Option<Html>) -> ArticlePage {
    let words = shell.words;
    let life_events = console.hub.knowledge.life_events();
    let names = names(&life_events, shell.locale);
    let directory = console.hub.directory();
    let office = |id| {
        directory
            .org_units
            .get(id)
            .map_or_else(|| id.to_string(), |unit| unit.name.clone())
    };
    let events = article
        .life_events
        .iter()
        .map(|id| names.get(id.as_str()).map_or(id.as_str(), String::as_str));
    ArticlePage {
        id: article.id.to_string(),
        title: article.title.clone(),
        lead: article.lead.clone(),
        kind: kind_words(words, article.kind),
        revision: article.revision.to_string(),
        date: render::date(article.source.date, shell.locale),
        publisher: article.source.publisher.clone(),
        url: article.source.url.clone(),
        leika: article.leika.join(", "),
        keywords: article.keywords.join(", "),
        life_events: events.collect::<Vec<_>>().join(", "),
        offices: article.offices.iter().map(office).collect(),
        body: lines(&article.body.to_plain()),
        facts: article
            .facts
            .iter()
            .map(|fact| (words.t(fact_key(fact.kind)), lines(&fact.text.to_plain())))
            .collect(),
        answer,
        shell,
    }
}

/// The answer exactly as citizens get it, without its buttons.
async fn preview(console: &Console, article: &Article) -> Option<Html> {
    let hub = console.hub.as_ref();
    let mut state = Conversation::new(ConversationId(hub.ids.next()), hub.clock.now());
    state.locale = Locale::De;
    let asked = Inbound::Topic {
        article: article.id.clone(),
        facts: Vec::new(),
    };
    let considered = hub.consider_in(&state, &asked).await;
    if !matches!(considered.decision, Decision::Answer(_)) {
        return None;
    }
    let event = Event::Decided {
        message: MessageId(hub.ids.next()),
        about: MessageId(hub.ids.next()),
        understanding: considered.understanding,
        decision: Box::new(considered.decision),
    };
    let renderer = Renderer {
        locale: state.locale,
        time_zone: hub.calendar.time_zone.clone(),
        now: hub.clock.now(),
        audience: Audience::Clerk,
        directory: None,
    };
    renderer
        .event(&Recorded {
            sequence: 1,
            at: hub.clock.now(),
            event,
        })
        .map(|shown| shown.html)
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}
