//! `check`: one line each for what an operator wants to know before the start.

use crate::compose::{App, Migrate};
use crate::config::Config;
use std::collections::BTreeSet;
use std::process::ExitCode;

/// Prints one line a check; the exit code says whether all passed.
pub async fn run(config: Config) -> anyhow::Result<ExitCode> {
    println!(
        "ok    configuration: {}, listening on {}",
        config.city.name, config.server.listen
    );
    let app = match App::compose(config, Migrate::Run).await {
        Ok(app) => app,
        Err(error) => {
            println!("FAIL  start: {error:#}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let results = [demo(&app), articles(&app), responsibility(&app), lines(&app)];
    let mut is_fine = true;
    for result in results {
        match result {
            Ok(line) => println!("ok    {line}"),
            Err(line) => {
                is_fine = false;
                println!("FAIL  {line}");
            }
        }
    }
    app.storage.close().await;
    Ok(if is_fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn demo(app: &App) -> Result<String, String> {
    let address = app.config.server.listen;
    match (app.has_demo_accounts, address.ip().is_loopback()) {
        (true, false) => Err(format!(
            "accounts: demonstration accounts exist, {address} is not loopback"
        )),
        (true, true) => Ok("accounts: demonstration accounts exist, loopback only".to_owned()),
        (false, _) => Ok("accounts: no demonstration accounts".to_owned()),
    }
}

fn articles(app: &App) -> Result<String, String> {
    let all = app.hub.knowledge.all();
    if all.is_empty() {
        return Err("knowledge: no article is published; import a catalogue".to_owned());
    }
    let pages = app.hub.knowledge.life_events().len();
    Ok(format!(
        "knowledge: {} articles published, {pages} life events",
        all.len()
    ))
}

fn responsibility(app: &App) -> Result<String, String> {
    let directory = app.hub.directory();
    let all = app.hub.knowledge.all();
    let without: Vec<&str> = all
        .iter()
        .filter(|article| directory.resolve(Some(article.as_ref())).is_none())
        .map(|article| article.title.as_str())
        .collect();
    if without.is_empty() {
        return Ok(format!(
            "responsibility: {} rules, every article has a clerk",
            directory.rules.len()
        ));
    }
    Err(format!(
        "responsibility: {} articles without a clerk, for example {}",
        without.len(),
        without[0]
    ))
}

fn lines(app: &App) -> Result<String, String> {
    let directory = app.hub.directory();
    let responsible: BTreeSet<_> = directory.rules.iter().map(|rule| &rule.org_unit).collect();
    let mute = responsible
        .iter()
        .filter(|id| {
            directory
                .org_units
                .get(**id)
                .is_none_or(|unit| unit.phone.is_none())
        })
        .count();
    if mute == responsible.len() {
        return Err("direct lines: no responsible unit has a line".to_owned());
    }
    Ok(format!(
        "direct lines: {} responsible units, {mute} without a line of their own (115 is named there)",
        responsible.len()
    ))
}
