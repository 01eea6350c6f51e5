//! Responsibility: which org unit and which clerk answers for a matter, and when they can be reached.

mod card;
mod directory;
mod holidays;
mod hours;
mod opening;
mod resolve;
mod words;

#[cfg(test)]
mod tests;

pub use card::public_service_number;
pub use directory::{Clerk, Directory, MatterScope, OrgUnit, Responsibility, ResponsibilityRule};
pub use hours::{Calendar, OpeningHours, Weekday, WeeklySpan};
pub(crate) use words::reach_in_words;

use crate::ids::ClerkId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who answers for a matter, and whether they can be reached now.
#[derive(Clone, Debug)]
pub struct Reachability {
    /// The responsibility, with clerk and deputies.
    pub responsibility: Responsibility,
    /// Those of clerk and deputies who are on duty and there now, in the order to be asked.
    pub available: Vec<ClerkId>,
}

/// Whether a clerk is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresenceState {
    /// Takes conversations.
    There,
    /// Short break: keeps theirs, takes no new ones.
    ShortBreak,
    /// Away.
    Away,
}

/// The presence of a clerk as the console keeps it alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Who.
    pub clerk: ClerkId,
    /// Their own word for it.
    pub state: PresenceState,
    /// When the console was last seen.
    pub seen_at: Timestamp,
}
