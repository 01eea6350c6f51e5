//! A browser as far as the tests need one: a cookie, a page, a form.

use crate::stage::Stage;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::Response;
use bot_core::ports::Clock as _;
use tower::ServiceExt as _;

/// A whole response.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Page {
    /// Where it leads.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
    }
    /// The session's token it sets.
    pub fn token(&self) -> Option<String> {
        let set = self.headers.get(header::SET_COOKIE)?.to_str().unwrap();
        let value = set.strip_prefix("__Host-amtslotse-staff=")?.split(';').next()?;
        (!value.is_empty()).then(|| value.to_owned())
    }
}

/// What asks: a browser that shows pages, or a script that wants fragments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    Pages,
    Fragments,
}

/// One browser, signed in or not.
pub struct Browser<'a> {
    pub stage: &'a Stage,
    pub token: Option<String>,
    pub asks: Asks,
}

impl<'a> Browser<'a> {
    pub fn new(stage: &'a Stage) -> Self {
        Self {
            stage,
            token: None,
            asks: Asks::Pages,
        }
    }

    /// A browser that is signed in under one of the demonstration's logins.
    pub async fn signed_in(stage: &'a Stage, login: &str) -> Self {
        let mut browser = Self::new(stage);
        let page = browser.try_sign_in(login, &format!("demo-{login}")).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        browser.token = page.token();
        browser
    }

    pub fn with_scripts(&self) -> Self {
        Self {
            stage: self.stage,
            token: self.token.clone(),
            asks: Asks::Fragments,
        }
    }

    pub async fn try_sign_in(&self, login: &str, password: &str) -> Page {
        self.post("/console/sign-in", &[("login", login), ("password", password)])
            .await
    }

    pub async fn get(&self, path: &str) -> Page {
        read(self.open(path).await).await
    }

    /// The response of a GET, not read yet.
    pub async fn open(&self, path: &str) -> Response {
        self.send(self.request("GET", path).body(Body::empty()).unwrap())
            .await
    }

    /// Posts a form with the token a page of this session would have.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self
            .stage
            .kit
            .csrf
            .token(self.token.as_deref(), self.stage.clock.now());
        self.post_from("same-origin", &csrf, path, fields).await
    }

    /// Posts a form from some site, with some token.
    pub async fn post_from(&self, site: &str, csrf: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", csrf).extend_pairs(fields);
        let request = self
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site)
            .body(Body::from(form.finish()))
            .unwrap();
        read(self.send(request).await).await
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path);
        request = match self.asks {
            Asks::Pages => request.header(header::ACCEPT, "text/html"),
            Asks::Fragments => request
                .header(header::ACCEPT, "application/json")
                .header("x-fragment", "1"),
        };
        match &self.token {
            Some(token) => request.header(header::COOKIE, format!("__Host-amtslotse-staff={token}")),
            None => request,
        }
    }

    async fn send(&self, request: Request<Body>) -> Response {
        self.stage.app.clone().oneshot(request).await.unwrap()
    }
}

async fn read(response: Response) -> Page {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 4 << 20).await.unwrap();
    Page {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}
