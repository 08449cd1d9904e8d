//! Acronyms in brackets after their long form: "Bundesagentur für Sprunginnovation (SPRIND)".

use super::candidate::{Candidate, Source};
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::token::TokenKind;

/// Starts of two mentions of one thing: the acronym's and the long form's.
pub(super) type Link = (usize, usize);

/// Finds acronyms behind the long names in `chosen`, adds those that are not in it, and links them.
pub(super) fn find(words: &Words<'_>, chosen: &mut Vec<Candidate>) -> Vec<Link> {
    let mut links = Vec::new();
    let mut added = Vec::new();
    for (index, long) in chosen.iter().enumerate() {
        let (open, short, close) = (long.end, long.end + 1, long.end + 2);
        if long.part
            || matches!(long.kind, EntityType::Person | EntityType::Location)
            || close >= words.len()
            || words.word(open) != "("
            || words.word(close) != ")"
            || words.layers.tokens[short].kind != TokenKind::Word
            || !abbreviates(words.word(short), long.span.of(words.layers.text))
        {
            continue;
        }
        let span = words.layers.tokens[short].span;
        links.push((span.start, long.span.start));
        if chosen[index + 1..].first().is_none_or(|next| next.span.start >= span.end) {
            added.push(Candidate {
                span,
                first: short,
                end: close,
                source: Source::Form,
                entry: None,
                genitive: false,
                ..*long
            });
        }
    }
    chosen.extend(added);
    chosen.sort_by_key(|c| c.span);
    links
}

/// Whether the letters of `short` come in this order in `long`, the first of them first; most of them upper case.
fn abbreviates(short: &str, long: &str) -> bool {
    let upper = short.chars().filter(|c| c.is_uppercase()).count();
    if upper < 2 || short.len() > 12 || long.len() <= short.len() {
        return false;
    }
    let mut letters = long.chars().flat_map(char::to_lowercase);
    let mut wanted = short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase);
    if letters.next() != wanted.next() {
        return false;
    }
    wanted.all(|want| letters.any(|letter| letter == want))
}
