//! What is to be known before a batch is worked out, and articles by their ids.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::{try_join, try_join_all};
use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;

use super::failure::Failure;
use super::pool::{Transaction, query};
use super::prepared::{id, known_name, uuid};
use super::writer::Write;
use crate::article::{AnalysedArticle, Article, ArticleId, ContentHash};
use crate::store::record::{unpack_analysis, unpack_article};
use crate::store::{Change, ChangeKind, StoreError};

/// So many rows at least are worth a thread of their own.
const SHARE: usize = 32;

/// What the archive holds of all that a batch speaks of.
#[derive(Debug, Default)]
pub struct Known {
    /// The newest number of the feed.
    pub newest: u64,
    /// Hashes of the present content of all articles that are there.
    pub contents: BTreeMap<ArticleId, ContentHash>,
    /// Articles that may be changed.
    pub articles: BTreeMap<ArticleId, Arc<AnalysedArticle>>,
    /// Who has, or had, a content.
    pub hashes: BTreeMap<ContentHash, ArticleId>,
    /// Who has a name.
    pub names: BTreeMap<Vec<u8>, ArticleId>,
    /// The newest change of each article.
    pub changes: BTreeMap<ArticleId, Change>,
}

const HASHES: &str = "SELECT hash, article FROM known_content WHERE hash = ANY($1)";
const NAMES: &str = "SELECT name, article FROM known_name WHERE name = ANY($1)";
const CONTENTS: &str = "SELECT id, content FROM article WHERE id = ANY($1)";
const RECORDS: &str = "SELECT id, record, analysis FROM article WHERE id = ANY($1)";
const ARTICLES: &str = "SELECT id, record FROM article WHERE id = ANY($1)";
const CHANGES: &str = "SELECT article, number, kind, second, nanosecond, content FROM change WHERE article = ANY($1)";

/// The hashes by which an article is known: its own, and the one of older programs.
pub fn hashes(article: &Article) -> [ContentHash; 2] {
    [article.content_hash, article.content.exact_hash()]
}

/// The name by which an article is known at its source.
pub fn name(article: &Article) -> Option<Vec<u8>> {
    let content = &article.content;
    content.external_id.as_deref().map(|external_id| known_name(content.source.as_deref(), external_id))
}

/// Looks up all that these changes speak of.
pub async fn known(tx: &Transaction<'_>, writes: &[Write], newest: i64) -> Result<Known, Failure> {
    let mut wanted: BTreeSet<ContentHash> = BTreeSet::new();
    let (mut named, mut ids, mut targets) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for write in writes {
        let new = match write {
            Write::Insert(new, _) => new,
            Write::Revise(new, ..) | Write::Replace(new, ..) => {
                targets.insert(new.id());
                new
            }
            Write::Delete(id, _) => {
                ids.insert(*id);
                targets.insert(*id);
                continue;
            }
        };
        ids.insert(new.id());
        wanted.extend(hashes(&new.article.article));
        named.extend(name(&new.article.article));
    }
    let wanted: Vec<Vec<u8>> = wanted.iter().map(|hash| hash.0.to_vec()).collect();
    let named: Vec<Vec<u8>> = named.into_iter().collect();
    let (wanted, named) = (&[&wanted as _], &[&named as _]);
    let (held, names) = try_join(query(tx, HASHES, wanted), query(tx, NAMES, named)).await?;
    let hashes = held.iter().map(|row| Ok((hash(row.get(0))?, id(row.get(1))))).collect::<Result<_, StoreError>>()?;
    let names: BTreeMap<Vec<u8>, ArticleId> = names.iter().map(|row| (row.get(0), id(row.get(1)))).collect();
    let changed: Vec<Uuid> = ids.iter().copied().map(uuid).collect();
    ids.extend(names.values().copied());
    let ids: Vec<Uuid> = ids.into_iter().map(uuid).collect();
    let (ids, changed) = (&[&ids as _], &[&changed as _]);
    let (there, changes) = try_join(query(tx, CONTENTS, ids), query(tx, CHANGES, changed)).await?;
    let contents =
        there.iter().map(|row| Ok((id(row.get(0)), hash(row.get(1))?))).collect::<Result<_, StoreError>>()?;
    let changes = changes.iter().map(|row| change(row).map(|change| (change.article, change)));
    let changes = changes.collect::<Result<_, StoreError>>()?;
    let articles = articles(tx, targets.into_iter().collect()).await?;
    Ok(Known { newest: newest.cast_unsigned(), contents, articles, hashes, names, changes })
}

