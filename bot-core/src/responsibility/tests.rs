use super::{Calendar, MatterScope, OpeningHours, Weekday, WeeklySpan};
use crate::answer::OpeningState;
use crate::ids::{ArticleId, ClerkId, LifeEventId, OrgUnitId};
use crate::locale::Locale;
use crate::testing::{ArticleBuilder, DirectoryBuilder};
use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use std::collections::BTreeMap;

fn at(text: &str) -> Timestamp {
    format!("{text}[Europe/Berlin]")
        .parse::<jiff::Zoned>()
        .expect("a moment")
        .timestamp()
}

fn span(day: Weekday, opens: (i8, i8), closes: (i8, i8)) -> WeeklySpan {
    WeeklySpan {
        day,
        opens: time(opens.0, opens.1, 0, 0),
        closes: time(closes.0, closes.1, 0, 0),
    }
}

/// As Munich's Bürgerbüros: short mornings, Tuesday and Thursday afternoons.
fn office() -> OpeningHours {
    OpeningHours(vec![
        span(Weekday::Monday, (7, 30), (12, 0)),
        span(Weekday::Tuesday, (8, 30), (12, 0)),
        span(Weekday::Tuesday, (14, 0), (18, 0)),
        span(Weekday::Wednesday, (7, 30), (12, 0)),
        span(Weekday::Thursday, (8, 30), (15, 0)),
        span(Weekday::Friday, (7, 30), (12, 0)),
    ])
}

#[test]
fn holidays_are_those_of_munich() {
    let oracle: BTreeMap<Date, &str> = include_str!("data/holidays_munich.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .map(|(day, name)| (day.parse().expect("a date"), name))
        .collect();
    let calendar = Calendar::bavaria();
    let mut found: Vec<Date> = calendar
        .closed_days
        .range(date(2024, 1, 1)..date(2034, 1, 1))
        .map(|(d, _)| *d)
        .collect();
    found.retain(|day| !(day.month() == 12 && matches!(day.day(), 24 | 31)));
    assert_eq!(found, oracle.keys().copied().collect::<Vec<_>>());
    assert_eq!(oracle.len(), 130);
    for year in 2024..2034 {
        assert!(calendar.closed_days.contains_key(&date(year, 12, 24)));
        assert!(calendar.closed_days.contains_key(&date(year, 12, 31)));
    }
    assert_eq!(calendar.time_zone.iana_name(), Some("Europe/Berlin"));
}

#[test]
fn an_office_is_open_from_its_first_minute_to_the_one_before_its_last() {
    let calendar = Calendar::bavaria();
    let rows = [
        ("2026-11-23T07:29:59", false),
        ("2026-11-23T07:30:00", true),
        ("2026-11-23T11:59:59", true),
        ("2026-11-23T12:00:00", false),
        ("2026-11-24T13:00:00", false),
        ("2026-11-24T15:00:00", true),
        ("2026-11-22T10:00:00", false),
        ("2026-12-24T10:00:00", false),
        ("2027-01-06T10:00:00", false),
    ];
    for (moment, expected) in rows {
        assert_eq!(office().is_open(&calendar, at(moment)), expected, "{moment}");
    }
    let until = at("2026-11-24T18:00:00");
    assert_eq!(
        office().state(&calendar, at("2026-11-24T15:00:00")),
        Some(OpeningState::Open { until })
    );
    assert_eq!(OpeningHours::default().state(&calendar, until), None);
}

#[test]
fn the_next_opening_skips_nights_weekends_and_holidays() {
    let calendar = Calendar::bavaria();
    let rows = [
        ("2026-11-23T06:00:00", "2026-11-23T07:30:00"),
        ("2026-11-24T12:30:00", "2026-11-24T14:00:00"),
        ("2026-11-27T12:00:00", "2026-11-30T07:30:00"),
        ("2026-12-23T12:00:00", "2026-12-28T07:30:00"),
        ("2027-01-05T18:00:00", "2027-01-07T08:30:00"),
    ];
    for (now, opens) in rows {
        assert_eq!(
            office().next_opening(&calendar, at(now)),
            Some(at(opens)),
            "{now}"
        );
    }
}

#[test]
fn summer_time_moves_openings_with_the_clock_on_the_wall() {
    let calendar = Calendar::bavaria();
    let before = office()
        .next_opening(&calendar, at("2027-03-26T13:00:00"))
        .expect("an opening");
    assert_eq!(
        before.to_string(),
        "2027-03-30T06:30:00Z",
        "Tuesday after Easter, already summer time"
    );
    let autumn = office()
        .next_opening(&calendar, at("2026-10-24T13:00:00"))
        .expect("an opening");
    assert_eq!(autumn.to_string(), "2026-10-26T06:30:00Z");
    let night = OpeningHours(vec![span(Weekday::Sunday, (2, 30), (4, 0))]);
    let skipped = night
        .next_opening(&calendar, at("2026-03-28T12:00:00"))
        .expect("an opening");
    assert_eq!(skipped, at("2026-03-29T03:30:00"));
}

#[test]
fn openings_that_touch_are_one() {
    let hours = OpeningHours(vec![
        span(Weekday::Monday, (8, 0), (12, 0)),
        span(Weekday::Monday, (12, 0), (16, 0)),
    ]);
    let state = hours.state(&Calendar::bavaria(), at("2026-11-23T09:00:00"));
    assert_eq!(
        state,
        Some(OpeningState::Open {
            until: at("2026-11-23T16:00:00")
        })
    );
}

#[test]
fn hours_are_written_as_people_write_them() {
    assert_eq!(
        office().in_words(Locale::De),
        [
            "Mo, Mi, Fr 7:30–12:00 Uhr",
            "Di 8:30–12:00, 14:00–18:00 Uhr",
            "Do 8:30–15:00 Uhr"
        ]
    );
    assert_eq!(
        office().in_words(Locale::DeSimple).last().map(String::as_str),
        Some("Donnerstag: 8:30 bis 15:00 Uhr")
    );
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Saturday,
    ];
    let week = OpeningHours(days.map(|day| span(day, (8, 0), (18, 0))).to_vec());
    assert_eq!(week.in_words(Locale::De), ["Mo–Do, Sa 8:00–18:00 Uhr"]);
    assert_eq!(week.in_words(Locale::En), ["Mon–Thu, Sat 8:00–18:00"]);
    assert!(OpeningHours::default().in_words(Locale::De).is_empty());
}

