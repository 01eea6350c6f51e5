//! What the writer is asked to do, and how it answers. Every answer is sent after the commit has returned, or failed.

use crate::columns::unavailable;
use crate::judge::Verdict;
use crate::statement::Statement;
use bot_core::ports::{AppendError, Batch, StoreUnavailable};
use sqlx::any::AnyRow;
use tokio::sync::oneshot;

/// Whether a write removes words of citizens, which must then also leave the log of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    Nothing,
    Words,
}

/// One request.
pub(crate) enum Command {
    /// Append one step.
    Append {
        batch: Box<Batch>,
        answer: oneshot::Sender<Result<(), AppendError>>,
    },
    /// Run statements.
    Write {
        statements: Vec<Statement>,
        removal: Removal,
        answer: oneshot::Sender<Result<Vec<AnyRow>, StoreUnavailable>>,
    },
    /// Close the store after this.
    Close(oneshot::Sender<()>),
}

/// What a command led to, once committed.
pub(crate) enum Outcome {
    Judged(Verdict),
    Rows(Vec<AnyRow>),
    Nothing,
}

impl Command {
    pub(crate) fn batch(&self) -> Option<&Batch> {
        match self {
            Self::Append { batch, .. } => Some(batch),
            Self::Write { .. } | Self::Close(_) => None,
        }
    }

    /// About how many bytes a long write carries; steps of conversations are small.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Write { statements, .. } => statements.iter().map(Statement::bytes).sum(),
            Self::Append { .. } | Self::Close(_) => 0,
        }
    }

    /// Tells the caller what was committed. A caller who does not wait any more is no error.
    pub(crate) fn answer(self, outcome: Outcome) -> Option<oneshot::Sender<()>> {
        match (self, outcome) {
            (Self::Append { answer, .. }, Outcome::Judged(verdict)) => {
                let _ = answer.send(verdict.answer());
            }
            (Self::Write { answer, .. }, Outcome::Rows(rows)) => {
                let _ = answer.send(Ok(rows));
            }
            (Self::Close(answer), _) => return Some(answer),
            // Dropping the sender tells the caller that the store is not available.
            (Self::Append { .. } | Self::Write { .. }, _) => {}
        }
        None
    }

    pub(crate) fn refuse(self, error: &sqlx::Error) -> Option<oneshot::Sender<()>> {
        match self {
            Self::Append { answer, .. } => {
                let _ = answer.send(Err(unavailable(error).into()));
            }
            Self::Write { answer, .. } => {
                let _ = answer.send(Err(unavailable(error)));
            }
            Self::Close(answer) => return Some(answer),
        }
        None
    }
}
