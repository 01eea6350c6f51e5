use super::*;
use crate::sample;

#[test]
fn the_same_text_is_the_same_revision_and_another_text_another() {
    let article = sample::munich().unwrap().articles.remove(0);
    assert_eq!(seal(article.clone()), article);
    let mut other = article.clone();
    other.lead.push('!');
    let other = seal(other);
    assert_ne!(other.revision, article.revision);
    assert_ne!(content_hash(&other), content_hash(&article));
}

#[test]
fn the_hash_does_not_depend_on_the_revision_id() {
    let article = sample::munich().unwrap().articles.remove(0);
    let unsealed = Article {
        revision: UNSEALED,
        ..article.clone()
    };
    assert_eq!(content_hash(&unsealed), content_hash(&article));
}
