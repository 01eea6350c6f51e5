//! A browser without JavaScript: keeps cookies, follows redirects, reads pages, fills in their forms.

use anyhow::{Context, Result, ensure};
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, Response, StatusCode};
use scraper::{Html, Selector};
use std::collections::BTreeMap;
use std::time::Duration;

/// Redirects followed in one go.
const REDIRECTS_MAX: usize = 5;
/// Longest wait for any answer.
const WAIT_MAX: Duration = Duration::from_mins(1);

/// One browser profile.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    base: String,
    /// Cookies by name.
    pub cookies: BTreeMap<String, String>,
    /// Sent as `Accept-Language`.
    pub languages: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Page {
    /// Path and query it was read from, after redirects.
    pub path: String,
    /// Status of the last response.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: String,
}

/// A form as it stands on a page.
#[derive(Debug, Clone)]
pub struct Form {
    /// Where it goes.
    pub action: String,
    /// Its fields with their values, hidden ones too.
    pub fields: Vec<(String, String)>,
}

impl Browser {
    /// A fresh profile that looks at the hub at `base`, for example `http://127.0.0.1:1234`.
    ///
    /// # Errors
    /// No client could be made.
    pub fn new(base: &str) -> Result<Self> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(WAIT_MAX)
            .build()?;
        Ok(Self {
            client,
            base: base.to_owned(),
            cookies: BTreeMap::new(),
            languages: "de".to_owned(),
        })
    }

    /// The same profile looking at the same hub after it moved to another port.
    #[must_use]
    pub fn at(mut self, base: &str) -> Self {
        base.clone_into(&mut self.base);
        self
    }

    /// Reads a page, following redirects.
    ///
    /// # Errors
    /// The hub does not answer.
    pub async fn get(&mut self, path: &str) -> Result<Page> {
        let response = self.send(Method::GET, path, None, &[]).await?;
        self.follow(path, response).await
    }

    /// Reads a page with these request headers, without following redirects.
    ///
    /// # Errors
    /// The hub does not answer.
    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Result<Page> {
        let response = self.send(Method::GET, path, None, headers).await?;
        self.page(path, response).await
    }

    /// Opens a response whose body goes on, such as a live stream.
    ///
    /// # Errors
    /// The hub does not answer.
    pub async fn open(&mut self, path: &str, headers: &[(&str, &str)]) -> Result<Response> {
        self.send(Method::GET, path, None, headers).await
    }

    /// Sends fields as a form of our own pages would, following redirects.
    ///
    /// # Errors
    /// The hub does not answer.
    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Result<Page> {
        let origin = self.base.clone();
        let response = self
            .send(Method::POST, path, Some(fields), &[(ORIGIN.as_str(), &origin)])
            .await?;
        self.follow(path, response).await
    }

    /// Sends fields with exactly these headers, without following redirects.
    ///
    /// # Errors
    /// The hub does not answer.
    pub async fn post_with(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> Result<Page> {
        let response = self.send(Method::POST, path, Some(fields), headers).await?;
        self.page(path, response).await
    }

    /// Submits a form of a page with some fields filled in.
    ///
    /// # Errors
    /// The page has no such form, or the hub does not answer.
    pub async fn submit(&mut self, page: &Page, action: &str, fill: &[(&str, &str)]) -> Result<Page> {
        let form = page.form(action)?.with(fill);
        self.post(&form.action, &form.fields).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        fields: Option<&[(String, String)]>,
        headers: &[(&str, &str)],
    ) -> Result<Response> {
        let path = path.split('#').next().unwrap_or(path);
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(ACCEPT.as_str()))
        {
            request = request.header(ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");
        }
        request = request.header(ACCEPT_LANGUAGE, &self.languages);
        if !self.cookies.is_empty() {
            let all: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(COOKIE, all.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(fields) = fields {
            request = request.form(fields);
        }
        let response = request
            .send()
            .await
            .with_context(|| format!("no answer for {path}"))?;
        self.keep_cookies(response.headers());
        Ok(response)
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
        {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            if value.is_empty() || line.to_ascii_lowercase().contains("max-age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    async fn follow(&mut self, path: &str, mut response: Response) -> Result<Page> {
        let mut path = path.to_owned();
        for _ in 0..REDIRECTS_MAX {
            if !response.status().is_redirection() {
                return self.page(&path, response).await;
            }
            let target = response
                .headers()
                .get(LOCATION)
                .context("a redirect without a target")?
                .to_str()?;
            ensure!(target.starts_with('/'), "a redirect leads away: {target}");
            target.clone_into(&mut path);
            response = self.send(Method::GET, &path, None, &[]).await?;
        }
        anyhow::bail!("too many redirects from {path}")
    }

    async fn page(&self, path: &str, response: Response) -> Result<Page> {
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Page {
            path: path.to_owned(),
            status,
            headers,
            body: response.text().await?,
        })
    }
}

impl Page {
    /// A response header as text; empty if it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The form whose action ends in `action`, without its query.
    ///
    /// # Errors
    /// There is none.
    pub fn form(&self, action: &str) -> Result<Form> {
        self.forms()
            .into_iter()
            .find(|form| {
                form.action
                    .split(['?', '#'])
                    .next()
                    .is_some_and(|path| path.ends_with(action))
            })
            .with_context(|| format!("{} has no form for {action}", self.path))
    }

    /// All forms.
    #[must_use]
    pub fn forms(&self) -> Vec<Form> {
        let html = Html::parse_document(&self.body);
        html.select(&css("form")).map(form).collect()
    }

    /// The text of every element that a selector finds, white space made single.
    #[must_use]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&css(selector))
            .map(|element| single_spaced(element.text()))
            .collect()
    }

    /// The value of an attribute of every element that a selector finds.
    #[must_use]
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&css(selector))
            .filter_map(|element| element.attr(name))
            .map(str::to_owned)
            .collect()
    }

    /// All the text a reader sees.
    #[must_use]
    pub fn text(&self) -> String {
        self.texts("body").join(" ")
    }
}

impl Form {
    /// The form with some fields set; fields it does not have are added.
    #[must_use]
    pub fn with(mut self, fill: &[(&str, &str)]) -> Self {
        for (name, value) in fill {
            match self.fields.iter_mut().find(|(known, _)| known == name) {
                Some((_, old)) => (*value).clone_into(old),
                None => self.fields.push(((*name).to_owned(), (*value).to_owned())),
            }
        }
        self
    }
}

fn form(element: scraper::ElementRef<'_>) -> Form {
    let fields = element
        .select(&css("input[name], textarea[name], select[name]"))
        .filter(|field| !matches!(field.attr("type"), Some("radio" | "checkbox" | "submit")))
        .map(|field| {
            let value = match field.value().name() {
                "textarea" => field.text().collect(),
                "select" => field
                    .select(&css("option"))
                    .find_map(|o| o.attr("value"))
                    .unwrap_or_default()
                    .to_owned(),
                _ => field.attr("value").unwrap_or_default().to_owned(),
            };
            (field.attr("name").unwrap_or_default().to_owned(), value)
        })
        .collect();
    Form {
        action: element.attr("action").unwrap_or_default().to_owned(),
        fields,
    }
}

fn single_spaced<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let whole: String = parts.collect();
    whole.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn css(selector: &str) -> Selector {
    #[expect(clippy::expect_used, reason = "selectors are written in the tests")]
    Selector::parse(selector).expect("a valid selector")
}
