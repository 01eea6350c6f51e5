//! The frame of every staff page: skip link, bar with name and roles, languages, signing out.

use crate::access::Signed;
use crate::console::Console;
use crate::words::words;
use bot_core::account::Role;
use bot_core::locale::Locale;
use web_kit::{Words, assets};

/// What `shell.html` needs.
pub(crate) struct Shell {
    pub locale: Locale,
    pub words: &'static Words,
    pub title: String,
    pub product: String,
    pub csrf: String,
    /// Who is signed in; empty on the sign-in page.
    pub name: String,
    /// Pages of the account's roles: path, name, whether it is this one.
    pub pages: Vec<(&'static str, &'static str, bool)>,
    pub path: String,
    pub is_demo: bool,
    /// Class of `body`.
    pub kind: &'static str,
}

impl Shell {
    /// The frame for somebody who is signed in. `title` is a key of the words.
    pub(crate) fn of(console: &Console, signed: &Signed, title: &'static str, kind: &'static str) -> Self {
        let words = signed.words();
        let account = &signed.stay.account;
        let page = |role: Role| {
            let (path, key, own) = match role {
                Role::Clerk => ("/console", "nav.clerk", "desk"),
                Role::Editor => ("/console/articles", "nav.editor", "editor"),
                Role::Operator => ("/console/operations", "nav.operator", "operations"),
            };
            (path, words.t(key), own == kind)
        };
        Self {
            locale: signed.locale,
            words,
            title: words.t(title).to_owned(),
            product: console.kit.city.product.clone(),
            csrf: console
                .kit
                .csrf
                .token(Some(&signed.token), console.kit.clock.now()),
            name: account.display_name.clone(),
            pages: account.roles.iter().map(|role| page(*role)).collect(),
            path: signed.visit.path.clone(),
            is_demo: account.is_demo,
            kind,
        }
    }

    /// The frame for the sign-in page. `session` is the cookie's value, if there is one.
    pub(crate) fn of_nobody(console: &Console, locale: Locale, session: Option<&str>) -> Self {
        let words = words(locale);
        Self {
            locale,
            words,
            title: words.t("sign_in.title").to_owned(),
            product: console.kit.city.product.clone(),
            csrf: console.kit.csrf.token(session, console.kit.clock.now()),
            name: String::new(),
            pages: Vec::new(),
            path: "/console/sign-in".to_owned(),
            is_demo: false,
            kind: "sign-in",
        }
    }

    /// The address of an asset.
    #[expect(clippy::unused_self, reason = "templates call methods of their frame")]
    pub(crate) fn asset(&self, path: &str) -> String {
        assets::url(path)
    }

    /// The address of one of the console's own stylesheets.
    #[expect(clippy::unused_self, reason = "templates call methods of their frame")]
    pub(crate) fn sheet(&self, name: &str) -> String {
        assets::url(&format!("css/console/{name}.css"))
    }
}
