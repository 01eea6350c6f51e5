//! How often a sign-in may be tried. Counted before the password is looked at, so that however many tries come at
//! once, no more than the limit are ever checked.

use bot_core::ports::{AccountStore, StoreUnavailable};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// Failures that count are not older than this.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Tries checked per login within the window.
pub const TRIES_PER_LOGIN: u32 = 5;
/// Tries checked per network address within the window.
pub const TRIES_PER_ADDRESS: u32 = 20;

/// Whether this try may be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Check it; on success call [`forget`].
    Granted,
    /// Too many failures lately.
    Locked,
}

/// The two counters of one try. Neither holds what was typed: people type passwords into the wrong field.
pub struct Counters {
    login: String,
    address: String,
}

impl Counters {
    /// The counters of a login from a network address.
    pub fn of(login: &str, address: &str) -> Self {
        Self {
            login: format!("login:{}", hex::encode(Sha256::digest(login.as_bytes()))),
            address: format!("address:{address}"),
        }
    }

    /// Counts this try as failed until it proves otherwise. The address comes first: one that is locked does not
    /// lock other people's logins.
    pub async fn permit(
        &self,
        accounts: &dyn AccountStore,
        now: Timestamp,
    ) -> Result<Permission, StoreUnavailable> {
        let since = now - WINDOW;
        if accounts.note_failed_sign_in(&self.address, now, since).await? > TRIES_PER_ADDRESS {
            return Ok(Permission::Locked);
        }
        if accounts.note_failed_sign_in(&self.login, now, since).await? > TRIES_PER_LOGIN {
            return Ok(Permission::Locked);
        }
        Ok(Permission::Granted)
    }

    /// Forgets the failures after a success. The address's too: many desks share one, and everybody who signs in
    /// there counts a try.
    pub async fn forget(&self, accounts: &dyn AccountStore) -> Result<(), StoreUnavailable> {
        accounts.forget_failed_sign_ins(&self.login).await?;
        accounts.forget_failed_sign_ins(&self.address).await
    }
}
