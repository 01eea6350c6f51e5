//! Dates and times as people read them, in the authority's civil time.

use bot_core::locale::Locale;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// A time of day: „14:03 Uhr“, „8 Uhr“, `14:03`.
#[must_use]
pub fn clock_time(at: Timestamp, zone: &TimeZone, locale: Locale) -> String {
    let time = at.to_zoned(zone.clone()).time();
    let text = if time.minute() == 0 && locale != Locale::En {
        time.hour().to_string()
    } else {
        format!("{}:{:02}", time.hour(), time.minute())
    };
    if locale == Locale::En {
        text
    } else {
        format!("{text} Uhr")
    }
}

/// A date: „8. Juni 2026“, `8 June 2026`.
#[must_use]
pub fn date(date: Date, locale: Locale) -> String {
    let index = usize::try_from(date.month() - 1).unwrap_or_default();
    let months = if locale == Locale::En {
        MONTHS_EN
    } else {
        MONTHS_DE
    };
    let dot = if locale == Locale::En { "" } else { "." };
    format!("{}{dot} {} {}", date.day(), months[index.min(11)], date.year())
}

/// When a message was written: only the time today, else with the day.
#[must_use]
pub fn day_and_time(at: Timestamp, now: Timestamp, zone: &TimeZone, locale: Locale) -> String {
    let zoned = at.to_zoned(zone.clone());
    let time = format!("{}:{:02}", zoned.hour(), zoned.minute());
    let time = if locale == Locale::En {
        time
    } else {
        format!("{time} Uhr")
    };
    if zoned.date() == now.to_zoned(zone.clone()).date() {
        return time;
    }
    format!("{}, {time}", date(zoned.date(), locale))
}

/// The day of an opening relative to now: `None` today, else „morgen“ or the weekday, with the date from a week on.
#[must_use]
pub fn opening_day(at: Timestamp, now: Timestamp, zone: &TimeZone, locale: Locale) -> Option<String> {
    let (day, today) = (
        at.to_zoned(zone.clone()).date(),
        now.to_zoned(zone.clone()).date(),
    );
    let days = today.until(day).map_or(0, |span| span.get_days());
    match days {
        i32::MIN..=0 => None,
        1 => Some(
            if locale == Locale::En {
                "tomorrow"
            } else {
                "morgen"
            }
            .to_owned(),
        ),
        2..=6 => Some(weekday(day.weekday(), locale).to_owned()),
        _ => Some(format!(
            "{}, {}",
            weekday(day.weekday(), locale),
            date(day, locale)
        )),
    }
}

const fn weekday(day: Weekday, locale: Locale) -> &'static str {
    let names = match locale {
        Locale::En => [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ],
        _ => [
            "Montag",
            "Dienstag",
            "Mittwoch",
            "Donnerstag",
            "Freitag",
            "Samstag",
            "Sonntag",
        ],
    };
    match day {
        Weekday::Monday => names[0],
        Weekday::Tuesday => names[1],
        Weekday::Wednesday => names[2],
        Weekday::Thursday => names[3],
        Weekday::Friday => names[4],
        Weekday::Saturday => names[5],
        Weekday::Sunday => names[6],
    }
}

const MONTHS_DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_dates_read_well() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at: Timestamp = "2026-11-23T07:00:00Z".parse().unwrap();
        let now: Timestamp = "2026-11-21T20:00:00Z".parse().unwrap();
        assert_eq!(clock_time(at, &zone, Locale::De), "8 Uhr");
        assert_eq!(clock_time(at, &zone, Locale::En), "8:00");
        assert_eq!(opening_day(at, now, &zone, Locale::De).as_deref(), Some("Montag"));
        assert_eq!(opening_day(now, now, &zone, Locale::De), None);
        assert_eq!(day_and_time(now, now, &zone, Locale::De), "21:00 Uhr");
        assert_eq!(
            day_and_time(now, at, &zone, Locale::En),
            "21 November 2026, 21:00"
        );
    }
}
