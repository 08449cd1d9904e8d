//! [`View`]: the tree as it was when a read began, while the committer goes on.
//!
//! Before the committer applies a batch beside readers, it keeps what the batch's keys held until then, the undo. A view sees
//! the batches that were applied in full when it began; for every key it first asks the tree and then the undos of all
//! later batches, and the oldest of them that knows the key is right. In that order nothing slips through: whoever has
//! met a new value in the tree finds the undo that was put before it. A batch that is half applied is later than every view.
//!
//! Undos go when no view needs them. Without readers there are none, and without undos a view costs one load a key.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::{Bound, RangeBounds};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use sled::IVec;

use super::sled_error;
use super::stage::Values;
use crate::store::StoreError;

/// Keys with their new values; those without lose theirs.
pub type Changed = HashMap<Vec<u8>, Option<Vec<u8>>>;

/// What keys held before a batch.
type Undo = BTreeMap<IVec, Option<IVec>>;

/// The states of the tree that views may still see.
#[derive(Debug, Default)]
pub struct Versions {
    state: RwLock<State>,
    /// How many undos there are.
    undos: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    /// The last batch that is applied in full.
    applied: u64,
    /// The oldest first.
    undos: VecDeque<Kept>,
    /// How many bytes they are.
    bytes: usize,
    /// How many views see the batches up to a number.
    views: BTreeMap<u64, usize>,
}

/// The undo of a batch.
#[derive(Debug)]
struct Kept {
    number: u64,
    undo: Undo,
    /// How many bytes it is, with some for each key.
    bytes: usize,
}

impl Versions {
    /// The tree as it is.
    pub fn view<'a>(&'a self, tree: &'a sled::Tree) -> View<'a> {
        let mut state = self.write();
        let sees = state.applied;
        *state.views.entry(sees).or_default() += 1;
        View { tree, versions: self, sees }
    }

    /// How much memory the undos take.
    pub fn bytes(&self) -> usize {
        self.read().bytes
    }

    /// Applies a batch beside the views there are. One caller at a time.
    pub fn apply(&self, tree: &sled::Tree, changed: Changed) -> sled::Result<()> {
        let mut undo = Undo::new();
        for key in changed.keys() {
            undo.insert(key.as_slice().into(), tree.get(key)?);
        }
        let number = {
            let mut state = self.write();
            let number = state.applied + 1;
            let bytes = |(key, value): (&IVec, &Option<IVec>)| 100 + key.len() + value.as_ref().map_or(0, |v| v.len());
            let bytes: usize = undo.iter().map(bytes).sum();
            state.bytes += bytes;
            state.undos.push_back(Kept { number, undo, bytes });
            self.undos.store(state.undos.len(), Ordering::SeqCst);
            number
        };
        tree.apply_batch(batch(changed))?;
        let mut state = self.write();
        state.applied = number;
        state.forget(&self.undos);
        Ok(())
    }

    /// Forgets everything; called while nobody has a view. The undo of a batch that failed is among it.
    pub fn forget(&self) {
        let mut state = self.write();
        state.undos.clear();
        state.bytes = 0;
        self.undos.store(0, Ordering::SeqCst);
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Drops the undos that no view needs.
    fn forget(&mut self, undos: &AtomicUsize) {
        let oldest = self.views.keys().next().copied().unwrap_or(u64::MAX).min(self.applied);
        while let Some(kept) = self.undos.pop_front_if(|kept| kept.number <= oldest) {
            self.bytes -= kept.bytes;
        }
        undos.store(self.undos.len(), Ordering::SeqCst);
    }

    /// The undos of the batches that a view does not see, the oldest first.
    fn unseen(&self, sees: u64) -> impl Iterator<Item = &Undo> {
        self.undos.iter().filter(move |kept| kept.number > sees).map(|kept| &kept.undo)
    }
}

/// The batch of these changes.
pub fn batch(changed: Changed) -> sled::Batch {
    let mut batch = sled::Batch::default();
    for (key, value) in changed {
        match value {
            Some(value) => batch.insert(key, value),
            None => batch.remove(key),
        }
    }
    batch
}

/// See the module.
pub struct View<'a> {
    tree: &'a sled::Tree,
    versions: &'a Versions,
    sees: u64,
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
        state.forget(&self.versions.undos);
    }
}

