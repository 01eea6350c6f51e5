//! [`FigureStore`] in memory.

use super::MemoryStore;
use crate::ports::{Figure, FigureStore, StoreUnavailable};
use async_trait::async_trait;
use jiff::civil::Date;

#[async_trait]
impl FigureStore for MemoryStore {
    async fn figures(&self, from: Date, to: Date) -> Result<Vec<Figure>, StoreUnavailable> {
        let state = self.state();
        let counted = state
            .figures
            .iter()
            .filter(|(tally, _)| (from..=to).contains(&tally.day));
        Ok(counted
            .map(|(tally, count)| Figure {
                day: tally.day,
                name: tally.name.to_owned(),
                label: tally.label.clone(),
                count: *count,
            })
            .collect())
    }
}
