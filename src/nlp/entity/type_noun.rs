//! Things behind the noun that says what they are: "das Startup X", "die Zeitung „X“".

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::morph::Pos;
use crate::nlp::token::TokenKind;

/// "das Startup X", "die Zeitung „X“".
pub(super) fn find(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let Some(noun) = words.lexicon.nouns.type_noun(words.word(i)) else { return };
    let mut first = i + 1;
    if first >= words.len() || !words.joined(i) {
        return;
    }
    let quoted = words.layers.tokens[first].kind == TokenKind::Quote;
    first += usize::from(quoted);
    let mut end = first;
    let fits = |at: usize| {
        let shape = words.shapes[at];
        (shape.word && (shape.upper || shape.camel) || words.layers.tokens[at].kind == TokenKind::Number && at > first)
            && !(words.ordinary(at) && !shape.camel && !quoted)
    };
    while end < words.len() && end < first + 5 && (end == first || words.joined(end - 1)) && fits(end) {
        end += 1;
    }
    let closed = quoted && end < words.len() && words.layers.tokens[end].kind == TokenKind::Quote;
    if end == first || quoted && !closed {
        return;
    }
    let foreign = (first..end).any(|at| foreign(words, at));
    if closed || foreign || words.layers.morphs[first].pos == Pos::Propn {
        found.push(Candidate::of(words, first..end, noun.kind, noun.subtype, Source::Context));
    }
}

/// A shape that German nouns do not have: inner capitals, capitals only, digits.
fn foreign(words: &Words<'_>, at: usize) -> bool {
    let shape = words.shapes[at];
    shape.camel || shape.caps && !words.on(at, List::NoAcronym)
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn a_type_noun_names_what_stands_behind_it() {
        cases::check(
            super::find,
            &[
                ("Das Startup NurPhoto wächst.", "NurPhoto/organization company"),
                ("Die Zeitung „Morgenrot“ schreibt das.", "Morgenrot/organization media"),
                ("Das Startup wächst.", ""),
            ],
        );
    }
}
