//! Posting lists and their intersection.
//!
//! Every list ends its keys with the article's place, so all lists run in the same order and can be joined by seeking:
//! each list in turn jumps to the first place not before the others' present one. The rarest list sets the pace
//! whichever it is, without statistics; the cost is some seeks for each of its postings in range.

use super::engine::Slice;
use super::view::{View, Walk};
use super::{damaged, keys};
use crate::store::codec::{self, Stored};
use crate::store::sort_key::SortKey;
use crate::store::{DateRange, StoreError};

/// So many single steps before a seek: stepping costs a tenth of it.
const STEPS: usize = 8;

/// The postings of one list.
struct Run<'a> {
    tree: &'a View<'a>,
    list: Vec<u8>,
    end: SortKey,
    iter: Option<Walk<'a>>,
    current: Option<(SortKey, Slice)>,
}

impl<'a> Run<'a> {
    fn new(tree: &'a View<'a>, list: Vec<u8>, end: SortKey) -> Self {
        Self { tree, list, end, iter: None, current: None }
    }

    /// Moves to the first posting not before `target`.
    fn seek(&mut self, target: &SortKey) -> Result<Option<SortKey>, StoreError> {
        if self.iter.is_some() {
            for _ in 0..STEPS {
                match &self.current {
                    None => return Ok(None),
                    Some((order, _)) if order >= target => return Ok(Some(*order)),
                    Some(_) => self.step()?,
                }
            }
        }
        if *target > self.end {
            self.iter.get_or_insert_with(|| self.tree.range::<&[u8]>(..));
            self.current = None;
            return Ok(None);
        }
        self.iter = Some(self.tree.range(keys::between(&self.list, target, &self.end)));
        self.step()?;
        Ok(self.current.as_ref().map(|(order, _)| *order))
    }

    fn step(&mut self) -> Result<(), StoreError> {
        self.tree.look()?;
        self.current = match self.iter.as_mut().and_then(Iterator::next).transpose()? {
            None => None,
            Some((key, value)) => {
                let order = keys::sort_key_of(&key).ok_or_else(|| StoreError::Corrupt("a key is too short".into()))?;
                Some((order, value))
            }
        };
        Ok(())
    }
}

/// The union of some lists.
pub struct Union<'a> {
    runs: Vec<Run<'a>>,
}

impl Union<'_> {
    fn seek(&mut self, target: &SortKey) -> Result<Option<SortKey>, StoreError> {
        let mut least = None;
        for run in &mut self.runs {
            let order = run.seek(target)?;
            least = match (least, order) {
                (Some(a), Some(b)) => Some(std::cmp::min(a, b)),
                (a, b) => a.or(b),
            };
        }
        Ok(least)
    }

    /// The values at the present place.
    fn values(&self, at: &SortKey) -> impl Iterator<Item = &[u8]> {
        self.runs
            .iter()
            .filter_map(|run| run.current.as_ref())
            .filter(move |(order, _)| order == at)
            .map(|(_, v)| &v[..])
    }
}

/// The articles that stand in every one of some lists, newest first.
pub struct Intersection<'a> {
    tree: &'a View<'a>,
    unions: Vec<Union<'a>>,
    next: Option<SortKey>,
    last: SortKey,
}

impl<'a> Intersection<'a> {
    /// Articles dated inside `range`; [`Intersection::and`] adds the lists, one at least.
    pub fn new(tree: &'a View<'a>, range: &DateRange) -> Self {
        Self { tree, unions: Vec::new(), next: SortKey::first_in(range), last: SortKey::last_in(range) }
    }

    /// Only articles in this list.
    pub fn and(&mut self, list: Vec<u8>) {
        self.and_any(vec![list]);
    }

    /// Only articles in one of these lists at least.
    pub fn and_any(&mut self, lists: Vec<Vec<u8>>) {
        let runs = lists.into_iter().map(|list| Run::new(self.tree, list, self.last)).collect();
        self.unions.push(Union { runs });
    }

    /// Whether no list was added yet.
    pub fn is_unrestricted(&self) -> bool {
        self.unions.is_empty()
    }

    /// Leaves out everything before this place.
    pub fn start_at(&mut self, place: Option<SortKey>) {
        self.next = self.next.and_then(|next| place.map(|place| next.max(place)));
    }

    /// How far it has come: no article before this place is to come; `None` at the end.
    pub fn reached(&self) -> Option<SortKey> {
        self.next
    }

    /// The next article.
    pub fn next(&mut self) -> Result<Option<SortKey>, StoreError> {
        let Some(mut target) = self.next else { return Ok(None) };
        let mut agreeing = 0;
        let mut turn = 0;
        while agreeing < self.unions.len() {
            match self.unions[turn].seek(&target)? {
                None => {
                    self.next = None;
                    return Ok(None);
                }
                Some(order) if order == target => agreeing += 1,
                Some(order) => {
                    target = order;
                    self.next = Some(target);
                    agreeing = 1;
                }
            }
            turn = (turn + 1) % self.unions.len();
        }
        self.next = target.next();
        Ok(Some(target))
    }

    /// What list number `list` says about the article that [`Intersection::next`] has just given.
    pub fn values<T: Stored>(&self, list: usize, at: &SortKey) -> Result<Vec<T>, StoreError> {
        self.unions[list].values(at).map(|value| codec::from_bytes(value).map_err(damaged)).collect()
    }
}
