//! Identifiers. Ids that the hub makes are ULIDs (128 bit, sortable by time); ids that come with the city's data
//! (articles, org units, clerks) keep the key of their source, so that an import finds them again.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use ulid::Ulid;

/// The text was not an id of the expected form.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a valid id")]
pub struct InvalidId;

macro_rules! ulid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Ulid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Ulid::from_string(text).map(Self).map_err(|_| InvalidId)
            }
        }
    };
}

macro_rules! key_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes a source's key as it is.
            pub fn new(key: impl Into<String>) -> Self {
                Self(key.into())
            }
            /// The key.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

ulid_id!(
    /// One conversation. Knowing it gives no access: access hangs on the channel address.
    ConversationId
);
ulid_id!(
    /// One message of any party.
    MessageId
);
ulid_id!(
    /// One revision of an article, as it was published.
    RevisionId
);
ulid_id!(
    /// One hand-over within a conversation.
    HandoverId
);
ulid_id!(
    /// One sign-in account of a clerk, editor or operator.
    AccountId
);
ulid_id!(
    /// One outbound message waiting for its channel.
    DeliveryId
);
key_id!(
    /// One article, as `source:key`, for example `muc:1063441`.
    ArticleId
);
key_id!(
    /// One org unit of the authority, as `source:key`.
    OrgUnitId
);
key_id!(
    /// One clerk. In the sample city a function, never a person.
    ClerkId
);
key_id!(
    /// One life event, a slug such as `moving`.
    LifeEventId
);

impl ArticleId {
    /// The id of `key` in the catalogue `source`.
    #[must_use]
    pub fn in_source(source: &str, key: &str) -> Self {
        Self(format!("{source}:{key}"))
    }
    /// The catalogue and the key in it; an id without a catalogue is its own key.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        self.0.split_once(':').unwrap_or(("", &self.0))
    }
}
