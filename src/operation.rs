//! What operation needs: liveness, readiness, metrics, the interface description.

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bot_core::hub::Hub;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;

/// Routes of this module: method, path, who may use it, what it is for.
pub const ROUTES: &[(&str, &str, &str, &str)] = &[
    ("GET", "/live", "anyone", "the process answers"),
    (
        "GET",
        "/ready",
        "anyone",
        "the store answers and articles are indexed",
    ),
    ("GET", "/metrics", "this machine", "figures for Prometheus"),
    ("GET", "/openapi.json", "anyone", "description of this interface"),
];

/// The routes, over the hub they report on.
pub fn routes(hub: Arc<Hub>) -> Router {
    Router::new()
        .route("/live", get(|| async { "ok\n" }))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .route(
            "/openapi.json",
            get(|| async { Json(crate::openapi::document()) }),
        )
        .with_state(hub)
}

async fn ready(State(hub): State<Arc<Hub>>) -> Response {
    let is_store_ready = hub.store.ping().await.is_ok();
    let articles = hub.knowledge.all().len();
    let status = if is_store_ready && articles > 0 {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(json!({ "store": is_store_ready, "articles": articles })),
    )
        .into_response()
}

/// Only for a scraper on this machine: a request that came through a proxy carries a forwarding header.
async fn metrics(ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap) -> Response {
    let is_forwarded = headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
    match crate::metrics::recorder() {
        Some(recorder) if peer.ip().is_loopback() && !is_forwarded => (
            [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
            recorder.render(),
        )
            .into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
