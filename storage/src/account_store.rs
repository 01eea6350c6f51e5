//! [`AccountStore`] in SQL.

use crate::Storage;
use crate::columns::{Columns, json, key, micros};
use crate::command::Removal;
use crate::statement::Statement;
use async_trait::async_trait;
use bot_core::account::{Account, StaffSession};
use bot_core::ids::{AccountId, ClerkId};
use bot_core::ports::{AccountStore, StoreUnavailable};
use jiff::{SignedDuration, Timestamp};
use sqlx::any::AnyRow;

const DEMONSTRATION: &str = "demonstration";
const AUTHORITY: &str = "authority";

/// After this time failed sign-ins are removed whatever is asked for.
const FAILURES_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

const SAVE: &str = "INSERT INTO account (id, login, display_name, roles, clerk, password_hash, origin)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (id) DO UPDATE SET login = excluded.login, display_name = excluded.display_name,
        roles = excluded.roles, clerk = excluded.clerk, password_hash = excluded.password_hash,
        origin = excluded.origin";

const BY_LOGIN: &str = "SELECT id, login, display_name, roles, clerk, password_hash, origin FROM account
    WHERE login = $1";

const BY_ID: &str =
    "SELECT id, login, display_name, roles, clerk, password_hash, origin FROM account WHERE id = $1";

const START: &str =
    "INSERT INTO staff_session (token_hash, account, started_at, seen_at) VALUES ($1, $2, $3, $4)";

/// One statement, so that concurrent failures of one key are counted one after the other by the database itself.
const NOTE_FAILURE: &str = "INSERT INTO failed_sign_in (key, moments, last_at) VALUES ($1, $2, $3)
    ON CONFLICT (key) DO UPDATE SET moments = failed_sign_in.moments || ' ' || excluded.moments,
        last_at = excluded.last_at
    RETURNING moments";

/// Only if nothing was added meanwhile.
const SHORTEN_FAILURES: &str = "UPDATE failed_sign_in SET moments = $2 WHERE key = $1 AND moments = $3";

#[async_trait]
impl AccountStore for Storage {
    async fn account_by_login(&self, login: &str) -> Result<Option<Account>, StoreUnavailable> {
        let row = self
            .read_one(Statement::new(BY_LOGIN).with(key(login).as_ref()))
            .await?;
        row.as_ref().map(account).transpose()
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreUnavailable> {
        let row = self.read_one(Statement::new(BY_ID).with(id.to_string())).await?;
        row.as_ref().map(account).transpose()
    }

    async fn save_account(&self, account: &Account) -> Result<(), StoreUnavailable> {
        let save = Statement::new(SAVE)
            .with(account.id.to_string())
            .with(account.login.as_str())
            .with(account.display_name.as_str())
            .with(json(&account.roles)?)
            .with(account.clerk.as_ref().map(ToString::to_string))
            .with(account.password_hash.as_str())
            .with(if account.is_demo { DEMONSTRATION } else { AUTHORITY });
        self.writer.write(vec![save], Removal::Nothing).await.map(|_| ())
    }

    async fn has_demo_accounts(&self) -> Result<bool, StoreUnavailable> {
        let any = Statement::new("SELECT 1 FROM account WHERE origin = $1 LIMIT 1").with(DEMONSTRATION);
        Ok(self.read_one(any).await?.is_some())
    }

    async fn start_session(&self, session: &StaffSession) -> Result<(), StoreUnavailable> {
        let start = Statement::new(START)
            .with(session.token_hash.as_str())
            .with(session.account.to_string())
            .with(micros(session.started_at))
            .with(micros(session.seen_at));
        self.writer.write(vec![start], Removal::Nothing).await.map(|_| ())
    }

    async fn session(&self, token_hash: &str) -> Result<Option<StaffSession>, StoreUnavailable> {
        let session =
            Statement::new("SELECT account, started_at, seen_at FROM staff_session WHERE token_hash = $1")
                .with(key(token_hash).as_ref());
        let Some(row) = self.read_one(session).await? else {
            return Ok(None);
        };
        Ok(Some(StaffSession {
            token_hash: token_hash.to_owned(),
            account: row.parsed("account")?,
            started_at: row.moment("started_at")?,
            seen_at: row.moment("seen_at")?,
        }))
    }

    async fn touch_session(&self, token_hash: &str, seen_at: Timestamp) -> Result<(), StoreUnavailable> {
        let touch = Statement::new("UPDATE staff_session SET seen_at = $2 WHERE token_hash = $1")
            .with(key(token_hash).as_ref())
            .with(micros(seen_at));
        self.writer.write(vec![touch], Removal::Nothing).await.map(|_| ())
    }

    async fn end_session(&self, token_hash: &str) -> Result<(), StoreUnavailable> {
        let end =
            Statement::new("DELETE FROM staff_session WHERE token_hash = $1").with(key(token_hash).as_ref());
        self.writer.write(vec![end], Removal::Nothing).await.map(|_| ())
    }

    async fn note_failed_sign_in(
        &self,
        of: &str,
        at: Timestamp,
        since: Timestamp,
    ) -> Result<u32, StoreUnavailable> {
        let of = key(of);
        let clean =
            Statement::new("DELETE FROM failed_sign_in WHERE last_at < $1").with(micros(at - FAILURES_KEPT));
        let note = Statement::new(NOTE_FAILURE)
            .with(of.as_ref())
            .with(micros(at).to_string())
            .with(micros(at));
        let rows = self.writer.write(vec![clean, note], Removal::Nothing).await?;
        let moments = rows
            .first()
            .map_or(Ok(String::new()), |row| row.text("moments"))?;
        let all: Vec<i64> = moments
            .split(' ')
            .filter_map(|moment| moment.parse().ok())
            .collect();
        let recent: Vec<i64> = all
            .iter()
            .copied()
            .filter(|moment| *moment >= micros(since))
            .collect();
        if recent.len() * 2 < all.len() {
            let remaining = recent
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ");
            let shorten = Statement::new(SHORTEN_FAILURES)
                .with(of.as_ref())
                .with(remaining)
                .with(moments);
            self.writer.write(vec![shorten], Removal::Nothing).await?;
        }
        Ok(u32::try_from(recent.len()).unwrap_or(u32::MAX))
    }

    async fn forget_failed_sign_ins(&self, of: &str) -> Result<(), StoreUnavailable> {
        let forget = Statement::new("DELETE FROM failed_sign_in WHERE key = $1").with(key(of).as_ref());
        self.writer
            .write(vec![forget], Removal::Nothing)
            .await
            .map(|_| ())
    }
}

fn account(row: &AnyRow) -> Result<Account, StoreUnavailable> {
    Ok(Account {
        id: row.parsed("id")?,
        login: row.text("login")?,
        display_name: row.text("display_name")?,
        roles: row.json("roles")?,
        clerk: row.maybe_text("clerk")?.map(ClerkId::new),
        password_hash: row.text("password_hash")?,
        is_demo: row.text("origin")? == DEMONSTRATION,
    })
}
