//! Changes that are worked out on top of a batch before any of them is staged: what is looked up meanwhile sees them.

use std::collections::BTreeMap;

use super::engine::Database;
use super::values::Values;
use super::write_batch::WriteBatch;
use crate::store::StoreError;

/// Keys with their new values; `None` for those that go.
pub type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// See the module.
pub struct Overlay<'a, 'b> {
    batch: &'a WriteBatch<'b>,
    changed: Changes,
}

impl Values for Overlay<'_, '_> {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changed.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.batch.value(key),
        }
    }
}

impl<'a, 'b> Overlay<'a, 'b> {
    /// Nothing changed yet.
    pub fn new(batch: &'a WriteBatch<'b>) -> Self {
        Self { batch, changed: Changes::new() }
    }

    /// What it is on top of.
    pub fn batch(&self) -> &'a WriteBatch<'b> {
        self.batch
    }

    /// What is stored.
    pub fn tree(&self) -> &Database {
        self.batch.tree()
    }

    /// Changes one key.
    pub fn set(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.changed.insert(key, value);
    }

    /// Puts entries there.
    pub fn put_all(&mut self, entries: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) {
        self.changed.extend(entries.into_iter().map(|(key, value)| (key, Some(value))));
    }

    /// Takes keys away.
    pub fn remove_all(&mut self, keys: impl IntoIterator<Item = Vec<u8>>) {
        self.changed.extend(keys.into_iter().map(|key| (key, None)));
    }

    /// What the batch and what this changes of the keys that begin so, of a family that ranges are looked at of; where both
    /// change one, this comes later.
    pub fn ordered<'k>(&'k self, prefix: &'k [u8]) -> impl Iterator<Item = (&'k Vec<u8>, &'k Option<Vec<u8>>)> {
        let own = self.changed.range(prefix.to_vec()..).take_while(move |(key, _)| key.starts_with(prefix));
        self.batch.ordered(prefix).chain(own)
    }

    /// All changes.
    pub fn changes(self) -> Changes {
        self.changed
    }
}
