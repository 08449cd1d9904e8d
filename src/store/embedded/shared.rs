//! What readers, committer and watch share.

use std::fs::File;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, TryLockError};
use std::thread::Thread;
use std::time::{Duration, Instant};

use super::EmbeddedOptions;
use super::engine::{Changed, Database, StoreEngine, database_bytes, log_bytes};
use super::index::{Index, Part, catalogue};
use super::open::{Opened, open_database};
use super::room::Room;
use super::values::Values;
use super::view::{Versions, View};
use crate::store::{StoreError, Writes};

/// Bytes that are kept for long reads, at most.
const MAX_UNDO_BYTES: usize = 64 << 20;

/// Fewer articles of the index are read again quickly.
const FILED_AT_CLOSE: u32 = 128;

/// What readers, committer and watch have in common.
pub struct Shared {
    /// Readers hold it shared, the committer alone only to open it again. Empty when a database that a full disk has
    /// stopped could not be opened again.
    database: RwLock<Option<Database>>,
    /// What readers may still see of the time before the last batches.
    versions: Versions,
    /// The room on the disk.
    pub room: Room,
    options: EmbeddedOptions,
    /// Whether something was applied that is not yet synced.
    pub unsynced: AtomicBool,
    /// Whether every article is known to have its number in the change feed.
    pub numbered: AtomicBool,
    /// The newest change that is known to be durable.
    pub durable: AtomicU64,
    /// Who wants to know of changes.
    pub follower: OnceLock<Thread>,
    /// Who makes few parts of the index of many.
    pub keeper: OnceLock<Thread>,
    /// How often the database was opened again; what was not synced before that may be gone.
    pub reopened: AtomicU64,
    /// For the watch.
    pub unacknowledged: Unacknowledged,
    failure: OnceLock<String>,
    /// Dropped last, when the engine has let go of its files.
    _lock: File,
}

/// Since when the oldest write waits.
pub struct Unacknowledged {
    start: Instant,
    /// Milliseconds after `start`, plus one; 0 when nothing waits.
    since: AtomicU64,
}

impl Unacknowledged {
    /// The oldest of a new batch was asked for at `since`.
    pub fn begin(&self, since: Instant) {
        let waited = since.saturating_duration_since(self.start).as_millis();
        self.since.store(u64::try_from(waited).unwrap_or(u64::MAX - 1) + 1, Ordering::Relaxed);
    }

    /// All are answered.
    pub fn end(&self) {
        self.since.store(0, Ordering::Relaxed);
    }

    /// Whether any waits.
    pub fn are_some(&self) -> bool {
        self.since.load(Ordering::Relaxed) != 0
    }

    /// How long the oldest has waited.
    pub fn age(&self) -> Duration {
        match self.since.load(Ordering::Relaxed) {
            0 => Duration::ZERO,
            since => self.start.elapsed().saturating_sub(Duration::from_millis(since - 1)),
        }
    }
}

impl Shared {
    /// Nothing has been written yet.
    pub fn new(Opened { database, room, lock }: Opened, options: EmbeddedOptions) -> Self {
        Self {
            database: RwLock::new(Some(database)),
            versions: Versions::default(),
            room,
            options,
            unsynced: AtomicBool::new(false),
            numbered: AtomicBool::new(false),
            durable: AtomicU64::new(0),
            follower: OnceLock::new(),
            keeper: OnceLock::new(),
            reopened: AtomicU64::new(0),
            unacknowledged: Unacknowledged { start: Instant::now(), since: AtomicU64::new(0) },
            failure: OnceLock::new(),
            _lock: lock,
        }
    }

