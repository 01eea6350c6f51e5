//! Weekly hours in words: days with the same hours share a line.

use super::hours::{OpeningHours, Weekday};
use crate::locale::Locale;
use crate::phrases::say;
use jiff::civil::Time;

impl OpeningHours {
    /// The hours in words, one line a group of days, for example „Mo, Mi, Fr 7:30–12:00 Uhr“.
    #[must_use]
    pub fn in_words(&self, locale: Locale) -> Vec<String> {
        let mut groups: Vec<(Vec<(Time, Time)>, Vec<Weekday>)> = Vec::new();
        for day in Weekday::ALL {
            let mut spans: Vec<_> =
                self.0.iter().filter(|span| span.day == day).map(|span| (span.opens, span.closes)).collect();
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
        groups.into_iter().map(|(spans, days)| line(locale, &spans, &days)).collect()
    }
}

fn line(locale: Locale, spans: &[(Time, Time)], days: &[Weekday]) -> String {
    let spans: Vec<String> = spans
        .iter()
        .map(|(opens, closes)| say(locale, "hours.span", &[("from", &clock(*opens)), ("to", &clock(*closes))]))
        .collect();
    let spans = spans.join(&say(locale, "hours.and", &[]));
    say(locale, "hours.line", &[("days", &day_names(locale, days)), ("spans", &spans)])
}

/// Three or more days in a row are written as a range.
fn day_names(locale: Locale, days: &[Weekday]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = days;
    while let Some(first) = rest.first() {
        let run = rest.iter().zip(*first as usize..).take_while(|(day, place)| **day as usize == *place).count();
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

fn clock(time: Time) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}
