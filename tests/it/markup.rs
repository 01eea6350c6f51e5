//! Whatever people write is shown as text: a corpus of markup in every field, read back as citizen and as clerk.

use amtslotse_tests::clerk::Clerk;
use amtslotse_tests::hub::{TestHub, desk};
use anyhow::{Context, Result};
use scraper::{Html, Node};
use std::fmt::Write as _;
use std::time::Duration;

const CORPUS: &str = include_str!("../payloads/markup.txt");
const LIVE_WAIT: Duration = Duration::from_secs(30);

/// The corpus with a mark of its own in each line.
fn corpus() -> Vec<String> {
    CORPUS
        .lines()
        .enumerate()
        .map(|(number, line)| line.replace("KANARIE", &format!("kanarie{number}")))
        .collect()
}

/// Fails unless every mark stands in plain text: not in a tag, an attribute, a comment, a script or a style.
fn expect_text_only(html: &str, what: &str) {
    let document = Html::parse_document(html);
    for node in document.tree.nodes() {
        match node.value() {
            Node::Element(element) => {
                assert!(!is_marked(element.name()), "{what}: a tag <{}>", element.name());
                for (name, value) in element.attrs() {
                    assert!(!name.starts_with("on"), "{what}: a handler {name}={value:?}");
                    // The field that gives back what was typed is the one place for it.
                    let is_field = matches!(element.name(), "input" | "textarea") && name == "value";
                    assert!(
                        is_field || !(is_marked(name) || is_marked(value)),
                        "{what}: {name}={value:?}"
                    );
                }
            }
            Node::Comment(comment) => assert!(!is_marked(comment), "{what}: a comment {comment:?}"),
            Node::Text(text) if is_marked(text) => {
                let parent = node
                    .parent()
                    .and_then(|parent| parent.value().as_element().map(|e| e.name().to_owned()));
                let parent = parent.unwrap_or_default();
                assert!(
                    !matches!(parent.as_str(), "script" | "style" | "title" | "noscript"),
                    "{what}: in <{parent}>"
                );
            }
            _ => {}
        }
    }
}

fn is_marked(text: &str) -> bool {
    text.to_lowercase().contains("kanarie")
}

/// How many lines of the corpus are found as text.
fn found(html: &str, corpus: &[String]) -> usize {
    let text = text_of(html);
    corpus.iter().filter(|line| text.contains(line.trim())).count()
}

fn text_of(html: &str) -> String {
    Html::parse_document(html).root_element().text().collect()
}

#[tokio::test]
async fn markup_in_messages_is_text_for_citizen_and_clerk() -> Result<()> {
    let _desk = desk().await;
    let hub = TestHub::shared().await?;
    let mut clerk = hub.staff("clerk").await?;
    clerk.is("there").await?;
    let matter = hub.matter_of("clerk").await?;
    let mut citizen = hub.citizen()?;
    citizen.picks(&matter).await?;
    let corpus = corpus();
    for (number, line) in corpus.iter().enumerate() {
        citizen.sends(line, &format!("payload-{number}")).await?;
    }
    let mut live = citizen.live(0).await?;
    let mut unseen = corpus.clone();
    while !unseen.is_empty() {
        let event = live.next(LIVE_WAIT).await?.context("the stream ended early")?;
        expect_text_only(&event.data, "a live event");
        let shown = text_of(&event.data);
        unseen.retain(|line| !shown.contains(line.trim()));
    }
    citizen.picks(&matter).await?;
    citizen.wants_person().await?;
    for path in ["/chat", "/chat/transcript", "/chat?frame=1", "/", "/chat?lang=en"] {
        let page = citizen.browser.get(path).await?;
        expect_text_only(&page.body, path);
        if path == "/chat/transcript" {
            assert_eq!(
                found(&page.body, &corpus),
                corpus.len(),
                "every line is there as it was written"
            );
        }
    }
    read_as_clerk(&mut clerk, &corpus).await
}

