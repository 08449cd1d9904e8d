//! The sums over entities that a batch changes.

use std::collections::BTreeMap;

use super::engine::Database;
use super::entries::Entries;
use super::keys;
use super::values::{Values, tally_entries};
use crate::nlp::analysis::EntityId;
use crate::store::StoreError;
use crate::store::tally::Tally;

/// See the module.
#[derive(Debug, Default)]
pub struct Sums(BTreeMap<EntityId, Sum>);

#[derive(Debug)]
struct Sum {
    before: Tally,
    now: Tally,
}

impl Sums {
    /// Reads the sums that [`Self::add`] or [`Self::subtract`] will change.
    pub fn load<'b>(&mut self, tree: &Database, ids: impl Iterator<Item = &'b EntityId>) -> Result<(), StoreError> {
        for id in ids {
            if !self.0.contains_key(id) {
                let before = tree.tally(&keys::tally(id))?.map(|(_, tally)| tally).unwrap_or_default();
                self.0.insert(id.clone(), Sum { now: before.clone(), before });
            }
        }
        Ok(())
    }

    /// Adds what an article says.
    pub fn add(&mut self, tallies: BTreeMap<EntityId, Tally>) {
        for (id, tally) in tallies {
            if let Some(sum) = self.0.get_mut(&id) {
                sum.now.add(tally);
            }
        }
    }

    /// Takes away what an article says.
    pub fn subtract(&mut self, tallies: &BTreeMap<EntityId, Tally>) {
        for (id, tally) in tallies {
            if let Some(sum) = self.0.get_mut(id) {
                sum.now.subtract(tally);
            }
        }
    }

    /// The entries of the sums that have changed, as they were and as they are.
    pub fn changes(self) -> impl Iterator<Item = (Entries, Entries)> {
        let changed = self.0.into_iter().filter(|(_, sum)| sum.before != sum.now);
        changed.map(|(id, Sum { before, now })| (tally_entries(&id, &before), tally_entries(&id, &now)))
    }
}
