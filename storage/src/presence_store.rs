//! [`PresenceStore`] in SQL.

use crate::Storage;
use crate::columns::{Columns, json, micros, word};
use crate::command::Removal;
use crate::statement::Statement;
use async_trait::async_trait;
use bot_core::ids::ClerkId;
use bot_core::ports::{PresenceStore, StoreUnavailable};
use bot_core::responsibility::Presence;
use std::collections::HashMap;

const NOTE: &str = "INSERT INTO presence (clerk, state, seen_at) VALUES ($1, $2, $3)
    ON CONFLICT (clerk) DO UPDATE SET state = excluded.state, seen_at = excluded.seen_at";

const PRESENCE: &str =
    "SELECT clerk, state, seen_at FROM presence WHERE clerk IN (SELECT value->>0 FROM each($1))";

#[async_trait]
impl PresenceStore for Storage {
    async fn note(&self, presence: &Presence) -> Result<(), StoreUnavailable> {
        let note = Statement::new(NOTE)
            .with(presence.clerk.as_str())
            .with(word(presence.state))
            .with(micros(presence.seen_at));
        self.writer.write(vec![note], Removal::Nothing).await.map(|_| ())
    }

    async fn presence(&self, clerks: &[ClerkId]) -> Result<Vec<Presence>, StoreUnavailable> {
        let asked: Vec<[&str; 1]> = clerks.iter().map(|clerk| [clerk.as_str()]).collect();
        let mut noted = HashMap::new();
        for row in self.read(Statement::new(PRESENCE).with(json(&asked)?)).await? {
            let clerk = ClerkId::new(row.text("clerk")?);
            let presence = Presence {
                clerk: clerk.clone(),
                state: row.word("state")?,
                seen_at: row.moment("seen_at")?,
            };
            noted.insert(clerk, presence);
        }
        Ok(clerks
            .iter()
            .filter_map(|clerk| noted.get(clerk))
            .cloned()
            .collect())
    }
}
