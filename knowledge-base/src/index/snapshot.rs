//! One immutable state of the index.

use super::analysis::{Analyser, grams, plain};
use super::compounds::Vocabulary;
use super::question::{Question, Word};
use super::terms::Terms;
use super::{Found, GRAMS, Leg, WORDINGS, WORDS};
use bot_core::article::{Article, LifeEvent};
use bot_core::ids::ArticleId;
use bot_core::locale::Locale;
use bot_core::text::{fold_letters, words};
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, ReloadPolicy, Searcher, TantivyDocument, Term};

/// Memory of the writer while a snapshot is built; it grows beyond that rather than failing.
const WRITER_BYTES: usize = 32 << 20;
/// How many wordings a question may touch.
const WORDINGS_MAX: usize = 600;
/// How many of the nearest wordings are looked at.
const NEAREST_MAX: usize = 10;
/// Most letter groups of one question.
const GRAMS_MAX: usize = 400;
/// What a hit in the title adds to one anywhere in the article.
const TITLE: f32 = 0.2;
/// What a hit in the source's keywords adds.
const KEYWORDS: f32 = 0.15;

/// The index could not be built; the one before stays in use.
#[derive(Debug, thiserror::Error)]
#[error("the index could not be built")]
pub struct IndexError(#[from] tantivy::TantivyError);

/// The index over one state of the published articles.
pub struct Snapshot {
    articles: Vec<Arc<Article>>,
    by_id: HashMap<ArticleId, usize>,
    life_events: Vec<LifeEvent>,
    vocabulary: Vocabulary,
    terms: Terms,
    whole: Whole,
    wordings: Wordings,
}

/// Fields of the index over whole articles, with how much a hit in each counts.
struct Whole {
    searcher: Searcher,
    words: Vec<(Field, f32)>,
    grams: Field,
}

/// The index over single wordings, and the article of each.
struct Wordings {
    searcher: Searcher,
    words: Field,
    article_of: Vec<usize>,
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
        let by_id = articles.iter().enumerate().map(|(at, article)| (article.id.clone(), at)).collect();
        Ok(Self { articles, by_id, life_events, vocabulary, terms, whole, wordings })
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
            Leg { name: WORDS, scores: self.over_articles(&whole_words)? },
            Leg { name: GRAMS, scores: self.over_articles(&gram_query(&groups, self.whole.grams))? },
            Leg { name: WORDINGS, scores: self.best_of_articles(&by_words) },
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
        Ok(found.into_iter().map(|(score, at)| (self.wordings.article_of[at.doc_id as usize], score)).collect())
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
    wordings.iter().take(NEAREST_MAX).map(|(article, score)| (*article, score / best)).collect()
}

/// All words of the articles in German, folded: what compounds are opened with.
fn vocabulary(articles: &[Arc<Article>]) -> Vocabulary {
    let mut found = Vec::new();
    for article in articles {
        let mut add = |text: &str| found.extend(words(text).iter().map(|word| fold_letters(word)));
        add(&article.title);
        add(&article.lead);
        add(&text_of(article));
        article.keywords.iter().for_each(|keyword| add(keyword));
        german(article).for_each(&mut add);
    }
    Vocabulary::new(found)
}

fn german(article: &Article) -> impl Iterator<Item = &str> {
    [&article.wordings, &article.questions]
        .into_iter()
        .flat_map(|by_language| by_language.get("de"))
        .flatten()
        .map(String::as_str)
}

/// Body, facts and the names of links.
fn text_of(article: &Article) -> String {
    let mut text = article.body.to_plain();
    for fact in &article.facts {
        text.push('\n');
        text.push_str(&fact.text.to_plain());
    }
    text
}

/// Every way to say what the article is about, with its language.
fn phrases(article: &Article) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = vec![("de", article.title.as_str())];
    found.extend(article.keywords.iter().map(|keyword| ("de", keyword.as_str())));
    for (locale, translation) in &article.translations {
        let language = if *locale == Locale::En { "en" } else { "de" };
        found.push((language, translation.title.as_str()));
    }
    for by_language in [&article.wordings, &article.questions] {
        for (language, texts) in by_language {
            found.extend(texts.iter().map(|text| (language.as_str(), text.as_str())));
        }
    }
    found
}

fn analysed() -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::WithFreqs)
            .set_fieldnorms(true),
    )
}

