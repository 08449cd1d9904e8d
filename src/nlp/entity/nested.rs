//! Places named inside longer names: "Zürich" in "Universität Zürich"; makers in the names of products.
//!
//! Only names that describe what they name are looked into. Clubs, brands and people are not: who speaks of
//! "Bayern München" or "Jack London" speaks of no place.

use super::candidate::{Candidate, Source, Standing};
use super::lists::List;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::subtypes::{self, Trait};
use crate::text::Span;

/// The places and the makers inside the names of `chosen`.
pub(super) fn find(words: &Words<'_>, chosen: &[Candidate]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for outer in chosen {
        if outer.end - outer.first > 1 && !outer.part && describes(words, outer) {
            inside(words, outer, &mut found);
        }
        if outer.end - outer.first > 1 && !outer.part && outer.kind == EntityType::Product {
            found.extend(maker(words, outer));
        }
    }
    found
}

/// The company that the name of a product begins with: "Nvidia" in "Nvidia B300".
fn maker(words: &Words<'_>, outer: &Candidate) -> Option<Candidate> {
    let names = &words.lexicon.names;
    let (at, mut until) = (words.first_piece[outer.first], words.first_piece[outer.end]);
    // "Airbus A350" begins "Airbus A350-900", and "Airbus" that.
    let hit = loop {
        until -= 1;
        let hit = names.longest(words.layers.text, words.pieces.get(at..until)?)?;
        if names.entry(names.form(hit.form).entry).kind != EntityType::Product {
            break hit;
        }
        until = at + hit.pieces;
    };
    let tail = words.pieces[at + hit.pieces - 1];
    let form = names.form(hit.form);
    let entry = names.entry(form.entry);
    let whole = words.first_piece[tail.token + 1] == at + hit.pieces && !hit.genitive && !form.ambiguous;
    if !whole || entry.kind != EntityType::Organization || entry.subtype != "company" {
        return None;
    }
    let span = Span::new(words.pieces[at].start, tail.end);
    let candidate = Candidate::new(span, outer.first..tail.token + 1, EntityType::Organization, Source::Known);
    Some(Candidate { entry: Some(form.entry), standing: Standing::Nested, ..candidate })
}

fn describes(words: &Words<'_>, outer: &Candidate) -> bool {
    if words.on(outer.first, List::Descriptive) {
        return matches!(outer.kind, EntityType::Organization | EntityType::Location);
    }
    let subtype = match outer.entry {
        Some(entry) => words.lexicon.names.entry(entry).subtype.as_str(),
        None => outer.subtype,
    };
    // "Bank of England", "Cour de Paris": foreign names are brands here.
    subtypes::has(subtype, Trait::AfterPlace)
        && !(outer.first..outer.end).any(|i| matches!(words.word(i), "of" | "de" | "di"))
}

/// Whole tokens behind the first one that are certainly a place.
fn inside(words: &Words<'_>, outer: &Candidate, found: &mut Vec<Candidate>) {
    let names = &words.lexicon.names;
    let until = words.first_piece[outer.end];
    let mut at = words.first_piece[outer.first];
    while at < until {
        // The name as a whole is known already; what it begins with is not a place by itself ("New York University").
        let until = until - usize::from(at == words.first_piece[outer.first]);
        let Some(hit) = names.longest(words.layers.text, &words.pieces[at..until]) else {
            at += 1;
            continue;
        };
        let (head, tail) = (words.pieces[at], words.pieces[at + hit.pieces - 1]);
        let whole = words.first_piece[head.token] == at && words.first_piece[tail.token + 1] == at + hit.pieces;
        let form = names.form(hit.form);
        let entry = names.entry(form.entry);
        at += hit.pieces;
        let place = entry.kind == EntityType::Location && subtypes::has(&entry.subtype, Trait::InsideNames);
        if place && whole && !form.ambiguous && head.token > outer.first {
            let span = Span::new(head.start, tail.end);
            let candidate = Candidate::new(span, head.token..tail.token + 1, EntityType::Location, Source::Known);
            let (genitive, standing) = (hit.genitive, Standing::Nested);
            found.push(Candidate { entry: Some(form.entry), genitive, standing, ..candidate });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::testing::check_whole;

    #[test]
    fn a_place_or_maker_inside_a_name_is_found() {
        check_whole(&[
            (
                "Die Universität Zürich forscht.",
                "Universität Zürich/organization university: Universität Zürich; Zürich/location city: Zürich",
            ),
            ("Bayern München gewann.", "FC Bayern München/organization club: Bayern München"),
        ]);
    }
}
