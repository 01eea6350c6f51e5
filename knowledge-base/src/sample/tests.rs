use super::*;
use bot_core::article::ArticleKind;
use bot_core::responsibility::MatterScope;
use std::collections::BTreeSet;

#[test]
fn every_service_of_the_catalogue_has_the_editors_words() {
    let city = munich().unwrap();
    let services: Vec<&Article> = city
        .articles
        .iter()
        .filter(|one| one.kind == ArticleKind::Service)
        .collect();
    assert_eq!(services.len(), 246);
    for article in &city.articles {
        assert!(
            article.wordings.get("de").is_some_and(|words| words.len() >= 4),
            "{}",
            article.id
        );
        for locale in [Locale::DeSimple, Locale::En] {
            assert!(
                article.translations.contains_key(&locale),
                "{} in {}",
                article.id,
                locale.tag()
            );
        }
    }
}

#[test]
fn ids_are_unique_and_what_articles_name_exists() {
    let city = munich().unwrap();
    let directory = munich_directory().unwrap();
    let ids: BTreeSet<&ArticleId> = city.articles.iter().map(|article| &article.id).collect();
    let events: BTreeSet<&LifeEventId> = city.life_events.iter().map(|event| &event.id).collect();
    assert_eq!(ids.len(), city.articles.len());
    for article in &city.articles {
        assert!(
            article.life_events.iter().all(|event| events.contains(event)),
            "life events of {}",
            article.id
        );
        assert!(
            article
                .offices
                .iter()
                .all(|unit| directory.org_units.contains_key(unit)),
            "offices of {}",
            article.id
        );
        for related in &article.related {
            assert!(ids.contains(related), "{} names {related}", article.id);
        }
    }
    assert!(most_used().unwrap().iter().all(|id| ids.contains(id)));
}

#[test]
fn life_events_are_named_in_all_locales_and_filled() {
    let city = munich().unwrap();
    assert!(city.life_events.len() >= 10);
    for event in &city.life_events {
        assert!(
            Locale::ALL
                .iter()
                .all(|locale| event.title.contains_key(locale) && event.hint.contains_key(locale))
        );
        assert!(!event.articles.is_empty(), "{}", event.id);
    }
}

#[test]
fn the_directory_has_a_rule_for_everything_and_marks_its_hours() {
    let directory = munich_directory().unwrap();
    assert!(
        directory
            .rules
            .iter()
            .any(|rule| rule.matter == MatterScope::Everything)
    );
    assert!(
        directory
            .org_units
            .values()
            .all(|unit| unit.hours.0.is_empty() || unit.hours_are_sample)
    );
    assert!(directory.clerks.len() > 100);
}

#[test]
fn without_the_editors_the_catalogue_still_stands() {
    let city = munich_with(Wordings::Without).unwrap();
    assert_eq!(city.articles.len(), 246);
    assert!(
        city.articles
            .iter()
            .all(|article| article.wordings.is_empty() && !article.lead.is_empty())
    );
}

#[test]
fn a_broken_editorial_line_is_named() {
    let error = editorial::read("x.jsonl", "\n{\"id\":1}\n").unwrap_err();
    assert_eq!(error.to_string(), "x.jsonl, line 2: not an editorial entry");
}
