//! Groups tokens into sentences. A blank line ends one, so a heading without a full stop stands alone.
//!
//! A closing quotation mark or bracket belongs to the sentence it closes; the sentence goes on where a comma or a
//! small letter follows (`„Kommt er?“, fragte sie.` is one sentence).

mod boundary;
mod lines;

use std::ops::Range;

use super::limits;
use super::token::Token;
use crate::text::Span;
use boundary::Reader;
use lines::{Break, Lines};

/// A sentence: its span and its tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From the first byte of its first token to the last of its last.
    pub span: Span,
    /// Indices of its tokens.
    pub tokens: Range<usize>,
    /// Index of its paragraph; blank lines part paragraphs, and so do line breaks that are not mere wrapping.
    pub paragraph: usize,
    /// Whether it is a paragraph of its own without sentence punctuation at its end; an item of a list is none.
    pub heading: bool,
}

/// Groups `tokens` of `text` into sentences; every token is in exactly one, and none has more than some hundred
/// ([`limits::SENTENCE`]). Linear in the length of the text.
#[must_use]
pub fn split(text: &str, tokens: &[Token]) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = Vec::with_capacity(tokens.len() / 16 + 1);
    let mut reader = Reader::new(text, tokens);
    let mut lines = Lines::new(text, tokens);
    let (mut first, mut paragraph, mut paragraph_start) = (0, 0, 0);
    for i in 0..tokens.len() {
        let broken = lines.after(i);
        let ends = match broken {
            Break::None => reader.ends_at(i, first),
            Break::Paragraph | Break::Line => {
                reader.forget();
                true
            }
        };
        if !ends {
            if i + 1 - first < limits::SENTENCE {
                continue;
            }
            reader.forget();
        }
        let heading = broken != Break::None
            && first == paragraph_start
            && !lines.is_bullet(first)
            && !reader.is_punctuated(first, i);
        let span = tokens[first].span.cover(tokens[i].span);
        sentences.push(Sentence { span, tokens: first..i + 1, paragraph, heading });
        first = i + 1;
        if broken != Break::None {
            paragraph += 1;
            paragraph_start = first;
        }
    }
    sentences
}
