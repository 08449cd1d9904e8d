//! Frames and cues: which verbs of a clause say that something is said ([`cue`]). Who said what is told by
//! [`super::claim`].

pub(crate) mod cue;

use std::ops::Range;

use cue::{CueFinder, CueHit};

use super::document::Annotations;
use super::lexicon::Lexicon;
use super::syntax::clause::Clause;

/// A unit of the text with the cues in its clauses.
#[derive(Debug)]
pub(crate) struct Unit<'a> {
    pub(crate) tokens: Range<usize>,
    pub(crate) clauses: &'a [Clause],
    pub(crate) hits: Vec<CueHit>,
    /// Indices of the quotations that open in it.
    pub(crate) quotes: Range<usize>,
    pub(crate) paragraph: usize,
}

/// The units of a text in order; their shape belongs to this stage and [`super::claim`].
#[derive(Debug)]
pub struct Quotations<'a> {
    pub(crate) units: Vec<Unit<'a>>,
}

/// Finds the cues of all clauses. Linear in the text: the work a cue costs is bounded by that for its unit, which has a
/// greatest length.
#[must_use]
pub fn read<'a>(lexicon: &Lexicon, layers: &'a Annotations<'_>) -> Quotations<'a> {
    let finder = CueFinder { layers, words: &layers.syntax.words, lexicon: &lexicon.cues };
    let units = layers
        .syntax
        .units
        .iter()
        .take_while(|_| !layers.halt.is_called())
        .map(|unit| Unit {
            tokens: unit.tokens.clone(),
            clauses: &unit.clauses,
            hits: finder.find(&unit.clauses),
            quotes: unit.quotes.clone(),
            paragraph: unit.paragraph,
        })
        .collect();
    Quotations { units }
}
