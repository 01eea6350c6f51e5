//! [`FigureStore`] in SQL. Figures are counted with the steps they belong to, in [`crate::append`].

use crate::Storage;
use crate::columns::Columns;
use crate::statement::Statement;
use async_trait::async_trait;
use bot_core::ports::{Figure, FigureStore, StoreUnavailable};
use jiff::civil::Date;

/// Days are stored as `YYYY-MM-DD`, which sorts as they do.
const FIGURES: &str = "SELECT day, name, label, count FROM figure WHERE day >= $1 AND day <= $2";

#[async_trait]
impl FigureStore for Storage {
    async fn figures(&self, from: Date, to: Date) -> Result<Vec<Figure>, StoreUnavailable> {
        let figures = Statement::new(FIGURES)
            .with(from.to_string())
            .with(to.to_string());
        let mut all = Vec::new();
        for row in self.read(figures).await? {
            let (name, label) = (row.text("name")?, row.text("label")?);
            all.push(Figure {
                day: row.parsed("day")?,
                name,
                label,
                count: row.count("count")?,
            });
        }
        // Sorted here, because the collation of a PostgreSQL server may be any.
        all.sort_by(|a, b| (a.day, &a.name, &a.label).cmp(&(b.day, &b.name, &b.label)));
        Ok(all)
    }
}
