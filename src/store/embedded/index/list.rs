//! A list: numbers of articles, ascending, each with a value.
//!
//! Its numbers come in blocks of [`BLOCK`], so that one who looks for a number reads the block that may have it and no other:
//! before the blocks stands the last number of each, and where it ends. A block is its numbers as distances, the lengths of its
//! values, its values.

use std::borrow::Cow;

use super::bytes::too_short;
use super::segment::{Place, Segment};
use crate::store::StoreError;
use crate::store::codec::{Input, Stored};
use crate::store::embedded::damaged;

/// Numbers in a block.
const BLOCK: usize = 128;

/// Bytes of what stands before the blocks for each of them.
const HEAD: usize = 8;

/// Appends a list.
pub fn put(postings: &[(u32, &[u8])], out: &mut Vec<u8>) {
    let mut heads = Vec::new();
    let mut blocks = Vec::new();
    for block in postings.chunks(BLOCK) {
        let mut before = 0;
        for (number, _) in block {
            (number - before).put(&mut blocks);
            before = *number;
        }
        for (_, value) in block {
            value.len().put(&mut blocks);
        }
        for (_, value) in block {
            blocks.extend_from_slice(value);
        }
        heads.extend_from_slice(&before.to_le_bytes());
        heads.extend_from_slice(&(blocks.len() as u32).to_le_bytes());
    }
    if postings.len() > BLOCK {
        out.extend_from_slice(&heads);
    }
    out.extend_from_slice(&blocks);
}

/// The last number of a block, and where it ends.
#[derive(Debug, Clone, Copy)]
struct Head {
    last: u32,
    end: u32,
}

/// A walk over a list.
#[derive(Debug)]
pub struct PostingCursor<'a> {
    segment: &'a Segment,
    /// Where the blocks begin.
    at: u64,
    heads: Vec<Head>,
    /// How many numbers the list has.
    count: usize,
    /// The block that is looked at; none at first.
    block: Option<usize>,
    numbers: Vec<u32>,
    /// Where the values begin and end in the block's bytes.
    ends: Vec<u32>,
    bytes: Cow<'a, [u8]>,
    /// The place in the block.
    here: usize,
}

impl<'a> PostingCursor<'a> {
    /// Before the first number.
    pub fn new(segment: &'a Segment, place: Place) -> Result<Self, StoreError> {
        let count = place.count as usize;
        let blocks = count.div_ceil(BLOCK);
        let (heads, at) = if count > BLOCK {
            let bytes = segment.bytes().read(place.at, blocks * HEAD)?;
            let number = |bytes: &[u8]| bytes.first_chunk().map(|bytes| u32::from_le_bytes(*bytes)).unwrap_or_default();
            let head = |head: &[u8]| Head { last: number(head), end: number(&head[4..]) };
            (bytes.chunks_exact(HEAD).map(head).collect(), place.at + (blocks * HEAD) as u64)
        } else {
            (vec![Head { last: u32::MAX, end: place.length }], place.at)
        };
        let bytes = Cow::Borrowed(&[][..]);
        Ok(Self { segment, at, heads, count, block: None, numbers: Vec::new(), ends: Vec::new(), bytes, here: 0 })
    }

    /// Over several lists as one, in memory: the value of a number is all that the lists have there, one after the other.
    pub fn over(segment: &'a Segment, places: &[Place]) -> Result<Self, StoreError> {
        let mut values = Vec::new();
        let mut found: Vec<(u32, usize, usize)> = Vec::new();
        for place in places {
            Self::new(segment, *place)?.each(|number, value| {
                let start = values.len();
                values.extend_from_slice(value);
                found.push((number, start, values.len()));
                Ok(())
            })?;
        }
        found.sort_unstable();
        let (mut numbers, mut ends, mut bytes) = (Vec::new(), vec![0], Vec::new());
        for same in found.chunk_by(|(one, ..), (other, ..)| one == other) {
            for (_, start, end) in same {
                bytes.extend_from_slice(&values[*start..*end]);
            }
            numbers.push(same[0].0);
            ends.push(bytes.len() as u32);
        }
        let heads = vec![Head { last: u32::MAX, end: bytes.len() as u32 }];
        let (count, bytes) = (numbers.len(), Cow::Owned(bytes));
        Ok(Self { segment, at: 0, heads, count, block: Some(0), numbers, ends, bytes, here: 0 })
    }

    /// Moves back before the first number.
    pub fn rewind(&mut self) {
        self.block = None;
        self.numbers.clear();
    }

    /// Walks the whole list.
    pub fn each(mut self, mut take: impl FnMut(u32, &[u8]) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let mut from = 0;
        while let Some(number) = self.seek(from)? {
            take(number, self.value())?;
            from = number + 1;
        }
        Ok(())
    }

    /// Moves to the first number that is not less than `target`.
    pub fn seek(&mut self, target: u32) -> Result<Option<u32>, StoreError> {
        let first = self.block.unwrap_or_default();
        let is_here = self.block.is_some() && self.numbers.last().is_some_and(|last| *last >= target);
        if !is_here {
            let block = first + self.heads[first.min(self.heads.len())..].partition_point(|head| head.last < target);
            if block >= self.heads.len() {
                self.numbers.clear();
                self.block = Some(self.heads.len());
                return Ok(None);
            }
            if self.block != Some(block) {
                self.load(block)?;
            }
        }
        while self.numbers.get(self.here).is_some_and(|number| *number < target) {
            self.here += 1;
        }
        Ok(self.current())
    }

    /// The number that it stands at.
    pub fn current(&self) -> Option<u32> {
        self.numbers.get(self.here).copied()
    }

    /// The value of the number that it stands at.
    pub fn value(&self) -> &[u8] {
        let ends = self.numbers.get(self.here).and_then(|_| self.ends.get(self.here..=self.here + 1));
        let Some([start, end]) = ends else { return &[] };
        self.bytes.get(*start as usize..*end as usize).unwrap_or_default()
    }

    /// Moves to the last number that `is_wanted`.
    pub fn last_where(&mut self, is_wanted: impl Fn(u32) -> bool) -> Result<Option<u32>, StoreError> {
        for block in (0..self.heads.len()).rev() {
            self.load(block)?;
            for here in (0..self.numbers.len()).rev() {
                self.here = here;
                if is_wanted(self.numbers[here]) {
                    return Ok(self.current());
                }
            }
        }
        Ok(None)
    }

    fn load(&mut self, block: usize) -> Result<(), StoreError> {
        let start = block.checked_sub(1).map_or(0, |before| self.heads[before].end);
        let length = self.heads[block].end.checked_sub(start).ok_or_else(too_short)?;
        self.bytes = self.segment.bytes().read(self.at + u64::from(start), length as usize)?;
        let count = (self.count - block * BLOCK).min(BLOCK);
        self.numbers.clear();
        self.ends.clear();
        let mut input = Input::new(&self.bytes);
        let mut number: u32 = 0;
        for _ in 0..count {
            number = number.checked_add(u32::take(&mut input).map_err(damaged)?).ok_or_else(too_short)?;
            self.numbers.push(number);
        }
        let mut end: u32 = 0;
        self.ends.push(0);
        for _ in 0..count {
            end = end.checked_add(u32::take(&mut input).map_err(damaged)?).ok_or_else(too_short)?;
            self.ends.push(end);
        }
        let values = length.checked_sub(end).ok_or_else(too_short)?;
        self.ends.iter_mut().for_each(|end| *end += values);
        (self.block, self.here) = (Some(block), 0);
        Ok(())
    }
}
