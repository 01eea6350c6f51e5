//! Accounts and sign-in sessions of staff.

use super::StoreUnavailable;
use crate::account::{Account, StaffSession};
use crate::ids::AccountId;
use async_trait::async_trait;
use jiff::Timestamp;

/// Stores accounts and their sessions.
#[async_trait]
pub trait AccountStore: Send + Sync {
    /// The account with this login.
    async fn account_by_login(&self, login: &str) -> Result<Option<Account>, StoreUnavailable>;

    /// The account with this id.
    async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreUnavailable>;

    /// Adds an account or replaces the one with the same id.
    async fn save_account(&self, account: &Account) -> Result<(), StoreUnavailable>;

    /// Whether there is an account that came with the demonstration.
    async fn has_demo_accounts(&self) -> Result<bool, StoreUnavailable>;

    /// Begins a session.
    async fn start_session(&self, session: &StaffSession) -> Result<(), StoreUnavailable>;

    /// The session with this token hash.
    async fn session(&self, token_hash: &str) -> Result<Option<StaffSession>, StoreUnavailable>;

    /// Notes that a session was used.
    async fn touch_session(&self, token_hash: &str, seen_at: Timestamp) -> Result<(), StoreUnavailable>;

    /// Ends a session.
    async fn end_session(&self, token_hash: &str) -> Result<(), StoreUnavailable>;

    /// Notes a failed sign-in and returns how many there were for this key since `since`, this one included.
    /// Counts exactly, however many come at once.
    async fn note_failed_sign_in(
        &self,
        key: &str,
        at: Timestamp,
        since: Timestamp,
    ) -> Result<u32, StoreUnavailable>;

    /// Forgets failed sign-ins for this key after a success.
    async fn forget_failed_sign_ins(&self, key: &str) -> Result<(), StoreUnavailable>;
}
