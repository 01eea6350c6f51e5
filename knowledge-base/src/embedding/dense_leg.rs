//! How near each article is to a question: one leg of the search, by comparing vectors one and all.
//!
//! score = ½ · nearest of title and wordings + ½ · text, as cosines. Before, half of the titles' mean is taken off
//! the articles' vectors: what all articles have in common tells none of them apart. Deliberately absent: an index
//! for approximate search; some ten thousand vectors are compared in less than a millisecond.

#![expect(
    clippy::inline_always,
    reason = "a function inlined into `dispatch!` is what gets the instruction set"
)]

use std::sync::Arc;

use fearless_simd::{Level, dispatch, i8x32, i16x16, i32x8, prelude::*};

use super::article_texts::ArticleTexts;
use super::vector_math::add;
use super::vectors::VectorStore;

/// How much of the titles' mean is taken off.
const CENTRING: f32 = 0.5;
const LANES: usize = 32;

/// The articles' vectors of one encoder, ready to be compared.
#[derive(Clone, Debug)]
pub struct DenseLeg {
    level: Level,
    store: Arc<VectorStore>,
    articles: Vec<ArticleRows>,
    /// What is taken off every vector.
    centre: Vec<f32>,
}

/// Where an article's vectors stand; empty where they are not there yet.
#[derive(Clone, Debug, Default)]
struct ArticleRows {
    /// Title and wordings.
    short: Vec<Row>,
    text: Option<Row>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    place: usize,
    /// One over the length the vector has after centring.
    factor: f32,
}

impl DenseLeg {
    /// A leg over these articles, in their order. Vectors come from the store; an article without any of a kind is
    /// judged by what there is, one without any at all gets the mean of the others: neither helped nor harmed.
    #[must_use]
    pub fn new(store: Arc<VectorStore>, articles: &[ArticleTexts]) -> Self {
        let titles = articles.iter().filter_map(|texts| store.place(texts.title_key()));
        let centre = centre(&store, titles);
        let articles = articles
            .iter()
            .map(|texts| ArticleRows::of(texts, &store, &centre))
            .collect();
        Self {
            level: Level::new(),
            store,
            articles,
            centre,
        }
    }

    /// How many articles have all their vectors' kinds.
    #[must_use]
    pub fn complete_articles(&self) -> usize {
        self.articles
            .iter()
            .filter(|rows| !rows.short.is_empty() && rows.text.is_some())
            .count()
    }

    /// How near each article is to a question's vector, in the order of the articles; between −1 and 1.
    #[must_use]
    pub fn scores(&self, query: &[f32]) -> Vec<f32> {
        let products = self.products(query);
        let common: f32 = query
            .iter()
            .zip(&self.centre)
            .map(|(query, centre)| query * centre)
            .sum();
        let near = |row: &Row| (products[row.place] - common) * row.factor;
        let scores = self.articles.iter().map(|rows| {
            let short = rows.short.iter().map(near).reduce(f32::max);
            match (short, rows.text.as_ref().map(near)) {
                (Some(short), Some(text)) => Some(f32::midpoint(short, text)),
                (short, text) => short.or(text),
            }
        });
        with_mean_for_missing(&scores.collect::<Vec<_>>())
    }

    /// The question's product with every vector of the store, in its order: memory is read once, front to back.
    fn products(&self, query: &[f32]) -> Vec<f32> {
        let (worth, query) = to_whole(query);
        let mut products = vec![0.0; self.store.len()];
        dispatch!(self.level, simd => {
            for (place, out) in products.iter_mut().enumerate() {
                *out = product(simd, self.store.codes(place), &query) * worth * self.store.scale(place);
            }
        });
        products
    }
}

impl ArticleRows {
    fn of(texts: &ArticleTexts, store: &VectorStore, centre: &[f32]) -> Self {
        let row = |place: usize| Row {
            place,
            factor: factor_after_centring(&store.vector(place), centre),
        };
        let keys = texts.each().filter(|(role, _)| *role == super::Role::Query);
        let short = keys
            .filter_map(|(role, text)| store.place(super::TextKey::of(role, text)))
            .map(row);
        Self {
            short: short.collect(),
            text: store.place(texts.text_key()).map(row),
        }
    }
}

