//! What the engine reads: the [`Document`], and the layers of annotation that the stages lay over its text.

use jiff::civil::Date;

use super::halt::Halt;
use super::morph::Morph;
use super::normalize::Furniture;
use super::sentence::Sentence;
use super::syntax::{Syntax, Tagged};
use super::token::Token;

/// A text with what is known about it before it is read.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The text as received; spans point into it, or behind it into the title ([`Headed`](crate::text::Headed)).
    pub text: &'a str,
    /// The title above it.
    pub title: Option<&'a str>,
    /// When it was published, as exactly as known; relative dates are resolved against it.
    pub published: Option<PublishedAt>,
    /// What becomes of lines of the page that came along with the text.
    pub furniture: Furniture,
}

impl<'a> Document<'a> {
    /// A text of unknown date.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, title: None, published: None, furniture: Furniture::LeaveOut }
    }
}

/// A date of publication with the precision it was given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedAt {
    /// The day is known.
    Day(Date),
    /// Only the month is known; the date is its first day.
    Month(Date),
}

impl PublishedAt {
    /// The day, or the first day of the month.
    #[must_use]
    pub fn first_day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Month(day) => day.first_of_month(),
        }
    }
}

/// The text with the layers that all later stages read.
#[derive(Debug)]
pub struct Annotations<'a> {
    /// The text as it is read, below its title.
    pub text: &'a str,
    /// When it was published.
    pub published: Option<PublishedAt>,
    /// Tokens in order; white space is not one.
    pub tokens: Vec<Token>,
    /// Sentences in order; together they cover all tokens.
    pub sentences: Vec<Sentence>,
    /// One entry a token.
    pub morphs: Vec<Morph<'a>>,
    /// Word classes, quotations and clauses.
    pub syntax: Syntax<'a>,
    /// Whether to go on; every loop over the text asks it.
    pub halt: &'a Halt<'a>,
}

impl<'a> Annotations<'a> {
    /// The surface form of token `i`.
    #[must_use]
    pub fn word(&self, i: usize) -> &'a str {
        self.tokens[i].span.of(self.text)
    }

    /// The words with their morphology, as the syntax stage reads them.
    #[must_use]
    pub fn tagged(&self) -> Tagged<'_, 'a> {
        let Self { text, tokens, sentences, morphs, halt, .. } = self;
        Tagged { text, tokens, sentences, morphs, halt }
    }

    /// Whether the analysis is to be given up, asked in a loop over tokens or the like: `i` tells where it is, and only
    /// every 256th place asks.
    #[must_use]
    pub fn halts_at(&self, i: usize) -> bool {
        i.is_multiple_of(256) && self.halt.is_called()
    }

    /// The index of the sentence that holds token `i`.
    #[must_use]
    pub fn sentence_of(&self, i: usize) -> usize {
        self.sentences.partition_point(|s| s.tokens.end <= i)
    }

    /// The tokens that overlap bytes `start..end`, as a range of indices.
    #[must_use]
    pub fn tokens_in(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let first = self.tokens.partition_point(|t| t.span.end <= start);
        let last = self.tokens.partition_point(|t| t.span.start < end);
        first..last.max(first)
    }
}
