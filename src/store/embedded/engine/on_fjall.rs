//! fjall 3: what is written goes into a journal and a sorted buffer in memory; full buffers become sorted tables, and a thread
//! of fjall's own merges tables, which gives the room of what is deleted and written over back.
//!
//! Three things need care. The journal is sealed at 64 MB only, so up to that comes on top of the tables, however small the
//! archive. A write that fails, be it in fjall's own thread, stops the database for good ("poisoned"): reading goes on, and the
//! committer opens it again. And fjall holds up a writer without end while its thread is behind, also when that thread is
//! gone; so a writer waits here, where it is noticed.

use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use fjall::compaction::Leveled;
use fjall::config::{BlockSizePolicy, CompressionPolicy};
use fjall::{CompressionType, Error, Keyspace, KeyspaceCreateOptions, LsmError, PersistMode};

use super::super::open::damaged_directory;
use super::{Changed, Entry, Slice, database_bytes, io_error};
use crate::store::StoreError;

/// All of its files lie in there.
pub const DIRECTORY: &str = "fjall";

/// The one list of keys in it.
const KEYSPACE: &str = "archive";

/// A buffer in memory is full with so many bytes. There may be four of them for a moment.
pub const BUFFER_BYTES: u64 = 8 << 20;

/// Bytes of a table: what one merge writes beside what it reads goes by it.
const TABLE_BYTES: u64 = 16 << 20;

/// Postings are small and alike, so larger blocks than the usual 4 KiB pack them better.
const BLOCK_BYTES: u32 = 8 << 10;

/// Tables that are held open.
const OPEN_FILES: usize = 256;

/// One thread: of several one would look for full buffers without a pause while the others merge.
const THREADS: usize = 1;

/// A writer waits while more buffers than this wait to be written, or more tables to be merged.
const MOST_BUFFERS: usize = 2;
const MOST_TABLES: usize = 12;
const LOOK_EVERY: Duration = Duration::from_millis(2);
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// With less than this free beside what a merge of the whole database takes, fjall's own thread may have stopped for want of
/// room.
const SCARCE_BYTES: u64 = 64 << 20;

/// See [`super::Database`].
#[derive(Clone)]
pub struct Database {
    keys: Keyspace,
    db: fjall::Database,
    directory: Arc<PathBuf>,
}

impl Database {
    /// Opens what fjall keeps in a directory.
    pub fn open(directory: &Path, cache_bytes: u64) -> Result<Self, StoreError> {
        let open = || {
            let db = fjall::Database::builder(directory.join(DIRECTORY))
                .cache_size(cache_bytes)
                .worker_threads(THREADS)
                .max_cached_files(Some(OPEN_FILES))
                .open()?;
            let keys = db.keyspace(KEYSPACE, options)?;
            Ok((db, keys))
        };
        match catch_unwind(AssertUnwindSafe(open)) {
            Ok(Ok((db, keys))) => Ok(Self { keys, db, directory: Arc::new(directory.to_owned()) }),
            Ok(Err(error)) => Err(match store_error(error, directory) {
                StoreError::Corrupt(problem) => damaged_directory(directory, &problem),
                other => other,
            }),
            Err(_) => Err(damaged_directory(directory, "the database can't be read")),
        }
    }

    /// See [`super::Database::get`].
    pub fn get(&self, key: &[u8]) -> Result<Option<Slice>, StoreError> {
        Ok(self.keys.get(key).map_err(|error| self.error(error))?.map(Slice::Fjall))
    }

    /// See [`super::Database::between`].
    pub fn between(&self, low: Bound<Slice>, high: Bound<Slice>) -> Scan {
        Scan { entries: self.keys.range::<Slice, _>((low, high)), directory: self.directory.clone() }
    }

