//! Later and shorter mentions of names that the text has given in full: surnames, and unknown names without the words
//! that gave them away the first time.

use std::collections::HashMap;

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::fold::{self, BuildFold};
use crate::nlp::lexicon::names::Piece;
use crate::text::Span;

/// What a repeated word stands for.
#[derive(Clone, Copy)]
struct Known {
    kind: EntityType,
    entry: Option<u32>,
    subtype: &'static str,
    /// The word is an ordinary one, too: it needs a place without an article.
    ordinary: bool,
    /// It is all in upper case, and has to be so again: "BUND" is not "Bund".
    caps: bool,
    /// Known, so that it is found by itself wherever it stands free: it comes again in compounds alone, "Bayer-Aktie".
    compounds: bool,
}

/// Adds mentions to `chosen` (in text order) at words that no candidate covers.
pub(super) fn find(words: &Words<'_>, chosen: &mut Vec<Candidate>) {
    let mut known: HashMap<u64, Known, BuildFold> = HashMap::default();
    for candidate in chosen.iter() {
        if let Some((key, what)) = repeatable(words, candidate) {
            known.entry(key).or_insert(what);
        }
    }
    if known.is_empty() {
        return;
    }
    double_surnames(words, &known, chosen);
    let mut added = Vec::new();
    let mut next = 0;
    for piece in &words.pieces {
        while chosen.get(next).is_some_and(|c| c.span.end <= piece.start) {
            next += 1;
        }
        if chosen.get(next).is_some_and(|c| c.span.start < piece.end) {
            continue;
        }
        let word = &words.layers.text[piece.start..piece.end];
        if !word.chars().next().is_some_and(char::is_uppercase) || word.len() < 2 {
            continue;
        }
        let genitive = word.strip_suffix('s').filter(|stem| stem.len() > 2);
        let hit = known.get(&fold::key(word)).map(|k| (*k, false));
        let hit = hit.or_else(|| known.get(&fold::key(genitive?)).map(|k| (*k, true)));
        let Some((what, genitive)) = hit else { continue };
        if what.caps && word.chars().skip(1).any(|c| c.is_lowercase() && !(genitive && c == 's')) {
            continue;
        }
        let token = words.layers.tokens[piece.token].span;
        let part = piece.start > token.start || piece.end < token.end;
        let comes = match (what.compounds, what.ordinary) {
            (true, _) => part && !genitive && owns(words, piece),
            (false, true) => !part && bare(words, piece.token, genitive),
            (false, false) => true,
        };
        if !comes {
            continue;
        }
        let span = Span::new(piece.start, piece.end);
        let candidate = Candidate::new(span, piece.token..piece.token + 1, what.kind, Source::Context);
        added.push(Candidate { subtype: what.subtype, entry: what.entry, part, genitive, ..candidate });
    }
    chosen.extend(added);
    chosen.sort_by_key(|c| c.span);
}

/// Surnames with a hyphen come again as one word, whatever their parts are: "Holland-Moritz" names no country.
fn double_surnames(words: &Words<'_>, known: &HashMap<u64, Known, BuildFold>, chosen: &mut Vec<Candidate>) {
    let double = |c: &Candidate| c.kind == EntityType::Person && !c.part && words.word(c.end - 1).contains('-');
    if !chosen.iter().any(double) {
        return;
    }
    let mut added = Vec::new();
    let mut replaced = vec![false; chosen.len()];
    for i in (0..words.len()).filter(|i| words.upper(*i) && words.word(*i).contains('-')) {
        let span = words.layers.tokens[i].span;
        let inside =
            chosen.partition_point(|c| c.span.end <= span.start)..chosen.partition_point(|c| c.span.start < span.end);
        let word = words.word(i);
        let hit = known.get(&fold::key(word)).map(|k| (*k, false));
        let genitive = || Some((*known.get(&fold::key(word.strip_suffix('s')?))?, true));
        let Some((what, genitive)) = hit.or_else(genitive).filter(|(k, _)| k.kind == EntityType::Person) else {
            continue;
        };
        if chosen[inside.clone()].iter().all(|c| c.part) {
            replaced[inside].fill(true);
            let whole = Candidate::of(words, i..i + 1, what.kind, what.subtype, Source::Context);
            added.push(Candidate { entry: what.entry, genitive, ..whole });
        }
    }
    if added.is_empty() {
        return;
    }
    let mut replaced = replaced.into_iter();
    chosen.retain(|_| replaced.next() != Some(true));
    chosen.extend(added);
    chosen.sort_by_key(|c| c.span);
}

/// The word by which a name may come again: a person's surname, or the whole of an unknown name of one word.
fn repeatable(words: &Words<'_>, candidate: &Candidate) -> Option<(u64, Known)> {
    if candidate.part || candidate.source < Source::Context {
        return None;
    }
    let last = candidate.end - 1;
    let single = candidate.first == last;
    let person = candidate.kind == EntityType::Person;
    let compounds = single && candidate.entry.is_some() && candidate.kind == EntityType::Organization;
    if !(person || compounds || single && candidate.entry.is_none()) {
        return None;
    }
    let word = words.word(last);
    let word = if candidate.genitive { word.strip_suffix('s').unwrap_or(word) } else { word };
    if word.len() < 3 || word.ends_with('.') {
        return None;
    }
    let acronym = !person && words.shapes[last].caps;
    let doubtful = words.lexicon.people.surname(word).is_some_and(|s| s.ambiguous);
    let what = Known {
        kind: candidate.kind,
        entry: candidate.entry,
        subtype: candidate.subtype,
        ordinary: !acronym && (doubtful || words.ordinary(last)),
        caps: acronym,
        compounds,
    };
    Some((fold::key(word), what))
}

/// "Bayer-Aktie": behind the word stands a noun, which is theirs.
fn owns(words: &Words<'_>, piece: &Piece) -> bool {
    let begins = piece.start == words.layers.tokens[piece.token].span.start;
    begins && words.behind_hyphen(piece.token, piece.end).is_some_and(|rest| words.is_dictionary_noun(rest))
}

/// No article, adjective or numeral stands before the word, as before a noun.
fn bare(words: &Words<'_>, i: usize, genitive: bool) -> bool {
    let Some(before) = words.before(i) else {
        // First in the sentence: a verb must follow, not another noun phrase, unless that is what somebody owns.
        return words.joined(i) && (genitive || !words.upper(i + 1));
    };
    !(words.is_inflected_adjective(before) || words.on(before, List::Article))
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::testing::check_whole;

    #[test]
    fn a_name_comes_again_shorter() {
        check_whole(&[
            ("Ada Quelm kam. Quelm ging.", "Ada Quelm/person: Ada Quelm, Quelm"),
            ("Ada Grün kam. Die Wiese ist ein Grün.", "Ada Grün/person: Ada Grün"),
            (
                "Ada Holland-Quelm kam. Holland-Quelm ging, und Holland-Quelms Haus steht leer.",
                "Ada Holland-Quelm/person: Ada Holland-Quelm, Holland-Quelm, Holland-Quelms",
            ),
            (
                "Ada Quelm kam. Die Holland-Reise fiel aus.",
                "Ada Quelm/person: Ada Quelm; Niederlande/location country: Holland",
            ),
            ("Der Konzern Shell wächst. Die Shell-Klage scheitert.", "Shell/organization company: Shell, Shell"),
            ("Die Shell-Klage scheitert.", ""),
        ]);
    }
}
