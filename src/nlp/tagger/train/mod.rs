//! Training and measuring of the name model: reads `CoNLL`, learns a linear-chain CRF, scores spans.
//!
//! Floating point is fine here: what is learned is written as integers, and only those are decoded with.

mod brackets;
mod corpus;
mod crf;
mod extract;
mod score;
mod trained;

pub use brackets::conll;
pub use corpus::{Corpus, CorpusError, Sentence};
pub use crf::{Options, Random, train};
pub use extract::{Extracted, extract};
pub use score::{Confusion, Tally};
pub use trained::Trained;
