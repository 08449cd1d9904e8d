//! Rules for each source file.

use std::path::{Path, PathBuf};

/// A file of Rust in this repository.
pub struct Source {
    /// Its path from the repository's root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// All Rust files under `folders`, sorted by path.
pub fn sources(folders: &[&str]) -> Vec<Source> {
    let root = root();
    let mut files = Vec::new();
    for folder in folders {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    files
        .into_iter()
        .map(|file| Source {
            path: file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"),
            text: std::fs::read_to_string(&file).unwrap(),
        })
        .collect()
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

#[track_caller]
fn assert_none(wrong: &[String], rule: &str) {
    assert!(wrong.is_empty(), "{rule}:\n  {}", wrong.join("\n  "));
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    let wrong: Vec<_> =
        sources(&["src", "tests"]).into_iter().filter(|s| !s.text.starts_with("//! ")).map(|s| s.path).collect();
    assert_none(&wrong, "these files do not begin with a `//!` line");
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let wrong: Vec<_> = sources(&["src", "tests"])
        .into_iter()
        .map(|s| (s.text.lines().count(), s.path))
        .filter(|(lines, _)| *lines > 400)
        .map(|(lines, path)| format!("{path} has {lines}"))
        .collect();
    assert_none(&wrong, "these files hide more than one thing");
}

#[test]
fn nothing_is_left_open() {
    // Split so that this file does not find itself.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("to", "do!("),
        concat!("unimpl", "emented!("),
        concat!("#[ig", "nore"),
    ];
    let wrong: Vec<_> = sources(&["src", "tests"])
        .into_iter()
        .flat_map(|s| {
            let path = s.path;
            let hits: Vec<_> = s
                .text
                .lines()
                .enumerate()
                .filter(|(_, line)| words.iter().any(|w| line.contains(w)))
                .map(|(i, line)| format!("{path}:{}: {}", i + 1, line.trim()))
                .collect();
            hits
        })
        .collect();
    assert_none(&wrong, "these are promises, not code");
}

#[test]
fn exceptions_from_lints_are_expected_with_a_reason() {
    let word = concat!("#[al", "low(");
    let wrong: Vec<_> = sources(&["src", "tests"])
        .into_iter()
        .filter(|s| s.text.contains(word) || s.text.contains(&word.replace("#[", "#![")))
        .map(|s| s.path)
        .collect();
    assert_none(&wrong, "write `#[expect(…, reason = \"…\")]` instead");
}

#[test]
fn only_one_file_has_unsafe_code() {
    let home = "src/nlp/encoder/simd.rs";
    let lint = concat!("expect(uns", "afe_code");
    let found: Vec<_> =
        sources(&["src", "tests"]).into_iter().filter(|s| s.text.contains(lint)).map(|s| s.path).collect();
    assert_eq!(found, [home], "nothing else is to be taken on trust");
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("\nunsafe_code = \"deny\"\n"), "without the lint the rule above is empty");
    let code = std::fs::read_to_string(root().join(home)).unwrap();
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    for (before, line) in lines.iter().zip(&lines[1..]) {
        let opens = line.contains(concat!("uns", "afe {")) && !line.starts_with("//");
        assert!(!opens || before.starts_with("// SAFETY: "), "no reason stands before: {line}");
    }
}

#[test]
fn main_stays_short() {
    let main = std::fs::read_to_string(root().join("src/main.rs")).unwrap();
    assert!(main.lines().count() < 60, "src/main.rs only hands over");
}