fn centre(store: &VectorStore, titles: impl Iterator<Item = usize>) -> Vec<f32> {
    let mut sum = vec![0.0; store.dimension()];
    let mut count = 0.0_f32;
    for place in titles {
        add(&mut sum, &store.vector(place));
        count += 1.0;
    }
    for value in &mut sum {
        *value *= CENTRING / count.max(1.0);
    }
    sum
}

fn factor_after_centring(vector: &[f32], centre: &[f32]) -> f32 {
    let length: f32 = vector
        .iter()
        .zip(centre)
        .map(|(value, centre)| (value - centre).powi(2))
        .sum();
    if length > 0.0 { 1.0 / length.sqrt() } else { 0.0 }
}

fn with_mean_for_missing(scores: &[Option<f32>]) -> Vec<f32> {
    let (mut sum, mut count) = (0.0, 0.0_f32);
    for score in scores.iter().flatten() {
        sum += score;
        count += 1.0;
    }
    let mean = sum / count.max(1.0);
    scores.iter().map(|score| score.unwrap_or(mean)).collect()
}

/// The query as whole numbers of fourteen bits and what one of them is worth. The sum of its products with eight-bit
/// numbers then stays far within 32 bits.
fn to_whole(query: &[f32]) -> (f32, Vec<i16>) {
    let largest = query
        .iter()
        .fold(0.0_f32, |largest, value| largest.max(value.abs()));
    if largest == 0.0 {
        return (0.0, vec![0; query.len()]);
    }
    let steps = 8_191.0;
    #[expect(clippy::cast_possible_truncation, reason = "scaled to within fourteen bits")]
    let whole = query
        .iter()
        .map(|value| (value / largest * steps).round() as i16)
        .collect();
    (largest / steps, whole)
}

