//! Loads and checks the data files that the stages share. They are embedded at build time.
//!
//! A stage that needs a data file nobody else reads keeps it in its own folder and loads it itself.

use super::engine::{ENGINE_VERSION, EngineError};

pub mod clusters;

use clusters::Clusters;

/// The shared data, loaded.
#[derive(Debug)]
pub struct Lexicon {
    /// Classes of words.
    pub clusters: Clusters,
}

impl Lexicon {
    /// Loads the embedded files.
    ///
    /// # Errors
    /// When one is damaged.
    pub fn new() -> Result<Self, EngineError> {
        Ok(Self { clusters: Clusters::new()? })
    }

    /// Hash of the rules version and all data.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        format!("{ENGINE_VERSION}-0")
    }
}
