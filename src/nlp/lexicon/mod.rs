//! Loads and checks the data files that the stages share. They are embedded at build time.
//!
//! A stage that needs a data file nobody else reads keeps it in its own folder and loads it itself.

pub mod buckets;
pub mod closed;
pub mod clusters;
pub mod compound;
mod conjugation;
pub(crate) mod cues;
mod fingerprint;
pub mod fold;
pub mod hash;
pub mod heads;
pub mod kinds;
pub mod lists;
pub(crate) mod named;
pub mod names;
pub mod nouns;
pub mod people;
pub(crate) mod source_words;
pub mod subtypes;
pub mod user;
pub mod words;

pub use fingerprint::fingerprint;

use std::sync::{Arc, OnceLock};

use super::error::DataError;
use clusters::Clusters;
use cues::CueLexicon;
use heads::Heads;
use kinds::Kinds;
use names::NameLexicon;
use nouns::Nouns;
use people::People;
use user::UserLexicon;
use words::{Kind, WordTable};

/// Grammatical gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Gender {
    Masculine,
    Feminine,
    Neuter,
}

impl Gender {
    /// The only gender of a [`words::Reading`], if it has but one.
    #[must_use]
    pub const fn of_bits(genders: u8) -> Option<Self> {
        match genders {
            1 => Some(Self::Masculine),
            2 => Some(Self::Feminine),
            4 => Some(Self::Neuter),
            _ => None,
        }
    }
}

/// Files of known names; a later one wins where two know the same spelling.
const NAME_FILES: &[(&str, &str)] = &[
    ("technology.tsv", include_str!("data/technology.tsv")),
    ("business.tsv", include_str!("data/business.tsv")),
    ("institutions.tsv", include_str!("data/institutions.tsv")),
    ("politics.tsv", include_str!("data/politics.tsv")),
    ("people.tsv", include_str!("data/people.tsv")),
    ("products.tsv", include_str!("data/products.tsv")),
    ("cities.tsv", include_str!("data/cities.tsv")),
    ("companies.tsv", include_str!("data/companies.tsv")),
    ("organizations.tsv", include_str!("data/organizations.tsv")),
    ("regions.tsv", include_str!("data/regions.tsv")),
    ("countries.tsv", include_str!("data/countries.tsv")),
];

/// Forms with their readings.
const WORDS: &[u8] = include_bytes!("data/words.lz4");

/// The shared data, loaded. Cheap to clone: clones share it.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// Classes of words.
    pub clusters: Arc<Clusters>,
    /// Verbs and nouns that say that something is said.
    pub(crate) cues: Arc<CueLexicon>,
    /// Words that make the words beside them a name.
    pub heads: Arc<Heads>,
    /// Kinds of names.
    pub kinds: Arc<Kinds>,
    /// Known names.
    pub names: Arc<NameLexicon>,
    /// Given names and surnames.
    pub people: Arc<People>,
    /// Roles and type nouns.
    pub nouns: Arc<Nouns>,
    /// Forms with their readings.
    pub words: Arc<WordTable>,
}

impl Lexicon {
    /// Loads the embedded files.
    ///
    /// # Errors
    /// When one is damaged.
    pub fn new() -> Result<Self, DataError> {
        closed::check()?;
        let mut names = NameLexicon::default();
        for (file, content) in NAME_FILES {
            names.add_file(file, content)?;
        }
        let words = WordTable::new("lexicon/data/words.lz4", WORDS)?;
        Ok(Self {
            clusters: Arc::new(Clusters::new()?),
            cues: Arc::new(CueLexicon::new()?),
            heads: Arc::new(Heads::new()?),
            kinds: Arc::new(Kinds::new()?),
            names: Arc::new(names),
            people: Arc::new(People::new()?),
            nouns: Arc::new(Nouns::new()?),
            words: Arc::new(words),
        })
    }

    /// The one that all in this process share, loaded when first asked for.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn shared() -> Result<Self, DataError> {
        static SHARED: OnceLock<Lexicon> = OnceLock::new();
        if let Some(lexicon) = SHARED.get() {
            return Ok(lexicon.clone());
        }
        let loaded = Self::new()?;
        Ok(SHARED.get_or_init(|| loaded).clone())
    }

    /// The same with the names of the user; all else is shared. Takes some ten milliseconds, and about a microsecond a
    /// name.
    #[must_use]
    pub fn with_user_names(&self, user: &UserLexicon) -> Self {
        if user.is_empty() {
            return self.clone();
        }
        let mut names = NameLexicon::clone(&self.names);
        names.add_user_names(user, |spelling| self.is_ordinary(spelling));
        Self { names: Arc::new(names), ..self.clone() }
    }

    /// Whether a spelling is an ordinary word as well: one that the dictionary knows as something else than a name, be
    /// it in small letters. Capitals alone (`IT`) are an abbreviation. Of unknown words one in ten thousand is taken for one.
    #[must_use]
    pub fn is_ordinary(&self, spelling: &str) -> bool {
        let capitals = spelling.chars().all(char::is_uppercase) && spelling.chars().nth(1).is_some();
        let entries = [self.words.get(spelling), self.words.get(&spelling.to_lowercase())];
        let mut readings = entries.into_iter().flatten().flat_map(|entry| entry.readings.iter());
        !capitals && readings.any(|reading| reading.kind != Kind::Name)
    }
}
