//! The one task that writes. Whatever has arrived while the last transaction was being synced makes up the next one,
//! and everybody in it is answered only after the commit has returned.
//!
//! A step that conflicts or repeats fails alone. When the database refuses a statement, the group is taken apart and
//! tried one by one, so that nobody fails for a neighbour. When a commit or the connection fails, the whole group is
//! told so and nothing is acknowledged until the connection was opened anew.

use crate::append::append;
use crate::command::{Command, Outcome, Removal};
use crate::engine::{Engine, Severity};
use crate::statement::Statement;
use bot_core::ports::{AppendError, Batch, StoreUnavailable};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Connection};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How many writes may wait; from then on a caller is told at once that the store is not available.
const WAITING_MAX: usize = 4096;
/// How many writes share one transaction.
const GROUP_MAX: usize = 256;
/// How often a single write is tried again after it collided with another instance.
const TRIES_MAX: u32 = 4;
/// How long to wait for a quiet moment before the log is emptied without one, when nobody writes.
const EMPTYING_PAUSE: Duration = Duration::from_millis(500);
/// After how many groups at most the log is emptied once something was erased.
const GROUPS_BEFORE_EMPTYING_MAX: u32 = 64;

/// The way to the task; cloning shares it.
#[derive(Clone)]
pub(crate) struct Writer(mpsc::Sender<Command>);

impl Writer {
    pub(crate) fn start(engine: Engine, connection: AnyConnection) -> Self {
        let (sender, commands) = mpsc::channel(WAITING_MAX);
        tokio::spawn(
            Task {
                engine,
                connection: Some(connection),
                groups_since_removal: None,
            }
            .run(commands),
        );
        Self(sender)
    }

    /// Appends one step. Returns after it was synced, or judged.
    pub(crate) async fn append(&self, batch: Batch) -> Result<(), AppendError> {
        let (answer, answered) = oneshot::channel();
        self.send(Command::Append {
            batch: Box::new(batch),
            answer,
        })?;
        answered.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Runs statements in one transaction and returns the rows of the last one, after it was synced.
    pub(crate) async fn write(
        &self,
        statements: Vec<Statement>,
        removal: Removal,
    ) -> Result<Vec<AnyRow>, StoreUnavailable> {
        let (answer, answered) = oneshot::channel();
        self.send(Command::Write {
            statements,
            removal,
            answer,
        })?;
        answered.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Ends the task after what was taken so far.
    pub(crate) async fn close(&self) {
        let (answer, answered) = oneshot::channel();
        if self.0.send(Command::Close(answer)).await.is_ok() {
            // An error means that the task has ended already, which is what was wanted.
            let _ = answered.await;
        }
    }

    fn send(&self, command: Command) -> Result<(), StoreUnavailable> {
        self.0.try_send(command).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreUnavailable::because("too many writes are waiting"),
            mpsc::error::TrySendError::Closed(_) => closed(),
        })
    }
}

fn closed() -> StoreUnavailable {
    StoreUnavailable::because("the store is closed")
}

struct Task {
    engine: Engine,
    /// `None` after a failure, until it could be opened anew.
    connection: Option<AnyConnection>,
    /// Groups committed since words were removed, while the log still holds them.
    groups_since_removal: Option<u32>,
}

