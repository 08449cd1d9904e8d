//! The word table: for every form its possible readings with their lemmas.
//!
//! The file holds no strings. A form is its hash, spread over 65,536 buckets with 16 bits more in the entry, so an
//! unknown word is taken for a known one in about one case of ten thousand; a lemma is an [`Edit`] of the form.

use std::borrow::Cow;

use super::super::error::DataError;
use super::buckets::{BUCKETS, Buckets};
use super::hash;

/// What sort of word a reading is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A common noun; the cells are those of [`noun_cell`].
    Noun,
    /// A proper name that dictionaries list.
    Name,
    /// A verb; the cells are [`cell`] constants.
    Verb,
    /// An adjective.
    Adjective,
    /// Any other word.
    Other,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Noun, Self::Name, Self::Verb, Self::Adjective, Self::Other];
}

/// Cells of a verb's paradigm, as bits of [`Reading::cells`].
#[expect(missing_docs, reason = "the names say tense or mood, person and number")]
pub mod cell {
    pub const PRESENT_1: u32 = 1;
    pub const PRESENT_2: u32 = 1 << 1;
    pub const PRESENT_3: u32 = 1 << 2;
    pub const PRESENT_PLURAL: u32 = 1 << 3;
    pub const PRESENT_2_PLURAL: u32 = 1 << 4;
    pub const SUBJUNCTIVE_I_1: u32 = 1 << 5;
    pub const SUBJUNCTIVE_I_2: u32 = 1 << 6;
    pub const SUBJUNCTIVE_I_3: u32 = 1 << 7;
    pub const SUBJUNCTIVE_I_PLURAL: u32 = 1 << 8;
    pub const SUBJUNCTIVE_I_2_PLURAL: u32 = 1 << 9;
    pub const PAST: u32 = 1 << 10;
    pub const PAST_2: u32 = 1 << 11;
    pub const PAST_PLURAL: u32 = 1 << 12;
    pub const PAST_2_PLURAL: u32 = 1 << 13;
    pub const SUBJUNCTIVE_II: u32 = 1 << 14;
    pub const SUBJUNCTIVE_II_2: u32 = 1 << 15;
    pub const SUBJUNCTIVE_II_PLURAL: u32 = 1 << 16;
    pub const SUBJUNCTIVE_II_2_PLURAL: u32 = 1 << 17;
    pub const IMPERATIVE: u32 = 1 << 18;
    pub const IMPERATIVE_PLURAL: u32 = 1 << 19;
    pub const INFINITIVE: u32 = 1 << 20;
    pub const PARTICIPLE: u32 = 1 << 21;
    pub const PRESENT_PARTICIPLE: u32 = 1 << 22;
    pub const ZU_INFINITIVE: u32 = 1 << 23;
    /// The infinitive is of a verb whose prefix can stand apart.
    pub const SEPARABLE: u32 = 1 << 24;
    /// All cells with person and number, the imperative left out.
    pub const FINITE: u32 = (1 << 18) - 1;
}

/// The bit of a noun's cell: case 0 to 3 (nominative, genitive, dative, accusative), plural or not.
#[must_use]
pub const fn noun_cell(case: u32, plural: bool) -> u32 {
    1 << (case * 2 + plural as u32)
}

/// How a lemma comes from a form: some bytes cut from its end and others put there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Edit {
    /// Bytes cut from the end.
    pub cut: u8,
    /// What is put there.
    pub add: String,
}

impl Edit {
    /// The edit that makes `lemma` of `form`.
    #[must_use]
    pub fn between(form: &str, lemma: &str) -> Option<Self> {
        let mut common = form.bytes().zip(lemma.bytes()).take_while(|(a, b)| a == b).count();
        while !form.is_char_boundary(common) || !lemma.is_char_boundary(common) {
            common -= 1;
        }
        Some(Self { cut: u8::try_from(form.len() - common).ok()?, add: lemma[common..].to_owned() })
    }

    /// The lemma of `form`; `None` where the edit does not fit it.
    #[must_use]
    pub fn apply<'a>(&self, form: &'a str) -> Option<Cow<'a, str>> {
        let stem = form.get(..form.len().checked_sub(usize::from(self.cut))?)?;
        if self.add.is_empty() {
            return Some(Cow::Borrowed(stem));
        }
        let mut lemma = String::with_capacity(stem.len() + self.add.len());
        lemma.push_str(stem);
        // In a compound the head's capital is inside the word.
        match self.add.chars().next() {
            Some(first) if !stem.is_empty() && first.is_uppercase() && stem.ends_with(char::is_lowercase) => {
                lemma.extend(first.to_lowercase());
                lemma.push_str(&self.add[first.len_utf8()..]);
            }
            _ => lemma.push_str(&self.add),
        }
        Some(Cow::Owned(lemma))
    }
}

