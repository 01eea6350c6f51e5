//! Queries, built by hand from a question.

use super::analysis::grams;
use super::question::Question;
use std::collections::HashMap;
use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

/// Most letter groups of one question.
const GRAMS_MAX: usize = 400;

/// Each word counts by the best of the terms it may stand for; the parts of a compound count each. Built by hand: a
/// query parser would demand the parts as a phrase.
pub fn word_query(question: &Question, fields: &[(Field, f32)]) -> BooleanQuery {
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
pub fn gram_weights(question: &Question) -> Vec<(String, f32)> {
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
    order
        .into_iter()
        .filter_map(|group| groups.remove(&group).map(|weight| (group, weight)))
        .collect()
}

/// The question by letter groups.
pub fn gram_query(groups: &[(String, f32)], field: Field) -> BooleanQuery {
    BooleanQuery::new(
        groups
            .iter()
            .map(|(group, weight)| (Occur::Should, boosted(field, group, *weight)))
            .collect(),
    )
}
