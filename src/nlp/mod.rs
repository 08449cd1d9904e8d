//! The engine: German text in, [`Analysis`] out; deterministic, without IO, and unable to fail.
//!
//! The text is read as people see it ([`normalize`]). Stages run in this order, each reading only what earlier ones made: tokens ([`token`]), sentences ([`sentence`]),
//! morphology ([`morph`]), syntax ([`syntax`]), name labels ([`tagger`]), entities ([`entity`]), figures ([`figure`]), quotations
//! ([`quote`]), claims ([`claim`]), sentiment ([`sentiment`]). [`lexicon`] serves the data files to all of them.
//! In the accurate profile the [`encoder`] reads between the name labels and the entities. [`analysis`] holds the vocabulary of the result and [`document`] that of the input and its layers.
//!
//! Deliberately absent: IO, clocks, threads, HTTP, JSON. Odd input gives fewer annotations, never an error.

pub mod analysis;
pub mod document;
mod error;
mod halt;
mod limits;

pub mod lexicon;

pub mod normalize;

pub mod token;

pub mod sentence;

pub mod morph;

pub mod syntax;

pub mod tagger;

pub mod encoder;

pub mod entity;

pub mod figure;

pub mod quote;

pub mod claim;

pub mod sentiment;

mod engine;

pub use analysis::Analysis;
pub use document::{Document, PublishedAt};
pub use engine::{AnalyzerInfo, BUILT_IN_FINGERPRINT, ENGINE_VERSION, Engine, Profile, Stage, StageObserver};
pub use error::DataError;
pub use halt::Halt;
pub use normalize::Furniture;
