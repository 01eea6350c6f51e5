//! Weekly hours in words: days with the same hours share a line.

use super::hours::{Calendar, OpeningHours, Weekday};
use crate::answer::{ContactCard, OpeningState};
use crate::locale::Locale;
use crate::phrases::say;
use jiff::Timestamp;
use jiff::civil::Time;

/// Opening and closing time of one day.
type Span = (Time, Time);

impl OpeningHours {
    /// The hours in words, one line a group of days, for example „Mo, Mi, Fr 7:30–12:00 Uhr“.
    #[must_use]
    pub fn in_words(&self, locale: Locale) -> Vec<String> {
        let mut groups: Vec<(Vec<Span>, Vec<Weekday>)> = Vec::new();
        for day in Weekday::ALL {
            let mut spans: Vec<_> = self
                .0
                .iter()
                .filter(|span| span.day == day)
                .map(|span| (span.opens, span.closes))
                .collect();
            if spans.is_empty() {
                continue;
            }
            spans.sort_unstable();
            spans.dedup();
            match groups.iter_mut().find(|(known, _)| *known == spans) {
                Some((_, days)) => days.push(day),
                None => groups.push((spans, vec![day])),
            }
        }
        groups
            .into_iter()
            .map(|(spans, days)| line(locale, &spans, &days))
            .collect()
    }
}

/// A sentence that names a unit and its number, followed by when it can be reached, as far as that is known.
#[must_use]
pub(crate) fn reach_in_words(
    locale: Locale,
    key: &str,
    contact: &ContactCard,
    calendar: &Calendar,
) -> String {
    let key_phone = format!("{key}_without_phone");
    let mut text = match &contact.phone {
        Some(phone) => say(locale, key, &[("unit", &contact.name), ("phone", phone)]),
        None => say(locale, &key_phone, &[("unit", &contact.name)]),
    };
    let reach = match &contact.opening {
        Some(OpeningState::Open { until }) => {
            let time = until.to_zoned(calendar.time_zone.clone()).time();
            Some(say(locale, "reach.open", &[("time", &clock(time))]))
        }
        Some(OpeningState::Closed { opens: Some(opens) }) => Some(say(
            locale,
            "reach.opens",
            &[("moment", &moment_in_words(locale, *opens, calendar))],
        )),
        Some(OpeningState::Closed { opens: None }) | None => None,
    };
    if let Some(reach) = reach {
        text.push(' ');
        text.push_str(&reach);
    }
    text
}

/// A moment in words, for example „Montag, 23.11., 8:00 Uhr“.
fn moment_in_words(locale: Locale, at: Timestamp, calendar: &Calendar) -> String {
    let at = at.to_zoned(calendar.time_zone.clone());
    let day = say(locale, long_key(Weekday::of(at.date())), &[]);
    let (date, month) = (at.day().to_string(), at.month().to_string());
    say(
        locale,
        "hours.moment",
        &[
            ("day", &day),
            ("date", &date),
            ("month", &month),
            ("time", &clock(at.time())),
        ],
    )
}

fn line(locale: Locale, spans: &[Span], days: &[Weekday]) -> String {
    let spans: Vec<String> = spans
        .iter()
        .map(|(opens, closes)| {
            say(
                locale,
                "hours.span",
                &[("from", &clock(*opens)), ("to", &clock(*closes))],
            )
        })
        .collect();
    let spans = spans.join(&say(locale, "hours.and", &[]));
    say(
        locale,
        "hours.line",
        &[("days", &day_names(locale, days)), ("spans", &spans)],
    )
}

/// Three or more days in a row are written as a range.
fn day_names(locale: Locale, days: &[Weekday]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = days;
    while let Some(first) = rest.first() {
        let run = rest
            .iter()
            .zip(*first as usize..)
            .take_while(|(day, place)| **day as usize == *place)
            .count();
        let (head, tail) = rest.split_at(run);
        match head {
            [first, .., last] if run >= 3 => {
                let (first, last) = (day_name(locale, *first), day_name(locale, *last));
                parts.push(say(locale, "hours.range", &[("first", &first), ("last", &last)]));
            }
            _ => parts.extend(head.iter().map(|day| day_name(locale, *day))),
        }
        rest = tail;
    }
    parts.join(", ")
}

fn day_name(locale: Locale, day: Weekday) -> String {
    let key = match day {
        Weekday::Monday => "hours.day.monday",
        Weekday::Tuesday => "hours.day.tuesday",
        Weekday::Wednesday => "hours.day.wednesday",
        Weekday::Thursday => "hours.day.thursday",
        Weekday::Friday => "hours.day.friday",
        Weekday::Saturday => "hours.day.saturday",
        Weekday::Sunday => "hours.day.sunday",
    };
    say(locale, key, &[])
}

const fn long_key(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "hours.long.monday",
        Weekday::Tuesday => "hours.long.tuesday",
        Weekday::Wednesday => "hours.long.wednesday",
        Weekday::Thursday => "hours.long.thursday",
        Weekday::Friday => "hours.long.friday",
        Weekday::Saturday => "hours.long.saturday",
        Weekday::Sunday => "hours.long.sunday",
    }
}

fn clock(time: Time) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}