    /// Runs a read in a view of its own.
    pub fn read<T>(&self, read: impl FnOnce(&View<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let held = self.database.read().unwrap_or_else(PoisonError::into_inner);
        read(&self.versions.view(held.as_ref().ok_or_else(|| self.closed())?))
    }

    /// The database, for the committer.
    pub fn database(&self) -> Result<Database, StoreError> {
        let held = self.database.read().unwrap_or_else(PoisonError::into_inner);
        held.clone().ok_or_else(|| self.closed())
    }

    /// The index with all that is applied.
    pub fn index(&self) -> Arc<Index> {
        self.versions.index()
    }

    /// Brings the index up to the database; before anybody reads, and before the keeper writes, unless it is said that nothing may
    /// be written.
    pub fn load_index(&self, database: &Database, may_write: bool) -> Result<(), StoreError> {
        let index = catalogue::open(self.room.directory(), database, may_write && !self.is_read_only())?;
        self.versions.set_index(Arc::new(index));
        Ok(())
    }

    /// Puts what of the index is only in memory into a file, so that it need not be read again at the next opening; once nobody
    /// else writes. Where that is little or can't be done it is read again.
    pub fn file_index(&self) {
        let index = self.index();
        let held: u32 = index.parts.iter().filter(|part| part.file.is_none()).map(Part::articles).sum();
        if held < FILED_AT_CLOSE || self.is_read_only() || self.health().is_err() || self.writes() != Writes::Open {
            return;
        }
        let filed = self.database().and_then(|database| {
            let mut index = Index::clone(&index);
            catalogue::file_all(self.room.directory(), &database, &mut index)?;
            self.versions.set_index(Arc::new(index));
            Ok(())
        });
        if let Err(error) = filed {
            tracing::warn!(%error, "the last part of the index is read again at the next opening");
        }
    }

    /// Applies what leaves the index as it is; see [`Self::apply_with`].
    pub fn apply(&self, changed: Changed) -> Result<(), StoreError> {
        self.apply_with(changed, self.index())
    }

    /// Applies a batch with the index that there is then: alone where nobody reads, else beside the readers, unless one of them reads so long that too much
    /// would have to be kept for it; then it is waited for.
    pub fn apply_with(&self, changed: Changed, index: Arc<Index>) -> Result<(), StoreError> {
        let alone = match self.database.try_write() {
            Ok(held) => Some(held),
            Err(TryLockError::Poisoned(held)) => Some(held.into_inner()),
            Err(TryLockError::WouldBlock) if self.versions.bytes() < MAX_UNDO_BYTES => None,
            Err(TryLockError::WouldBlock) => Some(self.database.write().unwrap_or_else(PoisonError::into_inner)),
        };
        self.unsynced.store(true, Ordering::SeqCst);
        if let Some(held) = alone {
            let database = held.as_ref().ok_or_else(|| self.closed())?;
            self.versions.forget();
            database.apply(changed)?;
            self.versions.set_index(index);
            return Ok(());
        }
        self.versions.apply(&self.database()?, changed, index)
    }

    /// Makes durable what was applied.
    pub fn sync(&self, database: &Database) -> Result<(), StoreError> {
        let start = Instant::now();
        database.sync()?;
        self.unsynced.store(false, Ordering::SeqCst);
        metrics::histogram!("pressespiegel_store_sync_seconds").record(start.elapsed().as_secs_f64());
        Ok(())
    }

    /// Makes durable what is not yet, and says up to which change everything is.
    pub fn settle(&self, database: &Database) -> Result<(), StoreError> {
        if self.unsynced.load(Ordering::SeqCst) {
            self.sync(database)?;
        }
        let newest = database.newest_change()?;
        if self.durable.swap(newest, Ordering::SeqCst) != newest
            && let Some(follower) = self.follower.get()
        {
            follower.unpark();
        }
        Ok(())
    }

    /// Opens a database again that a full disk has stopped; readers wait. What was synced is there afterwards, what was
    /// not may be.
    pub fn reopen(&self) -> Result<(), StoreError> {
        let mut held = self.database.write().unwrap_or_else(PoisonError::into_inner);
        *held = None;
        self.versions.forget();
        self.reopened.fetch_add(1, Ordering::SeqCst);
        let database = open_database(self.room.directory(), self.options, &self.room)?;
        self.load_index(&database, false)?;
        *held = Some(database);
        self.unsynced.store(false, Ordering::SeqCst);
        Ok(())
    }

    /// Whether nothing may be changed.
    pub fn is_read_only(&self) -> bool {
        self.options.read_only
    }

    /// Whether writes are taken.
    pub fn writes(&self) -> Writes {
        if self.is_read_only() { Writes::ReadOnly } else { self.room.writes() }
    }

    /// What the archive is kept in.
    pub fn engine(&self) -> StoreEngine {
        self.options.engine
    }

    /// Bytes that the database takes, with its log.
    pub fn size_on_disk(&self) -> std::io::Result<u64> {
        let directory = self.room.directory();
        Ok(database_bytes(directory)? + log_bytes(directory))
    }

    fn closed(&self) -> StoreError {
        self.health().err().unwrap_or_else(|| self.room.measured(StoreError::Full { free: 0, needed: 0 }))
    }

    /// Fails once a write has failed.
    pub fn health(&self) -> Result<(), StoreError> {
        self.failure.get().map_or(Ok(()), |failure| Err(StoreError::Backend(failure.clone())))
    }

    /// Refuses all further writes.
    pub fn fail(&self, failure: &str) {
        tracing::error!(failure, "the store accepts no more writes");
        // The first failure stays.
        let _ = self.failure.set(format!("no more writes since an earlier failure: {failure}"));
    }
}
