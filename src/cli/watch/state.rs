//! What was sent, in a small file that is replaced as a whole.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

/// The file and what stands in it.
#[derive(Debug)]
pub(super) struct State {
    file: PathBuf,
    known: Known,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    feeds: BTreeMap<String, Feed>,
}

/// What is known of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Feed {
    /// Its tag, once all that it lists is done with.
    pub etag: Option<String>,
    /// Its date, once all that it lists is done with.
    pub last_modified: Option<String>,
    /// The items that are done with, by their ids, each with the time of its last change.
    pub items: BTreeMap<String, String>,
}

impl State {
    /// Reads the file; where there is none, nothing is known.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let shown = file.display();
        let known = match std::fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!("{shown} is no state of `watch`; move it away, or name another with --state")
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Known::default(),
            Err(error) => return Err(error).with_context(|| format!("{shown} can't be read")),
        };
        Ok(Self { file: file.to_owned(), known })
    }

    /// What is known of a feed.
    pub fn feed(&mut self, url: &str) -> &mut Feed {
        self.known.feeds.entry(url.to_owned()).or_default()
    }

    /// Writes it: afterwards the file is the new one or, if something ends the program meanwhile, the old one.
    pub fn keep(&self) -> anyhow::Result<()> {
        let mut name = self.file.clone().into_os_string();
        name.push(".new");
        let beside = PathBuf::from(name);
        let written = File::create(&beside).and_then(|mut file| {
            file.write_all(&serde_json::to_vec_pretty(&self.known)?)?;
            file.sync_all()
        });
        written
            .and_then(|()| std::fs::rename(&beside, &self.file))
            .with_context(|| format!("{} can't be written; name another place with --state", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("state.json");
        let mut state = State::read(&file).unwrap();
        let feed = state.feed("https://blatt.example/feed");
        feed.etag = Some("\"1\"".into());
        feed.items.insert("rat-1".into(), String::new());
        state.keep().unwrap();
        state.keep().unwrap();
        assert_eq!(State::read(&file).unwrap().known, state.known);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "nothing else stays");
    }

    #[test]
    fn a_file_of_something_else_is_named_and_not_overwritten() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "[]").unwrap();
        let error = format!("{:#}", State::read(file.path()).unwrap_err());
        assert!(error.contains(&file.path().display().to_string()) && error.contains("--state"), "{error}");
    }
}
