//! The pages and forms over a hub in memory.

use super::ROUTES;
use super::test_bench::{bench, bench_with};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use bot_core::conversation::{CloseReason, Event, Recorded};
use bot_core::ports::{Batch, Clock as _, ConversationStore as _, Summary};
use tower::ServiceExt as _;
use web_kit::Settings;
use web_kit::rates::Rate;

#[tokio::test]
async fn the_table_lists_what_is_served() {
    let bench = bench();
    for route in ROUTES {
        let path = route.path.replace("{id}", "muc:1").replace("{slug}", "animals");
        let request = Request::builder()
            .method(route.method)
            .uri(&path)
            .header(header::ACCEPT, "text/html");
        let answer = bench.call(request.body(Body::empty()).unwrap()).await;
        assert!(
            !matches!(
                answer.status,
                StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
            ),
            "{} {path}: {}",
            route.method,
            answer.status
        );
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
    }
}

#[tokio::test]
async fn reading_sets_no_cookie_and_writes_nothing() {
    let bench = bench();
    for path in [
        "/",
        "/chat",
        "/chat/transcript",
        "/leistung/muc:1",
        "/lebenslage/animals",
        "/datenschutz",
    ] {
        let answer = bench.get(path, None).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{path}");
        assert_eq!(answer.body.matches("<h1").count(), 1, "{path}");
    }
    let events = bench.get("/chat/events", None).await;
    assert_eq!(events.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_question_is_answered_without_scripts() {
    let bench = bench();
    let cookie = bench.citizen().await;
    assert!(cookie.starts_with("__Host-amtslotse="), "{cookie}");
    let page = bench.get("/chat", Some(&cookie)).await;
    assert!(page.body.contains("Was kostet die Hundesteuer?") && page.body.contains("100 Euro im Jahr"));
    assert!(page.body.contains("id=\"latest\""));
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    let paper = bench.get("/chat/transcript", Some(&cookie)).await;
    assert!(paper.body.contains("100 Euro im Jahr") && !paper.body.contains("/chat/feedback"));
    let stranger = bench
        .get("/chat", Some(&format!("__Host-amtslotse={}", "a".repeat(64))))
        .await;
    assert!(!stranger.body.contains("Hundesteuer?"));
}

#[tokio::test]
async fn sending_twice_changes_nothing() {
    let bench = bench();
    let cookie = bench.citizen().await;
    let csrf = bench.get("/chat", Some(&cookie)).await.field("csrf");
    let form = [
        ("csrf", csrf.as_str()),
        ("text", "Danke"),
        ("client_id", "abcdef0123"),
    ];
    for _ in 0..3 {
        assert_eq!(
            bench.post("/chat/messages", Some(&cookie), &form).await.status,
            StatusCode::SEE_OTHER
        );
    }
    let page = bench.get("/chat", Some(&cookie)).await;
    assert_eq!(page.body.matches("data-speaker=\"citizen\"").count(), 2);
}

#[tokio::test]
async fn foreign_and_expired_forms_are_refused() {
    let bench = bench();
    let cookie = bench.citizen().await;
    let csrf = bench.get("/chat", Some(&cookie)).await.field("csrf");
    let good = [("csrf", csrf.as_str()), ("text", "Hallo")];
    for path in ROUTES
        .iter()
        .filter(|route| route.method == "POST")
        .map(|route| route.path)
    {
        let foreign = bench.post_from("cross-site", path, Some(&cookie), &good).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN, "{path}");
        let without = bench.post(path, Some(&cookie), &[("text", "Hallo")]).await;
        assert_eq!(without.status, StatusCode::FORBIDDEN, "{path}");
        assert!(without.body.contains("Das Formular ist abgelaufen"));
    }
}

#[tokio::test]
async fn problems_are_pages_for_people_and_json_for_programs() {
    let bench = bench();
    let page = bench.get("/leistung/muc:999", None).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("<h1>Diese Seite gibt es nicht</h1>") && page.body.contains("tel:115"));
    let request = Request::get("/nirgends").header(header::ACCEPT, "application/json");
    let json = bench
        .call(
            request
                .header("accept-language", "en")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(json.headers[header::CONTENT_TYPE], "application/problem+json");
    assert!(
        json.body.contains("\"title\":\"This page does not exist\"") && json.body.contains("\"status\":404")
    );
    let request = Request::delete("/chat").body(Body::empty()).unwrap();
    let method = bench.call(request).await;
    assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(method.headers[header::CONTENT_TYPE], "application/problem+json");
    assert!(method.headers.contains_key(header::ALLOW));
}

#[tokio::test]
async fn too_long_and_too_many_are_told_plainly() {
    let bench = bench_with(Settings {
        session_rate: Rate {
            burst: 3,
            per_minute: 1,
        },
        ..Settings::default()
    });
    let cookie = bench.citizen().await;
    let csrf = bench.get("/chat", Some(&cookie)).await.field("csrf");
    let long = "x".repeat(2_001);
    let form = [("csrf", csrf.as_str()), ("text", long.as_str())];
    let refused = bench.post("/chat/messages", Some(&cookie), &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("höchstens 2000 Zeichen"));
    let mut last = refused;
    for _ in 0..5 {
        last = bench.post("/chat/messages", Some(&cookie), &form).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.headers.contains_key(header::RETRY_AFTER) && last.body.contains("Bitte warten Sie"));
}

#[tokio::test]
async fn the_frame_has_its_own_cookie_and_its_allowed_hosts() {
    let bench = bench();
    let page = bench.get("/chat?frame=1&page=/umzug", None).await;
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(
        policy.ends_with("frame-ancestors 'self' https://stadt.example"),
        "{policy}"
    );
    let csrf = page.field("csrf");
    let form = [("csrf", csrf.as_str()), ("text", "Hallo"), ("page", "/umzug?x=y")];
    let sent = bench.post("/chat/messages?frame=1", None, &form).await;
    assert_eq!(sent.headers[header::LOCATION], "/chat?frame=1&lang=de#latest");
    let cookie = sent.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-amtslotse-frame=") && cookie.contains("SameSite=None; Partitioned"));
    let plain = bench.get("/chat", None).await;
    assert!(
        plain.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .ends_with("'none'")
    );
}

#[tokio::test]
async fn deleting_leaves_nothing() {
    let bench = bench();
    let cookie = bench.citizen().await;
    let csrf = bench.get("/chat/delete", Some(&cookie)).await.field("csrf");
    let gone = bench
        .post("/chat/delete", Some(&cookie), &[("csrf", csrf.as_str())])
        .await;
    assert_eq!(gone.status, StatusCode::OK);
    assert!(gone.body.contains("Ihr Gespräch ist gelöscht"));
    assert!(
        gone.headers[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    assert!(
        !bench
            .get("/chat", Some(&cookie))
            .await
            .body
            .contains("Hundesteuer?")
    );
}

#[tokio::test]
async fn the_language_is_noted_in_the_conversation() {
    let bench = bench();
    let cookie = bench.citizen().await;
    let csrf = bench.get("/chat", Some(&cookie)).await.field("csrf");
    let form = [("csrf", csrf.as_str()), ("locale", "en")];
    let answer = bench.post("/chat/language", Some(&cookie), &form).await;
    assert!(
        answer.headers[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .starts_with("__Host-amtslotse-lang=en")
    );
    let id = bench.conversation(&cookie).await;
    let events = bench.hub.hub.events(id, 0, 100).await.unwrap();
    assert!(matches!(events.last().unwrap().event, Event::LocaleChosen { .. }));
}

#[tokio::test]
async fn a_live_stream_begins_where_the_page_ends() {
    let bench = bench();
    let cookie = bench.citizen().await;
    let request = Request::get("/chat/events?after=1").header(header::COOKIE, &cookie);
    let response = bench
        .router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    bench.hub.feed.close();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let ids: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("id: "))
        .collect();
    assert_eq!(ids, ["2", "3", "3"], "{text}");
    assert!(text.contains("retry: ") && text.contains("100 Euro im Jahr"));
}

#[tokio::test]
async fn a_message_after_the_end_tells_the_page_to_begin_anew() {
    let bench = bench();
    let cookie = bench.citizen().await;
    let csrf = bench.get("/chat", Some(&cookie)).await.field("csrf");
    let say = async |text: &str| {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("csrf", csrf.as_str()), ("text", text)])
            .finish();
        let request = Request::post("/chat/messages")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-fragment", "1")
            .header(header::COOKIE, &cookie);
        bench.call(request.body(Body::from(body)).unwrap()).await
    };
    let before = say("Danke").await;
    assert_eq!(before.status, StatusCode::ACCEPTED);
    assert!(before.body.contains("\"is_another\":false"), "{}", before.body);
    let id = bench.conversation(&cookie).await;
    let state = bench.hub.hub.state(id).await.unwrap().unwrap();
    let event = Event::ConversationClosed {
        reason: CloseReason::TooLong,
    };
    let events = vec![Recorded {
        sequence: state.sequence + 1,
        at: bench.hub.clock.now(),
        event,
    }];
    let closed = state.clone().apply(&events[0]);
    let batch = Batch {
        conversation: id,
        expected: state.sequence,
        summary: Summary::of(&closed),
        events,
        inbound: None,
        address: None,
        deliveries: Vec::new(),
        tallies: Vec::new(),
    };
    bench.hub.store.append(batch).await.unwrap();
    assert!(
        bench
            .get("/chat", Some(&cookie))
            .await
            .body
            .contains("Dieses Gespräch ist beendet")
    );
    let after = say("Hallo").await;
    assert!(after.body.contains("\"is_another\":true"), "{}", after.body);
    assert_ne!(bench.conversation(&cookie).await, id);
}
