//! What a channel hands in, translated but not judged.

use crate::article::FactKind;
use crate::ids::{ArticleId, MessageId};
use crate::locale::Locale;
use crate::personal::Personal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A way citizens write to the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The website.
    Web,
    /// Telegram.
    Telegram,
    /// Matrix.
    Matrix,
}

impl Channel {
    /// Its name in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Telegram => "telegram",
            Self::Matrix => "matrix",
        }
    }
}

/// Whom a channel talks to. On the web the SHA-256 of the session token, as hex: never the token itself.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct ChannelAddress {
    /// The channel.
    pub channel: Channel,
    /// The address on it; personal.
    pub address: Personal<String>,
}

/// The page the citizen came from: path without query and fragment, never anything personal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageReference(pub String);

/// One message as it came in.
#[derive(Clone, Debug, PartialEq)]
pub struct InboundMessage {
    /// Who wrote.
    pub from: ChannelAddress,
    /// The channel's own id of the message; together with `from` it is unique (invariant I2).
    pub external_id: String,
    /// What was said or pressed.
    pub content: Inbound,
    /// The locale of the page or client.
    pub locale: Locale,
    /// The page the citizen came from.
    pub page: Option<PageReference>,
    /// When the channel took it.
    pub received_at: Timestamp,
}

/// What was said or pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "inbound", rename_all = "snake_case")]
pub enum Inbound {
    /// Words.
    Text {
        /// The words.
        text: Personal<String>,
    },
    /// An option of a message was pressed.
    Choice {
        /// The message that offered it.
        message: MessageId,
        /// Counted from 0; `None` for "none of these".
        option: Option<usize>,
    },
    /// A matter was picked from a list (entrance hall, related matters).
    Topic {
        /// The article.
        article: ArticleId,
        /// Facts asked for.
        #[serde(default)]
        facts: Vec<FactKind>,
    },
    /// The button "talk to a person" was pressed.
    Person,
}
