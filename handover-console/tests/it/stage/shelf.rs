//! Three articles in memory.

use async_trait::async_trait;
use bot_core::article::{Article, ArticleKind, Audience, Fact, FactKind, LifeEvent, Source};
use bot_core::decision::{Hit, LegScore, Ranking};
use bot_core::ids::{ArticleId, LifeEventId, OrgUnitId, RevisionId};
use bot_core::locale::Locale;
use bot_core::ports::{KnowledgeSearch, SearchQuery, SearchUnavailable};
use bot_core::text::RichText;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The revision with this number.
pub fn revision(number: u64) -> RevisionId {
    RevisionId(ulid::Ulid::from_parts(1_795_000_000_000 + number, 1))
}

/// Articles in memory; the search ranks by common words.
pub struct Shelf(Vec<Arc<Article>>);

impl Shelf {
    pub fn new() -> Self {
        let article = |number: u64, key: &str, title: &str, lead: &str, event: &str| Article {
            id: ArticleId::new(key),
            revision: revision(number),
            kind: if number == 3 {
                ArticleKind::Pointer
            } else {
                ArticleKind::Service
            },
            title: title.to_owned(),
            lead: lead.to_owned(),
            translations: BTreeMap::new(),
            body: RichText::plain("Bitte kommen Sie persönlich, oder nutzen Sie den Online-Dienst."),
            facts: vec![
                fact(
                    FactKind::Documents,
                    "Ausweis oder Reisepass und die Bestätigung der Wohnungsgeberin.",
                ),
                fact(FactKind::Fees, "Die Ummeldung ist gebührenfrei."),
                fact(FactKind::Deadline, "Innerhalb von zwei Wochen nach dem Einzug."),
            ],
            links: Vec::new(),
            online: None,
            appointment: None,
            leika: vec!["99115005060000".to_owned()],
            keywords: vec!["Umzug".to_owned(), "Adresse".to_owned()],
            wordings: BTreeMap::new(),
            questions: BTreeMap::new(),
            not_about: Vec::new(),
            life_events: vec![LifeEventId::new(event)],
            related: Vec::new(),
            offices: vec![OrgUnitId::new("muc:pasing")],
            audience: Audience::Citizen,
            source: Source {
                publisher: "Landeshauptstadt München".to_owned(),
                url: Some("https://stadt.muenchen.de/service/info/1063475/".to_owned()),
                date: jiff::civil::date(2026, 9, 14),
            },
        };
        let moving = "Melden Sie Ihre neue Wohnung innerhalb von zwei Wochen an.";
        Self(vec![
            Arc::new(article(1, "muc:1063475", "Wohnsitz ummelden", moving, "moving")),
            Arc::new(article(
                2,
                "muc:1063441",
                "Personalausweis",
                "Beantragen Sie Ihren Ausweis persönlich.",
                "papers",
            )),
            Arc::new(article(
                3,
                "muc:1080000",
                "Rundfunkbeitrag",
                "Zuständig ist der Beitragsservice.",
                "moving",
            )),
        ])
    }
}

fn fact(kind: FactKind, text: &str) -> Fact {
    Fact {
        kind,
        text: RichText::plain(text),
    }
}

#[async_trait]
impl KnowledgeSearch for Shelf {
    async fn search(&self, query: &SearchQuery) -> Result<Ranking, SearchUnavailable> {
        let wanted = bot_core::text::words(query.text.reveal());
        let mut hits: Vec<Hit> = self
            .0
            .iter()
            .map(|article| {
                let text = bot_core::text::normal_form(&format!("{} {}", article.title, article.lead));
                let found = wanted.iter().filter(|word| text.contains(word.as_str())).count();
                #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
                let score = found as f32 / wanted.len().max(1) as f32;
                let legs = vec![LegScore {
                    leg: "words",
                    score,
                    rank: u32::from(found > 0),
                }];
                Hit {
                    article: article.clone(),
                    score,
                    confidence: score,
                    legs,
                }
            })
            .filter(|hit| hit.score > 0.0)
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(Ranking {
            answerable: hits.first().map_or(0.0, |hit| hit.score),
            hits,
            origin: "stage",
        })
    }
    fn article(&self, id: &ArticleId) -> Option<Arc<Article>> {
        self.0.iter().find(|article| article.id == *id).cloned()
    }
    fn life_events(&self) -> Vec<LifeEvent> {
        let event = |id: &str, title: &str| LifeEvent {
            id: LifeEventId::new(id),
            title: [(Locale::De, title.to_owned())].into(),
            hint: BTreeMap::new(),
            articles: Vec::new(),
        };
        vec![event("moving", "Umzug"), event("papers", "Ausweise")]
    }
    fn most_used(&self, limit: usize) -> Vec<Arc<Article>> {
        self.0.iter().take(limit).cloned().collect()
    }
    fn all(&self) -> Vec<Arc<Article>> {
        self.0.clone()
    }
}
