//! Requests that change something must come from our own pages.
//!
//! Two proofs: a token in the form, and what the browser says about the page that posts (`Sec-Fetch-Site`,
//! `Origin`). Within a session the token is bound to the session's cookie. Before there is a session it is bound to
//! the day only, and then the browser's word is needed as well: a page needs no cookie merely to be read.

use axum::http::{HeaderMap, header};
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// How long a form without a session stays valid.
const VISITOR_DAYS: i64 = 3;

/// The key that tokens are made with; the same in all instances of one hub.
#[derive(Clone)]
pub struct CsrfKey([u8; 32]);

/// What the browser says about where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A page of ours.
    Own,
    /// It says nothing (old browsers, programs).
    Unknown,
    /// Another site.
    Foreign,
}

/// The request was not proven to come from one of our pages.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CsrfError {
    /// The browser says that another site sent it.
    #[error("the request comes from another site")]
    Foreign,
    /// The token is missing, wrong or too old.
    #[error("the form is not valid any more")]
    Expired,
}

impl std::fmt::Debug for CsrfKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CsrfKey(…)")
    }
}

impl CsrfKey {
    /// A key from the hub's secret.
    #[must_use]
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// The token for forms of a page; `session` is the cookie's value, if there is one.
    #[must_use]
    pub fn token(&self, session: Option<&str>, now: Timestamp) -> String {
        match session {
            Some(session) => self.mac("session", session),
            None => self.visitor(day(now)),
        }
    }

    /// Checks a request. `sessions` are the values of all session cookies it carries.
    ///
    /// # Errors
    /// See [`CsrfError`].
    pub fn check(
        &self,
        token: &str,
        sessions: &[&str],
        provenance: Provenance,
        now: Timestamp,
    ) -> Result<(), CsrfError> {
        if provenance == Provenance::Foreign {
            return Err(CsrfError::Foreign);
        }
        if sessions
            .iter()
            .any(|session| same(token, &self.mac("session", session)))
        {
            return Ok(());
        }
        let today = day(now);
        let is_visitor = (0..=VISITOR_DAYS).any(|age| same(token, &self.visitor(today - age)));
        if is_visitor && provenance == Provenance::Own {
            Ok(())
        } else {
            Err(CsrfError::Expired)
        }
    }

    fn visitor(&self, day: i64) -> String {
        self.mac("visitor", &day.to_string())
    }

    fn mac(&self, purpose: &str, value: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return String::new();
        };
        mac.update(purpose.as_bytes());
        mac.update(b"|");
        mac.update(value.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}

/// Where the browser says a request comes from. `public_origin` is the hub's own origin where a proxy rewrites `Host`.
#[must_use]
pub fn provenance(headers: &HeaderMap, public_origin: Option<&str>) -> Provenance {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let fetch_site = match text("sec-fetch-site") {
        Some("same-origin") => Provenance::Own,
        None | Some("none") => Provenance::Unknown,
        Some(_) => Provenance::Foreign,
    };
    let origin = match (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) {
        (None, _) => Provenance::Unknown,
        (Some(origin), host) => {
            let is_host = host.is_some_and(|host| {
                [format!("https://{host}"), format!("http://{host}")].contains(&origin.to_owned())
            });
            let is_own = public_origin.map_or(is_host, |own| own == origin);
            if is_own {
                Provenance::Own
            } else {
                Provenance::Foreign
            }
        }
    };
    match (fetch_site, origin) {
        (Provenance::Foreign, _) | (_, Provenance::Foreign) => Provenance::Foreign,
        (Provenance::Own, _) | (_, Provenance::Own) => Provenance::Own,
        _ => Provenance::Unknown,
    }
}

fn day(now: Timestamp) -> i64 {
    now.as_second().div_euclid(24 * 3600)
}

fn same(given: &str, expected: &str) -> bool {
    !expected.is_empty() && bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v)))
            .collect()
    }
    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn origins_that_only_look_alike_are_foreign() {
        for origin in [
            "https://evil.example",
            "null",
            "https://hub.example.evil.example",
            "https://hub.example:444",
        ] {
            let mut map = headers(&[("host", "hub.example")]);
            map.insert("origin", HeaderValue::from_static(origin));
            assert_eq!(provenance(&map, None), Provenance::Foreign, "{origin}");
        }
        for site in ["cross-site", "same-site", "whatever"] {
            let mut map = headers(&[("host", "hub.example"), ("origin", "https://hub.example")]);
            map.insert("sec-fetch-site", HeaderValue::from_static(site));
            assert_eq!(provenance(&map, None), Provenance::Foreign, "{site}");
        }
    }

    #[test]
    fn our_own_pages_are_recognised() {
        assert_eq!(
            provenance(&headers(&[("sec-fetch-site", "same-origin")]), None),
            Provenance::Own
        );
        let map = headers(&[("host", "10.0.0.1:80"), ("origin", "https://stadt.example")]);
        assert_eq!(provenance(&map, Some("https://stadt.example")), Provenance::Own);
        assert_eq!(provenance(&headers(&[("host", "a")]), None), Provenance::Unknown);
    }

    #[test]
    fn a_session_token_is_bound_to_its_session() {
        let key = CsrfKey::new([7; 32]);
        let token = key.token(Some("s1"), now());
        assert_eq!(key.check(&token, &["s1"], Provenance::Unknown, now()), Ok(()));
        assert_eq!(
            key.check(&token, &["s2"], Provenance::Own, now()),
            Err(CsrfError::Expired)
        );
        assert_eq!(
            key.check(&token, &["s1"], Provenance::Foreign, now()),
            Err(CsrfError::Foreign)
        );
        assert_eq!(
            CsrfKey::new([8; 32]).check(&token, &["s1"], Provenance::Own, now()),
            Err(CsrfError::Expired)
        );
    }

    #[test]
    fn without_a_session_the_browser_must_vouch_and_days_run_out() {
        let key = CsrfKey::new([7; 32]);
        let token = key.token(None, now());
        assert_eq!(key.check(&token, &[], Provenance::Own, now()), Ok(()));
        assert_eq!(key.check(&token, &["s1"], Provenance::Own, now()), Ok(()));
        assert_eq!(
            key.check(&token, &[], Provenance::Unknown, now()),
            Err(CsrfError::Expired)
        );
        let later = now() + jiff::Span::new().hours(24 * 5);
        assert_eq!(
            key.check(&token, &[], Provenance::Own, later),
            Err(CsrfError::Expired)
        );
        assert_eq!(
            key.check("", &[], Provenance::Own, now()),
            Err(CsrfError::Expired)
        );
    }
}
