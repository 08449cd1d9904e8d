//! Which figures exclude each other, kept up with every change.
//!
//! What an article states is read once, when it comes or is read again, and kept with it: a later program may read more in
//! the same words, and must still find what an earlier one has entered. A change of an article looks at the neighbours of
//! its figures in the lists of their keys, [`WINDOW`] of them to either side, and at no more of the archive.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::entries::Entries;
use super::index::list_keys;
use super::overlay::{Changes, Overlay};
use super::values::Values;
use super::view::View;
use super::write_batch::WriteBatch;
use super::{damaged, keys};
use crate::article::AnalysedArticle;
use crate::nlp::analysis::FigureId;
use crate::store::codec::{self, Damaged, Input, Stored, stored_fields};
use crate::store::conflict::{
    Conflict, ConflictFilter, Key, PAIR_PLACE, PairPlace, Said, Statement, WINDOW, said_otherwise, statements,
};
use crate::store::fullness::Fullness;
use crate::store::record::{pack_statements, unpack_statements};
use crate::store::sort_key::{ListId, SortKey};
use crate::store::{FigureHit, Page, PageRequest, StoreError};

/// A pair, in the posting of its newer article.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pair {
    place: PairPlace,
    key: Key,
}

stored_fields! {
    Pair { place, key }
}

impl Stored for PairPlace {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.bytes());
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        Self::read(input.bytes(PAIR_PLACE)?).ok_or(Damaged("a pair has no place"))
    }
}

/// What is kept of an article's statements: the record of all, and each under its key.
pub fn entries(article: &AnalysedArticle, statements: &[Statement]) -> Entries {
    let mut entries = Entries::new();
    if statements.is_empty() {
        return entries;
    }
    let order = SortKey::of(&article.article);
    entries.insert(keys::record(keys::STATEMENTS, article.article.id), pack_statements(statements));
    for statement in statements {
        let list = keys::stated(&statement.key.0);
        entries.insert(keys::posting(&list, &order), codec::to_bytes(&statement.said));
    }
    entries
}

/// What an article was found to state when it came.
pub fn kept(values: &impl Values, article: &AnalysedArticle) -> Result<Vec<Statement>, StoreError> {
    let record = values.record(&keys::record(keys::STATEMENTS, article.article.id))?;
    record.map_or_else(|| Ok(Vec::new()), |record| unpack_statements(&record))
}

/// Changes of statements and pairs, worked out before any of it is staged.
pub struct Restated<'a, 'b>(Overlay<'a, 'b>);

impl<'a, 'b> Restated<'a, 'b> {
    /// Nothing changed yet.
    pub fn new(batch: &'a WriteBatch<'b>) -> Self {
        Self(Overlay::new(batch))
    }

    /// Takes away all that an article states.
    pub fn remove(mut self, article: &AnalysedArticle) -> Result<Self, StoreError> {
        let kept = kept(&self.0, article)?;
        let order = SortKey::of(&article.article);
        for statement in &kept {
            self.put(&order, &statement.key, None)?;
        }
        self.0.remove_all(entries(article, &kept).into_keys());
        Ok(self)
    }

    /// Adds what an article states.
    pub fn add(mut self, article: &AnalysedArticle, statements: &[Statement]) -> Result<Self, StoreError> {
        let order = SortKey::of(&article.article);
        for statement in statements {
            self.put(&order, &statement.key, Some(&statement.said))?;
        }
        self.0.put_all(entries(article, statements));
        Ok(self)
    }

    /// All changes.
    pub fn changes(self) -> Changes {
        self.0.changes()
    }

