//! Compaction: sled 0.34 takes room for what is deleted and written over, uses it again for what comes, and never gives it
//! back. So every key is written into a fresh database, which is compared with the old one and put in its place ([`swap`]).

use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use fs2::FileExt;

use super::open::{self, Opened, failed, open_sled, patiently};
use super::stat::database_bytes;
use super::{EmbeddedOptions, EmbeddedStore, sled_error, swap};
use crate::store::StoreError;

/// So many bytes of keys and values are written at once.
const BATCH_BYTES: usize = 1 << 20;

/// So many batches are written until they are made durable, so that sled holds little.
const BATCHES_PER_FLUSH: usize = 16;

/// Bytes of a fresh database for each byte of keys and values, at most.
const PER_BYTE: u64 = 6;

/// The least that a database takes.
const LEAST_BYTES: u64 = 4 << 20;

/// What [`EmbeddedStore::compact`] has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compacted {
    /// Keys that were carried over.
    pub keys: u64,
    /// Bytes of the database's files before.
    pub before: u64,
    /// And after; the same where there was nothing to gain and the old database has stayed.
    pub after: u64,
}

/// Keys, and the bytes of keys and values.
#[derive(Debug, Default, Clone, Copy)]
struct Contents {
    keys: u64,
    bytes: u64,
}

impl EmbeddedStore {
    /// Writes the archive in a directory into a fresh database and puts that in the place of the old one; the search index
    /// stays as it is. Blocks, and tells how far it is: steps that are done, of so many. Wherever it is interrupted, the
    /// archive is there, as it was or compacted.
    ///
    /// # Errors
    /// As [`EmbeddedStore::open`]; [`StoreError::Full`] when there is no room beside the old database, which then stays.
    pub fn compact(
        path: &Path,
        options: EmbeddedOptions,
        mut told: impl FnMut(u64, u64),
    ) -> Result<Compacted, StoreError> {
        let Opened { database, room, lock: _lock } = open::open(path, options)?;
        let look = failed(path, "can't look at the database");
        let before = database_bytes(path).map_err(look)?;
        let contents = contents(&database.tree)?;
        let (free, needed) = (room.free().unwrap_or(u64::MAX), needed(contents, options.reserve_bytes));
        if free < needed {
            return Err(StoreError::Full { free, needed });
        }
        let written = write_beside(path, &database.tree, options, contents.keys, &mut told);
        if let Err(error) = written {
            // What stays of it goes when the archive is opened the next time.
            let _ = fs::remove_dir_all(swap::place(path));
            return Err(match error {
                StoreError::Full { .. } => StoreError::Full { free: room.free().unwrap_or_default(), needed },
                error => error,
            });
        }
        let look = failed(path, "can't look at the compacted database");
        if database_bytes(&swap::place(path)).map_err(look)? >= before {
            // Nothing was left to give back: a fresh database is not packed more tightly than one that has lived.
            let remove = failed(path, "can't take the compacted database away");
            fs::remove_dir_all(swap::place(path)).map_err(remove)?;
            return Ok(Compacted { keys: contents.keys, before, after: before });
        }
        drop(database);
        wait_until_closed(path)?;
        let swapping = failed(path, "can't put the compacted database in its place");
        swap::swap(path).map_err(swapping)?;
        // The ballast goes by the size of the database.
        room.release();
        room.hold();
        let look = failed(path, "can't look at the database");
        Ok(Compacted { keys: contents.keys, before, after: database_bytes(path).map_err(look)? })
    }
}

/// Bytes that must be free: those of the fresh database, and what is kept free anyway.
fn needed(contents: Contents, reserve: u64) -> u64 {
    contents.bytes.saturating_mul(PER_BYTE).saturating_add(LEAST_BYTES).saturating_add(reserve)
}

fn contents(tree: &sled::Tree) -> Result<Contents, StoreError> {
    let mut contents = Contents::default();
    for entry in tree {
        let (key, value) = entry.map_err(sled_error)?;
        contents.keys += 1;
        contents.bytes += (key.len() + value.len()) as u64;
    }
    Ok(contents)
}

/// Writes the fresh database and holds it against the old one; it is durable then, and closed.
fn write_beside(
    path: &Path,
    old: &sled::Tree,
    options: EmbeddedOptions,
    keys: u64,
    told: &mut dyn FnMut(u64, u64),
) -> Result<(), StoreError> {
    let place = swap::place(path);
    fs::create_dir_all(&place).map_err(failed(path, "can't make the compacted database"))?;
    let write = || {
        let new = open_sled(&place, options)?;
        copy(old, &new, keys, told)?;
        new.flush().map_err(sled_error)?;
        compare(old, &new, keys, told)
    };
    catch_unwind(AssertUnwindSafe(write))
        .unwrap_or_else(|_| Err(StoreError::Backend("the database panicked while it was compacted".into())))?;
    wait_until_closed(&place)?;
    let sync = || -> std::io::Result<()> {
        for part in ["db", "conf"] {
            File::open(place.join(part))?.sync_all()?;
        }
        Ok(())
    };
    sync().map_err(failed(path, "can't sync the compacted database"))
}

fn copy(old: &sled::Tree, new: &sled::Tree, keys: u64, told: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
    let (mut batch, mut bytes, mut batches) = (sled::Batch::default(), 0, 0);
    for (done, entry) in (1_u64..).zip(old) {
        let (key, value) = entry.map_err(sled_error)?;
        bytes += key.len() + value.len();
        batch.insert(key, value);
        if bytes >= BATCH_BYTES || done == keys {
            new.apply_batch(std::mem::take(&mut batch)).map_err(sled_error)?;
            (bytes, batches) = (0, batches + 1);
            if batches % BATCHES_PER_FLUSH == 0 {
                new.flush().map_err(sled_error)?;
            }
            told(done, keys * 2);
        }
    }
    Ok(())
}

/// Key by key and value by value.
fn compare(old: &sled::Tree, new: &sled::Tree, keys: u64, told: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
    let different = || StoreError::Corrupt("the compacted database is not what the old one is; that stays".into());
    let mut copied = new.iter();
    let mut compared = 0;
    for entry in old {
        let entry = entry.map_err(sled_error)?;
        if copied.next().transpose().map_err(sled_error)? != Some(entry) {
            return Err(different());
        }
        compared += 1;
        if compared % 10_000 == 0 {
            told(keys + compared, keys * 2);
        }
    }
    if copied.next().is_some() || compared != keys {
        return Err(different());
    }
    told(keys * 2, keys * 2);
    Ok(())
}

/// sled lets go of its files a moment after it is dropped.
fn wait_until_closed(directory: &Path) -> Result<(), StoreError> {
    patiently(|| {
        let file = File::open(directory.join("db")).map_err(failed(directory, "can't open the database file"))?;
        file.try_lock_exclusive().map_err(|_| StoreError::Locked(directory.display().to_string()))
    })
}
