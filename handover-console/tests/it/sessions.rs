//! How long a session holds.

use crate::browser::Browser;
use crate::stage::Stage;
use axum::http::StatusCode;
use bot_core::ports::AccountStore as _;
use std::time::Duration;

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn half_an_hour_without_a_sign_of_life_ends_it() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    stage.clock.advance(29 * MINUTE);
    assert_eq!(browser.get("/console").await.status, StatusCode::OK);
    stage.clock.advance(29 * MINUTE);
    assert_eq!(
        browser.get("/console").await.status,
        StatusCode::OK,
        "the request before was a sign of life"
    );
    stage.clock.advance(30 * MINUTE);
    let page = browser.get("/console").await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::SEE_OTHER, "/console/sign-in")
    );
    let hash = web_kit::token::hash(browser.token.as_ref().unwrap());
    assert!(
        stage.store.session(&hash).await.unwrap().is_none(),
        "it is removed"
    );
}

#[tokio::test]
async fn ten_hours_end_it_in_any_case() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    for _ in 0..29 {
        stage.clock.advance(20 * MINUTE);
        assert_eq!(browser.get("/console").await.status, StatusCode::OK);
    }
    stage.clock.advance(20 * MINUTE);
    assert_eq!(browser.get("/console").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_it_for_the_hub_too() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let page = browser.post("/console/sign-out", &[]).await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::SEE_OTHER, "/console/sign-in")
    );
    assert_eq!(
        browser.get("/console").await.status,
        StatusCode::SEE_OTHER,
        "the old cookie is worth nothing"
    );
    assert_eq!(
        browser.with_scripts().get("/console").await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn every_sign_in_is_a_new_session_and_ends_the_one_before() {
    let stage = Stage::new().await;
    let first = Browser::signed_in(&stage, "clerk").await;
    let page = first.try_sign_in("clerk", "demo-clerk").await;
    let second = page.token().unwrap();
    assert_ne!(first.token.as_ref(), Some(&second));
    assert_eq!(
        first.get("/console").await.status,
        StatusCode::SEE_OTHER,
        "the session before is over"
    );
    let browser = Browser {
        token: Some(second),
        ..Browser::new(&stage)
    };
    assert_eq!(browser.get("/console").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_token_itself_is_never_stored() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let token = browser.token.as_ref().unwrap();
    assert!(stage.store.session(token).await.unwrap().is_none());
    assert!(
        stage
            .store
            .session(&web_kit::token::hash(token))
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn an_account_that_loses_its_role_is_out_at_once() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let mut account = stage.store.account_by_login("clerk").await.unwrap().unwrap();
    account.roles.clear();
    stage.store.save_account(&account).await.unwrap();
    assert_eq!(
        browser.get("/console/conversations/x").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        browser.with_scripts().get("/console").await.status,
        StatusCode::NOT_FOUND
    );
}
