//! What readers, committer and watch share.

use std::fs::File;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{OnceLock, RwLock};
use std::time::{Duration, Instant};

use super::open::Opened;
use crate::store::StoreError;

/// What readers, committer and watch have in common.
pub struct Shared {
    /// The database.
    pub db: sled::Db,
    /// The one tree in it.
    pub tree: sled::Tree,
    /// The database's file, for syncing.
    pub file: File,
    /// Readers hold it shared, the committer alone while it applies a batch.
    pub latch: RwLock<()>,
    /// Whether something was applied that is not yet synced.
    pub unsynced: AtomicBool,
    /// For the watch.
    pub unacknowledged: Unacknowledged,
    failure: OnceLock<String>,
    /// Dropped last, when sled has let go of its files.
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
    pub fn new(Opened { db, file, lock }: Opened) -> Self {
        Self {
            tree: (*db).clone(),
            db,
            file,
            latch: RwLock::new(()),
            unsynced: AtomicBool::new(false),
            unacknowledged: Unacknowledged { start: Instant::now(), since: AtomicU64::new(0) },
            failure: OnceLock::new(),
            _lock: lock,
        }
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
