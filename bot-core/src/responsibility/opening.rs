//! Whether an office can be reached at a moment, and when next: civil time of the office, closed days left out.

use super::hours::{Calendar, OpeningHours, Weekday, WeeklySpan};
use crate::answer::OpeningState;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

/// How far ahead the next opening is looked for.
const DAYS_AHEAD: i32 = 60;

impl OpeningHours {
    /// Whether it is open now; `None` when the hours are not known.
    #[must_use]
    pub fn state(&self, calendar: &Calendar, now: Timestamp) -> Option<OpeningState> {
        if self.0.is_empty() {
            return None;
        }
        let here = now.to_zoned(calendar.time_zone.clone());
        let until = self.open_until(calendar, here.date(), here.time());
        Some(match until.and_then(|time| moment(calendar, here.date(), time)) {
            Some(until) => OpeningState::Open { until },
            None => OpeningState::Closed {
                opens: self.next_opening(calendar, now),
            },
        })
    }

    /// Whether it is open now; unknown hours count as closed.
    #[must_use]
    pub fn is_open(&self, calendar: &Calendar, now: Timestamp) -> bool {
        matches!(self.state(calendar, now), Some(OpeningState::Open { .. }))
    }

    /// The next beginning of an opening after `now`, within sixty days.
    #[must_use]
    pub fn next_opening(&self, calendar: &Calendar, now: Timestamp) -> Option<Timestamp> {
        let today = now.to_zoned(calendar.time_zone.clone()).date();
        (0..=DAYS_AHEAD).find_map(|ahead| {
            let date = today.checked_add(ahead.days()).ok()?;
            self.on(calendar, date)
                .filter_map(|span| moment(calendar, date, span.opens))
                .filter(|at| *at > now)
                .min()
        })
    }

    /// The openings of one date; none on closed days.
    fn on<'a>(&'a self, calendar: &Calendar, date: Date) -> impl Iterator<Item = &'a WeeklySpan> {
        let is_closed = calendar.closed_days.contains_key(&date);
        let day = Weekday::of(date);
        self.0.iter().filter(move |span| !is_closed && span.day == day)
    }

    /// When the opening that holds at `time` ends; openings that touch count as one.
    fn open_until(&self, calendar: &Calendar, date: Date, time: Time) -> Option<Time> {
        let mut until = None;
        let mut at = time;
        while let Some(span) = self
            .on(calendar, date)
            .filter(|span| span.opens <= at && at < span.closes)
            .max_by_key(|span| span.closes)
        {
            until = Some(span.closes);
            at = span.closes;
        }
        until
    }
}

impl Weekday {
    /// All days, Monday first.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// The day of the week of a date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        match date.weekday() {
            jiff::civil::Weekday::Monday => Self::Monday,
            jiff::civil::Weekday::Tuesday => Self::Tuesday,
            jiff::civil::Weekday::Wednesday => Self::Wednesday,
            jiff::civil::Weekday::Thursday => Self::Thursday,
            jiff::civil::Weekday::Friday => Self::Friday,
            jiff::civil::Weekday::Saturday => Self::Saturday,
            jiff::civil::Weekday::Sunday => Self::Sunday,
        }
    }
}

/// The moment of a civil time; in the hour that summer time skips, the moment the clock moves on to.
fn moment(calendar: &Calendar, date: Date, time: Time) -> Option<Timestamp> {
    date.to_datetime(time)
        .to_zoned(calendar.time_zone.clone())
        .ok()
        .map(|at| at.timestamp())
}
