//! Every route of the hub, from the tables of those who serve them, and the headers every response carries.

use amtslotse_tests::http::{Browser, Page};
use amtslotse_tests::hub::{EMBEDDING_SITE, TestHub};
use anyhow::Result;
use handover_console::Audience;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Everybody,
    /// Anybody, confined to the conversation of their own cookie.
    OwnConversation,
    /// Whoever is signed in.
    Staff,
    /// Clerks.
    Clerk,
    /// Editors.
    Editor,
    /// Operators.
    Operator,
}

/// One route.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// HTTP method.
    pub method: &'static str,
    /// Path with its variables in braces.
    pub path: &'static str,
    /// Who may use it.
    pub who: Who,
}

/// All of them.
pub fn all() -> Vec<Route> {
    let citizens = channels::web::ROUTES.iter().map(|route| Route {
        method: route.method,
        path: route.path,
        who: match route.who {
            channels::web::Who::Everybody => Who::Everybody,
            channels::web::Who::OwnConversation => Who::OwnConversation,
        },
    });
    let staff = handover_console::ROUTES.iter().map(|route| Route {
        method: route.method,
        path: route.path,
        who: match route.audience {
            Audience::Everybody => Who::Everybody,
            Audience::Staff => Who::Staff,
            Audience::Clerk => Who::Clerk,
            Audience::Editor => Who::Editor,
            Audience::Operator => Who::Operator,
        },
    });
    let operation = ["/live", "/ready", "/metrics", "/openapi.json"].map(|path| Route {
        method: "GET",
        path,
        who: Who::Everybody,
    });
    citizens.chain(staff).chain(operation).collect()
}

/// The path with something in place of its variables.
pub fn filled(path: &str, id: &str) -> String {
    path.replace("{id}", id).replace("{slug}", id)
}

/// What every response carries, exactly; `{ancestors}` differs where a frame is allowed.
const HEADERS: [(&str, &str); 10] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         font-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("origin-agent-cluster", "?1"),
    (
        "permissions-policy",
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
         magnetometer=(), microphone=(), payment=(), usb=()",
    ),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("x-permitted-cross-domain-policies", "none"),
    // Says where the count of headers ends: nothing that names the software is among the others.
    ("", ""),
];

/// Headers about the body and the connection, which differ from response to response.
const ABOUT_THE_BODY: [&str; 14] = [
    "accept-ranges",
    "allow",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "location",
    "retry-after",
    "set-cookie",
    "transfer-encoding",
    "vary",
];

fn expect_headers(page: &Page, what: &str) {
    for (name, value) in HEADERS.iter().filter(|(name, _)| !name.is_empty()) {
        assert_eq!(page.header(name), *value, "{what}: {name}");
    }
    let known =
        |name: &str| HEADERS.iter().any(|(known, _)| *known == name) || ABOUT_THE_BODY.contains(&name);
    let others: Vec<&str> = page
        .headers
        .keys()
        .map(reqwest::header::HeaderName::as_str)
        .filter(|name| !known(name))
        .collect();
    assert!(others.is_empty(), "{what}: headers nobody decided on: {others:?}");
}

#[tokio::test]
async fn every_response_carries_the_security_headers() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut browser = hub.browser()?;
    let stylesheet = stylesheet_of(&browser.get("/").await?);
    for route in all()
        .iter()
        .filter(|route| route.method == "GET" && route.path != "/widget.js")
    {
        for headers in [&[][..], &[("accept", "application/json")][..]] {
            let page = browser.get_with(&filled(route.path, "nobody"), headers).await?;
            expect_headers(&page, &format!("{} {}", page.status, route.path));
        }
    }
    for path in ["/nowhere", "/assets/nowhere.css", "/chat/messages", &stylesheet] {
        expect_headers(&browser.get_with(path, &[]).await?, path);
    }
    for (path, headers) in [
        ("/chat/messages", &[("origin", "https://other.example")][..]),
        ("/live", &[][..]),
    ] {
        expect_headers(
            &browser.post_with(path, &[], headers).await?,
            &format!("POST {path}"),
        );
    }
    Ok(())
}