/// One way to read a form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reading {
    /// What sort of word.
    pub kind: Kind,
    /// Which cells of its paradigm the form fills; 0 when unknown.
    pub cells: u32,
    /// Genders of a noun: 1 masculine, 2 feminine, 4 neuter, summed; 0 when unknown.
    pub genders: u8,
    /// How the lemma comes from the form.
    pub edit: Edit,
}

/// What the table knows of a form.
#[derive(Debug, Clone, Copy)]
pub struct WordEntry<'a> {
    /// Its readings.
    pub readings: &'a [Reading],
}

impl WordEntry<'_> {
    /// An entry that knows nothing.
    pub const UNKNOWN: Self = WordEntry { readings: &[] };

    /// The first reading of that kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Option<&Reading> {
        self.readings.iter().find(|r| r.kind == kind)
    }

    /// All cells that verb readings of the form fill.
    #[must_use]
    pub fn verb_cells(&self) -> u32 {
        self.readings.iter().filter(|r| r.kind == Kind::Verb).fold(0, |cells, r| cells | r.cells)
    }
}

/// First bytes of the unpacked file.
pub const MAGIC: &[u8; 4] = b"wrd2";

/// The table.
pub struct WordTable {
    /// Index into `classes` of each form.
    class: Buckets,
    /// Sets of readings; the first is empty.
    classes: Vec<Vec<Reading>>,
}

impl std::fmt::Debug for WordTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WordTable").field("entries", &self.class.len()).finish_non_exhaustive()
    }
}

impl WordTable {
    /// Unpacks the table.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn new(file: &str, packed: &[u8]) -> Result<Self, DataError> {
        let damaged =
            |place: String, problem: &str| DataError { file: file.to_owned(), place, problem: problem.to_owned() };
        let bytes = lz4_flex::decompress_size_prepended(packed)
            .map_err(|e| damaged("start".into(), &format!("not an lz4 block: {e}")))?;
        let mut reader = Reader { bytes: &bytes, at: 0 };
        let table = Self::read(&mut reader);
        match table {
            Some(table) if reader.at == bytes.len() => Ok(table),
            _ => Err(damaged(format!("byte {}", reader.at), "the table ends early or late")),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.take(4)? != MAGIC {
            return None;
        }
        let classes = (0..reader.number()?).map(|_| reader.class()).collect::<Option<Vec<_>>>()?;
        let counts = reader.take(BUCKETS)?;
        let total = counts.iter().map(|count| usize::from(*count)).sum();
        let (marks, class) = (reader.numbers(total)?, reader.numbers(total)?);
        if class.iter().any(|&c| usize::from(c) >= classes.len()) {
            return None;
        }
        let class = Buckets::new(counts.iter().map(|count| u32::from(*count)), &marks, &class)?;
        Some(Self { class, classes })
    }

    /// What is known of the word as it stands.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<WordEntry<'_>> {
        self.by_hash(hash::hash(word))
    }

    /// What is known of the word with small letters.
    #[must_use]
    pub fn get_lower(&self, word: &str) -> Option<WordEntry<'_>> {
        self.by_hash(hash::hash_lower(word))
    }

    /// What is known of the word with this [`hash`](hash::hash).
    #[must_use]
    pub fn by_hash(&self, hash: u64) -> Option<WordEntry<'_>> {
        let class = self.class.get(folded(hash))?;
        Some(WordEntry { readings: &self.classes[usize::from(class)] })
    }
}

/// The bits of a hash that the table is looked up by.
#[expect(clippy::cast_possible_truncation, reason = "parts of the hash are wanted")]
#[must_use]
pub fn folded(hash: u64) -> u32 {
    (hash >> 48 << 16) as u32 | (hash >> 16) as u32 & 0xffff
}

/// Reads little-endian numbers.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let part = self.bytes.get(self.at..self.at.checked_add(n)?)?;
        self.at += n;
        Some(part)
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn numbers(&mut self, n: usize) -> Option<Vec<u16>> {
        // Low bytes first, then high bytes: like stands by like, which packs better.
        let low = self.take(n)?;
        let high = self.take(n)?;
        Some(low.iter().zip(high).map(|(&l, &h)| u16::from_le_bytes([l, h])).collect())
    }

    fn class(&mut self) -> Option<Vec<Reading>> {
        let count = self.take(1)?[0];
        (0..count)
            .map(|_| {
                let cells = self.number()?;
                let &[kind, genders, cut, length] = self.take(4)? else { return None };
                let add = std::str::from_utf8(self.take(length.into())?).ok()?.to_owned();
                Some(Reading { kind: *Kind::ALL.get(usize::from(kind))?, cells, genders, edit: Edit { cut, add } })
            })
            .collect()
    }
}
