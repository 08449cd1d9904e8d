//! Splits text into tokens; white space is not one.
//!
//! One forward pass. Where a full stop may belong to an abbreviation or an ordinal, the previous token and the next
//! word decide, and the rest is left to [`sentence`](super::sentence).

mod abbreviation;
mod chars;
mod number;
mod quote;
mod scan;
mod starter;
mod web;
mod word;

pub use abbreviation::{Ending, ending};
pub use chars::is_seen;
pub use starter::starts_sentence;

use crate::text::Span;

/// What a token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with inner hyphens, apostrophes and gender marks: `KI-Startup`, `geht's`, `Bänker:innen`, `40-fach`, `Ost-`.
    Word,
    /// An abbreviation together with its full stop: `Dr.`, `Mio.`, `bzw.`, initials `A.`; `z. B.` and `z.B.` are two
    /// tokens `z.` `B.`, and the Roman numeral in `Friedrich II.` is one as well.
    Abbreviation,
    /// Digits with their group and decimal marks: `1.200,5`, `2024`, `12.04.2016`, `14:30`; an ordinal's full stop
    /// belongs to it (`3.` in `am 3. Mai`).
    Number,
    /// A web address. A bare domain such as `Amazon.com` is a [`TokenKind::Word`].
    Url,
    /// An e-mail address.
    Email,
    /// `#thema` or `@name`.
    Tag,
    /// A quotation mark of any style.
    Quote,
    /// A run of `.` `!` `?` `…` that can end a sentence.
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

/// Splits `text` into tokens in one pass, in time linear in its length.
///
/// Spans ascend, do not overlap, and cover everything but white space and what cannot be seen (control characters,
/// zero-width space, byte order mark).
#[must_use]
pub fn tokenize(text: &str) -> Vec<Token> {
    scan::Scanner::new(text).run()
}