#[inline(always)]
fn product<S: Simd>(simd: S, codes: &[i8], query: &[i16]) -> f32 {
    let (codes, codes_rest) = codes.as_chunks::<LANES>();
    let (query, query_rest) = query.as_chunks::<LANES>();
    let mut sums = i32x8::splat(simd, 0);
    for (codes, query) in codes.iter().zip(query) {
        let (low, high) = i8x32::simd_from(simd, *codes).widen();
        let (query_low, query_high) = query.split_at(LANES / 2);
        sums += low.pairwise_dot_product(i16x16::from_slice(simd, query_low));
        sums += high.pairwise_dot_product(i16x16::from_slice(simd, query_high));
    }
    let mut sum: i32 = sums.iter().sum();
    for (code, query) in codes_rest.iter().zip(query_rest) {
        sum += i32::from(*code) * i32::from(*query);
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "24 bits of a product are more than a cosine needs"
    )]
    let product = sum as f32;
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::{Encoder, Role};

    /// Spells a text's first letters as directions: easy to reckon with.
    struct Letters;

    impl Encoder for Letters {
        fn id(&self) -> &'static str {
            "letters"
        }
        fn dimension(&self) -> usize {
            37
        }
        fn query(&self, text: &str) -> Vec<f32> {
            let mut vector = vec![0.0; 37];
            for byte in text.bytes() {
                vector[usize::from(byte) % 37] += 1.0;
            }
            super::super::vector_math::to_unit_length(&mut vector);
            vector
        }
        fn passage(&self, text: &str) -> Vec<f32> {
            self.query(text)
        }
    }

    fn article(title: &str, wordings: &[&str], text: &str) -> ArticleTexts {
        let wordings = wordings.iter().map(|wording| (*wording).to_owned()).collect();
        ArticleTexts {
            title: title.to_owned(),
            wordings,
            text: text.to_owned(),
        }
    }

    fn leg(articles: &[ArticleTexts]) -> DenseLeg {
        let mut store = VectorStore::new(&Letters);
        store.complete(&Letters, articles.iter().flat_map(ArticleTexts::each), || false);
        DenseLeg::new(Arc::new(store), articles)
    }

    fn articles() -> Vec<ArticleTexts> {
        vec![
            article(
                "Hundesteuer",
                &["Hund anmelden", "Welpe"],
                "Wer einen Hund hält, meldet ihn an.",
            ),
            article("Reisepass", &[], "Ein Pass für Reisen."),
            article(
                "Wohngeld",
                &["Zuschuss zur Miete"],
                "Zuschuss zu den Kosten der Wohnung.",
            ),
        ]
    }

    #[test]
    fn scores_follow_the_formula() {
        let articles = articles();
        let query = Letters.query("Hund anmelden");
        let mean: Vec<f32> = (0..37)
            .map(|i| articles.iter().map(|a| Letters.query(&a.title)[i]).sum::<f32>() / 3.0 / 2.0)
            .collect();
        let cosine = |text: &str| {
            let row: Vec<f32> = Letters
                .query(text)
                .iter()
                .zip(&mean)
                .map(|(a, b)| a - b)
                .collect();
            let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
            row.iter().zip(&query).map(|(a, b)| a * b).sum::<f32>() / length
        };
        for (score, article) in leg(&articles).scores(&query).into_iter().zip(&articles) {
            let short = article
                .wordings
                .iter()
                .map(|w| cosine(w))
                .fold(cosine(&article.title), f32::max);
            let expected = f32::midpoint(short, cosine(&article.text));
            assert!(
                (score - expected).abs() < 0.005,
                "{}: {score} instead of {expected}",
                article.title
            );
        }
    }

    #[test]
    fn an_article_without_vectors_gets_the_mean() {
        let mut all = articles();
        let mut store = VectorStore::new(&Letters);
        store.complete(&Letters, all.iter().flat_map(ArticleTexts::each), || false);
        all.push(article("Neu", &[], "Noch ohne Vektor."));
        let leg = DenseLeg::new(Arc::new(store), &all);
        assert_eq!(leg.complete_articles(), 3);
        let scores = leg.scores(&Letters.query("Reisepass"));
        assert!((scores[3] - scores[..3].iter().sum::<f32>() / 3.0).abs() < 1e-6);
        assert!(scores[1] > scores[0] && scores[1] > scores[2]);
    }

    #[test]
    fn nothing_to_compare_is_no_score() {
        assert!(leg(&[]).scores(&Letters.query("Reisepass")).is_empty());
        assert_eq!(leg(&articles()).scores(&[0.0; 37]).len(), 3);
    }

    #[test]
    fn a_store_survives_being_written_and_read() {
        let articles = articles();
        let mut store = VectorStore::new(&Letters);
        let half = articles[..2].iter().flat_map(ArticleTexts::each);
        assert_eq!(store.complete(&Letters, half, || false), 6);
        assert_eq!(
            store.complete(&Letters, articles.iter().flat_map(ArticleTexts::each), || false),
            3
        );
        let again = VectorStore::from_bytes(&store.to_bytes()).unwrap();
        assert_eq!(
            (again.encoder(), again.dimension(), again.len()),
            ("letters", 37, 9)
        );
        assert_eq!(again.to_bytes(), store.to_bytes());
        for (role, text) in articles.iter().flat_map(ArticleTexts::each) {
            let place = again.place(crate::embedding::TextKey::of(role, text)).unwrap();
            let pairs = again.vector(place).into_iter().zip(Letters.query(text));
            assert!(
                pairs.clone().all(|(kept, made)| (kept - made).abs() < 0.005),
                "{text}"
            );
        }
        let bytes = store.to_bytes();
        assert!(VectorStore::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        assert!(VectorStore::from_bytes(b"something else").is_err());
    }

    #[test]
    fn what_no_article_uses_is_forgotten() {
        let mut store = VectorStore::new(&Letters);
        store.complete(&Letters, [(Role::Query, "alt"), (Role::Query, "neu")], || false);
        let keep = [crate::embedding::TextKey::of(Role::Query, "neu")].into();
        store.keep_only(&keep);
        assert_eq!(store.len(), 1);
        assert!(store.contains(crate::embedding::TextKey::of(Role::Query, "neu")));
        assert!(!store.contains(crate::embedding::TextKey::of(Role::Passage, "neu")));
    }
}
