//! What every handler may know about a request: locale, path, whether it is the frame, who posts.

use crate::csrf::Provenance;
use crate::kit::Kit;
use crate::{cookie, csrf, locale, token};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bot_core::locale::Locale;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// One request, as far as pages need to know it. Made once by the middleware.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The locale of the page.
    pub locale: Locale,
    /// The path without query.
    pub path: String,
    /// Whether the page is shown inside another site's page (`?frame=1`).
    pub is_framed: bool,
    /// Whether a script asked, which wants a fragment or a problem instead of a page.
    pub is_fragment: bool,
    /// Whether the reader is a browser that navigates.
    pub wants_page: bool,
    /// What the browser says about the page that sent it.
    pub provenance: Provenance,
    /// The client's network, for limits only.
    pub network: Option<IpAddr>,
}

impl Visit {
    /// Looks at a request.
    #[must_use]
    pub fn of(parts: &Parts, kit: &Kit) -> Self {
        let headers = &parts.headers;
        let is_fragment = headers.contains_key("x-fragment");
        let accepts_html = headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        Self {
            locale: locale::negotiate(&parts.uri, headers),
            path: parts.uri.path().to_owned(),
            is_framed: locale::query_value(&parts.uri, "frame").as_deref() == Some("1"),
            is_fragment,
            wants_page: accepts_html && !is_fragment,
            provenance: csrf::provenance(headers, kit.settings.public_origin.as_deref()),
            network: peer
                .map(|peer| client(peer, headers, &kit.settings.proxies))
                .map(crate::rates::network),
        }
    }

    /// The name of the citizen's cookie for this page.
    #[must_use]
    pub const fn citizen_cookie(&self) -> &'static str {
        if self.is_framed {
            cookie::CITIZEN_FRAMED
        } else {
            cookie::CITIZEN
        }
    }

    /// A path of ours that stays inside the frame, where this page is in one; there no cookie keeps the language.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        if !self.is_framed {
            return path.to_owned();
        }
        let (path, fragment) = path
            .split_once('#')
            .map_or((path, None), |(path, id)| (path, Some(id)));
        let joint = if path.contains('?') { '&' } else { '?' };
        let fragment = fragment.map(|id| format!("#{id}")).unwrap_or_default();
        format!("{path}{joint}frame=1&lang={}{fragment}", self.locale.tag())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    /// The visit the middleware noted; without the middleware a German one of unknown origin.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self {
            locale: Locale::De,
            path: parts.uri.path().to_owned(),
            is_framed: false,
            is_fragment: false,
            wants_page: true,
            provenance: Provenance::Unknown,
            network: None,
        }))
    }
}

/// The values of all session cookies of a request that have the form of a token.
#[must_use]
pub fn session_tokens(headers: &HeaderMap) -> Vec<&str> {
    [cookie::CITIZEN, cookie::CITIZEN_FRAMED, cookie::STAFF]
        .into_iter()
        .filter_map(|name| cookie::read(headers, name))
        .filter(|value| token::is_token(value))
        .collect()
}

/// The client's address. `X-Forwarded-For` counts only as far as proxies of ours vouch for it.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let mut current = peer.to_canonical();
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for hop in hops.iter().rev() {
        if !proxies.contains(&current) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(address) => current = address.to_canonical(),
            Err(_) => break,
        }
    }
    current
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn forwarded_addresses_count_only_from_our_proxies() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            HeaderValue::from_static("203.0.113.9, 198.51.100.4, 10.0.0.2"),
        );
        assert_eq!(client(ip("192.0.2.1"), &headers, &[]), ip("192.0.2.1"));
        assert_eq!(
            client(ip("10.0.0.1"), &headers, &[ip("10.0.0.1")]),
            ip("10.0.0.2")
        );
        let both = [ip("10.0.0.1"), ip("10.0.0.2")];
        assert_eq!(client(ip("10.0.0.1"), &headers, &both), ip("198.51.100.4"));
        headers.insert("x-forwarded-for", HeaderValue::from_static("nonsense"));
        assert_eq!(client(ip("10.0.0.1"), &headers, &both), ip("10.0.0.1"));
    }

    #[test]
    fn links_stay_in_the_frame() {
        let mut visit = Visit {
            locale: Locale::De,
            path: "/".to_owned(),
            is_framed: false,
            is_fragment: false,
            wants_page: true,
            provenance: Provenance::Unknown,
            network: None,
        };
        assert_eq!(visit.link("/chat#latest"), "/chat#latest");
        visit.is_framed = true;
        assert_eq!(visit.link("/chat#latest"), "/chat?frame=1&lang=de#latest");
        assert_eq!(
            visit.link("/chat/events?after=3"),
            "/chat/events?after=3&frame=1&lang=de"
        );
    }
}
