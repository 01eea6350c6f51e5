//! The catalogue as pages: all services, one life event, one service.

use super::{Current, Site};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bot_core::article::{Article, ArticleKind, LifeEvent, Link};
use bot_core::ids::{ArticleId, LifeEventId};
use bot_core::locale::Locale;
use bot_core::text::{Block, Inline};
use std::collections::BTreeSet;
use std::sync::Arc;
use web_kit::render::{
    Audience, ContactView, Html, Renderer, client_id, date, fact_question, is_safe_link, rich_text,
};
use web_kit::{Frame, Path, Problem};

/// Offices shown open on a page; the others are folded.
const OFFICES_SHOWN: usize = 3;

#[derive(Template)]
#[template(path = "services.html")]
struct Services {
    frame: Frame,
    count: usize,
    letters: Vec<(String, Vec<Arc<Article>>)>,
}

#[derive(Template)]
#[template(path = "life_event.html")]
struct LifeEventPage {
    frame: Frame,
    client_id: String,
    event: LifeEvent,
    articles: Vec<Arc<Article>>,
    others: Vec<LifeEvent>,
}

/// A headed part of a service's page.
struct PageSection {
    anchor: String,
    heading: String,
    html: Html,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    frame: Frame,
    client_id: String,
    article: Arc<Article>,
    is_pointer: bool,
    is_in_german: bool,
    sections: Vec<PageSection>,
    actions: Vec<(String, &'static str, bool)>,
    offices: Vec<Html>,
    more_offices: Vec<Html>,
    links: Vec<Link>,
    related: Vec<Arc<Article>>,
    life_events: Vec<LifeEvent>,
    source_url: Option<String>,
    date: String,
}

pub(super) async fn services(State(site): State<Site>, current: Current) -> Result<Response, Problem> {
    let frame = site.frame(&current, "services.title", "plain");
    let mut articles = site.hub.knowledge.all();
    articles.sort_by_cached_key(|article| sort_key(article.title_in(frame.locale)));
    let count = articles.len();
    let mut letters: Vec<(String, Vec<Arc<Article>>)> = Vec::new();
    for article in articles {
        let letter = initial(article.title_in(frame.locale));
        match letters.last_mut() {
            Some((last, group)) if *last == letter => group.push(article),
            _ => letters.push((letter, vec![article])),
        }
    }
    Ok(web_kit::page(
        StatusCode::OK,
        &Services {
            frame,
            count,
            letters,
        },
    ))
}

pub(super) async fn life_event(
    State(site): State<Site>,
    current: Current,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let wanted = LifeEventId::new(slug);
    let (found, others): (Vec<_>, Vec<_>) = site
        .hub
        .knowledge
        .life_events()
        .into_iter()
        .partition(|event| event.id == wanted);
    let event = found.into_iter().next().ok_or(Problem::not_found())?;
    let mut frame = site.frame(&current, "hall.life_events", "article");
    title_of(&event, frame.locale).clone_into(&mut frame.title);
    frame.scripts = vec!["js/hall.js"];
    let articles = event
        .articles
        .iter()
        .filter_map(|id| site.hub.knowledge.article(id))
        .collect();
    let page = LifeEventPage {
        frame,
        client_id: client_id(),
        event,
        articles,
        others,
    };
    Ok(web_kit::page(StatusCode::OK, &page))
}

pub(super) async fn article(
    State(site): State<Site>,
    current: Current,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let knowledge = &site.hub.knowledge;
    let article = knowledge
        .article(&ArticleId::new(id))
        .ok_or(Problem::not_found())?;
    let mut frame = site.frame(&current, "life_event.services", "article");
    article.title_in(frame.locale).clone_into(&mut frame.title);
    frame.scripts = vec!["js/hall.js"];
    let locale = frame.locale;
    let mut offices = offices(&site, &article, locale);
    let more_offices = offices.split_off(offices.len().min(OFFICES_SHOWN));
    let related = article
        .related
        .iter()
        .filter_map(|id| knowledge.article(id))
        .collect();
    let life_events = knowledge.life_events().into_iter();
    let page = ArticlePage {
        client_id: client_id(),
        is_pointer: article.kind == ArticleKind::Pointer,
        is_in_german: locale != Locale::De,
        sections: sections(&frame, &article),
        actions: actions(&frame, &article),
        offices,
        more_offices,
        links: further_links(&article),
        related,
        life_events: life_events
            .filter(|event| article.life_events.contains(&event.id))
            .collect(),
        source_url: article.source.url.clone().filter(|url| is_safe_link(url)),
        date: date(article.source.date, locale),
        article,
        frame,
    };
    Ok(web_kit::page(StatusCode::OK, &page))
}

fn sections(frame: &Frame, article: &Article) -> Vec<PageSection> {
    let facts = article
        .facts
        .iter()
        .filter(|fact| !fact.text.is_empty())
        .map(|fact| PageSection {
            anchor: fact_question(Some(fact.kind)).replace("fact.", ""),
            heading: frame.w.t(&fact_question(Some(fact.kind))).to_owned(),
            html: rich_text(&fact.text, 3),
        });
    let body = (!article.body.is_empty()).then(|| PageSection {
        anchor: "general".to_owned(),
        heading: frame.w.t(&fact_question(None)).to_owned(),
        html: rich_text(&article.body, 3),
    });
    facts.chain(body).collect()
}

/// The links that no section of the page has already.
fn further_links(article: &Article) -> Vec<Link> {
    let texts = article.facts.iter().map(|fact| &fact.text).chain([&article.body]);
    let inlines = texts.flat_map(|text| &text.0).flat_map(|block| match block {
        Block::Heading(_) => Vec::new(),
        Block::Paragraph(inlines) => inlines.iter().collect::<Vec<_>>(),
        Block::List { items, .. } => items.iter().flatten().collect(),
    });
    let shown: BTreeSet<&str> = inlines
        .filter_map(|inline| match inline {
            Inline::Link { url, .. } => Some(url.as_str()),
            _ => None,
        })
        .collect();
    let is_new = |link: &&Link| is_safe_link(&link.url) && !shown.contains(link.url.as_str());
    article.links.iter().filter(is_new).cloned().collect()
}

/// At most two things to do: online first, then the appointment.
fn actions(frame: &Frame, article: &Article) -> Vec<(String, &'static str, bool)> {
    let online = article.online.as_ref().map(|link| (link, "action.apply_online"));
    let appointment = article
        .appointment
        .as_ref()
        .map(|link| (link, "action.book_appointment"));
    online
        .into_iter()
        .chain(appointment)
        .filter(|(link, _)| is_safe_link(&link.url))
        .enumerate()
        .map(|(index, (link, key))| (link.url.clone(), frame.w.t(key), index == 0))
        .collect()
}

fn offices(site: &Site, article: &Article, locale: Locale) -> Vec<Html> {
    let directory = site.hub.directory();
    let now = site.hub.clock.now();
    let renderer = Renderer {
        locale,
        time_zone: site.kit.time_zone.clone(),
        now,
        audience: Audience::Clerk,
        directory: Some(&directory),
    };
    let units = article
        .offices
        .iter()
        .filter_map(|id| directory.org_units.get(id));
    let cards: Vec<Html> = units
        .map(|unit| directory.contact_card(unit, None, &site.hub.calendar, now, locale))
        .map(|card| ContactView::new(&renderer, &card).html())
        .collect();
    if !cards.is_empty() {
        return cards;
    }
    let responsible = directory.resolve(Some(article));
    let card = responsible.as_ref().map(|found| {
        directory.contact_card(
            &found.org_unit,
            Some(&found.clerk),
            &site.hub.calendar,
            now,
            locale,
        )
    });
    let card = card.unwrap_or_else(|| directory.general_contact(&site.hub.calendar, now, locale));
    vec![ContactView::new(&renderer, &card).html()]
}

/// A life event's name.
pub(super) fn title_of(event: &LifeEvent, locale: Locale) -> &str {
    event
        .title
        .get(&locale)
        .or_else(|| event.title.get(&Locale::De))
        .map_or(event.id.as_str(), String::as_str)
}

/// A life event's hint.
pub(super) fn hint_of(event: &LifeEvent, locale: Locale) -> &str {
    event
        .hint
        .get(&locale)
        .or_else(|| event.hint.get(&Locale::De))
        .map_or("", String::as_str)
}

fn sort_key(title: &str) -> String {
    bot_core::text::normal_form(title)
        .split(' ')
        .map(bot_core::text::fold_letters)
        .collect::<Vec<_>>()
        .join(" ")
}

fn initial(title: &str) -> String {
    let first = sort_key(title).chars().next().unwrap_or('#');
    if first.is_ascii_alphabetic() {
        first.to_ascii_uppercase().to_string()
    } else {
        "0–9".to_owned()
    }
}