fn build_whole(
    articles: &[Arc<Article>],
    analyser: &mut Analyser,
    vocabulary: &Vocabulary,
    terms: &mut Terms,
) -> Result<Whole, IndexError> {
    let mut schema = Schema::builder();
    let title = schema.add_text_field("title", analysed());
    let keywords = schema.add_text_field("keywords", analysed());
    let everything = schema.add_text_field("everything", analysed());
    let gram_field = schema.add_text_field("grams", analysed());
    let mut writer = Index::builder()
        .schema(schema.build())
        .single_segment_index_writer::<TantivyDocument>(RamDirectory::create(), WRITER_BYTES)?;
    for article in articles {
        let mut said: Vec<String> = Vec::new();
        let mut letters: Vec<String> = Vec::new();
        for (language, phrase) in phrases(article) {
            said.extend(analyser.terms(phrase, language, vocabulary));
            letters.extend(words(phrase).iter().flat_map(|word| grams(&plain(word, language))));
        }
        let in_title = analyser.terms(&article.title, "de", vocabulary);
        let in_keywords = analyser.terms(&article.keywords.join(" "), "de", vocabulary);
        let text = text_of(article);
        let mut in_text = analyser.terms(&article.lead, "de", vocabulary);
        in_text.extend(analyser.terms(&text, "de", vocabulary));
        terms.add_article(&said, &in_text);
        said.append(&mut in_text);
        let german = [article.lead.as_str(), text.as_str()];
        letters.extend(german.into_iter().flat_map(words).flat_map(|word| grams(&fold_letters(&word))));
        let mut document = TantivyDocument::default();
        document.add_text(title, in_title.join(" "));
        document.add_text(keywords, in_keywords.join(" "));
        document.add_text(everything, said.join(" "));
        document.add_text(gram_field, letters.join(" "));
        writer.add_document(document)?;
    }
    Ok(Whole {
        searcher: searcher(&writer.finalize()?)?,
        words: vec![(everything, 1.0), (title, TITLE), (keywords, KEYWORDS)],
        grams: gram_field,
    })
}

fn build_wordings(
    articles: &[Arc<Article>],
    analyser: &mut Analyser,
    vocabulary: &Vocabulary,
) -> Result<Wordings, IndexError> {
    let mut schema = Schema::builder();
    let word_field = schema.add_text_field("words", analysed());
    let mut writer = Index::builder()
        .schema(schema.build())
        .single_segment_index_writer::<TantivyDocument>(RamDirectory::create(), WRITER_BYTES)?;
    let mut article_of = Vec::new();
    for (at, article) in articles.iter().enumerate() {
        for (language, phrase) in phrases(article) {
            let mut document = TantivyDocument::default();
            document.add_text(word_field, analyser.terms(phrase, language, vocabulary).join(" "));
            writer.add_document(document)?;
            article_of.push(at);
        }
    }
    Ok(Wordings { searcher: searcher(&writer.finalize()?)?, words: word_field, article_of })
}

fn searcher(index: &Index) -> Result<Searcher, IndexError> {
    Ok(index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher())
}

/// Each word counts by the best of the terms it may stand for; the parts of a compound count each. Built by hand: a
/// query parser would demand the parts as a phrase.
fn word_query(question: &Question, fields: &[(Field, f32)]) -> BooleanQuery {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for word in &question.words {
        clauses.extend(any_of(&word.terms, word.weight, fields).map(|query| (Occur::Should, query)));
        for part in &word.parts {
            let one = std::slice::from_ref(part);
            clauses.extend(any_of(one, word.weight, fields).map(|query| (Occur::Should, query)));
        }
    }
    BooleanQuery::new(clauses)
}

fn any_of(terms: &[(String, f32)], weight: f32, fields: &[(Field, f32)]) -> Option<Box<dyn Query>> {
    let choices: Vec<Box<dyn Query>> = terms
        .iter()
        .map(|(term, factor)| -> Box<dyn Query> {
            let in_fields = fields.iter().map(|(field, boost)| {
                let query = boosted(*field, term, weight * factor * boost);
                (Occur::Should, query)
            });
            Box::new(BooleanQuery::new(in_fields.collect()))
        })
        .collect();
    (!choices.is_empty()).then(|| {
        let query: Box<dyn Query> = Box::new(DisjunctionMaxQuery::new(choices));
        query
    })
}

fn boosted(field: Field, term: &str, boost: f32) -> Box<dyn Query> {
    let query = TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::WithFreqs);
    Box::new(BoostQuery::new(Box::new(query), boost))
}

/// The letter groups of the words that say what the matter is, each with the weight of its word.
fn gram_weights(question: &Question) -> Vec<(String, f32)> {
    let mut groups: HashMap<String, f32> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    for word in question.matter() {
        for group in grams(&word.plain) {
            let weight = groups.entry(group.clone()).or_insert(0.0);
            if *weight == 0.0 {
                order.push(group);
            }
            *weight = weight.max(word.weight);
        }
    }
    order.truncate(GRAMS_MAX);
    order.into_iter().filter_map(|group| groups.remove(&group).map(|weight| (group, weight))).collect()
}

fn gram_query(groups: &[(String, f32)], field: Field) -> BooleanQuery {
    BooleanQuery::new(
        groups.iter().map(|(group, weight)| (Occur::Should, boosted(field, group, *weight))).collect(),
    )
}

/// Where in an article a word is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In its names and wordings.
    Said,
    /// Anywhere.
    Anywhere,
}

/// Whether a word of the question stands in an article: 1 for the word itself, less for a part or another word for it.
pub(crate) fn found_in(word: &Word, terms: &Terms, article: usize, place: Place) -> f32 {
    let has = |term: &str| match place {
        Place::Said => terms.has_said(article, term),
        Place::Anywhere => terms.has(article, term),
    };
    let whole = word.terms.iter().filter(|(term, _)| has(term)).map(|(_, factor)| *factor);
    let found = word.parts.iter().filter(|(term, _)| has(term)).count();
    let parts = if word.parts.is_empty() { 0.0 } else { share(found, word.parts.len()) };
    whole.fold(parts, f32::max)
}

fn share(part: usize, whole: usize) -> f32 {
    f32::from(u16::try_from(part).unwrap_or(u16::MAX)) / f32::from(u16::try_from(whole).unwrap_or(u16::MAX))
}
