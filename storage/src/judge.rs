//! Judging a group of steps: which may be written, and what they write together. Pure, and the same for both engines;
//! the caller holds the rows it was told about until the transaction ends.

use crate::columns::{address, key, micros, number, word};
use bot_core::conversation::Sequence;
use bot_core::ids::ConversationId;
use bot_core::ports::{AppendError, Batch, InboundKey};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// What is stored about a conversation before the group.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Head {
    pub(crate) sequence: Sequence,
    pub(crate) unanswered_since: Option<Timestamp>,
}

/// The key of an inbound message as it is stored: channel, address, the channel's id.
pub(crate) type StoredKey = (String, String, String);

/// What is known before the group is judged, for the conversations and messages in it.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) heads: HashMap<ConversationId, Head>,
    pub(crate) inbound: HashMap<StoredKey, (ConversationId, Sequence)>,
}

/// What became of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepted,
    Conflict,
    Duplicate {
        conversation: ConversationId,
        sequence: Sequence,
    },
}

impl Verdict {
    pub(crate) fn answer(self) -> Result<(), AppendError> {
        match self {
            Self::Accepted => Ok(()),
            Self::Conflict => Err(AppendError::Conflict),
            Self::Duplicate {
                conversation,
                sequence,
            } => Err(AppendError::Duplicate {
                conversation,
                sequence,
            }),
        }
    }
}

/// The rows that the accepted steps write, in the order of their keys so that instances lock alike.
#[derive(Debug, Default)]
pub(crate) struct Rows<'a> {
    pub(crate) conversations: BTreeMap<ConversationId, ConversationRow<'a>>,
    pub(crate) events: Vec<EventRow>,
    pub(crate) inbound: BTreeMap<StoredKey, (String, i64)>,
    pub(crate) addresses: BTreeMap<(String, String), String>,
    pub(crate) deliveries: Vec<DeliveryRow>,
    pub(crate) figures: BTreeMap<(String, &'a str, &'a str), i64>,
}

/// One event; JSON arrays of these are what the statements take apart again. The body is JSON within a JSON string,
/// because PostgreSQL refuses to take JSON with an escaped U+0000 apart.
#[derive(Debug, Serialize)]
pub(crate) struct EventRow(String, i64, i64, &'static str, String);

#[derive(Debug, Serialize)]
pub(crate) struct DeliveryRow(String, String, i64, &'static str, String, u32, i64);

/// One row of the table of conversations.
#[derive(Debug, Serialize)]
pub(crate) struct ConversationRow<'a> {
    id: String,
    sequence: i64,
    channel: &'static str,
    locale: &'static str,
    phase: String,
    clerk: Option<&'a str>,
    handover: Option<String>,
    matter: Option<&'a str>,
    offered_until: Option<i64>,
    last_speaker: String,
    unanswered_since: Option<i64>,
    started_at: i64,
    updated_at: i64,
}

/// Judges the steps in order, each as if those accepted before it were stored already.
pub(crate) fn judge<'a>(
    batches: &[&'a Batch],
    mut known: Known,
) -> Result<(Vec<Verdict>, Rows<'a>), serde_json::Error> {
    let mut rows = Rows::default();
    let verdicts = batches
        .iter()
        .map(|batch| judge_one(batch, &mut known, &mut rows))
        .collect::<Result<_, _>>()?;
    Ok((verdicts, rows))
}

/// The key of an inbound message as it is stored.
pub(crate) fn stored_key(of: &InboundKey) -> StoredKey {
    let channel = of.from.channel.name().to_owned();
    (
        channel,
        address(&of.from).into_owned(),
        key(&of.external_id).into_owned(),
    )
}

fn judge_one<'a>(
    batch: &'a Batch,
    known: &mut Known,
    rows: &mut Rows<'a>,
) -> Result<Verdict, serde_json::Error> {
    let inbound = batch.inbound.as_ref().map(stored_key);
    if let Some(&(conversation, sequence)) = inbound.as_ref().and_then(|key| known.inbound.get(key)) {
        return Ok(Verdict::Duplicate {
            conversation,
            sequence,
        });
    }
    let head = known.heads.entry(batch.conversation).or_default();
    if head.sequence != batch.expected {
        return Ok(Verdict::Conflict);
    }
    head.sequence = batch.last_sequence();
    head.unanswered_since = batch.summary.unanswered_since(head.unanswered_since);
    rows.conversations
        .insert(batch.conversation, conversation_row(batch, *head));
    if let Some(key) = inbound {
        known
            .inbound
            .insert(key.clone(), (batch.conversation, head.sequence));
        rows.inbound
            .insert(key, (batch.conversation.to_string(), number(head.sequence)));
    }
    write_parts(batch, rows)?;
    Ok(Verdict::Accepted)
}

fn write_parts<'a>(batch: &'a Batch, rows: &mut Rows<'a>) -> Result<(), serde_json::Error> {
    let conversation = batch.conversation.to_string();
    for recorded in &batch.events {
        let (sequence, at) = (number(recorded.sequence), micros(recorded.at));
        let body = serde_json::to_string(&recorded.event)?;
        rows.events.push(EventRow(
            conversation.clone(),
            sequence,
            at,
            recorded.event.kind(),
            body,
        ));
    }
    if let Some(to) = &batch.address {
        let of = (to.channel.name().to_owned(), address(to).into_owned());
        rows.addresses.insert(of, conversation);
    }
    for delivery in &batch.deliveries {
        rows.deliveries.push(DeliveryRow(
            delivery.id.to_string(),
            delivery.conversation.to_string(),
            number(delivery.sequence),
            delivery.to.channel.name(),
            address(&delivery.to).into_owned(),
            delivery.tries,
            micros(delivery.due_at),
        ));
    }
    for tally in &batch.tallies {
        *rows
            .figures
            .entry((tally.day.to_string(), tally.name, &tally.label))
            .or_default() += 1;
    }
    Ok(())
}

fn conversation_row(batch: &Batch, head: Head) -> ConversationRow<'_> {
    let summary = &batch.summary;
    ConversationRow {
        id: batch.conversation.to_string(),
        sequence: number(head.sequence),
        channel: summary.channel.name(),
        locale: summary.locale.tag(),
        phase: word(summary.phase),
        clerk: summary.clerk.as_ref().map(bot_core::ids::ClerkId::as_str),
        handover: summary.handover.map(|handover| handover.to_string()),
        matter: summary.matter.as_deref(),
        offered_until: summary.offered_until.map(micros),
        last_speaker: word(summary.last_speaker),
        unanswered_since: head.unanswered_since.map(micros),
        started_at: micros(summary.started_at),
        updated_at: micros(summary.updated_at),
    }
}
