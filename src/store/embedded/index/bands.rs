//! The bands of a segment: which texts may be copies of one another ([`crate::store::copies`]).
//!
//! An entry is the first bytes of a band and the number of an article; entries stand in the order of bands, those of one band in
//! that of the ids of their articles. One band in [`SAMPLE`] is kept in memory, so one who looks for a band reads one stretch.
//!
//! As bands are hashes, their first bytes tell them apart: in a segment of the largest size one in half a million is taken for
//! another, and who shares a band is compared in full anyway.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use super::bytes::too_short;
use super::segment::Segment;
use super::{At, Part};
use crate::article::ArticleId;
use crate::store::StoreError;
use crate::store::copies::Band;
use crate::store::sort_key::SortKey;

/// Bytes of a band that are kept, and of an entry.
const HEAD: usize = 5;
pub const ENTRY: usize = HEAD + 4;

/// One band in so many is kept in memory.
pub const SAMPLE: usize = 64;

/// Entries that are read at once where all are.
const READ_AT_ONCE: u32 = 4_096;

/// What is kept of a band.
pub type Head = [u8; HEAD];

/// What is kept of it.
pub fn head(band: Band) -> Head {
    std::array::from_fn(|at| band[at])
}

/// An entry.
pub type Entry = (Head, u32);

/// Where the bands of a segment lie.
#[derive(Debug)]
pub struct Bands {
    /// Where they begin.
    pub at: u64,
    /// How many there are.
    pub count: u32,
    /// Every [`SAMPLE`]th.
    pub sample: Vec<Head>,
}

impl Bands {
    /// The entries of a band.
    fn range(&self, segment: &Segment, band: Head) -> Result<Range<u32>, StoreError> {
        let first = self.sample.partition_point(|head| *head < band).saturating_sub(1);
        let last = self.sample.partition_point(|head| *head <= band).saturating_sub(1);
        let stretch = |at: usize| self.read(segment, (at * SAMPLE) as u32..((at + 1) * SAMPLE) as u32);
        let entries = stretch(first)?;
        let start = first * SAMPLE + entries.partition_point(|(head, _)| *head < band);
        let entries = if last > first { stretch(last)? } else { entries };
        let end = last * SAMPLE + entries.partition_point(|(head, _)| *head <= band);
        Ok(start as u32..end as u32)
    }

    /// Some entries, as far as there are.
    fn read(&self, segment: &Segment, range: Range<u32>) -> Result<Vec<Entry>, StoreError> {
        let count = range.end.min(self.count).saturating_sub(range.start) as usize;
        let bytes = segment.bytes().read(self.at + u64::from(range.start) * ENTRY as u64, count * ENTRY)?;
        let entry = |entry: &[u8]| {
            let (head, number) = entry.split_first_chunk()?;
            Some((*head, u32::from_le_bytes(*number.first_chunk()?)))
        };
        Ok(bytes.chunks_exact(ENTRY).filter_map(entry).collect())
    }
}

/// The articles of a part that have a band, by id; those that are gone are left out.
#[derive(Debug, Clone)]
pub struct WithBand<'a> {
    part: &'a Part,
    at: usize,
    entries: Range<u32>,
}

impl<'a> WithBand<'a> {
    /// Those of the part that is the `at`th; none where none has it.
    pub fn new((at, part): (usize, &'a Part), band: Band) -> Result<Option<Self>, StoreError> {
        let entries = part.segment.bands().range(&part.segment, head(band))?;
        Ok((!entries.is_empty()).then_some(Self { part, at, entries }))
    }

    /// Those alone whose ids are greater than this.
    pub fn after(mut self, id: ArticleId) -> Result<Self, StoreError> {
        let Range { start: mut first, end: mut last } = self.entries;
        while first < last {
            let middle = first + (last - first) / 2;
            if self.read(middle)?.1 <= id { first = middle + 1 } else { last = middle }
        }
        self.entries.start = first;
        Ok(self)
    }

    fn read(&self, entry: u32) -> Result<(u32, ArticleId), StoreError> {
        let segment = &self.part.segment;
        let (_, number) = *segment.bands().read(segment, entry..entry + 1)?.first().ok_or_else(too_short)?;
        Ok((number, segment.place(number)?.id()))
    }
}

impl Iterator for WithBand<'_> {
    type Item = Result<(At, ArticleId), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entry = self.entries.next()?;
            match self.read(entry) {
                Ok((number, _)) if self.part.gone.has(number) => {}
                found => return Some(found.map(|(number, id)| ((self.at, number), id))),
            }
        }
    }
}

/// All entries of a segment, in order.
#[derive(Debug)]
pub struct Entries<'a> {
    segment: &'a Segment,
    next: u32,
    ready: std::vec::IntoIter<Entry>,
}

impl<'a> Entries<'a> {
    /// From the first on.
    pub fn of(segment: &'a Segment) -> Self {
        Self { segment, next: 0, ready: Vec::new().into_iter() }
    }
}

impl Iterator for Entries<'_> {
    type Item = Result<Entry, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let bands = self.segment.bands();
        if self.ready.as_slice().is_empty() && self.next < bands.count {
            match bands.read(self.segment, self.next..self.next + READ_AT_ONCE) {
                Ok(ready) => self.ready = ready.into_iter(),
                Err(error) => {
                    self.next = bands.count;
                    return Some(Err(error));
                }
            }
            self.next = self.next.saturating_add(READ_AT_ONCE);
        }
        self.ready.next().map(Ok)
    }
}

/// The entries of some segments as one, of those articles that have a new number, with it.
pub fn merged(
    parts: &[Part],
    numbers: &[Vec<u32>],
    places: &[SortKey],
    mut each: impl FnMut(Entry) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut sources: Vec<Entries<'_>> = parts.iter().map(|part| Entries::of(&part.segment)).collect();
    let mut heads = BinaryHeap::new();
    let mut advance = |at: usize| {
        for entry in &mut sources[at] {
            let (head, old) = entry?;
            let new = *numbers[at].get(old as usize).ok_or_else(too_short)?;
            if let Some(place) = places.get(new as usize) {
                return Ok(Some(Reverse((head, place.id(), new, at))));
            }
        }
        Ok::<_, StoreError>(None)
    };
    for at in 0..parts.len() {
        heads.extend(advance(at)?);
    }
    while let Some(Reverse((head, _, number, at))) = heads.pop() {
        each((head, number))?;
        heads.extend(advance(at)?);
    }
    Ok(())
}
