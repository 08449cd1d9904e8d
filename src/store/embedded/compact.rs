//! Compaction: sled 0.34 takes room for what is deleted and written over, uses it again for what comes, and never gives it
//! back; fjall gives it back in time. So the room that dead records take in the log is given back first ([`reclaim`]), and then every key is written into a fresh database, which is compared with the old
//! one and put in its place ([`swap`]).

use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use fs2::FileExt;

use super::engine::{Database, Entry, StoreEngine, database_bytes, log_bytes, sync_all_in};
use super::open::{self, Opened, failed, patiently};
use super::room::Room;
use super::{EmbeddedOptions, EmbeddedStore, reclaim, swap};
use crate::store::StoreError;

/// The least that a database takes.
const LEAST_BYTES: u64 = 4 << 20;

/// How far it is is told after so many keys.
const TOLD_EVERY: u64 = 10_000;

/// And how far an old format is brought up, in the log, after so many.
const TOLD_IN_LOG: u64 = 500_000;

/// What [`EmbeddedStore::compact`] has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compacted {
    /// Keys that were carried over.
    pub keys: u64,
    /// Bytes of the database's files before, those of the records among them.
    pub before: u64,
    /// And after; the same where there was nothing to gain.
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
        let log_before = log_bytes(path);
        reclaim::all(&database, |bytes| room.admit(bytes).map_err(|(free, needed)| StoreError::Full { free, needed }))?;
        let log_after = log_bytes(path);
        let keys = write_beside((path, &room), &|| Box::new(database.range::<&[u8]>(..)), options, &mut told)?;
        let look = failed(path, "can't look at the compacted database");
        if database_bytes(&swap::place(path)).map_err(look)? >= before {
            // Nothing was left to give back.
            let remove = failed(path, "can't take the compacted database away");
            fs::remove_dir_all(swap::place(path)).map_err(remove)?;
            return Ok(Compacted { keys, before: before + log_before, after: before + log_after });
        }
        put_in_place(path, database, options.engine)?;
        // The ballast goes by the size of the database.
        room.release();
        room.take_back();
        let look = failed(path, "can't look at the database");
        let after = database_bytes(path).map_err(look)? + log_after;
        Ok(Compacted { keys, before: before + log_before, after })
    }
}

/// Lays the entries of a database of a format before 9 anew, and closes it. As with a compaction, one of the two is whole wherever it is interrupted.
pub fn lay_anew(path: &Path, database: Database, options: EmbeddedOptions, room: &Room) -> Result<(), StoreError> {
    let Some(loose) = database.loose()? else { return Ok(()) };
    tracing::info!(directory = %path.display(), "the database of an earlier format is laid anew, beside the old one");
    let mut told = |done: u64, of: u64| {
        if done.is_multiple_of(TOLD_IN_LOG) {
            tracing::info!(done, of, "entries of the database are laid anew");
        }
    };
    write_beside((path, room), &|| Box::new(loose.entries()), options, &mut told)?;
    drop(loose);
    put_in_place(path, database, options.engine)
}

fn put_in_place(path: &Path, old: Database, engine: StoreEngine) -> Result<(), StoreError> {
    drop(old);
    wait_until_closed(engine, path)?;
    swap::swap(path).map_err(failed(path, "can't put the compacted database in its place"))
}

/// Bytes that must be free: those of the fresh database, and what is kept free anyway.
fn needed(contents: Contents, options: EmbeddedOptions) -> u64 {
    let fresh = contents.bytes.saturating_mul(options.engine.bytes_per_byte()).saturating_add(LEAST_BYTES);
    fresh.saturating_add(options.reserve_bytes)
}

/// The entries of an old database, as often as they are asked for.
type Entries<'a> = dyn Fn() -> Box<dyn Iterator<Item = Result<Entry, StoreError>>> + 'a;

fn contents(old: &Entries<'_>) -> Result<Contents, StoreError> {
    let mut contents = Contents::default();
    for entry in old() {
        let (key, value) = entry?;
        contents.keys += 1;
        contents.bytes += (key.len() + value.len()) as u64;
    }
    Ok(contents)
}

/// Writes the fresh database and holds it against the old one; it is durable then, and closed. Says how many keys it has. Without the room
/// for it, it is not there.
fn write_beside(
    (path, room): (&Path, &Room),
    old: &Entries<'_>,
    options: EmbeddedOptions,
    told: &mut dyn FnMut(u64, u64),
) -> Result<u64, StoreError> {
    let contents = contents(old)?;
    let (free, needed) = (room.free().unwrap_or(u64::MAX), needed(contents, options));
    if free < needed {
        return Err(StoreError::Full { free, needed });
    }
    let write = || write_entries(path, old, options, contents.keys, told);
    let written = catch_unwind(AssertUnwindSafe(write))
        .unwrap_or_else(|_| Err(StoreError::Backend("the database panicked while it was compacted".into())));
    if let Err(error) = written {
        // What stays of it goes when the archive is opened the next time.
        let _ = fs::remove_dir_all(swap::place(path));
        return Err(match error {
            StoreError::Full { .. } => StoreError::Full { free: room.free().unwrap_or_default(), needed },
            error => error,
        });
    }
    Ok(contents.keys)
}

fn write_entries(
    path: &Path,
    old: &Entries<'_>,
    options: EmbeddedOptions,
    keys: u64,
    told: &mut dyn FnMut(u64, u64),
) -> Result<(), StoreError> {
    let place = swap::place(path);
    fs::create_dir_all(&place).map_err(failed(path, "can't make the compacted database"))?;
    let new = Database::open(options.engine, &place, options.cache_bytes)?;
    let mut done = 0;
    new.load(old().inspect(|_| {
        done += 1;
        if done % TOLD_EVERY == 0 || done == keys {
            told(done, keys * 2);
        }
    }))?;
    new.sync()?;
    compare(old, &new, keys, told)?;
    drop(new);
    wait_until_closed(options.engine, &place)?;
    sync_all_in(&place).map_err(failed(path, "can't sync the compacted database"))
}

/// Key by key and value by value.
fn compare(old: &Entries<'_>, new: &Database, keys: u64, told: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
    let different = || StoreError::Corrupt("the compacted database is not what the old one is; that stays".into());
    let mut copied = new.range::<&[u8]>(..);
    let mut compared = 0;
    for entry in old() {
        if copied.next().transpose()? != Some(entry?) {
            return Err(different());
        }
        compared += 1;
        if compared % TOLD_EVERY == 0 {
            told(keys + compared, keys * 2);
        }
    }
    if copied.next().is_some() || compared != keys {
        return Err(different());
    }
    told(keys * 2, keys * 2);
    Ok(())
}

/// An engine lets go of its files a moment after it is dropped.
fn wait_until_closed(engine: StoreEngine, directory: &Path) -> Result<(), StoreError> {
    patiently(|| {
        let file = File::open(engine.lock(directory)).map_err(failed(directory, "can't open the database file"))?;
        file.try_lock_exclusive().map_err(|_| StoreError::Locked(directory.display().to_string()))
    })
}
