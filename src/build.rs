//! Hashes the sources and the embedded data of the engine when the program is built, so that no change of either keeps
//! the analyzer's fingerprint: a rule is as much a part of the answer as a word list.
//!
//! Comments and tests count too; a fingerprint that changes without need is better than one that does not change.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[expect(dead_code, reason = "only the mixing is wanted here")]
#[path = "nlp/lexicon/hash.rs"]
mod hash;

#[path = "nlp/lexicon/fingerprint.rs"]
mod fingerprint;

/// What an analysis is made by.
const FOLDERS: [&str; 2] = ["src/nlp", "src/text"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    for folder in FOLDERS {
        println!("cargo::rerun-if-changed={folder}");
        add(&root.join(folder), &mut files)?;
    }
    // The order of a folder's entries is that of the file system.
    files.sort();
    let contents = files.iter().map(fs::read).collect::<io::Result<Vec<_>>>()?;
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let hash = fingerprint::fingerprint(&version, contents.iter().map(Vec::as_slice));
    println!("cargo::rustc-env=ENGINE_FINGERPRINT={hash}");
    Ok(())
}

fn add(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            add(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
