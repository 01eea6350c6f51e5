//! The demonstration's directory, as three tables a city could keep in a spreadsheet (comma between cells, first line
//! names the columns, `#` begins a comment line):
//!
//! * `org-units.csv`: `id,name,phone,hours` – more about the units of the catalogue, or new ones: an empty cell leaves
//!   what is known. Hours: `Mo 08:00-12:00;Tu 08:00-12:00,14:00-17:00`. The catalogue names no hours, so these are
//!   made up for the demonstration, and the units are marked so.
//! * `clerks.csv`: `id,name,org_unit,phone,conversations_max`.
//! * `responsibilities.csv`: `id,scope,key,org_unit,clerk,deputies` – scope is `article`, `leika_prefix`, `office`,
//!   `life_event` or `everything`; deputies are parted by `|`.
//!
//! Keys of units and articles may leave out the source (`10546` means `muc:10546`).

use bot_core::ids::{ArticleId, ClerkId, LifeEventId, OrgUnitId};
use bot_core::responsibility::{
    Clerk, Directory, MatterScope, OpeningHours, OrgUnit, ResponsibilityRule, Weekday, WeeklySpan,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

const ORG_UNITS: &str = include_str!("../../data/muenchen/directory/org-units.csv");
const CLERKS: &str = include_str!("../../data/muenchen/directory/clerks.csv");
const RESPONSIBILITIES: &str = include_str!("../../data/muenchen/directory/responsibilities.csv");

/// Conversations a clerk takes at a time when the table does not say.
const CONVERSATIONS_MAX: u32 = 4;

/// A table of the directory that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// A row is not of the shape of its table.
    #[error("{table}: not a row of this table")]
    Row {
        /// Which table.
        table: &'static str,
        /// Where and what.
        #[source]
        source: csv::Error,
    },
    /// A cell does not say what it should.
    #[error("{table}, {id}: {cell} is not understood")]
    Cell {
        /// Which table.
        table: &'static str,
        /// Which row.
        id: String,
        /// Which column.
        cell: &'static str,
    },
    /// A row names a unit or clerk that does not exist.
    #[error("{table}, {id}: {missing} does not exist")]
    Dangling {
        /// Which table.
        table: &'static str,
        /// Which row.
        id: String,
        /// What it names.
        missing: String,
    },
}

#[derive(Deserialize)]
struct UnitRow {
    id: String,
    name: String,
    phone: String,
    hours: String,
}

#[derive(Deserialize)]
struct ClerkRow {
    id: String,
    name: String,
    org_unit: String,
    phone: String,
    conversations_max: Option<u32>,
}

#[derive(Deserialize)]
struct RuleRow {
    id: String,
    scope: String,
    key: String,
    org_unit: String,
    clerk: String,
    deputies: String,
}

/// The directory over the units of the catalogue.
pub(super) fn read(units: Vec<OrgUnit>, source: &str) -> Result<Directory, DirectoryError> {
    let mut org_units: HashMap<OrgUnitId, OrgUnit> =
        units.into_iter().map(|unit| (unit.id.clone(), unit)).collect();
    for row in rows::<UnitRow>("org-units.csv", ORG_UNITS)? {
        let id = OrgUnitId::new(key(source, &row.id));
        let known = org_units.remove(&id);
        org_units.insert(id.clone(), org_unit(id, row, known)?);
    }
    let mut clerks = HashMap::new();
    for row in rows::<ClerkRow>("clerks.csv", CLERKS)? {
        let org_unit = OrgUnitId::new(key(source, &row.org_unit));
        exists("clerks.csv", &row.id, &org_units, &org_unit)?;
        let id = ClerkId::new(row.id);
        let clerk = Clerk {
            id: id.clone(),
            name: row.name,
            org_unit,
            phone: filled(row.phone),
            conversations_max: row.conversations_max.unwrap_or(CONVERSATIONS_MAX),
        };
        clerks.insert(id, clerk);
    }
    let mut rules = Vec::new();
    for row in rows::<RuleRow>("responsibilities.csv", RESPONSIBILITIES)? {
        let rule = rule(row, source)?;
        exists("responsibilities.csv", &rule.id, &org_units, &rule.org_unit)?;
        for clerk in std::iter::once(&rule.clerk).chain(&rule.deputies) {
            exists("responsibilities.csv", &rule.id, &clerks, clerk)?;
        }
        rules.push(rule);
    }
    Ok(Directory {
        org_units,
        clerks,
        rules,
    })
}

