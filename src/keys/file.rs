//! The file of keys: TOML, one `[[key]]` each, written whole and readable by its owner only.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Key, KeyHash, Scope, fresh_token};

/// Longest name of a key.
const LONGEST_NAME: usize = 64;

/// What stands before the keys, for whoever opens the file.
const HEAD: &str =
    "# Keys of pressespiegel: hashes only. Change it with `pressespiegel keys`; a running service follows.\n\n";

/// Why keys can't be read or changed.
#[derive(Debug, Error)]
pub enum KeyFileError {
    /// It can't be read or written.
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    /// It is not what `keys` writes.
    #[error("{0}: {1}")]
    Broken(PathBuf, String),
    /// A name that is no name.
    #[error("{0:?} is no name of a key: 1 to {LONGEST_NAME} letters, digits, '.', '_' and '-' of ASCII")]
    Name(String),
    /// There is one of this name.
    #[error("there is a key {0} already; revoke or rotate it, or take another name")]
    Exists(String),
    /// There is none of this name.
    #[error("there is no key {0}; `keys list` shows those there are")]
    Missing(String),
    /// No scope was named.
    #[error("a key needs at least one scope: read, ingest or admin")]
    NoScope,
    /// The system gave no random numbers.
    #[error("no random numbers: {0}")]
    Random(String),
}

/// All keys of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile {
    path: PathBuf,
    keys: Vec<Key>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    #[serde(default)]
    key: Vec<Key>,
}

