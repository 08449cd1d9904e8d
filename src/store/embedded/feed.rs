//! The change feed in the database, and the positions of those who follow it.
//!
//! Archives of format 1 have none. The committer numbers their articles before it writes anything else, by id, which is
//! the order they came in; after a crash it goes on with those that have no number yet.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::engine::{Changed, Database};
use super::open::{FORMAT, write_format};
use super::shared::Shared;
use super::values::Values;
use super::view::View;
use super::{analyzers, damaged, keys, upgrade};
use crate::article::ArticleId;
use crate::store::changes::{Change, ChangeKind, Changes, content_of};
use crate::store::codec::{self, Damaged, Input, Stored, stored_codes};
use crate::store::record::unpack_article;
use crate::store::{StoreError, Writes};

/// The first format with a feed.
const WITH_FEED: u32 = 2;

/// The first format with articles by analyzer.
const BY_ANALYZER: u32 = 4;

/// The first format with figures that exclude each other.
const WITH_CONFLICTS: u32 = 5;

/// The first format with all in the index that is in it now.
const WITH_INDEX: u32 = 8;

/// The first format with the records in a log.
const WITH_LOG: u32 = 7;

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
    /// Where that is not the number itself; archives before format 5 have none.
    content: Option<u64>,
}

impl Stored for Entry {
    fn put(&self, out: &mut Vec<u8>) {
        self.article.put(out);
        self.kind.put(out);
        self.at.put(out);
        if let Some(content) = self.content {
            content.put(out);
        }
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        let (article, kind, at) = (Stored::take(input)?, Stored::take(input)?, Stored::take(input)?);
        let content = if input.end().is_ok() { None } else { Some(Stored::take(input)?) };
        Ok(Self { article, kind, at, content })
    }
}

/// The keys and values of a change.
pub fn entries(change: &Change) -> [(Vec<u8>, Vec<u8>); 2] {
    let &Change { number, article, kind, at, content } = change;
    let entry = Entry { article, kind, at, content: (kind == ChangeKind::Reanalyzed).then_some(content) };
    [
        (keys::change(number), codec::to_bytes(&entry)),
        (keys::record(keys::CHANGE_OF, article), codec::to_bytes(&number)),
    ]
}

/// The changes after a number, each as it is stored.
pub fn changes_after(tree: &Database, after: u64) -> impl Iterator<Item = Result<Change, StoreError>> {
    let from = keys::change(after.saturating_add(1));
    tree.range(from..=keys::change(u64::MAX)).map(|entry| entry.and_then(|(key, value)| change(&key, &value)))
}

/// See [`crate::store::ArticleStore::changes`].
pub fn after(tree: &View<'_>, after: u64, limit: usize) -> Result<Changes, StoreError> {
    let newest = tree.newest_change()?;
    let mut items = Vec::new();
    if let Some(from) = after.checked_add(1) {
        for entry in tree.range(keys::change(from)..=keys::change(u64::MAX)).take(limit) {
            let (key, value) = entry?;
            items.push(change(&key, &value)?);
        }
    }
    Ok(Changes { items, newest })
}

/// The texts that came after a number: see [`crate::store::WatchStore::texts`].
pub fn texts_after(tree: &View<'_>, after: u64, limit: usize) -> Result<Changes, StoreError> {
    let newest = tree.newest_change()?;
    let mut items = BTreeMap::new();
    let Some(from) = after.checked_add(1) else { return Ok(Changes { items: Vec::new(), newest }) };
    for (first, last) in [(keys::change(from), keys::change(u64::MAX)), (keys::text(from), keys::text(u64::MAX))] {
        let mut found = 0;
        for entry in tree.range(first..=last) {
            if found == limit {
                break;
            }
            let (key, value) = entry?;
            let change = change(&key, &value)?;
            if change.brings_text() {
                items.insert(change.number, change);
                found += 1;
            }
        }
    }
    Ok(Changes { items: items.into_values().take(limit).collect(), newest })
}

/// The keys that go when a change of this kind takes the place of an older one.
pub fn replaced(older: &Change, kind: ChangeKind) -> impl Iterator<Item = Vec<u8>> + use<> {
    let another_text = older.kind == ChangeKind::Reanalyzed && kind != ChangeKind::Reanalyzed;
    let text = (another_text && older.content > 0).then(|| keys::text(older.content));
    text.into_iter().chain([keys::change(older.number)])
}

