//! The clerk's work through the pages: offers, taking over, replying, ending; and whose conversation it is.

use crate::browser::{Browser, Page};
use crate::stage::{CITIZEN_WORDS, DEPUTY, Stage};
use axum::http::StatusCode;
use bot_core::conversation::{Conversation, Event, Phase};
use bot_core::ids::{ConversationId, HandoverId};
use std::time::Duration;

const MESSAGE: &str = "01K0000000000000000000000B";

async fn state(stage: &Stage, id: ConversationId) -> Conversation {
    stage.hub.state(id).await.unwrap().unwrap()
}
async fn events(stage: &Stage, id: ConversationId) -> Vec<Event> {
    let recorded = stage.hub.events(id, 0, 1_000).await.unwrap();
    recorded.into_iter().map(|recorded| recorded.event).collect()
}
fn page_of(id: ConversationId) -> String {
    format!("/console/conversations/{id}")
}
async fn step(browser: &Browser<'_>, id: ConversationId, what: &str, fields: &[(&str, &str)]) -> Page {
    browser.post(&format!("{}/{what}", page_of(id)), fields).await
}
async fn accepted(stage: &Stage, browser: &Browser<'_>) -> ConversationId {
    let (id, handover) = stage.offer(CITIZEN_WORDS).await;
    let page = step(browser, id, "accept", &[("handover", &handover.to_string())]).await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::SEE_OTHER, &*page_of(id))
    );
    id
}

#[tokio::test]
async fn an_offer_shows_who_waits_why_and_who_is_next() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let (id, _) = stage.offer(CITIZEN_WORDS).await;
    stage.clock.advance(Duration::from_secs(20));
    let desk = browser.get("/console").await.body;
    for part in [
        "(1) Meine Gespräche",
        "noch 40 s",
        "danach: Vertretung Meldewesen Pasing",
        "Leichte Sprache",
    ] {
        assert!(desk.contains(part), "{part}");
    }
    assert!(
        !desk.contains(CITIZEN_WORDS),
        "the list holds no words of the citizen"
    );
    let page = browser.get(&page_of(id)).await.body;
    for part in [
        CITIZEN_WORDS,
        "wahrscheinlich (82 %)",
        "Personalausweis (41 %)",
        "Die Antwort half nicht",
        "hat nicht geholfen",
        "Stand 14. September 2026",
        "Unterlagen, Online",
        "Leichte Sprache gewünscht",
        "/service/info/umzug",
        "office:pasing",
        "089 233-37112",
        "Dafür sind Sie zuständig",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(
        !page.contains("name=\"text\""),
        "there is no reply before accepting"
    );
}

#[tokio::test]
async fn of_two_who_accept_at_once_one_wins() {
    let stage = Stage::new().await;
    let clerk = Browser::signed_in(&stage, "clerk").await;
    let deputy = Browser::signed_in(&stage, "deputy").await;
    for _ in 0..20 {
        let (id, handover) = stage.offer(CITIZEN_WORDS).await;
        let handover = handover.to_string();
        let fields = [("handover", handover.as_str())];
        let (one, decline, two) = tokio::join!(
            step(&clerk, id, "accept", &fields),
            step(&clerk, id, "decline", &fields),
            step(&deputy, id, "accept", &fields),
        );
        let won = [&one, &two]
            .into_iter()
            .filter(|page| page.status == StatusCode::SEE_OTHER)
            .count();
        let accepted = events(&stage, id).await;
        let accepted = accepted
            .iter()
            .filter(|event| event.kind() == "handover_accepted")
            .count();
        assert_eq!(accepted, won, "{} {} {}", one.status, decline.status, two.status);
        assert!(won <= 1);
        assert!(
            won == 1 || decline.status == StatusCode::SEE_OTHER,
            "declining first is the only way to lose"
        );
    }
}

