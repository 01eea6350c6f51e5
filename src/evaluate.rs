//! `eval`: retrieval and decisions, measured on a file of questions.

use crate::compose::App;
use crate::output;
use anyhow::Context;
use bot_core::locale::Locale;
use knowledge_base::evaluation::{self, Selection};
use knowledge_base::import::MUNICH;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// Questions, one JSON object a line: id, lang, kind, query, relevant (ids in the source), source
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// Only questions of this source
    #[arg(long)]
    source: Option<String>,
    /// Only questions in this language
    #[arg(long)]
    lang: Option<String>,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

/// Asks all questions and prints the report.
pub async fn run(app: &App, arguments: &Arguments) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(&arguments.queries)
        .with_context(|| format!("cannot read {}", arguments.queries.display()))?;
    let queries = evaluation::read(&text)?;
    let selection = Selection {
        source: arguments.source.clone(),
        lang: arguments.lang.clone(),
    };
    let hub = &app.hub;
    app.wait_for_models().await;
    let report = evaluation::evaluate(
        app.knowledge(),
        &queries,
        &selection,
        MUNICH,
        |question, _| async move { Some(hub.consider(&question, Locale::De).await.decision.kind()) },
    )
    .await?;
    output::print(&if arguments.json {
        serde_json::to_string(&report)?
    } else {
        report.to_string()
    })
}
