//! Who may depend on whom, as `docs/ARCHITECTURE.md` draws it, and the one home of each technology.

use super::tree::{File, Tree};
use std::collections::BTreeSet;

/// Our crates, and which of ours each may know. Tests may know all.
const OURS: [(&str, &[&str]); 8] = [
    ("bot-core", &[]),
    ("knowledge-base", &["bot-core"]),
    ("storage", &["bot-core", "knowledge-base"]),
    ("web-kit", &["bot-core"]),
    ("channels", &["bot-core", "web-kit"]),
    ("handover-console", &["bot-core", "knowledge-base", "web-kit"]),
    (
        "amtslotse",
        &[
            "bot-core",
            "channels",
            "handover-console",
            "knowledge-base",
            "storage",
            "web-kit",
        ],
    ),
    (TESTS, &[]),
];
/// The package of these tests: it may know all of them.
const TESTS: &str = "amtslotse-tests";

/// What the core may be built from: values, errors, time as a value, text.
const CORE_BUILT_FROM: [&str; 12] = [
    "async-trait",
    "hex",
    "jiff",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "toml",
    "tracing",
    "ulid",
    "unicode-normalization",
    "whatlang",
];

/// Technologies and the crates they live in.
const HOMES: [(&str, &[&str]); 13] = [
    ("sqlx", &["storage"]),
    ("rusqlite", &[]),
    ("tantivy", &["knowledge-base"]),
    ("rust-bert", &["knowledge-base"]),
    ("html5ever", &["knowledge-base"]),
    ("teloxide", &["channels"]),
    ("matrix-sdk", &["channels"]),
    ("axum", &["web-kit", "channels", "handover-console", "amtslotse"]),
    ("askama", &["web-kit", "channels", "handover-console"]),
    ("argon2", &["handover-console"]),
    ("clap", &["amtslotse"]),
    ("tracing-subscriber", &["amtslotse"]),
    ("reqwest", &["channels"]),
];

/// Every edge that must not be there.
pub fn forbidden(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, manifest) in manifests(tree) {
        let Some((_, may_know)) = OURS.iter().find(|(ours, _)| *ours == name) else {
            findings.push(format!(
                "{name}: a new crate needs a line in tests/it/tidy/edges.rs"
            ));
            continue;
        };
        seen.insert(name.clone());
        if name == TESTS {
            continue;
        }
        for dependency in dependencies(&manifest) {
            let is_ours = OURS.iter().any(|(ours, _)| *ours == dependency);
            if is_ours && !may_know.contains(&dependency.as_str()) {
                findings.push(format!("{name} must not depend on {dependency}"));
            }
            if name == "bot-core" && !CORE_BUILT_FROM.contains(&dependency.as_str()) {
                findings.push(format!("bot-core is not built from {dependency}"));
            }
            let home = HOMES.iter().find(|(technology, _)| *technology == dependency);
            if home.is_some_and(|(_, homes)| !homes.contains(&name.as_str())) {
                findings.push(format!("{dependency} does not live in {name}"));
            }
        }
    }
    findings.extend(
        OURS.iter()
            .filter(|(name, _)| !seen.contains(*name))
            .map(|(name, _)| format!("{name} is missing")),
    );
    findings
}

/// Crates that do not take over the lints of the workspace.
pub fn without_lints(tree: &Tree) -> Vec<String> {
    manifests(tree)
        .into_iter()
        .filter(|(_, manifest)| {
            let inherited = manifest.get("lints").and_then(|lints| lints.get("workspace"));
            inherited.and_then(toml::Value::as_bool) != Some(true)
        })
        .map(|(name, _)| name)
        .collect()
}

fn manifests(tree: &Tree) -> Vec<(String, toml::Table)> {
    tree.0
        .iter()
        .filter(|file| file.path.ends_with("Cargo.toml"))
        .filter_map(package)
        .collect()
}

fn package(file: &File) -> Option<(String, toml::Table)> {
    let table: toml::Table = file.text.parse().unwrap();
    let name = table.get("package")?.get("name")?.as_str()?.to_owned();
    Some((name, table))
}

/// What it is built from, optional and platform-bound dependencies included; those of its tests are free.
fn dependencies(manifest: &toml::Table) -> Vec<String> {
    let mut out = Vec::new();
    let mut take = |table: Option<&toml::Value>| {
        out.extend(
            table
                .and_then(toml::Value::as_table)
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone()),
        );
    };
    take(manifest.get("dependencies"));
    take(manifest.get("build-dependencies"));
    for platform in manifest
        .get("target")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flatten()
    {
        take(platform.1.get("dependencies"));
    }
    out
}

#[test]
fn a_forbidden_edge_is_found() {
    let text = "[package]\nname = \"channels\"\n[dependencies]\nstorage = { path = \"\" }\nsqlx = \"1\"\n";
    let file = File {
        path: "channels/Cargo.toml".to_owned(),
        text: text.to_owned(),
    };
    let findings = forbidden(&Tree(vec![file]));
    assert!(
        findings.contains(&"channels must not depend on storage".to_owned()),
        "{findings:?}"
    );
    assert!(
        findings.contains(&"sqlx does not live in channels".to_owned()),
        "{findings:?}"
    );
}
