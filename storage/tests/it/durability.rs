//! What was acknowledged is there, what was refused is not, and what was erased is gone.

use crate::databases::Database;
use bot_core::account::{Account, Role};
use bot_core::ids::AccountId;
use bot_core::ports::{AccountStore, AppendError, ConversationStore, Ids};
use bot_core::testing::{Script, SequentialIds};
use futures_util::future::join_all;
use std::path::Path;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_after_a_stop_without_warning() {
    for database in Database::all().await {
        let ids = SequentialIds::new("without warning");
        let mut scripts: Vec<Script<'_>> = (0..40).map(|_| Script::new(&ids)).collect();
        let store = database.open().await;
        for _ in 0..3 {
            let steps = scripts
                .iter_mut()
                .map(|script| store.append(script.citizen_writes("Guten Tag")));
            for outcome in join_all(steps.collect::<Vec<_>>()).await {
                outcome.expect("acknowledged");
            }
        }
        // Neither closed nor dropped before the next instance looks.
        let reopened = database.open().await;
        for script in &scripts {
            assert_eq!(
                reopened.load(script.conversation).await.expect("the state"),
                script.state
            );
        }
        drop(store);
        let reopened = database.open().await;
        for script in &scripts {
            assert_eq!(
                reopened.load(script.conversation).await.expect("the state"),
                script.state
            );
        }
    }
}

#[tokio::test]
async fn a_closed_store_says_so_and_takes_nothing() {
    for database in Database::all().await {
        let ids = SequentialIds::new("closed");
        let mut script = Script::new(&ids);
        let store = database.open().await;
        store
            .append(script.citizen_writes("Guten Tag"))
            .await
            .expect("the first step");
        let before = script.clone();
        store.close().await;
        let refused = store.append(script.citizen_writes("Hallo?")).await;
        assert!(matches!(refused, Err(AppendError::Unavailable(_))), "{refused:?}");
        assert!(store.ping().await.is_err());
        store.close().await;
        let reopened = database.open().await;
        assert_eq!(
            reopened.load(script.conversation).await.expect("the state"),
            before.state
        );
    }
}

#[tokio::test]
async fn a_refused_write_does_not_fail_its_neighbours() {
    for database in Database::all().await {
        let ids = SequentialIds::new("neighbours");
        let store = database.open().await;
        let account = |login: String| Account {
            id: AccountId(ids.next()),
            login,
            display_name: "Meldewesen".into(),
            roles: vec![Role::Clerk],
            clerk: None,
            password_hash: "hash".into(),
            is_demo: false,
        };
        let mut script = Script::new(&ids);
        let (taken, clashing) = (account("huber".into()), account("huber".into()));
        store.save_account(&taken).await.expect("the login is free");
        let step = script.citizen_writes("Guten Tag");
        let others: Vec<Account> = (0..20).map(|number| account(format!("clerk-{number}"))).collect();
        let saved = async { join_all(others.iter().map(|other| store.save_account(other))).await };
        let (appended, clash, saved) =
            futures_util::join!(store.append(step), store.save_account(&clashing), saved);
        appended.expect("the step is stored");
        assert!(clash.is_err(), "the login is taken");
        assert!(saved.iter().all(Result::is_ok), "the others are stored");
        assert_eq!(
            store.load(script.conversation).await.expect("the state"),
            script.state
        );
    }
}

#[tokio::test]
async fn erased_words_are_on_disk_no_more() {
    const CANARY: &str = "Kanarienvogel-4711";
    let database = Database::sqlite();
    let folder = database.folder.as_ref().expect("a folder").path();
    let ids = SequentialIds::new("canary");
    let store = database.open().await;
    let mut kept = Script::new(&ids);
    store
        .append(kept.citizen_writes("bleibt hier"))
        .await
        .expect("stored");
    let mut script = Script::new(&ids);
    for _ in 0..30 {
        store
            .append(script.citizen_writes(&CANARY.repeat(100)))
            .await
            .expect("stored");
    }
    assert!(occurs(folder, CANARY), "the search finds what is there");
    store.erase(script.conversation).await.expect("erased");
    let mut is_gone = false;
    for _ in 0..200 {
        is_gone = !occurs(folder, CANARY);
        if is_gone {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(is_gone, "neither in the database nor in its log");
    assert!(occurs(folder, "bleibt hier"), "others are still there");
}

fn occurs(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).expect("the folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return occurs(&path, text);
        }
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}
