//! Every port suite on every engine.

use crate::databases::Database;
use bot_core::testing::{
    CaseResult, MemoryStore, account_store_suite, clerk_list_suite, conversation_store_suite,
    delivery_store_suite, directory_store_suite, figure_store_suite, presence_store_suite, timer_suite,
};
use knowledge_base::testing::{MemoryArticles, article_store_suite};

/// Writes one test an engine for a suite, each on a fresh store named `$store`.
macro_rules! on_every_engine {
    ($suite:ident, $memory:expr, |$store:ident| $call:expr) => {
        mod $suite {
            use super::*;

            #[tokio::test]
            async fn memory() -> CaseResult {
                let $store = $memory;
                $call.await
            }
            #[tokio::test]
            async fn sqlite() -> CaseResult {
                let database = Database::sqlite();
                let $store = database.open().await;
                let outcome = $call.await;
                $store.close().await;
                outcome
            }
            #[tokio::test]
            async fn postgres() -> CaseResult {
                let Some(database) = Database::postgres().await else {
                    return Ok(());
                };
                let $store = database.open().await;
                let outcome = $call.await;
                $store.close().await;
                outcome
            }
        }
    };
}

on_every_engine!(conversations, MemoryStore::default(), |store| {
    conversation_store_suite(&store)
});
on_every_engine!(clerk_lists, MemoryStore::default(), |store| clerk_list_suite(
    &store
));
on_every_engine!(timers, MemoryStore::default(), |store| timer_suite(&store));
on_every_engine!(deliveries, MemoryStore::default(), |store| delivery_store_suite(
    &store, &store
));
on_every_engine!(figures, MemoryStore::default(), |store| figure_store_suite(
    &store, &store
));
on_every_engine!(directory, MemoryStore::default(), |store| directory_store_suite(
    &store
));
on_every_engine!(presence, MemoryStore::default(), |store| presence_store_suite(
    &store
));
on_every_engine!(accounts, MemoryStore::default(), |store| account_store_suite(
    &store
));
on_every_engine!(articles, MemoryArticles::default(), |store| article_store_suite(
    &store
));
