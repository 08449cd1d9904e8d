//! sled 0.34, which needs care (its own doc comments don't tell): `flush` is not durable, a half-written `snap.*.generating`
//! of a crash would be taken for the newest snapshot, and a damaged file panics.
//!
//! It takes room for what is deleted and written over, uses it again for what comes, and never gives it back.

use std::fs::{self, File};
use std::io;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::super::open::{damaged_directory, failed};
use super::super::room;
use super::{Changed, Entry, Slice};
use crate::store::StoreError;

/// Its pages.
pub const FILE: &str = "db";

/// So many bytes of keys and values are loaded at once.
const BATCH_BYTES: usize = 1 << 20;

/// So many batches are loaded until they are made durable, so that sled holds little.
const BATCHES_PER_FLUSH: usize = 16;

/// Whether a name is that of one of its files: the pages, the settings, the snapshots of its page table.
pub fn is_part(name: &str) -> bool {
    matches!(name, FILE | "conf" | "blobs") || name.starts_with("snap.")
}

/// sled puts large values into files of their own, which it never syncs; none of ours is large.
pub fn stray_files(directory: &Path) -> usize {
    fs::read_dir(directory.join("blobs")).map_or(0, Iterator::count)
}

/// See [`super::Database`].
#[derive(Clone)]
pub struct Database {
    db: sled::Db,
    file: Arc<File>,
}

impl Database {
    /// Opens what sled keeps in a directory.
    pub fn open(directory: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        remove_leftovers(directory).map_err(failed(directory, "can't remove leftovers"))?;
        let config = sled::Config::new()
            .path(directory)
            .cache_capacity(cache_bytes)
            .flush_every_ms(Some(500))
            .print_profile_on_drop(false);
        let db = match catch_unwind(AssertUnwindSafe(|| config.open())) {
            Ok(Ok(db)) => db,
            Ok(Err(sled::Error::Io(error))) if error.to_string().contains("could not acquire lock") => {
                return Err(StoreError::Locked(directory.display().to_string()));
            }
            Ok(Err(error)) => {
                return Err(match store_error(error) {
                    StoreError::Corrupt(problem) => damaged_directory(directory, &problem),
                    other => other,
                });
            }
            Err(_) => return Err(damaged_directory(directory, "the database can't be read")),
        };
        let file = File::open(directory.join(FILE)).map_err(failed(directory, "can't open the database file"))?;
        Ok(Self { db, file: Arc::new(file) })
    }

    /// See [`super::Database::get`].
    pub fn get(&self, key: &[u8]) -> Result<Option<Slice>, StoreError> {
        Ok(self.db.get(key).map_err(store_error)?.map(Slice::Sled))
    }

    /// See [`super::Database::between`].
    pub fn between(&self, low: Bound<Slice>, high: Bound<Slice>) -> Scan {
        Scan(self.db.range::<Slice, _>((low, high)))
    }

    /// See [`super::Database::apply`].
    pub fn apply(&self, changed: Changed) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in changed {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        self.db.apply_batch(batch).map_err(store_error)
    }

    /// `flush` alone calls `sync_file_range`, which promises nothing after a power loss.
    pub fn sync(&self) -> Result<(), StoreError> {
        self.db.flush().map_err(store_error)?;
        self.file.sync_data().map_err(|e| StoreError::Backend(format!("syncing failed: {e}")))
    }

    /// See [`super::Database::load`].
    pub fn load(&self, entries: impl Iterator<Item = Result<Entry, StoreError>>) -> Result<(), StoreError> {
        let (mut batch, mut bytes, mut batches) = (sled::Batch::default(), 0, 0);
        for entry in entries {
            let (key, value) = entry?;
            bytes += key.len() + value.len();
            batch.insert(&*key, &*value);
            if bytes >= BATCH_BYTES {
                self.db.apply_batch(std::mem::take(&mut batch)).map_err(store_error)?;
                (bytes, batches) = (0, batches + 1);
                if batches % BATCHES_PER_FLUSH == 0 {
                    self.db.flush().map_err(store_error)?;
                }
            }
        }
        self.db.apply_batch(batch).map_err(store_error)
    }
}

/// See [`super::Scan`].
pub struct Scan(sled::Iter);

impl Scan {
    /// The next entry.
    pub fn next(&mut self) -> Option<Result<Entry, StoreError>> {
        self.0.next().map(entry)
    }

    /// The last one that was not given yet.
    pub fn next_back(&mut self) -> Option<Result<Entry, StoreError>> {
        self.0.next_back().map(entry)
    }
}

fn entry(entry: sled::Result<(sled::IVec, sled::IVec)>) -> Result<Entry, StoreError> {
    entry.map(|(key, value)| (Slice::Sled(key), Slice::Sled(value))).map_err(store_error)
}

fn store_error(error: sled::Error) -> StoreError {
    match error {
        sled::Error::Corruption { .. } => StoreError::Corrupt(error.to_string()),
        sled::Error::Io(error) if room::is_full(&error) => StoreError::Full { free: 0, needed: 0 },
        error => StoreError::Backend(error.to_string()),
    }
}

/// Unfinished snapshots; sled would open them.
fn remove_leftovers(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            tracing::warn!(file = %name, "removing the unfinished snapshot of a crash");
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
