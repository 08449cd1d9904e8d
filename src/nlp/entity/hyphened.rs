//! Names in one word with hyphens: of somebody and what is called after them (`Robert-Koch-Institut`), and places of two
//! names (`Treptow-Köpenick`).

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::heads::{Head, Use};
use crate::nlp::lexicon::names::Piece;

/// What the last part of a word with hyphens makes of all of it.
pub(super) fn head(words: &Words<'_>, word: &str) -> Option<Head> {
    let (_, last) = word.rsplit_once('-')?;
    let heads = &words.lexicon.heads;
    // "Tals" may be anything.
    let stem = last.strip_suffix("es").or_else(|| last.strip_suffix('s')).filter(|stem| stem.len() > 3);
    heads.exact(Use::Hyphened, last).or_else(|| heads.exact(Use::Hyphened, stem?))
}

/// "Al-Ahli-Spitals": the head has the ending of a genitive.
pub(super) fn is_genitive(words: &Words<'_>, word: &str) -> bool {
    let exact = |last: &str| words.lexicon.heads.exact(Use::Hyphened, last).is_some();
    word.ends_with('s') && head(words, word).is_some() && !word.rsplit_once('-').is_some_and(|(_, last)| exact(last))
}

/// "Westjapans": a part of a known land or continent, in the genitive.
pub(super) fn is_genitive_of_land(words: &Words<'_>, word: &str) -> bool {
    let Some(stem) = word.strip_suffix('s') else { return false };
    let borders = stem.char_indices().map(|(at, _)| at).skip(3).take_while(|at| *at < 9);
    let mut parts = borders.map(|at| stem.split_at(at));
    let land = |name: &str| {
        let names = &words.lexicon.names;
        let mut entries = names.forms_of(name).map(|form| names.entry(names.form(form).entry));
        entries.any(|entry| matches!(&*entry.subtype, "country" | "continent"))
    };
    parts.any(|(direction, rest)| words.lists.marks(direction).on(List::Direction) && land(rest))
}

/// Whether the word at token `i` is a name as a whole, whatever its last part is.
pub(super) fn is_whole(words: &Words<'_>, i: usize) -> bool {
    head(words, words.word(i)).is_some() || is_double_place(words, i) || is_body(words, words.word(i))
}

/// "UN-Menschenrechtsrat": a body of what has its name in capitals.
fn is_body(words: &Words<'_>, word: &str) -> bool {
    let Some((owner, body)) = word.rsplit_once('-') else { return false };
    let capitals = owner.len() > 1 && owner.chars().all(char::is_uppercase);
    let head = || words.lexicon.heads.by_ending(&body.to_lowercase());
    capitals && head().is_some_and(|head| head.kind == EntityType::Organization)
}

/// Adds the word at token `i` where it has the name of a person before a head.
pub(super) fn find(words: &Words<'_>, i: usize, found: &mut Vec<Candidate>) {
    let word = words.word(i);
    let Some((rest, _)) = word.rsplit_once('-') else { return };
    if is_double_place(words, i) {
        found.push(Candidate::of(words, i..i + 1, EntityType::Location, "place", Source::Form));
    }
    if let Some(head) = head(words, word) {
        let parts = rest.split('-');
        let people = parts.clone().filter(|p| words.lexicon.people.given(p).is_some()).count();
        let surname = parts.clone().next_back().is_some_and(|p| words.lexicon.people.surname(p).is_some());
        // "Hamburg-Marathon", "Haspa-Marathon".
        let named = head.kind == EntityType::Event && is_known(words, i);
        if people > 0 && parts.count() > 1 || surname && rest.contains('-') || named {
            found.push(Candidate::of(words, i..i + 1, head.kind, head.subtype, Source::Form));
        }
    }
}

/// Whether the lexicon knows what stands before the last part.
fn is_known(words: &Words<'_>, i: usize) -> bool {
    let pieces = &words.pieces[words.first_piece[i]..words.first_piece[i + 1]];
    let before = &pieces[..pieces.len().saturating_sub(1)];
    let names = &words.lexicon.names;
    let known = names.longest(words.layers.text, before).filter(|hit| hit.pieces == before.len());
    known.is_some_and(|hit| !names.form(hit.form).ambiguous)
}

/// A town or district of two names: behind a noun for districts, or where somebody is or comes from and one of both is a
/// known place; a compound that ends in an ordinary noun is none.
fn is_double_place(words: &Words<'_>, i: usize) -> bool {
    let Some((first, last)) = words.word(i).split_once('-') else { return false };
    let Some(before) = words.before(i) else { return false };
    let name = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.clone().count() > 1 && letters.all(char::is_lowercase)
    };
    let ordinary = words.is_dictionary_noun(last) && !words.lists.marks(last).on(List::DistrictTail);
    let lexicon = words.lexicon;
    let kinds = [
        lexicon.heads.by_ending(&last.to_lowercase()).map(|head| head.kind),
        lexicon.nouns.type_noun(last).map(|noun| noun.kind),
    ];
    let thing = kinds.into_iter().flatten().any(|kind| kind != EntityType::Location);
    // "Neuwied-Heddesdorfer Straße".
    let adjective = last.ends_with("er") && words.joined(i) && words.upper(i + 1);
    if !name(first) || !name(last) || ordinary || thing || adjective {
        return false;
    }
    let places = &words.pieces[words.first_piece[i]..words.first_piece[i + 1]];
    let known = |piece: &Piece| words.knows_place(std::slice::from_ref(piece));
    let district = words.on(before, List::District);
    let whereabouts = || words.on(before, List::Whereabouts) && places.iter().any(known);
    // "Leipzig-West".
    let quarter = || words.lists.marks(last).on(List::Direction) && places.first().is_some_and(known);
    district || whereabouts() || quarter()
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
                ("Beim Hamburg-Marathon siegte sie.", "Hamburg-Marathon/event event"),
                ("Der Antrags-Marathon geht weiter.", ""),
                ("Das Forschungs-Institut warnt.", ""),
            ],
        );
    }

    #[test]
    fn a_place_of_two_names_is_one() {
        cases::check(
            super::find,
            &[
                ("Im Landkreis Schmalkalden-Meiningen brennt es.", "Schmalkalden-Meiningen/location place"),
                ("Er wohnt in Treptow-Köpenick.", "Treptow-Köpenick/location place"),
                ("Der Bezirk Friedrichshain-Kreuzberg baut.", "Friedrichshain-Kreuzberg/location place"),
                ("Auf der Strecke Köln-Berlin fuhr kein Zug.", ""),
                ("Er lief in Bayern-Trikots durch die Stadt.", ""),
                ("Das steht in Putin-Reden.", ""),
                ("Sie kam aus Kiel-Gaarden.", "Kiel-Gaarden/location place"),
                ("Der Brand in Berlin-Mitte ist gelöscht.", "Berlin-Mitte/location place"),
                ("Er schwieg in Berlin-Fragen.", ""),
                ("Stau gibt es zwischen Leipzig-West und Bad Quelm.", "Leipzig-West/location place"),
                ("Er sah Abenteuer-Ost.", ""),
                ("Sie kamen bei Berlin-Lauf und Regen an.", ""),
            ],
        );
    }
}
