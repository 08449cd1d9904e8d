//! Deletion of many articles: what a step would delete, and the step itself.
//!
//! A step is bounded, and each deletion in it is durable before it counts and stands in the change feed. What a step has not
//! come to is still there, so an interrupted one is simply asked for again.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::article::ArticleId;
use crate::clock::Clock;
use crate::store::{ArticleFilter, ArticleStore, Cursor, PageRequest, Sort, StoreError};

/// Articles that are asked for at once.
const PAGE: usize = 200;

/// Deletions that share one write to the disk.
const AT_ONCE: usize = 32;

/// An article that a step would delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removable {
    /// Its id.
    pub id: ArticleId,
    /// Which revision it is.
    pub revision: u32,
}

/// The first articles of a filter, the newest first, at most `most` of them. Costs a read of each.
///
/// # Errors
/// When the store fails.
pub async fn removable(
    store: &dyn ArticleStore,
    filter: &ArticleFilter,
    most: usize,
) -> Result<Vec<Removable>, StoreError> {
    let mut filter = filter.clone();
    if let Some(text) = &mut filter.text {
        text.sort = Sort::Date;
    }
    let mut found = Vec::new();
    let mut after: Option<Cursor> = None;
    while found.len() < most {
        let limit = PAGE.min(most - found.len());
        let page = store.list_articles(&filter, &PageRequest { limit, after }).await?;
        let removable =
            |article: &crate::article::Article| Removable { id: article.id, revision: article.revision().number };
        found.extend(page.items.iter().map(|article| removable(article)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(found)
}

/// Deletes these articles; says how many of them were still there. Returns when that is durable.
///
/// # Errors
/// When the store fails; what was deleted by then stays so.
pub async fn remove(store: &dyn ArticleStore, clock: &dyn Clock, articles: &[Removable]) -> Result<u64, StoreError> {
    let deletions = stream::iter(articles).map(|article| store.delete(article.id, clock.now()));
    deletions.buffer_unordered(AT_ONCE).try_fold(0, |sum, there| async move { Ok(sum + u64::from(there)) }).await
}
