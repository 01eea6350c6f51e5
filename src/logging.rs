//! The log: sentences with dotted fields, to standard error. Control characters are escaped by the formatter.

use crate::config::{Log, LogFormat};
use anyhow::{Context, anyhow};
use tracing_subscriber::EnvFilter;

/// Starts the log. Commands other than `serve` only say what went wrong, so that their output stays readable.
pub fn start(log: &Log, is_serving: bool) -> anyhow::Result<()> {
    let filter = if is_serving { log.filter.as_str() } else { "error" };
    let filter = EnvFilter::try_new(filter).context("log.filter is not a valid filter")?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let result = match log.format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    result.map_err(|error| anyhow!("the log cannot be started: {error}"))
}
