//! Loads and checks the data files that the stages share. They are embedded at build time.
//!
//! A stage that needs a data file nobody else reads keeps it in its own folder and loads it itself.

pub mod clusters;
pub mod fold;
pub mod names;
pub mod nouns;
pub mod people;

use sha2::{Digest, Sha256};

use super::engine::{ENGINE_VERSION, EngineError};
use clusters::Clusters;
use names::NameLexicon;
use nouns::Nouns;
use people::People;

/// Files of known names; a later one wins where two know the same spelling.
const NAME_FILES: &[(&str, &str)] = &[
    ("people.tsv", include_str!("data/people.tsv")),
    ("products.tsv", include_str!("data/products.tsv")),
    ("cities.tsv", include_str!("data/cities.tsv")),
    ("companies.tsv", include_str!("data/companies.tsv")),
    ("organizations.tsv", include_str!("data/organizations.tsv")),
    ("regions.tsv", include_str!("data/regions.tsv")),
    ("countries.tsv", include_str!("data/countries.tsv")),
];

/// The shared data, loaded.
#[derive(Debug)]
pub struct Lexicon {
    /// Classes of words.
    pub clusters: Clusters,
    /// Known names.
    pub names: NameLexicon,
    /// Given names and surnames.
    pub people: People,
    /// Roles and type nouns.
    pub nouns: Nouns,
}

impl Lexicon {
    /// Loads the embedded files.
    ///
    /// # Errors
    /// When one is damaged.
    pub fn new() -> Result<Self, EngineError> {
        let mut names = NameLexicon::default();
        for (file, content) in NAME_FILES {
            names.add_file(file, content)?;
        }
        Ok(Self { clusters: Clusters::new()?, names, people: People::new()?, nouns: Nouns::new()? })
    }

    /// Hash of the rules version and all data.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for (_, content) in NAME_FILES {
            hash.update(content.as_bytes());
        }
        for content in people::FILES.iter().chain(nouns::FILES) {
            hash.update(content.as_bytes());
        }
        let digest = hash.finalize();
        let mark = digest.iter().take(6).fold(0u64, |mark, byte| mark << 8 | u64::from(*byte));
        format!("{ENGINE_VERSION}-{mark:012x}")
    }
}
