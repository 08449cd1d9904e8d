//! Scores with evidence, shifters, targets, voice.

use super::analysis::Analysis;
use super::document::Layers;
use super::engine::EngineError;
use super::lexicon::Lexicon;

/// Scores sentiment.
#[derive(Debug)]
pub struct SentimentReader {}

impl SentimentReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, EngineError> {
        Ok(Self {})
    }

    /// Fills in the sentiment of document, sentences, claims and entities.
    pub fn read(&self, _layers: &Layers<'_>, _analysis: &mut Analysis) {}
}
