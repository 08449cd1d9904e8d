//! Streets by the end of their name, roads by their number: `Friedrichstraße`, "Bundesstraße 30", "auf der A8".

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;

const STREETS: &[&str] = &["straße", "strasse", "gasse", "allee"];

/// Adds the street or road that begins at token `i`.
pub(super) fn find(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    street(words, i, found);
    road(words, i, found);
}

/// `Friedrichstraße`.
fn street(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let word = words.word(i);
    if word.len() > 9
        && !word.contains('-')
        && STREETS.iter().any(|s| word.ends_with(s))
        && !words.on(i, List::CommonStreet)
    {
        found.push(Candidate::of(words, i..i + 1, EntityType::Location, "street", Source::Context));
    }
}

/// "Bundesstraße 30", "die B 31", "auf der A8".
fn road(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let long = matches!(words.word(i), "Bundesstraße" | "Staatsstraße" | "Landesstraße" | "Kreisstraße" | "Autobahn");
    let feminine = |b: usize| words.on(b, List::BeforeRoad);
    let short = || matches!(words.word(i), "A" | "B") && words.before(i).is_some_and(feminine);
    let word = words.word(i);
    let coded = word.strip_prefix(['A', 'B']).is_some_and(|n| n.len() < 4 && n.bytes().all(|b| b.is_ascii_digit()));
    if coded && word.len() > 1 && words.before(i).is_some_and(feminine) {
        found.push(Candidate::of(words, i..i + 1, EntityType::Location, "street", Source::Context));
    }
    if !words.joined(i) || !(long || short()) {
        return;
    }
    let number = words.word(i + 1);
    if number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit()) {
        found.push(Candidate::of(words, i..i + 2, EntityType::Location, "street", Source::Context));
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::cases;

    #[test]
    fn streets_and_roads_are_no_other_words_of_that_form() {
        cases::check(
            super::find,
            &[
                ("Der Unfall geschah in der Friedrichstraße.", "Friedrichstraße/location street"),
                ("Auf der Bundesstraße 30 krachte es.", "Bundesstraße 30/location street"),
                ("Die A43 ist voll, auf der B525 steht man.", "A43/location street; B525/location street"),
                ("Die B 31 und die A 8 sind gesperrt.", "B 31/location street; A 8/location street"),
                ("Das Vitamin B12 hilft.", ""),
                ("Auf der Landstraße ist es glatt.", ""),
            ],
        );
    }
}
