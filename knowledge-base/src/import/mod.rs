//! Importing the city's catalogue: reading, choosing what is for citizens, cleaning, and telling what changed.
//! Absent on purpose: writing to a store; the caller publishes what the [`ImportReport`] names.

pub mod dldb;
pub mod html;
mod links;
mod offices;
mod sections;
mod services;

pub use dldb::{Export, ReadError};
pub use offices::org_units;
pub use services::{Skipped, articles};

use crate::article::{self, Difference};
use bot_core::article::Article;
use bot_core::ids::ArticleId;
use serde::Serialize;
use std::collections::BTreeMap;

/// The source name of the city of Munich in article and unit ids.
pub const MUNICH: &str = "muc";

/// What an import did or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// New articles.
    pub added: Vec<ArticleId>,
    /// Articles with another text than before.
    pub changed: Vec<ArticleId>,
    /// How many stayed as they were.
    pub unchanged: usize,
    /// Articles that came no more and are archived.
    pub archived: Vec<ArticleId>,
    /// What was not taken: id, name and reason.
    pub skipped: Vec<Skipped>,
}

/// Prepares an import: what is to be published and archived, and the report about it. `published` maps the articles
/// published now to their content hash; articles of other sources in it are left alone.
#[must_use]
pub fn plan(
    published: &BTreeMap<ArticleId, String>,
    incoming: Vec<Article>,
    skipped: Vec<Skipped>,
    source: &str,
) -> (Difference, ImportReport) {
    let of_source = published
        .iter()
        .filter(|(id, _)| id.parts().0 == source)
        .map(|(id, hash)| (id.clone(), hash.clone()))
        .collect();
    let found = article::difference(&of_source, incoming);
    let ids = |articles: &[Article]| articles.iter().map(|article| article.id.clone()).collect();
    let report = ImportReport {
        added: ids(&found.added),
        changed: ids(&found.changed),
        unchanged: found.unchanged,
        archived: found.archived.clone(),
        skipped,
    };
    (found, report)
}

#[cfg(test)]
mod tests;
