//! [`ArticleStore`] in SQL.

use crate::Storage;
use crate::columns::{Columns, json, micros};
use crate::command::Removal;
use crate::statement::Statement;
use async_trait::async_trait;
use bot_core::article::{Article, LifeEvent};
use bot_core::ids::{ArticleId, RevisionId};
use bot_core::ports::StoreUnavailable;
use jiff::Timestamp;
use knowledge_base::ports::{ArticleStore, Change, Revision};
use serde::Serialize;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

const PUBLISHED: &str = "SELECT content_hash, published_at, author, body FROM publication
    JOIN revision ON revision.id = publication.revision";

const REVISION: &str = "SELECT content_hash, published_at, author, body FROM revision WHERE id = $1";

const KEEP: &str = "INSERT INTO revision (id, article, content_hash, published_at, author, body)
    SELECT value->>'id', value->>'article', value->>'content_hash', CAST(value->>'published_at' AS bigint),
        value->>'author', CAST(value->'body' AS text)
    FROM each($1) WHERE true ON CONFLICT (id) DO NOTHING";

const PUBLISH: &str = "INSERT INTO publication (article, revision, changed_at)
    SELECT value->>0, value->>1, $2 FROM each($1) WHERE true
    ON CONFLICT (article) DO UPDATE SET revision = excluded.revision, changed_at = excluded.changed_at";

const ARCHIVE: &str = "UPDATE publication SET revision = NULL, changed_at = $2
    WHERE article IN (SELECT value->>0 FROM each($1)) AND revision IS NOT NULL";

const LIFE_EVENTS: &str = "INSERT INTO life_event (id, position, body)
    SELECT value->>0, CAST(value->>1 AS bigint), CAST(value->2 AS text) FROM each($1)";

const RISE: &str = "INSERT INTO knowledge_version (id, version) VALUES ('articles', 1)
    ON CONFLICT (id) DO UPDATE SET version = knowledge_version.version + 1";

#[derive(Serialize)]
struct RevisionRow<'a> {
    id: String,
    article: &'a str,
    content_hash: &'a str,
    published_at: i64,
    author: &'a str,
    body: &'a Article,
}

#[async_trait]
impl ArticleStore for Storage {
    async fn published(&self) -> Result<Vec<Revision>, StoreUnavailable> {
        let rows = self.read_whole(Statement::new(PUBLISHED)).await?;
        let mut all: Vec<Revision> = rows.iter().map(revision).collect::<Result<_, _>>()?;
        // Sorted here, because the collation of a PostgreSQL server may be any.
        all.sort_by(|a, b| a.article.id.cmp(&b.article.id));
        Ok(all)
    }

    async fn revision(&self, id: RevisionId) -> Result<Option<Revision>, StoreUnavailable> {
        let row = self
            .read_one(Statement::new(REVISION).with(id.to_string()))
            .await?;
        row.as_ref().map(revision).transpose()
    }

    async fn apply(&self, changes: Vec<Change>, at: Timestamp) -> Result<(), StoreUnavailable> {
        if changes.is_empty() {
            return Ok(());
        }
        let mut last: BTreeMap<&ArticleId, Option<RevisionId>> = BTreeMap::new();
        let mut kept = Vec::new();
        for change in &changes {
            match change {
                Change::Publish(revision) => {
                    last.insert(&revision.article.id, Some(revision.article.revision));
                    kept.push(revision_row(revision));
                }
                Change::Archive(article) => {
                    last.insert(article, None);
                }
            }
        }
        let published: Vec<(&str, String)> = last
            .iter()
            .filter_map(|(article, id)| Some((article.as_str(), id.as_ref()?.to_string())))
            .collect();
        let archived: Vec<[&str; 1]> = last
            .iter()
            .filter(|(_, id)| id.is_none())
            .map(|(article, _)| [article.as_str()])
            .collect();
        let statements = vec![
            Statement::new(KEEP).with(json(&kept)?),
            Statement::new(PUBLISH).with(json(&published)?).with(micros(at)),
            Statement::new(ARCHIVE).with(json(&archived)?).with(micros(at)),
            Statement::new(RISE),
        ];
        self.writer.write(statements, Removal::Nothing).await.map(|_| ())
    }

    async fn life_events(&self) -> Result<Vec<LifeEvent>, StoreUnavailable> {
        let all = Statement::new("SELECT body FROM life_event ORDER BY position");
        self.read(all).await?.iter().map(|row| row.json("body")).collect()
    }

    async fn replace_life_events(&self, all: &[LifeEvent]) -> Result<(), StoreUnavailable> {
        let rows: Vec<(&str, usize, &LifeEvent)> = all
            .iter()
            .enumerate()
            .map(|(position, event)| (event.id.as_str(), position, event))
            .collect();
        let statements = vec![
            Statement::new("DELETE FROM life_event"),
            Statement::new(LIFE_EVENTS).with(json(&rows)?),
            Statement::new(RISE),
        ];
        self.writer.write(statements, Removal::Nothing).await.map(|_| ())
    }

    async fn version(&self) -> Result<u64, StoreUnavailable> {
        let version = Statement::new("SELECT version FROM knowledge_version WHERE id = 'articles'");
        self.read_one(version)
            .await?
            .map_or(Ok(0), |row| row.count("version"))
    }
}

fn revision_row(revision: &Revision) -> RevisionRow<'_> {
    RevisionRow {
        id: revision.article.revision.to_string(),
        article: revision.article.id.as_str(),
        content_hash: &revision.content_hash,
        published_at: micros(revision.published_at),
        author: &revision.author,
        body: &revision.article,
    }
}

fn revision(row: &AnyRow) -> Result<Revision, StoreUnavailable> {
    Ok(Revision {
        article: row.json("body")?,
        content_hash: row.text("content_hash")?,
        published_at: row.moment("published_at")?,
        author: row.text("author")?,
    })
}
