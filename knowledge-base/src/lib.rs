//! Articles and revisions, the search index, and the sample city's knowledge.
//!
//! The way of a question: [`search::Knowledge`] reads it for an [`index::Snapshot`], whose legs score all articles;
//! [`ranking`] adds the legs up and says how probable it is that the first hit answers. The way of an article:
//! [`import`] cleans the city's catalogue, [`sample`] adds the editors' words, [`article`] names the revision by its
//! text, a [`ports::ArticleStore`] keeps it. Deliberately absent: SQL (crate `storage`), deciding what to answer
//! (`bot_core::decision`), and any network.

pub mod article;
pub mod embedding;
pub mod evaluation;
pub mod import;
pub mod index;
pub mod ports;
pub mod ranking;
pub mod sample;
pub mod search;
#[cfg(feature = "testing")]
pub mod testing;

pub use search::{Knowledge, KnowledgeError};
