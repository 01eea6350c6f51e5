//! A website over a hub in memory, and a browser without scripts.

use super::*;
use crate::test_support::TestHub;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use bot_core::conversation::{Channel, ChannelAddress};
use bot_core::ids::ConversationId;
use bot_core::personal::Personal;
use bot_core::ports::Clock;
use tower::ServiceExt as _;
use web_kit::csrf::CsrfKey;
use web_kit::{City, Settings};

pub(super) struct Bench {
    pub(super) hub: TestHub,
    pub(super) router: Router,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn cookie(&self) -> Option<String> {
        let value = self.headers.get(header::SET_COOKIE)?.to_str().ok()?;
        value.split(';').next().map(str::to_owned)
    }
    pub(super) fn field(&self, name: &str) -> String {
        let marker = format!("name=\"{name}\" value=\"");
        let rest = self
            .body
            .split(&marker)
            .nth(1)
            .unwrap_or_else(|| panic!("no {name} in {}", self.body));
        rest.split('"').next().unwrap().to_owned()
    }
}

pub(super) fn bench() -> Bench {
    bench_with(Settings {
        widget_origins: vec!["https://stadt.example".to_owned()],
        ..Settings::default()
    })
}

pub(super) fn bench_with(settings: Settings) -> Bench {
    let hub = TestHub::new();
    let clock: Arc<dyn Clock> = hub.clock.clone();
    let zone = hub.hub.calendar.time_zone.clone();
    let kit = Arc::new(Kit::new(
        City::default(),
        settings,
        CsrfKey::new([3; 32]),
        clock,
        zone,
    ));
    let site = Site::new(hub.hub.clone(), hub.feed.clone(), kit.clone());
    Bench {
        router: web_kit::dress(routes(site), kit),
        hub,
    }
}

impl Bench {
    pub(super) async fn call(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        Answer {
            status,
            headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
    pub(super) async fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        let mut request = Request::get(path).header(header::ACCEPT, "text/html");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.call(request.body(Body::empty()).unwrap()).await
    }
    pub(super) async fn post(&self, path: &str, cookie: Option<&str>, form: &[(&str, &str)]) -> Answer {
        self.post_from("same-origin", path, cookie, form).await
    }
    pub(super) async fn post_from(
        &self,
        site: &str,
        path: &str,
        cookie: Option<&str>,
        form: &[(&str, &str)],
    ) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let mut request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", site);
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.call(request.body(Body::from(body)).unwrap()).await
    }
    /// The conversation a cookie leads to.
    pub(super) async fn conversation(&self, cookie: &str) -> ConversationId {
        let address = ChannelAddress {
            channel: Channel::Web,
            address: Personal::new(web_kit::token::hash(cookie.split_once('=').unwrap().1)),
        };
        self.hub.hub.conversation_of(&address).await.unwrap().unwrap()
    }
    /// A citizen with one answered question: the cookie.
    pub(super) async fn citizen(&self) -> String {
        let csrf = self.get("/chat", None).await.field("csrf");
        let form = [
            ("csrf", csrf.as_str()),
            ("text", "Was kostet die Hundesteuer?"),
            ("client_id", "0123456789"),
        ];
        let answer = self.post("/chat/messages", None, &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.headers[header::LOCATION], "/chat#latest");
        answer.cookie().unwrap()
    }
}
