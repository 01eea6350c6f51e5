//! The contact card of an org unit at one moment.

use super::directory::{Clerk, Directory, OrgUnit};
use super::hours::{Calendar, OpeningHours, Weekday, WeeklySpan};
use crate::answer::ContactCard;
use crate::ids::OrgUnitId;
use crate::locale::Locale;
use crate::phrases::say;
use jiff::Timestamp;
use jiff::civil::time;

impl Directory {
    /// How to reach a unit and, where one is responsible, its clerk: the clerk's direct line before the unit's.
    #[must_use]
    pub fn contact_card(
        &self,
        unit: &OrgUnit,
        clerk: Option<&Clerk>,
        calendar: &Calendar,
        now: Timestamp,
        locale: Locale,
    ) -> ContactCard {
        ContactCard {
            org_unit: unit.id.clone(),
            name: unit.name.clone(),
            unit: unit.sign.clone(),
            clerk: clerk.map(|clerk| clerk.name.clone()),
            phone: clerk
                .and_then(|clerk| clerk.phone.clone())
                .or_else(|| unit.phone.clone()),
            email: unit.email.clone(),
            address: unit.address.clone(),
            hours: unit.hours.in_words(locale),
            opening: unit.hours.state(calendar, now),
            is_sample: unit.hours_are_sample,
        }
    }

    /// Whom to call when nothing is known about the matter: the unit responsible for everything else, or the
    /// public service number 115.
    #[must_use]
    pub fn general_contact(&self, calendar: &Calendar, now: Timestamp, locale: Locale) -> ContactCard {
        match self.resolve(None) {
            Some(found) => self.contact_card(&found.org_unit, Some(&found.clerk), calendar, now, locale),
            None => public_service_number(calendar, now, locale),
        }
    }
}

/// The public service number 115: Monday to Friday, 8 to 18, as its service promise says.
#[must_use]
pub fn public_service_number(calendar: &Calendar, now: Timestamp, locale: Locale) -> ContactCard {
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
    ];
    let hours = OpeningHours(
        days.map(|day| WeeklySpan {
            day,
            opens: time(8, 0, 0, 0),
            closes: time(18, 0, 0, 0),
        })
        .to_vec(),
    );
    ContactCard {
        org_unit: OrgUnitId::new("public:115"),
        name: say(locale, "contact.115", &[]),
        unit: None,
        clerk: None,
        phone: Some("115".to_owned()),
        email: None,
        address: None,
        hours: hours.in_words(locale),
        opening: hours.state(calendar, now),
        is_sample: false,
    }
}
