//! Entities that stand together in articles, counted in memory.

use std::collections::BTreeMap;

use super::Shelf;
use crate::nlp::analysis::EntityId;
use crate::store::DateRange;
use crate::store::facts::entity_facts;

impl Shelf {
    /// How many articles of that time each other entity shares with this one; `None` when no article of any time names it.
    pub(super) fn shared(&self, id: &EntityId, range: &DateRange) -> Option<BTreeMap<&EntityId, u64>> {
        let mentioning = self.mentioning(id);
        if mentioning.is_empty() {
            return None;
        }
        let mut shared: BTreeMap<&EntityId, u64> = BTreeMap::new();
        for article in mentioning.into_iter().filter(|one| range.contains(one.article.dated_at())) {
            for other in entity_facts(article).into_keys().filter(|other| *other != id) {
                *shared.entry(other).or_default() += 1;
            }
        }
        Some(shared)
    }
}