impl Task {
    async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        let mut group = Vec::with_capacity(GROUP_MAX);
        while self.receive(&mut commands, &mut group).await > 0 {
            let mut closing = self.take(std::mem::take(&mut group)).await;
            if self.connection.is_none() {
                // Whoever waits has waited as long as those who were just refused; nobody waits for a second attempt.
                let waiting = std::iter::from_fn(|| commands.try_recv().ok());
                let because = sqlx::Error::PoolTimedOut;
                closing = waiting
                    .filter_map(|command| command.refuse(&because))
                    .last()
                    .or(closing);
            }
            self.empty_log(commands.is_empty()).await;
            if let Some(answer) = closing {
                commands.close();
                // What arrived since is refused by dropping it; its callers read that as "closed".
                self.disconnect().await;
                let _ = answer.send(());
                return;
            }
        }
        self.disconnect().await;
    }

    /// Waits for the next group; 0 when nobody can send any more. Empties the log meanwhile, if that is still owed.
    async fn receive(&mut self, commands: &mut mpsc::Receiver<Command>, group: &mut Vec<Command>) -> usize {
        while self.groups_since_removal.is_some() {
            match tokio::time::timeout(EMPTYING_PAUSE, commands.recv_many(group, GROUP_MAX)).await {
                Ok(count) => return count,
                Err(_elapsed) => self.empty_log(true).await,
            }
        }
        commands.recv_many(group, GROUP_MAX).await
    }

    /// Writes a group and answers it; returns who asked to close, if somebody did.
    async fn take(&mut self, group: Vec<Command>) -> Option<oneshot::Sender<()>> {
        match self.commit(&group).await {
            Ok(outcomes) => group
                .into_iter()
                .zip(outcomes)
                .filter_map(|(command, outcome)| command.answer(outcome))
                .last(),
            Err((Severity::Lost, error)) => {
                tracing::error!(%error, writes = group.len(), "a group of writes was not stored");
                group
                    .into_iter()
                    .filter_map(|command| command.refuse(&error))
                    .last()
            }
            Err((Severity::Collided | Severity::Refused, _)) => {
                let mut closing = None;
                for command in group {
                    let single = match self.connection {
                        Some(_) => self.take_single(command).await,
                        None => command.refuse(&sqlx::Error::PoolTimedOut),
                    };
                    closing = single.or(closing);
                }
                closing
            }
        }
    }

    async fn take_single(&mut self, command: Command) -> Option<oneshot::Sender<()>> {
        let group = [command];
        let mut tries = 1;
        let outcome = loop {
            match self.commit(&group).await {
                Err((Severity::Collided, _)) if tries < TRIES_MAX => tries += 1,
                other => break other,
            }
        };
        let [command] = group;
        match outcome {
            Ok(outcomes) => command.answer(outcomes.into_iter().next().unwrap_or(Outcome::Nothing)),
            Err((_, error)) => {
                tracing::warn!(%error, "a write was refused by the database");
                command.refuse(&error)
            }
        }
    }

    /// One transaction. After a loss the connection is gone as well.
    async fn commit(&mut self, group: &[Command]) -> Result<Vec<Outcome>, (Severity, sqlx::Error)> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self
                .engine
                .reconnect_writer()
                .await
                .map_err(|error| (Severity::Lost, error))?,
        };
        let transaction = transact(&self.engine, &mut connection, group);
        let outcome = match self
            .engine
            .transaction_time_max(group.iter().map(Command::bytes).sum())
        {
            None => transaction.await,
            Some(limit) => match tokio::time::timeout(limit, transaction).await {
                Ok(outcome) => outcome,
                Err(_elapsed) => Err((Severity::Lost, sqlx::Error::PoolTimedOut)),
            },
        };
        let is_lost = matches!(&outcome, Err((Severity::Lost, _)));
        if is_lost {
            // Closing politely would wait for a server that may not answer.
            drop(connection);
        } else {
            self.connection = Some(connection);
            self.note_removals(group);
        }
        outcome
    }

    fn note_removals(&mut self, group: &[Command]) {
        let removes = |command: &Command| {
            matches!(
                command,
                Command::Write {
                    removal: Removal::Words,
                    ..
                }
            )
        };
        match &mut self.groups_since_removal {
            Some(groups) => *groups += 1,
            None if group.iter().any(removes) => self.groups_since_removal = Some(0),
            None => {}
        }
    }

    /// Empties the log once something was removed, at the next quiet moment or when it is overdue.
    async fn empty_log(&mut self, is_quiet: bool) {
        let is_due = self
            .groups_since_removal
            .is_some_and(|groups| is_quiet || groups >= GROUPS_BEFORE_EMPTYING_MAX);
        let Some(connection) = self.connection.as_mut().filter(|_| is_due) else {
            return;
        };
        match self.engine.empty_log(connection).await {
            Ok(()) => self.groups_since_removal = None,
            Err(error) => {
                tracing::debug!(%error, "the log is in use and is emptied later");
                self.groups_since_removal = Some(0);
            }
        }
    }

    async fn disconnect(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database was not closed in order");
        }
    }
}

async fn transact(
    engine: &Engine,
    connection: &mut AnyConnection,
    group: &[Command],
) -> Result<Vec<Outcome>, (Severity, sqlx::Error)> {
    let statement = |error: sqlx::Error| (engine.severity(&error), error);
    let lost = |error: sqlx::Error| (Severity::Lost, error);
    let mut transaction = connection.begin_with(engine.begin()).await.map_err(lost)?;
    let outcome = write_all(engine, &mut transaction, group).await;
    match outcome {
        Ok(outcomes) => {
            transaction.commit().await.map_err(lost)?;
            Ok(outcomes)
        }
        Err(error) => {
            transaction.rollback().await.map_err(lost)?;
            Err(statement(error))
        }
    }
}

async fn write_all(
    engine: &Engine,
    connection: &mut AnyConnection,
    group: &[Command],
) -> Result<Vec<Outcome>, sqlx::Error> {
    let batches: Vec<&Batch> = group.iter().filter_map(Command::batch).collect();
    let verdicts = if batches.is_empty() {
        Vec::new()
    } else {
        append(engine, connection, &batches).await?
    };
    let mut verdicts = verdicts.into_iter();
    let mut outcomes = Vec::with_capacity(group.len());
    for command in group {
        outcomes.push(match command {
            Command::Append { .. } => verdicts.next().map_or(Outcome::Nothing, Outcome::Judged),
            Command::Write { statements, .. } => {
                let mut rows = Vec::new();
                for statement in statements {
                    rows = statement.rows(engine, &mut *connection).await?;
                }
                Outcome::Rows(rows)
            }
            Command::Close(_) => Outcome::Nothing,
        });
    }
    Ok(outcomes)
}
