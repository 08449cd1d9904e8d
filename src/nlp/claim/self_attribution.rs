//! Somebody's own words: "nach eigenen Angaben", "eigenen Aussagen zufolge" are those of the subject of the clause.

use super::draft::{Ranges, subtract};
use super::scene::Scene;
use super::source_phrase::Source;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::Features;

impl Scene<'_> {
    /// The source with the subject as who is meant, when it is the subject's own; unchanged when it is not.
    pub(super) fn own(&self, unit: &Unit, index: usize, mut source: Source) -> Source {
        if !self.is_own(&source) {
            return source;
        }
        let frame = source.frame.start;
        let clause = &unit.clauses[index];
        let speaker = match clause.kind {
            ClauseKind::Main | ClauseKind::Fragment | ClauseKind::Infinitive | ClauseKind::Purpose => {
                self.subject_without(unit, index, &source)
            }
            _ => self.subject_before_adverbial(unit, clause, frame),
        };
        // "Nach eigenen Angaben wurden 300 Stück verkauft": the pieces say nothing.
        let actor = speaker.iter().flat_map(Clone::clone).any(|i| self.phrases.actors.names_actor(i));
        if !speaker.is_empty() && (actor || !self.is_passive(clause)) {
            source.meant = speaker;
        }
        source
    }

    /// "eigenen Angaben", "seinen eigenen Worten"; not "eigenen Angaben der Firma", which names whose they are.
    fn is_own(&self, source: &Source) -> bool {
        let Some(phrase) = source.speaker.first() else { return false };
        let own = |i: usize| matches!(self.words.lower(i), "eigenen" | "eigener" | "eigenem");
        phrase.len() < 5 && phrase.end >= 2 && phrase.contains(&(phrase.end - 2)) && own(phrase.end - 2)
    }

    /// The subject of the clause when the words of the source are taken out.
    fn subject_without(&self, unit: &Unit, index: usize, source: &Source) -> Ranges {
        let mut clauses = unit.clauses[..=index].to_vec();
        let clause = &mut clauses[index];
        clause.segments = subtract(&clause.segments, &vec![source.frame.clone()]);
        if clause.segments.is_empty() {
            return Ranges::new();
        }
        let subject = self.phrases.subject(&clauses, index);
        if self.says_nobody(&subject) { Ranges::new() } else { subject }
    }

    /// In a clause with the verb at its end the subject stands before such words: "die das Unternehmen nach eigenen
    /// Angaben verkauft"; where nothing does, it is the relative pronoun, which stands for what is before the comma.
    fn subject_before_adverbial(&self, unit: &Unit, clause: &Clause, frame: usize) -> Ranges {
        let before = Clause {
            segments: clause.segments.iter().filter(|s| s.start < frame).map(|s| s.start..s.end.min(frame)).collect(),
            finite: None,
            ..clause.clone()
        };
        if before.segments.is_empty() {
            return Ranges::new();
        }
        let subject = self.phrases.verb_final_subject(&before);
        let relative = subject.first().is_some_and(|r| {
            r.len() == 1 && clause.kind == ClauseKind::Relative && !self.words.features(r.start).has(Features::NOUN)
        });
        let personal = subject.first().is_some_and(|r| matches!(self.words.lower(r.start), "er" | "sie" | "es"));
        if relative && !personal { self.antecedent(unit, clause) } else { subject }
    }

    fn is_passive(&self, clause: &Clause) -> bool {
        clause.finite.is_some_and(|f| self.words.features(f).has(Features::WERDEN))
            || clause.tokens().any(|i| self.words.lower(i) == "worden")
    }

    /// What a relative clause hangs on: the phrase before its comma.
    pub(super) fn antecedent(&self, unit: &Unit, clause: &Clause) -> Ranges {
        let comma = clause.start().checked_sub(1).filter(|&c| self.word(c) == ",");
        let parent = clause.parent.map(|p| &unit.clauses[p]).filter(|_| clause.kind == ClauseKind::Relative);
        let found = parent.map_or_else(Ranges::new, |p| self.last_phrase(p, clause.start()));
        // Words between it and the comma are a verb or an adverb: "Sie traf Kern gestern, der …".
        let last = found.last().map_or(0, |r| r.end);
        let near = comma.is_some_and(|c| (last..c).len() < 3);
        if near { found } else { Ranges::new() }
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check_speaker;

    #[test]
    fn own_words_are_those_of_the_subject() {
        check_speaker(&[
            ("Siemens hat nach eigenen Angaben 300 Stück verkauft.", Some("Siemens")),
            ("Eigenen Angaben zufolge hat Siemens 300 Stück verkauft.", Some("Siemens")),
            ("Nach eigenen Angaben der Firma Siemens wurden 300 Stück verkauft.", Some("Siemens")),
            ("Nach eigenen Angaben wurden 300 Stück verkauft.", None),
        ]);
    }
}
