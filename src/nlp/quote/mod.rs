//! Quotation marks, reported speech, frames and cues.

use super::document::Layers;
use super::engine::EngineError;
use super::lexicon::Lexicon;

/// What was found; its shape belongs to this stage and [`super::claim`].
#[derive(Debug, Default)]
pub struct Quotations {}

/// Finds quotations.
#[derive(Debug)]
pub struct QuoteReader {}

impl QuoteReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, EngineError> {
        Ok(Self {})
    }

    /// Everything that may be somebody's words.
    #[must_use]
    pub fn read(&self, _layers: &Layers<'_>) -> Quotations {
        Quotations::default()
    }
}
