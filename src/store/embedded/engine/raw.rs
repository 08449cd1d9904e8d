//! The engine of an open database, whichever it is.

use std::ops::Bound;
use std::path::Path;

use super::{Changed, Entry, Loose, Slice, StoreEngine, on_fjall, on_sled};
use crate::store::StoreError;

/// Keys with values, as the engine keeps them. Cheap to clone; its files are let go of when the last clone is gone.
#[derive(Clone)]
pub struct Raw(Kind);

#[derive(Clone)]
enum Kind {
    Sled(on_sled::Database),
    Fjall(on_fjall::Database),
}

impl Raw {
    /// Opens the database in a directory, or makes one there.
    pub fn open(engine: StoreEngine, directory: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        Ok(Self(match engine {
            StoreEngine::Sled => Kind::Sled(on_sled::Database::open(directory, cache_bytes)?),
            StoreEngine::Fjall => Kind::Fjall(on_fjall::Database::open(directory, cache_bytes)?),
        }))
    }

    /// See [`super::Database::loose`].
    pub fn loose(&self) -> Result<Option<Loose>, StoreError> {
        match &self.0 {
            Kind::Sled(database) => database.loose(),
            Kind::Fjall(_) => Ok(None),
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &[u8]) -> Result<Option<Slice>, StoreError> {
        match &self.0 {
            Kind::Sled(database) => database.get(key),
            Kind::Fjall(database) => database.get(key),
        }
    }

    /// The entries between two bounds.
    pub fn between(&self, low: Bound<Slice>, high: Bound<Slice>) -> Scan {
        if is_empty(&low, &high) {
            return Scan::Nothing;
        }
        match &self.0 {
            Kind::Sled(database) => Scan::Sled(database.between(low, high)),
            Kind::Fjall(database) => Scan::Fjall(database.between(low, high)),
        }
    }

    /// The entries whose keys begin so, in order.
    pub fn scan_prefix(&self, prefix: impl AsRef<[u8]>) -> Scan {
        let (low, high) = with_prefix(prefix.as_ref());
        self.between(low, high)
    }

    /// Applies all changes or none. One caller at a time.
    pub fn apply(&self, changed: Changed) -> Result<(), StoreError> {
        match &self.0 {
            Kind::Sled(database) => database.apply(changed),
            Kind::Fjall(database) => database.apply(changed),
        }
    }

    /// Makes everything durable. After a failed sync nobody knows what is on disk, whatever the system gave as its reason, so
    /// that is never told as a full disk.
    pub fn sync(&self) -> Result<(), StoreError> {
        match &self.0 {
            Kind::Sled(database) => database.sync(),
            Kind::Fjall(database) => database.sync(),
        }
    }

    /// Whether it takes no more writes until it is opened again. sled tells only by the next write.
    pub fn has_stopped(&self) -> bool {
        match &self.0 {
            Kind::Sled(_) => false,
            Kind::Fjall(database) => database.has_stopped(),
        }
    }

    /// Fills an empty database with entries that come in order; a crash on the way may leave some of them.
    pub fn load(&self, entries: impl Iterator<Item = Result<Entry, StoreError>>) -> Result<(), StoreError> {
        match &self.0 {
            Kind::Sled(database) => database.load(entries),
            Kind::Fjall(database) => database.load(entries),
        }
    }
}

/// Entries of a database, from the start of their range or from its end, not from both.
#[expect(clippy::large_enum_variant, reason = "few are held at a time, and a box would be one more for each seek")]
pub enum Scan {
    /// There are none.
    Nothing,
    /// Of sled.
    Sled(on_sled::Scan),
    /// Of fjall.
    Fjall(on_fjall::Scan),
}

impl Scan {
    /// The keys alone.
    pub fn keys(self) -> impl Iterator<Item = Result<Slice, StoreError>> {
        self.map(|entry| entry.map(|(key, _)| key))
    }
}

impl Iterator for Scan {
    type Item = Result<Entry, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Nothing => None,
            Self::Sled(scan) => scan.next(),
            Self::Fjall(scan) => scan.next(),
        }
    }
}

impl DoubleEndedIterator for Scan {
    fn next_back(&mut self) -> Option<Self::Item> {
        match self {
            Self::Nothing => None,
            Self::Sled(scan) => scan.next_back(),
            Self::Fjall(scan) => scan.next_back(),
        }
    }
}

/// The bounds of the keys that begin so.
pub fn with_prefix(prefix: &[u8]) -> (Bound<Slice>, Bound<Slice>) {
    let last = prefix.iter().rposition(|byte| *byte < u8::MAX);
    let high = last.map(|at| [&prefix[..at], &[prefix[at] + 1][..]].concat());
    let high = high.map_or(Bound::Unbounded, |high| Bound::Excluded(high.as_slice().into()));
    (Bound::Included(prefix.into()), high)
}

/// Whether no key lies between these; a map panics at some of them.
pub fn is_empty(low: &Bound<Slice>, high: &Bound<Slice>) -> bool {
    match (low, high) {
        (Bound::Included(low), Bound::Included(high)) => low > high,
        (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) => low >= high,
        _ => false,
    }
}
