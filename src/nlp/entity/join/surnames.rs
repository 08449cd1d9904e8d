//! What the people whom a text names in full say about its other words.

use std::collections::HashMap;

use super::{CLASSES, Name, Proposed, SURE, class_of, weights};
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::fold::BuildFold;

/// What a word alone is given as a person that is the surname of one whom the text names in full: "Erdinger", though the lexicon
/// knows a brewery.
const SURNAME: i32 = 2 * weights::UNIT;

/// What two surnames side by side are worse as one person.
const PAIR: i32 = 16 * weights::UNIT;

/// Makes surnames of people whom the text names in full people where they stand alone, and none of two that stand side by side:
/// "Dann lobte Kern Quelm".
pub(super) fn know(proposed: &[Proposed], names: &[Name], scores: &mut [[i32; CLASSES]]) {
    let person = class_of(EntityType::Person);
    let mut bearers: HashMap<u64, Vec<u64>, BuildFold> = HashMap::default();
    for name in names.iter().filter(|name| name.class == person && name.score >= SURE) {
        let Proposed { form, last, .. } = proposed[name.at];
        if let Some(surname) = last {
            bearers.entry(surname).or_default().push(form);
        }
    }
    let is_surname_beside = |p: &Proposed, own: u64| {
        p.last.is_none() && bearers.get(&p.form).is_some_and(|bearers| bearers.iter().any(|form| *form != own))
    };
    for (at, own) in proposed.iter().enumerate() {
        if own.last.is_none() && bearers.contains_key(&own.form) {
            // Whether it is a name at all, and how likely one, is decided elsewhere.
            let most = scores[at].iter().copied().fold(0, i32::max);
            if most > 0 && scores[at][person].saturating_add(SURNAME) > most {
                scores[at][person] = scores[at][person].max(most.saturating_add(1));
            }
        } else if own.last.is_some_and(|last| bearers.contains_key(&last)) {
            let from = proposed.partition_point(|p| p.span.start < own.span.start);
            let inside = proposed[from..].iter().take_while(|p| p.span.start < own.span.end);
            let mut inside = inside.filter(|p| is_surname_beside(p, own.form));
            let first = inside.clone().find(|p| p.span.start == own.span.start);
            // The one surname ends a blank before the other begins.
            let beside =
                |first: &Proposed| inside.any(|p| p.span.end == own.span.end && p.span.start == first.span.end + 1);
            if first.is_some_and(beside) {
                scores[at][person] = scores[at][person].saturating_sub(PAIR);
            }
        }
    }
}
