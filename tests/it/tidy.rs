//! The rules of the house that no compiler checks: who may depend on whom, which technology lives where, and what
//! must not be left lying about. Reads manifests and sources; a finding names file, line and rule.

mod edges;
mod leftovers;
mod pages;
mod tree;

use tree::Tree;

/// Fails with one finding a line.
fn expect_none(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}:\n{}", findings.join("\n"));
}

#[test]
fn no_crate_depends_on_what_it_must_not_know() {
    expect_none("forbidden dependencies", &edges::forbidden(&Tree::read()));
}

#[test]
fn every_crate_obeys_the_lints_of_the_workspace() {
    expect_none(
        "crates without the workspace's lints",
        &edges::without_lints(&Tree::read()),
    );
}

#[test]
fn sql_stands_in_storage_only() {
    expect_none(
        "SQL outside storage",
        &leftovers::sql_outside_storage(&Tree::read()),
    );
}

#[test]
fn the_core_reads_no_clock_no_file_and_no_network() {
    expect_none(
        "input or output in bot-core",
        &leftovers::effects_in_core(&Tree::read()),
    );
}

#[test]
fn nothing_is_left_over() {
    expect_none("leftovers", &leftovers::leftovers(&Tree::read()));
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    expect_none("paths of one machine", &leftovers::machine_paths(&Tree::read()));
}

#[test]
fn templates_have_no_inline_script_style_or_handler() {
    expect_none("inline script or style", &pages::inline_code(&Tree::read()));
}

#[test]
fn pages_load_nothing_from_third_parties() {
    expect_none("third-party resources", &pages::third_parties(&Tree::read()));
}

#[test]
fn long_files_are_listed() {
    for (lines, path) in leftovers::long_files(&Tree::read()) {
        println!("{lines} lines, a place to look: {path}");
    }
}
