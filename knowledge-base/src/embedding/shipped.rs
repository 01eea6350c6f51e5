//! The vectors of the bundled sample city, computed beforehand: the first start searches by meaning at once.
//!
//! What was edited since is missing in them and computed by whoever calls [`VectorStore::complete`]. After editing the
//! sample's words run the test below with `UPDATE_VECTORS=1`.

use super::vectors::{VectorFileError, VectorStore};
use super::{e5, use_multilingual};

/// The sample city's vectors of the encoder with this id; none for an encoder that is not built in.
///
/// # Errors
/// If the built-in file is damaged, which the tests rule out.
pub fn shipped_vectors(encoder: &str) -> Result<Option<VectorStore>, VectorFileError> {
    match encoder {
        e5::ID => VectorStore::from_bytes(e5_vectors()).map(Some),
        use_multilingual::ID => VectorStore::from_bytes(use_vectors()).map(Some),
        _ => Ok(None),
    }
}

#[inline(never)]
fn e5_vectors() -> &'static [u8] {
    include_bytes!("../../data/muenchen/vectors/multilingual-e5-small-q4-eu80k.vectors")
}

#[inline(never)]
fn use_vectors() -> &'static [u8] {
    include_bytes!("../../data/muenchen/vectors/use-multilingual-v3.vectors")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::{ArticleTexts, DenseLeg, Encoder, Encoders, TextKey};
    use std::collections::HashSet;
    use std::sync::Arc;

    fn sample_texts(encoder: &str) -> Vec<ArticleTexts> {
        let city = crate::sample::munich().unwrap();
        city.articles
            .iter()
            .map(|article| ArticleTexts::of(article, encoder))
            .collect()
    }

    /// Writes the file anew from what is there and what is missing.
    fn update(encoder: &dyn Encoder, texts: &[ArticleTexts]) {
        let mut store = shipped_vectors(encoder.id()).unwrap().unwrap();
        let keys: HashSet<TextKey> = texts
            .iter()
            .flat_map(ArticleTexts::each)
            .map(|(role, text)| TextKey::of(role, text))
            .collect();
        store.keep_only(&keys);
        store.complete(encoder, texts.iter().flat_map(ArticleTexts::each), || false);
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/muenchen/vectors");
        std::fs::write(format!("{folder}/{}.vectors", encoder.id()), store.to_bytes()).unwrap();
    }

    #[test]
    fn the_sample_citys_vectors_are_there() {
        let is_update = std::env::var_os("UPDATE_VECTORS").is_some();
        let loaded = is_update.then(|| Encoders::load().unwrap());
        for id in [e5::ID, use_multilingual::ID] {
            let texts = sample_texts(id);
            if let Some(Encoders { use_multilingual, e5 }) = &loaded {
                let encoder = if id == e5::ID { e5 } else { use_multilingual };
                update(encoder.as_ref(), &texts);
                continue;
            }
            let store = shipped_vectors(id).unwrap().unwrap();
            assert_eq!(store.encoder(), id);
            let all: Vec<_> = texts.iter().flat_map(ArticleTexts::each).collect();
            let there = all
                .iter()
                .filter(|(role, text)| store.contains(TextKey::of(*role, text)))
                .count();
            assert!(
                there * 20 >= all.len() * 19,
                "{id}: {there} of {}; run with UPDATE_VECTORS=1",
                all.len()
            );
        }
    }

    #[test]
    fn a_question_in_another_language_finds_its_article() {
        let Encoders { use_multilingual, e5 } = Encoders::load().unwrap();
        let city = crate::sample::munich().unwrap();
        for encoder in [e5, use_multilingual] {
            let store = shipped_vectors(encoder.id()).unwrap().unwrap();
            let leg = DenseLeg::new(Arc::new(store), &sample_texts(encoder.id()));
            let scores = leg.scores(&encoder.query("Köpeğimi nereye kaydettirmem gerekiyor?"));
            let best = (0..scores.len())
                .max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
                .unwrap();
            let title = &city.articles[best].title;
            assert!(title.contains("Hund"), "{}: {title}", encoder.id());
        }
    }
}
