//! A statement with its arguments as a value, so that it can be sent to the writer and run again.

use crate::engine::Engine;
use sqlx::any::{Any, AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Executor};

/// One argument. Only what both engines have: text, number, nothing.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    Text(Option<String>),
    Number(Option<i64>),
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}
impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}
impl From<Option<String>> for Argument {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

/// SQL text in the dialect of [`Engine::sql`], with arguments `$1`, `$2` ….
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    text: &'static str,
    arguments: Vec<Argument>,
}

impl Statement {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self {
            text,
            arguments: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, argument: impl Into<Argument>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// How many bytes of text it carries.
    pub(crate) fn bytes(&self) -> usize {
        let texts = self.arguments.iter().filter_map(|argument| match argument {
            Argument::Text(text) => text.as_ref(),
            Argument::Number(_) => None,
        });
        texts.map(String::len).sum()
    }

    /// Runs it and returns its rows.
    pub(crate) async fn rows<'c, E>(&self, engine: &Engine, on: E) -> Result<Vec<AnyRow>, sqlx::Error>
    where
        E: Executor<'c, Database = Any>,
    {
        // The text is one of this crate's own constants; only the dialect was put in.
        let text = AssertSqlSafe(engine.sql(self.text));
        self.arguments
            .iter()
            .cloned()
            .fold(sqlx::query(text), bind)
            .fetch_all(on)
            .await
    }
}

fn bind(query: Query<'_, Any, AnyArguments>, argument: Argument) -> Query<'_, Any, AnyArguments> {
    match argument {
        Argument::Text(text) => query.bind(text),
        Argument::Number(number) => query.bind(number),
    }
}
