//! `amtslotse.toml`: optional, typed, unknown keys refused. Secrets are paths of files, never values.

use anyhow::{Context, bail};
use bot_core::decision::Policy;
use bot_core::limits::Limits;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use web_kit::Settings;
use web_kit::rates::Rate;

/// The file read when none is named.
const DEFAULT_FILE: &str = "amtslotse.toml";

/// The whole configuration, defaults filled in. What each key means stands in `docs/operations.md`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the hub listens.
    pub server: Server,
    /// Where everything is kept.
    pub storage: StorageSection,
    /// Whose hub it is.
    pub city: City,
    /// Where the chat may be embedded.
    pub widget: Widget,
    /// How articles are searched.
    pub search: Search,
    /// When the bot answers.
    pub decisions: Decisions,
    /// Bounds.
    pub limits: LimitsSection,
    /// The log.
    pub log: Log,
}

/// Where the hub listens and what stands before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Addresses of reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether citizens reach the hub by https (through a proxy): adds HSTS.
    pub https: bool,
    /// The hub's own origin where a proxy rewrites `Host`.
    pub public_origin: Option<String>,
    /// File with the hub's secret; without it `secret.key` in the data directory.
    pub secret_file: Option<PathBuf>,
}

/// Where everything is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StorageSection {
    /// Directory for the embedded database.
    pub data_dir: PathBuf,
    /// File that holds a `postgres://` URL; without it the embedded SQLite database is used.
    pub postgres_url_file: Option<PathBuf>,
}

/// Whose hub it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct City {
    /// Name shown on every page.
    pub name: String,
    /// Name inside sentences.
    pub short_name: String,
    /// Import the sample city and make accounts for demonstration at the first start.
    pub sample: bool,
    /// The authority's website.
    pub website_url: String,
    /// Page with the imprint.
    pub imprint_url: String,
    /// Who is responsible for data protection: name and address in one line.
    pub controller: String,
    /// Address for questions of data protection.
    pub privacy_email: String,
    /// Address for reporting barriers.
    pub accessibility_email: String,
}

/// Where the chat may be embedded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Widget {
    /// Origins such as `https://stadt.example.org`.
    pub origins: Vec<String>,
}

/// How articles are searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Search {
    /// Search by meaning too, with the built-in models.
    pub models: bool,
}

/// From which probability on the bot answers or asks back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Decisions {
    /// From here on the first hit is answered.
    pub answer_from: f32,
    /// From here on the bot asks back; below it refers.
    pub clarify_from: f32,
}

/// Bounds an operator may want to move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsSection {
    /// Longest message, in characters.
    pub message_chars_max: usize,
    /// How long a conversation is kept after its last message.
    pub retention_days: u32,
    /// How long a clerk has to answer an offer.
    pub offer_seconds: u32,
    /// Messages one citizen may send in a minute.
    pub messages_per_minute: u32,
    /// Requests one network address may send in a minute (many citizens may share one).
    pub requests_per_minute: u32,
    /// Most live streams open at a time.
    pub streams_max: usize,
}

/// What the hub writes to its log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `text` or `json`.
    pub format: LogFormat,
    /// A filter such as `info` or `info,storage=debug`.
    pub filter: String,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8115)),
            trusted_proxies: Vec::new(),
            https: false,
            public_origin: None,
            secret_file: None,
        }
    }
}
impl Default for StorageSection {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("data"),
            postgres_url_file: None,
        }
    }
}
impl Default for Search {
    fn default() -> Self {
        Self { models: true }
    }
}
impl Default for City {
    fn default() -> Self {
        let city = web_kit::City::default();
        Self {
            name: city.name,
            short_name: city.short_name,
            sample: true,
            website_url: city.website_url,
            imprint_url: city.imprint_url,
            controller: city.controller,
            privacy_email: city.privacy_email,
            accessibility_email: city.accessibility_email,
        }
    }
}
impl Default for Decisions {
    fn default() -> Self {
        let policy = Policy::default();
        Self {
            answer_from: policy.answer_from,
            clarify_from: policy.clarify_from,
        }
    }
}
impl Default for LimitsSection {
    fn default() -> Self {
        Self {
            message_chars_max: 2_000,
            retention_days: 30,
            offer_seconds: 60,
            messages_per_minute: 20,
            requests_per_minute: 600,
            streams_max: 15_000,
        }
    }
}
impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Text,
            filter: "info".to_owned(),
        }
    }
}

