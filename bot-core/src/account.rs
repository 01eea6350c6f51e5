//! Accounts of the people behind the desk, and what they may do.

use crate::ids::{AccountId, ClerkId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an account may do. One account may have several roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes conversations over.
    Clerk,
    /// Looks after the knowledge base.
    Editor,
    /// Sees figures and the state of the hub.
    Operator,
}

/// A sign-in account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Name typed at sign-in, lower case.
    pub login: String,
    /// Name shown in the console.
    pub display_name: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// The clerk it acts as, for the role [`Role::Clerk`].
    pub clerk: Option<ClerkId>,
    /// argon2id hash in PHC string format.
    pub password_hash: String,
    /// Set for accounts that come with the demonstration: the hub then listens on loopback only.
    pub is_demo: bool,
}

/// A signed-in browser of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSession {
    /// SHA-256 of the cookie's token, as lower-case hex; the token itself is never stored.
    pub token_hash: String,
    /// Whose session it is.
    pub account: AccountId,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
}
