//! The promises of [`AccountStore`].

use super::CaseResult;
use crate::account::{Account, Role, StaffSession};
use crate::ids::{AccountId, ClerkId};
use crate::ports::{AccountStore, Ids};
use crate::testing::{SequentialIds, morning};
use jiff::SignedDuration;

/// Accounts, sessions and failed sign-ins. Needs a store without accounts.
///
/// # Errors
/// When the store is not available.
///
/// # Panics
/// When a promise is not kept.
pub async fn account_store_suite(store: &dyn AccountStore) -> CaseResult {
    an_account_is_found_by_login_and_id(store).await?;
    saving_an_account_again_replaces_it(store).await?;
    a_login_belongs_to_one_account(store).await?;
    a_session_lives_from_start_to_end(store).await?;
    failed_sign_ins_are_counted_in_their_window(store).await
}

fn account(ids: &SequentialIds, login: &str) -> Account {
    Account {
        id: AccountId(ids.next()),
        login: login.into(),
        display_name: "Meldewesen „Pasing“".into(),
        roles: vec![Role::Clerk, Role::Editor],
        clerk: Some(ClerkId::new("muc:meldewesen")),
        password_hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".into(),
        is_demo: false,
    }
}

async fn an_account_is_found_by_login_and_id(store: &dyn AccountStore) -> CaseResult {
    let ids = SequentialIds::new("accounts");
    let clerk = account(&ids, "found");
    let operator = Account {
        roles: vec![Role::Operator],
        clerk: None,
        ..account(&ids, "found-operator")
    };
    assert_eq!(store.account_by_login("found").await?, None);
    store.save_account(&clerk).await?;
    store.save_account(&operator).await?;
    assert_eq!(store.account_by_login("found").await?, Some(clerk.clone()));
    assert_eq!(store.account(clerk.id).await?, Some(clerk));
    assert_eq!(store.account(operator.id).await?, Some(operator));
    assert_eq!(store.account(AccountId(ids.next())).await?, None);
    assert!(!store.has_demo_accounts().await?);
    let demo = Account {
        is_demo: true,
        ..account(&ids, "found-demo")
    };
    store.save_account(&demo).await?;
    assert!(store.has_demo_accounts().await?);
    assert_eq!(store.account(demo.id).await?, Some(demo));
    Ok(())
}

async fn saving_an_account_again_replaces_it(store: &dyn AccountStore) -> CaseResult {
    let ids = SequentialIds::new("accounts again");
    let before = account(&ids, "before");
    let after = Account {
        login: "after".into(),
        roles: vec![Role::Operator],
        clerk: None,
        ..before.clone()
    };
    store.save_account(&before).await?;
    store.save_account(&after).await?;
    assert_eq!(store.account_by_login("before").await?, None);
    assert_eq!(store.account_by_login("after").await?, Some(after));
    Ok(())
}

async fn a_login_belongs_to_one_account(store: &dyn AccountStore) -> CaseResult {
    let ids = SequentialIds::new("accounts one");
    let first = account(&ids, "huber");
    store.save_account(&first).await?;
    assert!(
        store.save_account(&account(&ids, "huber")).await.is_err(),
        "the login is taken"
    );
    assert_eq!(store.account_by_login("huber").await?, Some(first));
    Ok(())
}

async fn a_session_lives_from_start_to_end(store: &dyn AccountStore) -> CaseResult {
    let ids = SequentialIds::new("sessions");
    let owner = account(&ids, "owner");
    store.save_account(&owner).await?;
    let token_hash = ids.next().to_string();
    let mut session = StaffSession {
        token_hash: token_hash.clone(),
        account: owner.id,
        started_at: morning(),
        seen_at: morning(),
    };
    assert_eq!(store.session(&token_hash).await?, None);
    store.start_session(&session).await?;
    assert_eq!(store.session(&token_hash).await?, Some(session.clone()));
    session.seen_at += SignedDuration::from_mins(5);
    store.touch_session(&token_hash, session.seen_at).await?;
    assert_eq!(store.session(&token_hash).await?, Some(session.clone()));
    store.touch_session("unknown", session.seen_at).await?;
    assert_eq!(store.session("unknown").await?, None, "touching begins nothing");
    store.end_session(&token_hash).await?;
    assert_eq!(store.session(&token_hash).await?, None);
    Ok(store.end_session(&token_hash).await?)
}

async fn failed_sign_ins_are_counted_in_their_window(store: &dyn AccountStore) -> CaseResult {
    let minute = SignedDuration::from_mins(1);
    let since = |at| at - SignedDuration::from_mins(15);
    for tries in 1..=5 {
        assert_eq!(
            store
                .note_failed_sign_in("login:a", morning(), since(morning()))
                .await?,
            tries
        );
    }
    assert_eq!(
        store
            .note_failed_sign_in("login:b", morning(), since(morning()))
            .await?,
        1,
        "another key"
    );
    let edge = morning() + SignedDuration::from_mins(15);
    assert_eq!(
        store.note_failed_sign_in("login:a", edge, since(edge)).await?,
        6,
        "the window includes its start"
    );
    let later = edge + minute;
    assert_eq!(
        store.note_failed_sign_in("login:a", later, since(later)).await?,
        2,
        "old ones do not count"
    );
    store.forget_failed_sign_ins("login:a").await?;
    assert_eq!(
        store.note_failed_sign_in("login:a", later, since(later)).await?,
        1
    );
    Ok(store.forget_failed_sign_ins("login:never").await?)
}
