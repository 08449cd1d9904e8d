//! sled 0.34, which needs care (its own doc comments don't tell): `flush` is not durable, a half-written `snap.*.generating`
//! of a crash would be taken for the newest snapshot, and a damaged file panics.
//!
//! It takes room for what is deleted and written over, uses it again for what comes, and never gives it back.
//!
//! What it holds are groups of entries ([`groups`]), in a tree of their own. A batch is one step to every other call, so where a group is split
//! a reader finds all of it, or its parts. Archives before format 9 have each entry in the first tree, as it is ([`Loose`]).

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::ops::{Bound, RangeBounds};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::super::open::{damaged_directory, failed};
use super::super::room;
use super::groups::{self, Packer, Walk, are_of_one_family};
use super::{Changed, Entry, Slice};
use crate::store::StoreError;
use crate::store::embedded::{damaged, keys};

/// The tree of the groups.
const GROUPS: &str = "groups";

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
    groups: sled::Tree,
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
        if !db.is_empty() && !db.contains_key(keys::FORMAT).map_err(store_error)? {
            return Err(damaged_directory(directory, "this is not a database of this program"));
        }
        let groups = db.open_tree(GROUPS).map_err(store_error)?;
        Ok(Self { db, groups, file: Arc::new(file) })
    }

    /// What is not in groups yet.
    pub fn loose(&self) -> Result<Option<Loose>, StoreError> {
        let is_there = self.db.contains_key(keys::FORMAT).map_err(store_error)?;
        Ok(is_there.then(|| Loose(self.db.clone())))
    }

    /// The group that a key is in if it is there at all.
    fn group_of(&self, key: &[u8]) -> Result<Option<(sled::IVec, sled::IVec)>, StoreError> {
        let before = self.groups.range(..=key).next_back().transpose().map_err(store_error)?;
        Ok(before.filter(|(group, _)| are_of_one_family(group, key)))
    }

    /// See [`super::Database::get`].
    pub fn get(&self, key: &[u8]) -> Result<Option<Slice>, StoreError> {
        let Some((group, bytes)) = self.group_of(key)? else { return Ok(None) };
        let value = groups::find((&group, &bytes), key).map_err(damaged)?;
        Ok(value.map(|value| Slice::Sled(bytes.subslice(value.start, value.len()))))
    }

    /// See [`super::Database::between`].
    pub fn between(&self, low: Bound<Slice>, high: Bound<Slice>) -> Scan {
        let first = match &low {
            Bound::Included(low) | Bound::Excluded(low) => self.group_of(low),
            Bound::Unbounded => Ok(None),
        };
        let (first, failed) = match first {
            Ok(first) => (first.map(|(group, _)| group), None),
            Err(error) => (None, Some(error)),
        };
        let from = first.map_or_else(|| low.clone(), |group| Bound::Included(Slice::Sled(group)));
        let groups = self.groups.range::<Slice, _>((from, high.clone()));
        Scan { groups, low, high, read: Vec::new().into_iter(), failed }
    }

    /// See [`super::Database::apply`].
    pub fn apply(&self, changed: Changed) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        let mut changes = changed.into_iter().collect::<BTreeMap<_, _>>().into_iter().peekable();
        while let Some((key, value)) = changes.next() {
            let group = self.group_of(&key)?;
            // Where the next group begins matters only to what might come before it.
            let more = changes.peek().is_some_and(|(next, _)| are_of_one_family(&key, next));
            let end = if more { self.groups.get_gt(&key).map_err(store_error)? } else { None };
            let mut of_group = vec![(key, value)];
            while let Some(more) = changes.next_if(|(next, _)| {
                are_of_one_family(&of_group[0].0, next) && end.as_ref().is_none_or(|(end, _)| **next < **end)
            }) {
                of_group.push(more);
            }
            let before = group.as_ref().map(|(key, bytes)| (&**key, &**bytes));
            let after = groups::changed(before, of_group).map_err(damaged)?;
            if let Some((key, _)) = &group
                && after.is_empty()
            {
                batch.remove(key);
            }
            for group in after {
                batch.insert(group.key, group.bytes);
            }
        }
        self.groups.apply_batch(batch).map_err(store_error)
    }

    /// `flush` alone calls `sync_file_range`, which promises nothing after a power loss.
    pub fn sync(&self) -> Result<(), StoreError> {
        self.db.flush().map_err(store_error)?;
        self.file.sync_data().map_err(|e| StoreError::Backend(format!("syncing failed: {e}")))
    }

    /// See [`super::Database::load`].
    pub fn load(&self, entries: impl Iterator<Item = Result<Entry, StoreError>>) -> Result<(), StoreError> {
        let (mut batch, mut bytes, mut batches) = (sled::Batch::default(), 0, 0);
        let mut packer = Packer::new();
        for entry in entries {
            let (key, value) = entry?;
            let Some(group) = packer.put(&key, &value) else { continue };
            bytes += group.key.len() + group.bytes.len();
            batch.insert(group.key, group.bytes);
            if bytes >= BATCH_BYTES {
                self.groups.apply_batch(std::mem::take(&mut batch)).map_err(store_error)?;
                (bytes, batches) = (0, batches + 1);
                if batches % BATCHES_PER_FLUSH == 0 {
                    self.db.flush().map_err(store_error)?;
                }
            }
        }
        if let Some(group) = packer.end() {
            batch.insert(group.key, group.bytes);
        }
        self.groups.apply_batch(batch).map_err(store_error)
    }
}

