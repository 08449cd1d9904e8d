//! The pass over the text: looks at one character and hands over to the rule for what it starts.

use super::chars::{
    char_at, char_before, is_fraction, is_invisible, is_mark, is_modifier, is_punctuation, is_quote, is_regional,
};
use super::{Token, TokenKind};
use crate::text::Span;

/// State of the pass.
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    /// Whether a single quotation mark stands open: then an apostrophe at a word's end closes it.
    pub(super) single_open: bool,
    /// Up to here it is known that no e-mail address begins, so that no stretch is looked over twice.
    pub(super) no_email_before: usize,
}

/// Where a paragraph ends the next word is `None`.
pub(super) struct Ahead<'a> {
    /// The word as it stands, empty when something else follows.
    pub(super) word: &'a str,
    /// The first character that is not white space.
    pub(super) first: Option<char>,
    /// Whether white space parts it from what came before.
    pub(super) spaced: bool,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        // Without an `@` no place needs to be looked at for an e-mail address.
        let no_email_before = if text.contains('@') { 0 } else { text.len() };
        Self { text, tokens: Vec::with_capacity(text.len() / 5), single_open: false, no_email_before }
    }

    pub(super) fn run(mut self) -> Vec<Token> {
        let mut at = 0;
        while let Some(c) = char_at(self.text, at) {
            at = match c {
                ' ' => at + 1,
                'a'..='z' | 'A'..='Z' => self.word(at),
                '0'..='9' => self.number(at),
                '\n' => self.newline(at),
                _ => self.other(at, c),
            };
        }
        self.tokens
    }

    /// Adds a token and answers its end.
    pub(super) fn push(&mut self, start: usize, end: usize, kind: TokenKind) -> usize {
        self.tokens.push(Token { span: Span::new(start, end), kind });
        end
    }

    /// The character at byte `at`.
    pub(super) fn peek(&self, at: usize) -> Option<char> {
        char_at(self.text, at)
    }

    /// The surface form and kind of the last token.
    pub(super) fn last(&self) -> Option<(&'a str, TokenKind)> {
        self.tokens.last().map(|t| (t.span.of(self.text), t.kind))
    }

    /// Whether the token that starts at `at` touches the one before it.
    pub(super) fn touches_last(&self, at: usize) -> bool {
        self.tokens.last().is_some_and(|t| t.span.end == at)
    }

    /// Whether only white space stands between `at` and the start of its line.
    pub(super) fn at_line_start(&self, at: usize) -> bool {
        let from = self.tokens.last().map_or(0, |t| t.span.end);
        self.tokens.is_empty() || self.text.as_bytes()[from..at].contains(&b'\n')
    }

    /// What follows byte `at`. Costs the white space and one word, at most 48 bytes of it.
    pub(super) fn ahead(&self, at: usize) -> Ahead<'a> {
        let mut start = at;
        let mut lines = 0;
        while let Some(c) = self.peek(start).filter(|c| c.is_whitespace()) {
            lines += usize::from(c == '\n');
            start += c.len_utf8();
        }
        if lines > 1 {
            return Ahead { word: "", first: None, spaced: true };
        }
        let mut end = start;
        while let Some(c) = self.peek(end).filter(|c| c.is_alphanumeric()) {
            end += c.len_utf8();
            if end - start > 48 {
                break;
            }
        }
        Ahead { word: &self.text[start..end], first: self.peek(start), spaced: start > at }
    }

    /// A blank line closes whatever single quotation mark was open: it was an apostrophe.
    fn newline(&mut self, at: usize) -> usize {
        if matches!(self.peek(at + 1), Some('\n' | '\r')) {
            self.single_open = false;
        }
        at + 1
    }

    fn other(&mut self, at: usize, c: char) -> usize {
        let after = at + c.len_utf8();
        if c.is_whitespace() || is_invisible(c) {
            after
        } else if is_fraction(c) {
            self.push(at, after, TokenKind::Number)
        } else if c.is_alphanumeric() {
            self.word(at)
        } else if is_quote(c) {
            self.quote(at, c)
        } else if matches!(c, '.' | '!' | '?' | '…') {
            self.terminal(at, c)
        } else if matches!(c, '#' | '@') && !self.touches_last(at) {
            self.tag(at)
        } else if c == '-' {
            self.dash(at)
        } else if c == ',' && self.peek(after) == Some(',') && self.peek(after + 1).is_some_and(char::is_alphanumeric) {
            self.push(at, after + 1, TokenKind::Quote)
        } else if is_punctuation(c) {
            self.push(at, after, TokenKind::Punctuation)
        } else {
            self.symbol(at, c)
        }
    }

    /// A run of sentence-ending marks; `.NET` is a word.
    fn terminal(&mut self, at: usize, c: char) -> usize {
        if c == '.' && !self.touches_last(at) && self.text[at..].starts_with(".NET") {
            let end = self.word(at + 1);
            self.widen(at);
            return end;
        }
        let mut end = at + c.len_utf8();
        while let Some(c) = self.peek(end).filter(|c| matches!(c, '.' | '!' | '?' | '…')) {
            end += c.len_utf8();
        }
        self.push(at, end, TokenKind::Terminal)
    }

    /// Moves the last token's start back to `at`.
    fn widen(&mut self, at: usize) {
        if let Some(last) = self.tokens.last_mut() {
            last.span.start = at;
        }
    }

    /// A hyphen outside a word: a run of them is one dash, and `-verkäufer` in "Käufer und -verkäufer" is a word.
    fn dash(&mut self, at: usize) -> usize {
        let mut end = at;
        while self.peek(end) == Some('-') {
            end += 1;
        }
        let opens_word = end == at + 1
            && self.peek(end).is_some_and(char::is_lowercase)
            && !self.touches_last(at)
            && !self.at_line_start(at);
        if opens_word {
            let end = self.word(end);
            self.widen(at);
            return end;
        }
        self.push(at, end, TokenKind::Punctuation)
    }

    /// A symbol with the marks that belong to it: an emoji made of several characters is one token.
    fn symbol(&mut self, at: usize, c: char) -> usize {
        let mut end = at + c.len_utf8();
        if is_regional(c)
            && let Some(second) = self.peek(end).filter(|&c| is_regional(c))
        {
            end += second.len_utf8();
        }
        while let Some(c) = self.peek(end) {
            let joined = char_before(self.text, end) == Some('\u{200d}') && !c.is_alphanumeric() && !c.is_whitespace();
            if !(is_mark(c) || is_modifier(c) || joined) {
                break;
            }
            end += c.len_utf8();
        }
        self.push(at, end, TokenKind::Symbol)
    }
}
