//! The first of what is found, in the order of its list.

use std::collections::BinaryHeap;

use jiff::Timestamp;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::document::moment;
use super::fields::column;
use crate::article::ArticleId;
use crate::store::DateRange;
use crate::store::search::{Place, Sort, rounded};
use crate::store::sort_key::SortKey;

/// Gathers the first places after one, at most so many; in memory that is in proportion to them, whatever is found.
#[derive(Clone, Copy)]
pub struct Ranked {
    sort: Sort,
    after: Option<Place>,
    limit: usize,
    /// The first and the last moment inside, in microseconds.
    micros: (u64, u64),
    /// The first and the last place inside.
    orders: Option<(SortKey, SortKey)>,
}

impl Ranked {
    /// Those after a place.
    pub fn new(sort: Sort, range: &DateRange, after: Option<Place>, limit: usize) -> Self {
        let orders = SortKey::first_in(range).map(|first| (first, SortKey::last_in(range)));
        let (from, mut to) = within(range);
        if let Some(after) = after.filter(|_| sort == Sort::Date) {
            to = to.min(moment(after.order.at()).0);
        }
        Self { sort, after, limit, micros: (from, to), orders }
    }
}

impl Collector for Ranked {
    type Fruit = Vec<Place>;
    type Child = OfSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<OfSegment> {
        Ok(OfSegment { asked: *self, columns: Columns::of(segment)?, first: BinaryHeap::new(), since: 0 })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<Vec<Place>>) -> tantivy::Result<Vec<Place>> {
        let mut all: Vec<Place> = segments.into_iter().flatten().collect();
        all.sort_unstable();
        all.truncate(self.limit);
        Ok(all)
    }
}

/// Counts what is of a time, to the microsecond.
pub struct Counted {
    micros: (u64, u64),
}

impl Counted {
    /// Of that time.
    pub fn new(range: &DateRange) -> Self {
        Self { micros: within(range) }
    }
}

impl Collector for Counted {
    type Fruit = u64;
    type Child = CountOfSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<CountOfSegment> {
        Ok(CountOfSegment { within: self.micros, micros: segment.fast_fields().u64(column::MICROS)?, count: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<u64>) -> tantivy::Result<u64> {
        Ok(segments.into_iter().sum())
    }
}

/// What was counted in one segment.
pub struct CountOfSegment {
    within: (u64, u64),
    micros: Column<u64>,
    count: u64,
}

impl SegmentCollector for CountOfSegment {
    type Fruit = u64;

    fn collect(&mut self, doc: DocId, _: Score) {
        let micros = self.micros.first(doc).unwrap_or_default();
        self.count += u64::from(self.within.0 <= micros && micros <= self.within.1);
    }

    fn harvest(self) -> u64 {
        self.count
    }
}

/// The first and the last moment of a time, in microseconds.
fn within(range: &DateRange) -> (u64, u64) {
    let micros = |at: Timestamp| moment(at).0;
    (range.from.map_or(0, micros), range.to.map_or(u64::MAX, micros))
}

/// What the documents of a segment say of their places.
pub struct Columns {
    micros: Column<u64>,
    nanos: Column<u64>,
    id_high: Column<u64>,
    id_low: Column<u64>,
    number: Column<u64>,
}

impl Columns {
    /// Those of a segment.
    pub fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = |name: &str| segment.fast_fields().u64(name);
        Ok(Self {
            micros: column(column::MICROS)?,
            nanos: column(column::NANOS)?,
            id_high: column(column::ID_HIGH)?,
            id_low: column(column::ID_LOW)?,
            number: column(column::NUMBER)?,
        })
    }

    /// When the article of a document is dated, in microseconds.
    fn micros(&self, doc: DocId) -> u64 {
        self.micros.first(doc).unwrap_or_default()
    }

    /// The place of a document with a score.
    pub fn place(&self, doc: DocId, score: Score, sort: Sort) -> Option<Place> {
        let value = |column: &Column<u64>| column.first(doc).unwrap_or_default();
        let id = (u128::from(value(&self.id_high)) << 64) | u128::from(value(&self.id_low));
        let nanos = i128::from((self.micros(doc) ^ (1 << 63)).cast_signed()) * 1000 + i128::from(value(&self.nanos));
        let at = Timestamp::from_nanosecond(nanos).ok()?;
        let order = SortKey::new(at, ArticleId::from_bytes(id.to_be_bytes()));
        let number = u32::try_from(value(&self.number)).ok()?;
        Some(Place::new(score, sort, order, number))
    }
}

/// What was found in one segment.
pub struct OfSegment {
    asked: Ranked,
    columns: Columns,
    first: BinaryHeap<Place>,
    /// What is dated before this, in microseconds, comes after all that is wanted.
    since: u64,
}

impl OfSegment {
    fn put(&mut self, place: Place) {
        if self.first.len() >= self.asked.limit {
            self.first.pop();
        }
        self.first.push(place);
        if self.asked.sort == Sort::Date && self.first.len() >= self.asked.limit {
            self.since = self.first.peek().map_or(0, |last| moment(last.order.at()).0);
        }
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = Vec<Place>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let last = if self.first.len() < self.asked.limit { None } else { self.first.peek() };
        if self.asked.sort == Sort::Relevance {
            let bits = !rounded(score);
            if last.is_some_and(|last| bits > last.score) || self.asked.after.is_some_and(|after| bits < after.score) {
                return;
            }
        }
        let micros = self.columns.micros(doc);
        // Mostly this is all that has to be known of a document.
        if micros < self.since || micros < self.asked.micros.0 || micros > self.asked.micros.1 {
            return;
        }
        let Some(place) = self.columns.place(doc, score, self.asked.sort) else { return };
        let inside = self.asked.orders.is_some_and(|(first, last)| first <= place.order && place.order <= last);
        let before = |after: &Place| place <= *after || place.is_same(after);
        if !inside || self.asked.after.as_ref().is_some_and(before) || last.is_some_and(|last| place >= *last) {
            return;
        }
        self.put(place);
    }

    fn harvest(self) -> Vec<Place> {
        self.first.into_vec()
    }
}