/// Entries that are not in groups, as archives before format 9 have them.
pub struct Loose(sled::Db);

impl Loose {
    /// All of them, in order.
    pub fn entries(&self) -> impl Iterator<Item = Result<Entry, StoreError>> + use<> {
        let entry = |(key, value)| (Slice::Sled(key), Slice::Sled(value));
        self.0.iter().map(move |read| read.map(entry).map_err(store_error))
    }
}

/// See [`super::Scan`].
pub struct Scan {
    groups: sled::Iter,
    low: Bound<Slice>,
    high: Bound<Slice>,
    /// What is left of the group that was read last.
    read: std::vec::IntoIter<Entry>,
    failed: Option<StoreError>,
}

impl Scan {
    /// The next entry.
    pub fn next(&mut self) -> Option<Result<Entry, StoreError>> {
        loop {
            if let Some(entry) = self.read.next() {
                // A group that is split meanwhile is met again.
                self.low = Bound::Excluded(entry.0.clone());
                return Some(Ok(entry));
            }
            let group = self.groups.next();
            if let Err(error) = self.read(group)? {
                return Some(Err(error));
            }
        }
    }

    /// The last one that was not given yet.
    pub fn next_back(&mut self) -> Option<Result<Entry, StoreError>> {
        loop {
            if let Some(entry) = self.read.next_back() {
                self.high = Bound::Excluded(entry.0.clone());
                return Some(Ok(entry));
            }
            let group = self.groups.next_back();
            if let Err(error) = self.read(group)? {
                return Some(Err(error));
            }
        }
    }

    /// Reads the entries of a group that are meant; `None` at the end.
    fn read(&mut self, group: Option<sled::Result<(sled::IVec, sled::IVec)>>) -> Option<Result<(), StoreError>> {
        if let Some(error) = self.failed.take() {
            return Some(Err(error));
        }
        let (key, bytes) = match group?.map_err(store_error) {
            Ok(group) => group,
            Err(error) => return Some(Err(error)),
        };
        let mut entries = Vec::new();
        let mut walk = Walk::new(&key, &bytes);
        loop {
            match walk.step() {
                Err(error) => return Some(Err(damaged(error))),
                Ok(None) => break,
                Ok(Some(value)) if (self.low.as_ref(), self.high.as_ref()).contains(&Slice::from(&*walk.key)) => {
                    entries.push((walk.key.as_slice().into(), Slice::Sled(bytes.subslice(value.start, value.len()))));
                }
                Ok(Some(_)) => {}
            }
        }
        self.read = entries.into_iter();
        Some(Ok(()))
    }
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
