//! From "published" to "found by a citizen's question", while the hub runs.

use super::percentile;
use crate::hub::{Server, compose, config};
use amtslotse::SystemClock;
use anyhow::{Context, Result};
use bot_core::ids::ArticleId;
use bot_core::locale::Locale;
use knowledge_base::article;
use knowledge_base::ports::{Change, Revision};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Publications measured.
const ROUNDS: usize = 20;

/// Measures and prints.
///
/// # Errors
/// The hub did not start or did not answer.
pub async fn run() -> Result<()> {
    let data = tempfile::tempdir()?;
    let app = compose(config(&data), Arc::new(SystemClock)).await?;
    let server = Server::start(&app, SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let store = app.storage.article_store();
    let id = ArticleId::in_source("muc", "1063441");
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let mut changed = app
            .hub
            .knowledge
            .article(&id)
            .context("the sample city has it")?
            .as_ref()
            .clone();
        changed.title = format!("Zauberstab Nummer {}", word(round));
        let sealed = article::seal(changed);
        let (revision, title) = (sealed.revision, sealed.title.clone());
        let change = Change::Publish(Box::new(Revision {
            content_hash: article::content_hash(&sealed),
            article: sealed,
            published_at: app.hub.clock.now(),
            author: "bench".to_owned(),
        }));
        store.apply(vec![change], app.hub.clock.now()).await?;
        let published = Instant::now();
        loop {
            let considered = app.hub.consider(&title, Locale::De).await;
            let first = considered
                .ranking
                .and_then(|ranking| ranking.hits.into_iter().next());
            if first.is_some_and(|hit| hit.article.revision == revision) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        times.push(published.elapsed());
    }
    times.sort();
    println!(
        "publish to findable: p50 {:.0} ms, p99 {:.0} ms over {ROUNDS} publications among {} articles",
        percentile(&times, 50),
        percentile(&times, 99),
        app.hub.knowledge.all().len()
    );
    server.stop().await
}

/// A word of its own for each round, so that only the newest revision fits the question.
fn word(round: usize) -> String {
    "abcdefghijklmnopqrstuvwxyz"
        .chars()
        .cycle()
        .skip(round)
        .step_by(3)
        .take(9)
        .collect()
}
