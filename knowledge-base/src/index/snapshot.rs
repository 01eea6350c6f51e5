//! One immutable state of the index.

use super::analysis::Analyser;
use super::compounds::Vocabulary;
use super::documents::{Whole, Wordings, build_whole, build_wordings, vocabulary};
use super::queries::{gram_query, gram_weights, word_query};
use super::question::Question;
use super::terms::Terms;
use super::{Found, GRAMS, Leg, WORDINGS, WORDS};
use bot_core::article::{Article, LifeEvent};
use bot_core::ids::ArticleId;
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::collector::TopDocs;
use tantivy::query::BooleanQuery;

/// How many wordings a question may touch.
const WORDINGS_MAX: usize = 600;
/// How many of the nearest wordings are looked at.
const NEAREST_MAX: usize = 10;

/// The index could not be built; the one before stays in use.
#[derive(Debug, thiserror::Error)]
#[error("the index could not be built")]
pub struct IndexError(#[from] tantivy::TantivyError);

/// The index over one state of the published articles.
pub struct Snapshot {
    articles: Vec<Arc<Article>>,
    by_id: HashMap<ArticleId, usize>,
    life_events: Vec<LifeEvent>,
    most_used: Vec<usize>,
    vocabulary: Vocabulary,
    terms: Terms,
    whole: Whole,
    wordings: Wordings,
}

impl Snapshot {
    /// Builds the index. Articles come out ordered by title.
    ///
    /// # Errors
    /// When tantivy fails, which in memory means that memory ran out.
    pub fn build(mut articles: Vec<Arc<Article>>, life_events: Vec<LifeEvent>) -> Result<Self, IndexError> {
        articles.sort_by(|a, b| (&a.title, &a.id).cmp(&(&b.title, &b.id)));
        let vocabulary = vocabulary(&articles);
        let mut analyser = Analyser::default();
        let mut terms = Terms::default();
        let whole = build_whole(&articles, &mut analyser, &vocabulary, &mut terms)?;
        let wordings = build_wordings(&articles, &mut analyser, &vocabulary)?;
        let by_id = articles
            .iter()
            .enumerate()
            .map(|(at, article)| (article.id.clone(), at))
            .collect();
        Ok(Self {
            articles,
            by_id,
            life_events,
            most_used: Vec::new(),
            vocabulary,
            terms,
            whole,
            wordings,
        })
    }

    /// The same snapshot, knowing which articles are most asked for; those it does not have are passed over.
    #[must_use]
    pub fn with_most_used(mut self, ids: &[ArticleId]) -> Self {
        self.most_used = ids.iter().filter_map(|id| self.by_id.get(id).copied()).collect();
        self
    }

    /// Ordinals of the articles most asked for.
    #[must_use]
    pub fn most_used(&self) -> &[usize] {
        &self.most_used
    }

    /// The articles, ordered by title; a leg's scores stand in this order.
    #[must_use]
    pub fn articles(&self) -> &[Arc<Article>] {
        &self.articles
    }

    /// The article with this id.
    #[must_use]
    pub fn article(&self, id: &ArticleId) -> Option<&Arc<Article>> {
        self.by_id.get(id).map(|at| &self.articles[*at])
    }

    /// The life events, in the order of the entrance hall.
    #[must_use]
    pub fn life_events(&self) -> &[LifeEvent] {
        &self.life_events
    }

    /// What the index knows about its terms.
    pub(crate) const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Reads a question for this index.
    #[must_use]
    pub fn read(&self, text: &str, context: Option<&str>, language: &str) -> Question {
        Question::read(text, context, language, &self.vocabulary, &self.terms)
    }

    /// The scores of all lexical legs for a question, and the wordings nearest to it.
    ///
    /// # Errors
    /// When tantivy fails.
    pub fn find(&self, question: &Question) -> Result<Found, IndexError> {
        let whole_words = word_query(question, &self.whole.words);
        let wording_words = word_query(question, &[(self.wordings.words, 1.0)]);
        let groups = gram_weights(question);
        let by_words = self.wordings_found(&wording_words)?;
        let nearest = nearest(&by_words);
        let legs = vec![
            Leg {
                name: WORDS,
                scores: self.over_articles(&whole_words)?,
            },
            Leg {
                name: GRAMS,
                scores: self.over_articles(&gram_query(&groups, self.whole.grams))?,
            },
            Leg {
                name: WORDINGS,
                scores: self.best_of_articles(&by_words),
            },
        ];
        Ok(Found { legs, nearest })
    }

    fn over_articles(&self, query: &BooleanQuery) -> Result<Vec<f32>, IndexError> {
        let mut scores = vec![0.0; self.articles.len()];
        if scores.is_empty() {
            return Ok(scores);
        }
        let top = TopDocs::with_limit(scores.len()).order_by_score();
        for (score, at) in self.whole.searcher.search(query, &top)? {
            scores[at.doc_id as usize] = score;
        }
        Ok(scores)
    }

    /// Wordings by score, best first: ordinal of their article, and score.
    fn wordings_found(&self, query: &BooleanQuery) -> Result<Vec<(usize, f32)>, IndexError> {
        let top = TopDocs::with_limit(WORDINGS_MAX).order_by_score();
        let found = self.wordings.searcher.search(query, &top)?;
        Ok(found
            .into_iter()
            .map(|(score, at)| (self.wordings.article_of[at.doc_id as usize], score))
            .collect())
    }

    /// An article counts by its best wording.
    fn best_of_articles(&self, wordings: &[(usize, f32)]) -> Vec<f32> {
        let mut scores = vec![0.0_f32; self.articles.len()];
        for (article, score) in wordings {
            scores[*article] = scores[*article].max(*score);
        }
        scores
    }
}

/// The first few wordings, each with its score over the first one's.
fn nearest(wordings: &[(usize, f32)]) -> Vec<(usize, f32)> {
    let best = wordings.first().map_or(1.0, |(_, score)| score.max(f32::EPSILON));
    wordings
        .iter()
        .take(NEAREST_MAX)
        .map(|(article, score)| (*article, score / best))
        .collect()
}
