//! Out of the city's remit: which authority is responsible instead, from a small table of the product's own.

use super::{Context, Decision};
use crate::answer::{ContactCard, Referral, ReferralReason};
use crate::ids::OrgUnitId;
use crate::locale::Locale;
use crate::phrases::say;
use crate::responsibility::public_service_number;
use crate::understanding::authority_named;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Authority {
    /// Name by language.
    name: BTreeMap<String, String>,
    /// What it is responsible for, by language.
    matter: BTreeMap<String, String>,
    /// Its own number, only where it is sure and lasting.
    phone: Option<String>,
}

static AUTHORITIES: LazyLock<BTreeMap<String, Authority>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/authorities.toml")).unwrap_or_default());

/// The referral to another authority if the words name its matter, and the city has no article of its own on it.
pub(super) fn beyond(ctx: &Context<'_>) -> Option<Decision> {
    let key = authority_named(ctx.understanding.normal_form.reveal())?;
    let authority = AUTHORITIES.get(&key)?;
    if city_has_article(ctx, &key) {
        return None;
    }
    let locale = ctx.spoken();
    let (name, matter) = (
        in_locale(&authority.name, locale),
        in_locale(&authority.matter, locale),
    );
    let public = public_service_number(ctx.calendar, ctx.now, locale);
    let (contact, text_key) = match &authority.phone {
        Some(phone) => (card(&key, &name, phone), "refer.authority"),
        None => (public, "refer.authority_115"),
    };
    let phone = contact.phone.clone().unwrap_or_default();
    let text = say(
        locale,
        text_key,
        &[("authority", &name), ("matter", &matter), ("phone", &phone)],
    );
    Some(Decision::Refer(Referral {
        reason: ReferralReason::OutOfRemit,
        text,
        matter: None,
        contact,
        options: Vec::new(),
        citation: None,
        action: None,
    }))
}

/// Whether the best article found is about the same authority's matter, for example the city's pension advice.
fn city_has_article(ctx: &Context<'_>, key: &str) -> bool {
    let Some(ranking) = &ctx.evidence.ranking else {
        return false;
    };
    ranking.answerable >= ctx.policy.clarify_from
        && ranking
            .hits
            .first()
            .is_some_and(|hit| authority_named(&hit.article.title).as_deref() == Some(key))
}

fn card(key: &str, name: &str, phone: &str) -> ContactCard {
    ContactCard {
        org_unit: OrgUnitId::new(format!("authority:{key}")),
        name: without_article(name),
        unit: None,
        clerk: None,
        phone: Some(phone.to_owned()),
        email: None,
        address: None,
        hours: Vec::new(),
        opening: None,
        is_sample: false,
    }
}

/// The name as it stands alone: „die Rentenversicherung“ becomes „Rentenversicherung“.
fn without_article(name: &str) -> String {
    let articles = ["die ", "der ", "das ", "the "];
    let found = articles.iter().find_map(|article| name.strip_prefix(article));
    found.unwrap_or(name).to_owned()
}

fn in_locale(texts: &BTreeMap<String, String>, locale: Locale) -> String {
    texts
        .get(locale.tag())
        .or_else(|| texts.get(locale.language().code()))
        .cloned()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_authority_is_named_in_german_and_english() {
        assert!(AUTHORITIES.len() >= 15);
        for (key, authority) in AUTHORITIES.iter() {
            for locale in Locale::ALL {
                assert!(!in_locale(&authority.name, locale).is_empty(), "{key}");
                assert!(!in_locale(&authority.matter, locale).is_empty(), "{key}");
            }
        }
    }

    #[test]
    fn every_authority_can_be_recognised_and_every_recognised_one_is_known() {
        let names = crate::understanding::authority_names();
        for key in AUTHORITIES.keys() {
            assert!(names.contains(key), "no rule for {key}");
        }
        for name in names {
            assert!(AUTHORITIES.contains_key(&name), "no authority for {name}");
        }
    }
}
