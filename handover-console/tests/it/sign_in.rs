//! Signing in: nothing is learnt from a refusal, and tries are counted exactly.

use crate::browser::Browser;
use crate::stage::Stage;
use axum::http::{StatusCode, header};
use futures_util::future::join_all;
use handover_console::session::{TRIES_PER_ADDRESS, TRIES_PER_LOGIN};
use std::time::Duration;

const REFUSED: &str = "Anmeldename oder Passwort stimmt nicht";
const LOCKED: &str = "Zu viele Versuche";

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_read_the_same() {
    let stage = Stage::new().await;
    let browser = Browser::new(&stage);
    let wrong = browser.try_sign_in("clerk", "falsch").await;
    let unknown = browser.try_sign_in("niemand", "falsch").await;
    assert_eq!(
        (wrong.status, unknown.status),
        (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN)
    );
    assert_eq!(
        wrong.body.replace("clerk", ""),
        unknown.body.replace("niemand", "")
    );
    assert!(wrong.body.contains(REFUSED));
    assert!(wrong.token().is_none() && unknown.token().is_none());
}

#[tokio::test]
async fn what_was_typed_is_shown_again_but_never_the_password() {
    let stage = Stage::new().await;
    let page = Browser::new(&stage)
        .try_sign_in("\"><script>alert(1)</script>", "geheim-4711")
        .await;
    assert!(!page.body.contains("geheim-4711"));
    assert!(!page.body.contains("<script>alert"));
}

#[tokio::test]
async fn of_a_hundred_tries_at_once_exactly_the_limit_is_checked() {
    let stage = Stage::new().await;
    let browser = Browser::new(&stage);
    let tries = (0..100).map(|_| browser.try_sign_in("clerk", "falsch"));
    let pages = join_all(tries).await;
    let refused = pages.iter().filter(|page| page.body.contains(REFUSED)).count();
    let locked = pages.iter().filter(|page| page.body.contains(LOCKED)).count();
    assert_eq!(refused, TRIES_PER_LOGIN as usize);
    assert_eq!(refused + locked, 100);
    let right = browser.try_sign_in("clerk", "demo-clerk").await;
    assert_eq!(
        right.status,
        StatusCode::TOO_MANY_REQUESTS,
        "the right password does not help while locked"
    );
    stage.clock.advance(Duration::from_secs(15 * 60 + 1));
    assert_eq!(
        browser.try_sign_in("clerk", "demo-clerk").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn an_address_is_locked_whatever_logins_it_tries_and_locks_nobody_else() {
    let stage = Stage::new().await;
    let browser = Browser::new(&stage);
    for number in 0..TRIES_PER_ADDRESS {
        let page = browser.try_sign_in(&format!("login-{number}"), "falsch").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "try {number}");
    }
    for _ in 0..10 {
        assert_eq!(
            browser.try_sign_in("clerk", "falsch").await.status,
            StatusCode::TOO_MANY_REQUESTS
        );
    }
    stage.clock.advance(Duration::from_secs(15 * 60 + 1));
    assert_eq!(
        browser.try_sign_in("clerk", "demo-clerk").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_success_forgets_the_failures_before() {
    let stage = Stage::new().await;
    let browser = Browser::new(&stage);
    for _ in 0..10 {
        for _ in 1..TRIES_PER_LOGIN {
            assert_eq!(
                browser.try_sign_in("clerk", "falsch").await.status,
                StatusCode::FORBIDDEN
            );
        }
        assert_eq!(
            browser.try_sign_in("Clerk ", "demo-clerk").await.status,
            StatusCode::SEE_OTHER
        );
    }
}

#[tokio::test]
async fn the_cookie_is_as_strict_as_cookies_get() {
    let stage = Stage::new().await;
    let page = Browser::new(&stage).try_sign_in("clerk", "demo-clerk").await;
    let cookie = page.headers[header::SET_COOKIE].to_str().unwrap();
    for part in [
        "__Host-amtslotse-staff=",
        "Path=/",
        "HttpOnly",
        "Secure",
        "SameSite=",
    ] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Max-Age"), "it ends with the browser");
    assert_eq!(page.token().unwrap().len(), 64, "256 bits");
}

#[tokio::test]
async fn everybody_starts_on_their_own_page() {
    let stage = Stage::new().await;
    for demo in handover_console::DEMO_SIGN_INS {
        let page = Browser::new(&stage).try_sign_in(demo.login, demo.password).await;
        assert_eq!(page.location(), demo.page, "{}", demo.login);
    }
}
