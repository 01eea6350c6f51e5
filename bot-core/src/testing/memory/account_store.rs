//! [`AccountStore`] in memory.

use super::MemoryStore;
use crate::account::{Account, StaffSession};
use crate::ids::AccountId;
use crate::ports::{AccountStore, StoreUnavailable};
use async_trait::async_trait;
use jiff::Timestamp;

#[async_trait]
impl AccountStore for MemoryStore {
    async fn account_by_login(&self, login: &str) -> Result<Option<Account>, StoreUnavailable> {
        Ok(self
            .state()
            .accounts
            .values()
            .find(|account| account.login == login)
            .cloned())
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreUnavailable> {
        Ok(self.state().accounts.get(&id).cloned())
    }

    async fn save_account(&self, account: &Account) -> Result<(), StoreUnavailable> {
        let mut state = self.state();
        let is_taken = |other: &Account| other.login == account.login && other.id != account.id;
        if state.accounts.values().any(is_taken) {
            return Err(StoreUnavailable::because("another account has this login"));
        }
        state.accounts.insert(account.id, account.clone());
        Ok(())
    }

    async fn has_demo_accounts(&self) -> Result<bool, StoreUnavailable> {
        Ok(self.state().accounts.values().any(|account| account.is_demo))
    }

    async fn start_session(&self, session: &StaffSession) -> Result<(), StoreUnavailable> {
        self.state()
            .sessions
            .insert(session.token_hash.clone(), session.clone());
        Ok(())
    }

    async fn session(&self, token_hash: &str) -> Result<Option<StaffSession>, StoreUnavailable> {
        Ok(self.state().sessions.get(token_hash).cloned())
    }

    async fn touch_session(&self, token_hash: &str, seen_at: Timestamp) -> Result<(), StoreUnavailable> {
        if let Some(session) = self.state().sessions.get_mut(token_hash) {
            session.seen_at = seen_at;
        }
        Ok(())
    }

    async fn end_session(&self, token_hash: &str) -> Result<(), StoreUnavailable> {
        self.state().sessions.remove(token_hash);
        Ok(())
    }

    async fn note_failed_sign_in(
        &self,
        key: &str,
        at: Timestamp,
        since: Timestamp,
    ) -> Result<u32, StoreUnavailable> {
        let mut state = self.state();
        let moments = state.failed_sign_ins.entry(key.to_owned()).or_default();
        moments.push(at);
        moments.retain(|moment| *moment >= since);
        Ok(u32::try_from(moments.len()).unwrap_or(u32::MAX))
    }

    async fn forget_failed_sign_ins(&self, key: &str) -> Result<(), StoreUnavailable> {
        self.state().failed_sign_ins.remove(key);
        Ok(())
    }
}
