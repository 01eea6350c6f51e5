//! The promises of [`FigureStore`]. Figures are counted with the steps of a conversation, so both ports are needed.

use super::{CaseResult, Script, assert_conflict};
use crate::ports::{ConversationStore, Figure, FigureStore, Tally};
use crate::testing::SequentialIds;
use jiff::civil::{Date, date};

/// Key figures. Needs a store without figures.
///
/// # Errors
/// When the store is not available.
///
/// # Panics
/// When a promise is not kept.
pub async fn figure_store_suite(steps: &dyn ConversationStore, store: &dyn FigureStore) -> CaseResult {
    a_step_counts_its_figures(steps, store).await?;
    a_refused_step_counts_nothing(steps, store).await?;
    figures_outlive_their_conversation(steps, store).await
}

fn tally(day: Date, label: &str) -> Tally {
    Tally {
        day,
        name: "decision",
        label: label.into(),
    }
}

fn figure(day: Date, label: &str, count: u64) -> Figure {
    Figure {
        day,
        name: "decision".into(),
        label: label.into(),
        count,
    }
}

async fn a_step_counts_its_figures(steps: &dyn ConversationStore, store: &dyn FigureStore) -> CaseResult {
    let ids = SequentialIds::new("figures");
    let (first, second, third) = (date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3));
    let mut script = Script::new(&ids);
    for day in [first, first, second] {
        let mut batch = script.citizen_writes("Guten Tag");
        batch.tallies = vec![tally(day, "refer"), tally(day, "answer"), tally(day, "answer")];
        steps.append(batch).await?;
    }
    let mut batch = script.citizen_writes("Guten Tag");
    batch.tallies = vec![tally(third, "answer")];
    steps.append(batch).await?;
    let all = [
        figure(first, "answer", 4),
        figure(first, "refer", 2),
        figure(second, "answer", 2),
    ];
    assert_eq!(
        store.figures(first, first).await?,
        all[..2],
        "by day, name and label"
    );
    assert_eq!(store.figures(first, second).await?[..2], all[..2]);
    assert_eq!(
        store.figures(second, third).await?,
        [
            figure(second, "answer", 2),
            figure(second, "refer", 1),
            figure(third, "answer", 1)
        ]
    );
    assert_eq!(store.figures(date(2025, 1, 1), date(2025, 12, 31)).await?, []);
    Ok(())
}

async fn a_refused_step_counts_nothing(steps: &dyn ConversationStore, store: &dyn FigureStore) -> CaseResult {
    let ids = SequentialIds::new("figures refused");
    let day = date(2026, 2, 1);
    let mut script = Script::new(&ids);
    let mut late = script.clone();
    let first = script.citizen_writes("Guten Tag");
    steps.append(first.clone()).await?;
    let mut conflict = late.citizen_writes("Hallo");
    conflict.tallies = vec![tally(day, "answer")];
    assert_conflict(steps, conflict).await;
    let mut duplicate = script.citizen_writes("Guten Tag");
    duplicate.inbound = first.inbound;
    duplicate.tallies = vec![tally(day, "answer")];
    assert!(steps.append(duplicate).await.is_err());
    assert_eq!(store.figures(day, day).await?, []);
    Ok(())
}

async fn figures_outlive_their_conversation(
    steps: &dyn ConversationStore,
    store: &dyn FigureStore,
) -> CaseResult {
    let ids = SequentialIds::new("figures outlive");
    let day = date(2026, 3, 1);
    let mut script = Script::new(&ids);
    let mut batch = script.citizen_writes("Guten Tag");
    batch.tallies = vec![tally(day, "answer")];
    steps.append(batch).await?;
    steps.erase(script.conversation).await?;
    assert_eq!(store.figures(day, day).await?, [figure(day, "answer", 1)]);
    Ok(())
}
