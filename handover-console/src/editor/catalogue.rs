//! The list of published articles: filtered by words, kind and life event, a page at a time.

use super::question::ExplainView;
use crate::access::CurrentEditor;
use crate::console::Console;
use crate::shell::Shell;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bot_core::article::{Article, ArticleKind, LifeEvent};
use bot_core::locale::Locale;
use bot_core::text::normal_form;
use serde::Deserialize;
use std::collections::HashMap;
use web_kit::{Query, Words, render};

/// Articles on one page.
const PAGE: usize = 50;
/// Longest filter that is looked at, in characters.
const FILTER_MAX: usize = 100;

/// What is looked for.
#[derive(Deserialize, Default)]
pub(crate) struct Filter {
    #[serde(default)]
    words: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    life_event: String,
    #[serde(default)]
    page: usize,
}

/// The page of articles; the explanation of a question stands above the list.
#[derive(Template)]
#[template(path = "articles.html")]
pub(crate) struct ArticlesPage {
    pub shell: Shell,
    pub filter: String,
    pub kind: String,
    pub life_event: String,
    pub life_events: Vec<(String, String)>,
    pub rows: Vec<ArticleRow>,
    pub found: String,
    /// Query of the page before and after, if there is one.
    pub before: Option<String>,
    pub after: Option<String>,
    pub question: String,
    pub question_max: usize,
    pub explained: Option<ExplainView>,
}

/// One article in the list.
pub(crate) struct ArticleRow {
    pub id: String,
    pub title: String,
    pub lead: String,
    pub kind: &'static str,
    pub date: String,
    pub offices: usize,
    pub office: String,
    pub life_events: String,
}

/// GET: the list.
pub(crate) async fn articles(
    State(console): State<Console>,
    CurrentEditor(signed): CurrentEditor,
    Query(filter): Query<Filter>,
) -> Response {
    let shell = Shell::of(&console, &signed, "editor.title", "editor");
    web_kit::page(StatusCode::OK, &page_of(&console, shell, &filter))
}

/// The page for a filter.
pub(crate) fn page_of(console: &Console, shell: Shell, filter: &Filter) -> ArticlesPage {
    let words = shell.words;
    let all = console.hub.knowledge.all();
    let life_events = console.hub.knowledge.life_events();
    let names = names(&life_events, shell.locale);
    let wanted: Vec<String> = normal_form(&filter.words.chars().take(FILTER_MAX).collect::<String>())
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let found: Vec<_> = all
        .iter()
        .filter(|article| fits(article, filter, &wanted))
        .collect();
    let pages = found.len().div_ceil(PAGE).max(1);
    let page = filter.page.min(pages - 1);
    let directory = console.hub.directory();
    let rows = found.iter().skip(page * PAGE).take(PAGE).map(|article| {
        let office = article.offices.first().and_then(|id| directory.org_units.get(id));
        row(
            article,
            words,
            shell.locale,
            office.map(|unit| unit.name.clone()).unwrap_or_default(),
            &names,
        )
    });
    ArticlesPage {
        filter: filter.words.clone(),
        kind: filter.kind.clone(),
        life_event: filter.life_event.clone(),
        rows: rows.collect(),
        found: words.put2(
            "editor.found",
            ("found", &found.len().to_string()),
            ("all", &all.len().to_string()),
        ),
        before: page.checked_sub(1).map(|page| query(filter, page)),
        after: (page + 1 < pages).then(|| query(filter, page + 1)),
        life_events: life_events
            .iter()
            .map(|event| {
                (
                    event.id.to_string(),
                    names.get(event.id.as_str()).cloned().unwrap_or_default(),
                )
            })
            .collect(),
        question: String::new(),
        question_max: console.hub.limits.message_chars_max,
        explained: None,
        shell,
    }
}

fn query(filter: &Filter, page: usize) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("words", &filter.words)
        .append_pair("kind", &filter.kind)
        .append_pair("life_event", &filter.life_event)
        .append_pair("page", &page.to_string())
        .finish()
}

/// Names of life events by id.
pub(crate) fn names(life_events: &[LifeEvent], locale: Locale) -> HashMap<&str, String> {
    let name = |event: &LifeEvent| {
        event
            .title
            .get(&locale)
            .or_else(|| event.title.get(&Locale::De))
            .cloned()
    };
    life_events
        .iter()
        .map(|event| {
            (
                event.id.as_str(),
                name(event).unwrap_or_else(|| event.id.to_string()),
            )
        })
        .collect()
}

fn fits(article: &Article, filter: &Filter, wanted: &[String]) -> bool {
    let is_kind = filter.kind.is_empty() || filter.kind == kind_name(article.kind);
    let is_event = filter.life_event.is_empty()
        || article
            .life_events
            .iter()
            .any(|id| id.as_str() == filter.life_event);
    if !is_kind || !is_event || wanted.is_empty() {
        return is_kind && is_event;
    }
    let mut text = normal_form(&format!("{} {}", article.title, article.keywords.join(" ")));
    text.push(' ');
    text.push_str(&article.id.as_str().to_lowercase());
    text.push(' ');
    text.push_str(&article.leika.join(" "));
    wanted.iter().all(|word| text.contains(word.as_str()))
}

const fn kind_name(kind: ArticleKind) -> &'static str {
    match kind {
        ArticleKind::Service => "service",
        ArticleKind::Pointer => "pointer",
    }
}

/// What kind of article it is, in words.
pub(crate) fn kind_words(words: &'static Words, kind: ArticleKind) -> &'static str {
    match kind {
        ArticleKind::Service => words.t("editor.kind_service"),
        ArticleKind::Pointer => words.t("editor.kind_pointer"),
    }
}

fn row(
    article: &Article,
    words: &'static Words,
    locale: Locale,
    office: String,
    names: &HashMap<&str, String>,
) -> ArticleRow {
    let events = article
        .life_events
        .iter()
        .map(|id| names.get(id.as_str()).map_or(id.as_str(), String::as_str));
    ArticleRow {
        id: article.id.to_string(),
        title: article.title.clone(),
        lead: article.lead.clone(),
        kind: kind_words(words, article.kind),
        date: render::date(article.source.date, locale),
        offices: article.offices.len(),
        office,
        life_events: events.collect::<Vec<_>>().join(", "),
    }
}
