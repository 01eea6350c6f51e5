//! How long a sign-in holds: 30 minutes without a sign of life, 10 hours altogether.

use bot_core::account::{Account, Role, StaffSession};
use bot_core::ports::{AccountStore, StoreUnavailable};
use jiff::{SignedDuration, Timestamp};
use web_kit::token;

/// A session ends after this time without a request.
pub const IDLE_MAX: SignedDuration = SignedDuration::from_mins(30);
/// A session ends after this time in any case.
pub const SESSION_MAX: SignedDuration = SignedDuration::from_hours(10);
/// A request is noted when the last note is older than this; saves a write per request.
const NOTE_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// Why a request counts as not signed in.
#[derive(Debug, thiserror::Error)]
pub enum StayError {
    /// No cookie, an unknown one, or the session is over.
    #[error("nobody is signed in")]
    SignedOut,
    /// See [`StoreUnavailable`].
    #[error(transparent)]
    Unavailable(#[from] StoreUnavailable),
}

/// A session that holds now, with its account.
#[derive(Clone, Debug)]
pub struct Stay {
    /// Who is signed in.
    pub account: Account,
    /// The session.
    pub session: StaffSession,
}

impl Stay {
    /// Whether the account has this role.
    #[must_use]
    pub fn may(&self, role: Role) -> bool {
        self.account.roles.contains(&role)
    }

    /// When the session ends unless a request comes first.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        ends_at(&self.session)
    }
}

fn ends_at(session: &StaffSession) -> Timestamp {
    (session.seen_at + IDLE_MAX).min(session.started_at + SESSION_MAX)
}

/// Whether the watcher counts as a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A person did something: the session is kept.
    Active,
    /// An open stream looks whether the session still holds; it does not keep it.
    Watching,
}

/// The session of this token, if it holds at `now`. A session that is over is removed.
///
/// # Errors
/// See [`StayError`].
pub async fn stay_of(
    accounts: &dyn AccountStore,
    token: &str,
    now: Timestamp,
    look: Look,
) -> Result<Stay, StayError> {
    if !token::is_token(token) {
        return Err(StayError::SignedOut);
    }
    let hash = token::hash(token);
    let mut session = accounts.session(&hash).await?.ok_or(StayError::SignedOut)?;
    if ends_at(&session) <= now {
        accounts.end_session(&hash).await?;
        return Err(StayError::SignedOut);
    }
    let account = accounts
        .account(session.account)
        .await?
        .ok_or(StayError::SignedOut)?;
    if look == Look::Active && now.duration_since(session.seen_at) >= NOTE_EVERY {
        accounts.touch_session(&hash, now).await?;
        session.seen_at = now;
    }
    Ok(Stay { account, session })
}
