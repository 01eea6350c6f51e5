//! Who may do what: every role at every route of the console, with conversations of their own and of others.

use crate::routes::{Route, Who, all, filled};
use amtslotse_tests::clerk::Clerk;
use amtslotse_tests::http::{Browser, Page};
use amtslotse_tests::hub::{TestHub, desk};
use anyhow::{Context, Result};
use bot_core::ids::ConversationId;

/// Somebody at the console's routes.
struct Visitor {
    name: &'static str,
    browser: Browser,
    csrf: String,
}

impl Visitor {
    async fn nobody(hub: &TestHub) -> Result<Self> {
        let mut browser = hub.browser()?;
        let csrf = csrf_of(&browser.get("/console/sign-in").await?)?;
        Ok(Self {
            name: "nobody",
            browser,
            csrf,
        })
    }

    async fn staff(hub: &TestHub, name: &'static str) -> Result<Self> {
        let mut browser = hub.staff(name).await?.browser;
        let csrf = csrf_of(&browser.get("/console").await?)?;
        Ok(Self { name, browser, csrf })
    }

    /// Uses a route as a script of the page would.
    async fn uses(&mut self, route: &Route, id: &str) -> Result<Page> {
        let headers = [
            ("x-fragment", "1"),
            ("accept", "application/json"),
            ("sec-fetch-site", "same-origin"),
        ];
        let path = filled(route.path, id);
        if route.method == "GET" {
            return self.browser.get_with(&path, &headers).await;
        }
        let fields = [
            ("csrf", self.csrf.as_str()),
            ("outcome", "solved"),
            ("state", "away"),
            ("text", "x"),
        ];
        let fields: Vec<(String, String)> = fields.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec();
        let ids =
            ["handover", "message"].map(|name| (name.to_owned(), "01JD0000000000000000000000".to_owned()));
        self.browser
            .post_with(&path, &[fields, ids.to_vec()].concat(), &headers)
            .await
    }
}

fn csrf_of(page: &Page) -> Result<String> {
    page.attributes("input[name=csrf]", "value")
        .into_iter()
        .next()
        .context("no form on the page")
}

const fn may(name: &str, who: Who) -> bool {
    match who {
        Who::Everybody | Who::OwnConversation => true,
        Who::Staff => !matches!(name.as_bytes(), b"nobody"),
        Who::Clerk => matches!(name.as_bytes(), b"clerk" | b"deputy"),
        Who::Editor => matches!(name.as_bytes(), b"editor"),
        Who::Operator => matches!(name.as_bytes(), b"operator"),
    }
}

#[tokio::test]
async fn each_role_gets_to_its_own_routes_and_to_no_other() -> Result<()> {
    let _desk = desk().await;
    let hub = TestHub::shared().await?;
    let console: Vec<Route> = all()
        .into_iter()
        .filter(|route| route.path.starts_with("/console"))
        .collect();
    // Signing in and out would end the session that is tried; the live stream does not end.
    let ends_session = ["/console/sign-in", "/console/sign-out", "/console/events"];
    let unknown = hub.app.hub.ids.next().to_string();
    for name in ["nobody", "clerk", "deputy", "editor", "operator"] {
        let mut visitor = if name == "nobody" {
            Visitor::nobody(hub).await?
        } else {
            Visitor::staff(hub, name).await?
        };
        for route in console.iter().filter(|route| !ends_session.contains(&route.path)) {
            let page = visitor.uses(route, &unknown).await?;
            let what = format!(
                "{} {} {}: {}",
                visitor.name, route.method, route.path, page.status
            );
            let has_variable = route.path.contains('{');
            match (may(name, route.who), name) {
                (true, _) => assert!(
                    has_variable || page.status.is_success() || page.status == 422,
                    "{what}"
                ),
                (false, "nobody") => assert_eq!(page.status, 401, "{what}"),
                (false, _) => assert_eq!(page.status, 404, "{what}"),
            }
        }
        let stream = visitor
            .browser
            .open("/console/events", &[("accept", "text/event-stream")])
            .await?;
        assert_eq!(
            stream.status().is_success(),
            may(name, Who::Clerk),
            "{name} at /console/events"
        );
    }
    Ok(())
}

