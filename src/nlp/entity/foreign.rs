//! Foreign names by their last word: "Dave Matthews Band", "Hudson River".

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;

/// The type that a foreign last word gives a name.
pub(super) fn head(words: &Words<'_>, at: usize) -> Option<EntityType> {
    let marks = words.marks[at];
    if marks.on(List::HeadOrganization) {
        Some(EntityType::Organization)
    } else if marks.on(List::HeadLocation) {
        Some(EntityType::Location)
    } else {
        marks.on(List::HeadEvent).then_some(EntityType::Event)
    }
}

/// "Dave Matthews Band", "Hudson River": a foreign word at the end of a row of capitalised words.
pub(super) fn find(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let Some(kind) = head(words, i) else { return };
    let german = words.on(i, List::GermanHead);
    let mut first = i;
    while first > 0 && i - first < 4 && words.joined(first - 1) && {
        let at = first - 1;
        let unknown = !words.ordinary(at) || at + 1 == i && !german && !named_type(words, at);
        matches!(words.word(at), "&" | "of" | "and") || words.upper(at) && unknown
    } {
        first -= 1;
    }
    while first < i && (!words.upper(first) || words.on(first, List::Function)) {
        first += 1;
    }
    if first < i && !(words.joined(i) && head(words, i + 1).is_some()) {
        found.push(Candidate::of(words, first..i + 1, kind, "", Source::Context));
    }
}

/// A word that says what a thing is, and so is not part of its name.
fn named_type(words: &Words<'_>, at: usize) -> bool {
    let word = words.word(at);
    words.lexicon.nouns.type_noun(word).is_some() || words.lexicon.nouns.role(word).is_some()
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn a_foreign_last_word_makes_a_name_with_capitalised_words_before_it() {
        cases::check(
            super::find,
            &[
                ("Der Hudson River trat über die Ufer.", "Hudson River/location"),
                ("Die Dave Matthews Band spielt.", "Dave Matthews Band/organization"),
                ("Die Band spielt.", ""),
            ],
        );
    }
}
