//! Words in sources that must not be there.

use super::tree::{File, Tree};

/// From how many lines on a file is worth a look.
const LINES_MAX: usize = 400;

/// Statements of SQL, as two words each so that this file holds none.
const SQL: [(&str, &str); 6] = [
    ("SELECT", "FROM"),
    ("INSERT", "INTO"),
    ("DELETE", "FROM"),
    ("CREATE", "TABLE"),
    ("UPDATE", "SET"),
    ("ALTER", "TABLE"),
];

/// Lines with SQL in sources outside the one crate that has it.
pub fn sql_outside_storage(tree: &Tree) -> Vec<String> {
    let outside = tree.with(&["rs"]).filter(|file| !file.is_in("storage"));
    findings(outside, |line| {
        SQL.iter().any(|(verb, word)| {
            line.split_once(verb)
                .is_some_and(|(_, rest)| rest.starts_with(' ') && rest.contains(&format!(" {word} ")))
        })
    })
}

/// Lines by which the core would reach outside: they belong behind a port.
pub fn effects_in_core(tree: &Tree) -> Vec<String> {
    const EFFECTS: [&str; 12] = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::{",
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "thread::sleep",
        "thread::spawn",
        "tokio",
    ];
    let core: Vec<File> = tree
        .with(&["rs"])
        .filter(|file| file.is_in("bot-core/src") && !file.path.ends_with("tests.rs"))
        .map(|file| File {
            path: file.path.clone(),
            text: without_tests(&file.text).to_owned(),
        })
        .collect();
    findings(core.iter(), |line| {
        !is_comment(line) && EFFECTS.iter().any(|effect| line.contains(effect))
    })
}

/// The text up to the tests at its end.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]").next().unwrap_or(text)
}

/// Marks of unfinished or silenced work.
pub fn leftovers(tree: &Tree) -> Vec<String> {
    let marks: Vec<String> = [
        "to|do!(",
        "unimple|mented!(",
        "db|g!(",
        "TO|DO",
        "FIX|ME",
        "X|XX",
        "#[ig|nore",
        "[al|low(",
        "<<<<|<<<",
    ]
    .iter()
    .map(|mark| mark.replace('|', ""))
    .collect();
    let ours = tree
        .written()
        .filter(|file| file.is_any(&["rs", "js", "mjs", "css", "html", "sh", "sql", "toml", "md"]));
    findings(ours, |line| marks.iter().any(|mark| has_word(line, mark)))
}

/// Paths that exist on one machine only.
pub fn machine_paths(tree: &Tree) -> Vec<String> {
    let roots =
        ["wo|rk", "ro|ot", "fa|rm", "t|mp", "ho|me"].map(|root| format!("/{}/", root.replace('|', "")));
    findings(tree.0.iter(), |line| {
        roots.iter().any(|root| begins_a_path(line, root))
    })
}

/// Files over the aim, longest first.
pub fn long_files(tree: &Tree) -> Vec<(usize, String)> {
    let mut long: Vec<(usize, String)> = tree
        .written()
        .filter(|file| file.is_any(&["rs", "js", "css", "html"]))
        .map(|file| (file.lines().count(), file.path.clone()))
        .filter(|(lines, _)| *lines > LINES_MAX)
        .collect();
    long.sort_unstable_by(|a, b| b.cmp(a));
    long
}

/// Every line that is found, with its place.
pub(super) fn findings<'t>(
    files: impl Iterator<Item = &'t File>,
    is_found: impl Fn(&str) -> bool,
) -> Vec<String> {
    files
        .flat_map(|file| file.lines().map(move |(number, line)| (file, number, line)))
        .filter(|(_, _, line)| is_found(line))
        .map(|(file, number, line)| {
            let shown: String = line.trim().chars().take(100).collect();
            format!("{}:{number}: {shown}", file.path)
        })
        .collect()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// Whether `mark` stands in the line, not as a part of a longer word.
fn has_word(line: &str, mark: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(mark).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + mark.len()..].chars().next();
        let ends_in_letter = mark.ends_with(|c: char| c.is_alphanumeric());
        let begins_with_letter = mark.starts_with(|c: char| c.is_alphanumeric());
        let is_part = (begins_with_letter && is_letter(before)) || (ends_in_letter && is_letter(after));
        !is_part
    })
}

/// Whether an absolute path begins here: in a URL or a relative path something stands before it.
fn begins_a_path(line: &str, root: &str) -> bool {
    line.match_indices(root).any(|(at, _)| {
        line[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '*' | '}')))
    })
}

#[test]
fn words_and_paths_are_told_from_parts_of_others() {
    let mark = ["TO", "DO"].concat();
    assert!(has_word(&format!("// {mark}: later"), &mark));
    assert!(!has_word(&format!("const {mark}S: u8 = 1;"), &mark));
    let root = ["/wo", "rk/"].concat();
    assert!(begins_a_path(&format!("see {root}x"), &root));
    assert!(!begins_a_path(&format!("https://stadt.example{root}x"), &root));
}
