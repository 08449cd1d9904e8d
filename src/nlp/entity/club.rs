//! Sports clubs by their first word: "TSV Odenhausen", "1. FC Union Berlin".

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::token::TokenKind;

/// "TSV Odenhausen", "1. FC Union Berlin", "Borussia Neunkirchen 09".
pub(super) fn find(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    if !words.on(i, List::ClubPrefix) || !words.joined(i) {
        return;
    }
    let number = |at: usize| words.layers.tokens[at].kind == TokenKind::Number;
    let mut end = i + 1;
    while end < words.len() && end < i + 4 && words.joined(end - 1) {
        let name = words.upper(end) && !words.ordinary(end) && !words.on(end, List::Function);
        let year = number(end) && words.word(end).len() <= 4;
        if !(name || year) {
            break;
        }
        end += 1;
    }
    if end == i + 1 || end == i + 2 && number(i + 1) && words.word(i).len() > 3 {
        return;
    }
    let first = match words.before(i) {
        Some(before) if words.word(before) == "1." || words.on(before, List::ClubPrefix) => before,
        _ => i,
    };
    found.push(Candidate::of(words, first..end, EntityType::Organization, "club", Source::Form));
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn a_club_has_a_place_or_a_number_behind_its_first_word() {
        cases::check(
            super::find,
            &[
                ("Der TSV Grünwald gewann.", "TSV Grünwald/organization club"),
                ("Der SV Hinterbach 09 steigt auf.", "SV Hinterbach 09/organization club"),
                ("Der SV gewann.", ""),
            ],
        );
    }
}
