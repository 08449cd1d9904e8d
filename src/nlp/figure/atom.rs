//! Atoms: the text cut into runs of letters, runs of digits, and single marks.
//!
//! Figures are read over atoms and not over tokens, because a token may hold half a figure ("30-" in "30- bis 40-fach")
//! or more than one ("50-Euro-Schein"). Tokens decide only what is a web address, an e-mail address or a tag.

use super::vocabulary::Sense;
use crate::nlp::token::{Token, TokenKind};

/// What an atom is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Letters (with `²` and `³` at the end).
    Word,
    /// ASCII digits.
    Digits,
    /// One other character.
    Mark(char),
    /// An address or tag, never part of a figure.
    Opaque,
    /// Beyond either end of the text.
    Edge,
}

/// What stands between an atom and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// One white-space character.
    One,
    /// More white space on one line.
    Wide,
    /// A line break.
    Line,
    /// A blank line, or an end of the text.
    Blank,
}

/// A piece of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atom {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is made of.
    pub shape: Shape,
    /// What stands before it.
    pub gap: Gap,
    /// What the word may mean.
    pub sense: Sense,
}

impl Atom {
    /// What stands beyond the ends of the text.
    pub(super) const EDGE: Self = Self { start: 0, end: 0, shape: Shape::Edge, gap: Gap::Blank, sense: Sense::None };
}

/// Cuts `text` into atoms. One pass; words have no sense yet.
pub(super) fn cut(text: &str, tokens: &[Token]) -> Vec<Atom> {
    let mut atoms = Vec::with_capacity(text.len() / 5 + 1);
    let bytes = text.as_bytes();
    let mut opaque = tokens
        .iter()
        .filter(|t| matches!(t.kind, TokenKind::Url | TokenKind::Email | TokenKind::Tag))
        .map(|t| t.span)
        .peekable();
    let mut gap = Gap::Blank;
    let mut at = 0;
    while at < bytes.len() {
        while opaque.next_if(|s| s.end <= at).is_some() {}
        let start = at;
        let shape = if let Some(span) = opaque.peek().filter(|s| s.start <= at) {
            at = span.end;
            Shape::Opaque
        } else {
            let Some((shape, end)) = shape_at(text, at) else { break };
            at = end;
            shape
        };
        match shape {
            Shape::Mark(c) if c.is_whitespace() => {
                gap = widen(gap, c == '\n', start == 0);
                continue;
            }
            // Soft hyphens and joiners are invisible, combining marks belong to the letter before.
            Shape::Mark('\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{300}'..='\u{36f}') => {
                continue;
            }
            _ => {}
        }
        let (Ok(first), Ok(last)) = (u32::try_from(start), u32::try_from(at)) else { break };
        atoms.push(Atom { start: first, end: last, shape, gap, sense: Sense::None });
        gap = Gap::None;
        if shape == Shape::Word && is_scheme(&bytes[start..]) {
            let length = text[at..].find(char::is_whitespace).unwrap_or(text.len() - at);
            at += length;
            if let (Some(atom), Ok(last)) = (atoms.last_mut(), u32::try_from(at)) {
                (atom.end, atom.shape) = (last, Shape::Opaque);
            }
        }
    }
    atoms
}

/// What begins at byte `at`, and where it ends.
fn shape_at(text: &str, at: usize) -> Option<(Shape, usize)> {
    let bytes = text.as_bytes();
    Some(match *bytes.get(at)? {
        b'0'..=b'9' => (Shape::Digits, at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count()),
        b'a'..=b'z' | b'A'..=b'Z' => (Shape::Word, word_end(text, at)),
        byte if byte < 0x80 => (Shape::Mark(char::from(byte)), at + 1),
        _ => {
            let c = text[at..].chars().next()?;
            if c.is_alphabetic() { (Shape::Word, word_end(text, at)) } else { (Shape::Mark(c), at + c.len_utf8()) }
        }
    })
}

/// The gap after one more white-space character.
fn widen(gap: Gap, line_break: bool, at_start: bool) -> Gap {
    match gap {
        _ if at_start => Gap::Blank,
        Gap::Line if line_break => Gap::Blank,
        Gap::Line | Gap::Blank => gap,
        _ if line_break => Gap::Line,
        Gap::None => Gap::One,
        Gap::One | Gap::Wide => Gap::Wide,
    }
}

/// The end of the run of letters that begins at `at`.
fn word_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while at < bytes.len() {
        if bytes[at].is_ascii_alphabetic() {
            at += 1;
        } else if bytes[at] < 0x80 {
            break;
        } else {
            match text[at..].chars().next() {
                Some(c) if c.is_alphabetic() || matches!(c, '²' | '³') => at += c.len_utf8(),
                _ => break,
            }
        }
    }
    at
}

/// Whether a web address begins here, for texts whose tokens do not tell.
fn is_scheme(rest: &[u8]) -> bool {
    rest.starts_with(b"http://") || rest.starts_with(b"https://") || rest.starts_with(b"www.")
}
