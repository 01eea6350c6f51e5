//! Measuring the search on questions with known answers. Ranks are taken from the search alone, before any decision;
//! decisions are counted by a callback, because only the hub makes them. Each question is asked in the language the hub
//! detects; what the hub understands as no matter (a greeting, thanks) counts as not answerable, because it is never
//! answered from articles.

mod metrics;
mod report;

pub use metrics::auroc;
pub use report::{Answerability, LatencyMs, Quality, Report};

use bot_core::article::ArticleKind;
use bot_core::conversation::{Conversation, Inbound};
use bot_core::decision::Ranking;
use bot_core::ids::{ArticleId, ConversationId};
use bot_core::locale::{Language, Locale};
use bot_core::personal::Personal;
use bot_core::ports::{KnowledgeSearch, SearchQuery, SearchUnavailable};
use bot_core::understanding::{Intent, Understanding, understand};
use jiff::Timestamp;
use metrics::Tally;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use ulid::Ulid;

/// How many hits are looked at.
const DEPTH: usize = 10;
/// Evaluation is no conversation: a slow search is measured, not cut off.
const TIME_MAX: Duration = Duration::from_mins(1);

/// A question with known answers, one JSON object a line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Query {
    /// Its name.
    pub id: String,
    /// The language it is written in, two letters.
    pub lang: String,
    /// What makes it hard.
    pub kind: String,
    /// The words.
    pub query: String,
    /// Ids of the right articles in the source; empty when nothing must be answered.
    pub relevant: Vec<String>,
    /// The source the ids belong to.
    #[serde(default)]
    pub source: Option<String>,
}

/// A line that is no question.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is not a question")]
pub struct NotAQuestion {
    /// Counted from 1.
    pub line: usize,
    /// What was expected.
    #[source]
    pub source: serde_json::Error,
}

/// Which questions are asked.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only those of this source, and those that name none.
    pub source: Option<String>,
    /// Only those in this language.
    pub lang: Option<String>,
}

/// Reads questions, one JSON object a line.
///
/// # Errors
/// When a line is no question.
pub fn read(text: &str) -> Result<Vec<Query>, NotAQuestion> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| serde_json::from_str(line).map_err(|source| NotAQuestion { line: at + 1, source }))
        .collect()
}

/// Asks all selected questions one after the other. `fallback_source` names the source of questions that name none.
/// `decide` is told each question and its language and answers with the kind of the decision, if decisions are made.
///
/// # Errors
/// When the search is not available.
pub async fn evaluate<F, D>(
    knowledge: &dyn KnowledgeSearch,
    queries: &[Query],
    selection: &Selection,
    fallback_source: &str,
    mut decide: F,
) -> Result<Report, SearchUnavailable>
where
    F: FnMut(String, Language) -> D,
    D: Future<Output = Option<&'static str>>,
{
    let mut overall = Tally::default();
    let mut by_kind: BTreeMap<String, Tally> = BTreeMap::new();
    let mut by_lang: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut answerable, mut unanswerable, mut latencies) = (Vec::new(), Vec::new(), Vec::new());
    let mut decisions: BTreeMap<String, usize> = BTreeMap::new();
    for query in queries.iter().filter(|query| is_selected(query, selection)) {
        let source = query.source.as_deref().unwrap_or(fallback_source);
        let right: Vec<ArticleId> = query
            .relevant
            .iter()
            .map(|key| ArticleId::in_source(source, key))
            .filter(|id| knowledge.article(id).is_some())
            .collect();
        if right.is_empty() && !query.relevant.is_empty() {
            for tally in tallies(query, &mut overall, &mut by_kind, &mut by_lang) {
                tally.skipped += 1;
            }
            continue;
        }
        let understanding = understood(&query.query);
        let language = understanding.language;
        let started = Instant::now();
        let ranking = knowledge.search(&search_query(&query.query, language)).await?;
        latencies.push(started.elapsed());
        let answers = if understanding.intent == Intent::Matter {
            answers(&ranking)
        } else {
            0.0
        };
        if let Some(kind) = decide(query.query.clone(), language).await {
            *decisions.entry(kind.to_owned()).or_default() += 1;
        }
        if right.is_empty() {
            unanswerable.push(answers);
            continue;
        }
        answerable.push(answers);
        let rank = ranking
            .hits
            .iter()
            .position(|hit| right.contains(&hit.article.id))
            .map(|at| at + 1);
        for tally in tallies(query, &mut overall, &mut by_kind, &mut by_lang) {
            tally.add(rank);
        }
    }
    Ok(Report {
        overall: overall.quality(),
        by_kind: by_kind
            .into_iter()
            .map(|(name, tally)| (name, tally.quality()))
            .collect(),
        by_lang: by_lang
            .into_iter()
            .map(|(name, tally)| (name, tally.quality()))
            .collect(),
        answerability: Answerability {
            n_in: answerable.len(),
            n_out: unanswerable.len(),
            auroc: auroc(answerable, unanswerable),
        },
        decisions,
        latency_ms: LatencyMs::of(latencies),
    })
}

/// What the hub understands of a question that opens a conversation. The labels of the file only group the report.
fn understood(text: &str) -> Understanding {
    let conversation = Conversation::new(ConversationId(Ulid::nil()), Timestamp::UNIX_EPOCH);
    let content = Inbound::Text {
        text: Personal::new(text.to_owned()),
    };
    understand(&content, &conversation, Locale::De)
}

/// Probability that the city's own text answers. A pointer only says who can, so the best service behind it counts.
fn answers(ranking: &Ranking) -> f32 {
    match ranking.hits.first() {
        Some(first) if first.article.kind == ArticleKind::Service => ranking.answerable,
        _ => {
            let services = ranking
                .hits
                .iter()
                .filter(|hit| hit.article.kind == ArticleKind::Service);
            services
                .map(|hit| hit.confidence)
                .fold(0.0, f32::max)
                .min(ranking.answerable)
        }
    }
}

fn is_selected(query: &Query, selection: &Selection) -> bool {
    let of_source = |wanted: &String| query.source.as_ref().is_none_or(|source| source == wanted);
    selection.source.as_ref().is_none_or(of_source)
        && selection.lang.as_ref().is_none_or(|lang| query.lang == *lang)
}

fn search_query(text: &str, language: Language) -> SearchQuery {
    SearchQuery {
        text: Personal::new(text.to_owned()),
        context: None,
        life_events: Vec::new(),
        language,
        limit: DEPTH,
        time_max: TIME_MAX,
    }
}

fn tallies<'a>(
    query: &Query,
    overall: &'a mut Tally,
    by_kind: &'a mut BTreeMap<String, Tally>,
    by_lang: &'a mut BTreeMap<String, Tally>,
) -> [&'a mut Tally; 3] {
    [
        overall,
        by_kind.entry(query.kind.clone()).or_default(),
        by_lang.entry(query.lang.clone()).or_default(),
    ]
}

#[cfg(test)]
mod tests;
