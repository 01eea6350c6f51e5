//! The right column: why this clerk, by which rule, and the article that may help with the reply.

use bot_core::article::{Article, FactKind};
use bot_core::handover::Handover;
use bot_core::hub::Hub;
use bot_core::ids::{ArticleId, ClerkId};
use bot_core::locale::Locale;
use bot_core::responsibility::MatterScope;
use std::sync::Arc;
use web_kit::{Words, render};

/// Help beside a conversation.
pub(crate) struct WhyView {
    pub words: &'static Words,
    /// Key of the rule.
    pub rule: String,
    /// What the rule is about, in words.
    pub scope: String,
    pub unit: String,
    pub sign: Option<String>,
    pub line: Option<String>,
    /// Set when this clerk stands in for the first one.
    pub stands_in_for: Option<String>,
    /// Who is asked next.
    pub deputies: Vec<String>,
    pub article: Option<ArticleCard>,
}

/// An article to reply from.
pub(crate) struct ArticleCard {
    pub title: String,
    pub lead: String,
    pub date: String,
    pub url: Option<String>,
    pub facts: Vec<(&'static str, String)>,
}

/// Why `clerk` was asked under `handover`.
pub(crate) fn why(
    hub: &Hub,
    words: &'static Words,
    locale: Locale,
    handover: &Handover,
    clerk: &ClerkId,
) -> WhyView {
    let directory = hub.directory();
    let name = |id: &ClerkId| {
        directory
            .clerks
            .get(id)
            .map_or_else(|| id.to_string(), |c| c.name.clone())
    };
    let rule = directory.rules.iter().find(|rule| rule.id == handover.rule);
    let unit = rule
        .and_then(|rule| directory.org_units.get(&rule.org_unit))
        .or_else(|| directory.org_units.get(&handover.contact.org_unit));
    let own_line = directory.clerks.get(clerk).and_then(|clerk| clerk.phone.clone());
    WhyView {
        words,
        rule: handover.rule.clone(),
        scope: rule.map_or_else(
            || words.t("why.rule_gone").to_owned(),
            |rule| scope(hub, words, &rule.matter, handover.matter.article.as_ref()),
        ),
        unit: unit.map_or_else(|| handover.contact.name.clone(), |unit| unit.name.clone()),
        sign: unit.map_or_else(|| handover.contact.unit.clone(), |unit| unit.sign.clone()),
        line: own_line
            .or_else(|| unit.and_then(|unit| unit.phone.clone()))
            .or_else(|| handover.contact.phone.clone()),
        stands_in_for: rule
            .filter(|rule| rule.clerk != *clerk)
            .map(|rule| name(&rule.clerk)),
        deputies: if handover.accepted_at.is_none() {
            handover.next.iter().map(name).collect()
        } else {
            Vec::new()
        },
        article: handover
            .matter
            .article
            .as_ref()
            .and_then(|id| hub.knowledge.article(id))
            .map(|article| card(words, locale, &article, &handover.brief.facts_asked)),
    }
}

fn scope(hub: &Hub, words: &'static Words, scope: &MatterScope, article: Option<&ArticleId>) -> String {
    match scope {
        MatterScope::Article(id) => words.put("why.scope_article", "name", title(hub, id)),
        MatterScope::LeikaPrefix(prefix) => words.put("why.scope_leika", "name", prefix),
        MatterScope::Office(unit) => {
            let directory = hub.directory();
            let office = directory
                .org_units
                .get(unit)
                .map_or_else(|| unit.to_string(), |u| u.name.clone());
            let matter = article.map_or_else(String::new, |id| title(hub, id));
            words.put2("why.scope_office", ("name", &matter), ("office", &office))
        }
        MatterScope::LifeEvent(event) => {
            let all = hub.knowledge.life_events();
            let name = all
                .iter()
                .find(|known| known.id == *event)
                .and_then(|known| known.title.get(&Locale::De).cloned());
            words.put(
                "why.scope_life_event",
                "name",
                name.unwrap_or_else(|| event.to_string()),
            )
        }
        MatterScope::Everything => words.t("why.scope_everything").to_owned(),
    }
}

fn title(hub: &Hub, id: &ArticleId) -> String {
    hub.knowledge
        .article(id)
        .map_or_else(|| id.to_string(), |article| article.title.clone())
}

/// The article with the facts that were asked for first, and at least fees and documents.
fn card(words: &'static Words, locale: Locale, article: &Arc<Article>, asked: &[FactKind]) -> ArticleCard {
    let mut kinds: Vec<FactKind> = asked.to_vec();
    for kind in [
        FactKind::Documents,
        FactKind::Fees,
        FactKind::Duration,
        FactKind::Steps,
    ] {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let facts = kinds.into_iter().filter_map(|kind| {
        let text = article.fact(kind)?.to_plain();
        Some((words.t(super::brief::fact_key(kind)), text))
    });
    ArticleCard {
        title: article.title.clone(),
        lead: article.lead.clone(),
        date: render::date(article.source.date, locale),
        url: article.source.url.clone(),
        facts: facts.collect(),
    }
}
