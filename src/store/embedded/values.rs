//! Values and records by their keys: of the tree, of a view of it, of a batch; and what keys and values a record has.

use super::engine::Database;
use super::entries::Entries;
use super::{damaged, keys};
use crate::article::{AnalysedArticle, Article, ArticleId};
use crate::nlp::analysis::EntityId;
use crate::store::StoreError;
use crate::store::codec;
use crate::store::record::{unpack_analysis, unpack_article};
use crate::store::tally::Tally;

/// Whatever gives values of keys.
pub trait Values {
    /// The value of a key.
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// A record: of the log, or from its chunks, of which the last is the first that is not full.
    fn record(&self, at: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if keys::is_logged(at)
            && let Some(record) = self.value(at)?
        {
            return Ok(Some(record));
        }
        let mut record = Vec::new();
        for n in 0.. {
            match self.value(&keys::chunk(at, n))? {
                Some(chunk) => {
                    record.extend_from_slice(&chunk);
                    if chunk.len() < keys::CHUNK {
                        return Ok(Some(record));
                    }
                }
                None if n == 0 => return Ok(None),
                None => break,
            }
        }
        Err(StoreError::Corrupt("a record has lost a part".into()))
    }

    /// An article without its analysis.
    fn newest(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        self.record(&keys::record(keys::ARTICLE, id))?.map(|record| unpack_article(&record)).transpose()
    }

    /// An article with its analysis.
    fn article(&self, id: ArticleId) -> Result<Option<AnalysedArticle>, StoreError> {
        let Some(article) = self.newest(id)? else { return Ok(None) };
        let analysis = self.record(&keys::record(keys::ANALYSIS, id))?;
        let analysis = analysis.ok_or_else(|| StoreError::Corrupt(format!("article {id} has lost its analysis")))?;
        let (analysis, analyzer) = unpack_analysis(&analysis)?;
        Ok(Some(AnalysedArticle { article, analysis, analyzer }))
    }

    /// The sum of all that is known of an entity.
    fn tally(&self, at: &[u8]) -> Result<Option<(EntityId, Tally)>, StoreError> {
        self.record(at)?.map(|record| codec::from_bytes(&record).map_err(damaged)).transpose()
    }

    /// The number of articles.
    fn count(&self) -> Result<u64, StoreError> {
        self.value(keys::COUNT)?.map_or(Ok(0), |value| codec::from_bytes(&value).map_err(damaged))
    }

    /// The newest number of the change feed.
    fn newest_change(&self) -> Result<u64, StoreError> {
        self.value(keys::NEWEST_CHANGE)?.map_or(Ok(0), |value| codec::from_bytes(&value).map_err(damaged))
    }
}

impl Values for Database {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.get(key)?.map(|value| value.to_vec()))
    }
}

/// The records of an article.
pub fn records(id: ArticleId, article: Vec<u8>, analysis: Vec<u8>) -> Entries {
    Entries::from([(keys::record(keys::ARTICLE, id), article), (keys::record(keys::ANALYSIS, id), analysis)])
}

/// A record cut into chunks, the last one shorter than [`keys::CHUNK`], be it empty.
pub fn chunks<'a>(at: &'a [u8], record: &'a [u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> + 'a {
    let count = record.len() / keys::CHUNK + 1;
    (0_u32..).zip(0..count).map(move |(n, i)| {
        let rest = &record[i * keys::CHUNK..];
        (keys::chunk(at, n), rest[..rest.len().min(keys::CHUNK)].to_vec())
    })
}

/// Everything derived from a tally: its record, its ranks, its names.
pub fn tally_entries(id: &EntityId, tally: &Tally) -> Entries {
    let mut entries = Entries::new();
    if tally.articles > 0 {
        entries.extend(chunks(&keys::tally(id), &codec::to_bytes(&(id.clone(), tally.clone()))));
        entries.insert(keys::rank(tally.articles, id), codec::to_bytes(&tally.kind()));
        for name in tally.folded_names() {
            entries.insert(keys::named(&name, id), keys::named_value(&name, id));
        }
    }
    entries
}
