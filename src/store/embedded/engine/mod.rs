//! The engines under an [`super::EmbeddedStore`]: ordered keys with values, written in batches.
//!
//! What is above knows only [`Database`], so lists, committer and checks are the same code whichever engine a directory was
//! made with ([`StoreEngine`], named in its format file). What an engine must do:
//!
//! - [`Database::apply`] is atomic over a crash; [`super::view`] keeps readers from seeing half of it,
//! - what was applied is durable once [`Database::sync`] has returned,
//! - a [`Scan`] sees every key that is neither written nor removed while it runs, in order, from its start or from its end,
//! - a disk without room is [`StoreError::Full`], after which the database may be dropped and opened again,
//! - what can't be read is [`StoreError::Corrupt`].

mod on_fjall;
mod on_sled;
mod slice;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::ops::{Bound, RangeBounds};
use std::path::{Path, PathBuf};
use std::str::FromStr;

pub use self::on_sled::stray_files;
pub use self::slice::Slice;
use super::room;
use crate::store::StoreError;

/// Keys with their new values; those without lose theirs.
pub type Changed = HashMap<Vec<u8>, Option<Vec<u8>>>;

/// A key and its value.
pub type Entry = (Slice, Slice);

/// What an archive is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StoreEngine {
    /// sled 0.34: a tree of pages that are written anew where they change.
    #[default]
    Sled,
    /// fjall 3: sorted tables that are merged, behind a journal. Takes less of the disk and less memory.
    Fjall,
}

impl StoreEngine {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Sled, Self::Fjall];

    /// As settings and format files name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sled => "sled",
            Self::Fjall => "fjall",
        }
    }

    /// The engine whose database lies in a directory, if one does.
    pub(crate) fn found_in(directory: &Path) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.file(directory).exists())
    }

    /// What is there once a database is.
    fn file(self, directory: &Path) -> PathBuf {
        match self {
            Self::Sled => directory.join(on_sled::FILE),
            Self::Fjall => directory.join(on_fjall::DIRECTORY),
        }
    }

    /// The file that is locked while a database is open.
    pub(crate) fn lock(self, directory: &Path) -> PathBuf {
        match self {
            Self::Sled => self.file(directory),
            Self::Fjall => self.file(directory).join("lock"),
        }
    }

    /// Bytes that must stay free whatever is set: what was written in good order is still to be put on the disk by the engine's
    /// own thread.
    pub(crate) fn least_free(self) -> u64 {
        match self {
            Self::Sled => 0,
            Self::Fjall => on_fjall::BUFFER_BYTES,
        }
    }

    /// Bytes of a fresh database for each byte of keys and values, at most.
    pub(crate) fn bytes_per_byte(self) -> u64 {
        match self {
            Self::Sled => 6,
            Self::Fjall => 2,
        }
    }
}

impl FromStr for StoreEngine {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|engine| engine.name() == name).ok_or_else(|| format!("there is no engine `{name}`"))
    }
}

/// Whether a name in a data directory is that of a part of a database.
pub fn is_of_database(name: &str) -> bool {
    on_sled::is_part(name) || name == on_fjall::DIRECTORY
}

/// The parts of a database in a directory.
pub fn parts(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if is_of_database(&entry.file_name().to_string_lossy()) {
            parts.push(entry.path());
        }
    }
    Ok(parts)
}

/// Bytes that the files of a database take on the disk.
pub fn database_bytes(directory: &Path) -> io::Result<u64> {
    parts(directory)?.iter().map(|part| taken(part)).sum()
}

/// Of a file, or of all in a directory. What goes away meanwhile takes nothing.
fn taken(path: &Path) -> io::Result<u64> {
    let metadata = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        known => known?,
    };
    if !metadata.is_dir() {
        return Ok(if metadata.is_file() { allocated(&metadata) } else { 0 });
    }
    match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        entries => entries?.map(|entry| taken(&entry?.path())).sum(),
    }
}

/// A journal is longer than what is written in it: blocks count, where the system tells them.
fn allocated(metadata: &fs::Metadata) -> u64 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        metadata.len().min(metadata.blocks() * 512)
    }
    #[cfg(not(unix))]
    metadata.len()
}

/// Makes everything in a directory durable, itself among it. Nobody may be writing there.
pub fn sync_all_in(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() { sync_all_in(&path)? } else { fs::File::open(path)?.sync_all()? }
    }
    fs::File::open(directory)?.sync_all()
}

/// What a full disk, or anything else, made of reading or writing a file.
fn io_error(error: &io::Error) -> StoreError {
    match error.kind() {
        _ if room::is_full(error) => StoreError::Full { free: 0, needed: 0 },
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::NotFound => {
            StoreError::Corrupt(error.to_string())
        }
        _ => StoreError::Backend(error.to_string()),
    }
}

/// An open database. Cheap to clone; its files are let go of when the last clone is gone.
#[derive(Clone)]
pub struct Database(Kind);

#[derive(Clone)]
enum Kind {
    Sled(on_sled::Database),
    Fjall(on_fjall::Database),
}

impl Database {
    /// Opens the database in a directory, or makes one there.
    pub fn open(engine: StoreEngine, directory: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        Ok(Self(match engine {
            StoreEngine::Sled => Kind::Sled(on_sled::Database::open(directory, cache_bytes)?),
            StoreEngine::Fjall => Kind::Fjall(on_fjall::Database::open(directory, cache_bytes)?),
        }))
    }

    /// The value of a key.
    pub fn get(&self, key: &[u8]) -> Result<Option<Slice>, StoreError> {
        match &self.0 {
            Kind::Sled(database) => database.get(key),
            Kind::Fjall(database) => database.get(key),
        }
    }

    /// The entries of a range, in order.
    pub fn range<K: AsRef<[u8]>>(&self, range: impl RangeBounds<K>) -> Scan {
        let slice = |bound: Bound<&K>| bound.map(|key| Slice::from(key.as_ref()));
        self.between(slice(range.start_bound()), slice(range.end_bound()))
    }

    /// The entries whose keys begin so, in order.
    pub fn scan_prefix(&self, prefix: impl AsRef<[u8]>) -> Scan {
        let (low, high) = with_prefix(prefix.as_ref());
        self.between(low, high)
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

#[cfg(test)]
mod tests;