impl Config {
    /// Reads the named file, or `amtslotse.toml` if it exists, or the defaults.
    ///
    /// # Errors
    /// The file cannot be read, or is not a valid configuration: with file, line and reason.
    pub fn load(named: Option<&Path>) -> anyhow::Result<Self> {
        let path = match named {
            Some(path) => path,
            None if Path::new(DEFAULT_FILE).exists() => Path::new(DEFAULT_FILE),
            None => return Ok(Self::default()),
        };
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} is not a valid configuration", path.display()))
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let config: Self = toml::from_str(text)?;
        let bands = &config.decisions;
        if !(0.0..=1.0).contains(&bands.clarify_from)
            || !(bands.clarify_from..=1.0).contains(&bands.answer_from)
        {
            bail!("decisions: 0 <= clarify_from <= answer_from <= 1 must hold");
        }
        if let Some(host) = config.widget.origins.iter().find(|host| !is_origin(host)) {
            bail!("widget.origins: {host:?} is not an origin such as https://stadt.example.org");
        }
        if config.limits.retention_days == 0 || config.limits.message_chars_max == 0 {
            bail!("limits: retention_days and message_chars_max must be at least 1");
        }
        Ok(config)
    }

    /// The URL of the database.
    ///
    /// # Errors
    /// The file with the URL cannot be read or holds something else.
    pub fn database_url(&self) -> anyhow::Result<String> {
        match &self.storage.postgres_url_file {
            None => Ok(format!(
                "sqlite:{}",
                self.storage.data_dir.join("amtslotse.db").display()
            )),
            Some(file) => {
                let url = std::fs::read_to_string(file)
                    .with_context(|| format!("cannot read storage.postgres_url_file {}", file.display()))?;
                let url = url.trim();
                if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
                    bail!("storage.postgres_url_file does not hold a postgres:// URL");
                }
                Ok(url.to_owned())
            }
        }
    }

    /// Where the hub's secret is.
    #[must_use]
    pub fn secret_file(&self) -> PathBuf {
        self.server
            .secret_file
            .clone()
            .unwrap_or_else(|| self.storage.data_dir.join("secret.key"))
    }

    /// The authority as the pages name it.
    #[must_use]
    pub fn web_city(&self) -> web_kit::City {
        let city = self.city.clone();
        web_kit::City {
            name: city.name,
            short_name: city.short_name,
            website_url: city.website_url,
            imprint_url: city.imprint_url,
            controller: city.controller,
            privacy_email: city.privacy_email,
            accessibility_email: city.accessibility_email,
            ..web_kit::City::default()
        }
    }

    /// The settings of the pages.
    #[must_use]
    pub fn web_settings(&self) -> Settings {
        let per_citizen = self.limits.messages_per_minute;
        let per_address = self.limits.requests_per_minute;
        Settings {
            public_origin: self.server.public_origin.clone(),
            proxies: self.server.trusted_proxies.clone(),
            widget_origins: self.widget.origins.clone(),
            is_https: self.server.https,
            session_rate: Rate {
                burst: per_citizen,
                per_minute: per_citizen,
            },
            address_rate: Rate {
                burst: per_address,
                per_minute: per_address,
            },
            streams_max: self.limits.streams_max,
            ..Settings::default()
        }
    }

    /// The limits of the core.
    #[must_use]
    pub fn core_limits(&self) -> Limits {
        Limits {
            message_chars_max: self.limits.message_chars_max,
            retention: Duration::from_secs(u64::from(self.limits.retention_days) * 24 * 3600),
            offer_time_max: Duration::from_secs(u64::from(self.limits.offer_seconds)),
            ..Limits::default()
        }
    }

    /// The bands of confidence.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy {
            answer_from: self.decisions.answer_from,
            clarify_from: self.decisions.clarify_from,
            ..Policy::default()
        }
    }

    /// The configuration in force as a commented file.
    ///
    /// # Errors
    /// A value cannot be written as TOML, which no configuration that was read does.
    pub fn commented(&self) -> anyhow::Result<String> {
        let toml = toml::to_string(self)?;
        let mut out = String::from(
            "# The configuration in force. Every key is optional; unknown keys are refused.\n\
             # What each key means: docs/operations.md.\n\n",
        );
        out.push_str(&toml);
        Ok(out)
    }
}

/// Scheme and host, nothing after them: it goes into a header.
fn is_origin(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://localhost"));
    host.is_some_and(|host| {
        host.chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))
    })
}

#[cfg(test)]
mod tests;
