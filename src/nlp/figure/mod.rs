//! Quantities, in one normal form.

use super::analysis::Figure;
use super::document::Layers;
use super::engine::EngineError;
use super::lexicon::Lexicon;

/// Reads figures.
#[derive(Debug)]
pub struct FigureReader {}

impl FigureReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, EngineError> {
        Ok(Self {})
    }

    /// Figures in text order, without overlap.
    #[must_use]
    pub fn read(&self, _layers: &Layers<'_>) -> Vec<Figure> {
        Vec::new()
    }
}
