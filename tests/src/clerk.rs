//! A clerk, editor or operator at the console, without scripts.

use crate::http::{Browser, Page};
use anyhow::{Context, Result, ensure};

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Clerk {
    /// The browser.
    pub browser: Browser,
}

impl Clerk {
    /// Signs in.
    ///
    /// # Errors
    /// Login or password is wrong.
    pub async fn sign_in(mut browser: Browser, login: &str, password: &str) -> Result<Self> {
        let page = browser.get("/console/sign-in").await?;
        let fill = [("login", login), ("password", password)];
        let page = browser.submit(&page, "/console/sign-in", &fill).await?;
        ensure!(
            page.status == 200 && page.path != "/console/sign-in",
            "{login} was not signed in: {}",
            page.status
        );
        Ok(Self { browser })
    }

    /// The desk.
    ///
    /// # Errors
    /// The hub does not answer.
    pub async fn desk(&mut self) -> Result<Page> {
        self.browser.get("/console").await
    }

    /// Says whether they are there: `there`, `short_break` or `away`.
    ///
    /// # Errors
    /// The form is missing, or the hub does not answer.
    pub async fn is(&mut self, state: &str) -> Result<Page> {
        let desk = self.desk().await?;
        self.browser
            .submit(&desk, "/console/presence", &[("state", state)])
            .await
    }

    /// Paths of the conversations in the list.
    ///
    /// # Errors
    /// The hub does not answer.
    pub async fn conversations(&mut self) -> Result<Vec<String>> {
        let desk = self.desk().await?;
        let mut paths = desk.attributes("a[href^='/console/conversations/']", "href");
        for path in &mut paths {
            path.truncate(path.find(['?', '#']).unwrap_or(path.len()));
        }
        paths.retain(|path| path.matches('/').count() == 3);
        paths.dedup();
        Ok(paths)
    }

    /// The conversation that is first in the list.
    ///
    /// # Errors
    /// There is none.
    pub async fn first(&mut self) -> Result<Page> {
        let path = self
            .conversations()
            .await?
            .into_iter()
            .next()
            .context("no conversation in the list")?;
        self.browser.get(&path).await
    }

    /// Does one step with an open conversation, such as `accept` or `replies`.
    ///
    /// # Errors
    /// The page offers no such step.
    pub async fn step(&mut self, page: &Page, step: &str, fill: &[(&str, &str)]) -> Result<Page> {
        self.browser.submit(page, &format!("/{step}"), fill).await
    }
}
