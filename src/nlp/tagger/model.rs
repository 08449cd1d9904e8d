//! The learned weights: a hash table of rows of small integers, and its file form.
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

/// Keys in a bucket: half a cache line.
const BUCKET: usize = 8;

/// Bits of the sieve, as a power of two: half a megabyte, which stays in the cache.
const SIEVE: u32 = 22;

/// The weights.
#[derive(Debug)]
pub struct Model {
    /// A bit for the upper bits of each key; most features of a text are not in the model and stop here.
    sieve: Vec<u64>,
    /// Keys, 0 where there is none. A power of two of buckets, about half full; what does not fit in its bucket is in
    /// the next one.
    buckets: Vec<[u32; BUCKET]>,
    /// The row of each key, at the same place.
    rows: Vec<Row>,
    length: usize,
    /// Scores of label after label.
    pub transitions: Transitions,
}

impl Model {
    /// A model of these rows; keys must differ and not be 0.
    #[must_use]
    pub fn new(rows: Vec<(u32, Row)>, transitions: Transitions) -> Self {
        let size = (rows.len() * 2).div_ceil(BUCKET).next_power_of_two().max(2);
        let mut model = Self {
            sieve: vec![0; 1 << (SIEVE - 6)],
            buckets: vec![[0; BUCKET]; size],
            rows: vec![[0; LABELS - 1]; size * BUCKET],
            length: rows.len(),
            transitions,
        };
        for (key, row) in rows {
            let mut at = key as usize & (size - 1);
            let lane = loop {
                if let Some(lane) = model.buckets[at].iter().position(|slot| *slot == 0) {
                    break lane;
                }
                at = (at + 1) & (size - 1);
            };
            let bit = key >> (32 - SIEVE);
            model.sieve[(bit >> 6) as usize] |= 1 << (bit & 63);
            model.buckets[at][lane] = key;
            model.rows[at * BUCKET + lane] = row;
        }
        model
    }

    /// How many features have weights.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are no weights.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Where the row of `key` is.
    #[inline]
    fn find(&self, key: u32) -> Option<usize> {
        let bit = key >> (32 - SIEVE);
        if self.sieve[(bit >> 6) as usize] >> (bit & 63) & 1 == 0 {
            return None;
        }
        let mask = self.buckets.len() - 1;
        let mut at = key as usize & mask;
        loop {
            let bucket = &self.buckets[at];
            // Without early exit, so that the eight comparisons are one instruction and nothing is mispredicted.
            let hits = (0..BUCKET).fold(0_u32, |hits, lane| hits | u32::from(bucket[lane] == key) << lane);
            if hits != 0 {
                return Some(at * BUCKET + hits.trailing_zeros() as usize);
            }
            if bucket[BUCKET - 1] == 0 {
                return None;
            }
            at = (at + 1) & mask;
        }
    }

    /// The sums of the weights of features `keys`. `keys` is used as scratch memory.
    ///
    /// First all keys are sought, then all rows read, so that waiting for memory overlaps.
    #[must_use]
    pub fn sums(&self, keys: &mut [u32]) -> Sums {
        let mut found = 0;
        for i in 0..keys.len() {
            if let Some(row) = self.find(keys[i]) {
                keys[found] = row as u32;
                found += 1;
            }
        }
        let mut sums = [0_i16; LABELS - 1];
        for row in &keys[..found] {
            for (sum, weight) in sums.iter_mut().zip(&self.rows[*row as usize]) {
                *sum = sum.saturating_add(i16::from(*weight));
            }
        }
        sums
    }

    /// The file form.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let slots = self.buckets.iter().flatten().copied().zip(0_usize..);
        let mut keyed: Vec<(u32, usize)> = slots.filter(|slot| slot.0 != 0).collect();
        keyed.sort_unstable();
        let mut plain = Vec::new();
        for score in self.transitions.iter().flatten() {
            plain.extend_from_slice(&(*score as i16).to_le_bytes());
        }
        plain.extend_from_slice(&(keyed.len() as u32).to_le_bytes());
        for (key, _) in &keyed {
            plain.extend_from_slice(&key.to_le_bytes());
        }
        let mut weights = Vec::new();
        for (_, index) in &keyed {
            let row = &self.rows[*index];
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
    /// When `bytes` are not what [`Model::write`] makes; `file` is named in the error.
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
        Ok(Self::new(rows, transitions))
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
