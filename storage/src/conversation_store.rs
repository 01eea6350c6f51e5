//! [`ConversationStore`] in SQL.

use crate::Storage;
use crate::columns::{Columns, address, micros, number};
use crate::command::Removal;
use crate::statement::Statement;
use async_trait::async_trait;
use bot_core::conversation::{ChannelAddress, Conversation, Recorded, Sequence};
use bot_core::ids::{ClerkId, ConversationId};
use bot_core::locale::Locale;
use bot_core::ports::{AppendError, Batch, ConversationStore, StoreUnavailable, Summary};
use jiff::Timestamp;
use sqlx::any::AnyRow;
use std::collections::HashMap;

const EVENTS: &str = "SELECT sequence, at, body FROM event
    WHERE conversation = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";

const SUMMARY: &str = "SELECT id, sequence, channel, locale, phase, clerk, handover, matter, offered_until,
    last_speaker, started_at, updated_at FROM conversation WHERE id = $1";

const CLERK_LIST: &str =
    "SELECT id, sequence, channel, locale, phase, clerk, handover, matter, offered_until,
    last_speaker, started_at, updated_at FROM conversation
    WHERE clerk = $1 AND phase IN ('awaiting_clerk', 'with_clerk')
    ORDER BY phase = 'with_clerk', unanswered_since IS NULL, unanswered_since, updated_at, id LIMIT $2";

const CLERK_LOADS: &str = "SELECT clerk, count(*) AS accepted FROM conversation
    WHERE clerk IN (SELECT value->>0 FROM each($1)) AND phase = 'with_clerk' GROUP BY clerk";

const DUE_OFFERS: &str = "SELECT id FROM conversation
    WHERE offered_until < $1 AND phase = 'awaiting_clerk' ORDER BY offered_until, id LIMIT $2";

const IDLE: &str = "SELECT id FROM conversation WHERE updated_at < $1 ORDER BY updated_at, id LIMIT $2";

const ERASE: [&str; 5] = [
    "DELETE FROM conversation WHERE id = $1",
    "DELETE FROM event WHERE conversation = $1",
    "DELETE FROM inbound WHERE conversation = $1",
    "DELETE FROM address WHERE conversation = $1",
    "DELETE FROM delivery WHERE conversation = $1",
];

#[async_trait]
impl ConversationStore for Storage {
    async fn load(&self, id: ConversationId) -> Result<Option<Conversation>, StoreUnavailable> {
        Ok(Conversation::replay(id, &self.events(id, 0, usize::MAX).await?))
    }

    async fn find(&self, of: &ChannelAddress) -> Result<Option<ConversationId>, StoreUnavailable> {
        let find = Statement::new("SELECT conversation FROM address WHERE channel = $1 AND address = $2")
            .with(of.channel.name())
            .with(address(of).as_ref());
        self.read_one(find)
            .await?
            .map(|row| row.parsed("conversation"))
            .transpose()
    }

    async fn events(
        &self,
        id: ConversationId,
        after: Sequence,
        limit: usize,
    ) -> Result<Vec<Recorded>, StoreUnavailable> {
        let events = Statement::new(EVENTS)
            .with(id.to_string())
            .with(number(after))
            .with(number(limit));
        self.read(events).await?.iter().map(recorded).collect()
    }

    async fn append(&self, batch: Batch) -> Result<(), AppendError> {
        if !batch.is_gap_free() {
            return Err(
                StoreUnavailable::because("the events of the batch are not numbered without gaps").into(),
            );
        }
        self.writer.append(batch).await
    }

    async fn summary(&self, id: ConversationId) -> Result<Option<Summary>, StoreUnavailable> {
        let row = self
            .read_one(Statement::new(SUMMARY).with(id.to_string()))
            .await?;
        row.as_ref().map(summary).transpose()
    }

    async fn clerk_list(&self, clerk: &ClerkId, limit: usize) -> Result<Vec<Summary>, StoreUnavailable> {
        let list = Statement::new(CLERK_LIST)
            .with(clerk.as_str())
            .with(number(limit));
        self.read(list).await?.iter().map(summary).collect()
    }

    async fn clerk_loads(&self, clerks: &[ClerkId]) -> Result<Vec<u32>, StoreUnavailable> {
        let asked: Vec<[&str; 1]> = clerks.iter().map(|clerk| [clerk.as_str()]).collect();
        let mut loads: HashMap<String, u32> = HashMap::new();
        for row in self
            .read(Statement::new(CLERK_LOADS).with(crate::columns::json(&asked)?))
            .await?
        {
            loads.insert(row.text("clerk")?, row.count("accepted")?);
        }
        Ok(clerks
            .iter()
            .map(|clerk| loads.get(clerk.as_str()).copied().unwrap_or(0))
            .collect())
    }

    async fn due_offers(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<ConversationId>, StoreUnavailable> {
        let due = Statement::new(DUE_OFFERS).with(micros(now)).with(number(limit));
        self.read(due).await?.iter().map(|row| row.parsed("id")).collect()
    }

    async fn idle_since(
        &self,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<ConversationId>, StoreUnavailable> {
        let idle = Statement::new(IDLE).with(micros(before)).with(number(limit));
        self.read(idle)
            .await?
            .iter()
            .map(|row| row.parsed("id"))
            .collect()
    }

    async fn erase(&self, id: ConversationId) -> Result<(), StoreUnavailable> {
        let statements = ERASE.map(|text| Statement::new(text).with(id.to_string()));
        self.writer
            .write(statements.into(), Removal::Words)
            .await
            .map(|_| ())
    }

    async fn ping(&self) -> Result<(), StoreUnavailable> {
        self.read(Statement::new("SELECT 1")).await.map(|_| ())
    }
}

fn recorded(row: &AnyRow) -> Result<Recorded, StoreUnavailable> {
    Ok(Recorded {
        sequence: row.count("sequence")?,
        at: row.moment("at")?,
        event: row.json("body")?,
    })
}

fn summary(row: &AnyRow) -> Result<Summary, StoreUnavailable> {
    let handover = row.maybe_text("handover")?;
    Ok(Summary {
        conversation: row.parsed("id")?,
        sequence: row.count("sequence")?,
        channel: row.word("channel")?,
        locale: row.word::<Locale>("locale")?,
        phase: row.word("phase")?,
        clerk: row.maybe_text("clerk")?.map(ClerkId::new),
        handover: handover
            .map(|id| id.parse())
            .transpose()
            .map_err(StoreUnavailable::because)?,
        matter: row.maybe_text("matter")?,
        offered_until: row.maybe_moment("offered_until")?,
        last_speaker: row.word("last_speaker")?,
        started_at: row.moment("started_at")?,
        updated_at: row.moment("updated_at")?,
    })
}
