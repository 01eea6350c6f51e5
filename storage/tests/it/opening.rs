//! Opening: migrations run or are refused, and wrong places are told plainly.

use crate::databases::Database;
use bot_core::ports::ConversationStore;
use storage::{Migrate, OpenError, Storage};

#[tokio::test]
async fn pending_migrations_are_refused_unless_allowed() {
    for database in Database::all().await {
        let refused = Storage::open(&database.url, Migrate::Refuse).await.err();
        assert!(
            matches!(refused, Some(OpenError::MigrationsPending { pending: 1.. })),
            "{refused:?}"
        );
        database.open().await.close().await;
        let store = Storage::open(&database.url, Migrate::Refuse)
            .await
            .expect("nothing is pending");
        store.ping().await.expect("it answers");
        let again = database.open().await;
        again.ping().await.expect("running them again changes nothing");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn instances_that_start_together_migrate_once() {
    for database in Database::all().await {
        let starts: Vec<_> = (0..6)
            .map(|_| {
                let url = database.url.clone();
                tokio::spawn(async move { Storage::open(&url, Migrate::Run).await })
            })
            .collect();
        for start in starts {
            let store = start.await.expect("no panic").expect("it opens");
            store.ping().await.expect("it answers");
        }
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_told() {
    for url in ["mysql://localhost/x", "amtslotse.db", "sqlite:"] {
        let refused = Storage::open(url, Migrate::Run).await.err();
        assert!(
            matches!(refused, Some(OpenError::UnknownUrl)),
            "{url}: {refused:?}"
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(
        &file,
        "this is no database, but long enough to look like one".repeat(100),
    )
    .expect("a file");
    let refused = Storage::open(&format!("sqlite:{}", file.display()), Migrate::Run)
        .await
        .err();
    assert!(matches!(refused, Some(OpenError::Unreachable(_))), "{refused:?}");
    let below_a_file = format!("sqlite:{}/amtslotse.db", file.display());
    let refused = Storage::open(&below_a_file, Migrate::Run).await.err();
    assert!(matches!(refused, Some(OpenError::NoFolder(_))), "{refused:?}");
    let nobody = "postgres://amtslotse@127.0.0.1:1/amtslotse";
    let refused = Storage::open(nobody, Migrate::Run).await.err();
    assert!(matches!(refused, Some(OpenError::Unreachable(_))), "{refused:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_file_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::sqlite();
    let store = database.open().await;
    store.ping().await.expect("it answers");
    let folder = database
        .folder
        .as_ref()
        .expect("a folder")
        .path()
        .join("with space & 100%");
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let entry = entry.expect("an entry");
        let mode = entry.metadata().expect("its mode").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.file_name());
    }
}