fn stylesheet_of(page: &Page) -> String {
    page.attributes("link[rel=stylesheet]", "href").pop().unwrap()
}

#[tokio::test]
async fn the_launcher_may_be_loaded_by_other_sites_and_nothing_else() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut browser = hub.browser()?;
    let launcher = browser.get_with("/widget.js", &[]).await?;
    assert_eq!(
        (
            launcher.status.as_u16(),
            launcher.header("cross-origin-resource-policy")
        ),
        (200, "cross-origin")
    );
    let framed = browser.get_with("/chat?frame=1", &[]).await?;
    let ancestors = format!("frame-ancestors 'self' {EMBEDDING_SITE}");
    assert!(framed.header("content-security-policy").ends_with(&ancestors));
    assert_eq!(framed.header("x-frame-options"), "");
    for path in ["/chat", "/", "/console/sign-in", "/console/sign-in?frame=1"] {
        let page = browser.get_with(path, &[]).await?;
        assert!(
            page.header("content-security-policy")
                .ends_with("frame-ancestors 'none'"),
            "{path}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn every_route_answers_its_method_and_refuses_others() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut browser = hub.browser()?;
    let routes = all();
    for route in &routes {
        let path = filled(route.path, "nobody");
        let has = |method: &str| {
            routes
                .iter()
                .any(|other| other.path == route.path && other.method == method)
        };
        if !has("POST") {
            assert_eq!(
                browser.post_with(&path, &[], &[]).await?.status,
                405,
                "POST {path}"
            );
        }
        if !has("GET") {
            assert_eq!(browser.get_with(&path, &[]).await?.status, 405, "GET {path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn pages_that_anybody_may_read_are_there_and_set_no_cookie() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut browser = hub.browser()?;
    let hall = browser.get("/").await?;
    let article = hall.attributes("a[href^='/leistung/']", "href").swap_remove(0);
    let life_event = hall.attributes("a[href^='/lebenslage/']", "href").swap_remove(0);
    let fixed = [
        "/",
        "/leistungen",
        "/datenschutz",
        "/barrierefreiheit",
        "/chat",
        "/chat/transcript",
        "/robots.txt",
    ];
    let fixed = fixed.into_iter().chain([
        "/live",
        "/ready",
        "/metrics",
        "/openapi.json",
        "/favicon.ico",
        "/widget.js",
    ]);
    for path in fixed.chain([article.as_str(), life_event.as_str()]) {
        assert_eq!(browser.get(path).await?.status, 200, "{path}");
    }
    assert!(
        browser.cookies.is_empty(),
        "reading sets no cookie: {:?}",
        browser.cookies.keys()
    );
    let events = browser
        .get_with("/chat/events", &[("accept", "text/event-stream")])
        .await?;
    assert_eq!(
        events.status, 204,
        "there is nothing to follow before the first message"
    );
    Ok(())
}

#[tokio::test]
async fn problems_are_pages_for_people_and_problem_details_for_programs() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut browser: Browser = hub.browser()?;
    let page = browser.get("/nowhere").await?;
    assert_eq!(page.status, 404);
    assert!(page.header("content-type").starts_with("text/html") && page.text().contains("115"));
    for path in ["/nowhere", "/leistung/muc:nowhere", "/lebenslage/nowhere"] {
        let problem = browser.get_with(path, &[("accept", "application/json")]).await?;
        assert_eq!(
            (problem.status.as_u16(), problem.header("content-type")),
            (404, "application/problem+json"),
            "{path}"
        );
    }
    "en".clone_into(&mut browser.languages);
    assert!(browser.get("/nowhere").await?.body.contains("lang=\"en\""));
    Ok(())
}
