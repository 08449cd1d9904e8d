//! Quotation marks, reported speech, frames and cues.
//!
//! The stage reads form alone: which marks pair ([`marks`]), which clauses a sentence has ([`segment`], [`clause`]) and
//! which verbs say that something is said ([`cue`], with the lexicon in `cues.tsv`). Who said what is told by
//! [`super::claim`].

pub(crate) mod clause;
pub(crate) mod cue;
mod forms;
pub(crate) mod grammar;
pub(crate) mod lexicon;
pub(crate) mod marks;
pub(crate) mod segment;
mod shape;

use std::ops::Range;

use clause::{Clause, ClauseBuilder};
use cue::{CueFinder, CueHit};
use grammar::Grammar;
use lexicon::CueLexicon;
use marks::Quoted;
use segment::Segmenter;

use super::document::Layers;
use super::engine::EngineError;
use super::lexicon::Lexicon;

/// A sentence, or several that a quotation ties together, with its clauses and cues.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) tokens: Range<usize>,
    pub(crate) clauses: Vec<Clause>,
    pub(crate) hits: Vec<CueHit>,
    /// Indices of the quotations that open in it.
    pub(crate) quotes: Range<usize>,
    pub(crate) paragraph: usize,
}

/// What was found; its shape belongs to this stage and [`super::claim`].
#[derive(Debug)]
pub struct Quotations<'a> {
    pub(crate) grammar: Grammar<'a>,
    pub(crate) lexicon: &'a CueLexicon,
    pub(crate) quotes: Vec<Quoted>,
    pub(crate) units: Vec<Unit>,
}

/// Finds quotations.
#[derive(Debug)]
pub struct QuoteReader {
    lexicon: CueLexicon,
}

impl QuoteReader {
    /// Loads its data.
    ///
    /// # Errors
    /// When an embedded file is damaged.
    pub fn new(_lexicon: &Lexicon) -> Result<Self, EngineError> {
        Ok(Self { lexicon: CueLexicon::new()? })
    }

    /// Everything that may be somebody's words. Linear in the text: the work a cue costs is bounded by that for its unit,
    /// which has a greatest length.
    #[must_use]
    pub fn read<'a>(&'a self, layers: &Layers<'a>) -> Quotations<'a> {
        let grammar = Grammar::new(layers, &self.lexicon);
        let quotes = marks::pair(layers);
        let finder = CueFinder { layers, grammar: &grammar, lexicon: &self.lexicon };
        let mut units = Vec::new();
        let mut next_quote = 0;
        for tokens in segment::units(layers, &quotes).into_iter().take_while(|_| !layers.halt.is_called()) {
            while quotes.get(next_quote).is_some_and(|q| q.open < tokens.start) {
                next_quote += 1;
            }
            let first_quote = next_quote;
            while quotes.get(next_quote).is_some_and(|q| q.open < tokens.end) {
                next_quote += 1;
            }
            let inside = &quotes[first_quote..next_quote];
            let segmenter = Segmenter { layers, grammar: &grammar, quotes: inside, first_quote };
            let clauses = ClauseBuilder::build(&grammar, &segmenter.segments(&tokens));
            let hits = finder.find(&clauses);
            let sentence = layers.sentence_of(tokens.start);
            let paragraph = layers.sentences.get(sentence).map_or(0, |s| s.paragraph);
            units.push(Unit { tokens, clauses, hits, quotes: first_quote..next_quote, paragraph });
        }
        Quotations { grammar, lexicon: &self.lexicon, quotes, units }
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use crate::nlp::Halt;
    use crate::nlp::document::Layers;
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::morph::MorphTagger;
    use crate::nlp::{sentence, token};

    /// The layers of a text, as the engine makes them.
    pub(crate) fn layers(text: &str) -> Layers<'_> {
        let lexicon: &'static Lexicon = Box::leak(Box::new(Lexicon::new().expect("lexicon")));
        let morph: &'static MorphTagger = Box::leak(Box::new(MorphTagger::new(lexicon).expect("morph")));
        let halt: &'static Halt<'static> = Box::leak(Box::new(Halt::never()));
        let tokens = token::tokenize(text);
        let sentences = sentence::split(text, &tokens);
        let morphs = morph.tag(lexicon, text, &tokens, &sentences);
        Layers { text, published: None, tokens, sentences, morphs, halt }
    }
}
