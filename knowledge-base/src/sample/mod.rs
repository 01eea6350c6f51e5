//! The bundled sample city: Munich's service catalogue with the editors' wordings, the articles that point to other
//! authorities, life events, and a directory for demonstration. All of it is data of the product, built into the
//! binary, so that the first start needs nothing else.

mod directory;
mod editorial;

pub use directory::DirectoryError;
pub use editorial::{EditorialError, Entry};

use crate::import::{self, MUNICH, ReadError, Skipped, dldb};
use bot_core::article::{Article, LifeEvent};
use bot_core::ids::{ArticleId, LifeEventId};
use bot_core::locale::Locale;
use bot_core::responsibility::Directory;
use serde::Deserialize;
use std::collections::BTreeMap;

const SERVICES: &str = include_str!("../../data/muenchen/services_de.json");
const LOCATIONS: &str = include_str!("../../data/muenchen/locations_de.json");
const LIFE_EVENTS: &str = include_str!("../../data/muenchen/life-events.json");
const MOST_USED: &str = include_str!("../../data/muenchen/most-used.json");
const EDITORIAL: [(&str, &str); 4] = [
    (
        "editorial/a.jsonl",
        include_str!("../../data/muenchen/editorial/a.jsonl"),
    ),
    (
        "editorial/b.jsonl",
        include_str!("../../data/muenchen/editorial/b.jsonl"),
    ),
    (
        "editorial/c.jsonl",
        include_str!("../../data/muenchen/editorial/c.jsonl"),
    ),
    (
        "editorial/d.jsonl",
        include_str!("../../data/muenchen/editorial/d.jsonl"),
    ),
];
const POINTERS: (&str, &str) = (
    "editorial/pointers.jsonl",
    include_str!("../../data/muenchen/editorial/pointers.jsonl"),
);

/// Why the bundled city could not be read; tests rule it out for what is shipped.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum SampleError {
    /// The catalogue.
    Catalogue(#[from] ReadError),
    /// The editors' files.
    Editorial(#[from] EditorialError),
    /// The directory.
    Directory(#[from] DirectoryError),
    /// Life events or the list of the most used articles.
    Json(#[from] serde_json::Error),
}

/// The sample city as articles.
#[derive(Clone, Debug)]
pub struct SampleCity {
    /// All articles: services of the catalogue and pointers.
    pub articles: Vec<Article>,
    /// Life events in the order of the entrance hall.
    pub life_events: Vec<LifeEvent>,
    /// What of the catalogue was not taken.
    pub skipped: Vec<Skipped>,
}

/// Which of the editors' work goes into the articles. Without it the bare catalogue is searched: a measure of what
/// the editors' words are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wordings {
    /// The bare catalogue.
    Without,
    /// With the editors' titles, leads, wordings and questions, and with the pointers.
    With,
}

/// The bundled city.
///
/// # Errors
/// When bundled data is broken, which the tests rule out.
pub fn munich() -> Result<SampleCity, SampleError> {
    munich_with(Wordings::With)
}

/// The bundled city with or without the editors' work.
///
/// # Errors
/// When bundled data is broken, which the tests rule out.
pub fn munich_with(wordings: Wordings) -> Result<SampleCity, SampleError> {
    from_export(&dldb::read_text(SERVICES, LOCATIONS)?, wordings)
}

/// The articles of an export of Munich's catalogue together with the editors' work on them: what the command
/// `import dldb` publishes. Services the editors do not know stand for themselves.
///
/// # Errors
/// When bundled editorial data is broken, which the tests rule out.
pub fn from_export(export: &dldb::Export, wordings: Wordings) -> Result<SampleCity, SampleError> {
    let (mut articles, skipped) = import::articles(export, MUNICH);
    if wordings == Wordings::With {
        let mut entries = BTreeMap::new();
        for (file, text) in EDITORIAL {
            for entry in editorial::read(file, text)? {
                entries.insert(ArticleId::in_source(MUNICH, &entry.id), entry);
            }
        }
        articles = articles
            .into_iter()
            .map(|article| match entries.remove(&article.id) {
                Some(entry) => editorial::merge(article, entry, MUNICH),
                None => article,
            })
            .collect();
        articles.extend(editorial::pointers(POINTERS.0, POINTERS.1, MUNICH)?);
    }
    let life_events = life_events(&articles)?;
    Ok(SampleCity {
        articles,
        life_events,
        skipped,
    })
}

/// The directory for demonstration: the offices of the catalogue, functional clerks, and who answers for what.
///
/// # Errors
/// When bundled data is broken, which the tests rule out.
pub fn munich_directory() -> Result<Directory, SampleError> {
    let export = dldb::read_text(SERVICES, LOCATIONS)?;
    Ok(directory::read(
        import::org_units(&export.offices, MUNICH),
        MUNICH,
    )?)
}

/// The articles most asked for, by the city's own experience, best first.
///
/// # Errors
/// When bundled data is broken, which the tests rule out.
pub fn most_used() -> Result<Vec<ArticleId>, SampleError> {
    let keys: Vec<String> = serde_json::from_str(MOST_USED)?;
    Ok(keys.iter().map(|key| ArticleId::in_source(MUNICH, key)).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LifeEventEntry {
    id: String,
    title: BTreeMap<Locale, String>,
    hint: BTreeMap<Locale, String>,
    /// Keys of the articles to name first; the editors' assignments follow.
    #[serde(default)]
    articles: Vec<String>,
}

fn life_events(articles: &[Article]) -> Result<Vec<LifeEvent>, serde_json::Error> {
    let entries: Vec<LifeEventEntry> = serde_json::from_str(LIFE_EVENTS)?;
    Ok(entries
        .into_iter()
        .map(|entry| {
            let id = LifeEventId::new(entry.id);
            let mut ids: Vec<ArticleId> = entry
                .articles
                .iter()
                .map(|key| ArticleId::in_source(MUNICH, key))
                .filter(|id| articles.iter().any(|article| article.id == *id))
                .collect();
            for article in articles
                .iter()
                .filter(|article| article.life_events.contains(&id))
            {
                if !ids.contains(&article.id) {
                    ids.push(article.id.clone());
                }
            }
            LifeEvent {
                id,
                title: entry.title,
                hint: entry.hint,
                articles: ids,
            }
        })
        .collect())
}

#[cfg(test)]
mod tests;