#[tokio::test]
async fn what_is_not_yours_looks_like_what_does_not_exist() {
    let stage = Stage::new().await;
    let deputy = Browser::signed_in(&stage, "deputy").await;
    let (id, handover) = stage.offer(CITIZEN_WORDS).await;
    let unknown = ConversationId(ulid::Ulid::from(42));
    let foreign_page = deputy.get(&page_of(id)).await;
    let unknown_page = deputy.get(&page_of(unknown)).await;
    assert_eq!(
        (foreign_page.status, unknown_page.status),
        (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
    );
    let same = |page: Page, id: ConversationId| page.body.replace(&id.to_string(), "");
    assert_eq!(same(foreign_page, id), same(unknown_page, unknown));
    let handover = handover.to_string();
    for what in ["accept", "decline", "replies", "hand-back", "close"] {
        let fields = [
            ("handover", &*handover),
            ("message", MESSAGE),
            ("text", "x"),
            ("outcome", "solved"),
        ];
        assert_eq!(
            step(&deputy, id, what, &fields).await.status,
            StatusCode::NOT_FOUND,
            "{what}"
        );
        let script = deputy.with_scripts();
        assert_eq!(
            step(&script, id, what, &fields).await.status,
            StatusCode::NOT_FOUND,
            "{what}"
        );
    }
    assert_eq!(
        deputy.get(&format!("{}/transcript", page_of(id))).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(
        !events(&stage, id)
            .await
            .iter()
            .any(|event| event.kind() == "clerk_opened")
    );
}

#[tokio::test]
async fn declining_asks_the_deputy_next() {
    let stage = Stage::new().await;
    let clerk = Browser::signed_in(&stage, "clerk").await;
    let deputy = Browser::signed_in(&stage, "deputy").await;
    let (id, handover) = stage.offer(CITIZEN_WORDS).await;
    let fields = [("handover", &*handover.to_string()), ("reason", "im Termin")];
    assert_eq!(step(&clerk, id, "decline", &fields).await.location(), "/console");
    assert_eq!(state(&stage, id).await.handover().unwrap().clerk.as_str(), DEPUTY);
    assert_eq!(clerk.get(&page_of(id)).await.status, StatusCode::NOT_FOUND);
    assert!(deputy.get(&page_of(id)).await.body.contains("In Vertretung für"));
}

#[tokio::test]
async fn a_reply_sent_twice_arrives_once() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let id = accepted(&stage, &browser).await;
    let fields = [("message", MESSAGE), ("text", "Guten Tag")];
    for _ in 0..3 {
        assert_eq!(
            step(&browser, id, "replies", &fields).await.status,
            StatusCode::SEE_OTHER
        );
    }
    let answer = step(&browser.with_scripts(), id, "replies", &fields).await;
    assert!(answer.body.contains("\"next\""), "{}", answer.body);
    let written = events(&stage, id)
        .await
        .iter()
        .filter(|event| event.kind() == "clerk_wrote")
        .count();
    assert_eq!(written, 1);
}

#[tokio::test]
async fn a_refused_reply_stays_in_the_field() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let id = accepted(&stage, &browser).await;
    let long = "ü".repeat(2_001);
    let page = step(&browser, id, "replies", &[("message", MESSAGE), ("text", &long)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains(&long) && page.body.contains("zu lang"));
    let empty = step(&browser, id, "replies", &[("message", MESSAGE), ("text", "  ")]).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.body.contains("leer"));
    let script = step(
        &browser.with_scripts(),
        id,
        "replies",
        &[("message", MESSAGE), ("text", "")],
    )
    .await;
    assert_eq!(script.headers["content-type"], "application/problem+json");
}

#[tokio::test]
async fn the_citizens_words_are_text_and_nothing_else() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let words = "<img src=x onerror=alert(1)> {{7*7}} \u{202e} [a](javascript:alert(1)) </textarea><script>x</script>";
    let (id, handover) = stage.offer(words).await;
    for what in ["", "/transcript"] {
        let page = browser.get(&format!("{}{what}", page_of(id))).await.body;
        assert!(
            !page.contains("<img src=x") && !page.contains("<script>x"),
            "{what}"
        );
        assert!(
            page.contains("&#60;img src=x") || page.contains("&lt;img src=x"),
            "{what}"
        );
    }
    step(&browser, id, "accept", &[("handover", &handover.to_string())]).await;
    let long = format!("</textarea><b>x</b>{}", "a".repeat(2_000));
    let page = step(&browser, id, "replies", &[("message", MESSAGE), ("text", &long)])
        .await
        .body;
    assert!(!page.contains("</textarea><b>"));
}