    /// Changes what is said under a key at a place, with all pairs that come and go by that.
    fn put(&mut self, order: &SortKey, key: &Key, said: Option<&Vec<Said>>) -> Result<(), StoreError> {
        let list = keys::stated(&key.0);
        let mut listed = self.around(&list, order)?;
        let before = pairs(&listed, order);
        match said {
            Some(said) => listed.insert(*order, said.clone()),
            None => listed.remove(order),
        };
        let after = pairs(&listed, order);
        let newer: BTreeSet<SortKey> = before.symmetric_difference(&after).map(|pair| pair.newer.0).collect();
        for newer in newer {
            let posting = keys::posting(keys::PAIRS, &newer);
            let known = self.0.value(&posting)?.map(|value| codec::from_bytes::<Vec<Pair>>(&value).map_err(damaged));
            let mut known = known.transpose()?.unwrap_or_default();
            known.retain(|pair| pair.key != *key);
            let own = after.iter().filter(|pair| pair.newer.0 == newer);
            known.extend(own.map(|place| Pair { place: *place, key: *key }));
            known.sort_unstable_by_key(|pair| (pair.place, pair.key));
            self.0.set(posting, (!known.is_empty()).then(|| codec::to_bytes(&known)));
        }
        self.0.set(keys::posting(&list, order), said.map(codec::to_bytes));
        Ok(())
    }

