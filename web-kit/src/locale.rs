//! Which locale a page is written in: asked for in the address, chosen earlier, or wished by the browser.

use crate::cookie;
use axum::http::{HeaderMap, Uri, header};
use bot_core::locale::Locale;

/// The locale asked for with `?lang=`; the page then remembers it in a cookie.
#[must_use]
pub fn asked_for(uri: &Uri) -> Option<Locale> {
    query_value(uri, "lang").and_then(|tag| Locale::from_tag(&tag))
}

/// The locale of a request: `?lang=`, then the cookie, then `Accept-Language`, then German.
#[must_use]
pub fn negotiate(uri: &Uri, headers: &HeaderMap) -> Locale {
    asked_for(uri)
        .or_else(|| cookie::read(headers, cookie::LOCALE).and_then(Locale::from_tag))
        .or_else(|| headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().map(wished))
        .unwrap_or_default()
}

/// The first value of a query parameter.
#[must_use]
pub fn query_value(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query()?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// German if it is wished at least as much as anything else we speak; English for everybody who reads no German.
fn wished(accept: &str) -> Locale {
    let weight = |wanted: &str| {
        accept
            .split(',')
            .filter_map(|range| weighted(range, wanted))
            .fold(0_u32, u32::max)
    };
    let (german, any) = (weight("de"), weight("*"));
    if german > 0 && german >= weight("en") {
        return Locale::De;
    }
    if german == 0 && any > 0 && weight("en") == 0 && accept.trim() == "*" {
        return Locale::De;
    }
    if accept.trim().is_empty() {
        Locale::De
    } else {
        Locale::En
    }
}

fn weighted(range: &str, wanted: &str) -> Option<u32> {
    let mut parts = range.trim().split(';');
    let tag = parts.next()?.trim();
    let primary = tag.split('-').next()?;
    if !primary.eq_ignore_ascii_case(wanted) {
        return None;
    }
    let quality = parts
        .find_map(|part| part.trim().strip_prefix("q="))
        .map_or(Ok(1.0), str::parse::<f32>);
    let thousandths = quality.unwrap_or(0.0).clamp(0.0, 1.0) * 1000.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=1000 above"
    )]
    Some(thousandths as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn of(uri: &str, cookie: Option<&'static str>, accept: Option<&'static str>) -> Locale {
        let mut headers = HeaderMap::new();
        if let Some(value) = cookie {
            headers.insert(header::COOKIE, HeaderValue::from_static(value));
        }
        if let Some(value) = accept {
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(value));
        }
        negotiate(&uri.parse().unwrap(), &headers)
    }

    #[test]
    fn the_address_beats_the_cookie_beats_the_browser() {
        let cookie = Some("__Host-amtslotse-lang=de-simple");
        assert_eq!(of("/?lang=en", cookie, Some("de")), Locale::En);
        assert_eq!(of("/?lang=xx", cookie, Some("en")), Locale::DeSimple);
        assert_eq!(of("/", None, Some("en-GB,en;q=0.9,de;q=0.2")), Locale::En);
        assert_eq!(of("/", None, Some("de-AT,de;q=0.9,en;q=0.8")), Locale::De);
        assert_eq!(of("/", None, None), Locale::De);
        assert_eq!(of("/", None, Some("*")), Locale::De);
    }

    #[test]
    fn who_reads_neither_gets_english() {
        assert_eq!(of("/", None, Some("uk,ru;q=0.8")), Locale::En);
        assert_eq!(of("/", None, Some("tr,de;q=0.5")), Locale::De);
    }
}