fn hash(bytes: &[u8]) -> Result<ContentHash, StoreError> {
    bytes.try_into().map(ContentHash).map_err(|_| StoreError::Corrupt("a hash has another length".into()))
}

/// A change in a row of the feed.
pub fn change(row: &Row) -> Result<Change, StoreError> {
    let damaged = |what: &str| StoreError::Corrupt(format!("a change has {what}"));
    let kind: &str = row.get(2);
    let kind = ChangeKind::ALL.iter().copied().find(|known| known.as_str() == kind);
    let nanosecond = i32::try_from(row.get::<_, i64>(4)).unwrap_or_default();
    Ok(Change {
        number: row.get::<_, i64>(1).cast_unsigned(),
        article: id(row.get(0)),
        kind: kind.ok_or_else(|| damaged("no kind"))?,
        at: Timestamp::new(row.get(3), nanosecond).map_err(|_| damaged("no moment"))?,
        content: row.get::<_, i64>(5).cast_unsigned(),
    })
}

/// Articles with their analyses, those of these that are there.
pub async fn articles(
    tx: &Transaction<'_>,
    ids: Vec<ArticleId>,
) -> Result<BTreeMap<ArticleId, Arc<AnalysedArticle>>, Failure> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Uuid> = ids.into_iter().map(uuid).collect();
    let rows = query(tx, RECORDS, &[&ids]).await?;
    each_unpacked(rows, |row| analysed(row.get(1), row.get(2))).await
}

/// Articles without their analyses.
pub async fn texts(tx: &Transaction<'_>, ids: &[ArticleId]) -> Result<BTreeMap<ArticleId, Arc<Article>>, Failure> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Uuid> = ids.iter().copied().map(uuid).collect();
    let rows = query(tx, ARTICLES, &[&ids]).await?;
    each_unpacked(rows, |row| unpack_article(row.get(1))).await
}

/// What rows that begin with an id hold; many are unpacked by several threads.
async fn each_unpacked<T: Send + Sync + 'static>(
    rows: Vec<Row>,
    unpack: fn(&Row) -> Result<T, StoreError>,
) -> Result<BTreeMap<ArticleId, Arc<T>>, Failure> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = rows.len().div_ceil(threads).max(SHARE);
    let mut rows = rows.into_iter();
    let shares =
        std::iter::from_fn(|| Some(rows.by_ref().take(share).collect::<Vec<_>>()).filter(|rows| !rows.is_empty()));
    let unpacked = shares.map(|rows| {
        unpacked(move || {
            rows.iter().map(|row| Ok((id(row.get(0)), Arc::new(unpack(row)?)))).collect::<Result<Vec<_>, _>>()
        })
    });
    Ok(try_join_all(unpacked).await?.into_iter().flatten().collect())
}

/// An article of its two records.
pub fn analysed(record: &[u8], analysis: &[u8]) -> Result<AnalysedArticle, StoreError> {
    let (analysis, analyzer) = unpack_analysis(analysis)?;
    Ok(AnalysedArticle { article: unpack_article(record)?, analysis, analyzer })
}

/// Unpacks off the async threads.
pub async fn unpacked<T: Send + 'static>(
    unpack: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Failure> {
    let unpacked = tokio::task::spawn_blocking(unpack).await;
    Ok(unpacked.map_err(|_| StoreError::Backend("unpacking panicked".into()))??)
}
