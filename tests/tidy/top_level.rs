//! What lies at the top of the repository, and that every data file says where it comes from.

use crate::sources::root;

const ALLOWED: &[&str] =
    &["Cargo.toml", "Cargo.lock", "src", "openapi", "docker", "tests", "README.md", "LICENSE", "NOTICE"];

/// Made by building and running, never committed.
const MADE: &[&str] = &["target", "data"];

#[test]
fn the_top_level_holds_what_was_agreed() {
    let wrong: Vec<_> = std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !ALLOWED.contains(&name.as_str()) && !MADE.contains(&name.as_str()))
        .collect();
    assert!(wrong.is_empty(), "these do not belong at the top level: {wrong:?}");
}

#[test]
fn every_embedded_data_file_is_named_in_notice() {
    let notice = std::fs::read_to_string(root().join("NOTICE")).unwrap();
    let mut folders = vec![root().join("src")];
    let mut wrong = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let code = |e: &std::ffi::OsStr| ["rs", "py", "sql", "html", "md"].iter().any(|own| e == *own);
            let data = name != "Cargo.toml" && !path.extension().is_some_and(code);
            let from_root = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            let folder = from_root.trim_end_matches(&name).to_owned();
            if data && !notice.contains(&from_root) && !notice.contains(&format!("{folder}*")) {
                wrong.push(from_root);
            }
        }
    }
    assert!(wrong.is_empty(), "NOTICE does not say where these come from: {wrong:?}");
}

/// The paths in code marks of a page: `src/nlp/limits.rs`.
fn paths(page: &str) -> Vec<&str> {
    let marked = page.split('`').skip(1).step_by(2);
    marked.filter(|text| (text.starts_with("src/") || text.starts_with("tests/")) && !text.contains(' ')).collect()
}

#[test]
fn every_place_that_the_recipes_name_is_there() {
    let page = std::fs::read_to_string(root().join("src/nlp/README.md")).unwrap();
    let named = paths(&page);
    assert!(named.len() > 30, "only {} paths are read from the page", named.len());
    let missing: Vec<_> = named.into_iter().filter(|path| !root().join(path).exists()).collect();
    assert!(missing.is_empty(), "src/nlp/README.md names what is not there: {missing:?}");
    assert_eq!(paths("`a` src/b.rs `src/c d` `src/e.rs`"), ["src/e.rs"]);
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains("(src/nlp/README.md)"), "README.md does not lead to the recipes");
}
