//! The index: what lists, sums over articles and filters are answered by. It holds nothing that can't be made again from the
//! articles.
//!
//! It consists of [`Segment`]s, each of some articles, which are never changed. A batch of writes brings a small one in memory;
//! [`keeper`] makes few of many, and puts into files what has become large enough. So there are some tens of them however large
//! the archive is, and a question asks each of them. An article that is replaced or deleted is marked in its segment, and left out
//! when that is merged with others. Which files count is said in the database ([`catalogue`]), in the same batches as the
//! articles, with the number of the last change that is in them: opening reads those that came later again.
//!
//! The committer alone changes which parts there are; a view keeps those that there were when it began. Like that every answer
//! is of one state, and nobody waits.
//!
//! Deliberately absent: a cache (the system keeps the parts of files that are looked at often), compression of whole blocks (what
//! it saves is little beside the articles), lists as bitmaps (as distances they take less, and each number has a value anyway).

mod bands;
mod build;
mod bytes;
pub mod catalogue;
mod check;
pub mod keeper;
mod list;
pub mod list_keys;
pub mod names;
mod segment;
pub mod sums;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use bands::{ENTRY as BAND_ENTRY, WithBand};
pub use check::Check;
pub use list::PostingCursor;
pub use segment::{Entities, Segment};

use super::entries::Postings;
use crate::store::StoreError;
use crate::store::copies::Band;
use crate::store::sort_key::SortKey;

/// The entities of an article by their numbers in the segment, with how often each is mentioned.
pub type WithMentions = Vec<(u32, u64)>;

/// Which articles of a segment are replaced or deleted.
#[derive(Debug, Clone, Default)]
pub struct Gone {
    bits: Vec<u64>,
    count: u32,
}

impl Gone {
    /// Whether an article is.
    pub fn has(&self, number: u32) -> bool {
        self.bits.get(number as usize / 64).is_some_and(|bits| bits & (1 << (number % 64)) != 0)
    }

    /// How many are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// All that are.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        let bits = (0_u32..).zip(&self.bits);
        bits.flat_map(|(at, bits)| (0..64).filter(move |bit| bits & (1 << bit) != 0).map(move |bit| at * 64 + bit))
    }

    fn add(&mut self, number: u32) {
        if self.has(number) {
            return;
        }
        let at = number as usize / 64;
        if self.bits.len() <= at {
            self.bits.resize(at + 1, 0);
        }
        self.bits[at] |= 1 << (number % 64);
        self.count += 1;
    }
}

/// A segment as it counts.
#[derive(Debug, Clone)]
pub struct Part {
    /// The articles.
    pub segment: Arc<Segment>,
    /// Those that count no more.
    pub gone: Arc<Gone>,
    /// The number of its file, if it has one.
    pub file: Option<u32>,
}

impl Part {
    /// All of a segment.
    pub fn new(segment: Segment, file: Option<u32>) -> Self {
        Self { segment: Arc::new(segment), gone: Arc::default(), file }
    }

    /// How many articles count.
    pub fn articles(&self) -> u32 {
        self.segment.articles().saturating_sub(self.gone.count())
    }

    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.segment, &other.segment)
    }
}

/// An article in the index: which part, and its number there.
pub type At = (usize, u32);

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Its parts.
    pub parts: Vec<Part>,
    /// The newest change that is in it.
    pub change: u64,
}

impl Index {
    /// Where the article at a place is.
    pub fn find(&self, place: &SortKey) -> Result<Option<At>, StoreError> {
        // What is asked for is most often new.
        for (at, part) in self.parts.iter().enumerate().rev() {
            if let Some(number) = part.segment.find(place)?
                && !part.gone.has(number)
            {
                return Ok(Some((at, number)));
            }
        }
        Ok(None)
    }

    /// The articles with a band, of each part that has some.
    pub fn with_band(&self, band: Band) -> impl Iterator<Item = Result<WithBand<'_>, StoreError>> {
        self.parts.iter().enumerate().filter_map(move |part| WithBand::new(part, band).transpose())
    }

    /// Whether the article at a place is in a list.
    pub fn lists(&self, key: &[u8], place: &SortKey) -> Result<bool, StoreError> {
        let Some((at, number)) = self.find(place)? else { return Ok(false) };
        let Some(mut cursor) = self.parts[at].segment.list(key)? else { return Ok(false) };
        Ok(cursor.seek(number)? == Some(number))
    }

    /// Another one, with what a batch has changed.
    pub fn changed(
        &self,
        removed: &BTreeSet<At>,
        added: &BTreeMap<SortKey, Postings>,
        change: u64,
    ) -> Result<Self, StoreError> {
        let mut parts = self.parts.clone();
        for (at, number) in removed {
            Arc::make_mut(&mut parts[*at].gone).add(*number);
        }
        if !added.is_empty() {
            parts.push(Part::new(build::of_articles(added)?, None));
        }
        parts.retain(|part| part.articles() > 0 || part.file.is_some());
        Ok(Self { parts, change })
    }
}

#[cfg(test)]
mod tests;
