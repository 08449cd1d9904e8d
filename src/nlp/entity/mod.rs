//! Names: candidates, type, merging of mentions, resolution, salience.

use super::analysis::Entity;
use super::document::Layers;
use super::engine::EngineError;
use super::lexicon::Lexicon;
use super::tagger::LabeledName;

/// Finds entities.
#[derive(Debug)]
pub struct EntityReader {}

impl EntityReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, EngineError> {
        Ok(Self {})
    }

    /// Entities with their mentions, the most salient first.
    #[must_use]
    pub fn read(&self, _lexicon: &Lexicon, _layers: &Layers<'_>, _names: &[LabeledName]) -> Vec<Entity> {
        Vec::new()
    }
}
