//! The closed days of Munich's offices, computed by rule.

use super::hours::Calendar;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use std::collections::BTreeMap;

/// First and last year that [`Calendar::bavaria`] knows.
const YEARS: std::ops::RangeInclusive<i16> = 2020..=2070;

impl Calendar {
    /// Europe/Berlin with the public holidays of Munich (Bavaria with Mariä Himmelfahrt), and 24 and 31 December,
    /// which are no holidays but on which its offices are closed.
    #[must_use]
    pub fn bavaria() -> Self {
        let mut closed_days = BTreeMap::new();
        for year in YEARS {
            closed_days.extend(fixed(year));
            closed_days.extend(movable(year));
        }
        Self {
            time_zone: TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC),
            closed_days,
        }
    }
}

fn fixed(year: i16) -> impl Iterator<Item = (Date, String)> {
    const DAYS: [(i8, i8, &str); 10] = [
        (1, 1, "Neujahr"),
        (1, 6, "Heilige Drei Könige"),
        (5, 1, "Tag der Arbeit"),
        (8, 15, "Mariä Himmelfahrt"),
        (10, 3, "Tag der Deutschen Einheit"),
        (11, 1, "Allerheiligen"),
        (12, 24, "Heiligabend"),
        (12, 25, "Erster Weihnachtstag"),
        (12, 26, "Zweiter Weihnachtstag"),
        (12, 31, "Silvester"),
    ];
    DAYS.into_iter()
        .filter_map(move |(month, day, name)| Some((Date::new(year, month, day).ok()?, name.to_owned())))
}

fn movable(year: i16) -> impl Iterator<Item = (Date, String)> {
    const DAYS: [(i64, &str); 5] = [
        (-2, "Karfreitag"),
        (1, "Ostermontag"),
        (39, "Christi Himmelfahrt"),
        (50, "Pfingstmontag"),
        (60, "Fronleichnam"),
    ];
    let easter = easter_sunday(year);
    DAYS.into_iter().filter_map(move |(after, name)| {
        let span: Span = after.days();
        Some((easter?.checked_add(span).ok()?, name.to_owned()))
    })
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876.
fn easter_sunday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (golden, century, rest) = (y % 19, y / 100, y % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let shift = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * shift + 114;
    Date::new(
        year,
        i8::try_from(days / 31).ok()?,
        i8::try_from(days % 31 + 1).ok()?,
    )
    .ok()
}
