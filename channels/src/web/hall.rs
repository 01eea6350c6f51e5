//! The entrance hall: ask first, then look around, then reach people.

use super::{Current, Site};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bot_core::answer::{ContactCard, OpeningState};
use bot_core::article::{Article, LifeEvent};
use bot_core::ids::OrgUnitId;
use bot_core::locale::Locale;
use std::sync::Arc;
use web_kit::render::client_id;
use web_kit::{Frame, Problem};

/// Services shown as most used.
const MOST_USED: usize = 10;
/// Offices shown.
const OFFICES: usize = 3;

/// One office in the hall.
struct Office {
    card: ContactCard,
    tel: String,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "hall.html")]
struct Hall {
    frame: Frame,
    client_id: String,
    has_conversation: bool,
    life_events: Vec<LifeEvent>,
    most_used: Vec<Arc<Article>>,
    offices: Vec<Office>,
}

impl Hall {
    const fn locale(&self) -> Locale {
        self.frame.locale
    }
}

pub(super) async fn show(State(site): State<Site>, current: Current) -> Result<Response, Problem> {
    let mut frame = site.frame(&current, "hall.title", "hall");
    frame.scripts = vec!["js/hall.js"];
    let most_used = site.hub.knowledge.most_used(MOST_USED);
    let page = Hall {
        offices: offices(&site, &most_used, frame.locale),
        frame,
        client_id: client_id(),
        has_conversation: current.conversation.is_some(),
        life_events: site.hub.knowledge.life_events(),
        most_used,
    };
    Ok(web_kit::page(StatusCode::OK, &page))
}

/// The offices where the most used services are done, open ones first.
fn offices(site: &Site, most_used: &[Arc<Article>], locale: Locale) -> Vec<Office> {
    let directory = site.hub.directory();
    let now = site.hub.clock.now();
    let mut ids: Vec<&OrgUnitId> = Vec::new();
    for id in most_used.iter().flat_map(|article| &article.offices) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let mut offices: Vec<Office> = Vec::new();
    for unit in ids.iter().filter_map(|id| directory.org_units.get(*id)) {
        let card = directory.contact_card(unit, None, &site.hub.calendar, now, locale);
        let Some(phone) = card.phone.clone() else { continue };
        if offices.iter().any(|office| office.card.name == card.name) {
            continue;
        }
        let is_open = matches!(card.opening, Some(OpeningState::Open { .. }));
        offices.push(Office {
            tel: web_kit::render::tel(&phone),
            card,
            is_open,
        });
        if offices.len() >= OFFICES * 4 {
            break;
        }
    }
    offices.sort_by_key(|office| !office.is_open);
    offices.truncate(OFFICES);
    offices
}
