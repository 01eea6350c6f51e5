//! Accounts for the demonstration. Their passwords are no secret, so whoever composes the hub must refuse to listen
//! on anything but loopback while [`bot_core::ports::AccountStore::has_demo_accounts`] is true.

use super::password::{PasswordError, hash_password};
use crate::words::words;
use bot_core::account::{Account, Role};
use bot_core::ids::{AccountId, ClerkId};
use bot_core::locale::Locale;
use bot_core::ports::{AccountStore, Ids, StoreUnavailable};

/// One sign-in of the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoSignIn {
    /// Name typed at sign-in.
    pub login: &'static str,
    /// Its password.
    pub password: &'static str,
    /// What it may do.
    pub role: Role,
    /// Where it starts.
    pub page: &'static str,
}

/// The sign-ins of the demonstration, one a role, and a second clerk so that deputies can be tried out.
pub const DEMO_SIGN_INS: [DemoSignIn; 4] = [
    DemoSignIn {
        login: "clerk",
        password: "demo-clerk",
        role: Role::Clerk,
        page: "/console",
    },
    DemoSignIn {
        login: "deputy",
        password: "demo-deputy",
        role: Role::Clerk,
        page: "/console",
    },
    DemoSignIn {
        login: "editor",
        password: "demo-editor",
        role: Role::Editor,
        page: "/console/articles",
    },
    DemoSignIn {
        login: "operator",
        password: "demo-operator",
        role: Role::Operator,
        page: "/console/operations",
    },
];

/// Why the demonstration has no accounts.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// See [`PasswordError`].
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// See [`StoreUnavailable`].
    #[error(transparent)]
    Unavailable(#[from] StoreUnavailable),
}

/// Creates the accounts of [`DEMO_SIGN_INS`] that are not there yet, the first clerk's acting as `clerk` and the
/// second's as `deputy`. Without a deputy the second clerk is left out. Returns those that can be used.
///
/// # Errors
/// See [`DemoError`]; accounts created before stay.
pub async fn create_demo_accounts(
    accounts: &dyn AccountStore,
    ids: &dyn Ids,
    clerk: &ClerkId,
    deputy: Option<&ClerkId>,
) -> Result<Vec<DemoSignIn>, DemoError> {
    let mut usable = Vec::new();
    for demo in DEMO_SIGN_INS {
        let acts_as = match demo.login {
            "clerk" => Some(clerk),
            "deputy" => deputy,
            _ => None,
        };
        if demo.role == Role::Clerk && acts_as.is_none() {
            continue;
        }
        let known = accounts.account_by_login(demo.login).await?;
        if known.as_ref().is_some_and(|account| !account.is_demo) {
            continue;
        }
        usable.push(demo);
        match known {
            Some(known) if known.clerk.as_ref() == acts_as => {}
            Some(mut known) => {
                known.clerk = acts_as.cloned();
                accounts.save_account(&known).await?;
            }
            None => {
                let created = account(demo, AccountId(ids.next()), acts_as.cloned())?;
                accounts.save_account(&created).await?;
            }
        }
    }
    Ok(usable)
}

fn account(demo: DemoSignIn, id: AccountId, clerk: Option<ClerkId>) -> Result<Account, PasswordError> {
    Ok(Account {
        id,
        login: demo.login.to_owned(),
        display_name: words(Locale::De).t(&format!("demo.{}", demo.login)).to_owned(),
        roles: vec![demo.role],
        clerk,
        password_hash: hash_password(demo.password)?,
        is_demo: true,
    })
}
