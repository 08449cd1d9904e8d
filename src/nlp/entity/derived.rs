//! Adjectives of places: "deutsche Firmen", "der Berliner Senat", "die Zürcher Polizei" speak of a place without naming
//! it. Inhabitants ("ein Berliner", "die Franzosen") do not count, nor do adjectives inside a longer name.

use std::collections::HashMap;

use super::candidate::{Candidate, Source, Standing};
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::error::DataError;
use crate::nlp::lexicon::fold::BuildFold;
use crate::nlp::morph::Pos;
use crate::text::Span;

/// The embedded file.
const ADJECTIVES: &str = include_str!("data/adjectives.tsv");

/// Adjectives with the name of the place they are made from.
#[derive(Debug)]
pub(super) struct Adjectives(HashMap<&'static str, &'static str, BuildFold>);

impl Adjectives {
    /// Loads the embedded table.
    pub fn new() -> Result<Self, DataError> {
        let mut places = HashMap::default();
        for (number, line) in ADJECTIVES.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let (place, adjectives) = line.split_once('\t').ok_or_else(|| DataError {
                file: "entity/data/adjectives.tsv".into(),
                place: format!("line {}", number + 1),
                problem: "wanted place, tab, adjectives".into(),
            })?;
            places.extend(adjectives.split(' ').map(|adjective| (adjective, place)));
        }
        Ok(Self(places))
    }
}

/// The adjectives of known places that stand outside of the names in `chosen`, which are in text order.
pub(super) fn find(words: &Words<'_>, adjectives: &Adjectives, chosen: &[Candidate]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut next = 0;
    for i in 0..words.len() {
        let shape = words.shapes[i];
        let word = words.word(i);
        let stem = stem(word);
        if !shape.word || stem.is_none() && !(shape.upper && word.ends_with("er")) {
            continue;
        }
        let span = words.layers.tokens[i].span;
        while chosen.get(next).is_some_and(|c| c.span.end <= span.start) {
            next += 1;
        }
        if chosen.get(next).is_some_and(|c| c.span.start < span.end && !c.part) {
            continue;
        }
        if let Some(stem) = stem {
            if before_noun(words, i) || !shape.upper || word.starts_with("US-") {
                inflected(words, adjectives, i, stem, &mut found);
            }
        } else if qualifies(words, i, &chosen[next..]) {
            let place = match adjectives.0.get(word) {
                Some(place) => known_place(words, place),
                None => town(words, i, word),
            };
            found.extend(place.map(|place| candidate(i, span, place)));
        }
    }
    found
}

/// "deutsche", and both parts of "deutsch-französische".
fn inflected(words: &Words<'_>, adjectives: &Adjectives, i: usize, stem: &str, found: &mut Vec<Candidate>) {
    let start = words.layers.tokens[i].span.start;
    let small;
    let stem = if stem.starts_with(char::is_uppercase) {
        small = stem.to_lowercase();
        small.as_str()
    } else {
        stem
    };
    let end = words.layers.tokens[i].span.end;
    if let Some(place) = adjectives.0.get(stem).and_then(|place| known_place(words, place)) {
        found.push(candidate(i, Span::new(start, end), place));
        return;
    }
    if stem.len() > words.word(i).len() || !stem.contains('-') {
        return;
    }
    let mut from = 0;
    for part in stem.split('-') {
        let until = from + part.len();
        let last = until == stem.len();
        let span = Span::new(start + from, if last { end } else { start + until });
        let whole = words.layers.text.get(span.range()).is_some_and(|text| !last || text.len() > part.len());
        if let Some(place) = adjectives.0.get(part).and_then(|place| known_place(words, place)).filter(|_| whole) {
            found.push(candidate(i, span, place));
        }
        from = until + 1;
    }
}

/// What an inflected adjective of a place is without its ending; they all end in "sch".
pub(super) fn stem(word: &str) -> Option<&str> {
    match word.as_bytes() {
        [.., b's', b'c', b'h', b'e'] => Some(&word[..word.len() - 1]),
        [.., b's', b'c', b'h', b'e', b'r' | b'n' | b'm' | b's'] => Some(&word[..word.len() - 2]),
        _ => None,
    }
}

/// The first word of a sentence, before a noun: upper case says nothing of it.
fn before_noun(words: &Words<'_>, i: usize) -> bool {
    words.shapes[i].initial && words.joined(i) && words.upper(i + 1)
}

/// A form that never changes stands before a noun; before a person it is a noun itself ("der Berliner Jan Kolb").
fn qualifies(words: &Words<'_>, i: usize, names: &[Candidate]) -> bool {
    if !words.joined(i) || !words.upper(i + 1) {
        return false;
    }
    names.iter().find(|n| n.end > i + 1).is_none_or(|n| n.first > i + 1 || n.kind != EntityType::Person)
}

/// The place that the lexicon knows by this name.
pub(super) fn known_place(words: &Words<'_>, name: &str) -> Option<u32> {
    let names = &words.lexicon.names;
    let form = names.forms_of(name).find(|form| names.entry(names.form(*form).entry).kind == EntityType::Location)?;
    Some(names.form(form).entry)
}

/// "Ravensburger Gemeinderat": a known town with -er, unless that is a word or a surname.
fn town(words: &Words<'_>, i: usize, word: &str) -> Option<u32> {
    let stem = word.strip_suffix("er").filter(|stem| stem.len() > 4)?;
    if words.layers.morphs[i].pos == Pos::Noun || words.lexicon.people.surname(word).is_some() {
        return None;
    }
    let names = &words.lexicon.names;
    let city = |form: &u32| {
        let form = names.form(*form);
        !form.ambiguous && names.entry(form.entry).subtype == "city"
    };
    names.forms_of(stem).find(city).map(|form| names.form(form).entry)
}

fn candidate(i: usize, span: Span, entry: u32) -> Candidate {
    let standing = Standing::Derived;
    Candidate { entry: Some(entry), standing, ..Candidate::new(span, i..i + 1, EntityType::Location, Source::Known) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::lexicon::Lexicon;

    #[test]
    fn every_place_of_the_table_is_known() {
        let names = Lexicon::new().expect("the embedded data are sound").names;
        for line in ADJECTIVES.lines().filter(|line| !line.starts_with('#')) {
            let place = line.split('\t').next().unwrap_or_default();
            let kind = |form: u32| names.entry(names.form(form).entry).kind;
            assert!(names.forms_of(place).any(|form| kind(form) == EntityType::Location), "{place}");
        }
    }
}
