//! The learned weights: their file form, and the table they are looked up in.
//!
//! The file is compressed: a head, the transitions, then the rows in the order of their keys. A row is a 16-bit mask of the labels with
//! a weight, and those weights.

#![expect(clippy::cast_possible_truncation, reason = "rows are fewer than 2^32, as keys are")]

use super::super::engine::EngineError;
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

/// The weights in a table. Each key may be in one of two places, one told by its lower bits and one by its upper bits;
/// the mark there holds the other bits of the key, so the small table of marks tells whether and where there is a row.
///
/// Cost of a look-up: two reads of the marks, which stay in the cache, and one of the row; nothing is branched on.
#[derive(Debug)]
pub struct Model {
    marks: Vec<u16>,
    /// The row of each mark, and at the end one without weights, for keys that have none.
    rows: Vec<Row>,
    /// Bits of a place.
    bits: u32,
    /// Scores of label after label.
    pub transitions: Transitions,
}

/// The places of `key` in a table of `bits` (16 to 32), each with the mark that stands for it there.
#[inline]
fn places(key: u32, bits: u32) -> [(usize, u16); 2] {
    let shift = 32 - bits;
    let (low, high) = (key << shift >> shift, key >> shift);
    [(low as usize, (key >> 16) as u16), (high as usize, key as u16)]
}

impl Model {
    /// The table of `weights`; `None` when their keys are so alike that no table of a sensible size holds them.
    #[must_use]
    pub fn new(weights: &Weights) -> Option<Self> {
        let bits = (weights.rows.len() * 2).next_power_of_two().trailing_zeros().max(16);
        (bits..bits + 4).find_map(|bits| Self::with_bits(weights, bits))
    }

    fn with_bits(weights: &Weights, bits: u32) -> Option<Self> {
        let mut holders = vec![u32::MAX; 1 << bits];
        for (number, (key, _)) in weights.rows.iter().enumerate() {
            let mut homeless = number as u32;
            let mut place = places(*key, bits)[0].0;
            // Whoever is displaced goes to his other place and may displace another one there.
            let settled = (0..500).any(|_| {
                homeless = std::mem::replace(&mut holders[place], homeless);
                if homeless == u32::MAX {
                    return true;
                }
                let [(low, _), (high, _)] = places(weights.rows[homeless as usize].0, bits);
                place = if place == low { high } else { low };
                false
            });
            if !settled {
                return None;
            }
        }
        let mut model = Self {
            marks: vec![0; 1 << bits],
            rows: vec![[0; LABELS - 1]; (1 << bits) + 1],
            bits,
            transitions: weights.transitions,
        };
        for (place, holder) in holders.iter().enumerate() {
            if let Some((key, row)) = weights.rows.get(*holder as usize) {
                let [(low, upper), (_, lower)] = places(*key, bits);
                model.marks[place] = if place == low { upper } else { lower };
                model.rows[place] = *row;
            }
        }
        weights.rows.iter().all(|(key, row)| model.rows[model.find(*key)] == *row).then_some(model)
    }

    /// Where the row of `key` is.
    #[inline]
    fn find(&self, key: u32) -> usize {
        let [(low, upper), (high, lower)] = places(key, self.bits);
        let none = self.rows.len() - 1;
        let second = if self.marks[high] == lower { high } else { none };
        if self.marks[low] == upper { low } else { second }
    }

    /// The sums of the weights of features `keys`. `keys` is used as scratch memory.
    ///
    /// First all keys are sought, then all rows read, so that waiting for memory overlaps.
    #[must_use]
    pub fn sums(&self, keys: &mut [u32]) -> Sums {
        for key in keys.iter_mut() {
            *key = self.find(*key) as u32;
        }
        let mut sums = [0_i16; LABELS - 1];
        for row in keys {
            for (sum, weight) in sums.iter_mut().zip(&self.rows[*row as usize]) {
                *sum = sum.saturating_add(i16::from(*weight));
            }
        }
        sums
    }
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
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, EngineError> {
        let damage =
            |place: String, problem: &str| EngineError::Data { file: file.into(), place, problem: problem.into() };
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
            assert_eq!(model.sums(&mut [*key]), row.map(i16::from), "{key}");
        }
        let strangers = (40_001..80_000_u32).map(|i| i.wrapping_mul(0x9e37_79b1));
        let found = strangers.filter(|key| model.sums(&mut [*key]) != Sums::default()).count();
        assert_eq!(found, 0);
    }
}
