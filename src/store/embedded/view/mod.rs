//! [`View`]: the tree as it was when a read began, while the committer goes on.
//!
//! Before the committer applies a batch beside readers, it keeps what the batch's keys held until then. A view sees the
//! batches that were applied in full when it began; for every key it first asks the tree and then what the key held
//! before later batches, and what it held before the oldest of them is right. In that order nothing slips through: whoever
//! has met a new value in the tree finds the old one that was put before it. A batch that is half applied is later than
//! every view.
//!
//! What was kept goes when no view needs it: with the next batch, or when a view ends, but for one of the lane of heavy questions,
//! whose thread may be stopped for long while it holds the lock that everybody needs. Without readers nothing is kept, and then a view costs one load a key; else
//! one search more, in the keys that are kept, however many batches came since the view began.

use std::cell::Cell;
use std::collections::btree_map;
use std::collections::{BTreeMap, VecDeque};
use std::ops::{Bound, RangeBounds};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::engine::{Changed, Database, Entry, Scan, Slice, is_empty, with_prefix};
use super::index::Index;
use super::values::Values;
use crate::store::StoreError;

/// What keys held.
type Held = BTreeMap<Slice, Option<Slice>>;

/// What one key held before each of the batches that changed it, by their numbers, the oldest first.
type History = VecDeque<(u64, Option<Slice>)>;

/// The states of the tree that views may still see.
#[derive(Debug, Default)]
pub struct Versions {
    state: RwLock<State>,
    /// For how many batches something is kept.
    kept: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    /// The last batch that is applied in full.
    applied: u64,
    /// The index with it.
    index: Arc<Index>,
    /// What the keys of these batches held before.
    histories: BTreeMap<Slice, History>,
    /// The batches that something is kept for, the oldest first.
    kept: VecDeque<Kept>,
    /// How many bytes that is.
    bytes: usize,
    /// How many views see the batches up to a number.
    views: BTreeMap<u64, usize>,
}

/// What is kept for a batch.
#[derive(Debug)]
struct Kept {
    number: u64,
    keys: Vec<Slice>,
    /// How many bytes it is, with some for each key.
    bytes: usize,
}

impl Versions {
    /// The tree as it is.
    pub fn view<'a>(&'a self, tree: &'a Database) -> View<'a> {
        let mut state = self.write();
        let sees = state.applied;
        *state.views.entry(sees).or_default() += 1;
        let index = state.index.clone();
        View {
            tree,
            versions: self,
            sees,
            index,
            cleans_up: Cell::new(true),
            looked_at: Cell::new(0),
            most: Cell::new(u64::MAX),
        }
    }

    /// The index with all that is applied.
    pub fn index(&self) -> Arc<Index> {
        self.read().index.clone()
    }

    /// Puts another index in the place of the present one, with the database as it is.
    pub fn set_index(&self, index: Arc<Index>) {
        self.write().index = index;
    }

    /// How much memory is taken by what is kept.
    pub fn bytes(&self) -> usize {
        self.read().bytes
    }

    /// Applies a batch beside the views there are. One caller at a time.
    pub fn apply(&self, tree: &Database, changed: Changed, index: Arc<Index>) -> Result<(), StoreError> {
        let mut held = Held::new();
        for key in changed.keys() {
            held.insert(key.as_slice().into(), tree.get(key)?);
        }
        let number = {
            let mut state = self.write();
            let number = state.applied + 1;
            state.keep(number, held);
            self.kept.store(state.kept.len(), Ordering::SeqCst);
            number
        };
        tree.apply(changed)?;
        let mut state = self.write();
        (state.applied, state.index) = (number, index);
        state.forget(&self.kept);
        Ok(())
    }

    /// Forgets everything; called while nobody has a view. What was kept for a batch that failed is among it.
    pub fn forget(&self) {
        let mut state = self.write();
        state.histories.clear();
        state.kept.clear();
        state.bytes = 0;
        self.kept.store(0, Ordering::SeqCst);
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Keeps what the keys of a batch held before it.
    fn keep(&mut self, number: u64, held: Held) {
        let bytes = |(key, value): (&Slice, &Option<Slice>)| 100 + key.len() + value.as_ref().map_or(0, |v| v.len());
        let bytes: usize = held.iter().map(bytes).sum();
        let keys = held.keys().cloned().collect();
        for (key, value) in held {
            self.histories.entry(key).or_default().push_back((number, value));
        }
        self.bytes += bytes;
        self.kept.push_back(Kept { number, keys, bytes });
    }

    /// Drops what no view needs.
    fn forget(&mut self, count: &AtomicUsize) {
        let oldest = self.views.keys().next().copied().unwrap_or(u64::MAX).min(self.applied);
        while let Some(kept) = self.kept.pop_front_if(|kept| kept.number <= oldest) {
            self.bytes -= kept.bytes;
            for key in kept.keys {
                let btree_map::Entry::Occupied(mut history) = self.histories.entry(key) else { continue };
                while history.get_mut().pop_front_if(|(number, _)| *number <= kept.number).is_some() {}
                if history.get().is_empty() {
                    history.remove();
                }
            }
        }
        count.store(self.kept.len(), Ordering::SeqCst);
    }
}

/// What a key held when the batches up to number `sees` were applied; `None` when no later one has changed it.
fn before(history: &History, sees: u64) -> Option<&Option<Slice>> {
    history.get(history.partition_point(|(number, _)| *number <= sees)).map(|(_, value)| value)
}

/// See the module.
pub struct View<'a> {
    tree: &'a Database,
    versions: &'a Versions,
    sees: u64,
    index: Arc<Index>,
    /// Whether what no view needs goes with it.
    cleans_up: Cell<bool>,
    /// How many entries a question has looked at, and how many it may.
    looked_at: Cell<u64>,
    most: Cell<u64>,
}

