//! What an article said before its corrections.
//!
//! The numbers of its revisions have no gap, so none of this needs a list: the article tells the newest, and every smaller
//! number is there. That its content is known stays true for all of them.

use std::sync::Arc;

use super::entries::Entries;
use super::values::Values;
use super::view::View;
use super::{damaged, keys};
use crate::article::{AnalysedArticle, Article, ArticleId};
use crate::store::codec::{self, stored_fields};
use crate::store::record::{pack_analysis, pack_article, unpack_analysis, unpack_article};
use crate::store::{RevisionEntry, StoreError};

stored_fields! {
    RevisionEntry { revision, content_hash, analyzer }
}

fn entry(article: &AnalysedArticle) -> RevisionEntry {
    let AnalysedArticle { article, analyzer, .. } = article;
    RevisionEntry { revision: article.revision(), content_hash: article.content_hash, analyzer: analyzer.clone() }
}

/// Everything that is kept of a revision that is the newest no more.
pub fn entries(old: &AnalysedArticle) -> Entries {
    let (id, number) = (old.article.id, old.article.revision().number);
    let mut entries = Entries::new();
    entries.insert(keys::revision(keys::EARLIER, id, number), codec::to_bytes(&entry(old)));
    entries.insert(keys::revision(keys::EARLIER_ARTICLE, id, number), pack_article(&old.article));
    let analysis = pack_analysis(&old.analysis, &old.analyzer);
    entries.insert(keys::revision(keys::EARLIER_ANALYSIS, id, number), analysis);
    entries.insert(keys::hash(old.article.content_hash), codec::to_bytes(&id));
    entries
}

/// All of [`entries`] of the revisions before this one.
pub fn all_entries(values: &impl Values, newest: &Article) -> Result<Entries, StoreError> {
    let mut all = Entries::new();
    for number in 1..newest.revision().number {
        all.extend(entries(&earlier(values, newest.id, number)?));
    }
    Ok(all)
}

fn earlier(values: &impl Values, id: ArticleId, number: u32) -> Result<AnalysedArticle, StoreError> {
    let record = |family| values.record(&keys::revision(family, id, number))?.ok_or_else(|| lost(id, number));
    let (article, analysis) = (record(keys::EARLIER_ARTICLE)?, record(keys::EARLIER_ANALYSIS)?);
    let (analysis, analyzer) = unpack_analysis(&analysis)?;
    Ok(AnalysedArticle { article: unpack_article(&article)?, analysis, analyzer })
}

fn lost(id: ArticleId, number: u32) -> StoreError {
    StoreError::Corrupt(format!("article {id} has lost its revision {number}"))
}

/// See [`crate::store::ArticleStore::revision`].
pub fn get(tree: &View<'_>, id: ArticleId, number: u32) -> Result<Option<Arc<AnalysedArticle>>, StoreError> {
    let Some(newest) = tree.newest(id)? else { return Ok(None) };
    if number == newest.revision().number {
        return Ok(tree.article(id)?.map(Arc::new));
    }
    let is_earlier = (1..newest.revision().number).contains(&number);
    is_earlier.then(|| earlier(tree, id, number).map(Arc::new)).transpose()
}

/// See [`crate::store::ArticleStore::revisions`].
pub fn list(
    tree: &View<'_>,
    id: ArticleId,
    before: Option<u32>,
    limit: usize,
) -> Result<Option<Vec<RevisionEntry>>, StoreError> {
    let Some(newest) = tree.newest(id)? else { return Ok(None) };
    let newest = newest.revision().number;
    let end = before.unwrap_or(u32::MAX).min(newest.saturating_add(1));
    let mut items = Vec::new();
    for number in (1..end).rev().take(limit) {
        if number == newest {
            items.extend(tree.article(id)?.as_ref().map(entry));
            continue;
        }
        let value = tree.value(&keys::revision(keys::EARLIER, id, number))?;
        items.push(codec::from_bytes(&value.ok_or_else(|| lost(id, number))?).map_err(damaged)?);
    }
    Ok(Some(items))
}
