//! Secrets of browsers: 256 random bits in the cookie, only their SHA-256 anywhere else.

use sha2::{Digest, Sha256};

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("no random bytes from the operating system")]
pub struct NoRandomness;

/// 32 random bytes.
///
/// # Errors
/// [`NoRandomness`], practically never.
pub fn random_bytes() -> Result<[u8; 32], NoRandomness> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// A new session token: 64 hexadecimal digits.
///
/// # Errors
/// See [`random_bytes`].
pub fn random_token() -> Result<String, NoRandomness> {
    random_bytes().map(hex::encode)
}

/// The SHA-256 of a token as lower-case hex: what stores keep and addresses carry.
#[must_use]
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Whether a cookie's value has the form of a token; anything else is treated as no cookie.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_256_bit_and_differ() {
        let (one, two) = (random_token().unwrap(), random_token().unwrap());
        assert!(is_token(&one) && is_token(&two));
        assert_ne!(one, two);
        assert_ne!(hash(&one), one);
    }
}
