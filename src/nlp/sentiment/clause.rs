//! The clauses that evidence stays inside: those of the syntax stage, and those inside its quotations.

use std::ops::Range;

use super::super::document::Annotations;
use super::super::syntax::clause::{Clause, ClauseKind};

/// Which clause each token of a text stands in.
#[derive(Debug, Default)]
pub(super) struct Clauses {
    /// One a token. Marks between clauses belong to the next one, those at the end of a sentence to the last.
    of: Vec<usize>,
    /// What sort each clause is.
    kinds: Vec<ClauseKind>,
}

impl Clauses {
    /// The clauses of all sentences; linear.
    pub(super) fn read(layers: &Annotations<'_>) -> Self {
        let mut clauses = Self { of: vec![usize::MAX; layers.tokens.len()], kinds: Vec::new() };
        for unit in layers.syntax.units.iter().take_while(|_| !layers.halt.is_called()) {
            let whole = unit.clauses.iter().filter(|clause| clause.kind != ClauseKind::Quoted);
            whole.chain(&unit.inner).for_each(|clause| clauses.add(clause));
        }
        for sentence in &layers.sentences {
            clauses.close_gaps(&sentence.tokens);
        }
        clauses
    }

    /// The clause of token `i`.
    pub(super) fn of(&self, i: usize) -> usize {
        self.of.get(i).copied().unwrap_or_default()
    }

    /// What sort of clause it is.
    pub(super) fn kind(&self, clause: usize) -> ClauseKind {
        self.kinds.get(clause).copied().unwrap_or(ClauseKind::Fragment)
    }

    fn add(&mut self, clause: &Clause) {
        for segment in &clause.segments {
            self.of[segment.clone()].fill(self.kinds.len());
        }
        self.kinds.push(clause.kind);
    }

    fn close_gaps(&mut self, sentence: &Range<usize>) {
        let known = |of: &&usize| **of != usize::MAX;
        let tokens = &mut self.of[sentence.clone()];
        let mut next = tokens.iter().rev().find(known).copied().unwrap_or_else(|| {
            self.kinds.push(ClauseKind::Fragment);
            self.kinds.len() - 1
        });
        for of in tokens.iter_mut().rev() {
            if *of == usize::MAX {
                *of = next;
            }
            next = *of;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good};
    use super::super::testing::check_names;

    #[test]
    fn a_name_is_judged_by_the_clause_it_stands_in() {
        check_names(&[
            ("Ada Kern gewann, während Jonas Abel verlor.", "Ada Kern", Good, "the clause of the winner"),
            ("Ada Kern gewann, während Jonas Abel verlor.", "Jonas Abel", Bad, "the clause of the other"),
        ]);
    }
}
