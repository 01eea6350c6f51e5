//! [`DeliveryStore`] in SQL. Deliveries are written with the steps they belong to, in [`crate::append`].

use crate::Storage;
use crate::columns::{Columns, micros, number};
use crate::command::Removal;
use crate::statement::Statement;
use async_trait::async_trait;
use bot_core::conversation::Channel;
use bot_core::ids::DeliveryId;
use bot_core::ports::{Delivery, DeliveryStore, StoreUnavailable};
use jiff::Timestamp;
use sqlx::any::AnyRow;

const CLAIM: &str = "WITH due AS MATERIALIZED (
        SELECT id FROM delivery
        WHERE channel = $1 AND due_at <= $2 AND (lease_until IS NULL OR lease_until <= $2)
            AND NOT EXISTS (SELECT 1 FROM delivery AS older
                WHERE older.conversation = delivery.conversation AND (older.sequence < delivery.sequence
                    OR (older.sequence = delivery.sequence AND older.id < delivery.id)))
        ORDER BY due_at, id LIMIT $4 {skip locked rows})
    UPDATE delivery SET lease_until = $3 WHERE id IN (SELECT id FROM due)
    RETURNING id, conversation, sequence, channel, address, tries, due_at";

const ANY_DUE: &str = "SELECT 1 FROM delivery
    WHERE channel = $1 AND due_at <= $2 AND (lease_until IS NULL OR lease_until <= $2) LIMIT 1";

#[async_trait]
impl DeliveryStore for Storage {
    async fn claim(
        &self,
        channel: Channel,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Delivery>, StoreUnavailable> {
        // Looking first keeps an idle dispatcher away from the writer.
        let any_due = Statement::new(ANY_DUE).with(channel.name()).with(micros(now));
        if self.read_one(any_due).await?.is_none() {
            return Ok(Vec::new());
        }
        let claim = Statement::new(CLAIM)
            .with(channel.name())
            .with(micros(now))
            .with(micros(lease_until))
            .with(number(limit));
        let rows = self.writer.write(vec![claim], Removal::Nothing).await?;
        let mut claimed: Vec<Delivery> = rows.iter().map(delivery).collect::<Result<_, _>>()?;
        claimed.sort_by_key(|delivery| (delivery.due_at, delivery.id));
        Ok(claimed)
    }

    async fn delivered(&self, id: DeliveryId) -> Result<(), StoreUnavailable> {
        let remove = Statement::new("DELETE FROM delivery WHERE id = $1").with(id.to_string());
        self.writer
            .write(vec![remove], Removal::Nothing)
            .await
            .map(|_| ())
    }

    async fn failed(&self, id: DeliveryId, due_at: Timestamp) -> Result<(), StoreUnavailable> {
        let postpone = Statement::new(
            "UPDATE delivery SET tries = tries + 1, due_at = $2, lease_until = NULL WHERE id = $1",
        )
        .with(id.to_string())
        .with(micros(due_at));
        self.writer
            .write(vec![postpone], Removal::Nothing)
            .await
            .map(|_| ())
    }

    async fn backlog(&self, channel: Channel) -> Result<u64, StoreUnavailable> {
        let count = Statement::new("SELECT count(*) AS waiting FROM delivery WHERE channel = $1")
            .with(channel.name());
        self.read_one(count)
            .await?
            .map_or(Ok(0), |row| row.count("waiting"))
    }
}

fn delivery(row: &AnyRow) -> Result<Delivery, StoreUnavailable> {
    Ok(Delivery {
        id: row.parsed("id")?,
        to: row.channel_address()?,
        conversation: row.parsed("conversation")?,
        sequence: row.count("sequence")?,
        tries: row.count("tries")?,
        due_at: row.moment("due_at")?,
    })
}
