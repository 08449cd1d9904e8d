//! Splits text into tokens; white space is not one.

use crate::text::Span;

/// What a token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with inner hyphens, apostrophes and gender marks: `KI-Startup`, `Bänker:innen`, `z. B.` is two tokens `z.` `B.`.
    Word,
    /// An abbreviation together with its full stop: `Dr.`, `Mio.`, `bzw.`, initials `A.`.
    Abbreviation,
    /// Digits with their group and decimal marks: `1.200,5`, `2024`, `12.04.2016`; an ordinal's full stop belongs to it (`3.` in `am 3. Mai`).
    Number,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// `#thema` or `@name`.
    Tag,
    /// A quotation mark of any style.
    Quote,
    /// `.` `!` `?` `…` that can end a sentence.
    Terminal,
    /// Any other punctuation.
    Punctuation,
    /// Currency signs, percent, mathematical signs, emoji.
    Symbol,
}

/// A token: a stretch of the text and what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// What it looks like.
    pub kind: TokenKind,
}

/// Splits `text` into tokens in one pass. Spans ascend, do not overlap and cover everything but white space.
#[must_use]
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let kind = if c.is_ascii_digit() {
            TokenKind::Number
        } else if c.is_alphanumeric() {
            TokenKind::Word
        } else if "„“”\"»«‹›‚‘’".contains(c) {
            TokenKind::Quote
        } else if ".!?…".contains(c) {
            TokenKind::Terminal
        } else if c.is_ascii_punctuation() && !"%$+=<>".contains(c) {
            TokenKind::Punctuation
        } else {
            TokenKind::Symbol
        };
        let mut end = start + c.len_utf8();
        if matches!(kind, TokenKind::Word | TokenKind::Number) {
            while let Some(&(at, next)) = chars.peek() {
                let after = text[at + next.len_utf8()..].chars().next();
                let inner = "-'’.,:*_".contains(next)
                    && after.is_some_and(|a| {
                        if ".,".contains(next) {
                            a.is_ascii_digit() && kind == TokenKind::Number
                        } else {
                            a.is_alphanumeric()
                        }
                    });
                if !next.is_alphanumeric() && !inner {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        tokens.push(Token { span: Span::new(start, end), kind });
    }
    tokens
}
