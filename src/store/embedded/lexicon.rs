//! The user's lexicon: its names as one record in chunks, its versions as one small entry each.

use std::sync::Arc;

use super::engine::Entry;
use super::entries::Entries;
use super::values::{Values, chunks};
use super::view::View;
use super::{damaged, keys};
use crate::store::codec;
use crate::store::record::{pack_names, unpack_names};
use crate::store::{LexiconVersion, StoreError, StoredLexicon};

/// A lexicon ready to be written.
pub struct Prepared {
    /// Its names.
    pub chunks: Entries,
    /// Key and value of its version.
    pub version: (Vec<u8>, Vec<u8>),
}

impl Prepared {
    /// Packs it.
    pub fn new(lexicon: &StoredLexicon) -> Self {
        let StoredLexicon { version, names } = lexicon;
        Self {
            chunks: chunks(keys::LEXICON, &pack_names(names)).collect(),
            version: (keys::lexicon_version(version.number), codec::to_bytes(version)),
        }
    }

    /// How much is to be written.
    pub fn bytes(&self) -> usize {
        self.chunks.values().map(Vec::len).sum()
    }
}

/// See [`crate::store::ArticleStore::lexicon`].
pub fn read(tree: &View<'_>) -> Result<Option<StoredLexicon>, StoreError> {
    let Some(version) = versions(tree, None, 1)?.pop() else { return Ok(None) };
    let record = tree.record(keys::LEXICON)?;
    let record = record.ok_or_else(|| StoreError::Corrupt("the lexicon has lost its names".into()))?;
    Ok(Some(StoredLexicon { version, names: Arc::new(unpack_names(&record)?) }))
}

/// See [`crate::store::ArticleStore::lexicon_versions`].
pub fn versions(tree: &View<'_>, before: Option<u64>, limit: usize) -> Result<Vec<LexiconVersion>, StoreError> {
    let Some(newest) = before.unwrap_or(u64::MAX).checked_sub(1) else { return Ok(Vec::new()) };
    let range = keys::lexicon_version(newest)..=keys::lexicon_version(0);
    let read = |entry: Result<Entry, StoreError>| codec::from_bytes(&entry?.1).map_err(damaged);
    tree.range(range).take(limit).map(read).collect()
}

/// How many keys the lexicon takes, each of them whole.
pub fn verify(tree: &View<'_>) -> Result<u64, StoreError> {
    let versions = versions(tree, None, usize::MAX)?;
    let Some(lexicon) = read(tree)? else { return Ok(0) };
    let chunks = Prepared::new(&lexicon).chunks;
    for (key, value) in &chunks {
        if tree.value(key)?.as_ref() != Some(value) {
            return Err(StoreError::Corrupt(format!("the entry {key:?} of the lexicon is not what it should be")));
        }
    }
    Ok((versions.len() + chunks.len()) as u64)
}
