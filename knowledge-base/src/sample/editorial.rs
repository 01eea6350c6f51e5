//! The editors' files: one JSON object a line. They add words to an imported article, or are an article of their own
//! that points to whoever is responsible.

use crate::article::{UNSEALED, seal};
use crate::import::html::{clean_line, safe_url};
use bot_core::article::{Article, ArticleKind, Audience, Source, Translation};
use bot_core::ids::{ArticleId, LifeEventId, OrgUnitId};
use bot_core::locale::Locale;
use bot_core::text::{Block, Inline, RichText};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A line of an editors' file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum EditorialError {
    /// Not JSON, or not of the shape agreed on.
    #[error("{file}, line {line}: not an editorial entry")]
    Line {
        /// Which file.
        file: String,
        /// Line, counted from 1.
        line: usize,
        /// What was expected.
        #[source]
        source: serde_json::Error,
    },
    /// A pointer without title, lead or text.
    #[error("{file}: {id} has no German {missing}")]
    Incomplete {
        /// Which file.
        file: String,
        /// Which entry.
        id: String,
        /// What is missing.
        missing: &'static str,
    },
}

/// One entry: what an editor wrote about one article.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the article")]
pub struct Entry {
    pub id: String,
    pub kind: Audience,
    #[serde(default)]
    pub life_events: Vec<String>,
    #[serde(default)]
    pub title: BTreeMap<Locale, String>,
    #[serde(default)]
    pub lead: BTreeMap<Locale, String>,
    #[serde(default)]
    pub wordings: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub questions: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub not: Vec<String>,
    #[serde(default)]
    pub related: Vec<String>,
    /// Another name for the German title, for whoever reads the file.
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub publisher: Option<String>,
    /// Level of the responsible authority (city, district, Land, federation …), for whoever reads the file.
    #[serde(default)]
    pub level: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub date: Option<Date>,
    #[serde(default)]
    pub body: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub keywords: Vec<String>,
    #[serde(default)]
    pub offices: Vec<String>,
    #[serde(default)]
    pub leika: Vec<String>,
}

/// Reads the entries of a file; empty lines are passed over.
///
/// # Errors
/// When a line is not an entry.
pub fn read(file: &str, text: &str) -> Result<Vec<Entry>, EditorialError> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|source| EditorialError::Line {
                file: file.to_owned(),
                line: at + 1,
                source,
            })
        })
        .collect()
}

/// Adds an editor's words to an imported article.
#[must_use]
pub fn merge(mut article: Article, entry: Entry, source: &str) -> Article {
    if let Some(lead) = entry.lead.get(&Locale::De) {
        article.lead = clean_line(lead);
    }
    let imported = std::mem::take(&mut article.keywords);
    let mut article = with_words(article, &entry, source);
    article.keywords = imported;
    for keyword in entry.keywords {
        if !article.keywords.contains(&keyword) {
            article.keywords.push(keyword);
        }
    }
    seal(article)
}

/// The pointers of a file as articles, each sealed.
///
/// # Errors
/// When a line is not an entry or lacks title, lead or text.
pub fn pointers(file: &str, text: &str, source: &str) -> Result<Vec<Article>, EditorialError> {
    read(file, text)?
        .into_iter()
        .map(|entry| pointer(file, &entry, source))
        .collect()
}

fn pointer(file: &str, entry: &Entry, source: &str) -> Result<Article, EditorialError> {
    let needed = |found: Option<&String>, missing: &'static str| {
        found
            .map(|text| clean_line(text))
            .filter(|text| !text.is_empty())
            .ok_or_else(|| EditorialError::Incomplete {
                file: file.to_owned(),
                id: entry.id.clone(),
                missing,
            })
    };
    let title = needed(entry.title.get(&Locale::De).or(entry.name.as_ref()), "title")?;
    let lead = needed(entry.lead.get(&Locale::De), "lead")?;
    let paragraphs = entry.body.get("de").map(Vec::as_slice).unwrap_or_default();
    let mut body = RichText(
        paragraphs
            .iter()
            .map(|text| Block::Paragraph(vec![Inline::Text(clean_line(text))]))
            .collect(),
    );
    if let Some(phone) = entry
        .phone
        .as_deref()
        .map(clean_line)
        .filter(|phone| !phone.is_empty())
    {
        body.0
            .push(Block::Paragraph(vec![Inline::Text(format!("Telefon: {phone}"))]));
    }
    let article = Article {
        id: ArticleId::in_source(source, &entry.id),
        revision: UNSEALED,
        kind: ArticleKind::Pointer,
        title,
        lead,
        translations: BTreeMap::new(),
        body,
        facts: Vec::new(),
        links: Vec::new(),
        online: None,
        appointment: None,
        leika: entry.leika.clone(),
        keywords: entry.keywords.clone(),
        wordings: BTreeMap::new(),
        questions: BTreeMap::new(),
        not_about: Vec::new(),
        life_events: Vec::new(),
        related: Vec::new(),
        offices: entry
            .offices
            .iter()
            .map(|key| OrgUnitId::new(in_source(source, key)))
            .collect(),
        audience: Audience::Citizen,
        source: Source {
            publisher: entry.publisher.clone().unwrap_or_else(|| "Amtslotse".to_owned()),
            url: entry.url.as_deref().and_then(safe_url),
            date: entry.date.unwrap_or(Date::ZERO),
        },
    };
    Ok(seal(with_words(article, entry, source)))
}

fn with_words(mut article: Article, entry: &Entry, source: &str) -> Article {
    article.audience = entry.kind;
    for locale in [Locale::DeSimple, Locale::En] {
        if let (Some(title), Some(lead)) = (entry.title.get(&locale), entry.lead.get(&locale)) {
            article.translations.insert(
                locale,
                Translation {
                    title: clean_line(title),
                    lead: clean_line(lead),
                },
            );
        }
    }
    article.wordings.clone_from(&entry.wordings);
    article.questions.clone_from(&entry.questions);
    article.not_about.clone_from(&entry.not);
    article.life_events = entry.life_events.iter().map(LifeEventId::new).collect();
    article.related = entry
        .related
        .iter()
        .map(|key| ArticleId::in_source(source, key))
        .collect();
    article
}

fn in_source(source: &str, key: &str) -> String {
    if key.contains(':') {
        key.to_owned()
    } else {
        format!("{source}:{key}")
    }
}
