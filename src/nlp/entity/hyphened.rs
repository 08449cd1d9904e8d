//! Names in one word with hyphens, of somebody and what is called after them: `Robert-Koch-Institut`.

use super::candidate::{Candidate, Source};
use super::words::Words;
use crate::nlp::lexicon::heads::{Head, Use};

/// What the last part of a word with hyphens makes of all of it.
pub(super) fn head(words: &Words<'_>, word: &str) -> Option<Head> {
    let (_, last) = word.rsplit_once('-')?;
    let heads = &words.lexicon.heads;
    // "Tals" may be anything.
    let stem = last.strip_suffix("es").or_else(|| last.strip_suffix('s')).filter(|stem| stem.len() > 3);
    heads.exact(Use::Hyphened, last).or_else(|| heads.exact(Use::Hyphened, stem?))
}

/// Adds the word at token `i` where it has the name of a person before a head.
pub(super) fn find(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let word = words.word(i);
    let Some((rest, _)) = word.rsplit_once('-') else { return };
    if let Some(head) = head(words, word) {
        let parts = rest.split('-');
        let people = parts.clone().filter(|p| words.lexicon.people.given(p).is_some()).count();
        let surname = parts.clone().next_back().is_some_and(|p| words.lexicon.people.surname(p).is_some());
        if people > 0 && parts.count() > 1 || surname && rest.contains('-') {
            found.push(Candidate::of(words, i..i + 1, head.kind, head.subtype, Source::Form));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn a_person_before_a_head_names_what_is_called_after_them() {
        cases::check(
            super::find,
            &[
                ("Das Robert-Koch-Institut warnt.", "Robert-Koch-Institut/organization institute"),
                ("Die Willy-Brandt-Straße ist gesperrt.", "Willy-Brandt-Straße/location street"),
                ("Die Meta-Aktie fiel.", ""),
                ("Das Forschungs-Institut warnt.", ""),
            ],
        );
    }
}
