//! The text files of the repository as they lie in the work tree.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that are not ours or not written by hand.
const SKIPPED: [&str; 5] = ["target", "node_modules", ".git", "vendor", "proptest-regressions"];
/// Endings of files that people write.
const WRITTEN: [&str; 13] = [
    "rs", "toml", "js", "mjs", "css", "html", "md", "sql", "sh", "txt", "yml", "json", "svg",
];

/// One text file.
pub struct File {
    /// Path from the root of the repository, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl File {
    /// The lines with their numbers, counted from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
    /// Whether its name ends in one of these.
    pub fn is_any(&self, endings: &[&str]) -> bool {
        endings
            .iter()
            .any(|ending| Path::new(&self.path).extension().is_some_and(|e| e == *ending))
    }
    /// Whether it lies in this folder.
    pub fn is_in(&self, folder: &str) -> bool {
        self.path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    }
}

/// All of them.
pub struct Tree(pub Vec<File>);

impl Tree {
    /// Reads the repository this test was built from.
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut files = Vec::new();
        collect(root, root, &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        assert!(files.len() > 50, "the sources of the repository were not found");
        Self(files)
    }
    /// Files with one of these endings.
    pub fn with(&self, endings: &'static [&'static str]) -> impl Iterator<Item = &File> {
        self.0.iter().filter(move |file| file.is_any(endings))
    }
    /// Everything written by hand: without data, which is somebody else's text.
    pub fn written(&self) -> impl Iterator<Item = &File> {
        self.0
            .iter()
            .filter(|file| !file.path.contains("/data/") && !file.path.ends_with("-lock.json"))
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_symlink() || SKIPPED.contains(&name.as_str()) || (folder == root && name == "data") {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else if is_written(&path)
            && let Ok(text) = fs::read_to_string(&path)
        {
            let path = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            files.push(File { path, text });
        }
    }
}

/// Files without an ending are scripts such as `tests/run`.
fn is_written(path: &Path) -> bool {
    path.extension()
        .is_none_or(|ending| WRITTEN.iter().any(|known| ending == *known))
}
