//! Figures that exclude each other, in memory: every question reads every article.

use std::collections::{BTreeMap, BTreeSet};

use super::Shelf;
use super::page::page;
use crate::store::conflict::{Conflict, ConflictFilter, Key, PairPlace, Said, said_otherwise, statements};
use crate::store::sort_key::{ListId, SortKey};
use crate::store::{FigureHit, Page, PageRequest, StoreError};

impl Shelf {
    /// See [`crate::store::ArticleStore::list_conflicts`].
    pub(super) fn conflicts(
        &self,
        filter: &ConflictFilter,
        request: &PageRequest,
    ) -> Result<Page<Conflict>, StoreError> {
        let list = ListId::new("conflicts", filter);
        let after = list.pair_place(request.after.as_ref())?.map(|place| place.bytes());
        let mut stated: BTreeMap<Key, BTreeMap<SortKey, Vec<Said>>> = BTreeMap::new();
        for (order, article) in &self.articles {
            for statement in statements(article) {
                stated.entry(statement.key).or_default().insert(*order, statement.said);
            }
        }
        let mut places: BTreeSet<PairPlace> = BTreeSet::new();
        for listed in stated.into_values() {
            let listed: Vec<_> = listed.into_iter().collect();
            places.extend((0..listed.len()).flat_map(|at| said_otherwise(&listed, at)));
        }
        let conflicts = places.into_iter().filter_map(|place| {
            let [newer, older] = place.figures().map(|(order, figure)| {
                Some(FigureHit { article: self.articles.get(&order)?.clone(), figure, score: 0.0 })
            });
            let conflict = Conflict::new(newer?, older?)?;
            let passes = filter.range.contains(place.newer.0.at()) && conflict.passes(filter);
            passes.then(|| (place.bytes(), conflict))
        });
        Ok(page(list, request.limit, conflicts, after.as_deref(), |conflict| Some(&conflict.newer.article.article)))
    }
}
