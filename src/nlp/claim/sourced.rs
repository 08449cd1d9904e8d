//! The claims that source phrases make: what of the sentence is the source's words.

use std::ops::Range;

use super::addressee::told_by_preposition;
use super::cues::Cues;
use super::draft::{Draft, Ranges, Rule, single, subtract};
use super::extent;
use super::phrase::Phrases;
use super::source_phrase::{Source, source_at};
use super::text::Text;
use crate::nlp::analysis::{ClaimKind, Medium};
use crate::nlp::lexicon::source_words::Construction;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::segment::Separator;
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::Features;

/// The claim of a source phrase in clause `index`.
pub(super) fn sourced_by(
    phrases: &Phrases<'_>,
    cues: Cues<'_>,
    unit: &Unit,
    index: usize,
    mut source: Source,
) -> Option<Draft> {
    let text = phrases.text;
    let clauses = &unit.clauses;
    take_relative(text, unit, &mut source.frame);
    let clause = &clauses[index];
    let sentence = extent::sentence(unit, index);
    let alone = source.construction == Construction::Alone;
    if alone {
        let previous = index.checked_sub(1).filter(|&p| p >= sentence.start);
        if let Some(previous) = previous.filter(|&p| clauses[p].kind == ClauseKind::Quoted) {
            let content = clauses[previous].segments.clone();
            return Some(sourced_draft(phrases, ClaimKind::Direct, content, source, unit));
        }
    }
    // "…; laut X …": a semicolon parts what is said from what is not.
    let parted = |i: &usize| clauses[*i].before == Separator::Semicolon;
    let first = (sentence.start..=index).rev().find(parted).unwrap_or(sentence.start);
    let end = (index + 1..sentence.end).find(parted).unwrap_or(sentence.end);
    let sentence = first..end;
    let inside: Vec<usize> = match clause.kind {
        ClauseKind::Main if others_speak(phrases, cues, unit, index) => subtree(clauses, index),
        ClauseKind::Main | ClauseKind::Fragment | ClauseKind::As => sentence.collect(),
        _ if alone => sentence.collect(),
        _ => subtree(clauses, index),
    };
    let all = extent::cover(unit, &inside);
    let content = text.trim(&subtract(&all, &single(source.frame.clone())));
    let words = content.iter().flat_map(Clone::clone).filter(|&i| !text.features(i).has(Features::PUNCTUATION)).count();
    let has_verb = inside.iter().any(|&i| clauses[i].finite.is_some()) || alone;
    (words > 1 && has_verb).then(|| sourced_draft(phrases, ClaimKind::Indirect, content, source, unit))
}

/// "laut einer Studie, die auf Umfragen beruht, …": what hangs on the source tells of it and not what it says.
fn take_relative(text: Text<'_>, unit: &Unit, frame: &mut Range<usize>) {
    let hangs = |clause: &Clause| {
        let opens = clause.start() == frame.end + 1 && text.word(frame.end) == ",";
        opens && clause.kind == ClauseKind::Relative && !text.subjunctive(clause)
    };
    if let Some(relative) = unit.clauses.iter().position(hangs) {
        let inside = extent::cover(unit, &subtree(unit.clauses, relative));
        frame.end = inside.last().map_or(frame.end, |last| last.end);
    }
}

/// "X zufolge sinken die Zahlen, laut Y steigen sie": another main clause of the sentence has a speaker of its own.
fn others_speak(phrases: &Phrases<'_>, cues: Cues<'_>, unit: &Unit, index: usize) -> bool {
    let text = phrases.text;
    let spoken = |i: usize| {
        let framing = unit.hits.iter().any(|hit| hit.clause == i && !hit.passive);
        framing && phrases.subject(unit.clauses, i).iter().any(|phrase| phrases.names_speaker(phrase))
    };
    let sourced = |clause: &Clause| {
        let field = clause.segments.first().map(|segment| (segment, segment.start..clause.finite.unwrap_or(0)));
        field.is_some_and(|(segment, mut field)| field.any(|i| source_at(phrases, cues, i, segment).is_some()))
    };
    // "Sollte …, …" is a condition, "… und bietet …" goes on with the same words.
    let own = |i: usize| {
        let clause = &unit.clauses[i];
        let main = clause.kind == ClauseKind::Main && clause.finite.is_some() && !clause.coordinated;
        main && !text.verb_first(clause) && (spoken(i) || sourced(clause))
    };
    unit.clauses[index].finite.is_some() && extent::sentence(unit, index).any(|i| i != index && own(i))
}

