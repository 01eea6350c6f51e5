//! Sentences as vectors: near in meaning is near in direction, across words and languages.
//!
//! Two encoders are built in, with their models inside the binary: nothing to install, nothing to configure, nothing
//! leaves the process. The way of a question: an [`EncodingThread`] turns it into a vector within its deadline, a
//! [`DenseLeg`] compares it with the articles' vectors, which a [`VectorStore`] keeps from one start to the next.
//! Deliberately absent: training, language detection, and how the legs of a search are added up (see `ranking`).

mod article_texts;
mod charsmap;
mod dense;
mod dense_leg;
pub mod e5;
mod gguf;
mod quantised;
mod recent;
mod shipped;
mod unigram;
pub mod use_multilingual;
mod vector_math;
mod vectors;
mod worker;

pub use article_texts::ArticleTexts;
pub use dense_leg::DenseLeg;
pub use gguf::ModelError;
pub use shipped::shipped_vectors;
pub use vectors::{Role, TextKey, VectorFileError, VectorStore};
pub use worker::{EncodingThread, ThreadLimits};

use std::sync::Arc;

use flate2::read::GzDecoder;

/// Turns texts into vectors of length one. The same text always gives the same vector.
pub trait Encoder: Send + Sync {
    /// The name under which vectors of this encoder are stored; another name means vectors that cannot be compared.
    fn id(&self) -> &str;

    /// How many numbers a vector has.
    fn dimension(&self) -> usize;

    /// The vector of a question, a title or a wording.
    fn query(&self, text: &str) -> Vec<f32>;

    /// The vector of a longer text that may answer a question.
    fn passage(&self, text: &str) -> Vec<f32>;
}

/// Both built-in encoders.
#[derive(Clone)]
pub struct Encoders {
    /// Quick, for the languages of [`use_multilingual::LANGUAGES`].
    pub use_multilingual: Arc<dyn Encoder>,
    /// Slower, for every language of the city.
    pub e5: Arc<dyn Encoder>,
}

impl Encoders {
    /// Loads both models. Takes about half a second: call it from a thread of its own.
    ///
    /// # Errors
    /// If a built-in model is damaged, which the tests rule out.
    pub fn load() -> Result<Self, ModelError> {
        Ok(Self {
            use_multilingual: load_use_multilingual()?,
            e5: load_e5()?,
        })
    }
}

/// Loads Universal Sentence Encoder alone.
///
/// # Errors
/// If the built-in model is damaged, which the tests rule out.
pub fn load_use_multilingual() -> Result<Arc<dyn Encoder>, ModelError> {
    Ok(Arc::new(use_multilingual::UseMultilingual::read(
        GzDecoder::new(use_model()),
    )?))
}

/// Loads multilingual-e5-small alone.
///
/// # Errors
/// If the built-in model is damaged, which the tests rule out.
pub fn load_e5() -> Result<Arc<dyn Encoder>, ModelError> {
    Ok(Arc::new(e5::E5::read(e5_model())?))
}

/// In a function that is not inlined, the bytes stand in the object file only and not in the crate's metadata too.
#[inline(never)]
fn e5_model() -> &'static [u8] {
    include_bytes!("../../models/multilingual-e5-small-q4-eu80k/model-q4_0.gguf")
}

#[inline(never)]
fn use_model() -> &'static [u8] {
    include_bytes!("../../models/use-multilingual-v3/use-multilingual-v3.gguf.gz")
}

#[cfg(test)]
mod tests;
