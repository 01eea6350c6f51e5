//! [`DirectoryStore`] in SQL: one row an entry. An entry without position is one that the last import did not name.

use crate::Storage;
use crate::columns::{Columns, json};
use crate::command::Removal;
use crate::statement::Statement;
use async_trait::async_trait;
use bot_core::ports::{DirectoryStore, StoreUnavailable};
use bot_core::responsibility::{Clerk, Directory, OrgUnit};
use serde::Serialize;

const ORG_UNIT: &str = "org_unit";
const CLERK: &str = "clerk";
const RULE: &str = "rule";

const LOAD: &str =
    "SELECT kind, body FROM directory_entry WHERE position IS NOT NULL ORDER BY position, kind, id";

const RETIRE_ALL: &str = "UPDATE directory_entry SET position = NULL WHERE position IS NOT NULL";

const NAME: &str = "INSERT INTO directory_entry (kind, id, position, body)
    SELECT $1, value->>0, CAST(value->>1 AS bigint), CAST(value->2 AS text) FROM each($2) WHERE true
    ON CONFLICT (kind, id) DO UPDATE SET position = excluded.position, body = excluded.body";

#[async_trait]
impl DirectoryStore for Storage {
    async fn load_directory(&self) -> Result<Directory, StoreUnavailable> {
        let mut directory = Directory::default();
        for row in self.read_whole(Statement::new(LOAD)).await? {
            match row.text("kind")?.as_str() {
                ORG_UNIT => {
                    let unit: OrgUnit = row.json("body")?;
                    directory.org_units.insert(unit.id.clone(), unit);
                }
                CLERK => {
                    let clerk: Clerk = row.json("body")?;
                    directory.clerks.insert(clerk.id.clone(), clerk);
                }
                RULE => directory.rules.push(row.json("body")?),
                _ => {}
            }
        }
        Ok(directory)
    }

    async fn replace_directory(&self, directory: &Directory) -> Result<(), StoreUnavailable> {
        let units = directory.org_units.values().map(|unit| (unit.id.as_str(), unit));
        let clerks = directory.clerks.values().map(|clerk| (clerk.id.as_str(), clerk));
        let rules = directory.rules.iter().map(|rule| (rule.id.as_str(), rule));
        let statements = vec![
            Statement::new(RETIRE_ALL),
            named(ORG_UNIT, units)?,
            named(CLERK, clerks)?,
            named(RULE, rules)?,
        ];
        self.writer.write(statements, Removal::Nothing).await.map(|_| ())
    }
}

fn named<'a, T: Serialize>(
    kind: &str,
    entries: impl Iterator<Item = (&'a str, T)>,
) -> Result<Statement, StoreUnavailable> {
    let rows: Vec<(&str, usize, T)> = entries
        .enumerate()
        .map(|(position, (id, entry))| (id, position, entry))
        .collect();
    Ok(Statement::new(NAME).with(kind).with(json(&rows)?))
}
