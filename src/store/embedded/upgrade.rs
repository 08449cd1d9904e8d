//! An old archive gets what the present format derives from its articles, and loses what is kept elsewhere now.
//!
//! One article after the other by its id, some of them in a batch that is durable as a whole; after a crash those that have theirs
//! already are passed over.

use super::engine::{Changed, Database};
use super::shared::Shared;
use super::values::{Values, chunks};
use super::write_batch::{Staged, WriteBatch};
use super::{conflicts, copies, keys};
use crate::store::{StoreError, Writes};

/// So many articles are entered at once.
const ENTERED_AT_ONCE: usize = 200;

/// So many keys are removed at once, and so often it is told.
const REMOVED_AT_ONCE: usize = 10_000;
const TOLD_EVERY: u64 = 500_000;

/// Removes what the index holds now. What is returned is the room that it lacks on the disk, if it does.
pub fn remove_moved(shared: &Shared, database: &Database) -> Result<Writes, StoreError> {
    let mut removed = 0;
    for family in keys::MOVED {
        loop {
            let keys = database.scan_prefix(family).keys().take(REMOVED_AT_ONCE);
            let changed = keys.map(|key| Ok((key?.to_vec(), None))).collect::<Result<Changed, StoreError>>()?;
            if changed.is_empty() {
                break;
            }
            if let Err((free, needed)) = shared.room.admit(0) {
                return Ok(Writes::Refused { free, needed });
            }
            let before = removed;
            removed += changed.len() as u64;
            shared.apply(changed)?;
            if removed / TOLD_EVERY > before / TOLD_EVERY {
                tracing::info!(removed, "keys that the index holds now are removed");
            }
        }
    }
    shared.sync(database)?;
    Ok(Writes::Open)
}

/// So many bytes of records are put into the log at once.
const LOGGED_AT_ONCE: u64 = 4 << 20;

/// Puts records that are in chunks into the log; what is there already is no chunk any more. What is returned is the room that
/// it lacks on the disk, if it does.
pub fn log_records(shared: &Shared, database: &Database) -> Result<Writes, StoreError> {
    let (mut changed, mut bytes) = (Changed::new(), 0);
    let put = |changed: &mut Changed, bytes: &mut u64| {
        if let Err((free, needed)) = shared.room.admit(*bytes) {
            return Ok(Some(Writes::Refused { free, needed }));
        }
        *bytes = 0;
        shared.apply(std::mem::take(changed))?;
        shared.sync(database).map(|()| None)
    };
    for (family, _) in keys::LOGGED {
        for key in database.scan_prefix(family).keys() {
            let key = key?;
            let Some(logged) = keys::logged_of_first_chunk(&key) else { continue };
            let Some(record) = database.record(logged)? else { continue };
            bytes += record.len() as u64;
            changed.extend(chunks(logged, &record).map(|(key, _)| (key, None)));
            changed.insert(logged.to_vec(), Some(record));
            if bytes >= LOGGED_AT_ONCE
                && let Some(refused) = put(&mut changed, &mut bytes)?
            {
                return Ok(refused);
            }
        }
    }
    Ok(put(&mut changed, &mut bytes)?.unwrap_or(Writes::Open))
}

/// Enters every article. What is returned is the room that it lacks on the disk, if it does.
pub fn enter_articles(shared: &Shared, database: &Database) -> Result<Writes, StoreError> {
    let tree = database;
    let mut articles = tree.scan_prefix(keys::ARTICLE).keys();
    loop {
        let index = shared.index();
        let mut batch = WriteBatch::new(tree, &index);
        let mut entered = 0;
        while entered < ENTERED_AT_ONCE {
            let Some(key) = articles.next().transpose()? else { break };
            let Some(id) = keys::article_of(&key) else { continue };
            let Some(article) = tree.article(id)? else { continue };
            conflicts::enter(&mut batch, &article)?;
            copies::enter(&mut batch, &article.article)?;
            entered += 1;
        }
        if let Some(Staged { changed, bytes, .. }) = batch.finish()? {
            if let Err((free, needed)) = shared.room.admit(bytes) {
                return Ok(Writes::Refused { free, needed });
            }
            shared.apply(changed)?;
            shared.sync(database)?;
        }
        if entered < ENTERED_AT_ONCE {
            return Ok(Writes::Open);
        }
    }
}