impl Drop for View<'_> {
    fn drop(&mut self) {
        let mut state = self.versions.write();
        if let Some(views) = state.views.get_mut(&self.sees) {
            *views -= 1;
            if *views == 0 {
                state.views.remove(&self.sees);
            }
        }
        if self.cleans_up.get() {
            state.forget(&self.versions.kept);
        }
    }
}

impl Values for View<'_> {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.get(key)?.map(|value| value.to_vec()))
    }
}

impl<'a> View<'a> {
    /// The database as it is.
    pub fn tree(&self) -> &Database {
        self.tree
    }

    /// The index as it was.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Leaves it to others to forget what is not needed any more.
    pub fn leave(&self) {
        self.cleans_up.set(false);
    }

    /// Bounds how many entries a question may look at.
    pub fn bound(&self, most: u64) {
        self.most.set(most);
    }

    /// Counts an entry that a question looks at.
    pub fn look(&self) -> Result<(), StoreError> {
        let (looked_at, rows) = (self.looked_at.get() + 1, self.most.get());
        self.looked_at.set(looked_at);
        if looked_at > rows { Err(StoreError::TooBroad { rows, add: Vec::new() }) } else { Ok(()) }
    }

    /// The value of a key.
    pub fn get(&self, key: &[u8]) -> Result<Option<Slice>, StoreError> {
        let present = self.tree.get(key)?;
        if self.versions.kept.load(Ordering::SeqCst) == 0 {
            return Ok(present);
        }
        let state = self.versions.read();
        let older = state.histories.get(key).and_then(|history| before(history, self.sees));
        Ok(older.map_or(present, Clone::clone))
    }

    /// The entries of a range, in order.
    pub fn range<K: AsRef<[u8]>>(&'a self, range: impl RangeBounds<K>) -> Walk<'a> {
        let owned = |bound: Bound<&K>| bound.map(|key| Slice::from(key.as_ref()));
        self.between(owned(range.start_bound()), owned(range.end_bound()))
    }

    /// The entries whose keys begin so, in order.
    pub fn scan_prefix(&'a self, prefix: impl AsRef<[u8]>) -> Walk<'a> {
        let (low, high) = with_prefix(prefix.as_ref());
        self.between(low, high)
    }

    fn between(&'a self, low: Bound<Slice>, high: Bound<Slice>) -> Walk<'a> {
        let entries = self.tree.between(low.clone(), high.clone());
        Walk { view: self, entries, low, high, ready: VecDeque::new(), ended: false }
    }

    /// What later batches have changed between two bounds, as it was.
    fn older_between(&self, low: &Bound<Slice>, high: &Bound<Slice>) -> Held {
        if self.versions.kept.load(Ordering::SeqCst) == 0 || is_empty(low, high) {
            return Held::new();
        }
        let state = self.versions.read();
        let histories = state.histories.range::<Slice, _>((low.clone(), high.clone()));
        histories.filter_map(|(key, history)| Some((key.clone(), before(history, self.sees)?.clone()))).collect()
    }
}

/// The entries of a range of a [`View`]; from its start or from its end, not from both.
pub struct Walk<'a> {
    view: &'a View<'a>,
    entries: Scan,
    /// What is still to be walked.
    low: Bound<Slice>,
    high: Bound<Slice>,
    /// What is known already, in the order of the walk.
    ready: VecDeque<Entry>,
    ended: bool,
}

impl Walk<'_> {
    /// Takes the tree's next entry, if there was one, and what later batches have removed on the way to it.
    fn prepare(&mut self, entry: Option<Entry>, forward: bool) {
        let (mut low, mut high) = (self.low.clone(), self.high.clone());
        match &entry {
            None => self.ended = true,
            Some((key, _)) if forward => high = Bound::Included(key.clone()),
            Some((key, _)) => low = Bound::Included(key.clone()),
        }
        let older = self.view.older_between(&low, &high);
        let mut found: BTreeMap<Slice, Slice> = BTreeMap::new();
        if let Some((key, value)) = entry {
            *(if forward { &mut self.low } else { &mut self.high }) = Bound::Excluded(key.clone());
            if !older.contains_key(&key) {
                found.insert(key, value);
            }
        }
        found.extend(older.into_iter().filter_map(|(key, value)| Some((key, value?))));
        if forward { self.ready.extend(found) } else { self.ready.extend(found.into_iter().rev()) }
    }

    fn walk(&mut self, forward: bool) -> Option<Result<Entry, StoreError>> {
        loop {
            if let Some(entry) = self.ready.pop_front() {
                return Some(Ok(entry));
            }
            if self.ended {
                return None;
            }
            match (if forward { self.entries.next() } else { self.entries.next_back() }).transpose() {
                Ok(Some(entry)) if self.view.versions.kept.load(Ordering::SeqCst) == 0 => {
                    *(if forward { &mut self.low } else { &mut self.high }) = Bound::Excluded(entry.0.clone());
                    return Some(Ok(entry));
                }
                Ok(entry) => self.prepare(entry, forward),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Result<Entry, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.walk(true)
    }
}

impl DoubleEndedIterator for Walk<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.walk(false)
    }
}

#[cfg(test)]
mod tests;
