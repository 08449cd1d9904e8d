//! Training and measuring of the name model: reads `CoNLL`, learns a linear-chain CRF, scores spans.
//!
//! Floating point is fine here: what is learned is written as integers, and only those are decoded with.

pub mod brackets;
pub mod corpus;
pub mod crf;
pub mod extract;
pub mod score;
pub mod trained;
