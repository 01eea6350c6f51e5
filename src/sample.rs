//! The sample city at the first start: articles, directory, accounts for demonstration.

use anyhow::Context;
use bot_core::ids::ClerkId;
use bot_core::ports::{AccountStore, Ids};
use bot_core::responsibility::Directory;
use handover_console::DemoSignIn;
use jiff::Timestamp;
use knowledge_base::article;
use knowledge_base::ports::{Change, Revision};
use knowledge_base::sample;
use storage::Storage;

/// Who published the articles of the sample city.
const AUTHOR: &str = "sample-city";
/// The clerks the demonstration signs in as: the citizens' offices have the most matters.
const CLERK: &str = "kvr-ii-231-1";
const DEPUTY: &str = "kvr-ii-231-2";

/// Imports the bundled city into an empty database.
pub async fn import(storage: &Storage, at: Timestamp) -> anyhow::Result<()> {
    let city = sample::munich().context("the bundled city is broken")?;
    let directory = sample::munich_directory().context("the bundled directory is broken")?;
    storage.directory_store().replace_directory(&directory).await?;
    let articles = storage.article_store();
    articles.replace_life_events(&city.life_events).await?;
    let changes = city
        .articles
        .into_iter()
        .map(|article| publish(article, AUTHOR, at))
        .collect();
    articles.apply(changes, at).await?;
    Ok(())
}

/// The change that publishes an article under the revision that follows from its text.
pub fn publish(article: bot_core::article::Article, author: &str, at: Timestamp) -> Change {
    let article = article::seal(article);
    Change::Publish(Box::new(Revision {
        content_hash: article::content_hash(&article),
        article,
        published_at: at,
        author: author.to_owned(),
    }))
}

/// The accounts for demonstration, made if they are not there yet.
pub async fn accounts(
    accounts: &dyn AccountStore,
    ids: &dyn Ids,
    directory: &Directory,
) -> anyhow::Result<Vec<DemoSignIn>> {
    let known = |key: &str| Some(ClerkId::new(key)).filter(|id| directory.clerks.contains_key(id));
    let clerk = known(CLERK).or_else(|| directory.clerks.keys().min().cloned());
    let Some(clerk) = clerk else { return Ok(Vec::new()) };
    let deputy = known(DEPUTY);
    Ok(handover_console::create_demo_accounts(accounts, ids, &clerk, deputy.as_ref()).await?)
}
