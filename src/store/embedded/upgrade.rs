//! Articles of an old archive get what the present format derives from them.
//!
//! One article after the other by its id, some of them in a batch that is durable as a whole; after a crash those that have theirs
//! already are passed over.

use super::engine::Database;
use super::shared::Shared;
use super::values::Values;
use super::write_batch::WriteBatch;
use super::{conflicts, copies, keys};
use crate::store::{StoreError, Writes};

/// So many articles are entered at once.
const ENTERED_AT_ONCE: usize = 200;

/// Enters every article. What is returned is the room that it lacks on the disk, if it does.
pub fn enter_articles(shared: &Shared, database: &Database) -> Result<Writes, StoreError> {
    let tree = database;
    let mut articles = tree.scan_prefix(keys::ARTICLE).keys();
    loop {
        let mut batch = WriteBatch::new(tree);
        let mut entered = 0;
        while entered < ENTERED_AT_ONCE {
            let Some(key) = articles.next().transpose()? else { break };
            let Some(id) = keys::first_chunk_of(&key) else { continue };
            let Some(article) = tree.article(id)? else { continue };
            conflicts::enter(&mut batch, &article)?;
            copies::enter(&mut batch, &article.article)?;
            entered += 1;
        }
        if let Some((changed, bytes)) = batch.finish() {
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
