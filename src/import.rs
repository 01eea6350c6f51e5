//! `import`: a city's catalogue into the knowledge base. Running it again changes nothing.

use crate::compose::App;
use crate::sample::publish;
use bot_core::ids::ArticleId;
use knowledge_base::import::{self, ImportReport, MUNICH, dldb};
use knowledge_base::ports::Change;
use knowledge_base::sample::{self, Wordings};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    format: Format,
}

#[derive(clap::Subcommand)]
enum Format {
    /// Services and offices in the normalised DLDB/SADB form: services_de.json and locations_de.json
    Dldb {
        /// The directory with both files
        directory: PathBuf,
    },
}

/// Who is named as the author of imported revisions.
const AUTHOR: &str = "import-dldb";

/// Imports and prints what changed.
pub async fn run(app: &App, arguments: &Arguments) -> anyhow::Result<()> {
    let Format::Dldb { directory } = &arguments.format;
    let export = dldb::read_dir(directory)?;
    let articles = app.storage.article_store();
    let published: BTreeMap<ArticleId, String> = articles
        .published()
        .await?
        .into_iter()
        .map(|revision| (revision.article.id, revision.content_hash))
        .collect();
    let city = sample::from_export(&export, Wordings::With)?;
    let (difference, report) = import::plan(&published, city.articles, city.skipped, MUNICH);
    let at = app.hub.clock.now();
    let changes: Vec<Change> = difference
        .added
        .into_iter()
        .chain(difference.changed)
        .map(|article| publish(article, AUTHOR, at))
        .chain(difference.archived.into_iter().map(Change::Archive))
        .collect();
    if !changes.is_empty() {
        articles.apply(changes, at).await?;
        articles.replace_life_events(&city.life_events).await?;
    }
    print(&report);
    Ok(())
}

fn print(report: &ImportReport) {
    for (what, ids) in [("new", &report.added), ("changed", &report.changed), ("archived", &report.archived)] {
        for id in ids {
            println!("{what:<9} {id}");
        }
    }
    for skipped in &report.skipped {
        println!("skipped   {} {}: {}", skipped.id, skipped.name, skipped.reason);
    }
    println!(
        "{} new, {} changed, {} unchanged, {} archived, {} skipped",
        report.added.len(),
        report.changed.len(),
        report.unchanged,
        report.archived.len(),
        report.skipped.len()
    );
}
