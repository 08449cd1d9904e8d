//! Word classes: for each of a million German words its Brown cluster, how frequent it is, and whether it is rather
//! written small or with a capital.
//!
//! The file holds no words, only 32 bits of their hashes: an unknown word is taken for a known one about once in
//! four thousand look-ups, which the models that use the classes were trained with.

#![expect(clippy::cast_possible_truncation, reason = "parts of hashes are wanted, and counts are checked")]

pub use super::hash::fnv_bytes as hash_bytes;

use super::super::error::DataError;
use super::buckets::{BUCKETS, Buckets};

/// The embedded table.
const EMBEDDED: &[u8] = include_bytes!("clusters.bin");

const FILE: &str = "lexicon/clusters.bin";
const MAGIC: &[u8; 8] = b"prclus01";

/// Spreads `hash` over 32 bits.
fn fold(hash: u64) -> u32 {
    let mixed = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 32) as u32
}

/// What is known of a word's use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordClass {
    /// Path in the Brown tree, the root's branch in the lowest bit: the first `k` steps are `path & ((1 << k) - 1)`.
    pub path: u16,
    /// Frequency: 1 (rare) to 8 (the most frequent); 0 for unknown words.
    pub frequency: u8,
    /// How it compares with its form in the other case: 0 no such form is known; 1 that is far rarer … 5 far more frequent.
    pub other_case: u8,
}

/// 16 bits for each of many words, which are told apart by 32 bits of their hashes.
#[derive(Debug)]
pub struct WordValues(Buckets);

impl WordValues {
    /// Reads a table and tells how many bytes it took; else the byte where something is missing.
    ///
    /// # Errors
    /// When `bytes` end too early.
    pub fn parse(bytes: &[u8]) -> Result<(Self, usize), usize> {
        let (numbers, _) = bytes.as_chunks::<2>();
        let part = |from: usize, count: usize| {
            let taken = numbers.get(from..from + count).ok_or(bytes.len())?;
            Ok::<Vec<u16>, usize>(taken.iter().map(|pair| u16::from_le_bytes(*pair)).collect())
        };
        let counts = part(0, BUCKETS)?;
        let length = counts.iter().map(|count| usize::from(*count)).sum();
        let (lower, values) = (part(BUCKETS, length)?, part(BUCKETS + length, length)?);
        let table = Buckets::new(counts.into_iter().map(u32::from), &lower, &values).ok_or(bytes.len())?;
        Ok((Self(table), 2 * (BUCKETS + 2 * length)))
    }

    /// The file form of a table. Of two words with the same hash the first given stays.
    #[must_use]
    pub fn pack<'a>(words: impl Iterator<Item = (&'a str, u16)>) -> Vec<u8> {
        let mut entries: Vec<(u32, u16)> =
            words.map(|(word, value)| (fold(hash_bytes(word.as_bytes())), value)).collect();
        entries.sort_by_key(|entry| entry.0);
        entries.dedup_by_key(|entry| entry.0);
        let mut counts = vec![0_u16; BUCKETS];
        for (hash, _) in &entries {
            counts[(hash >> 16) as usize] += 1;
        }
        let remainders = entries.iter().map(|entry| entry.0 as u16);
        let numbers = counts.into_iter().chain(remainders).chain(entries.iter().map(|entry| entry.1));
        numbers.flat_map(u16::to_le_bytes).collect()
    }

    /// The value of `word`, exactly as written.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<u16> {
        self.by_hash(hash_bytes(word.as_bytes()))
    }

    /// The value of the word with this [`hash_bytes`].
    #[must_use]
    pub fn by_hash(&self, hash: u64) -> Option<u16> {
        self.0.get(fold(hash))
    }
}

/// The table of word classes.
#[derive(Debug)]
pub struct Clusters {
    table: WordValues,
    paths: Vec<u16>,
}

impl Clusters {
    /// Loads the embedded table: four megabytes are copied.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn new() -> Result<Self, DataError> {
        Self::parse(EMBEDDED)
    }

    /// Reads a table from its file form.
    ///
    /// # Errors
    /// When `bytes` are not what [`Clusters::pack`] makes.
    pub fn parse(bytes: &[u8]) -> Result<Self, DataError> {
        let damage = |place, problem| DataError::at_byte(FILE, place, problem);
        let rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or_else(|| damage(0, "does not begin with its magic"))?;
        let (count, rest) = rest.split_first_chunk::<2>().ok_or_else(|| damage(bytes.len(), "ends too early"))?;
        let size = 2 * usize::from(u16::from_le_bytes(*count));
        let (paths, rest) = rest.split_at_checked(size).ok_or_else(|| damage(bytes.len(), "ends within the paths"))?;
        let paths: Vec<u16> = paths.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
        let head = bytes.len() - rest.len();
        let (table, used) = WordValues::parse(rest).map_err(|at| damage(at + head, "ends too early"))?;
        if used != rest.len() {
            return Err(damage(used + head, "should end here"));
        }
        if let Some(at) = table.0.values().position(|value| usize::from(value >> 6) >= paths.len()) {
            return Err(damage(bytes.len() - 2 * (table.0.len() - at), "names a cluster that does not exist"));
        }
        Ok(Self { table, paths })
    }

    /// The file form of a table.
    ///
    /// # Panics
    /// With more than 1,024 different paths.
    #[must_use]
    pub fn pack<'a>(words: impl IntoIterator<Item = (&'a str, WordClass)>) -> Vec<u8> {
        let mut paths: Vec<u16> = Vec::new();
        let mut values = Vec::new();
        for (word, class) in words {
            let index = paths.iter().position(|path| *path == class.path).unwrap_or_else(|| {
                paths.push(class.path);
                paths.len() - 1
            });
            assert!(index < 1024, "more than 1,024 clusters");
            let frequency = u16::from(class.frequency.clamp(1, 8) - 1);
            values.push((word, (index as u16) << 6 | frequency << 3 | u16::from(class.other_case.min(7))));
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend((paths.len() as u16).to_le_bytes());
        bytes.extend(paths.into_iter().flat_map(u16::to_le_bytes));
        bytes.extend(WordValues::pack(values.into_iter()));
        bytes
    }

    /// The paths of all clusters.
    #[must_use]
    pub fn paths(&self) -> &[u16] {
        &self.paths
    }

    /// The class of `word`, exactly as written.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<WordClass> {
        self.by_hash(hash_bytes(word.as_bytes()))
    }

    /// The class of the word with this [`hash_bytes`].
    #[must_use]
    pub fn by_hash(&self, hash: u64) -> Option<WordClass> {
        let value = self.table.by_hash(hash)?;
        Some(WordClass {
            path: self.paths[usize::from(value >> 6)],
            frequency: (value >> 3 & 7) as u8 + 1,
            other_case: (value & 7) as u8,
        })
    }
}
