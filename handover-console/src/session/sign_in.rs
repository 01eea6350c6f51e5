//! The rules of signing in: the same words and the same work for an unknown login and a wrong password, a bounded
//! number of tries, a new session at every sign-in.

use super::lockout::{Counters, Permission};
use super::password::{PasswordError, Passwords};
use bot_core::account::{Account, StaffSession};
use bot_core::ports::{AccountStore, StoreUnavailable};
use jiff::Timestamp;
use web_kit::token;

/// Longest login and password that are looked at, in bytes.
pub const FIELD_MAX: usize = 200;

/// One try.
pub struct Try {
    /// As typed.
    pub login: String,
    /// As typed.
    pub password: String,
    /// The network the request came from, as `web_kit` groups addresses.
    pub address: String,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// There is no such login, or the password is another one: not told apart.
    #[error("login or password is wrong")]
    Refused,
    /// Too many tries lately.
    #[error("too many tries")]
    Locked,
    /// Too many at once, or no memory or randomness now.
    #[error("signing in is not possible now")]
    Busy(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// See [`StoreUnavailable`].
    #[error(transparent)]
    Unavailable(#[from] StoreUnavailable),
}

impl From<PasswordError> for SignInError {
    fn from(error: PasswordError) -> Self {
        Self::Busy(error.into())
    }
}

/// A sign-in that succeeded.
pub struct SignedIn {
    /// Who.
    pub account: Account,
    /// The new session's token, for the cookie.
    pub token: String,
}

/// Signs in, or says why not.
pub async fn sign_in(
    accounts: &dyn AccountStore,
    passwords: &Passwords,
    now: Timestamp,
    attempt: Try,
) -> Result<SignedIn, SignInError> {
    let login = attempt.login.trim().to_lowercase();
    let counters = Counters::of(&login, &attempt.address);
    if counters.permit(accounts, now).await? == Permission::Locked {
        return Err(SignInError::Locked);
    }
    let is_plausible = login.len() <= FIELD_MAX && attempt.password.len() <= FIELD_MAX;
    let known = if is_plausible {
        accounts.account_by_login(&login).await?
    } else {
        None
    };
    let typed: String = if is_plausible {
        attempt.password
    } else {
        String::new()
    };
    let stored = known.as_ref().map(|account| account.password_hash.as_str());
    let fits = passwords.matches(stored, typed).await?;
    let Some(account) = known.filter(|_| fits) else {
        return Err(SignInError::Refused);
    };
    counters.forget(accounts).await?;
    let token = token::random_token().map_err(|error| SignInError::Busy(error.into()))?;
    let session = StaffSession {
        token_hash: token::hash(&token),
        account: account.id,
        started_at: now,
        seen_at: now,
    };
    accounts.start_session(&session).await?;
    Ok(SignedIn { account, token })
}
