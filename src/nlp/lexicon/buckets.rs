//! A table of 16-bit values by 32-bit hashes, which all tables of words of this crate share.
//!
//! The upper half of a hash tells its bucket, the lower half is kept beside the value, so that a look-up reads where the
//! bucket starts and then, nearly always, one line of memory.

/// Buckets: one for each value of a hash's upper half.
pub const BUCKETS: usize = 1 << 16;

/// The table.
#[derive(Debug)]
pub struct Buckets {
    /// Where each bucket starts, with the end of the last.
    starts: Vec<u32>,
    /// The lower half of each hash, and its value.
    entries: Vec<(u16, u16)>,
}

impl Buckets {
    /// A table of `counts` entries in each of the buckets, whose lower halves and values follow each other in `lower`
    /// and `values`; `None` when the numbers do not fit together.
    #[must_use]
    pub fn new(counts: impl ExactSizeIterator<Item = u32>, lower: &[u16], values: &[u16]) -> Option<Self> {
        if counts.len() != BUCKETS {
            return None;
        }
        let mut starts = Vec::with_capacity(BUCKETS + 1);
        let mut end = 0_u32;
        starts.push(end);
        for count in counts {
            end = end.checked_add(count)?;
            starts.push(end);
        }
        let fits = end as usize == lower.len() && lower.len() == values.len();
        fits.then(|| Self { starts, entries: lower.iter().copied().zip(values.iter().copied()).collect() })
    }

    /// The value of `hash`. Costs two cache misses.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u32) -> Option<u16> {
        let bucket = (hash >> 16) as usize;
        let (start, end) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        let lower = (hash & 0xffff) as u16;
        self.entries[start..end].iter().find(|entry| entry.0 == lower).map(|entry| entry.1)
    }

    /// How many values it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The values, in the order of their hashes.
    pub fn values(&self) -> impl Iterator<Item = u16> {
        self.entries.iter().map(|entry| entry.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(first: u32) -> impl ExactSizeIterator<Item = u32> {
        (0..BUCKETS).map(move |bucket| if bucket == 0 { first } else { 0 })
    }

    #[test]
    fn a_value_is_found_by_its_whole_hash() {
        let table = Buckets::new(counts(2), &[7, 9], &[70, 90]).expect("the counts fit");
        assert_eq!([7, 9, 8, 0x1_0007].map(|hash| table.get(hash)), [Some(70), Some(90), None, None]);
    }

    #[test]
    fn entries_that_do_not_fit_together_are_refused() {
        let cases = [(1, 2, "an entry too many"), (3, 2, "an entry too few"), (2, 1, "a value too few")];
        for (first, values, reason) in cases {
            assert!(Buckets::new(counts(first), &[7, 9], &[70, 90][..values]).is_none(), "{reason}");
        }
        assert!(Buckets::new([0].into_iter(), &[], &[]).is_none(), "too few buckets");
    }
}
