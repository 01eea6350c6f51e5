//! Appending a group of steps within a transaction: two reads, then one round trip that writes all rows.

use crate::columns::Columns;
use crate::engine::Engine;
use crate::judge::{Head, Known, Rows, Verdict, judge, stored_key};
use crate::statement::Statement;
use bot_core::conversation::Channel;
use bot_core::ports::{Batch, StoreUnavailable};
use serde::Serialize;
use sqlx::{AnyConnection, AssertSqlSafe};
use std::collections::BTreeSet;

const HEADS: &str = "SELECT id, sequence, unanswered_since FROM conversation
    WHERE id IN (SELECT value->>0 FROM each($1)) ORDER BY id {lock rows}";

const INBOUND: &str = "SELECT inbound.channel, inbound.address, external_id, conversation, sequence
    FROM each($1) JOIN inbound ON inbound.channel = value->>0 AND inbound.address = value->>1
    AND external_id = value->>2";

/// Argument n belongs to statement n.
const WRITES: [&str; 6] = [
    "INSERT INTO conversation (id, sequence, channel, locale, phase, clerk, handover, matter, offered_until,
        last_speaker, unanswered_since, started_at, updated_at)
    SELECT value->>'id', CAST(value->>'sequence' AS bigint), value->>'channel', value->>'locale', value->>'phase',
        value->>'clerk', value->>'handover', value->>'matter', CAST(value->>'offered_until' AS bigint),
        value->>'last_speaker', CAST(value->>'unanswered_since' AS bigint),
        CAST(value->>'started_at' AS bigint), CAST(value->>'updated_at' AS bigint)
    FROM each($1) WHERE true
    ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, channel = excluded.channel,
        locale = excluded.locale, phase = excluded.phase, clerk = excluded.clerk, handover = excluded.handover,
        matter = excluded.matter, offered_until = excluded.offered_until, last_speaker = excluded.last_speaker,
        unanswered_since = excluded.unanswered_since, started_at = excluded.started_at,
        updated_at = excluded.updated_at",
    "INSERT INTO event (conversation, sequence, at, kind, body)
    SELECT value->>0, CAST(value->>1 AS bigint), CAST(value->>2 AS bigint), value->>3, value->>4
    FROM each($2)",
    "INSERT INTO inbound (channel, address, external_id, conversation, sequence)
    SELECT value->>0, value->>1, value->>2, value->>3, CAST(value->>4 AS bigint) FROM each($3)",
    "INSERT INTO address (channel, address, conversation)
    SELECT value->>0, value->>1, value->>2 FROM each($4) WHERE true
    ON CONFLICT (channel, address) DO UPDATE SET conversation = excluded.conversation
        WHERE address.conversation <> excluded.conversation",
    "INSERT INTO delivery (id, conversation, sequence, channel, address, tries, due_at)
    SELECT value->>0, value->>1, CAST(value->>2 AS bigint), value->>3, value->>4, CAST(value->>5 AS bigint),
        CAST(value->>6 AS bigint) FROM each($5)",
    "INSERT INTO figure (day, name, label, count)
    SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS bigint) FROM each($6) WHERE true
    ON CONFLICT (day, name, label) DO UPDATE SET count = figure.count + excluded.count",
];

/// Writes those of the steps that may be written and says what became of each.
pub(crate) async fn append(
    engine: &Engine,
    connection: &mut AnyConnection,
    batches: &[&Batch],
) -> Result<Vec<Verdict>, sqlx::Error> {
    let known = known(engine, connection, batches).await?;
    let (verdicts, rows) = judge(batches, known).map_err(encoding)?;
    if !rows.events.is_empty() {
        // The text is made of this file's own constants.
        let text = AssertSqlSafe(engine.together(&WRITES));
        let arguments = arguments(&rows).map_err(encoding)?;
        arguments
            .into_iter()
            .fold(sqlx::query(text), sqlx::query::Query::bind)
            .execute(connection)
            .await?;
    }
    Ok(verdicts)
}

async fn known(
    engine: &Engine,
    connection: &mut AnyConnection,
    batches: &[&Batch],
) -> Result<Known, sqlx::Error> {
    let mut known = Known::default();
    let ids: BTreeSet<[String; 1]> = batches
        .iter()
        .map(|batch| [batch.conversation.to_string()])
        .collect();
    let heads = Statement::new(HEADS).with(list(&ids).map_err(encoding)?);
    for row in heads.rows(engine, &mut *connection).await? {
        let head = || -> Result<_, StoreUnavailable> {
            let unanswered_since = row.maybe_moment("unanswered_since")?;
            Ok((
                row.parsed("id")?,
                Head {
                    sequence: row.count("sequence")?,
                    unanswered_since,
                },
            ))
        };
        known.heads.extend([head().map_err(decoding)?]);
    }
    let keys: BTreeSet<_> = batches
        .iter()
        .filter_map(|batch| batch.inbound.as_ref())
        .map(stored_key)
        .collect();
    if keys.is_empty() {
        return Ok(known);
    }
    let inbound = Statement::new(INBOUND).with(list(&keys).map_err(encoding)?);
    for row in inbound.rows(engine, connection).await? {
        let taken = || -> Result<_, StoreUnavailable> {
            let channel = row.word::<Channel>("channel")?.name().to_owned();
            let key = (channel, row.text("address")?, row.text("external_id")?);
            Ok((key, (row.parsed("conversation")?, row.count("sequence")?)))
        };
        known.inbound.extend([taken().map_err(decoding)?]);
    }
    Ok(known)
}

fn arguments(rows: &Rows<'_>) -> Result<[String; 6], serde_json::Error> {
    let inbound: Vec<_> = rows
        .inbound
        .iter()
        .map(|(key, to)| (&key.0, &key.1, &key.2, &to.0, to.1))
        .collect();
    let addresses: Vec<_> = rows
        .addresses
        .iter()
        .map(|(key, to)| (&key.0, &key.1, to))
        .collect();
    let figures: Vec<_> = rows
        .figures
        .iter()
        .map(|(key, count)| (&key.0, key.1, key.2, count))
        .collect();
    Ok([
        list(&rows.conversations.values().collect::<Vec<_>>())?,
        list(&rows.events)?,
        list(&inbound)?,
        list(&addresses)?,
        list(&rows.deliveries)?,
        list(&figures)?,
    ])
}

fn list<T: Serialize>(rows: &T) -> Result<String, serde_json::Error> {
    serde_json::to_string(rows)
}

fn encoding(error: serde_json::Error) -> sqlx::Error {
    sqlx::Error::Encode(error.into())
}

fn decoding(error: StoreUnavailable) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}
