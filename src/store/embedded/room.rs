//! Room on the disk: the engine must not meet a full one.
//!
//! One failed write stops sled 0.34 for good: nothing is written any more, up to a third of the reads fail, and it
//! can't even be opened again, as opening writes a snapshot of its page table. What was acknowledged before is whole,
//! though. fjall stops as well, until it is opened again. So there are two lines of defence. Before each batch the free space is asked for, and the batch is refused
//! unless a reserve stays free. And a file of real blocks, the ballast, is held for the case that somebody else has filled
//! the disk: opening gives it up for the snapshot. While it is missing, writes are refused.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use fs2::FileExt;

use super::engine::database_bytes;
use crate::store::{StoreError, Writes};

/// Written to the disk for each byte of keys and values, at most: sled writes whole pages where small parts of them change, and
/// moves what still lives out of segments that are nearly empty. Measured are 2 to 4.
const WRITTEN_PER_BYTE: u64 = 8;

const BALLAST_FILE: &str = "ballast";

/// The ballast must hold a snapshot, some 20 bytes a page of about 4,000, and the segments that sled begins.
const BALLAST_BASE: u64 = 4 << 20;
const DATABASE_PER_BALLAST: u64 = 128;
const BALLAST_STEP: u64 = 1 << 20;

/// Whether this says that the disk, or the share of it that is allowed here, is full.
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Bytes of the ballast in a directory.
pub fn ballast_bytes(directory: &Path) -> u64 {
    fs::metadata(directory.join(BALLAST_FILE)).map_or(0, |file| file.len())
}

/// See the module.
#[derive(Debug)]
pub struct Room {
    directory: PathBuf,
    reserve: u64,
    /// Whether the ballast is whole.
    held: AtomicBool,
    /// Whether its blocks are given up for opening the database, and nobody else may take them.
    lent: AtomicBool,
    /// Only one thread at a time changes the ballast.
    changing: Mutex<()>,
}

impl Room {
    /// Looks at nothing yet.
    pub fn new(directory: &Path, reserve: u64) -> Self {
        let (held, lent) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { directory: directory.to_owned(), reserve, held, lent, changing: Mutex::new(()) }
    }

    /// The directory that it is about.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Bytes that this process may still write; none where the system does not say.
    pub fn free(&self) -> Option<u64> {
        fs2::available_space(&self.directory).ok()
    }

    /// Whether writes are taken.
    pub fn writes(&self) -> Writes {
        match self.admit(0) {
            Ok(()) => Writes::Open,
            Err((free, needed)) => Writes::Refused { free, needed },
        }
    }

    /// Whether a batch of so many bytes may be written; else what is free and what would have to be.
    pub fn admit(&self, bytes: u64) -> Result<(), (u64, u64)> {
        let free = self.free().unwrap_or(u64::MAX);
        let mut needed = self.reserve;
        if self.reserve > 0 {
            needed = needed.saturating_add(bytes.saturating_mul(WRITTEN_PER_BYTE));
        }
        if !self.held.load(Ordering::Relaxed) {
            needed = needed.saturating_add(self.wanted().saturating_sub(self.ballast()));
        }
        // Another process may be quicker.
        if free >= needed && (self.held.load(Ordering::Relaxed) || self.hold()) { Ok(()) } else { Err((free, needed)) }
    }

    /// Puts the figures of this moment into an error that tells of a full disk.
    pub fn measured(&self, error: StoreError) -> StoreError {
        match error {
            StoreError::Full { .. } => {
                let needed = self.reserve.saturating_add(self.wanted().saturating_sub(self.ballast()));
                let free = self.free().unwrap_or_default();
                // What is free was not enough.
                StoreError::Full { free, needed: needed.max(free.saturating_add(BALLAST_STEP)) }
            }
            error => error,
        }
    }

    /// Takes the ballast's blocks, or as many as there are. Whether it is whole.
    pub fn hold(&self) -> bool {
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.lent.load(Ordering::Relaxed) {
            return false;
        }
        let (wanted, present) = (self.wanted(), self.ballast());
        let sizes = std::iter::successors(Some(wanted), |size| Some(size / 2));
        let got =
            sizes.take_while(|size| *size > present && *size >= BALLAST_STEP).find(|size| self.take(*size, present));
        let whole = present >= wanted || got == Some(wanted);
        self.held.store(whole, Ordering::Relaxed);
        whole
    }

    /// What was given up is free for anybody again, and is taken at once.
    pub fn take_back(&self) -> bool {
        self.lent.store(false, Ordering::Relaxed);
        self.hold()
    }

    /// Gives the ballast's blocks up until they are taken back; whether there were any.
    pub fn release(&self) -> bool {
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        self.held.store(false, Ordering::Relaxed);
        self.lent.store(true, Ordering::Relaxed);
        let had = self.ballast() > 0;
        had && fs::remove_file(self.path()).is_ok()
    }

    fn path(&self) -> PathBuf {
        self.directory.join(BALLAST_FILE)
    }

    fn ballast(&self) -> u64 {
        ballast_bytes(&self.directory)
    }

    /// In whole steps, so that it does not grow with every write.
    fn wanted(&self) -> u64 {
        let database = database_bytes(&self.directory).unwrap_or_default();
        (BALLAST_BASE + database / DATABASE_PER_BALLAST).next_multiple_of(BALLAST_STEP)
    }

    fn take(&self, size: u64, present: u64) -> bool {
        let file = File::options().create(true).truncate(false).write(true).open(self.path());
        file.is_ok_and(|file| {
            let taken = file.allocate(size).is_ok();
            if !taken {
                // What a failed attempt has left of itself counts for nothing.
                let _ = file.set_len(present);
            }
            taken
        })
    }
}
