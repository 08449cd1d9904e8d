//! The learned weights: their file form, and the table they are looked up in.
//!
//! The file is compressed: a head, the transitions, then the rows in the order of their keys. A row is a 16-bit mask of the labels with
//! a weight, and those weights.

#![expect(clippy::cast_possible_truncation, reason = "rows are fewer than 2^32, as keys are")]

use super::super::error::DataError;
use super::decode::Transitions;
use super::labels::LABELS;

/// Weights of one feature for all labels but the first, "outside", whose weight is 0.
pub type Row = [i8; LABELS - 1];

const MAGIC: &[u8; 8] = b"prname01";

/// Unpacked bytes that no model exceeds; a damaged size must not exhaust the memory.
const LARGEST: usize = 1 << 27;

/// Sums of weights. As many features as a token has cannot overflow 16 bits.
pub type Sums = [i16; LABELS - 1];

/// Adds `more` to `sums`.
pub(super) fn add(sums: &mut Sums, more: &Sums) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum = sum.saturating_add(*more));
}

/// The weights as they are learned and kept in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// Rows by their keys, which ascend from 1.
    pub rows: Vec<(u32, Row)>,
    /// Scores of label after label.
    pub transitions: Transitions,
}

/// The weights in a table by a perfect hash: each bucket of keys has a pilot, chosen so that no two keys of the table
/// meet in one place.
///
/// Cost of a look-up: a read of the pilot, which stays in the cache, and one of the row with its mark. A key that has no
/// row is taken for another about once in 65,536 times.
#[derive(Debug)]
pub struct Model {
    pilots: Vec<u16>,
    /// The rows, and at the end one without weights, for keys that have none.
    slots: Vec<Slot>,
    /// Scores of label after label.
    pub transitions: Transitions,
}

/// A place of the table. Mark and row stand together, so that a look-up touches one line of memory.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// The lower bits of the row's key.
    mark: u16,
    row: Row,
}

/// Buckets, told by the upper bits of a key.
const BUCKETS: usize = 1 << 16;

/// The place of `key` in a table of `size`.
#[inline]
fn place(key: u32, pilot: u16, size: usize) -> usize {
    let mixed = key ^ u32::from(pilot).wrapping_mul(0x9e37_79b1);
    let mixed = (mixed ^ mixed >> 15).wrapping_mul(0x85eb_ca6b);
    ((u64::from(mixed) * size as u64) >> 32) as usize
}

impl Model {
    /// The table of `weights`; `None` when their keys are so alike that no table of a sensible size holds them.
    #[must_use]
    pub fn new(weights: &Weights) -> Option<Self> {
        let rows = weights.rows.len();
        [rows / 8, rows, rows * 4].into_iter().find_map(|room| Self::with_size(weights, rows + room + 64))
    }

    fn with_size(weights: &Weights, size: usize) -> Option<Self> {
        let (mut pilots, mut slots) = (vec![0; BUCKETS], vec![Slot::default(); size + 1]);
        let mut buckets: Vec<&[(u32, Row)]> = weights.rows.chunk_by(|a, b| a.0 >> 16 == b.0 >> 16).collect();
        // The full ones first, while there is room.
        buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket.len()));
        let mut taken = vec![false; size];
        for bucket in buckets {
            let keys = bucket.iter().map(|row| row.0);
            let pilot = (0..=u16::MAX).find(|pilot| settle(keys.clone(), *pilot, &mut taken))?;
            for (key, row) in bucket {
                pilots[(key >> 16) as usize] = pilot;
                slots[place(*key, pilot, size)] = Slot { mark: *key as u16, row: *row };
            }
        }
        Some(Self { pilots, slots, transitions: weights.transitions })
    }

    /// Replaces the `keys` of features by the places of their rows.
    ///
    /// Nothing here waits for what a read brings, so that the reads of many keys overlap: give it many at once.
    pub fn find(&self, keys: &mut [u32]) {
        let none = self.slots.len() - 1;
        for key in keys {
            let place = place(*key, self.pilots[(*key >> 16) as usize], none);
            *key = if self.slots[place].mark == *key as u16 { place as u32 } else { none as u32 };
        }
    }

    /// The sums of the weights in the rows at `places`.
    #[must_use]
    pub fn sums(&self, places: &[u32]) -> Sums {
        let mut sums = [0_i16; LABELS - 1];
        for place in places {
            for (sum, weight) in sums.iter_mut().zip(&self.slots[*place as usize].row) {
                *sum = sum.saturating_add(i16::from(*weight));
            }
        }
        sums
    }

    /// The sums of the weights of features `keys`.
    #[must_use]
    pub fn sums_of(&self, mut keys: Vec<u32>) -> Sums {
        self.find(&mut keys);
        self.sums(&keys)
    }
}

