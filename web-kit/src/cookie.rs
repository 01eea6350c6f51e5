//! Cookies: reading them from requests and writing them with the strictest attributes.

use axum::http::{HeaderMap, HeaderValue, header};

/// The citizen's session on the city's own site.
pub const CITIZEN: &str = "__Host-amtslotse";
/// The citizen's session inside the frame on another site; kept apart by that site.
pub const CITIZEN_FRAMED: &str = "__Host-amtslotse-frame";
/// The session of clerks, editors and operators.
pub const STAFF: &str = "__Host-amtslotse-staff";
/// The locale somebody chose.
pub const LOCALE: &str = "__Host-amtslotse-lang";

/// How long a cookie lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until the browser is closed.
    Session,
    /// That many seconds.
    Seconds(u64),
    /// Removed now.
    Over,
}

/// The value of the cookie `name`, if the request has it exactly once.
#[must_use]
pub fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    match (found.next(), found.next()) {
        (Some(value), None) => Some(value),
        _ => None,
    }
}

/// A `Set-Cookie` value: `__Host-`, `HttpOnly`, `Secure`. Cookies of the frame are partitioned by the embedding site.
#[must_use]
pub fn write(name: &str, value: &str, lifetime: Lifetime) -> Option<HeaderValue> {
    let site = if name == CITIZEN_FRAMED {
        "SameSite=None; Partitioned"
    } else {
        "SameSite=Lax"
    };
    let age = match lifetime {
        Lifetime::Session => String::new(),
        Lifetime::Seconds(seconds) => format!("; Max-Age={seconds}"),
        Lifetime::Over => "; Max-Age=0".to_owned(),
    };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; Secure; {site}{age}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_cookie_counts_as_none() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("a=1; __Host-amtslotse=x"),
        );
        assert_eq!(read(&headers, CITIZEN), Some("x"));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-amtslotse=y"));
        assert_eq!(read(&headers, CITIZEN), None);
    }

    #[test]
    fn the_frame_cookie_is_partitioned_and_the_other_is_lax() {
        let framed = write(CITIZEN_FRAMED, "t", Lifetime::Session).unwrap();
        assert!(framed.to_str().unwrap().contains("SameSite=None; Partitioned"));
        let own = write(CITIZEN, "t", Lifetime::Seconds(5)).unwrap();
        assert_eq!(
            own,
            "__Host-amtslotse=t; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=5"
        );
    }
}
