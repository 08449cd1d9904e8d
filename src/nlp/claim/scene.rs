//! What every rule of this stage sees: the text's layers with what [`crate::nlp::quote`] made of them.

use super::MOST_CLAUSES;
use super::actors::Actors;
use super::draft::{Draft, Ranges};
use super::phrase::Phrases;
use super::word_list::List;
use crate::nlp::analysis::Entity;
use crate::nlp::document::Annotations;
use crate::nlp::lexicon::Lexicon;
use crate::nlp::lexicon::cues::CueLexicon;
use crate::nlp::quote::{Quotations, Unit};
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::{Features, Words};

/// Read-only view for the rules.
pub(super) struct Scene<'a> {
    pub(super) layers: &'a Annotations<'a>,
    pub(super) quotations: &'a Quotations<'a>,
    pub(super) words: &'a Words<'a>,
    pub(super) lexicon: &'a CueLexicon,
    pub(super) phrases: Phrases<'a>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        lexicon: &'a Lexicon,
        layers: &'a Annotations<'a>,
        quotations: &'a Quotations<'a>,
        entities: &[Entity],
    ) -> Self {
        let phrases = Phrases::new(layers, Actors::new(lexicon, layers, entities));
        Self { layers, quotations, words: &layers.syntax.words, lexicon: &lexicon.cues, phrases }
    }

    pub(super) fn word(&self, i: usize) -> &'a str {
        if i < self.layers.tokens.len() { self.layers.word(i) } else { "" }
    }

    /// The subject of the first main clause, when it names a person or organisation, or takes a stand; and which of it.
    pub(super) fn named_subject(&self, unit: &Unit) -> Option<(Ranges, bool)> {
        let main = unit.clauses.iter().take(8).position(|c| c.kind == ClauseKind::Main && c.finite.is_some())?;
        let subject = self.phrases.subject(unit.clauses, main);
        let actor = subject.iter().any(|r| r.clone().any(|i| self.phrases.actors.names_actor(i)));
        let stand = !subject.is_empty() && self.takes_stand(&unit.clauses[main]);
        (actor || stand).then_some((subject, stand))
    }

    /// "Die Gewerkschaft sieht das anders": whoever speaks next is no longer who spoke before.
    fn takes_stand(&self, clause: &Clause) -> bool {
        clause.tokens().any(|i| List::TakesStand.holds(self.words.lower(i)))
    }

    /// Whether the finite verb of the clause is a Konjunktiv.
    pub(super) fn subjunctive(&self, clause: &Clause) -> bool {
        clause.finite.is_some_and(|f| self.words.features(f).has(Features::SUBJUNCTIVE))
    }

    /// Whether the finite verb of the clause is a Konjunktiv I.
    pub(super) fn reportive(&self, clause: &Clause) -> bool {
        clause.finite.is_some_and(|f| self.words.features(f).has(Features::REPORTIVE))
    }

    /// "Er gehe davon aus, dass …": a frame in the Konjunktiv whose subject is a pronoun is itself somebody's words.
    pub(super) fn is_reported_frame(&self, unit: &Unit, draft: &Draft) -> bool {
        let pronoun =
            draft.speaker.first().is_some_and(|r| r.len() == 1 && matches!(self.words.lower(r.start), "er" | "sie"));
        let cue = |clause: &&Clause| clause.tokens().any(|i| draft.cue.contains(&i));
        pronoun && unit.clauses.iter().find(cue).is_some_and(|clause| self.subjunctive(clause))
    }

    /// Whether the clause begins with its finite verb.
    pub(super) fn verb_first(&self, clause: &Clause) -> bool {
        let first = clause
            .tokens()
            .find(|&i| !self.words.features(i).intersects(Features::PUNCTUATION | Features::COORDINATOR));
        first.is_some() && first == clause.finite
    }

    /// The main clause around a clause.
    pub(super) fn root(clauses: &[Clause], index: usize) -> usize {
        let mut at = index;
        for _ in 0..clauses.len().min(32) {
            match clauses[at].parent {
                Some(parent) if clauses[at].kind != ClauseKind::Main => at = parent,
                _ => break,
            }
        }
        at
    }

    /// The sentence inside the unit that holds a clause: indices of its clauses.
    pub(super) fn sentence_clauses(unit: &Unit, index: usize) -> std::ops::Range<usize> {
        use crate::nlp::syntax::segment::Separator;
        let starts = |i: usize| unit.clauses[i].before == Separator::Start;
        let first =
            (0..=index).rev().take(MOST_CLAUSES).find(|&i| starts(i)).unwrap_or(index.saturating_sub(MOST_CLAUSES));
        let end = unit.clauses.len().min(index + MOST_CLAUSES);
        let last = (index + 1..end).find(|&i| starts(i)).unwrap_or(end);
        first..last
    }

    /// Cuts punctuation other than quotation marks and brackets off both ends of each range.
    pub(super) fn trim(&self, ranges: &Ranges) -> Ranges {
        let loose = |i: usize| {
            let features = self.words.features(i);
            features.has(Features::PUNCTUATION)
                && !features.has(Features::QUOTE)
                && !matches!(self.word(i), "(" | ")" | "[" | "]")
        };
        ranges
            .iter()
            .filter_map(|r| {
                let start = r.clone().find(|&i| !loose(i))?;
                let end = r.clone().rev().find(|&i| !loose(i))? + 1;
                Some(start..end)
            })
            .collect()
    }
}
