//! The claims that source phrases make: what of the sentence is the source's words.

use super::draft::{Draft, Ranges, Rule, single, subtract};
use super::phrase::Reach;
use super::scene::Scene;
use super::source_phrase::Source;
use crate::nlp::analysis::{ClaimKind, Medium};
use crate::nlp::lexicon::source_words::Construction;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::Features;

impl Scene<'_> {
    /// The claim of a source phrase in clause `index`.
    pub(super) fn sourced_by(&self, unit: &Unit, number: usize, index: usize, source: Source) -> Option<Draft> {
        let clauses = &unit.clauses;
        let clause = &clauses[index];
        let sentence = Self::sentence_clauses(unit, index);
        let alone = source.construction == Construction::Alone;
        if alone {
            let previous = index.checked_sub(1).filter(|&p| p >= sentence.start);
            if let Some(previous) = previous.filter(|&p| clauses[p].kind == ClauseKind::Quoted) {
                let content = clauses[previous].segments.clone();
                return Some(self.sourced_draft(ClaimKind::Direct, content, number, source, unit));
            }
        }
        let inside: Vec<usize> = match clause.kind {
            ClauseKind::Main if self.others_speak(unit, index) => subtree(clauses, index),
            ClauseKind::Main | ClauseKind::Fragment | ClauseKind::As => sentence.collect(),
            _ if alone => sentence.collect(),
            _ => subtree(clauses, index),
        };
        let all = Self::cover(unit, &inside);
        let content = self.trim(&subtract(&all, &single(source.frame.clone())));
        let words = content
            .iter()
            .flat_map(Clone::clone)
            .filter(|&i| !self.words.features(i).has(Features::PUNCTUATION))
            .count();
        let has_verb = inside.iter().any(|&i| clauses[i].finite.is_some()) || alone;
        (words > 1 && has_verb).then(|| self.sourced_draft(ClaimKind::Indirect, content, number, source, unit))
    }

    /// "X zufolge sinken die Zahlen, laut Y steigen sie": another main clause of the sentence has a speaker of its own.
    fn others_speak(&self, unit: &Unit, index: usize) -> bool {
        let spoken = |i: usize| {
            let cued = unit.hits.iter().any(|hit| hit.clause == i && !hit.passive);
            cued && self.phrases.subject(unit.clauses, i).iter().any(|phrase| self.names_speaker(phrase))
        };
        let sourced = |clause: &Clause| {
            let field = clause.segments.first().map(|segment| (segment, segment.start..clause.finite.unwrap_or(0)));
            field.is_some_and(|(segment, mut field)| field.any(|i| self.source_at(i, segment).is_some()))
        };
        // "Sollte …, …" is a condition, "… und bietet …" goes on with the same words.
        let own = |i: usize| {
            let clause = &unit.clauses[i];
            let main = clause.kind == ClauseKind::Main && clause.finite.is_some() && !clause.coordinated;
            main && !self.verb_first(clause) && (spoken(i) || sourced(clause))
        };
        unit.clauses[index].finite.is_some() && Self::sentence_clauses(unit, index).any(|i| i != index && own(i))
    }

    fn sourced_draft(&self, kind: ClaimKind, content: Ranges, number: usize, source: Source, unit: &Unit) -> Draft {
        let mut draft = Draft::new(kind, content, number);
        draft.lemma = Some(source.lemma);
        draft.cue = source.cue;
        draft.speaker = source.speaker;
        draft.meant = source.meant;
        draft.addressee = self.told_by_preposition(&source.frame, "so").map_or_else(Vec::new, single);
        let mut frame = source.frame;
        if frame.start > unit.tokens.start && self.word(frame.start - 1) == "," {
            frame.start -= 1;
        }
        draft.frame = vec![frame];
        draft.medium = source.medium;
        draft.certainty = source.certainty;
        draft.rule = if draft.medium == Medium::Unknown { Rule::PointingWord } else { Rule::Sourced };
        draft
    }

    /// "…, wonach …", "…, nach denen …"
    pub(super) fn whereupon(&self, unit: &Unit, number: usize, index: usize) -> Option<Draft> {
        let clause: &Clause = &unit.clauses[index];
        let mut words = clause
            .tokens()
            .filter(|&i| !self.words.features(i).intersects(Features::PUNCTUATION | Features::COORDINATOR));
        let first = words.next()?;
        let pronoun = if self.words.lower(first) == "nach" { words.next()? } else { first };
        let all = Self::cover(unit, &subtree(unit.clauses, index));
        let lead: Ranges = single(clause.start()..pronoun + 1);
        let mut draft = Draft::new(ClaimKind::Indirect, self.trim(&subtract(&all, &lead)), number);
        draft.cue = vec![first];
        draft.lemma = Some(self.words.lower(first).to_owned());
        draft.speaker = if pronoun == first {
            clause.parent.map_or_else(Vec::new, |p| self.last_phrase(&unit.clauses[p], clause.start()))
        } else {
            single(pronoun..pronoun + 1)
        };
        draft.frame = self.frame_of(unit, index, &draft.content);
        draft.rule = Rule::PointingWord;
        Some(draft)
    }

    /// The last noun phrase of a clause that begins before token `limit`.
    pub(super) fn last_phrase(&self, clause: &Clause, limit: usize) -> Ranges {
        let mut found = Vec::new();
        for segment in clause.segments.iter().filter(|s| s.start < limit) {
            let mut i = segment.start;
            while i < segment.end {
                match self.phrases.noun_phrase(i, segment.end, Reach::Phrase).filter(|_| self.phrases.opens_phrase(i)) {
                    Some(phrase) => {
                        i = phrase.end.max(i + 1);
                        found = vec![phrase];
                    }
                    None => i += 1,
                }
            }
        }
        found
    }
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
            ("Laut Ada Kern.", None),
        ]);
    }
}
