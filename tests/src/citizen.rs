//! A citizen on the website, with and without scripts.

use crate::http::{Browser, Page};
use crate::hub::Matter;
use crate::live::LiveStream;
use anyhow::{Context, Result, ensure};
use bot_core::conversation::{Channel, ChannelAddress};
use bot_core::personal::Personal;
use serde_json::Value;
use web_kit::{cookie, token};

/// A citizen with a browser.
#[derive(Clone)]
pub struct Citizen {
    /// The browser.
    pub browser: Browser,
    csrf: Option<String>,
}

/// The hub's word that a message is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The last event it led to.
    pub sequence: u64,
    /// Whether it had been taken before.
    pub is_duplicate: bool,
}

impl Citizen {
    /// Somebody who has not written yet.
    #[must_use]
    pub const fn new(browser: Browser) -> Self {
        Self { browser, csrf: None }
    }

    /// Writes without scripts: fills in the form and reads the page it leads to.
    ///
    /// # Errors
    /// The page has no such form, or the hub does not answer.
    pub async fn says(&mut self, text: &str) -> Result<Page> {
        let page = self.chat().await?;
        self.browser
            .submit(&page, "/chat/messages", &[("text", text)])
            .await
    }

    /// Picks a matter from a list, as the entrance hall's lists do.
    ///
    /// # Errors
    /// The hub does not answer.
    pub async fn picks(&mut self, matter: &Matter) -> Result<Page> {
        let csrf = self.csrf().await?;
        let fields = [("csrf", csrf.as_str()), ("article", matter.article.as_str())];
        self.browser
            .post(
                "/chat/topics",
                &fields.map(|(name, value)| (name.to_owned(), value.to_owned())),
            )
            .await
    }

    /// Presses the button for a person.
    ///
    /// # Errors
    /// The page has no such button, or the hub does not answer.
    pub async fn wants_person(&mut self) -> Result<Page> {
        let page = self.chat().await?;
        self.browser.submit(&page, "/chat/person", &[]).await
    }

    /// The conversation as a page.
    ///
    /// # Errors
    /// The hub does not answer.
    pub async fn chat(&mut self) -> Result<Page> {
        self.browser.get("/chat").await
    }

    /// Writes as the page's script does, with an id of its own.
    ///
    /// # Errors
    /// The message was not taken.
    pub async fn sends(&mut self, text: &str, client_id: &str) -> Result<Taken> {
        let csrf = self.csrf().await?;
        let fields = [("csrf", csrf.as_str()), ("text", text), ("client_id", client_id)]
            .map(|(n, v)| (n.to_owned(), v.to_owned()));
        let page = self
            .browser
            .post_with(
                "/chat/messages",
                &fields,
                &[("x-fragment", "1"), ("sec-fetch-site", "same-origin")],
            )
            .await?;
        ensure!(page.status == 202, "not taken: {} {}", page.status, page.body);
        let body: Value = serde_json::from_str(&page.body)?;
        Ok(Taken {
            sequence: body["sequence"].as_u64().context("no sequence")?,
            is_duplicate: body["is_duplicate"].as_bool().context("no word on duplicates")?,
        })
    }

    /// Follows the conversation live, from the first event after `after`.
    ///
    /// # Errors
    /// There is nothing to follow, or the hub does not answer.
    pub async fn live(&mut self, after: u64) -> Result<LiveStream> {
        let headers = [
            ("accept", "text/event-stream"),
            ("last-event-id", &*after.to_string()),
        ];
        LiveStream::new(self.browser.open("/chat/events", &headers).await?)
    }

    /// The address the hub knows this citizen by.
    ///
    /// # Errors
    /// Nothing was written yet.
    pub fn address(&self) -> Result<ChannelAddress> {
        let session = self
            .browser
            .cookies
            .get(cookie::CITIZEN)
            .context("the citizen has no session yet")?;
        Ok(ChannelAddress {
            channel: Channel::Web,
            address: Personal::new(token::hash(session)),
        })
    }

    /// The token of this citizen's forms.
    ///
    /// # Errors
    /// The page has no form.
    pub async fn csrf(&mut self) -> Result<String> {
        let has_session = self.browser.cookies.contains_key(cookie::CITIZEN);
        if let Some(known) = self.csrf.as_ref().filter(|_| has_session) {
            return Ok(known.clone());
        }
        let form = self.chat().await?.form("/chat/messages")?;
        let token = form
            .fields
            .into_iter()
            .find(|(name, _)| name == "csrf")
            .context("no token in the form")?
            .1;
        self.csrf = has_session.then(|| token.clone());
        Ok(token)
    }
}
