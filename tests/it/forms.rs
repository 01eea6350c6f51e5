//! What citizens and clerks send: only from our own pages, within the limits, once.

use crate::routes::{Who, all, filled};
use amtslotse_tests::http::Browser;
use amtslotse_tests::hub::{TestHub, desk};
use anyhow::{Context, Result};
use bot_core::conversation::Event;
use std::time::Duration;
use tokio::task::JoinSet;

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// What each form needs besides its token, so that only the token or the origin can be why it is refused.
const EVERYTHING: [(&str, &str); 10] = [
    ("text", "Was kostet ein Personalausweis?"),
    ("message", "01JD0000000000000000000000"),
    ("handover", "01JD0000000000000000000000"),
    ("option", "none"),
    ("article", "muc:1063441"),
    ("helped", "yes"),
    ("locale", "en"),
    ("state", "there"),
    ("outcome", "solved"),
    ("login", "clerk"),
];

async fn expect_refused(
    browser: &mut Browser,
    path: &str,
    csrf: Option<&str>,
    headers: &[(&str, &str)],
) -> Result<()> {
    let token = csrf.map(|token| ("csrf", token));
    let pairs: Vec<(&str, &str)> = EVERYTHING.into_iter().chain(token).collect();
    let page = browser.post_with(path, &fields(&pairs), headers).await?;
    assert_eq!(page.status, 403, "POST {path} with {headers:?} and {csrf:?}");
    Ok(())
}

#[tokio::test]
async fn forms_of_other_sites_and_forms_without_token_change_nothing() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut citizen = hub.citizen()?;
    citizen.says("Was kostet ein Personalausweis?").await?;
    let mut staff = Vec::new();
    for login in ["clerk", "editor", "operator"] {
        let mut browser = hub.staff(login).await?.browser;
        let token = browser
            .get("/console")
            .await?
            .attributes("input[name=csrf]", "value")
            .swap_remove(0);
        staff.push((login, browser, token));
    }
    let id = hub
        .app
        .hub
        .conversation_of(&citizen.address()?)
        .await?
        .context("a conversation")?;
    let before = hub.app.hub.state(id).await?.context("its state")?.sequence;
    let citizen_token = citizen.csrf().await?;
    let other_token = hub.citizen()?.csrf().await?;
    for route in all().iter().filter(|route| route.method == "POST") {
        let path = filled(route.path, &id.to_string());
        let role = match route.who {
            Who::Everybody | Who::OwnConversation => None,
            Who::Staff | Who::Clerk => Some("clerk"),
            Who::Editor => Some("editor"),
            Who::Operator => Some("operator"),
        };
        let (browser, token) = match staff.iter_mut().find(|(login, ..)| Some(*login) == role) {
            Some((_, browser, token)) => (browser, &*token),
            None => (&mut citizen.browser, &citizen_token),
        };
        let own = hub.base.as_str();
        expect_refused(browser, &path, None, &[("origin", own)]).await?;
        expect_refused(browser, &path, Some(""), &[("origin", own)]).await?;
        expect_refused(browser, &path, Some("00ff"), &[("origin", own)]).await?;
        for origin in [
            "https://evil.example",
            "null",
            "http://127.0.0.1:1",
            "http://127.0.0.1.evil.example",
        ] {
            expect_refused(browser, &path, Some(token), &[("origin", origin)]).await?;
        }
        for site in ["cross-site", "same-site"] {
            expect_refused(
                browser,
                &path,
                Some(token),
                &[("origin", own), ("sec-fetch-site", site)],
            )
            .await?;
        }
        expect_refused(browser, &path, Some(&other_token), &[]).await?;
    }
    let after = hub.app.hub.state(id).await?.context("its state")?.sequence;
    assert_eq!(before, after);
    Ok(())
}

#[tokio::test]
async fn whoever_writes_too_often_is_told_when_to_go_on_and_others_are_not_held_up() -> Result<()> {
    let hub = TestHub::start_with(|config| {
        config.limits.messages_per_minute = 3;
        config.limits.requests_per_minute = 60;
    })
    .await?;
    let (mut eager, mut calm) = (hub.citizen()?, hub.citizen()?);
    let mut sent = 0;
    let wait = loop {
        let page = eager.says("Was kostet ein Personalausweis?").await?;
        if page.status == 429 {
            assert!(page.text().contains("Bitte warten Sie"), "{}", page.text());
            break page.header("retry-after").parse::<u64>()?;
        }
        sent += 1;
        assert!(sent < 10, "no limit");
    };
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(calm.says("Was kostet ein Reisepass?").await?.status, 200);
    hub.clock.advance(Duration::from_secs(wait));
    assert_eq!(eager.says("Was kostet ein Personalausweis?").await?.status, 200);

    hub.clock.advance(Duration::from_mins(2));
    let mut refused = 0;
    for _ in 0..70 {
        // Without cookies every message looks like a new citizen's: then the address is what counts.
        refused += usize::from(hub.citizen()?.says("Guten Tag").await?.status == 429);
    }
    assert!((5..=10).contains(&refused), "{refused} of 70 refused");
    Ok(())
}

