//! The accurate reader of names: a small transformer in 8-bit numbers.
//!
//! [`pieces`] cuts words into pieces of a vocabulary, [`segments`] makes of sentences what is read at once, [`forward`]
//! runs the network over it, [`labels`] makes names of its logits. [`file`](mod@file) is the model's file. One pass serves
//! all heads of the model.
//!
//! **Every machine has the same bits**, in every batch. Products of matrices are sums of whole numbers ([`matrix`]); what
//! is left is done in floats with + - * / and square roots, in one order ([`math`], [`attention`]). [`simd`] picks the
//! instructions of the machine (those of `x86.rs`, or any), and is the only file with `unsafe` code.
//!
//! The weights are in `names.bin` (29 MB, see `CARD.md`), which is part of the program: there is no second file to ship,
//! and pages of it that nobody reads stay on the disk. [`understood`] holds what other stages get to know.
//!
//! # Cost
//! Work grows with the words and, within a sentence, with the square of its length. The weights are used where they lie in
//! the file; loading takes some tens of milliseconds, most of them for the fingerprint, and 2 MB beside the file. A call of
//! [`Encoder::encode`] takes about 4 MB for as long as it lasts, and what it returns.

use std::borrow::Cow;

use super::error::DataError;
use super::halt::Halt;
use super::tagger::LabeledName;
use file::Fields;
use forward::{Batch, Network, Pass};
use labels::{Head, Odds};
use pieces::Pieces;

mod attention;
pub mod file;
mod forward;
pub mod labels;
mod math;
mod matrix;
mod pieces;
mod segments;
mod simd;
#[cfg(test)]
mod tests;
pub mod understood;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use simd::Kernel;

/// Pieces that go through the network together: enough to use each weight often, few enough for the cache.
const BATCH: usize = 256;

/// The model, loaded. Reads any number of texts from any number of threads.
#[derive(Debug)]
pub struct Encoder {
    fields: Fields,
    network: Network,
    pieces: Pieces,
    heads: Vec<Head>,
    kernel: Kernel,
}

/// What the model says about the words of some sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct Logits {
    /// Logits of a word.
    width: usize,
    values: Vec<f32>,
    /// Words of each sentence.
    lengths: Vec<usize>,
}

impl Encoder {
    /// Loads a model from its file.
    ///
    /// # Errors
    /// When the file is damaged or of another version; says where.
    pub fn load(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, DataError> {
        let fields = Fields::parse(bytes.into())?;
        if fields.head.shape.positions < segments::POSITIONS {
            let problem = format!("expected at least {} places in a segment", segments::POSITIONS);
            return Err(fields.wrong("pos", 0, &problem));
        }
        Ok(Self {
            network: Network::new(&fields)?,
            pieces: Pieces::new(&fields)?,
            heads: Head::all(&fields)?,
            kernel: Kernel::best(),
            fields,
        })
    }

    /// The same model on other instructions, with the same results.
    #[must_use]
    pub fn with_kernel(self, kernel: Kernel) -> Self {
        Self { kernel, ..self }
    }

    /// The heads of the model.
    #[must_use]
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The pieces that a word is read as, by their numbers.
    #[must_use]
    pub fn pieces(&self, word: &str) -> Vec<u32> {
        let mut pieces = Vec::new();
        self.pieces.cut(word, &mut pieces);
        pieces
    }

    /// Reads sentences, given word by word; `None` when it was told to give up. A sentence is read by itself: which others
    /// come with it changes nothing.
    #[must_use]
    pub fn encode<W: AsRef<str>, S: AsRef<[W]>>(&self, sentences: &[S], halt: &Halt<'_>) -> Option<Logits> {
        let lengths: Vec<usize> = sentences.iter().map(|sentence| sentence.as_ref().len()).collect();
        let width = self.network.labels();
        let mut values = Vec::with_capacity(width * lengths.iter().sum::<usize>());
        let mut batch = Batch::default();
        for segment in sentences.iter().flat_map(|sentence| segments::of(sentence.as_ref(), &self.pieces)) {
            if batch.pieces.len() + segment.pieces.len() > BATCH {
                if halt.is_called() {
                    return None;
                }
                values.append(&mut self.pass(&std::mem::take(&mut batch)));
            }
            let start = batch.pieces.len();
            batch.wanted.extend(segment.wanted.iter().map(|piece| start + piece));
            batch.pieces.extend(segment.pieces);
            batch.ends.push(batch.pieces.len());
        }
        values.append(&mut self.pass(&batch));
        Some(Logits { width, values, lengths })
    }

    fn pass(&self, batch: &Batch) -> Vec<f32> {
        self.kernel.run(Pass { network: &self.network, bytes: &self.fields.bytes, batch })
    }

    /// How likely each label is for each word, by sentence: the mean of `heads`, of which there must be one at least.
    pub fn odds(&self, logits: &Logits, heads: &[&Head]) -> impl Iterator<Item = Vec<Odds>> {
        logits.sentences().map(|sentence| sentence.map(|word| labels::mean(heads, word)).collect())
    }

    /// The names in each sentence, by the mean of `heads`.
    pub fn names(&self, logits: &Logits, heads: &[&Head]) -> impl Iterator<Item = Vec<LabeledName>> {
        self.odds(logits, heads).map(|odds| labels::names(&odds))
    }
}

impl Logits {
    /// The logits by sentence and word.
    pub fn sentences(&self) -> impl Iterator<Item = std::slice::ChunksExact<'_, f32>> {
        let mut rest = self.values.as_slice();
        self.lengths.iter().map(move |length| {
            let (own, others) = rest.split_at(length * self.width);
            rest = others;
            own.chunks_exact(self.width)
        })
    }

    /// All values in order.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }
}
