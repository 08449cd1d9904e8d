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
//!
//! Records of articles lie in a log beside the engine, which holds but their places ([`value_log`]); what is above does not see
//! that.

mod frame;
mod groups;
mod on_fjall;
mod on_sled;
mod raw;
mod slice;
mod value_log;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::ops::{Bound, RangeBounds};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

pub use self::on_sled::{Loose, stray_files};
use self::raw::Raw;
pub use self::raw::{Scan, is_empty, with_prefix};
pub use self::slice::Slice;
use self::value_log::ValueLog;
pub use self::value_log::{Moved, log_bytes};
use super::{keys, room};
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
pub struct Database {
    raw: Raw,
    log: Arc<ValueLog>,
}

impl Database {
    /// Opens the database in a directory, or makes one there.
    pub fn open(engine: StoreEngine, directory: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        let raw = Raw::open(engine, directory, cache_bytes)?;
        let log = Arc::new(ValueLog::open(directory, raw.scan_prefix(keys::LOG_FILE))?);
        Ok(Self { raw, log })
    }

    /// The entries of a database that is laid as formats before 9 were: nothing else is found in it until they are laid anew.
    pub fn loose(&self) -> Result<Option<Loose>, StoreError> {
        self.raw.loose()
    }

    /// The value of a key.
    pub fn get(&self, key: &[u8]) -> Result<Option<Slice>, StoreError> {
        let found = self.raw.get(key)?;
        match found {
            Some(place) if keys::is_logged(key) => self.log.value(key, place, || self.raw.get(key)),
            found => Ok(found),
        }
    }

    /// The entries of a range, in order; of those in the log the value is where it lies.
    pub fn range<K: AsRef<[u8]>>(&self, range: impl RangeBounds<K>) -> Scan {
        let slice = |bound: Bound<&K>| bound.map(|key| Slice::from(key.as_ref()));
        self.between(slice(range.start_bound()), slice(range.end_bound()))
    }

    /// The entries whose keys begin so, as [`Self::range`] gives them.
    pub fn scan_prefix(&self, prefix: impl AsRef<[u8]>) -> Scan {
        self.raw.scan_prefix(prefix)
    }

    /// The entries between two bounds, as [`Self::range`] gives them.
    pub fn between(&self, low: Bound<Slice>, high: Bound<Slice>) -> Scan {
        self.raw.between(low, high)
    }

    /// Applies all changes or none. One caller at a time, [`Self::move_values`] and [`Self::forget_log_file`] included.
    pub fn apply(&self, changed: Changed) -> Result<(), StoreError> {
        self.log.put(&self.raw, changed)
    }

    /// Makes everything durable. After a failed sync nobody knows what is on disk, whatever the system gave as its reason, so
    /// that is never told as a full disk.
    pub fn sync(&self) -> Result<(), StoreError> {
        self.raw.sync()
    }

    /// Whether it takes no more writes until it is opened again. sled tells only by the next write.
    pub fn has_stopped(&self) -> bool {
        self.raw.has_stopped()
    }

    /// Fills an empty database with entries of another one's range, which come in order; a crash on the way may leave some of
    /// them. The log stays where it is.
    pub fn load(&self, entries: impl Iterator<Item = Result<Entry, StoreError>>) -> Result<(), StoreError> {
        self.raw.load(entries)
    }

    /// A file of the log of which more than one part of `parts` is dead, and as many bytes as that or all of it.
    pub fn worn_log_file(&self, parts: u64, least: u64) -> Option<u32> {
        self.log.worn(parts, least)
    }

    /// Some values of a file of the log that count, from a place in it on, and where the next ones begin; none where no more
    /// follow. Nothing is put into that file from now on.
    pub fn values_of_log_file(&self, file: u32, from: u32) -> Result<(Vec<Moved>, u32), StoreError> {
        self.log.live(&self.raw, file, from)
    }

    /// Puts values that still lie where they were found to the end of the log.
    pub fn move_values(&self, moved: Vec<Moved>) -> Result<(), StoreError> {
        self.log.relocate(&self.raw, moved)
    }

    /// Takes away a file of the log that holds nothing that counts.
    pub fn forget_log_file(&self, file: u32) -> Result<(), StoreError> {
        self.log.forget(&self.raw, file)
    }

    /// Whether what the log is said to hold is what the keys say, if nothing was written meanwhile.
    pub fn verify_log(&self) -> Result<(), StoreError> {
        self.log.verify(&self.raw)
    }
}

#[cfg(test)]
mod tests;