/// A conversation held by the clerk; its path.
async fn held(hub: &TestHub, clerk: &mut Clerk) -> Result<String> {
    clerk.is("there").await?;
    let mut citizen = hub.citizen()?;
    citizen.picks(&hub.matter_of("clerk").await?).await?;
    citizen.wants_person().await?;
    let offer = clerk.first().await?;
    let page = clerk.step(&offer, "accept", &[]).await?;
    Ok(page.path.split('#').next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_foreign_conversation_looks_like_one_that_does_not_exist() -> Result<()> {
    let _desk = desk().await;
    let hub = TestHub::shared().await?;
    let mut clerk = hub.staff("clerk").await?;
    let path = held(hub, &mut clerk).await?;
    let title = hub.matter_of("clerk").await?.title;
    let id = path.rsplit('/').next().unwrap_or_default().to_owned();
    assert_eq!(
        clerk.browser.get(&path).await?.status,
        200,
        "the clerk reads their own"
    );
    let parsed: ConversationId = id.parse()?;
    let before = hub
        .app
        .hub
        .state(parsed)
        .await?
        .context("the conversation")?
        .sequence;
    let unknown = hub.app.hub.ids.next().to_string();
    let routes: Vec<Route> = all()
        .into_iter()
        .filter(|route| route.path.contains("conversations/{id}"))
        .collect();
    assert!(routes.len() >= 6);
    for name in ["deputy", "editor", "operator", "nobody"] {
        let mut visitor = if name == "nobody" {
            Visitor::nobody(hub).await?
        } else {
            Visitor::staff(hub, name).await?
        };
        for route in &routes {
            let foreign = visitor.uses(route, &id).await?;
            let missing = visitor.uses(route, &unknown).await?;
            let what = format!("{name} {} {}", route.method, route.path);
            assert_eq!(foreign.status, if name == "nobody" { 401 } else { 404 }, "{what}");
            assert_eq!(foreign.status, missing.status, "{what}");
            assert_eq!(
                foreign.body.replace(&id, ""),
                missing.body.replace(&unknown, ""),
                "{what}"
            );
        }
        let page = visitor.browser.get(&path).await?;
        assert!(!page.body.contains(&title), "{name} reads a foreign conversation");
    }
    let after = hub
        .app
        .hub
        .state(parsed)
        .await?
        .context("the conversation")?
        .sequence;
    assert_eq!(before, after, "nobody else changed anything");
    let page = clerk.browser.get(&path).await?;
    clerk.step(&page, "hand-back", &[]).await?;
    Ok(())
}

#[tokio::test]
async fn a_citizen_reaches_nothing_of_another_citizen() -> Result<()> {
    let hub = TestHub::shared().await?;
    let (mut one, mut other) = (hub.citizen()?, hub.citizen()?);
    one.says("Kanarienvogel Personalausweis").await?;
    let matter = hub.matter_of("clerk").await?;
    let page = one.picks(&matter).await?;
    let message = page
        .attributes("form[action*='/chat/feedback'] input[name=message]", "value")
        .swap_remove(0);
    other.picks(&matter).await?;
    for path in ["/chat", "/chat/transcript"] {
        assert!(
            !other.browser.get(path).await?.body.contains("Kanarienvogel"),
            "{path}"
        );
    }
    let csrf = other.csrf().await?;
    let fields = [
        ("csrf", &*csrf),
        ("message", &*message),
        ("helped", "no"),
        ("reason", "fremd"),
    ];
    other
        .browser
        .post(
            "/chat/feedback",
            &fields.map(|(name, value)| (name.to_owned(), value.to_owned())),
        )
        .await?;
    assert!(
        !one.chat().await?.text().contains("Danke für Ihre Rückmeldung"),
        "a foreign answer was rated"
    );
    let session = one.browser.cookies.clone();
    for (name, value) in session {
        let mut stranger = hub.citizen()?;
        stranger.browser.cookies.insert(name, flipped(&value));
        assert!(
            !stranger.chat().await?.body.contains("Kanarienvogel"),
            "a changed cookie opens a conversation"
        );
    }
    Ok(())
}

/// The same text with its last digit changed.
fn flipped(text: &str) -> String {
    let (rest, last) = text.split_at(text.len() - 1);
    format!("{rest}{}", if last == "0" { "1" } else { "0" })
}

#[tokio::test]
async fn after_signing_out_the_session_is_worth_nothing() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut clerk = hub.staff("clerk").await?;
    let stolen = clerk.browser.clone();
    let desk = clerk.desk().await?;
    clerk.browser.submit(&desk, "/console/sign-out", &[]).await?;
    for mut browser in [clerk.browser, stolen] {
        let page = browser.get("/console").await?;
        assert_eq!(page.path, "/console/sign-in");
    }
    Ok(())
}

#[tokio::test]
async fn however_many_try_at_once_five_passwords_are_checked() -> Result<()> {
    let hub = TestHub::start().await?;
    let mut tries = tokio::task::JoinSet::new();
    for number in 0..30 {
        let mut browser = hub.browser()?;
        tries.spawn(async move {
            let page = browser.get("/console/sign-in").await?;
            let fill = [("login", "clerk"), ("password", &*format!("falsch-{number}"))];
            anyhow::Ok(
                browser
                    .submit(&page, "/console/sign-in", &fill)
                    .await?
                    .status
                    .as_u16(),
            )
        });
    }
    let statuses: Vec<u16> = tries.join_all().await.into_iter().collect::<Result<_>>()?;
    let count = |status: u16| statuses.iter().filter(|found| **found == status).count();
    assert_eq!((count(403), count(429)), (5, 25), "{statuses:?}");
    assert!(
        Clerk::sign_in(hub.browser()?, "clerk", "demo-clerk")
            .await
            .is_err(),
        "the login is locked for a while"
    );
    hub.clock.advance(std::time::Duration::from_mins(16));
    hub.staff("clerk").await?;
    Ok(())
}
