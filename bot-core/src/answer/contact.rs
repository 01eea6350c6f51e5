//! The contact card: who is responsible, with direct line, address, hours and next opening.

use crate::ids::OrgUnitId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Whom to reach and how, shown instead of any waiting line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactCard {
    /// The org unit.
    pub org_unit: OrgUnitId,
    /// Name of the office, for example „Bürgerbüro Pasing“.
    pub name: String,
    /// The unit in brackets, for example „KVR-II/235“.
    pub unit: Option<String>,
    /// The responsible clerk's function, where one is responsible.
    pub clerk: Option<String>,
    /// Direct line, as dialled.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Street, number, postal code and city in one line.
    pub address: Option<String>,
    /// Weekly hours in words, in the reader's language; empty when they are not known.
    pub hours: Vec<String>,
    /// Whether somebody can be reached now.
    pub opening: Option<OpeningState>,
    /// Set when the hours are made up for the demonstration; shown as such.
    pub is_sample: bool,
}

/// Whether an office can be reached at the moment of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OpeningState {
    /// Open, until then.
    Open {
        /// End of the current opening.
        until: Timestamp,
    },
    /// Closed; opens again then, if known.
    Closed {
        /// Next opening.
        opens: Option<Timestamp>,
    },
}

/// A number that helps at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hotline {
    /// Who answers, in the reader's language.
    pub name: String,
    /// The number, as dialled.
    pub phone: String,
    /// When it is reachable and what it costs, in words.
    pub note: String,
}
