//! Security headers: on every response, errors included.

use crate::kit::Settings;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Marks a response that other sites may show in a frame; the allow-list of the settings says which.
#[derive(Clone, Copy, Debug)]
pub struct MayBeFramed;

/// Marks a response that other sites may load (the launcher script).
#[derive(Clone, Copy, Debug)]
pub struct MayBeEmbedded;

const FIXED: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-permitted-cross-domain-policies", "none"),
    ("origin-agent-cluster", "?1"),
    (
        "permissions-policy",
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
         magnetometer=(), microphone=(), payment=(), usb=()",
    ),
];

/// Puts the headers on a response.
///
/// `Referrer-Policy` is `same-origin`, not `no-referrer`: under the latter browsers send `Origin: null` with our own
/// forms, and the check of provenance could not tell them from foreign ones. Other sites learn nothing either way.
pub fn put(headers: &mut HeaderMap, settings: &Settings, is_framed: bool, is_embedded: bool) {
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let resource = if is_embedded {
        "cross-origin"
    } else {
        "same-origin"
    };
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static(resource));
    if settings.is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    let ancestors = if is_framed {
        ancestors(&settings.widget_origins)
    } else {
        "'none'".to_owned()
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         font-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    if !is_framed {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
}

/// Our own pages and the origins allowed by the settings; whatever does not look like an origin is left out.
fn ancestors(origins: &[String]) -> String {
    let is_origin = |origin: &&String| {
        let host = origin
            .strip_prefix("https://")
            .or_else(|| origin.strip_prefix("http://"));
        host.is_some_and(|host| {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-.:[]*".contains(&b))
        })
    };
    let mut out = "'self'".to_owned();
    for origin in origins.iter().filter(is_origin) {
        out.push(' ');
        out.push_str(origin);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_frames_us_but_the_allowed() {
        let settings = Settings {
            widget_origins: vec!["https://stadt.example".to_owned(), "x; script-src *".to_owned()],
            ..Settings::default()
        };
        let mut plain = HeaderMap::new();
        put(&mut plain, &settings, false, false);
        let policy = plain[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none';") && policy.ends_with("frame-ancestors 'none'"),
            "{policy}"
        );
        assert_eq!(plain[header::X_FRAME_OPTIONS], "DENY");
        assert!(!plain.contains_key(header::STRICT_TRANSPORT_SECURITY));

        let mut framed = HeaderMap::new();
        put(&mut framed, &settings, true, false);
        let policy = framed[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.ends_with("frame-ancestors 'self' https://stadt.example"),
            "{policy}"
        );
        assert!(!framed.contains_key(header::X_FRAME_OPTIONS));
    }
}