fn sourced_draft(phrases: &Phrases<'_>, kind: ClaimKind, content: Ranges, source: Source, unit: &Unit) -> Draft {
    let text = phrases.text;
    let rule = if source.medium == Medium::Unknown { Rule::PointingWord } else { Rule::Sourced };
    let mut draft = Draft::new(rule, kind, content);
    draft.lemma = Some(source.lemma);
    draft.cue = source.cue;
    draft.speaker = source.speaker;
    draft.meant = source.meant;
    draft.addressee = told_by_preposition(phrases, &source.frame, "so").map_or_else(Vec::new, single);
    let mut frame = source.frame;
    if frame.start > unit.tokens.start && text.word(frame.start - 1) == "," {
        frame.start -= 1;
    }
    draft.frame = vec![frame];
    draft.medium = source.medium;
    draft.certainty = source.certainty;
    draft
}

/// So near before "nach denen" stands what tells something.
const NEAR: usize = 8;

/// "…, wonach …", "…, nach denen …"
pub(super) fn whereupon(phrases: &Phrases<'_>, cues: Cues<'_>, unit: &Unit, index: usize) -> Option<Draft> {
    let text = phrases.text;
    let clause: &Clause = &unit.clauses[index];
    let mut words =
        clause.tokens().filter(|&i| !text.features(i).intersects(Features::PUNCTUATION | Features::COORDINATOR));
    let first = words.next()?;
    let pronoun = if text.lower(first) == "nach" { words.next()? } else { first };
    let before = clause.parent.map_or_else(Vec::new, |p| phrases.last_phrase(&unit.clauses[p], clause.start()));
    // "nach dem Brand, nach dem …" is a time, "die Regeln, nach denen …" a manner.
    let near = clause.start().saturating_sub(NEAR)..clause.start();
    let tells =
        || clause.parent.is_some_and(|p| unit.clauses[p].tokens().any(|i| near.contains(&i) && cues.speaks_for(i)));
    if pronoun != first && !tells() {
        return None;
    }
    let all = extent::cover(unit, &subtree(unit.clauses, index));
    let lead: Ranges = single(clause.start()..pronoun + 1);
    let mut draft = Draft::new(Rule::PointingWord, ClaimKind::Indirect, text.trim(&subtract(&all, &lead)));
    draft.cue = vec![first];
    draft.lemma = Some(text.lower(first).to_owned());
    draft.speaker = if pronoun == first { before } else { single(pronoun..pronoun + 1) };
    draft.frame = extent::frame(text, unit, index, &draft.content);
    Some(draft)
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_source_phrase_speaks_for_its_sentence_or_clause() {
        check(&[
            ("Laut Ada Kern fährt der Zug.", Some(("fährt der Zug", "Ada Kern"))),
            ("Der Zug fährt, so Ada Kern, am Montag.", Some(("Der Zug fährt … am Montag", "Ada Kern"))),
            ("Kern zufolge sinkt der Preis, laut Abel steigt er.", Some(("sinkt der Preis", "Kern"))),
            ("„Der Zug fährt“, so Ada Kern.", Some(("„Der Zug fährt“", "Ada Kern"))),
            ("Es gibt einen Bericht, wonach der Zug fährt.", Some(("der Zug fährt", "einen Bericht"))),
            ("Es gibt Berichte, nach denen der Zug fährt.", Some(("der Zug fährt", "denen"))),
            ("Es gibt Umfragen im Land, nach denen der Zug fährt.", Some(("der Zug fährt", "denen"))),
            ("Es gibt Regeln, nach denen der Zug fährt.", None),
            ("Es gab einen Brand, nach dem der Zug stillstand.", None),
            ("Laut Ada Kern.", None),
            (
                "Nach einer Studie des Amts, die auf Umfragen beruht, fährt der Zug.",
                Some(("fährt der Zug", "einer Studie des Amts")),
            ),
            ("Laut Ada Kern fährt der Zug, der gestern stand.", Some(("fährt der Zug, der gestern stand", "Ada Kern"))),
            ("Der Bus ruht; laut Ada Kern fährt der Zug.", Some(("fährt der Zug", "Ada Kern"))),
        ]);
    }
}
