//! `import`: a city's catalogue into the knowledge base. Running it again changes nothing.

use crate::compose::App;
use crate::output;
use crate::sample::publish;
use bot_core::ids::ArticleId;
use knowledge_base::import::{self, Export, ImportReport, MUNICH, dldb};
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
    /// Services and offices in the normalised DLDB/SADB form: `services_de.json` and `locations_de.json`
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
    // The editors' words and pointers in the bundle are Munich's own: another city starts with its bare catalogue.
    let wordings = if app.config.city.sample {
        Wordings::With
    } else {
        Wordings::Without
    };
    let city = sample::from_export(&export, wordings)?;
    let (difference, report) = import::plan(&published, city.articles, city.skipped, MUNICH);
    import_units(app, &export).await?;
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
    output::print(&text(&report))
}

/// Takes the offices of the catalogue into the directory; hours, clerks and rules that it has already stay.
async fn import_units(app: &App, export: &Export) -> anyhow::Result<()> {
    let store = app.storage.directory_store();
    let mut directory = store.load_directory().await?;
    let before = directory.org_units.clone();
    for mut unit in import::org_units(&export.offices, MUNICH) {
        if let Some(known) = before.get(&unit.id) {
            unit.hours = known.hours.clone();
            unit.hours_are_sample = known.hours_are_sample;
        }
        directory.org_units.insert(unit.id.clone(), unit);
    }
    if directory.org_units != before {
        store.replace_directory(&directory).await?;
    }
    Ok(())
}

fn text(report: &ImportReport) -> String {
    let mut lines = Vec::new();
    for (what, ids) in [
        ("new", &report.added),
        ("changed", &report.changed),
        ("archived", &report.archived),
    ] {
        lines.extend(ids.iter().map(|id| format!("{what:<9} {id}")));
    }
    let skipped = report.skipped.iter();
    lines.extend(
        skipped.map(|skipped| format!("skipped   {} {}: {}", skipped.id, skipped.name, skipped.reason)),
    );
    lines.push(format!(
        "{} new, {} changed, {} unchanged, {} archived, {} skipped",
        report.added.len(),
        report.changed.len(),
        report.unchanged,
        report.archived.len(),
        report.skipped.len()
    ));
    lines.join("\n")
}
