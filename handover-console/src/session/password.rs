//! Passwords: argon2id off the async threads, a few at a time, and the same work for an unknown login as for a known
//! one.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Checks that run at once; each takes about 20 MB and a core.
const CHECKS_AT_ONCE: usize = 2;
/// How long a check waits for its turn.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// Why a password could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many checks wait already.
    #[error("too many sign-ins at once")]
    Busy,
    /// argon2 refused (no memory, no randomness).
    #[error("the password could not be hashed")]
    Failed,
}

/// Checks passwords.
#[derive(Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    nobody: Arc<str>,
}

impl Passwords {
    /// Prepares the hash that stands in for an unknown login.
    ///
    /// # Errors
    /// See [`PasswordError::Failed`].
    pub fn new() -> Result<Self, PasswordError> {
        Ok(Self {
            permits: Arc::new(Semaphore::new(CHECKS_AT_ONCE)),
            nobody: hash_password("nobody")?.into(),
        })
    }

    /// Whether `typed` is the password of `stored`. Without a stored hash the answer is no, after the same work.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub async fn matches(&self, stored: Option<&str>, typed: String) -> Result<bool, PasswordError> {
        let turn = tokio::time::timeout(WAIT_MAX, Arc::clone(&self.permits).acquire_owned());
        let permit = turn
            .await
            .map_err(|_| PasswordError::Busy)?
            .map_err(|_| PasswordError::Busy)?;
        let (hash, is_known) = self.hash_to_check(stored);
        let check = tokio::task::spawn_blocking(move || {
            let fits = verify(&hash, &typed);
            drop(permit);
            fits
        });
        let fits = check.await.map_err(|_| PasswordError::Failed)?;
        Ok(fits && is_known)
    }

    fn hash_to_check(&self, stored: Option<&str>) -> (Arc<str>, bool) {
        stored.map_or_else(
            || (Arc::clone(&self.nobody), false),
            |hash| (Arc::from(hash), true),
        )
    }
}

/// The argon2id hash of a password, in PHC string format, with a salt of its own.
///
/// # Errors
/// See [`PasswordError::Failed`].
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    let hash: PasswordHash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|_| PasswordError::Failed)?;
    Ok(hash.to_string())
}

fn verify(hash: &str, typed: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_login_matches() {
        let passwords = Passwords::new().unwrap();
        let stored = hash_password("richtig").unwrap();
        assert!(passwords.matches(Some(&stored), "richtig".into()).await.unwrap());
        assert!(!passwords.matches(Some(&stored), "falsch".into()).await.unwrap());
        assert!(!passwords.matches(None, "richtig".into()).await.unwrap());
        assert!(!passwords.matches(None, "nobody".into()).await.unwrap());
    }

    #[test]
    fn an_unknown_login_costs_the_same_work_as_a_known_one() {
        let passwords = Passwords::new().unwrap();
        let stored = hash_password("x").unwrap();
        let (known, _) = passwords.hash_to_check(Some(&stored));
        let (unknown, is_known) = passwords.hash_to_check(None);
        assert!(!is_known);
        let parameters = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            parameters(&known),
            parameters(&unknown),
            "same algorithm, version, memory, rounds, lanes"
        );
        assert_eq!(parameters(&known)[1], "argon2id");
    }

    #[test]
    fn the_same_password_never_has_the_same_hash() {
        assert_ne!(hash_password("x").unwrap(), hash_password("x").unwrap());
    }
}