#[test]
fn the_more_specific_rule_wins_whatever_the_order() {
    let article = ArticleBuilder::new("1", "Reisepass")
        .leika("99091003012000")
        .office("pasing")
        .life_event("travel")
        .life_event("documents")
        .build();
    let scopes = [
        ("everything", MatterScope::Everything),
        (
            "second-event",
            MatterScope::LifeEvent(LifeEventId::new("documents")),
        ),
        ("first-event", MatterScope::LifeEvent(LifeEventId::new("travel"))),
        ("office", MatterScope::Office(OrgUnitId::new("pasing"))),
        ("short-leika", MatterScope::LeikaPrefix("99".to_owned())),
        ("long-leika", MatterScope::LeikaPrefix("99091003".to_owned())),
        ("article", MatterScope::Article(ArticleId::new("muc:1"))),
    ];
    for known in 1..=scopes.len() {
        let mut rules: Vec<_> = scopes[..known].to_vec();
        let expected = rules.last().expect("a rule").0;
        for _ in 0..2 {
            let mut builder = DirectoryBuilder::new().unit("u", "Amt", "089 1");
            for (id, scope) in &rules {
                builder = builder.rule(id, scope.clone(), "u", &["u"]);
            }
            let found = builder.build().resolve(Some(&article)).expect("a responsibility");
            assert_eq!(found.rule, expected);
            rules.reverse();
        }
    }
}

#[test]
fn rules_about_other_matters_do_not_fit_and_everything_fits_always() {
    let article = ArticleBuilder::new("1", "Reisepass")
        .leika("99091")
        .office("pasing")
        .build();
    let directory = DirectoryBuilder::new()
        .unit("u", "Amt", "089 1")
        .rule(
            "other",
            MatterScope::Article(ArticleId::new("muc:2")),
            "u",
            &["u"],
        )
        .rule("leika", MatterScope::LeikaPrefix("99092".to_owned()), "u", &["u"])
        .rule("empty", MatterScope::LeikaPrefix(String::new()), "u", &["u"]);
    assert_eq!(directory.clone().build().resolve(Some(&article)), None);
    let directory = directory
        .rule("all", MatterScope::Everything, "u", &["u"])
        .build();
    assert_eq!(
        directory
            .resolve(Some(&article))
            .map(|found| found.rule)
            .as_deref(),
        Some("all")
    );
    assert_eq!(
        directory.resolve(None).map(|found| found.rule).as_deref(),
        Some("all")
    );
}

#[test]
fn a_deputy_steps_in_for_an_unknown_clerk_and_a_rule_without_anyone_is_passed_over() {
    let directory = DirectoryBuilder::new()
        .unit("u", "Amt", "089 1")
        .clerk("deputy", "u")
        .rule("a-gone", MatterScope::Everything, "u", &["nobody"])
        .rule("b-unit", MatterScope::Everything, "no-unit", &["u"])
        .rule(
            "c-here",
            MatterScope::Everything,
            "u",
            &["nobody", "deputy", "deputy", "u"],
        )
        .build();
    let found = directory.resolve(None).expect("a responsibility");
    assert_eq!(
        (found.rule.as_str(), &found.clerk.id),
        ("c-here", &ClerkId::new("deputy"))
    );
    assert_eq!(
        found
            .deputies
            .iter()
            .map(|clerk| clerk.id.as_str())
            .collect::<Vec<_>>(),
        ["u"]
    );
}

#[test]
fn a_card_shows_the_clerks_line_before_the_units() {
    let mut directory = DirectoryBuilder::new().unit("u", "Amt", "089 1").build();
    let calendar = Calendar::bavaria();
    let now = at("2026-11-23T09:00:00");
    let card = |directory: &super::Directory| {
        let unit = &directory.org_units[&OrgUnitId::new("u")];
        directory.contact_card(
            unit,
            directory.clerks.get(&ClerkId::new("u")),
            &calendar,
            now,
            Locale::De,
        )
    };
    assert_eq!(card(&directory).phone.as_deref(), Some("089 1"));
    assert!(matches!(
        card(&directory).opening,
        Some(OpeningState::Open { .. })
    ));
    directory
        .clerks
        .get_mut(&ClerkId::new("u"))
        .expect("a clerk")
        .phone = Some("089 2".to_owned());
    assert_eq!(card(&directory).phone.as_deref(), Some("089 2"));
    assert_eq!(card(&directory).clerk.as_deref(), Some("Sachbearbeitung u"));
}

#[test]
fn without_any_rule_the_public_service_number_helps() {
    let card = super::Directory::default().general_contact(
        &Calendar::bavaria(),
        at("2026-11-23T09:00:00"),
        Locale::De,
    );
    assert_eq!(card.phone.as_deref(), Some("115"));
    assert_eq!(card.hours, ["Mo–Fr 8:00–18:00 Uhr"]);
}
