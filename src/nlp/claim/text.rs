//! The words of a text, and what the verb of a clause tells: what every rule of this stage reads.

use super::draft::Ranges;
use crate::nlp::document::Annotations;
use crate::nlp::syntax::clause::Clause;
use crate::nlp::syntax::words::Features;

/// The words. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) layers: &'a Annotations<'a>,
}

impl<'a> Text<'a> {
    /// Token `i` as it is written; empty beyond the end.
    pub(super) fn word(self, i: usize) -> &'a str {
        if i < self.layers.tokens.len() { self.layers.word(i) } else { "" }
    }

    /// Token `i` in lower case; empty beyond the end.
    pub(super) fn lower(self, i: usize) -> &'a str {
        self.layers.syntax.words.lower(i)
    }

    /// What token `i` is; nothing beyond the end.
    pub(super) fn features(self, i: usize) -> Features {
        self.layers.syntax.words.features(i)
    }

    /// Whether a sentence or quotation begins at token `i`.
    pub(super) fn begins(self, i: usize) -> bool {
        let sentence = &self.layers.sentences[self.layers.sentence_of(i).min(self.layers.sentences.len() - 1)];
        sentence.tokens.start == i || self.features(i - 1).has(Features::PUNCTUATION)
    }

    /// Whether the finite verb of the clause is a Konjunktiv.
    pub(super) fn subjunctive(self, clause: &Clause) -> bool {
        clause.finite.is_some_and(|f| self.features(f).has(Features::SUBJUNCTIVE))
    }

    /// Whether the finite verb of the clause is a Konjunktiv I.
    pub(super) fn reportive(self, clause: &Clause) -> bool {
        clause.finite.is_some_and(|f| self.features(f).has(Features::REPORTIVE))
    }

    /// Whether the clause begins with its finite verb.
    pub(super) fn verb_first(self, clause: &Clause) -> bool {
        let first =
            clause.tokens().find(|&i| !self.features(i).intersects(Features::PUNCTUATION | Features::COORDINATOR));
        first.is_some() && first == clause.finite
    }

    /// Cuts punctuation other than quotation marks and brackets off both ends of each range.
    pub(super) fn trim(self, ranges: &Ranges) -> Ranges {
        let loose = |i: usize| {
            let features = self.features(i);
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
