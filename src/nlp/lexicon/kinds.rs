//! What kind of name a capitalised word may be: first name, surname, place, organisation; or that it is a common noun.
//!
//! Lists tell it of some words, and a classifier over word vectors guesses it for all frequent ones; both are packed
//! into 16 bits. The file holds hashes of words, as that of the clusters does.

use super::super::error::DataError;
use super::clusters::WordValues;

/// The embedded table.
const EMBEDDED: &[u8] = include_bytes!("kinds.bin");

const FILE: &str = "lexicon/kinds.bin";
const MAGIC: &[u8; 8] = b"prkind01";

/// What kind of name a word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordKind(u16);

impl WordKind {
    /// From the guessed kind (0 common noun, 1 first name, 2 surname, 3 place, 4 organisation, 7 none), how sure the
    /// guess is (0 to 3), the second-best kind, and the lists that hold the word (1 first names, 2 surnames, 4 places,
    /// 8 common nouns, summed).
    #[must_use]
    pub fn new(guess: u8, sureness: u8, second: u8, lists: u8) -> Self {
        Self(u16::from(guess & 7) | u16::from(sureness & 3) << 3 | u16::from(second & 7) << 5 | u16::from(lists) << 8)
    }

    /// One of which only [`guesses`](Self::guesses) are known.
    #[must_use]
    pub fn from_guesses(guesses: u8) -> Self {
        Self(u16::from(guesses))
    }

    /// The guessed kind and how sure the guess is.
    #[must_use]
    pub fn guess(self) -> u16 {
        self.0 & 31
    }

    /// The guessed kind, how sure the guess is, and the second-best kind.
    #[must_use]
    pub fn guesses(self) -> u16 {
        self.0 & 255
    }

    /// The lists that hold the word.
    #[must_use]
    pub fn lists(self) -> u16 {
        self.0 >> 8
    }

    /// All of it as a number.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0
    }
}

/// The table of kinds.
#[derive(Debug)]
pub struct Kinds(WordValues);

impl Kinds {
    /// Loads the embedded table.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn new() -> Result<Self, DataError> {
        Self::parse(EMBEDDED)
    }

    /// Reads a table from its file form.
    ///
    /// # Errors
    /// When `bytes` are not what [`Kinds::pack`] makes.
    pub fn parse(bytes: &[u8]) -> Result<Self, DataError> {
        let damage = |place, problem| DataError::at_byte(FILE, place, problem);
        let rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or_else(|| damage(0, "does not begin with its magic"))?;
        let (table, used) = WordValues::parse(rest).map_err(|at| damage(at + MAGIC.len(), "ends too early"))?;
        if used != rest.len() {
            return Err(damage(used + MAGIC.len(), "should end here"));
        }
        Ok(Self(table))
    }

    /// The file form of a table.
    #[must_use]
    pub fn pack<'a>(words: impl IntoIterator<Item = (&'a str, WordKind)>) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(WordValues::pack(words.into_iter().map(|(word, kind)| (word, kind.0))));
        bytes
    }

    /// What is known of `word`, exactly as written.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<WordKind> {
        self.0.get(word).map(WordKind)
    }
}
