//! Groups tokens into sentences. A blank line ends one, so a heading without a full stop stands alone.

use std::ops::Range;

use super::token::{Token, TokenKind};
use crate::text::Span;

/// A sentence: its span and its tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From the first byte of its first token to the last of its last.
    pub span: Span,
    /// Indices of its tokens.
    pub tokens: Range<usize>,
    /// Index of its paragraph; blank lines part paragraphs.
    pub paragraph: usize,
    /// Whether it is a paragraph of its own without sentence punctuation at its end.
    pub heading: bool,
}

/// Groups `tokens` of `text` into sentences; every token is in exactly one.
#[must_use]
pub fn split(text: &str, tokens: &[Token]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut first = 0;
    let mut paragraph = 0;
    for i in 0..tokens.len() {
        let next = tokens.get(i + 1);
        let gap = next.map_or("", |n| &text[tokens[i].span.end..n.span.start]);
        let blank_line = gap.matches('\n').count() > 1;
        let ends = next.is_none() || blank_line || tokens[i].kind == TokenKind::Terminal;
        if ends {
            let span = tokens[first].span.cover(tokens[i].span);
            let heading = tokens[i].kind != TokenKind::Terminal && (blank_line || next.is_none());
            sentences.push(Sentence { span, tokens: first..i + 1, paragraph, heading });
            first = i + 1;
            paragraph += usize::from(blank_line);
        }
    }
    sentences
}