fn rows<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<Vec<T>, DirectoryError> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|source| DirectoryError::Row { table, source })
}

fn org_unit(id: OrgUnitId, row: UnitRow, known: Option<OrgUnit>) -> Result<OrgUnit, DirectoryError> {
    let hours = hours(&row.hours).ok_or_else(|| DirectoryError::Cell {
        table: "org-units.csv",
        id: row.id.clone(),
        cell: "hours",
    })?;
    let mut unit = known.unwrap_or_else(|| OrgUnit {
        id,
        name: row.name.clone(),
        sign: None,
        department: None,
        phone: None,
        email: None,
        address: None,
        postal_code: None,
        hours: OpeningHours::default(),
        hours_are_sample: false,
    });
    if !row.name.is_empty() {
        unit.name = row.name;
    }
    unit.phone = filled(row.phone).or(unit.phone);
    unit.hours_are_sample = !hours.0.is_empty();
    unit.hours = hours;
    Ok(unit)
}

fn rule(row: RuleRow, source: &str) -> Result<ResponsibilityRule, DirectoryError> {
    let matter = match row.scope.as_str() {
        "article" => MatterScope::Article(ArticleId::new(key(source, &row.key))),
        "leika_prefix" => MatterScope::LeikaPrefix(row.key),
        "office" => MatterScope::Office(OrgUnitId::new(key(source, &row.key))),
        "life_event" => MatterScope::LifeEvent(LifeEventId::new(row.key)),
        "everything" => MatterScope::Everything,
        _ => {
            return Err(DirectoryError::Cell {
                table: "responsibilities.csv",
                id: row.id,
                cell: "scope",
            });
        }
    };
    Ok(ResponsibilityRule {
        id: row.id,
        matter,
        org_unit: OrgUnitId::new(key(source, &row.org_unit)),
        clerk: ClerkId::new(row.clerk),
        deputies: row
            .deputies
            .split('|')
            .filter(|id| !id.is_empty())
            .map(ClerkId::new)
            .collect(),
    })
}

/// Hours such as `Mo 08:00-12:00;Tu 08:00-12:00,14:00-18:00`; `None` when they are not understood.
fn hours(text: &str) -> Option<OpeningHours> {
    let mut spans = Vec::new();
    for day in text.split(';').map(str::trim).filter(|day| !day.is_empty()) {
        let (day, times) = day.split_once(' ')?;
        let day = weekday(day)?;
        for span in times.split(',') {
            let (opens, closes) = span.trim().split_once('-')?;
            let (opens, closes) = (opens.trim().parse().ok()?, closes.trim().parse().ok()?);
            if opens >= closes {
                return None;
            }
            spans.push(WeeklySpan { day, opens, closes });
        }
    }
    Some(OpeningHours(spans))
}

fn weekday(day: &str) -> Option<Weekday> {
    Some(match day {
        "Mo" => Weekday::Monday,
        "Tu" => Weekday::Tuesday,
        "We" => Weekday::Wednesday,
        "Th" => Weekday::Thursday,
        "Fr" => Weekday::Friday,
        "Sa" => Weekday::Saturday,
        "Su" => Weekday::Sunday,
        _ => return None,
    })
}

fn exists<K: std::hash::Hash + Eq + ToString, V>(
    table: &'static str,
    row: &str,
    known: &HashMap<K, V>,
    wanted: &K,
) -> Result<(), DirectoryError> {
    if known.contains_key(wanted) {
        return Ok(());
    }
    Err(DirectoryError::Dangling {
        table,
        id: row.to_owned(),
        missing: wanted.to_string(),
    })
}

fn key(source: &str, key: &str) -> String {
    if key.contains(':') {
        key.to_owned()
    } else {
        format!("{source}:{key}")
    }
}

fn filled(cell: String) -> Option<String> {
    (!cell.is_empty()).then_some(cell)
}
