//! Metrics for Prometheus. Labels are of low cardinality and never personal.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use bot_core::conversation::Event;
use bot_core::ports::{Announcement, EventFeed};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// Upper bounds of the histogram of request times, in seconds.
const REQUEST_SECONDS: &[f64] = &[0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// The recorder of this process; installed once, however many hubs a test starts.
pub fn recorder() -> Option<PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            PrometheusBuilder::new()
                .set_buckets_for_metric(
                    Matcher::Full("amtslotse_http_request_duration_seconds".to_owned()),
                    REQUEST_SECONDS,
                )
                .ok()?
                .install_recorder()
                .ok()
        })
        .clone()
}

/// Counts what is announced, then passes it on.
pub struct CountingFeed {
    /// Where it goes on to.
    pub next: Arc<dyn EventFeed>,
}

impl EventFeed for CountingFeed {
    fn announce(&self, announcement: Announcement) {
        for recorded in announcement.events.iter() {
            metrics::counter!("amtslotse_events_total", "kind" => recorded.event.kind()).increment(1);
            if let Event::Decided { decision, .. } = &recorded.event {
                metrics::counter!("amtslotse_decisions_total", "kind" => decision.kind()).increment(1);
            }
        }
        self.next.announce(announcement);
    }
}

/// Measures each request by the pattern of its route, never by its path.
pub async fn measure(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("amtslotse_http_requests_total", "route" => route.clone(), "method" => method, "status" => status)
        .increment(1);
    metrics::histogram!("amtslotse_http_request_duration_seconds", "route" => route)
        .record(started.elapsed().as_secs_f64());
    response
}
