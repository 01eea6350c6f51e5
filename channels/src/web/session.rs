//! The citizen's session: a random token in a cookie, made with the first message. Whoever holds it has exactly one
//! conversation, the one its hash leads to; ids of conversations are never asked for and never told.

use super::Site;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use bot_core::conversation::{Channel, ChannelAddress, Conversation};
use bot_core::ids::ConversationId;
use bot_core::personal::Personal;
use web_kit::cookie::{self, Lifetime};
use web_kit::{Problem, Visit, token};

/// The session of one citizen's browser.
#[derive(Clone)]
pub struct CitizenSession {
    token: String,
    is_new: bool,
}

impl CitizenSession {
    /// The session of a request, if it has one.
    #[must_use]
    pub fn of(headers: &HeaderMap, visit: &Visit) -> Option<Self> {
        let token = cookie::read(headers, visit.citizen_cookie())?;
        token::is_token(token).then(|| Self {
            token: token.to_owned(),
            is_new: false,
        })
    }

    /// The session of a request, or a new one.
    ///
    /// # Errors
    /// There were no random bytes.
    pub fn of_or_new(headers: &HeaderMap, visit: &Visit) -> Result<Self, Problem> {
        match Self::of(headers, visit) {
            Some(session) => Ok(session),
            None => Ok(Self {
                token: token::random_token()?,
                is_new: true,
            }),
        }
    }

    /// The cookie's value, for the token of forms.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Where its conversation is found: only the hash of the token leaves the browser's cookie.
    #[must_use]
    pub fn address(&self) -> ChannelAddress {
        ChannelAddress {
            channel: Channel::Web,
            address: Personal::new(token::hash(&self.token)),
        }
    }

    /// The cookie to set: with every message its life begins anew, as long as the conversation is kept.
    #[must_use]
    pub fn cookie(&self, visit: &Visit, seconds: u64) -> Option<HeaderValue> {
        cookie::write(visit.citizen_cookie(), &self.token, Lifetime::Seconds(seconds))
    }

    /// Whether it was made just now.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.is_new
    }
}

/// The visit with its session and conversation: what a handler that reads is confined to.
pub struct Current {
    /// The request.
    pub visit: Visit,
    /// The session, if the browser has one.
    pub session: Option<CitizenSession>,
    /// The state of its conversation, if there is one.
    pub conversation: Option<Conversation>,
}

impl Current {
    /// The conversation's id.
    #[must_use]
    pub fn id(&self) -> Option<ConversationId> {
        self.conversation.as_ref().map(|conversation| conversation.id)
    }
    /// The cookie's value, for the token of forms.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.session.as_ref().map(CitizenSession::token)
    }
}

impl FromRequestParts<Site> for Current {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let Ok(visit) = Visit::from_request_parts(parts, site).await;
        let session = CitizenSession::of(&parts.headers, &visit);
        let conversation = match &session {
            Some(session) => match site.hub.conversation_of(&session.address()).await? {
                Some(id) => site.hub.state(id).await?,
                None => None,
            },
            None => None,
        };
        Ok(Self {
            visit,
            session,
            conversation,
        })
    }
}
