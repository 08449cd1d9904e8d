//! Mends what the model, which looks a few words around, gets wrong: a clause needs a finite verb.

use super::super::lexicon::words::cell;
use super::lookup::{Found, sig};
use super::tag::Tag;

/// Goes over the clauses of one sentence, cut at its marks.
pub(super) fn mend(tags: &mut [Tag], found: &[Found<'_>]) {
    let mut start = 0;
    while start < tags.len() {
        let end = (start..tags.len()).find(|&i| tags[i] == Tag::Mark).unwrap_or(tags.len());
        if end > start {
            let begins = tags[..start].iter().all(|t| *t == Tag::Mark);
            let next = tags.get(end + 1).copied();
            if let Some(i) = missing(&tags[start..end], &found[start..end], begins, next) {
                let auxiliary = found[start + i].sig & sig::AUXILIARY != 0;
                tags[start + i] = if auxiliary { Tag::AuxFinite } else { Tag::Finite };
            }
        }
        start = end + 1;
    }
}

/// The word that must be the finite verb of a clause that has none yet.
fn missing(tags: &[Tag], found: &[Found<'_>], begins: bool, next: Option<Tag>) -> Option<usize> {
    if tags.iter().any(|t| t.is_finite() || *t == Tag::Imperative) {
        return None;
    }
    let first = tags[0];
    let subordinate = matches!(first, Tag::Subordinating | Tag::Relative)
        || (matches!(first, Tag::Preposition) && tags.get(1) == Some(&Tag::Relative));
    if subordinate {
        let last = tags.iter().rposition(|t| t.is_verb())?;
        let plural = found[last].cells & (cell::PRESENT_PLURAL | cell::PRESENT_3) != 0;
        let to = last > 0 && tags[last - 1] == Tag::Zu;
        return (plural && !to && tags[last] != Tag::ZuInfinitive).then_some(last);
    }
    // "Vom Erfolg beflügelt, ging er": the verb of the main clause follows.
    if !begins || next.is_some_and(Tag::is_finite) || tags.contains(&Tag::ZuInfinitive) || tags.contains(&Tag::Zu) {
        return None;
    }
    let verb = tags.iter().position(|t| matches!(t, Tag::Infinitive | Tag::Participle | Tag::AuxInfinitive))?;
    let subject = tags[..verb]
        .iter()
        .any(|t| matches!(t, Tag::Noun | Tag::Name | Tag::Personal | Tag::Demonstrative | Tag::Indefinite));
    let wanted = if tags[verb] == Tag::Participle { cell::PRESENT_3 } else { cell::PRESENT_PLURAL };
    let followed = verb + 1 < tags.len()
        || next.is_some_and(|t| {
            matches!(t, Tag::Subordinating | Tag::Relative | Tag::Interrogative | Tag::QuestionAdverb)
        });
    (subject && followed && found[verb].cells & wanted != 0).then_some(verb)
}
