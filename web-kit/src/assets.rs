//! Styles, scripts and fonts, compiled in and served as they are.
//!
//! One hash over all of them stands in every address, so that browsers keep them for good, and relative imports
//! among them keep working. Stylesheets of components are joined when the hub starts; nothing is built.

use crate::problem::Problem;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

#[derive(rust_embed::RustEmbed)]
#[folder = "assets/"]
struct Files;

/// The stylesheets of components, in the order they are joined to `css/site.css`.
const SITE_SHEET: [&str; 16] = [
    "css/fonts.css",
    "css/theme.css",
    "css/base.css",
    "css/frame.css",
    "css/button.css",
    "css/field.css",
    "css/hall.css",
    "css/article.css",
    "css/conversation.css",
    "css/message.css",
    "css/answer.css",
    "css/contact.css",
    "css/notice.css",
    "css/text.css",
    "css/widget-frame.css",
    "css/print.css",
];
const SITE: &str = "css/site.css";
/// Below this size compressing is not worth it.
const GZIP_FROM: usize = 1_000;

struct Asset {
    bytes: Vec<u8>,
    media_type: &'static str,
    etag: String,
    zipped: OnceLock<Option<Vec<u8>>>,
}

struct Assets {
    hash: String,
    files: BTreeMap<String, Asset>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::load);

/// The address of an asset, with the hash of all of them.
#[must_use]
pub fn url(path: &str) -> String {
    format!("/assets/{}/{path}", ASSETS.hash)
}

/// The text of an asset that is served under an address of its own (the launcher script).
#[must_use]
pub fn text(path: &str) -> Option<&'static str> {
    ASSETS
        .files
        .get(path)
        .and_then(|asset| std::str::from_utf8(&asset.bytes).ok())
}

/// The routes of assets.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{hash}/{*path}", get(serve))
}

async fn serve(Path((hash, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.files.get(&path) else {
        return Problem::not_found().into_response();
    };
    let cache = if hash == ASSETS.hash {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = asset.respond(&headers);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

impl Asset {
    fn new(path: &str, bytes: Vec<u8>) -> Self {
        let etag = format!("\"{}\"", short_hash(&Sha256::digest(&bytes)));
        Self {
            media_type: media_type(path),
            bytes,
            etag,
            zipped: OnceLock::new(),
        }
    }

    fn respond(&self, request: &HeaderMap) -> Response {
        let has = |name: header::HeaderName, part: &str| {
            request
                .get(name)
                .and_then(|value| value.to_str().ok())
                .is_some_and(|value| value.contains(part))
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
        if has(header::IF_NONE_MATCH, &self.etag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        if has(header::ACCEPT_ENCODING, "gzip")
            && let Some(zipped) = self.zipped()
        {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            return (headers, zipped.to_vec()).into_response();
        }
        (headers, self.bytes.clone()).into_response()
    }

    fn zipped(&self) -> Option<&[u8]> {
        let is_text = self.media_type.starts_with("text/") || self.media_type == "image/svg+xml";
        if !is_text || self.bytes.len() < GZIP_FROM {
            return None;
        }
        self.zipped
            .get_or_init(|| {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
                encoder
                    .write_all(&self.bytes)
                    .and_then(|()| encoder.finish())
                    .ok()
            })
            .as_deref()
    }
}

impl Assets {
    fn load() -> Self {
        let mut files = BTreeMap::new();
        for path in Files::iter().filter(|path| !path.ends_with(".md")) {
            if let Some(file) = Files::get(&path) {
                files.insert(path.to_string(), Asset::new(&path, file.data.into_owned()));
            }
        }
        let mut sheet = Vec::new();
        for part in SITE_SHEET {
            if let Some(asset) = files.get(part) {
                sheet.extend_from_slice(&asset.bytes);
            }
        }
        files.insert(SITE.to_owned(), Asset::new(SITE, sheet));
        let mut all = Sha256::new();
        for (path, asset) in &files {
            all.update(path.as_bytes());
            all.update(asset.etag.as_bytes());
        }
        Self {
            hash: short_hash(&all.finalize()),
            files,
        }
    }
}

fn short_hash(digest: &[u8]) -> String {
    hex::encode(&digest[..8.min(digest.len())])
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sheets_and_fonts_are_there() {
        for part in SITE_SHEET {
            assert!(ASSETS.files.contains_key(part), "{part}");
        }
        let sheet = text(SITE).unwrap();
        for reference in sheet
            .split("url(\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            let path = reference.trim_start_matches("../");
            assert!(ASSETS.files.contains_key(path), "{reference}");
        }
    }

    #[tokio::test]
    async fn the_browser_keeps_what_it_has() {
        let sheet = &ASSETS.files[SITE];
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("br, gzip"));
        let full = sheet.respond(&headers);
        assert_eq!(full.headers()[header::CONTENT_ENCODING], "gzip");
        headers.insert(header::IF_NONE_MATCH, full.headers()[header::ETAG].clone());
        assert_eq!(sheet.respond(&headers).status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn scripts_are_small_and_sheets_use_logical_properties() {
        for (path, asset) in &ASSETS.files {
            let lines = asset.bytes.split(|byte| *byte == b'\n').count();
            assert!(
                !path.starts_with("js/") || lines <= 250,
                "{path} has {lines} lines"
            );
            if path.starts_with("css/") {
                let sheet = String::from_utf8_lossy(&asset.bytes);
                for physical in [
                    "margin-left",
                    "margin-right",
                    "padding-left",
                    "padding-right",
                    "text-align: left",
                ] {
                    assert!(!sheet.contains(physical), "{path}: {physical}");
                }
            }
        }
    }
}
