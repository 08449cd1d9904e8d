//! Line breaks: which of them end a paragraph, and which only wrap it.

use super::super::token::{Token, TokenKind};

/// What stands between a token and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Break {
    /// No line break, or one that only wraps the text.
    None,
    /// A line break that was meant.
    Line,
    /// A blank line, or the end of the text.
    Paragraph,
}

/// No text is wrapped to lines shorter than this.
const NARROWEST: usize = 50;
/// No text is wrapped to lines longer than this.
const WIDEST: usize = 160;

/// Reads the line breaks of a text.
pub(super) struct Lines<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Characters in the longest line.
    longest: usize,
    /// Where the current line starts.
    line_start: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        let longest = text.lines().map(width).max().unwrap_or(0);
        Self { text, tokens, longest, line_start: 0 }
    }

    /// What follows token `i`; to be asked for every token in order.
    pub(super) fn after(&mut self, i: usize) -> Break {
        let end = self.tokens[i].span.end;
        let Some(next) = self.tokens.get(i + 1) else { return Break::Paragraph };
        let start = next.span.start;
        if end == start || (start - end == 1 && self.text.as_bytes()[end] == b' ') {
            return Break::None;
        }
        let gap = &self.text[end..start];
        let newlines = gap.chars().filter(|c| matches!(c, '\n' | '\u{2028}' | '\u{85}')).count()
            + 2 * gap.chars().filter(|c| matches!(c, '\u{2029}' | '\u{c}')).count();
        // Old Macintosh texts end lines with a carriage return alone.
        let newlines = if newlines == 0 { gap.chars().filter(|&c| c == '\r').count() } else { newlines };
        if newlines == 0 {
            return Break::None;
        }
        let line = width(&self.text[self.line_start.min(end)..end]);
        self.line_start = start;
        if newlines > 1 {
            return Break::Paragraph;
        }
        if self.is_wrapped(i, line) { Break::None } else { Break::Line }
    }

    /// Whether the line break after token `i` only wraps the text: the next word would not have fitted.
    fn is_wrapped(&self, i: usize, line: usize) -> bool {
        let next = self.tokens[i + 1];
        let word = next.span.of(self.text);
        if self.is_bullet(i + 1) {
            return false;
        }
        let last = self.tokens[i].span.of(self.text);
        if word.starts_with(char::is_lowercase)
            || matches!(last, "," | "–" | "-" | "(" | "/" | "&")
            || last.ends_with('-')
        {
            return true;
        }
        let fits = line + 1 + width(word) <= self.longest;
        !fits && (NARROWEST..=WIDEST).contains(&self.longest)
    }

    /// Whether token `i` marks an item of a list: it stands first in its line and a space follows it.
    pub(super) fn is_bullet(&self, i: usize) -> bool {
        let token = self.tokens[i];
        let word = token.span.of(self.text);
        let spaced = self.text[token.span.end..].starts_with(char::is_whitespace);
        let before = self.text[..token.span.start].chars().next_back();
        if before.is_some_and(|c| !matches!(c, '\n' | '\r' | ' ' | '\t' | '\u{a0}')) {
            return false;
        }
        match token.kind {
            TokenKind::Punctuation | TokenKind::Symbol => {
                spaced
                    && matches!(
                        word,
                        "-" | "–"
                            | "—"
                            | "•"
                            | "*"
                            | "·"
                            | "▪"
                            | "■"
                            | "●"
                            | "○"
                            | "►"
                            | "▸"
                            | "‣"
                            | "◦"
                            | "+"
                            | ">"
                            | "✓"
                            | "→"
                    )
            }
            TokenKind::Number => word.ends_with('.') || self.closes(i + 1),
            TokenKind::Word => word.len() == 1 && self.closes(i + 1),
            _ => false,
        }
    }

    /// Whether token `i` is the bracket of "1)" or "a)".
    fn closes(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.span.of(self.text) == ")" && self.tokens[i - 1].span.end == t.span.start)
    }
}

/// Characters in a line.
fn width(line: &str) -> usize {
    line.bytes().filter(|b| b & 0xc0 != 0x80).count()
}
