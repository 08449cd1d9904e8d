//! The learned weights: an open hash table of rows of small integers, and its file form.
//!
//! The file is compressed: a head, the transitions, then the rows in the order of their keys. A row is a 16-bit mask of the labels with
//! a weight, and those weights.

use super::super::engine::EngineError;
use super::decode::{Scores, Transitions};
use super::labels::LABELS;

/// Weights of one feature for all labels but the first, "outside", whose weight is 0.
pub type Row = [i8; LABELS - 1];

const MAGIC: &[u8; 8] = b"prname01";

/// Unpacked bytes that no model exceeds; a damaged size must not exhaust the memory.
const LARGEST: usize = 1 << 27;

/// The weights.
#[derive(Debug)]
pub struct Model {
    /// Key and index of the row; key 0 is an empty slot. A power of two long, at most half full.
    slots: Vec<(u32, u32)>,
    rows: Vec<Row>,
    /// Scores of label after label.
    pub transitions: Transitions,
}

impl Model {
    /// A model of these rows; keys must differ and not be 0.
    #[must_use]
    pub fn new(mut rows: Vec<(u32, Row)>, transitions: Transitions) -> Self {
        rows.sort_unstable_by_key(|row| row.0);
        let size = (rows.len() * 2).next_power_of_two().max(2);
        let mut slots = vec![(0, 0); size];
        for (index, (key, _)) in rows.iter().enumerate() {
            let mut at = *key as usize & (size - 1);
            while slots[at].0 != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (*key, index as u32);
        }
        Self { slots, rows: rows.into_iter().map(|row| row.1).collect(), transitions }
    }

    /// How many features have weights.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no weights.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds the weights of feature `key` to `scores`.
    #[inline]
    pub fn add(&self, key: u32, scores: &mut Scores) {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        loop {
            let (found, index) = self.slots[at];
            if found == key {
                for (score, weight) in scores[1..].iter_mut().zip(&self.rows[index as usize]) {
                    *score += i32::from(*weight);
                }
                return;
            }
            if found == 0 {
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// The file form.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut keyed: Vec<(u32, u32)> = self.slots.iter().copied().filter(|slot| slot.0 != 0).collect();
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
            let row = &self.rows[*index as usize];
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
