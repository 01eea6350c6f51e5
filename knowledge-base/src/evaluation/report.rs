//! The report of an evaluation: one JSON object, or a table to read.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// What an evaluation found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Over all questions that an article answers.
    pub overall: Quality,
    /// The same by kind of question.
    pub by_kind: BTreeMap<String, Quality>,
    /// The same by language.
    pub by_lang: BTreeMap<String, Quality>,
    /// How well questions with and without an answer are told apart.
    pub answerability: Answerability,
    /// How often each kind of decision was made, if decisions were made.
    pub decisions: BTreeMap<String, usize>,
    /// How long a search took.
    pub latency_ms: LatencyMs,
}

/// Quality of the ranks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quality {
    /// How many questions.
    pub n: usize,
    /// How many more were left out because none of their articles is in the knowledge base.
    pub skipped: usize,
    /// Share with a right article first.
    pub hit_at_1: f64,
    /// Share with a right article among the first three.
    pub hit_at_3: f64,
    /// Share with a right article among the first five.
    pub hit_at_5: f64,
    /// Mean of 1 ÷ rank of the first right article, 0 beyond rank 10.
    pub mrr_at_10: f64,
}

/// How well answerable and unanswerable questions are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Answerability {
    /// Questions with an answer.
    pub n_in: usize,
    /// Questions without one.
    pub n_out: usize,
    /// Area under the ROC curve of the calibrated probability.
    pub auroc: f32,
}

/// How long searches took, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LatencyMs {
    /// Half were faster.
    pub p50: f64,
    /// 99 of 100 were faster.
    pub p99: f64,
}

impl LatencyMs {
    /// The quantiles of these durations; zeros when there are none.
    #[must_use]
    pub fn of(mut durations: Vec<Duration>) -> Self {
        durations.sort();
        let at = |percent: usize| {
            let index = (durations.len() * percent / 100).min(durations.len().saturating_sub(1));
            durations
                .get(index)
                .map_or(0.0, |duration| duration.as_secs_f64() * 1_000.0)
        };
        Self {
            p50: at(50),
            p99: at(99),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<16} {:>5} {:>7} {:>7} {:>7} {:>7} {:>7}",
            "", "n", "skipped", "hit@1", "hit@3", "hit@5", "MRR@10"
        )?;
        row(f, "overall", &self.overall)?;
        for (name, quality) in self.by_kind.iter().chain(&self.by_lang) {
            row(f, name, quality)?;
        }
        let found = &self.answerability;
        writeln!(
            f,
            "answerability: {} in, {} out, AUROC {:.3}",
            found.n_in, found.n_out, found.auroc
        )?;
        for (kind, count) in &self.decisions {
            writeln!(f, "decision {kind}: {count}")?;
        }
        write!(
            f,
            "latency: p50 {:.2} ms, p99 {:.2} ms",
            self.latency_ms.p50, self.latency_ms.p99
        )
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, quality: &Quality) -> fmt::Result {
    writeln!(
        f,
        "{name:<16} {:>5} {:>7} {:>7.3} {:>7.3} {:>7.3} {:>7.3}",
        quality.n, quality.skipped, quality.hit_at_1, quality.hit_at_3, quality.hit_at_5, quality.mrr_at_10
    )
}
