//! What the sequence model proposes, as candidates; the other rules may know better.

use super::candidate::{Candidate, Source};
use super::lists::List;
use super::thing;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::tagger::{LabeledName, NameClass};

/// Less sure names are left out.
const LEAST_CONFIDENCE: f32 = 0.55;

/// Adds the model's names to `found`, which holds what the other rules found.
pub(super) fn add(words: &Words<'_>, names: &[LabeledName], found: &mut Vec<Candidate>) {
    let mut others: Vec<(usize, usize)> =
        found.iter().filter(|c| c.source >= Source::Form && !c.part && !c.doubtful).map(|c| (c.first, c.end)).collect();
    others.sort_unstable();
    let mut next = 0;
    for name in names {
        let (first, end) = (name.tokens.start, name.tokens.end);
        if first >= end || end > words.len() || name.confidence < LEAST_CONFIDENCE {
            continue;
        }
        while others.get(next).is_some_and(|o| o.1 <= first) {
            next += 1;
        }
        let inside = others[next..].iter().take_while(|o| o.0 < end).filter(|o| o.0 >= first && o.1 <= end);
        if !plausible(words, first, end, inside.count()) {
            continue;
        }
        let kind = match name.class {
            NameClass::Person => EntityType::Person,
            NameClass::Organization => EntityType::Organization,
            NameClass::Location => EntityType::Location,
            NameClass::Other => EntityType::Other,
        };
        thing::push(words, first, end, kind, "", Source::Model, found);
        if let Some(last) = found.last_mut() {
            last.confidence = name.confidence;
        }
    }
}

/// Not a stop word, not two names joined by "und" or a slash, not an article with small words.
fn plausible(words: &Words<'_>, first: usize, end: usize, names_inside: usize) -> bool {
    if end - first == 1 {
        let word = words.word(first);
        let trade = words.lexicon.people.surname(word).is_some_and(|s| s.ambiguous)
            && words.before(first).is_some_and(|b| words.on(b, List::Article));
        return !words.on(first, List::NoName) && !words.on(first, List::Function) && !trade;
    }
    let joint = (first..end).any(|i| matches!(words.word(i), "und" | "/" | "," | "oder" | "sowie"));
    if joint && names_inside > 0 {
        return false;
    }
    let article = matches!(words.word(first), "Der" | "Die" | "Das" | "Ein" | "Eine");
    !article || (first + 1..end).any(|i| words.upper(i))
}
