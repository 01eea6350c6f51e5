//! Benchmarks: figures to read, never tests. Each prints what it measured beside a floor of the same machine in the
//! same run, because absolute figures of a shared machine mean little.

pub mod answers;
pub mod cold_start;
pub mod publish;
pub mod streams;

use std::time::Duration;

/// The value below which `percent` of the sorted durations lie, in milliseconds.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted
        .get(at)
        .map_or(0.0, |duration| duration.as_secs_f64() * 1_000.0)
}