/// Takes the places of `keys` when all are free.
fn settle(keys: impl Iterator<Item = u32> + Clone, pilot: u16, taken: &mut [bool]) -> bool {
    let size = taken.len();
    for (settled, key) in keys.clone().enumerate() {
        if std::mem::replace(&mut taken[place(key, pilot, size)], true) {
            keys.take(settled).for_each(|key| taken[place(key, pilot, size)] = false);
            return false;
        }
    }
    true
}

impl Weights {
    /// The file form.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut plain = Vec::new();
        for score in self.transitions.iter().flatten() {
            plain.extend_from_slice(&(*score as i16).to_le_bytes());
        }
        plain.extend_from_slice(&(self.rows.len() as u32).to_le_bytes());
        for (key, _) in &self.rows {
            plain.extend_from_slice(&key.to_le_bytes());
        }
        let mut weights = Vec::new();
        for (_, row) in &self.rows {
            let mask = row.iter().enumerate().fold(0_u16, |mask, (i, w)| mask | u16::from(*w != 0) << i);
            plain.extend_from_slice(&mask.to_le_bytes());
            weights.extend(row.iter().filter(|weight| **weight != 0).map(|weight| weight.cast_unsigned()));
        }
        plain.extend(weights);
        let mut bytes = MAGIC.to_vec();
        bytes.extend(lz4_flex::block::compress_prepend_size(&plain));
        bytes
    }

    /// Reads the file form.
    ///
    /// # Errors
    /// When `bytes` are not what [`Weights::write`] makes; `file` is named in the error.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, DataError> {
        let damage = |place: String, problem: &str| DataError { file: file.into(), place, problem: problem.into() };
        let packed = bytes
            .strip_prefix(MAGIC.as_slice())
            .ok_or_else(|| damage("byte 0".into(), "does not begin with its magic"))?;
        let unpacked = lz4_flex::block::uncompressed_size(packed).ok().filter(|(size, _)| *size <= LARGEST);
        let (size, packed) =
            unpacked.ok_or_else(|| damage(format!("byte {}", MAGIC.len()), "holds no sensible size"))?;
        let plain = lz4_flex::block::decompress(packed, size)
            .map_err(|e| damage(format!("byte {}", MAGIC.len()), &format!("does not unpack: {e}")))?;
        let mut reader = Reader { rest: &plain, length: plain.len() };
        let cut = |at: usize| damage(format!("unpacked byte {at}"), "ends too early");
        let mut transitions = [[0; LABELS]; LABELS];
        for score in transitions.iter_mut().flatten() {
            *score = i32::from(i16::from_le_bytes(reader.take().map_err(cut)?));
        }
        let count = u32::from_le_bytes(reader.take().map_err(cut)?) as usize;
        let mut keys = Vec::with_capacity(count.min(plain.len()));
        for _ in 0..count {
            keys.push(u32::from_le_bytes(reader.take().map_err(cut)?));
        }
        if keys.first() == Some(&0) || keys.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(damage("the keys".into(), "must ascend from 1"));
        }
        let mut masks = Vec::with_capacity(keys.len());
        for _ in 0..count {
            masks.push(u16::from_le_bytes(reader.take().map_err(cut)?));
        }
        let mut rows = Vec::with_capacity(keys.len());
        for (key, mask) in keys.into_iter().zip(masks) {
            let mut row = [0; LABELS - 1];
            for (label, weight) in row.iter_mut().enumerate() {
                if mask >> label & 1 == 1 {
                    *weight = i8::from_le_bytes(reader.take().map_err(cut)?);
                }
            }
            rows.push((key, row));
        }
        if !reader.rest.is_empty() {
            return Err(damage(format!("unpacked byte {}", plain.len() - reader.rest.len()), "should end here"));
        }
        Ok(Self { rows, transitions })
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    length: usize,
}

impl Reader<'_> {
    /// The next `N` bytes, or the place where they are missing.
    fn take<const N: usize>(&mut self) -> Result<[u8; N], usize> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or(self.length - self.rest.len())?;
        self.rest = rest;
        Ok(*taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(keys: impl Iterator<Item = u32>) -> Weights {
        let row = |key: u32| std::array::from_fn(|label| (key >> (label % 4 * 8)) as i8);
        Weights { rows: keys.map(|key| (key, row(key))).collect(), transitions: [[0; LABELS]; LABELS] }
    }

    #[test]
    fn every_key_finds_its_row_and_others_find_none() {
        let weights = weights((1..40_000_u32).map(|i| i.wrapping_mul(0x9e37_79b1)));
        let model = Model::new(&weights).expect("the keys are mixed well");
        for (key, row) in &weights.rows {
            assert_eq!(model.sums_of(vec![*key]), row.map(i16::from), "{key}");
        }
        let strangers = (40_001..80_000_u32).map(|i| i.wrapping_mul(0x9e37_79b1));
        let found = strangers.filter(|key| model.sums_of(vec![*key]) != Sums::default()).count();
        assert_eq!(found, 0);
    }
}