async fn read_as_clerk(clerk: &mut Clerk, corpus: &[String]) -> Result<()> {
    expect_text_only(&clerk.desk().await?.body, "the desk");
    let offer = clerk.first().await?;
    expect_text_only(&offer.body, "an offer");
    let held = clerk.step(&offer, "accept", &[]).await?;
    expect_text_only(&held.body, "a held conversation");
    assert_eq!(
        found(&held.body, corpus),
        corpus.len(),
        "the clerk reads every line as it was written"
    );
    let path = held.path.split('#').next().unwrap_or_default().to_owned();
    expect_text_only(
        &clerk.browser.get(&format!("{path}/transcript")).await?.body,
        "the clerk's transcript",
    );
    let fragment = clerk.browser.get_with(&path, &[("x-fragment", "1")]).await?;
    expect_text_only(&fragment.body, "the clerk's fragment");
    Ok(())
}

#[tokio::test]
async fn markup_in_every_other_field_is_text() -> Result<()> {
    let _desk = desk().await;
    let hub = TestHub::shared().await?;
    let mut clerk = hub.staff("clerk").await?;
    let mut deputy = hub.staff("deputy").await?;
    let matter = hub.matter_of("clerk").await?;
    clerk.is("there").await?;
    deputy.is("there").await?;
    for line in corpus().iter().step_by(6) {
        let mut citizen = hub.citizen()?;
        let page = citizen.chat().await?;
        let fill = [("text", "Guten Tag"), ("page", &*format!("/{line}"))];
        let page = citizen.browser.submit(&page, "/chat/messages", &fill).await?;
        expect_text_only(&page.body, &format!("page reference: {line}"));
        let page = citizen.picks(&matter).await?;
        let page = citizen
            .browser
            .submit(&page, "/chat/feedback", &[("helped", "no"), ("reason", line)])
            .await?;
        expect_text_only(&page.body, &format!("reason: {line}"));
        citizen.wants_person().await?;
        let offer = clerk.first().await?;
        expect_text_only(&offer.body, &format!("brief: {line}"));
        clerk.step(&offer, "decline", &[("reason", line)]).await?;
        let offer = deputy.first().await?;
        expect_text_only(&offer.body, &format!("reason to decline: {line}"));
        let held = deputy.step(&offer, "accept", &[]).await?;
        let held = deputy.step(&held, "replies", &[("text", line)]).await?;
        expect_text_only(&held.body, &format!("reply, clerk's side: {line}"));
        let chat = citizen.chat().await?;
        expect_text_only(&chat.body, &format!("reply, citizen's side: {line}"));
        assert!(chat.text().contains("kanarie"), "the reply arrived: {line}");
        deputy.step(&held, "close", &[("outcome", "solved")]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn markup_in_a_login_is_text() -> Result<()> {
    let _desk = desk().await;
    let hub = TestHub::shared().await?;
    let mut stranger = hub.browser()?;
    for line in corpus().iter().step_by(8) {
        let page = stranger.get("/console/sign-in").await?;
        let page = stranger
            .submit(&page, "/console/sign-in", &[("login", line), ("password", line)])
            .await?;
        expect_text_only(&page.body, &format!("login: {line}"));
    }
    // Somebody who signs in forgets the failures of this address: other tests sign in from it, too.
    hub.app
        .storage
        .account_store()
        .forget_failed_sign_ins("address:127.0.0.1")
        .await?;
    Ok(())
}

/// The text with every byte percent-encoded.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "%{byte:02X}");
        out
    })
}

#[tokio::test]
async fn markup_in_addresses_is_not_given_back() -> Result<()> {
    let hub = TestHub::shared().await?;
    let mut browser = hub.browser()?;
    for line in corpus().into_iter().step_by(3) {
        let encoded = encoded(&line);
        let paths = [
            format!("/{encoded}"),
            format!("/leistung/{encoded}"),
            format!("/lebenslage/{encoded}"),
            format!("/chat?page={encoded}"),
            format!("/chat?page=/{encoded}"),
            format!("/?lang={encoded}"),
            format!("/console/conversations/{encoded}"),
        ];
        for path in paths {
            let page = browser.get(&path).await?;
            expect_text_only(&page.body, &path);
        }
    }
    Ok(())
}
