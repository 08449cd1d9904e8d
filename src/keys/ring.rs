//! The keys in force, as requests ask for them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::SystemTime;

use jiff::Timestamp;

use super::{Key, KeyFile, KeyFileError, KeyHash, Scope};

/// The keys that requests are checked against; shared between all clones.
#[derive(Debug, Clone, Default)]
pub struct KeyRing(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    file: Option<PathBuf>,
    /// A key that the configuration itself holds.
    configured: Option<Key>,
    now: RwLock<Held>,
}

#[derive(Debug, Clone)]
struct Held {
    keys: Arc<[Arc<Key>]>,
    seen: Option<Seen>,
}

/// How the file looked when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    changed: Option<SystemTime>,
    bytes: u64,
}

impl KeyRing {
    /// Nobody needs a key.
    #[must_use]
    pub fn open() -> Self {
        Self(None)
    }

    /// The keys of a file, and one with all scopes that the configuration holds.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn new(file: Option<&Path>, configured: Option<&str>) -> Result<Self, KeyFileError> {
        if file.is_none() && configured.is_none() {
            return Ok(Self::open());
        }
        let configured = configured.map(|token| Key {
            name: "configured".into(),
            scopes: BTreeSet::from([Scope::Admin]),
            sources: BTreeSet::new(),
            created: Timestamp::UNIX_EPOCH,
            sha256: KeyHash::of(token),
            previous_sha256: None,
            previous_until: None,
        });
        let held = Held::read(file, configured.as_ref())?;
        Ok(Self(Some(Arc::new(Inner { file: file.map(Into::into), configured, now: RwLock::new(held) }))))
    }

    /// Whether requests need a key.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.is_none()
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |inner| inner.held().keys.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The key that was sent, if there is such a one. All are compared, each in constant time.
    #[must_use]
    pub fn find(&self, token: &str, now: Timestamp) -> Option<Arc<Key>> {
        let hash = KeyHash::of(token);
        let keys = self.0.as_ref()?.held().keys;
        keys.iter().fold(None, |found, key| if bool::from(key.opens(&hash, now)) { Some(key) } else { found }).cloned()
    }

    /// Reads the file again if it has changed; says whether it has. A file that can't be read changes nothing.
    ///
    /// # Errors
    /// When the file can't be read; the keys before stay in force.
    pub fn refresh(&self) -> Result<bool, KeyFileError> {
        let Some(inner) = &self.0 else { return Ok(false) };
        let Some(file) = &inner.file else { return Ok(false) };
        if inner.held().seen == Seen::of(file) {
            return Ok(false);
        }
        let held = Held::read(Some(file), inner.configured.as_ref())?;
        *inner.now.write().unwrap_or_else(std::sync::PoisonError::into_inner) = held;
        Ok(true)
    }
}

impl Inner {
    fn held(&self) -> Held {
        self.now.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

impl Held {
    fn read(file: Option<&Path>, configured: Option<&Key>) -> Result<Self, KeyFileError> {
        // Looked at first: what changes while it is read is read again.
        let seen = file.and_then(Seen::of);
        let of_file = file.map(KeyFile::read).transpose()?;
        let keys = of_file.iter().flat_map(KeyFile::keys).chain(configured).cloned().map(Arc::new).collect();
        Ok(Self { keys, seen })
    }
}

impl Seen {
    fn of(file: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(file).ok()?;
        Some(Self { changed: metadata.modified().ok(), bytes: metadata.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_file_and_key_nobody_needs_one() {
        let ring = KeyRing::new(None, None).unwrap();
        assert!(ring.is_open() && ring.is_empty());
    }

    #[test]
    fn a_configured_key_may_do_everything() {
        let ring = KeyRing::new(None, Some("0123456789abcdef0123456789abcdef")).unwrap();
        let key = ring.find("0123456789abcdef0123456789abcdef", Timestamp::UNIX_EPOCH).unwrap();
        assert!(!ring.is_open() && key.may(Scope::Admin));
        assert_eq!(ring.find("0123456789abcdef0123456789abcdeg", Timestamp::UNIX_EPOCH), None);
        assert_eq!(ring.find("", Timestamp::UNIX_EPOCH), None);
    }

    #[test]
    fn a_ring_follows_its_file_and_keeps_what_it_has_when_that_breaks() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.toml");
        assert!(KeyRing::new(Some(&path), None).is_err(), "a missing file is a mistake, not an open door");
        let mut file = KeyFile::read_or_new(&path).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let first = file.create("first", BTreeSet::from([Scope::Read]), BTreeSet::new(), now).unwrap();
        let ring = KeyRing::new(Some(&path), None).unwrap();
        assert!(!ring.refresh().unwrap(), "nothing has changed");
        let second = file.create("second", BTreeSet::from([Scope::Ingest]), BTreeSet::new(), now).unwrap();
        assert!(ring.refresh().unwrap());
        let name = |token: &str| ring.find(token, now).map(|key| key.name.clone());
        assert_eq!((name(&first).as_deref(), name(&second).as_deref()), (Some("first"), Some("second")));
        file.revoke("first").unwrap();
        ring.refresh().unwrap();
        assert_eq!(name(&first), None);
        std::fs::write(&path, "nonsense").unwrap();
        assert!(ring.refresh().is_err());
        assert_eq!(name(&second).as_deref(), Some("second"), "the keys before stay in force");
        std::fs::remove_file(&path).unwrap();
        assert!(ring.refresh().is_err());
        assert_eq!(name(&second).as_deref(), Some("second"));
    }
}
