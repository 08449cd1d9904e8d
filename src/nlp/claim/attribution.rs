//! Whether a frame attributes anything to anybody: "ich glaube", "sagte nicht, warum …" and "im Raum steht, dass …" do not.

use super::draft::{Draft, Ranges};
use super::scene::Scene;
use super::word_list::List;
use crate::nlp::analysis::Certainty;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::Features;

impl Scene<'_> {
    /// Whether a framed claim is somebody's.
    pub(super) fn attributes(&self, unit: &Unit, draft: &Draft) -> bool {
        !self.says_nobody(&draft.speaker) && !self.tells_nothing(unit, draft) && self.stands_written(draft)
    }

    /// "ich", "man", "niemand": nobody that a claim could be attributed to.
    pub(super) fn says_nobody(&self, speaker: &Ranges) -> bool {
        speaker.first().is_some_and(|r| {
            let polite = self.word(r.start) == "Sie" && r.start > 0 && !self.begins(r.start);
            polite || List::Nobody.holds(self.words.lower(r.start))
        })
    }

    /// "Im Vertrag steht, dass …"; but "im Raum steht, dass …".
    fn stands_written(&self, draft: &Draft) -> bool {
        let document = |i: usize| List::Documents.is_end_of(self.words.lower(i));
        draft.lemma.as_deref() != Some("stehen")
            || draft.speaker.first().is_some_and(|source| source.clone().any(document))
    }

    /// Whether a sentence or quotation begins at token `i`.
    fn begins(&self, i: usize) -> bool {
        let sentence = &self.layers.sentences[self.layers.sentence_of(i).min(self.layers.sentences.len() - 1)];
        sentence.tokens.start == i || self.words.features(i - 1).has(Features::PUNCTUATION)
    }

    /// "sagte nicht, warum …": nothing is claimed.
    fn tells_nothing(&self, unit: &Unit, draft: &Draft) -> bool {
        let asks = |c: &Clause| matches!(c.kind, ClauseKind::Question | ClauseKind::As) && c.start() == draft.start();
        let question = unit.clauses.iter().any(asks);
        question && draft.certainty == Certainty::Asserted && self.frame_negated(draft)
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn what_nobody_says_is_no_claim() {
        check(&[
            ("Im Vertrag steht, dass die Miete sinkt.", Some(("dass die Miete sinkt", "Vertrag"))),
            ("Im Raum steht, dass die Miete sinkt.", None),
            ("Ich glaube, dass die Miete sinkt.", None),
            ("Niemand sagt, dass die Miete sinkt.", None),
            ("Ada Kern sagte nicht, warum die Miete sinkt.", None),
        ]);
    }
}