impl Values for View<'_> {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.get(key).map_err(sled_error)?.map(|value| value.to_vec()))
    }
}

impl<'a> View<'a> {
    /// The value of a key.
    pub fn get(&self, key: &[u8]) -> sled::Result<Option<IVec>> {
        let present = self.tree.get(key)?;
        if self.versions.undos.load(Ordering::SeqCst) == 0 {
            return Ok(present);
        }
        let state = self.versions.read();
        let older = state.unseen(self.sees).find_map(|undo| undo.get(key));
        Ok(older.map_or(present, Clone::clone))
    }

    /// The entries of a range, in order.
    pub fn range<K: AsRef<[u8]>>(&'a self, range: impl RangeBounds<K>) -> Walk<'a> {
        let owned = |bound: Bound<&K>| bound.map(|key| IVec::from(key.as_ref()));
        let (low, high) = (owned(range.start_bound()), owned(range.end_bound()));
        let entries = self.tree.range::<IVec, _>((low.clone(), high.clone()));
        Walk { view: self, entries, low, high, ready: VecDeque::new(), ended: false }
    }

    /// The entries whose keys begin so, in order.
    pub fn scan_prefix(&'a self, prefix: impl AsRef<[u8]>) -> Walk<'a> {
        let low = prefix.as_ref();
        let last = low.iter().rposition(|byte| *byte < u8::MAX);
        let high = last.map(|at| [&low[..at], &[low[at] + 1][..]].concat());
        self.range::<Vec<u8>>((Bound::Included(low.to_vec()), high.map_or(Bound::Unbounded, Bound::Excluded)))
    }

    /// What later batches have changed between two bounds, as it was.
    fn older_between(&self, low: &Bound<IVec>, high: &Bound<IVec>) -> Undo {
        let mut older = Undo::new();
        if self.versions.undos.load(Ordering::SeqCst) > 0 && !is_empty(low, high) {
            for undo in self.versions.read().unseen(self.sees) {
                for (key, value) in undo.range::<IVec, _>((low.clone(), high.clone())) {
                    older.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        older
    }
}

/// Whether no key lies between these; a map panics at some of them.
fn is_empty(low: &Bound<IVec>, high: &Bound<IVec>) -> bool {
    match (low, high) {
        (Bound::Included(low), Bound::Included(high)) => low > high,
        (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) => low >= high,
        _ => false,
    }
}

/// The entries of a range of a [`View`]; from its start or from its end, not from both.
pub struct Walk<'a> {
    view: &'a View<'a>,
    entries: sled::Iter,
    /// What is still to be walked.
    low: Bound<IVec>,
    high: Bound<IVec>,
    /// What is known already, in the order of the walk.
    ready: VecDeque<(IVec, IVec)>,
    ended: bool,
}

impl Walk<'_> {
    /// Takes the tree's next entry, if there was one, and what later batches have removed on the way to it.
    fn prepare(&mut self, entry: Option<(IVec, IVec)>, forward: bool) {
        let (mut low, mut high) = (self.low.clone(), self.high.clone());
        match &entry {
            None => self.ended = true,
            Some((key, _)) if forward => high = Bound::Included(key.clone()),
            Some((key, _)) => low = Bound::Included(key.clone()),
        }
        let older = self.view.older_between(&low, &high);
        let mut found: BTreeMap<IVec, IVec> = BTreeMap::new();
        if let Some((key, value)) = entry {
            *(if forward { &mut self.low } else { &mut self.high }) = Bound::Excluded(key.clone());
            if !older.contains_key(&key) {
                found.insert(key, value);
            }
        }
        found.extend(older.into_iter().filter_map(|(key, value)| Some((key, value?))));
        if forward { self.ready.extend(found) } else { self.ready.extend(found.into_iter().rev()) }
    }

    fn walk(&mut self, forward: bool) -> Option<sled::Result<(IVec, IVec)>> {
        loop {
            if let Some(entry) = self.ready.pop_front() {
                return Some(Ok(entry));
            }
            if self.ended {
                return None;
            }
            match (if forward { self.entries.next() } else { self.entries.next_back() }).transpose() {
                Ok(Some(entry)) if self.view.versions.undos.load(Ordering::SeqCst) == 0 => {
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
    type Item = sled::Result<(IVec, IVec)>;

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
