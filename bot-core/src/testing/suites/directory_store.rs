//! The promises of [`DirectoryStore`].

use super::CaseResult;
use crate::ids::{ArticleId, ClerkId, OrgUnitId};
use crate::ports::DirectoryStore;
use crate::responsibility::{
    Clerk, Directory, MatterScope, OpeningHours, OrgUnit, ResponsibilityRule, Weekday, WeeklySpan,
};
use jiff::civil::time;

/// Org units, clerks and rules. Needs a store without a directory.
///
/// # Errors
/// When the store is not available.
///
/// # Panics
/// When a promise is not kept.
pub async fn directory_store_suite(store: &dyn DirectoryStore) -> CaseResult {
    assert_same(&store.load_directory().await?, &Directory::default());
    let whole = directory(&["pasing", "ruppertstrasse", "ost"]);
    store.replace_directory(&whole).await?;
    assert_same(&store.load_directory().await?, &whole);
    store.replace_directory(&whole).await?;
    assert_same(&store.load_directory().await?, &whole);
    let mut smaller = directory(&["ost", "pasing"]);
    if let Some(clerk) = smaller.clerks.values_mut().next() {
        clerk.name = "Sachbearbeitung „Umzug“".into();
    }
    store.replace_directory(&smaller).await?;
    assert_same(&store.load_directory().await?, &smaller);
    store.replace_directory(&whole).await?;
    assert_same(&store.load_directory().await?, &whole);
    Ok(())
}

fn assert_same(left: &Directory, right: &Directory) {
    assert_eq!(left.org_units, right.org_units);
    assert_eq!(left.clerks, right.clerks);
    assert_eq!(left.rules, right.rules, "rules keep their order");
}

fn directory(names: &[&str]) -> Directory {
    let mut directory = Directory::default();
    for name in names {
        let (unit, clerk) = (org_unit(name), clerk(name));
        directory.rules.push(ResponsibilityRule {
            id: format!("rule {name}"),
            matter: MatterScope::Article(ArticleId::in_source("muc", name)),
            org_unit: unit.id.clone(),
            clerk: clerk.id.clone(),
            deputies: vec![ClerkId::new("deputy")],
        });
        directory.org_units.insert(unit.id.clone(), unit);
        directory.clerks.insert(clerk.id.clone(), clerk);
    }
    directory
}

fn org_unit(name: &str) -> OrgUnit {
    let morning = WeeklySpan {
        day: Weekday::Monday,
        opens: time(7, 30, 0, 0),
        closes: time(12, 0, 0, 0),
    };
    OrgUnit {
        id: OrgUnitId::new(format!("muc:{name}")),
        name: format!("Bürgerbüro {name}"),
        sign: Some("KVR-II/235".into()),
        department: None,
        phone: Some("089 233-96000".into()),
        email: None,
        address: Some("Landsberger Straße 486, 81241 München".into()),
        postal_code: Some("81241".into()),
        hours: OpeningHours(vec![morning]),
        hours_are_sample: true,
    }
}

fn clerk(name: &str) -> Clerk {
    Clerk {
        id: ClerkId::new(format!("clerk {name}")),
        name: format!("Sachbearbeitung {name}"),
        org_unit: OrgUnitId::new(format!("muc:{name}")),
        phone: None,
        conversations_max: 3,
    }
}
