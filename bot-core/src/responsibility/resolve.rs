//! Resolving: from a matter to the one rule that says who answers for it.

use super::directory::{Clerk, Directory, MatterScope, Responsibility, ResponsibilityRule};
use crate::article::Article;

impl Directory {
    /// Who answers for this article; without one, who answers for everything else.
    ///
    /// The more specific rule wins: article, then LeiKa prefix (the longer the better), main office, life event,
    /// everything. Between equals the lower rule key wins, so that the result never depends on order. A rule whose
    /// unit or clerks are all unknown is passed over; a deputy steps in for an unknown first clerk.
    #[must_use]
    pub fn resolve(&self, article: Option<&Article>) -> Option<Responsibility> {
        let mut fitting: Vec<((u8, usize), &ResponsibilityRule)> = self
            .rules
            .iter()
            .filter_map(|rule| Some((rank(&rule.matter, article)?, rule)))
            .collect();
        fitting.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.id.cmp(&other.id)));
        fitting
            .into_iter()
            .find_map(|(_, rule)| self.responsibility(rule))
    }

    fn responsibility(&self, rule: &ResponsibilityRule) -> Option<Responsibility> {
        let org_unit = self.org_units.get(&rule.org_unit)?.clone();
        let mut clerks: Vec<Clerk> = Vec::new();
        for id in std::iter::once(&rule.clerk).chain(&rule.deputies) {
            if let Some(clerk) = self.clerks.get(id)
                && !clerks.iter().any(|known| known.id == *id)
            {
                clerks.push(clerk.clone());
            }
        }
        let mut clerks = clerks.into_iter();
        let clerk = clerks.next()?;
        Some(Responsibility {
            rule: rule.id.clone(),
            org_unit,
            clerk,
            deputies: clerks.collect(),
        })
    }
}

/// How specific a scope is for this article; `None` if it does not fit.
fn rank(scope: &MatterScope, article: Option<&Article>) -> Option<(u8, usize)> {
    match (scope, article) {
        (MatterScope::Everything, _) => Some((0, 0)),
        (MatterScope::Article(id), Some(article)) if *id == article.id => Some((4, 0)),
        (MatterScope::LeikaPrefix(prefix), Some(article))
            if !prefix.is_empty() && article.leika.iter().any(|key| key.starts_with(prefix)) =>
        {
            Some((3, prefix.len()))
        }
        (MatterScope::Office(unit), Some(article)) if article.offices.first() == Some(unit) => Some((2, 0)),
        (MatterScope::LifeEvent(event), Some(article)) => {
            let place = article.life_events.iter().position(|id| id == event)?;
            Some((1, usize::MAX - place))
        }
        _ => None,
    }
}
