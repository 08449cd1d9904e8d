//! Candidates that the lexicon knows, also inside compounds (`Meta-Aktie`).

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::names::NameMatch;
use crate::nlp::token::TokenKind;
use crate::text::Span;

/// Adds every known name, the longest at each place.
pub(super) fn find(words: &Words<'_>, found: &mut Vec<Candidate>) {
    let mut at = 0;
    while at < words.pieces.len() {
        let piece = words.pieces[at];
        let kind = words.layers.tokens[piece.token].kind;
        if !matches!(
            kind,
            TokenKind::Word | TokenKind::Abbreviation | TokenKind::Number | TokenKind::Url | TokenKind::Tag
        ) {
            at += 1;
            continue;
        }
        let Some(hit) = words.lexicon.names.longest(words.layers.text, &words.pieces[at..]) else {
            at += 1;
            continue;
        };
        at += add(words, at, hit, found).max(1);
    }
}

/// Adds the candidate of a match at piece `at`; returns how many pieces it uses up.
fn add(words: &Words<'_>, at: usize, hit: NameMatch, found: &mut Vec<Candidate>) -> usize {
    let (head, tail) = (words.pieces[at], words.pieces[at + hit.pieces - 1]);
    let form = words.lexicon.names.form(hit.form);
    let entry = words.lexicon.names.entry(form.entry);
    let begins = words.first_piece[head.token] == at;
    let ends = words.first_piece[tail.token + 1] == at + hit.pieces;
    let part = !begins || !ends;
    if part && !fits_compound(words, at, hit) {
        return 0;
    }
    let several = tail.token > head.token;
    let whole_word = words.word(tail.token);
    let other_name = hit.genitive && !several && words.lexicon.people.given(whole_word).is_some();
    let noun = entry.subtype == "city" && !several && !part && after_article(words, head.token);
    let member = !several
        && !part
        && words.joined(tail.token)
        && words.upper(tail.token + 1)
        && words.lexicon.nouns.role(whole_word).is_some()
        && words.lexicon.people.given(words.word(tail.token + 1)).is_some();
    let doubtful = member
        || other_name
        || noun
        || form.ambiguous && (part || !supported(words, head.token, entry.kind, &entry.subtype));
    let source = if entry.user_id.is_some() { Source::User } else { Source::Known };
    let made = entry.kind == EntityType::Product && !part && !hit.genitive && entry.subtype != "drug";
    let end = if made { version(words, tail.token + 1) } else { tail.token + 1 };
    let longer = end > tail.token + 1;
    let last = if longer { words.layers.tokens[end - 1].span.end } else { tail.end };
    let candidate = Candidate::new(Span::new(head.start, last), head.token..end, entry.kind, source);
    found.push(Candidate { entry: Some(form.entry), part, doubtful, genitive: hit.genitive, ..candidate });
    if longer { words.first_piece[end] - at } else { hit.pieces }
}

/// The end of a product's name with its version and variant: "Qwen 2.5 Max", "Pixel 9 Pro"; a number that counts the
/// noun behind it is none.
fn version(words: &Words<'_>, end: usize) -> usize {
    let mut end = end;
    for _ in 0..3 {
        if end >= words.len() || !words.joined(end - 1) {
            break;
        }
        let number = words.layers.tokens[end].kind == TokenKind::Number;
        let digits = words.word(end).bytes().all(|b| b.is_ascii_digit() || b == b'.') && words.word(end).len() < 4;
        let counts =
            words.joined(end) && (words.upper(end + 1) && words.ordinary(end + 1) || words.word(end + 1) == "%");
        if !(number && digits && !counts || words.on(end, List::Variant)) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether a name that is a part of a token may be one there: the rest are nouns (`Meta-Aktie`, `Anti-Trump-Demo`).
fn fits_compound(words: &Words<'_>, at: usize, hit: NameMatch) -> bool {
    let (head, tail) = (words.pieces[at], words.pieces[at + hit.pieces - 1]);
    if words.layers.tokens[head.token].kind != TokenKind::Word
        || words.layers.tokens[tail.token].kind != TokenKind::Word
    {
        return false;
    }
    let rest = words.pieces.get(at + hit.pieces).filter(|next| next.token == tail.token);
    match rest {
        Some(rest) => {
            let rest = &words.layers.text[rest.start..rest.end];
            let noun = rest.chars().next().is_some_and(char::is_uppercase);
            let plain = rest.trim_end_matches('s');
            noun && !hit.genitive && !words.lists.marks(plain).on(List::NoNameBefore)
        }
        None => !hit.genitive,
    }
}

/// Towns have no article: "den Favoriten", "im Neubau" are nouns.
fn after_article(words: &Words<'_>, token: usize) -> bool {
    words.before(token).is_some_and(|before| words.on(before, List::Article))
}

/// Whether the words around say that an ambiguous word is a name here.
fn supported(words: &Words<'_>, token: usize, kind: EntityType, subtype: &str) -> bool {
    let Some(before) = words.before(token) else { return false };
    let word = words.word(before);
    let told = words.lexicon.nouns.type_noun(word).is_some_and(|noun| noun.kind == kind) && words.upper(before);
    match kind {
        EntityType::Location if !matches!(subtype, "water") => told || words.on(before, List::PlacePreposition),
        EntityType::Person => words.upper(before) && words.lexicon.nouns.role(word).is_some(),
        _ => told,
    }
}
