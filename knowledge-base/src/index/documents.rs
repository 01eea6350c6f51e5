//! The documents of the two indexes: what of an article goes into which field.

use super::analysis::{Analyser, grams, plain};
use super::compounds::Vocabulary;
use super::snapshot::IndexError;
use super::terms::Terms;
use bot_core::article::Article;
use bot_core::locale::Locale;
use bot_core::text::{fold_letters, words};
use std::sync::Arc;
use tantivy::directory::RamDirectory;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, ReloadPolicy, Searcher, TantivyDocument};

/// Memory of the writer while a snapshot is built; it grows beyond that rather than failing.
const WRITER_BYTES: usize = 32 << 20;
/// What a hit in the title adds to one anywhere in the article.
const TITLE: f32 = 0.2;
/// What a hit in the source's keywords adds.
const KEYWORDS: f32 = 0.15;

/// Fields of the index over whole articles, with how much a hit in each counts.
pub struct Whole {
    pub searcher: Searcher,
    pub words: Vec<(Field, f32)>,
    pub grams: Field,
}

/// The index over single wordings, and the article of each.
pub struct Wordings {
    pub searcher: Searcher,
    pub words: Field,
    pub article_of: Vec<usize>,
}

/// All words of the articles in German, folded: what compounds are opened with.
pub fn vocabulary(articles: &[Arc<Article>]) -> Vocabulary {
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
        .filter_map(|by_language| by_language.get("de"))
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

/// Builds the index over whole articles, and counts their terms.
pub fn build_whole(
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
            letters.extend(
                words(phrase)
                    .iter()
                    .flat_map(|word| grams(&plain(word, language))),
            );
        }
        let in_title = analyser.terms(&article.title, "de", vocabulary);
        let in_keywords = analyser.terms(&article.keywords.join(" "), "de", vocabulary);
        let text = text_of(article);
        let mut in_text = analyser.terms(&article.lead, "de", vocabulary);
        in_text.extend(analyser.terms(&text, "de", vocabulary));
        terms.add_article(&said, &in_text);
        said.append(&mut in_text);
        let german = [article.lead.as_str(), text.as_str()];
        letters.extend(
            german
                .into_iter()
                .flat_map(words)
                .flat_map(|word| grams(&fold_letters(&word))),
        );
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

/// Builds the index over single wordings.
pub fn build_wordings(
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
    Ok(Wordings {
        searcher: searcher(&writer.finalize()?)?,
        words: word_field,
        article_of,
    })
}

fn searcher(index: &Index) -> Result<Searcher, IndexError> {
    Ok(index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?
        .searcher())
}