#[tokio::test]
async fn a_look_is_noted_once() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let id = accepted(&stage, &browser).await;
    for _ in 0..3 {
        browser.get(&page_of(id)).await;
        browser.with_scripts().get(&page_of(id)).await;
    }
    let looks = async || {
        events(&stage, id)
            .await
            .iter()
            .filter(|event| event.kind() == "clerk_opened")
            .count()
    };
    assert_eq!(looks().await, 1);
    stage.clock.advance(Duration::from_mins(16));
    browser.get(&page_of(id)).await;
    assert_eq!(looks().await, 2, "a later look is another one");
}

#[tokio::test]
async fn handing_back_and_closing_end_the_clerks_part() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let back = accepted(&stage, &browser).await;
    assert_eq!(
        step(&browser, back, "hand-back", &[]).await.location(),
        "/console"
    );
    assert_eq!(state(&stage, back).await.phase, Phase::WithBot);
    let closed = accepted(&stage, &browser).await;
    let without = step(&browser, closed, "close", &[]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.body.contains("wie das Gespräch ausging"));
    assert_eq!(
        step(&browser, closed, "close", &[("outcome", "wrong_desk")])
            .await
            .location(),
        "/console"
    );
    assert_eq!(state(&stage, closed).await.phase, Phase::Closed);
    for id in [back, closed] {
        assert_eq!(browser.get(&page_of(id)).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn offers_come_first_then_who_waits_longest() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let answered = accepted(&stage, &browser).await;
    step(
        &browser,
        answered,
        "replies",
        &[("message", MESSAGE), ("text", "Moment")],
    )
    .await;
    browser.get(&page_of(answered)).await;
    stage.clock.advance(Duration::from_secs(5));
    let waiting = accepted(&stage, &browser).await;
    stage.clock.advance(Duration::from_secs(5));
    let (offered, _) = stage.offer(CITIZEN_WORDS).await;
    let order = async || {
        let page = browser.get("/console").await.body;
        let place = |id: ConversationId| page.find(&format!("data-row=\"{id}\"")).unwrap();
        let mut all = [offered, waiting, answered];
        all.sort_by_key(|id| place(*id));
        all
    };
    assert_eq!(order().await, [offered, waiting, answered]);
    step(
        &browser,
        waiting,
        "replies",
        &[("message", "01K0000000000000000000000C"), ("text", "Ja")],
    )
    .await;
    stage.citizen_writes(answered, "Danke, und noch etwas").await;
    assert_eq!(order().await, [offered, answered, waiting]);
}

#[tokio::test]
async fn presence_is_what_the_clerk_says_and_lapses_with_the_desk() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    assert!(
        browser
            .get("/console")
            .await
            .body
            .contains("Sie bekommen keine Angebote")
    );
    assert_eq!(
        browser
            .post("/console/presence", &[("state", "there")])
            .await
            .location(),
        "/console"
    );
    assert!(
        browser
            .get("/console")
            .await
            .body
            .contains("value=\"there\" aria-pressed=\"true\"")
    );
    let nonsense = browser.post("/console/presence", &[("state", "asleep")]).await;
    assert!(nonsense.status.is_client_error());
    browser.post("/console/sign-out", &[]).await;
    let again = Browser::signed_in(&stage, "clerk").await;
    assert!(
        again
            .get("/console")
            .await
            .body
            .contains("value=\"away\" aria-pressed=\"true\""),
        "away after leaving"
    );
}

#[tokio::test]
async fn a_stale_offer_cannot_be_accepted_under_another_hand_over() {
    let stage = Stage::new().await;
    let browser = Browser::signed_in(&stage, "clerk").await;
    let (id, _) = stage.offer(CITIZEN_WORDS).await;
    let other = HandoverId(ulid::Ulid::from(7)).to_string();
    assert_eq!(
        step(&browser, id, "accept", &[("handover", &other)]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        step(&browser, id, "accept", &[("handover", "x")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}
