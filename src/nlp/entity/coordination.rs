//! One surname for several people: "Angela und Ulrich Merkel", "Hans, Jakob und Petra Feldkamp".

use super::candidate::{Candidate, Source};
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::text::Span;

/// Given names before a full name get its surname; those that `chosen` lacks are added to it.
pub(super) fn find(words: &Words<'_>, chosen: &mut Vec<Candidate>) {
    let mut replaced = Vec::new();
    let mut added = Vec::new();
    for index in 0..chosen.len() {
        let full = chosen[index];
        let Some(surname) = surname(words, &full) else { continue };
        let mut to = full.first;
        let mut before = index;
        while let Some(at) = coordinated(words, to, to == full.first) {
            let span = words.layers.tokens[at].span;
            while before > 0 && chosen[before - 1].span.start >= span.end {
                before -= 1;
            }
            let covering = before.checked_sub(1).filter(|b| chosen[*b].span.end > span.start);
            if covering.is_some_and(|b| !alone(words, &chosen[b])) || known_otherwise(words, chosen, at, &full) {
                break;
            }
            replaced.extend(covering);
            let candidate = Candidate::new(span, at..at + 1, EntityType::Person, Source::Form);
            added.push(Candidate { surname: Some(surname), ..candidate });
            to = at;
        }
    }
    if added.is_empty() {
        return;
    }
    replaced.sort_unstable();
    let mut index = 0;
    chosen.retain(|_| {
        index += 1;
        replaced.binary_search(&(index - 1)).is_err()
    });
    chosen.extend(added);
    chosen.sort_by_key(|c| c.span);
}

/// The surname of somebody named in full.
fn surname(words: &Words<'_>, full: &Candidate) -> Option<Span> {
    if full.kind != EntityType::Person || full.part || full.end - full.first < 2 {
        return None;
    }
    let given = |at: usize| words.lexicon.people.given(words.word(at)).is_some();
    if !given(full.first) {
        return None;
    }
    let first = (full.first + 1..full.end - 1).find(|at| !given(*at)).unwrap_or(full.end - 1);
    let start = words.layers.tokens[first].span.start;
    let end = full.span.end - usize::from(full.genitive);
    (start < end && words.layers.text.is_char_boundary(end)).then(|| Span::new(start, end))
}

/// The token of a given name before `to`, joined to it by "und", or by a comma where an "und" stands further on.
fn coordinated(words: &Words<'_>, to: usize, last: bool) -> Option<usize> {
    let joint = words.before(to)?;
    let at = words.before(joint)?;
    let fits = if last { matches!(words.word(joint), "und" | "sowie" | "&") } else { words.word(joint) == "," };
    let given = words.upper(at) && words.lexicon.people.given(words.word(at)).is_some_and(|given| !given.ambiguous);
    let longer =
        words.before(at).is_some_and(|b| words.upper(b) && words.lexicon.people.given(words.word(b)).is_some());
    (fits && given && !longer).then_some(at)
}

/// Nothing is known yet of the name but that it is one, or it is a row of given names.
fn alone(words: &Words<'_>, candidate: &Candidate) -> bool {
    let given = |at: usize| words.lexicon.people.given(words.word(at)).is_some();
    candidate.entry.is_none()
        && !candidate.part
        && candidate.source != Source::Titled
        && (candidate.first..candidate.end)
            .all(|at| (at - candidate.first) % 2 == 1 && words.word(at) == "," || given(at))
        && (candidate.end - candidate.first) % 2 == 1
}

/// The text names somebody else in full who bears this name: "Kim Jong-un … Kim und Donald Trump".
fn known_otherwise(words: &Words<'_>, chosen: &[Candidate], at: usize, full: &Candidate) -> bool {
    let word = words.word(at);
    let surname = words.word(full.end - 1);
    chosen.iter().take(MOST_NAMES).any(|other| {
        other.kind == EntityType::Person
            && other.end - other.first > 1
            && !(other.first..other.end).contains(&at)
            && (other.first..other.end).any(|i| words.word(i) == word)
            && words.word(other.end - 1).strip_suffix('s').unwrap_or(words.word(other.end - 1)) != surname
            && words.word(other.end - 1) != surname
    })
}

/// So many names are looked at for somebody of the same name.
const MOST_NAMES: usize = 200;

#[cfg(test)]
mod tests {
    use crate::nlp::entity::testing::check_whole;

    #[test]
    fn given_names_share_a_surname() {
        check_whole(&[
            ("Ada und Otto Kern kamen.", "Ada Kern/person: Ada; Otto Kern/person: Otto Kern"),
            ("Ada kam und Otto Kern ging.", "Ada/person: Ada; Otto Kern/person: Otto Kern"),
        ]);
    }
}
