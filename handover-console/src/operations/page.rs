//! The page: days to choose from, the state of the hub, one chart with its table for each figure.

use super::figures::{FigureView, figures};
use crate::access::CurrentOperator;
use crate::console::Console;
use crate::shell::Shell;
use crate::words::day_and_clock;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bot_core::ports::StoreUnavailable;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use serde::Deserialize;
use web_kit::{Query, Words, render};

/// Most offered conversations that are counted.
const OFFERED_MAX: usize = 1_000;
/// Offers run out within this time at the latest; further in the future none are looked for.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// How many days.
#[derive(Deserialize)]
pub(crate) struct Days {
    #[serde(default)]
    days: Option<u8>,
}

#[derive(Template)]
#[template(path = "operations.html")]
struct OperationsPage {
    shell: Shell,
    days: u8,
    span: String,
    at: String,
    state: Vec<StateRow>,
    /// `None` while the store does not answer.
    figures: Option<Vec<FigureView>>,
}

/// One line about the hub.
struct StateRow {
    name: &'static str,
    value: String,
    /// Set when somebody must act.
    is_wrong: bool,
}

/// GET: the page. It answers even while the store does not.
pub(crate) async fn page(
    State(console): State<Console>,
    CurrentOperator(signed): CurrentOperator,
    Query(wanted): Query<Days>,
) -> Response {
    let shell = Shell::of(&console, &signed, "operations.title", "operations");
    let days = if wanted.days == Some(30) { 30 } else { 7 };
    let now = console.hub.clock.now();
    let zone = &console.hub.calendar.time_zone;
    let today = now.to_zoned(zone.clone()).date();
    let from = today.checked_sub((i64::from(days) - 1).days()).unwrap_or(today);
    let counted = counted(&console, from, today).await;
    let page = OperationsPage {
        days,
        span: shell.words.put2(
            "operations.span",
            ("from", &render::date(from, shell.locale)),
            ("to", &render::date(today, shell.locale)),
        ),
        at: day_and_clock(now, zone, shell.locale),
        state: state(&console, shell.words).await,
        figures: counted.ok().map(|counted| figures(shell.locale, &counted)),
        shell,
    };
    web_kit::page(StatusCode::OK, &page)
}

async fn counted(
    console: &Console,
    from: Date,
    to: Date,
) -> Result<Vec<bot_core::ports::Figure>, StoreUnavailable> {
    console.figures.figures(from, to).await.inspect_err(|error| {
        tracing::error!(error = error as &dyn std::error::Error, "figures cannot be read");
    })
}

async fn state(console: &Console, words: &'static Words) -> Vec<StateRow> {
    let hub = console.hub.as_ref();
    let store = hub.store.ping().await;
    let offered = hub.store.due_offers(hub.clock.now() + AHEAD, OFFERED_MAX).await;
    let unknown = || words.t("operations.unknown").to_owned();
    let row = |key: &'static str, value: String, is_wrong: bool| StateRow {
        name: words.t(key),
        value,
        is_wrong,
    };
    let articles = hub.knowledge.all().len();
    let directory = hub.directory();
    vec![
        row("operations.version", console.config.version.clone(), false),
        row(
            "operations.store",
            words
                .t(if store.is_ok() {
                    "operations.reachable"
                } else {
                    "operations.unreachable"
                })
                .to_owned(),
            store.is_err(),
        ),
        row("operations.articles", articles.to_string(), articles == 0),
        row(
            "operations.units",
            directory.org_units.len().to_string(),
            directory.org_units.is_empty(),
        ),
        row(
            "operations.offered",
            offered.map_or_else(|_| unknown(), |offered| offered.len().to_string()),
            false,
        ),
        row("operations.desks", console.streams().to_string(), false),
        row("operations.topics", console.feed.topics().to_string(), false),
    ]
}
