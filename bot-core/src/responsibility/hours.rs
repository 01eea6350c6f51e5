//! Opening hours in the office's civil time, with the holidays of its Land.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// One opening on one day of the week; `opens < closes`, both civil time of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklySpan {
    /// The day.
    pub day: Weekday,
    /// First minute.
    pub opens: Time,
    /// First minute after.
    pub closes: Time,
}

/// Weekly hours; empty when they are not known.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpeningHours(pub Vec<WeeklySpan>);

/// The time zone of the authority and the days it is closed.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Civil time of all offices, `Europe/Berlin`.
    pub time_zone: TimeZone,
    /// Closed days with their names.
    pub closed_days: BTreeMap<Date, String>,
}
