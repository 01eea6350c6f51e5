//! Every route against every role, and against forms from elsewhere.

use crate::browser::Browser;
use crate::stage::Stage;
use axum::http::StatusCode;
use handover_console::{Audience, ROUTES, RouteEntry};

const SOME_ID: &str = "01K0000000000000000000000A";

fn path(route: &RouteEntry) -> String {
    let id = if route.path.starts_with("/console/articles") {
        "muc:1063475"
    } else {
        SOME_ID
    };
    route.path.replace("{id}", id)
}

fn may(login: &str, audience: Audience) -> bool {
    match audience {
        Audience::Everybody | Audience::Staff => true,
        Audience::Clerk => login == "clerk",
        Audience::Editor => login == "editor",
        Audience::Operator => login == "operator",
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_gets_nowhere() {
    let stage = Stage::new().await;
    let browser = Browser::new(&stage);
    for route in ROUTES
        .iter()
        .filter(|route| route.audience != Audience::Everybody)
    {
        let (page, fragment) = match route.method {
            "GET" => (
                browser.get(&path(route)).await,
                browser.with_scripts().get(&path(route)).await,
            ),
            _ => (
                browser.post(&path(route), &[]).await,
                browser.with_scripts().post(&path(route), &[]).await,
            ),
        };
        let what = format!("{} {}", route.method, route.path);
        assert_eq!(
            (page.status, page.location()),
            (StatusCode::SEE_OTHER, "/console/sign-in"),
            "{what}"
        );
        assert_eq!(fragment.status, StatusCode::UNAUTHORIZED, "{what}");
        assert_eq!(
            fragment.headers["content-type"], "application/problem+json",
            "{what}"
        );
    }
}

#[tokio::test]
async fn the_wrong_role_sees_nothing_but_the_way_back() {
    let stage = Stage::new().await;
    for login in ["clerk", "editor", "operator"] {
        let browser = Browser::signed_in(&stage, login).await;
        for route in ROUTES.iter().filter(|route| !may(login, route.audience)) {
            let (page, fragment) = match route.method {
                "GET" => (
                    browser.get(&path(route)).await,
                    browser.with_scripts().get(&path(route)).await,
                ),
                _ => (
                    browser.post(&path(route), &[]).await,
                    browser.with_scripts().post(&path(route), &[]).await,
                ),
            };
            let what = format!("{login}: {} {}", route.method, route.path);
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{what}");
            assert_eq!(fragment.status, StatusCode::NOT_FOUND, "{what}");
        }
    }
}

#[tokio::test]
async fn the_right_role_gets_in() {
    let stage = Stage::new().await;
    for login in ["clerk", "editor", "operator"] {
        let browser = Browser::signed_in(&stage, login).await;
        let own = |route: &&RouteEntry| {
            route.method == "GET"
                && route.audience != Audience::Staff
                && may(login, route.audience)
                && !route.path.contains("/conversations/")
                && !route.path.ends_with("/events")
        };
        for route in ROUTES.iter().filter(own) {
            assert_eq!(
                browser.get(&path(route)).await.status,
                StatusCode::OK,
                "{login}: {}",
                route.path
            );
        }
    }
}

#[tokio::test]
async fn editors_and_operators_are_led_from_the_desk_to_their_page() {
    let stage = Stage::new().await;
    for (login, page) in [
        ("editor", "/console/articles"),
        ("operator", "/console/operations"),
    ] {
        let browser = Browser::signed_in(&stage, login).await;
        assert_eq!(browser.get("/console").await.location(), page);
        let elsewhere = browser.get("/console/conversations/x").await;
        assert_eq!(elsewhere.location(), "/console/sign-in");
        let told = browser.get("/console/sign-in").await;
        assert!(
            told.body.contains(&format!("href=\"{page}\"")),
            "the sign-in page leads back"
        );
    }
}

#[tokio::test]
async fn no_form_from_elsewhere_changes_anything() {
    let stage = Stage::new().await;
    for route in ROUTES.iter().filter(|route| route.method == "POST") {
        let login = match route.audience {
            Audience::Editor => "editor",
            Audience::Operator => "operator",
            _ => "clerk",
        };
        let browser = Browser::signed_in(&stage, login).await;
        let good = stage.kit.csrf.token(
            browser.token.as_deref(),
            bot_core::ports::Clock::now(&*stage.clock),
        );
        let other = stage
            .kit
            .csrf
            .token(Some(&"0".repeat(64)), bot_core::ports::Clock::now(&*stage.clock));
        for (site, token) in [
            ("same-origin", ""),
            ("same-origin", &*other),
            ("cross-site", &*good),
            ("same-site", &*good),
        ] {
            let page = browser
                .post_from(site, token, &path(route), &[("state", "there")])
                .await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{} from {site}", route.path);
            assert!(page.token().is_none());
        }
        assert_ne!(
            browser.get("/console").await.location(),
            "/console/sign-in",
            "{}: still signed in",
            route.path
        );
    }
}

#[test]
fn the_table_names_every_route_of_the_router() {
    let source = include_str!("../../src/route_table.rs");
    let router = source.split("Router::new()").nth(1).unwrap();
    let built = router.matches("get(").count() + router.matches("post(").count();
    assert_eq!(built, ROUTES.len());
    for route in ROUTES {
        assert!(router.contains(&format!("\"{}\"", route.path)), "{}", route.path);
    }
}