/// Key and value that keep the place of a text when it is read again for the first time.
pub fn text_kept(older: &Change, kind: ChangeKind) -> Option<(Vec<u8>, Vec<u8>)> {
    let first = kind == ChangeKind::Reanalyzed && older.kind != ChangeKind::Reanalyzed;
    let entry = Entry { article: older.article, kind: older.kind, at: older.at, content: None };
    first.then(|| (keys::text(older.number), codec::to_bytes(&entry)))
}

/// The change of a number.
pub fn read(values: &impl Values, number: u64) -> Result<Change, StoreError> {
    let key = keys::change(number);
    let value = values.value(&key)?.ok_or_else(|| StoreError::Corrupt(format!("change {number} has disappeared")))?;
    change(&key, &value)
}

/// The change in an entry.
fn change(key: &[u8], value: &[u8]) -> Result<Change, StoreError> {
    let number = keys::number_of_change(key);
    let number = number.ok_or_else(|| StoreError::Corrupt(format!("the key {key:?} is no change's")))?;
    let Entry { article, kind, at, content } = codec::from_bytes(value).map_err(damaged)?;
    let content = content.unwrap_or_else(|| content_of(number, kind, None));
    Ok(Change { number, article, kind, at, content })
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
    let tree = database;
    let format = tree.value(keys::FORMAT)?.map_or(Ok(0), |value| codec::from_bytes::<u32>(&value).map_err(damaged))?;
    if format < FORMAT {
        if let refused @ Writes::Refused { .. } = shared.room.writes() {
            return Ok(refused);
        }
        // Programs that do not know what is kept now must not write here from now on.
        write_format(shared.room.directory(), shared.engine())?;
        if format < WITH_FEED
            && let refused @ Writes::Refused { .. } = number_articles(shared, database)?
        {
            return Ok(refused);
        }
        // Once there is a keeper, it alone writes files.
        shared.load_index(database, shared.keeper.get().is_none())?;
        if format < BY_ANALYZER {
            shared.apply(analyzers::count_all(database)?)?;
        }
        if format < WITH_CONFLICTS
            && let refused @ Writes::Refused { .. } = upgrade::enter_articles(shared, database)?
        {
            return Ok(refused);
        }
        if format < WITH_INDEX
            && let refused @ Writes::Refused { .. } = upgrade::remove_moved(shared, database)?
        {
            return Ok(refused);
        }
        if format < WITH_LOG
            && let refused @ Writes::Refused { .. } = upgrade::log_records(shared, database)?
        {
            return Ok(refused);
        }
        shared.apply(Changed::from([(keys::FORMAT.to_vec(), Some(codec::to_bytes(&FORMAT)))]))?;
        shared.sync(database)?;
        tracing::info!(from = format, to = FORMAT, changes = tree.newest_change()?, "the archive has a new format");
    }
    // Who follows the feed must not see it numbered and empty: its index would seem to know too much.
    shared.settle(database)?;
    shared.numbered.store(true, Ordering::SeqCst);
    Ok(Writes::Open)
}

fn number_articles(shared: &Shared, database: &Database) -> Result<Writes, StoreError> {
    let tree = database;
    let mut number = tree.newest_change()?;
    let mut unnumbered = Vec::new();
    let mut articles = tree.scan_prefix(keys::ARTICLE).keys();
    loop {
        let key = articles.next().transpose()?;
        if let Some(id) = key.as_deref().and_then(keys::article_of)
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
                let (kind, content) = (ChangeKind::Inserted, number);
                for (key, value) in entries(&Change { number, article, kind, at, content }) {
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
        let (key, value) = entry?;
        let change = change(&key, &value)?;
        let of = tree.value(&keys::record(keys::CHANGE_OF, change.article))?;
        if of != Some(codec::to_bytes(&change.number)) || change.number > newest {
            return Err(StoreError::Corrupt(format!("change {} is not its article's newest", change.number)));
        }
        kinds.insert(change.article, change.kind);
        keys += 2;
        if change.kind == ChangeKind::Reanalyzed && change.content > 0 {
            let text = tree.value(&keys::text(change.content))?;
            let known = text.map(|value| self::change(&keys::text(change.content), &value)).transpose()?;
            if known.is_none_or(|known| known.article != change.article || !known.brings_text()) {
                return Err(StoreError::Corrupt(format!("the text of change {} has lost its place", change.number)));
            }
            keys += 1;
        }
    }
    Ok((kinds, keys))
}
