//! What all pages of one hub share: the city, its settings, keys and limits.

use crate::City;
use crate::csrf::CsrfKey;
use crate::problem::Problem;
use crate::rates::{Rate, RateLimiter};
use crate::visit::Visit;
use bot_core::ports::Clock;
use jiff::tz::TimeZone;
use std::net::IpAddr;
use std::sync::Arc;

/// Settings of the web side, as the configuration gives them.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The hub's own origin, for example `https://amtslotse.example`, where a proxy rewrites `Host`.
    pub public_origin: Option<String>,
    /// Proxies whose `X-Forwarded-For` counts.
    pub proxies: Vec<IpAddr>,
    /// Origins whose pages may show the conversation in a frame, for example `https://stadt.example`.
    pub widget_origins: Vec<String>,
    /// Whether the hub is reached over TLS; then browsers are told to stay with it.
    pub is_https: bool,
    /// Posts of one session.
    pub session_rate: Rate,
    /// Posts of one network address (citizens share addresses).
    pub address_rate: Rate,
    /// Sessions and addresses remembered at a time.
    pub rate_keys_max: usize,
    /// Longest body of a request, in bytes.
    pub body_bytes_max: usize,
    /// Open live streams at a time.
    pub streams_max: usize,
    /// Open live streams of one conversation or clerk.
    pub streams_per_topic_max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_origin: None,
            proxies: Vec::new(),
            widget_origins: Vec::new(),
            is_https: false,
            session_rate: Rate {
                burst: 20,
                per_minute: 20,
            },
            address_rate: Rate {
                burst: 300,
                per_minute: 300,
            },
            rate_keys_max: 100_000,
            body_bytes_max: 64 * 1024,
            streams_max: 15_000,
            streams_per_topic_max: 12,
        }
    }
}

/// Shared by all pages.
pub struct Kit {
    /// The authority.
    pub city: City,
    /// The settings.
    pub settings: Settings,
    /// Makes and checks form tokens.
    pub csrf: CsrfKey,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Civil time of the authority.
    pub time_zone: TimeZone,
    sessions: RateLimiter,
    addresses: RateLimiter,
}

impl Kit {
    /// Composes it.
    #[must_use]
    pub fn new(
        city: City,
        settings: Settings,
        csrf: CsrfKey,
        clock: Arc<dyn Clock>,
        time_zone: TimeZone,
    ) -> Self {
        let keys_max = settings.rate_keys_max;
        Self {
            sessions: RateLimiter::new(settings.session_rate, keys_max),
            addresses: RateLimiter::new(settings.address_rate, keys_max),
            city,
            settings,
            csrf,
            clock,
            time_zone,
        }
    }

    /// Counts one post of a visitor.
    ///
    /// # Errors
    /// The problem "too many requests", with the time to wait.
    pub fn admit(&self, visit: &Visit, session: Option<&str>) -> Result<(), Problem> {
        let now = self.clock.now();
        if let Some(network) = visit.network {
            self.addresses.take(network, now).map_err(Problem::too_many)?;
        }
        if let Some(session) = session {
            self.sessions.take(session, now).map_err(Problem::too_many)?;
        }
        Ok(())
    }
}
