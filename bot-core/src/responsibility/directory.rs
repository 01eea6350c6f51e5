//! The directory: org units, clerks, and the rules that say who answers for what. A pure value; the whole of it
//! fits in memory, so that resolving needs no database.

use super::hours::OpeningHours;
use crate::ids::{ArticleId, ClerkId, LifeEventId, OrgUnitId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// An org unit of the authority, reachable by citizens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrgUnit {
    /// Its key in the source.
    pub id: OrgUnitId,
    /// Name citizens know, for example „Bürgerbüro Pasing“.
    pub name: String,
    /// The unit's own sign, for example „KVR-II/235“.
    pub sign: Option<String>,
    /// The department it belongs to.
    pub department: Option<String>,
    /// Direct line.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Street, number, postal code, city.
    pub address: Option<String>,
    /// Postal code alone, for the nearest office.
    pub postal_code: Option<String>,
    /// Weekly hours; empty when unknown.
    #[serde(default)]
    pub hours: OpeningHours,
    /// Set when the hours are made up for the demonstration.
    #[serde(default)]
    pub hours_are_sample: bool,
}

/// A clerk: in the sample city a function with a desk, never a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clerk {
    /// Its key.
    pub id: ClerkId,
    /// Name shown to citizens, for example „Sachbearbeitung Gewerbemeldungen“.
    pub name: String,
    /// The unit it belongs to.
    pub org_unit: OrgUnitId,
    /// The clerk's direct line; `None` means the unit's.
    pub phone: Option<String>,
    /// Conversations at a time.
    pub conversations_max: u32,
}

/// What a rule is about; the more specific wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scope", content = "key", rename_all = "snake_case")]
pub enum MatterScope {
    /// One article.
    Article(ArticleId),
    /// All articles whose LeiKa key begins with these digits.
    LeikaPrefix(String),
    /// All articles whose main office is this unit.
    Office(OrgUnitId),
    /// All articles of a life event.
    LifeEvent(LifeEventId),
    /// Everything else.
    Everything,
}

/// One rule: matter → org unit, first clerk, deputies in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponsibilityRule {
    /// Its key, shown to clerks as *why me*.
    pub id: String,
    /// What it is about.
    pub matter: MatterScope,
    /// Who is responsible.
    pub org_unit: OrgUnitId,
    /// Who is asked first.
    pub clerk: ClerkId,
    /// Who is asked next, in order.
    #[serde(default)]
    pub deputies: Vec<ClerkId>,
}

/// Who answers for one matter, and by which rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Responsibility {
    /// The rule that decided it.
    pub rule: String,
    /// The unit.
    pub org_unit: OrgUnit,
    /// First clerk.
    pub clerk: Clerk,
    /// Deputies in order.
    pub deputies: Vec<Clerk>,
}

/// Org units, clerks and rules, indexed.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Units by id.
    pub org_units: HashMap<OrgUnitId, OrgUnit>,
    /// Clerks by id.
    pub clerks: HashMap<ClerkId, Clerk>,
    /// The rules.
    pub rules: Vec<ResponsibilityRule>,
}
