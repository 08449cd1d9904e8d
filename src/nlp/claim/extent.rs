//! Which tokens of a unit belong to a claim: those of clauses, of the sentence around one, of the frame.

use std::ops::Range;

use super::MOST_CLAUSES;
use super::draft::{Ranges, ranges, subtract, within};
use super::text::Text;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::segment::Separator;
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::Features;

/// The main clause around a clause.
pub(super) fn root(clauses: &[Clause], index: usize) -> usize {
    let up = |&at: &usize| clauses[at].parent.filter(|_| clauses[at].kind != ClauseKind::Main);
    std::iter::successors(Some(index), up).take(33).last().unwrap_or(index)
}

/// The sentence inside the unit that holds a clause: indices of its clauses.
pub(super) fn sentence(unit: &Unit, index: usize) -> Range<usize> {
    let starts = |i: usize| unit.clauses[i].before == Separator::Start;
    let first = (0..=index).rev().take(MOST_CLAUSES).find(|&i| starts(i)).unwrap_or(index.saturating_sub(MOST_CLAUSES));
    let end = unit.clauses.len().min(index + MOST_CLAUSES);
    let last = (index + 1..end).find(|&i| starts(i)).unwrap_or(end);
    first..last
}

/// The tokens of clauses, with the separators between neighbouring ones.
pub(super) fn cover(unit: &Unit, clauses: &[usize]) -> Ranges {
    let mut segments: Vec<Range<usize>> =
        clauses.iter().flat_map(|&i| unit.clauses[i].segments.iter().cloned()).filter(|s| !s.is_empty()).collect();
    segments.sort_by_key(|s| s.start);
    let mut covered: Ranges = Vec::new();
    for segment in segments {
        match covered.last_mut() {
            Some(last) if segment.start <= last.end + 1 => last.end = last.end.max(segment.end),
            _ => covered.push(segment),
        }
    }
    covered
}

/// Takes in the full stop of the unit where it comes next.
pub(super) fn take_stop(content: &mut Ranges, unit: &Unit) {
    if let Some(last) = content.last_mut()
        && last.end + 1 == unit.tokens.end
    {
        last.end = unit.tokens.end;
    }
}

/// The clause of a cue and the clauses it stands in, without the content.
pub(super) fn frame(text: Text<'_>, unit: &Unit, index: usize, content: &Ranges) -> Ranges {
    let clauses = &unit.clauses;
    let mut inside = subtree(clauses, index);
    let mut at = index;
    while let Some(parent) = clauses[at].parent.filter(|_| clauses[at].kind != ClauseKind::Main) {
        if clauses[parent].kind == ClauseKind::Quoted || inside.contains(&parent) {
            break;
        }
        inside.push(parent);
        at = parent;
    }
    inside.sort_unstable();
    inside.retain(|&i| clauses[i].kind != ClauseKind::Quoted);
    let mut frame = subtract(&cover(unit, &inside), content);
    take_commas(text, &mut frame, content, unit);
    frame.retain(|r| r.clone().any(|i| !text.features(i).has(Features::PUNCTUATION)));
    frame
}

/// Commas and colons between frame and content belong to the frame; a full stop at the end does not.
fn take_commas(text: Text<'_>, frame: &mut Ranges, content: &Ranges, unit: &Unit) {
    let joins = |i: usize| matches!(text.word(i), "," | ":" | "–") && !within(content, i);
    for range in frame.iter_mut() {
        while range.start > unit.tokens.start && joins(range.start - 1) {
            range.start -= 1;
        }
        while range.end < unit.tokens.end && joins(range.end) {
            range.end += 1;
        }
        while range.end > range.start && matches!(text.word(range.end - 1), "." | "!" | "?" | ";") {
            range.end -= 1;
        }
    }
    *frame = ranges(frame.iter().flat_map(Clone::clone));
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::claims;

    #[test]
    fn a_frame_is_the_clause_of_its_cue_with_its_marks_and_no_word_of_the_content() {
        for (text, frames, reason) in [
            ("Ada Kern sagte, der Zug fahre.", &["Ada Kern sagte,"][..], "the comma is the frame's"),
            ("Ada Kern sagte: „Der Zug fährt.“", &["Ada Kern sagte:"], "so is the colon"),
            (
                "Der Bus ruht. Der Zug fahre, sagte Ada Kern.",
                &[", sagte Ada Kern"],
                "not the full stop, nor what is before",
            ),
            (
                "Wie Ada Kern, die lachte, sagte, fährt der Zug.",
                &["Wie Ada Kern, die lachte, sagte,"],
                "with what hangs on it",
            ),
            (
                "Die Behauptung von Ada Kern, der Zug fahre, ist falsch.",
                &["Die Behauptung von Ada Kern,", ", ist falsch"],
                "on both sides of the content",
            ),
            ("Ada Kern sprach. Der Zug fahre am Montag.", &[], "no frame where none is"),
        ] {
            let claim = claims(text).pop().expect(text);
            let found: Vec<&str> = claim.frame.iter().map(|span| span.of(text)).collect();
            assert_eq!(found, frames, "{reason}: {text}");
        }
    }
}
