//! The sequence model: which tokens belong to a name, and of what type.
//!
//! A linear-chain model over 17 labels. [`attributes`] reads what a word shows by itself, [`features`] turns words and
//! their neighbours into keys, [`model`] holds an integer weight for key and label, [`decode`] finds the best row of
//! labels; [`train`] learns the weights (`train-tagger` runs it). No floating point takes part in decoding, so every
//! machine finds the same names.

use super::document::Layers;
use super::engine::EngineError;
use super::lexicon::Lexicon;

pub mod attributes;
pub mod decode;
pub mod features;
pub mod labels;
pub mod model;
mod read;
pub mod train;

pub use model::Model;

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

/// The embedded weights.
const MODEL: &[u8] = include_bytes!("names.model");

/// The embedded files of this stage.
pub fn data() -> impl Iterator<Item = &'static [u8]> {
    std::iter::once(MODEL)
}

/// Labels names by context and form.
#[derive(Debug)]
pub struct NameTagger {
    model: Model,
}

impl NameTagger {
    /// Loads the embedded model.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, EngineError> {
        Ok(Self::with_model(Model::parse("tagger/names.model", MODEL)?))
    }

    /// A tagger with a model of one's own.
    #[must_use]
    pub fn with_model(model: Model) -> Self {
        Self { model }
    }

    /// Names in text order, without overlap.
    #[must_use]
    pub fn label(&self, lexicon: &Lexicon, layers: &Layers<'_>) -> Vec<LabeledName> {
        let words = (0..layers.tokens.len()).map(|i| layers.word(i));
        let sentences = layers.sentences.iter().map(|sentence| sentence.tokens.clone());
        read::names(&self.model, lexicon, words, sentences)
    }

    /// The names in sentences that are split into words already: token range and class number of each.
    #[must_use]
    pub fn label_words<S: AsRef<str>>(&self, lexicon: &Lexicon, words: &[S]) -> Vec<LabeledName> {
        read::names(&self.model, lexicon, words.iter().map(AsRef::as_ref), std::iter::once(0..words.len()))
    }
}