    /// What is said under a key around a place, as far as a change there can matter.
    fn around(&self, list: &[u8], order: &SortKey) -> Result<BTreeMap<SortKey, Vec<Said>>, StoreError> {
        let at = keys::posting(list, order);
        let ends = (keys::posting(list, &SortKey::FIRST), keys::posting(list, &SortKey::LAST));
        let staged = |range: &std::ops::RangeInclusive<Vec<u8>>| -> Changes {
            let inside = self.0.ordered(list).filter(|(key, _)| range.contains(*key));
            inside.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        let mut found: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
        let sides = [(ends.0..=at.clone(), true), (at.clone()..=ends.1, false)];
        for (range, newer) in sides {
            let staged = staged(&range);
            let tree = self.0.tree().range(range);
            let most = WINDOW + 2 + staged.len();
            let entries: Vec<_> = if newer { tree.rev().take(most).collect() } else { tree.take(most).collect() };
            let mut side: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
            for entry in entries {
                let (key, value) = entry?;
                side.insert(key.to_vec(), value.to_vec());
            }
            for (key, value) in staged {
                match value {
                    Some(value) => side.insert(key, value),
                    None => side.remove(&key),
                };
            }
            let keep = WINDOW + 2;
            if newer {
                found.extend(side.into_iter().rev().take(keep));
            } else {
                found.extend(side.into_iter().take(keep));
            }
        }
        let read = found.into_iter().map(|(key, value)| {
            let order = keys::sort_key_of(&key).ok_or_else(|| StoreError::Corrupt("a key is too short".into()))?;
            Ok((order, codec::from_bytes(&value).map_err(damaged)?))
        });
        read.collect()
    }
}

/// The pairs of the article at a place and of those newer ones that may be paired with it or beyond it.
fn pairs(listed: &BTreeMap<SortKey, Vec<Said>>, order: &SortKey) -> BTreeSet<PairPlace> {
    let all: Vec<(SortKey, Vec<Said>)> = listed.iter().map(|(order, said)| (*order, said.clone())).collect();
    let at = all.partition_point(|(place, _)| place < order);
    let end = all.partition_point(|(place, _)| place <= order);
    (at.saturating_sub(WINDOW)..end).flat_map(|at| said_otherwise(&all, at)).collect()
}

/// See [`crate::store::ArticleStore::list_conflicts`].
pub fn list(tree: &View<'_>, filter: &ConflictFilter, page: &PageRequest) -> Result<Page<Conflict>, StoreError> {
    let list = ListId::new("conflicts", filter);
    let after = list.pair_place(page.after.as_ref())?;
    let entity = filter.entity.as_ref().map(|entity| keys::of_text(list_keys::FIGURES_ABOUT, &entity.0));
    let unit = filter.unit.as_ref().map(|unit| keys::of_text(list_keys::FIGURES_BY_UNIT, unit));
    let lists: Vec<Vec<u8>> = entity.into_iter().chain(unit).collect();
    let first = SortKey::first_in(&filter.range).map(|first| after.map_or(first, |after| first.max(after.newer.0)));
    let Some(first) = first else { return Ok(Page { items: Vec::new(), next: None }) };
    let mut items: Vec<Conflict> = Vec::new();
    let mut full = Fullness::new(page.limit);
    let mut shown: Option<PairPlace> = None;
    for entry in tree.range(keys::between(keys::PAIRS, &first, &SortKey::last_in(&filter.range))) {
        let (key, value) = entry?;
        tree.look()?;
        let order = keys::sort_key_of(&key).ok_or_else(|| StoreError::Corrupt("a key is too short".into()))?;
        let mut is_listed = true;
        for list in &lists {
            is_listed = is_listed && tree.index().lists(list, &order)?;
        }
        if !is_listed {
            continue;
        }
        let pairs: Vec<Pair> = codec::from_bytes(&value).map_err(damaged)?;
        let places: BTreeSet<PairPlace> = pairs.into_iter().map(|pair| pair.place).collect();
        for place in places.into_iter().filter(|place| after.is_none_or(|after| *place > after)) {
            tree.look()?;
            let Some(conflict) = load(tree, &place)?.filter(|conflict| conflict.passes(filter)) else { continue };
            if full.refuses(true) {
                return Ok(Page { items, next: shown.map(|place| list.cursor(&place.bytes())) });
            }
            full.add(Some(&conflict.newer.article.article));
            items.push(conflict);
            shown = Some(place);
        }
    }
    Ok(Page { items, next: None })
}

fn load(tree: &View<'_>, place: &PairPlace) -> Result<Option<Conflict>, StoreError> {
    let hit = |(order, figure): (SortKey, FigureId)| {
        let article = tree.article(order.id())?.map(Arc::new);
        let article = article.ok_or_else(|| {
            StoreError::Corrupt(format!("a pair of figures names article {}, which is not there", order.id()))
        })?;
        Ok::<_, StoreError>(FigureHit { article, figure, score: 0.0 })
    };
    let [newer, older] = place.figures();
    Ok(Conflict::new(hit(newer)?, hit(older)?))
}

/// Enters what an article of an old archive states, unless that was done before.
pub fn enter(batch: &mut WriteBatch<'_>, article: &AnalysedArticle) -> Result<(), StoreError> {
    if batch.record(&keys::record(keys::STATEMENTS, article.article.id))?.is_none() {
        let changes = Restated::new(batch).add(article, &statements(article))?.changes();
        batch.stage(changes);
    }
    Ok(())
}

/// What all articles state, while they are verified.
#[derive(Debug, Default)]
pub struct Stated(BTreeMap<Key, BTreeMap<SortKey, Vec<Said>>>);

impl Stated {
    /// Takes in what an article was found to state, and answers the entries that this must have.
    pub fn add(&mut self, values: &impl Values, article: &AnalysedArticle) -> Result<Entries, StoreError> {
        let kept = kept(values, article)?;
        let mut entries = entries(article, &kept);
        let key = keys::record(keys::STATEMENTS, article.article.id);
        // Older records say the same in more bytes.
        if let (Some(entry), Some(record)) = (entries.get_mut(&key), values.record(&key)?) {
            *entry = record;
        }
        for Statement { key, said } in kept {
            self.0.entry(key).or_default().insert(SortKey::of(&article.article), said);
        }
        Ok(entries)
    }

    /// The entries of all pairs.
    pub fn pairs(self) -> Entries {
        let mut of: BTreeMap<SortKey, Vec<Pair>> = BTreeMap::new();
        for (key, listed) in self.0 {
            let listed: Vec<_> = listed.into_iter().collect();
            for place in (0..listed.len()).flat_map(|at| said_otherwise(&listed, at)) {
                of.entry(place.newer.0).or_default().push(Pair { place, key });
            }
        }
        let entry = |(order, mut pairs): (SortKey, Vec<Pair>)| {
            pairs.sort_unstable_by_key(|pair| (pair.place, pair.key));
            (keys::posting(keys::PAIRS, &order), codec::to_bytes(&pairs))
        };
        of.into_iter().map(entry).collect()
    }
}