impl KeyFile {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is missing, can't be read, or is not what `keys` writes; the error names the file and the line.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let text = std::fs::read_to_string(path).map_err(|error| KeyFileError::Io(path.into(), error))?;
        let broken = |why: String| KeyFileError::Broken(path.into(), why);
        let Content { key: keys } =
            toml::from_str(&text).map_err(|error| broken(error.to_string().trim_end().into()))?;
        let mut names = BTreeSet::new();
        for key in &keys {
            if !is_name(&key.name) {
                return Err(broken(KeyFileError::Name(key.name.clone()).to_string()));
            }
            if !names.insert(&key.name) {
                return Err(broken(format!("the name {} is there twice", key.name)));
            }
        }
        Ok(Self { path: path.into(), keys })
    }

    /// The same, but no file is no keys.
    ///
    /// # Errors
    /// As [`Self::read`], but for a missing file.
    pub fn read_or_new(path: &Path) -> Result<Self, KeyFileError> {
        match Self::read(path) {
            Err(KeyFileError::Io(_, error)) if error.kind() == io::ErrorKind::NotFound => {
                Ok(Self { path: path.into(), keys: Vec::new() })
            }
            other => other,
        }
    }

    /// The keys, in the order in which they were made.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Adds a key and writes the file. What is returned is the key itself, which is kept nowhere.
    ///
    /// # Errors
    /// When the name is taken or no name, when there is no scope, or when the file can't be written.
    pub fn create(
        &mut self,
        name: &str,
        scopes: BTreeSet<Scope>,
        sources: BTreeSet<String>,
        now: Timestamp,
    ) -> Result<String, KeyFileError> {
        if !is_name(name) {
            return Err(KeyFileError::Name(name.into()));
        }
        if self.keys.iter().any(|key| key.name == name) {
            return Err(KeyFileError::Exists(name.into()));
        }
        if scopes.is_empty() {
            return Err(KeyFileError::NoScope);
        }
        let token = fresh_token()?;
        self.keys.push(Key {
            name: name.into(),
            scopes,
            sources,
            created: whole_seconds(now),
            sha256: KeyHash::of(&token),
            previous_sha256: None,
            previous_until: None,
        });
        self.write()?;
        Ok(token)
    }

    /// Replaces a key by a fresh one with the same name, scopes and sources; the old one may be used for `overlap` more.
    ///
    /// # Errors
    /// When there is none of the name, or when the file can't be written.
    pub fn rotate(&mut self, name: &str, overlap: SignedDuration, now: Timestamp) -> Result<String, KeyFileError> {
        let token = fresh_token()?;
        let now = whole_seconds(now);
        let key = self.keys.iter_mut().find(|key| key.name == name);
        let key = key.ok_or_else(|| KeyFileError::Missing(name.into()))?;
        let until = now.saturating_add(overlap).unwrap_or(Timestamp::MAX);
        let overlaps = overlap > SignedDuration::ZERO;
        key.previous_sha256 = overlaps.then_some(key.sha256);
        key.previous_until = overlaps.then_some(until);
        key.sha256 = KeyHash::of(&token);
        key.created = now;
        self.write()?;
        Ok(token)
    }

    /// Takes a key away.
    ///
    /// # Errors
    /// When there is none of the name, or when the file can't be written.
    pub fn revoke(&mut self, name: &str) -> Result<(), KeyFileError> {
        let before = self.keys.len();
        self.keys.retain(|key| key.name != name);
        if self.keys.len() == before {
            return Err(KeyFileError::Missing(name.into()));
        }
        self.write()
    }

    /// Writes beside the file and puts the new one in its place, so that no reader sees half of it.
    fn write(&self) -> Result<(), KeyFileError> {
        let content = Content { key: self.keys.clone() };
        let text =
            toml::to_string(&content).map_err(|error| KeyFileError::Broken(self.path.clone(), error.to_string()))?;
        let mut beside = self.path.clone().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        let written = private(&beside).and_then(|mut file| {
            file.write_all(HEAD.as_bytes())?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        let placed = written.and_then(|()| std::fs::rename(&beside, &self.path));
        placed.map_err(|error| {
            // What was begun is of no use; that it can't be removed either changes nothing.
            let _ = std::fs::remove_file(&beside);
            KeyFileError::Io(self.path.clone(), error)
        })
    }
}

/// A new file that its owner alone may read.
fn private(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

fn is_name(name: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(fits)
}

fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn scopes() -> BTreeSet<Scope> {
        BTreeSet::from([Scope::Read, Scope::Ingest])
    }

    #[test]
    fn keys_are_created_rotated_and_revoked_in_a_file_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.toml");
        let mut file = KeyFile::read_or_new(&path).unwrap();
        let token = file.create("redaktion", scopes(), BTreeSet::from(["dpa".into()]), second(5)).unwrap();
        file.create("monitor", BTreeSet::from([Scope::Admin]), BTreeSet::new(), second(6)).unwrap();
        assert_eq!(KeyFile::read(&path).unwrap(), file, "what was written is what is read");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&token), "the key itself is not in the file");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        let fresh = file.rotate("redaktion", SignedDuration::from_secs(60), second(10)).unwrap();
        let key = &KeyFile::read(&path).unwrap().keys[0];
        assert_ne!(fresh, token);
        assert_eq!((key.sha256, key.previous_sha256), (KeyHash::of(&fresh), Some(KeyHash::of(&token))));
        assert_eq!(key.previous_until, Some(second(70)));
        file.rotate("redaktion", SignedDuration::ZERO, second(11)).unwrap();
        assert_eq!(
            KeyFile::read(&path).unwrap().keys[0].previous_sha256,
            None,
            "without overlap the old one ends at once"
        );

        file.revoke("redaktion").unwrap();
        let left: Vec<_> = KeyFile::read(&path).unwrap().keys.into_iter().map(|key| key.name).collect();
        assert_eq!(left, ["monitor"]);
    }

    #[test]
    fn mistakes_name_what_is_wrong_and_change_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.toml");
        let mut file = KeyFile::read_or_new(&path).unwrap();
        file.create("a", scopes(), BTreeSet::new(), second(5)).unwrap();
        let before = std::fs::read(&path).unwrap();
        for name in ["", "ä", "a b", &"x".repeat(65), "a\n"] {
            let error = file.create(name, scopes(), BTreeSet::new(), second(5)).unwrap_err();
            assert!(matches!(error, KeyFileError::Name(_)), "{error}");
        }
        assert!(matches!(file.create("a", scopes(), BTreeSet::new(), second(5)), Err(KeyFileError::Exists(_))));
        assert!(matches!(file.create("b", BTreeSet::new(), BTreeSet::new(), second(5)), Err(KeyFileError::NoScope)));
        assert!(matches!(file.rotate("b", SignedDuration::ZERO, second(5)), Err(KeyFileError::Missing(_))));
        assert!(matches!(file.revoke("b"), Err(KeyFileError::Missing(_))));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_file_that_is_not_ours_is_refused_with_its_place() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.toml");
        assert!(matches!(KeyFile::read(&path), Err(KeyFileError::Io(..))), "missing");
        let hash = String::from(KeyHash::of("t"));
        let key = |name: &str, more: &str| {
            format!(
                "[[key]]\nname = \"{name}\"\nscopes = [\"read\"]\ncreated = \"2026-01-01T00:00:00Z\"\nsha256 = \"{hash}\"\n{more}"
            )
        };
        for (text, part, reason) in [
            ("key = 1".to_owned(), "key", "not a list"),
            ("[[key]]\nname = \"a\"\n".to_owned(), "scopes", "fields are missing"),
            (key("a", "colour = 1\n"), "colour", "an unknown field"),
            (key("a", "").replace("read", "write"), "write", "an unknown scope"),
            (key("a", "").replace(&hash, "abc"), "64", "no hash"),
            (key("a b", ""), "a b", "no name"),
            (format!("{}{}", key("a", ""), key("a", "")), "twice", "a name twice"),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = KeyFile::read(&path).expect_err(reason).to_string();
            assert!(error.contains("keys.toml") && error.contains(part), "{reason}: {error}");
        }
    }
}
