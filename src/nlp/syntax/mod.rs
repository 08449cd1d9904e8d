//! One truth about a sentence: what each word is, which quotation marks pair, which clauses there are.
//!
//! The stage reads form alone, once, and every later stage reads it from the layers of the document:
//! the classes of words ([`words`]), quotation marks ([`marks`]), the units that quotations tie together and their
//! segments ([`segment`]), the clauses those make ([`clause`], by their look: [`shape`]), datelines ([`dateline`]). Where
//! a word stands in them says [`place`]; what a clause says of whom is read on demand: its verb with tense ([`predicate`])
//! and particle ([`separable`]), what denies it ([`negation`]), its noun phrases with their functions ([`phrase`]).
//!
//! Deliberately absent: a parse tree. What news reading needs of a sentence is where its clauses begin and end, what
//! opens them, what they hang on, and their finite verb.

pub(crate) mod clause;
pub(crate) mod dateline;
pub(crate) mod marks;
pub(crate) mod negation;
pub(crate) mod phrase;
pub(crate) mod place;
pub(crate) mod predicate;
pub(crate) mod segment;
pub(crate) mod separable;
mod shape;
pub(crate) mod tree;
pub(crate) mod words;

use std::ops::Range;

use super::halt::Halt;
use super::lexicon::Lexicon;
use super::morph::Morph;
use super::sentence::Sentence;
use super::token::Token;
use clause::{Clause, ClauseBuilder};
use marks::Quoted;
use place::Places;
use segment::Segmenter;
use words::Words;

/// A sentence, or several that a quotation ties together, with its clauses.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) tokens: Range<usize>,
    pub(crate) clauses: Vec<Clause>,
    /// The clauses inside of the quotations that are clauses of it. Their parents are among them.
    pub(crate) inner: Vec<Clause>,
    /// Indices of the quotations that open in it.
    pub(crate) quotes: Range<usize>,
    pub(crate) paragraph: usize,
}

/// What the stage reads: the words of a text with their morphology.
#[derive(Debug, Clone, Copy)]
pub struct Tagged<'s, 'a> {
    /// The text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'s [Token],
    /// Its sentences.
    pub sentences: &'s [Sentence],
    /// One entry a token.
    pub morphs: &'s [Morph<'a>],
    /// Whether to go on; the loop over the units asks it.
    pub halt: &'s Halt<'s>,
}

impl<'a> Tagged<'_, 'a> {
    /// The surface form of token `i`.
    fn word(&self, i: usize) -> &'a str {
        self.tokens[i].span.of(self.text)
    }

    /// The index of the sentence that holds token `i`.
    fn sentence_of(&self, i: usize) -> usize {
        self.sentences.partition_point(|s| s.tokens.end <= i)
    }
}

/// What the stage found.
#[derive(Debug, Default)]
pub struct Syntax<'a> {
    /// Words with their classes, one a token.
    pub(crate) words: Words<'a>,
    /// Quotations in text order of their opening marks.
    pub(crate) quotes: Vec<Quoted>,
    /// Units in order; together they cover all tokens.
    pub(crate) units: Vec<Unit>,
    /// Where each token stands.
    places: Places,
}

/// Reads the syntax of a text whose words have their morphology. Linear in the text: a unit has a greatest length,
/// and its clauses look at a bounded number of those around them.
#[must_use]
pub fn read<'a>(lexicon: &Lexicon, layers: Tagged<'_, 'a>) -> Syntax<'a> {
    let words = Words::new(layers, &lexicon.cues);
    let quotes = marks::pair(layers);
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
        let segmenter = Segmenter { layers, words: &words, quotes: inside, first_quote };
        let clauses = ClauseBuilder::build(&words, &segmenter.segments(&tokens));
        let inner = quoted(&words, &segmenter, &clauses);
        let sentence = layers.sentence_of(tokens.start);
        let paragraph = layers.sentences.get(sentence).map_or(0, |s| s.paragraph);
        units.push(Unit { tokens, clauses, inner, quotes: first_quote..next_quote, paragraph });
    }
    let places = Places::new(layers.tokens.len(), &units);
    Syntax { words, quotes, units, places }
}

/// The clauses inside of the quotations among `clauses`. A quotation in a quotation stays one clause of it.
fn quoted(words: &Words<'_>, segmenter: &Segmenter<'_>, clauses: &[Clause]) -> Vec<Clause> {
    let mut inner: Vec<Clause> = Vec::new();
    for quote in clauses.iter().filter_map(|clause| clause.quote) {
        let Some(within) = segmenter.within(quote) else { continue };
        let offset = inner.len();
        let own = ClauseBuilder::build(words, &within);
        inner.extend(own.into_iter().map(|clause| Clause { parent: clause.parent.map(|p| p + offset), ..clause }));
    }
    inner
}

#[cfg(test)]
pub(crate) mod testing {
    use super::Tagged;
    use crate::nlp::halt::Halt;
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::morph::{Morph, MorphTagger};
    use crate::nlp::sentence::{self, Sentence};
    use crate::nlp::token::{self, Token};

    /// A text with its morphology, as the engine makes it.
    pub(crate) struct Read<'a> {
        halt: Halt<'static>,
        text: &'a str,
        tokens: Vec<Token>,
        sentences: Vec<Sentence>,
        morphs: Vec<Morph<'a>>,
    }

    impl<'a> Read<'a> {
        pub(crate) fn new(text: &'a str) -> Self {
            let lexicon: &'static Lexicon = Box::leak(Box::new(Lexicon::new().expect("lexicon")));
            let morph: &'static MorphTagger = Box::leak(Box::new(MorphTagger::new(lexicon).expect("morph")));
            let tokens = token::tokenize(text);
            let sentences = sentence::split(text, &tokens);
            let morphs = morph.tag(lexicon, text, &tokens, &sentences);
            Self { halt: Halt::never(), text, tokens, sentences, morphs }
        }

        /// What the stage reads of it.
        pub(crate) fn tagged(&self) -> Tagged<'_, 'a> {
            let Self { halt, text, tokens, sentences, morphs } = self;
            Tagged { text, tokens, sentences, morphs, halt }
        }
    }
}