    /// See [`super::Database::apply`].
    pub fn apply(&self, changed: Changed) -> Result<(), StoreError> {
        self.wait_for_merging()?;
        let mut batch = self.db.batch();
        for (key, value) in changed {
            match value {
                Some(value) => batch.insert(&self.keys, key, value),
                None => batch.remove(&self.keys, key),
            }
        }
        batch.commit().map_err(|error| self.error(error))
    }

    /// See [`super::Database::sync`].
    pub fn sync(&self) -> Result<(), StoreError> {
        self.db.persist(PersistMode::SyncAll).map_err(|error| match error {
            // Not by this sync: what was written before lies in the journal, and opening that makes it durable.
            Error::Poisoned => self.error(error),
            error => StoreError::Backend(format!("syncing failed: {error}")),
        })
    }

    /// See [`super::Database::has_stopped`].
    pub fn has_stopped(&self) -> bool {
        matches!(self.db.persist(PersistMode::Buffer), Err(Error::Poisoned))
    }

    /// Into tables at once, past the journal.
    pub fn load(&self, entries: impl Iterator<Item = Result<Entry, StoreError>>) -> Result<(), StoreError> {
        let mut tables = self.keys.start_ingestion().map_err(|error| self.error(error))?;
        for entry in entries {
            let (key, value) = entry?;
            tables.write(&*key, &*value).map_err(|error| self.error(error))?;
        }
        tables.finish().map_err(|error| self.error(error))
    }

    /// Waits until fjall would take a batch without holding up whoever brings it.
    fn wait_for_merging(&self) -> Result<(), StoreError> {
        let since = Instant::now();
        while self.keys.sealed_memtable_count() > MOST_BUFFERS || self.keys.l0_table_count() > MOST_TABLES {
            // Fails when its thread has.
            self.db.persist(PersistMode::Buffer).map_err(|error| self.error(error))?;
            if since.elapsed() > LONGEST_WAIT {
                return Err(StoreError::Backend("the database does not get on with what was written".into()));
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    fn error(&self, error: Error) -> StoreError {
        store_error(error, &self.directory)
    }
}

/// Kept by fjall from the day the database is made.
fn options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(BUFFER_BYTES)
        .data_block_size_policy(BlockSizePolicy::all(BLOCK_BYTES))
        .data_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4))
        .compaction_strategy(Arc::new(Leveled::default().with_table_target_size(TABLE_BYTES)))
}

/// See [`super::Scan`].
pub struct Scan {
    entries: fjall::Iter,
    directory: Arc<PathBuf>,
}

impl Scan {
    /// The next entry.
    pub fn next(&mut self) -> Option<Result<Entry, StoreError>> {
        self.entries.next().map(|entry| self.entry(entry))
    }

    /// The last one that was not given yet.
    pub fn next_back(&mut self) -> Option<Result<Entry, StoreError>> {
        self.entries.next_back().map(|entry| self.entry(entry))
    }

    fn entry(&self, entry: fjall::Guard) -> Result<Entry, StoreError> {
        let (key, value) = entry.into_inner().map_err(|error| store_error(error, &self.directory))?;
        Ok((Slice::Fjall(key), Slice::Fjall(value)))
    }
}

fn store_error(error: Error, directory: &Path) -> StoreError {
    match error {
        Error::Io(error) | Error::Storage(LsmError::Io(error)) => io_error(&error),
        Error::Locked => StoreError::Locked(directory.display().to_string()),
        // What stopped it is in no error of ours.
        Error::Poisoned if is_scarce(directory) => StoreError::Full { free: 0, needed: 0 },
        Error::Poisoned => StoreError::Backend("the database has stopped after a failed write of its own".into()),
        Error::KeyspaceDeleted => StoreError::Backend(error.to_string()),
        error => StoreError::Corrupt(error.to_string()),
    }
}

fn is_scarce(directory: &Path) -> bool {
    let merged = database_bytes(directory).unwrap_or_default();
    fs2::available_space(directory).is_ok_and(|free| free < merged.saturating_add(SCARCE_BYTES))
}
