//! The change feed in the database, and the positions of those who follow it.
//!
//! Archives of format 1 have none. The committer numbers their articles before it writes anything else, by id, which is
//! the order they came in; after a crash it goes on with those that have no number yet.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::open::{FORMAT, write_format};
use super::shared::{Database, Shared};
use super::values::Values;
use super::view::{Changed, View};
use super::{analyzers, damaged, keys, sled_error, upgrade};
use crate::article::ArticleId;
use crate::store::changes::{Change, ChangeKind, Changes};
use crate::store::codec::{self, Damaged, Input, Stored, stored_codes};
use crate::store::record::unpack_article;
use crate::store::{StoreError, Writes};

/// The first format with a feed.
const WITH_FEED: u32 = 2;

/// The first format with articles by analyzer.
const BY_ANALYZER: u32 = 4;

/// The first format with figures that exclude each other.
const WITH_CONFLICTS: u32 = 5;

/// So many old articles get their numbers at once.
const NUMBERED_AT_ONCE: usize = 1_000;

stored_codes! {
    ChangeKind { Inserted = 1, Reanalyzed = 2, Deleted = 3, Revised = 4 }
}

/// A change without its number, which is its key.
struct Entry {
    article: ArticleId,
    kind: ChangeKind,
    at: Timestamp,
}

impl Stored for Entry {
    fn put(&self, out: &mut Vec<u8>) {
        self.article.put(out);
        self.kind.put(out);
        self.at.put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        Ok(Self { article: Stored::take(input)?, kind: Stored::take(input)?, at: Stored::take(input)? })
    }
}

/// The keys and values of a change.
pub fn entries(change: &Change) -> [(Vec<u8>, Vec<u8>); 2] {
    let &Change { number, article, kind, at } = change;
    let entry = Entry { article, kind, at };
    [
        (keys::change(number), codec::to_bytes(&entry)),
        (keys::record(keys::CHANGE_OF, article), codec::to_bytes(&number)),
    ]
}

/// See [`crate::store::ArticleStore::changes`].
pub fn after(tree: &View<'_>, after: u64, limit: usize) -> Result<Changes, StoreError> {
    let newest = tree.newest_change()?;
    let mut items = Vec::new();
    if let Some(from) = after.checked_add(1) {
        for entry in tree.range(keys::change(from)..=keys::change(u64::MAX)).take(limit) {
            let (key, value) = entry.map_err(sled_error)?;
            items.push(change(&key, &value)?);
        }
    }
    Ok(Changes { items, newest })
}

fn change(key: &[u8], value: &[u8]) -> Result<Change, StoreError> {
    let number = keys::number_of_change(key);
    let number = number.ok_or_else(|| StoreError::Corrupt(format!("the key {key:?} is no change's")))?;
    let Entry { article, kind, at } = codec::from_bytes(value).map_err(damaged)?;
    Ok(Change { number, article, kind, at })
}

/// See [`crate::store::ArticleStore::position`].
pub fn position(tree: &View<'_>, name: &str) -> Result<u64, StoreError> {
    let value = tree.value(&keys::of_text(keys::POSITION, name))?;
    value.map_or(Ok(0), |value| codec::from_bytes(&value).map_err(damaged))
}

/// Gives every article of an old archive what later formats keep of it. What is returned is the room that it lacks on the disk, if it does.
pub fn complete(shared: &Shared, database: &Database) -> Result<Writes, StoreError> {
    if shared.numbered.load(Ordering::SeqCst) {
        return Ok(Writes::Open);
    }
    let tree = &database.tree;
    let format = tree.value(keys::FORMAT)?.map_or(Ok(0), |value| codec::from_bytes::<u32>(&value).map_err(damaged))?;
    if format < FORMAT {
        if let refused @ Writes::Refused { .. } = shared.room.writes() {
            return Ok(refused);
        }
        // Programs that do not know what is kept now must not write here from now on.
        write_format(shared.room.directory())?;
        if format < WITH_FEED
            && let refused @ Writes::Refused { .. } = number_articles(shared, database)?
        {
            return Ok(refused);
        }
        if format < BY_ANALYZER
            && let refused @ Writes::Refused { .. } = analyzers::enter_articles(shared, database)?
        {
            return Ok(refused);
        }
        if format < WITH_CONFLICTS
            && let refused @ Writes::Refused { .. } = upgrade::enter_articles(shared, database)?
        {
            return Ok(refused);
        }
        shared.apply(Changed::from([(keys::FORMAT.to_vec(), Some(codec::to_bytes(&FORMAT)))]))?;
        shared.sync(database)?;
        tracing::info!(from = format, to = FORMAT, changes = tree.newest_change()?, "the archive has a new format");
    }
    shared.numbered.store(true, Ordering::SeqCst);
    Ok(Writes::Open)
}

fn number_articles(shared: &Shared, database: &Database) -> Result<Writes, StoreError> {
    let tree = &database.tree;
    let mut number = tree.newest_change()?;
    let mut unnumbered = Vec::new();
    let mut articles = tree.scan_prefix(keys::ARTICLE).keys();
    loop {
        let key = articles.next().transpose().map_err(sled_error)?;
        if let Some(id) = key.as_deref().and_then(keys::first_chunk_of)
            && tree.value(&keys::record(keys::CHANGE_OF, id))?.is_none()
        {
            unnumbered.push(id);
        }
        if unnumbered.len() >= NUMBERED_AT_ONCE || (key.is_none() && !unnumbered.is_empty()) {
            let mut changed = Changed::new();
            let mut bytes = 0;
            for article in unnumbered.drain(..) {
                number += 1;
                let record = tree.record(&keys::record(keys::ARTICLE, article))?.unwrap_or_default();
                let at = unpack_article(&record)?.received_at;
                for (key, value) in entries(&Change { number, article, kind: ChangeKind::Inserted, at }) {
                    bytes += (key.len() + value.len()) as u64;
                    changed.insert(key, Some(value));
                }
            }
            changed.insert(keys::NEWEST_CHANGE.to_vec(), Some(codec::to_bytes(&number)));
            if let Err((free, needed)) = shared.room.admit(bytes) {
                return Ok(Writes::Refused { free, needed });
            }
            shared.apply(changed)?;
            shared.sync(database)?;
        }
        if key.is_none() {
            return Ok(Writes::Open);
        }
    }
}

/// What the feed says of each article, and how many keys feed and positions take; each change is the only one of its article.
pub fn verify(tree: &View<'_>) -> Result<(BTreeMap<ArticleId, ChangeKind>, u64), StoreError> {
    let mut kinds = BTreeMap::new();
    let newest = tree.newest_change()?;
    let mut keys = u64::from(newest > 0) + tree.scan_prefix(keys::POSITION).count() as u64;
    for entry in tree.scan_prefix(keys::CHANGE) {
        let (key, value) = entry.map_err(sled_error)?;
        let change = change(&key, &value)?;
        let of = tree.value(&keys::record(keys::CHANGE_OF, change.article))?;
        if of != Some(codec::to_bytes(&change.number)) || change.number > newest {
            return Err(StoreError::Corrupt(format!("change {} is not its article's newest", change.number)));
        }
        kinds.insert(change.article, change.kind);
        keys += 2;
    }
    Ok((kinds, keys))
}
