//! What the knowledge base knows about an article beyond its text: the fingerprint that names a revision, and what
//! differs between what is published and what comes in. Absent on purpose: where articles are stored, see
//! [`crate::ports::ArticleStore`].

use bot_core::article::Article;
use bot_core::ids::{ArticleId, RevisionId};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use ulid::Ulid;

/// The revision id of an article that has none yet; [`seal`] replaces it.
pub const UNSEALED: RevisionId = RevisionId(Ulid::nil());

/// The fingerprint of an article's text without its revision id: SHA-256 in hex. Equal text has an equal fingerprint
/// wherever and whenever it is made.
#[must_use]
pub fn content_hash(article: &Article) -> String {
    hex::encode(fingerprint(article))
}

/// Gives the article the revision id that follows from its text: the first 128 bits of the fingerprint as a ULID.
/// The same import therefore makes the same revision on every machine. The time part of such a ULID means nothing;
/// when a revision was published is stored beside it.
#[must_use]
pub fn seal(mut article: Article) -> Article {
    let print = fingerprint(&article);
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&print[..16]);
    article.revision = RevisionId(Ulid::from_bytes(bytes));
    article
}

fn fingerprint(article: &Article) -> [u8; 32] {
    let mut bare = article.clone();
    bare.revision = UNSEALED;
    // An article is plain data without maps of non-text keys, so that writing it as JSON cannot fail; were it to,
    // the title still tells articles apart.
    let text = serde_json::to_vec(&bare).unwrap_or_else(|_| bare.title.clone().into_bytes());
    Sha256::digest(text).into()
}

/// What an import would change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Articles that are new.
    pub added: Vec<Article>,
    /// Articles whose text is another one now.
    pub changed: Vec<Article>,
    /// How many stay as they are.
    pub unchanged: usize,
    /// Articles that are published but came no more.
    pub archived: Vec<ArticleId>,
}

/// Compares what is published (`id → content hash`, of this source only) with what came in.
#[must_use]
pub fn difference(published: &BTreeMap<ArticleId, String>, incoming: Vec<Article>) -> Difference {
    let mut found = Difference::default();
    let mut seen = BTreeSet::new();
    for article in incoming {
        seen.insert(article.id.clone());
        match published.get(&article.id) {
            None => found.added.push(article),
            Some(hash) if *hash == content_hash(&article) => found.unchanged += 1,
            Some(_) => found.changed.push(article),
        }
    }
    found.archived = published
        .keys()
        .filter(|id| !seen.contains(*id))
        .cloned()
        .collect();
    found
}

#[cfg(test)]
mod tests;