#[tokio::test]
async fn too_long_and_empty_messages_are_refused_in_a_plain_sentence() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut citizen = hub.citizen()?;
    let longest = "ä".repeat(2_000);
    assert_eq!(citizen.says(&longest).await?.status, 200);
    let page = citizen.says(&format!("{longest}ä")).await?;
    assert_eq!(page.status, 422);
    assert!(
        page.text().contains("höchstens 2000 Zeichen") || page.text().contains("höchstens 2.000 Zeichen")
    );
    for empty in ["", "   ", "\u{200b}\u{0}\n", "\t"] {
        let page = citizen.says(empty).await?;
        assert_eq!(page.status, 422, "{empty:?}");
        assert!(page.text().contains("leer"), "{}", page.text());
    }
    let huge = citizen.says(&"x".repeat(200_000)).await?;
    assert_eq!(huge.status, 413);
    let id = hub
        .app
        .hub
        .conversation_of(&citizen.address()?)
        .await?
        .context("a conversation")?;
    let written = written(hub, id).await?;
    assert_eq!(written, [longest], "only what was taken is stored");
    Ok(())
}

async fn written(hub: &TestHub, id: bot_core::ids::ConversationId) -> Result<Vec<String>> {
    let events = hub.app.hub.events(id, 0, 1_000).await?;
    let texts = events.into_iter().filter_map(|recorded| match recorded.event {
        Event::CitizenWrote { shown, .. } => Some(shown.reveal().clone()),
        _ => None,
    });
    Ok(texts.collect())
}

#[tokio::test]
async fn a_message_sent_ten_times_at_once_counts_once() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut citizen = hub.citizen()?;
    citizen.sends("Guten Tag", "first-message").await?;
    citizen.csrf().await?;
    let mut sending = JoinSet::new();
    for _ in 0..10 {
        let mut copy = citizen.clone();
        sending.spawn(async move { copy.sends("Was kostet ein Reisepass?", "same-message").await });
    }
    let taken: Vec<_> = sending.join_all().await.into_iter().collect::<Result<_>>()?;
    assert_eq!(
        taken.iter().filter(|one| !one.is_duplicate).count(),
        1,
        "{taken:?}"
    );
    assert!(
        taken.iter().all(|one| one.sequence == taken[0].sequence),
        "{taken:?}"
    );
    let id = hub
        .app
        .hub
        .conversation_of(&citizen.address()?)
        .await?
        .context("a conversation")?;
    assert_eq!(
        written(hub, id).await?,
        ["Guten Tag", "Was kostet ein Reisepass?"]
    );
    Ok(())
}

#[tokio::test]
async fn deleting_a_conversation_leaves_nothing_of_it() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut citizen = hub.citizen()?;
    citizen.says("Kanarienvogel Personalausweis").await?;
    let address = citizen.address()?;
    let id = hub
        .app
        .hub
        .conversation_of(&address)
        .await?
        .context("a conversation")?;
    let stolen = citizen.clone();
    let page = citizen.browser.get("/chat/delete").await?;
    let page = citizen.browser.submit(&page, "/chat/delete", &[]).await?;
    assert!(page.text().contains("gelöscht"));
    assert!(hub.app.hub.conversation_of(&address).await?.is_none());
    assert!(hub.app.hub.state(id).await?.is_none());
    for mut reader in [citizen, stolen] {
        assert!(!reader.chat().await?.body.contains("Kanarienvogel"));
    }
    Ok(())
}

#[tokio::test]
async fn a_clerks_reply_sent_twice_counts_once() -> Result<()> {
    let _desk = desk().await;
    let hub = TestHub::shared().await?;
    let mut clerk = hub.staff("clerk").await?;
    clerk.is("there").await?;
    let mut citizen = hub.citizen()?;
    citizen.picks(&hub.matter_of("clerk").await?).await?;
    citizen.wants_person().await?;
    let offer = clerk.first().await?;
    let held = clerk.step(&offer, "accept", &[]).await?;
    let empty = clerk.step(&held, "replies", &[("text", "  ")]).await?;
    assert_eq!(empty.status, 422);
    clerk
        .step(&held, "replies", &[("text", "Nur einmal, bitte.")])
        .await?;
    clerk
        .step(&held, "replies", &[("text", "Nur einmal, bitte.")])
        .await?;
    let page = citizen.chat().await?;
    assert_eq!(page.body.matches("Nur einmal, bitte.").count(), 1);
    clerk.step(&held, "hand-back", &[]).await?;
    let late = clerk.step(&held, "replies", &[("text", "Zu spät.")]).await?;
    assert_eq!(late.status, 404, "after handing back nothing more can be said");
    assert!(!citizen.chat().await?.body.contains("Zu spät."));
    Ok(())
}
