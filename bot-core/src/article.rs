//! The article as the bot answers from it: approved text of the city, structured by what citizens ask for.

use crate::ids::{ArticleId, LifeEventId, OrgUnitId, RevisionId};
use crate::locale::Locale;
use crate::text::RichText;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One published revision of one article, in the language of its source, with short texts in other locales.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Stable id across imports.
    pub id: ArticleId,
    /// The revision this text is; every answer cites it.
    pub revision: RevisionId,
    /// Whether it describes a service of the city or points to whoever is responsible instead.
    pub kind: ArticleKind,
    /// Official name, in German.
    pub title: String,
    /// One plain German sentence: what it is for, or what to do.
    pub lead: String,
    /// Title and lead in other locales, where an editor wrote them.
    #[serde(default)]
    pub translations: BTreeMap<Locale, Translation>,
    /// The full text, as far as it is not in [`Article::facts`].
    #[serde(default)]
    pub body: RichText,
    /// What citizens ask for, each in its own section.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// Further links and forms, most useful first.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Where it can be done online.
    #[serde(default)]
    pub online: Option<Link>,
    /// Where an appointment can be booked.
    #[serde(default)]
    pub appointment: Option<Link>,
    /// LeiKa keys (14 digits), the join to the Land's and the federal catalogues.
    #[serde(default)]
    pub leika: Vec<String>,
    /// The source's own keywords.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Other words citizens use for it, by language code.
    #[serde(default)]
    pub wordings: BTreeMap<String, Vec<String>>,
    /// Questions it answers, by language code.
    #[serde(default)]
    pub questions: BTreeMap<String, Vec<String>>,
    /// Near-by questions it does not answer.
    #[serde(default)]
    pub not_about: Vec<String>,
    /// Life events it belongs to.
    #[serde(default)]
    pub life_events: Vec<LifeEventId>,
    /// Related articles.
    #[serde(default)]
    pub related: Vec<ArticleId>,
    /// Offices where it is done, the main one first.
    #[serde(default)]
    pub offices: Vec<OrgUnitId>,
    /// Whom it is for.
    #[serde(default)]
    pub audience: Audience,
    /// Where the text comes from.
    pub source: Source,
}

/// What kind of article it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleKind {
    /// A service of the city, in the city's own words.
    Service,
    /// No text of the city's own: says who is responsible, and where.
    Pointer,
}

/// Whom an article is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody.
    #[default]
    Citizen,
    /// Firms and the self-employed.
    Business,
    /// The city's own staff.
    Staff,
}

/// Title and lead sentence in one more locale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// Name in that locale.
    pub title: String,
    /// Lead sentence in that locale.
    pub lead: String,
}

/// One fact section of an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Which question it answers.
    pub kind: FactKind,
    /// The text, in German.
    pub text: RichText,
}

/// The questions citizens ask about any service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// What it costs.
    Fees,
    /// Which papers are needed.
    Documents,
    /// Who may have it, under which conditions.
    Requirements,
    /// How it is done, step by step.
    Steps,
    /// How long it takes.
    Duration,
    /// Until when something must be done.
    Deadline,
    /// Where it is done.
    Where,
    /// Whether and how it is done online.
    Online,
    /// How an appointment is made.
    Appointment,
    /// Which form is needed.
    Form,
    /// When the office is open.
    Hours,
    /// Which law it rests on.
    LegalBasis,
}

/// A link with its visible name. Always `https`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Visible name.
    pub label: String,
    /// Target.
    pub url: String,
}

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Who publishes it, for example „Landeshauptstadt München“.
    pub publisher: String,
    /// The page of the source.
    pub url: Option<String>,
    /// The date the source gives for this text, as `YYYY-MM-DD`.
    pub date: jiff::civil::Date,
}

impl Article {
    /// The title in `locale`, and whether it is a translation.
    #[must_use]
    pub fn title_in(&self, locale: Locale) -> &str {
        self.translations.get(&locale).map_or(&self.title, |t| &t.title)
    }
    /// The lead sentence in `locale`, falling back to German.
    #[must_use]
    pub fn lead_in(&self, locale: Locale) -> &str {
        self.translations.get(&locale).map_or(&self.lead, |t| &t.lead)
    }
    /// The text of one fact, if the article has it.
    #[must_use]
    pub fn fact(&self, kind: FactKind) -> Option<&RichText> {
        self.facts
            .iter()
            .find(|fact| fact.kind == kind)
            .map(|fact| &fact.text)
    }
}

/// A life event: the citizen's way into the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeEvent {
    /// Slug, for example `moving`.
    pub id: LifeEventId,
    /// Name by locale.
    pub title: BTreeMap<Locale, String>,
    /// One sentence by locale.
    pub hint: BTreeMap<Locale, String>,
    /// Articles that belong to it, most asked for first.
    pub articles: Vec<ArticleId>,
}
