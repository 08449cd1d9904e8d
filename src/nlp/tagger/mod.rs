//! The sequence model: which tokens belong to a name, and of what type.
//!
//! A linear-chain model over 17 labels. [`attributes`] reads what a word shows by itself, [`features`] turns words and
//! their neighbours into keys, [`model`] holds an integer weight for key and label, [`decode`] finds the best row of
//! labels; the tool `train-tagger` learns the weights. No floating point takes part in decoding, so every
//! machine finds the same names.

use super::document::Annotations;
use super::error::DataError;
use super::lexicon::Lexicon;
use model::Model;
use tables::Tables;

pub mod attributes;
pub mod decode;
pub mod features;
pub mod labels;
pub mod model;
pub mod non_local;
mod read;
mod tables;

pub use model::Weights;

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

/// What errors call the file.
const FILE: &str = "tagger/names.model";

/// The embedded weights.
const MODEL: &[u8] = include_bytes!("names.model");

/// What is wrong with weights that no table holds.
pub(super) fn keys_too_much_alike() -> DataError {
    DataError { file: FILE.into(), place: "the keys".into(), problem: "are too much alike for a table".into() }
}

/// Labels names by context and form.
#[derive(Debug)]
pub struct NameTagger {
    model: Model,
    tables: Tables,
}

impl NameTagger {
    /// Loads the embedded model.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn new(lexicon: &Lexicon) -> Result<Self, DataError> {
        Self::with_weights(lexicon, &Weights::parse(FILE, MODEL)?).ok_or_else(keys_too_much_alike)
    }

    /// A tagger with weights of one's own; `None` when no table holds them.
    #[must_use]
    pub fn with_weights(lexicon: &Lexicon, weights: &Weights) -> Option<Self> {
        let model = Model::new(weights)?;
        let tables = Tables::new(&model, lexicon);
        Some(Self { model, tables })
    }

    /// Names in text order, without overlap.
    #[must_use]
    pub fn label(&self, lexicon: &Lexicon, layers: &Annotations<'_>) -> Vec<LabeledName> {
        let words = (0..layers.tokens.len()).map(|i| layers.word(i));
        let going_on = layers.sentences.iter().take_while(|_| !layers.halt.is_called());
        let sentences = going_on.map(|sentence| sentence.tokens.clone());
        read::names(&self.model, &self.tables, lexicon, words, sentences)
    }

    /// The names in an article whose sentences are split into words already; tokens are counted through all of it.
    #[must_use]
    pub fn label_sentences<S: AsRef<str>>(&self, lexicon: &Lexicon, sentences: &[&[S]]) -> Vec<LabeledName> {
        let words: Vec<&str> = sentences.iter().flat_map(|words| words.iter().map(AsRef::as_ref)).collect();
        let ranges = sentences.iter().scan(0, |end, words| {
            let start = *end;
            *end += words.len();
            Some(start..*end)
        });
        read::names(&self.model, &self.tables, lexicon, words.into_iter(), ranges)
    }
}
