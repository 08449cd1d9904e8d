//! Whether a frame attributes anything to anybody: "ich glaube", "sagte nicht, warum …" and "im Raum steht, dass …" do not.

use super::certainty::frame_negated;
use super::draft::{Draft, Ranges};
use super::text::Text;
use super::word_list::List;
use crate::nlp::analysis::Certainty;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};

/// Whether a framed claim is somebody's.
pub(super) fn attributes(text: Text<'_>, unit: &Unit, draft: &Draft) -> bool {
    !says_nobody(text, &draft.speaker) && !tells_nothing(text, unit, draft) && stands_written(text, draft)
}

/// "ich", "man", "niemand": nobody that a claim could be attributed to.
pub(super) fn says_nobody(text: Text<'_>, speaker: &Ranges) -> bool {
    speaker.first().is_some_and(|r| {
        let polite = text.word(r.start) == "Sie" && r.start > 0 && !text.begins(r.start);
        polite || List::Nobody.holds(text.lower(r.start))
    })
}

/// "Im Vertrag steht, dass …"; but "im Raum steht, dass …".
fn stands_written(text: Text<'_>, draft: &Draft) -> bool {
    let document = |i: usize| List::Documents.is_end_of(text.lower(i));
    draft.lemma.as_deref() != Some("stehen") || draft.speaker.first().is_some_and(|source| source.clone().any(document))
}

/// "sagte nicht, warum …": nothing is claimed.
fn tells_nothing(text: Text<'_>, unit: &Unit, draft: &Draft) -> bool {
    let asks = |c: &Clause| matches!(c.kind, ClauseKind::Question | ClauseKind::As) && c.start() == draft.start();
    let question = unit.clauses.iter().any(asks);
    question && draft.certainty == Certainty::Asserted && frame_negated(text, draft)
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
