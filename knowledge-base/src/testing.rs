//! For the tests of adapters: an article store in memory and the suite every [`ArticleStore`] must pass.

use crate::ports::{ArticleStore, Change, Revision};
use async_trait::async_trait;
use bot_core::article::{Article, ArticleKind, Audience, LifeEvent, Source};
use bot_core::ids::{ArticleId, LifeEventId, RevisionId};
use bot_core::locale::Locale;
use bot_core::ports::{Ids, StoreUnavailable};
use bot_core::testing::{CaseResult, SequentialIds};
use bot_core::text::RichText;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps articles in memory.
#[derive(Debug, Default)]
pub struct MemoryArticles(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    revisions: HashMap<RevisionId, Revision>,
    published: BTreeMap<ArticleId, RevisionId>,
    life_events: Vec<LifeEvent>,
    version: u64,
}

impl MemoryArticles {
    fn state(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl ArticleStore for MemoryArticles {
    async fn published(&self) -> Result<Vec<Revision>, StoreUnavailable> {
        let kept = self.state();
        Ok(kept
            .published
            .values()
            .filter_map(|id| kept.revisions.get(id))
            .cloned()
            .collect())
    }

    async fn revision(&self, id: RevisionId) -> Result<Option<Revision>, StoreUnavailable> {
        Ok(self.state().revisions.get(&id).cloned())
    }

    async fn apply(&self, changes: Vec<Change>, _at: Timestamp) -> Result<(), StoreUnavailable> {
        if changes.is_empty() {
            return Ok(());
        }
        let mut kept = self.state();
        kept.version += 1;
        for change in changes {
            match change {
                Change::Publish(revision) => {
                    let id = revision.article.revision;
                    kept.published.insert(revision.article.id.clone(), id);
                    kept.revisions.entry(id).or_insert(*revision);
                }
                Change::Archive(article) => {
                    kept.published.remove(&article);
                }
            }
        }
        Ok(())
    }

    async fn life_events(&self) -> Result<Vec<LifeEvent>, StoreUnavailable> {
        Ok(self.state().life_events.clone())
    }

    async fn replace_life_events(&self, all: &[LifeEvent]) -> Result<(), StoreUnavailable> {
        let mut kept = self.state();
        kept.version += 1;
        kept.life_events = all.to_vec();
        Ok(())
    }

    async fn version(&self) -> Result<u64, StoreUnavailable> {
        Ok(self.state().version)
    }
}

/// All promises of [`ArticleStore`]. Needs a store without articles.
///
/// # Errors
/// When the store is not available.
///
/// # Panics
/// When a promise is not kept.
pub async fn article_store_suite(store: &dyn ArticleStore) -> CaseResult {
    an_empty_store_has_version_zero(store).await?;
    what_is_published_can_be_read_in_order(store).await?;
    a_new_revision_replaces_the_old_one_which_stays_readable(store).await?;
    an_archived_article_leaves_what_is_published(store).await?;
    publishing_a_known_revision_again_changes_nothing_in_it(store).await?;
    changes_of_one_call_are_made_in_order(store).await?;
    an_import_of_a_thousand_articles_is_one_call(store).await?;
    life_events_keep_their_order(store).await
}

async fn an_empty_store_has_version_zero(store: &dyn ArticleStore) -> CaseResult {
    assert_eq!(store.version().await?, 0, "version of an empty store");
    assert!(store.published().await?.is_empty());
    assert!(store.life_events().await?.is_empty());
    store.apply(Vec::new(), moment(0)).await?;
    assert_eq!(store.version().await?, 0, "no change, no version");
    Ok(())
}

async fn what_is_published_can_be_read_in_order(store: &dyn ArticleStore) -> CaseResult {
    let ids = SequentialIds::new("articles in order");
    let (second, first) = (revision(&ids, "order:2"), revision(&ids, "order:1"));
    let before = store.version().await?;
    store
        .apply(vec![publish(&second), publish(&first)], moment(1))
        .await?;
    assert!(store.version().await? > before, "the version rises");
    assert_eq!(of_source(store, "order").await?, vec![first, second]);
    Ok(())
}

async fn a_new_revision_replaces_the_old_one_which_stays_readable(store: &dyn ArticleStore) -> CaseResult {
    let ids = SequentialIds::new("articles replaced");
    let (old, new) = (revision(&ids, "replaced:1"), revision(&ids, "replaced:1"));
    store.apply(vec![publish(&old)], moment(1)).await?;
    let between = store.version().await?;
    store.apply(vec![publish(&new)], moment(2)).await?;
    assert!(store.version().await? > between, "the version rises");
    assert_eq!(of_source(store, "replaced").await?, vec![new.clone()]);
    assert_eq!(store.revision(old.article.revision).await?, Some(old));
    assert_eq!(store.revision(new.article.revision).await?, Some(new));
    assert_eq!(store.revision(RevisionId(ids.next())).await?, None);
    Ok(())
}

async fn an_archived_article_leaves_what_is_published(store: &dyn ArticleStore) -> CaseResult {
    let ids = SequentialIds::new("articles archived");
    let gone = revision(&ids, "archived:1");
    store.apply(vec![publish(&gone)], moment(1)).await?;
    let archive = vec![
        Change::Archive(gone.article.id.clone()),
        Change::Archive(ArticleId::new("archived:none")),
    ];
    let before = store.version().await?;
    store.apply(archive, moment(2)).await?;
    assert!(store.version().await? > before, "the version rises");
    assert_eq!(of_source(store, "archived").await?, vec![]);
    assert_eq!(store.revision(gone.article.revision).await?, Some(gone.clone()));
    store.apply(vec![publish(&gone)], moment(3)).await?;
    assert_eq!(
        of_source(store, "archived").await?,
        vec![gone],
        "it can come back"
    );
    Ok(())
}

async fn publishing_a_known_revision_again_changes_nothing_in_it(store: &dyn ArticleStore) -> CaseResult {
    let ids = SequentialIds::new("articles again");
    let original = revision(&ids, "again:1");
    let mut forged = original.clone();
    forged.article.title = "anders".into();
    store.apply(vec![publish(&original)], moment(1)).await?;
    store.apply(vec![publish(&forged)], moment(2)).await?;
    assert_eq!(store.revision(original.article.revision).await?, Some(original));
    Ok(())
}

async fn changes_of_one_call_are_made_in_order(store: &dyn ArticleStore) -> CaseResult {
    let ids = SequentialIds::new("articles sequence");
    let (one, two) = (revision(&ids, "sequence:1"), revision(&ids, "sequence:1"));
    let other = revision(&ids, "sequence:2");
    let archive_other = Change::Archive(other.article.id.clone());
    store
        .apply(
            vec![publish(&one), publish(&other), publish(&two), archive_other],
            moment(1),
        )
        .await?;
    assert_eq!(of_source(store, "sequence").await?, vec![two]);
    assert_eq!(store.revision(one.article.revision).await?, Some(one));
    Ok(())
}

async fn an_import_of_a_thousand_articles_is_one_call(store: &dyn ArticleStore) -> CaseResult {
    let ids = SequentialIds::new("articles many");
    let all: Vec<Revision> = (0..1000)
        .map(|n| revision(&ids, &format!("many:{n:04}")))
        .collect();
    store.apply(all.iter().map(publish).collect(), moment(1)).await?;
    assert_eq!(of_source(store, "many").await?, all);
    let archive = all
        .iter()
        .map(|revision| Change::Archive(revision.article.id.clone()))
        .collect();
    store.apply(archive, moment(2)).await?;
    assert_eq!(of_source(store, "many").await?, vec![]);
    Ok(())
}

async fn life_events_keep_their_order(store: &dyn ArticleStore) -> CaseResult {
    let before = store.version().await?;
    let all = [life_event("moving"), life_event("birth"), life_event("death")];
    store.replace_life_events(&all).await?;
    assert_eq!(store.life_events().await?, all);
    let between = store.version().await?;
    assert!(between > before, "the version rises");
    let [moving, _, death] = all;
    store
        .replace_life_events(&[death.clone(), moving.clone()])
        .await?;
    assert_eq!(store.life_events().await?, [death, moving]);
    assert!(store.version().await? > between, "the version rises again");
    Ok(())
}

async fn of_source(store: &dyn ArticleStore, source: &str) -> Result<Vec<Revision>, StoreUnavailable> {
    let all = store.published().await?;
    Ok(all
        .into_iter()
        .filter(|revision| revision.article.id.parts().0 == source)
        .collect())
}

fn publish(revision: &Revision) -> Change {
    Change::Publish(Box::new(revision.clone()))
}

fn moment(second: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(1_795_000_000 + second)
}

fn revision(ids: &SequentialIds, article: &str) -> Revision {
    let id = RevisionId(ids.next());
    let article = Article {
        id: ArticleId::new(article),
        revision: id,
        kind: ArticleKind::Service,
        title: format!("Wohnsitz „{article}“ anmelden"),
        lead: "Melden Sie sich innerhalb von zwei Wochen an.".into(),
        translations: BTreeMap::new(),
        body: RichText::plain("Das geht im Bürgerbüro – auch mit 'Anführung'."),
        facts: Vec::new(),
        links: Vec::new(),
        online: None,
        appointment: None,
        leika: vec!["99115005060000".into()],
        keywords: vec!["Umzug".into()],
        wordings: BTreeMap::new(),
        questions: BTreeMap::new(),
        not_about: Vec::new(),
        life_events: vec![LifeEventId::new("moving")],
        related: Vec::new(),
        offices: Vec::new(),
        audience: Audience::Citizen,
        source: Source {
            publisher: "Landeshauptstadt München".into(),
            url: None,
            date: jiff::civil::date(2026, 11, 1),
        },
    };
    Revision {
        article,
        content_hash: format!("hash of {id}"),
        published_at: moment(0),
        author: "import".into(),
    }
}

fn life_event(slug: &str) -> LifeEvent {
    LifeEvent {
        id: LifeEventId::new(slug),
        title: BTreeMap::from([(Locale::De, slug.to_owned())]),
        hint: BTreeMap::new(),
        articles: vec![ArticleId::new("muc:1")],
    }
}
