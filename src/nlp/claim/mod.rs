//! Attribution: who said it, by which cue, how surely; joins quotations with entities and figures.

use super::analysis::Analysis;
use super::document::Layers;
use super::engine::EngineError;
use super::lexicon::Lexicon;
use super::quote::Quotations;

/// Attributes claims.
#[derive(Debug)]
pub struct ClaimReader {}

impl ClaimReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, EngineError> {
        Ok(Self {})
    }

    /// Adds the claims to `analysis` and ties its mentions and figures to them.
    pub fn read(&self, _layers: &Layers<'_>, _quotations: &Quotations, _analysis: &mut Analysis) {}
}
