//! Whether a frame attributes anything to anybody: "ich glaube", "sagte nicht, warum …" and "im Raum steht, dass …" do not.

use std::ops::Range;

use super::certainty::frame_negated;
use super::draft::{Draft, Ranges};
use super::text::Text;
use super::word_list::List;
use crate::nlp::analysis::{Certainty, ClaimKind};
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::Features;

/// Whether a framed claim is somebody's.
pub(super) fn attributes(text: Text<'_>, unit: &Unit, draft: &Draft) -> bool {
    !says_nobody(text, &draft.speaker)
        && !says_itself(text, unit, draft)
        && !tells_nothing(text, unit, draft)
        && stands_written(text, draft)
}

/// "Wer glaubt, …, irrt", "Ehrlicher wäre es zu sagen, dass …": a frame with nobody behind it, by which an author argues.
pub(super) fn argues(text: Text<'_>, unit: &Unit, index: usize) -> bool {
    let clause = &unit.clauses[index];
    let infinitive = matches!(clause.kind, ClauseKind::Infinitive | ClauseKind::Purpose);
    // "Wer versteht, wie Systeme raten, …": no source, but what is understood.
    let known = || clause.kind == ClauseKind::As && index > 0 && asks_who(text, &unit.clauses[index - 1]);
    asks_who(text, clause)
        || known()
        || infinitive && clause.parent.is_some_and(|parent| judges(text, &unit.clauses[parent]))
}

/// "Wer …" as the first word.
pub(super) fn asks_who(text: Text<'_>, clause: &Clause) -> bool {
    let skipped = Features::PUNCTUATION | Features::COORDINATOR;
    clause.tokens().find(|&i| !text.features(i).intersects(skipped)).is_some_and(|i| text.lower(i) == "wer")
}

/// "Es wäre falsch", "Besser ist es": what follows is judged and not said; but "es sei falsch" is somebody's.
pub(super) fn judges(text: Text<'_>, clause: &Clause) -> bool {
    let being = clause.finite.is_some_and(|f| &*text.layers.morphs[f].lemma == "sein") && !text.reportive(clause);
    being && clause.tokens().take(4).any(|i| text.lower(i) == "es")
}

/// "Es stellt sich die Frage, …", "Kaum zu glauben: …": a verb of saying whose subject is nobody, or that has none.
fn says_itself(text: Text<'_>, unit: &Unit, draft: &Draft) -> bool {
    let Some(&cue) = draft.cue.first() else { return false };
    let Some(clause) = unit.clauses.iter().find(|c| c.tokens().any(|i| i == cue)) else { return false };
    let es = draft.speaker.first().is_some_and(|r| r.len() == 1 && text.lower(r.start) == "es");
    let sich = || clause.tokens().any(|i| text.lower(i) == "sich");
    let impersonal = draft.lemma.as_deref().is_some_and(|lemma| List::Impersonal.holds(lemma));
    let modal = clause.finite.map(|f| List::Modals.holds(text.lower(f)));
    // "Es muss angemerkt werden, dass …" is the author's.
    let author = modal.unwrap_or(true);
    // "müssen damit rechnen, dass …" tells what may come.
    let warned = modal.unwrap_or(false);
    // "müssen sich fragen lassen, ob …": others ask.
    let asked = || clause.tokens().any(|i| text.lower(i) == "lassen");
    draft.lemma.as_deref() == Some("rechnen") && warned
        || draft.lemma.as_deref() == Some("fragen") && asked()
        || es && sich()
        || draft.speaker.is_empty() && draft.kind != ClaimKind::Direct && !impersonal && author
}

/// "ich", "man", "niemand", "der Brand": nobody that a claim could be attributed to.
pub(super) fn says_nobody(text: Text<'_>, speaker: &Ranges) -> bool {
    speaker.first().is_some_and(|r| {
        let polite = text.word(r.start) == "Sie" && r.start > 0 && !text.begins(r.start);
        polite || List::Nobody.holds(text.lower(r.start)) || is_mute(text, r)
    })
}

/// Whether the head of the phrase is a thing or an event that says nothing.
fn is_mute(text: Text<'_>, phrase: &Range<usize>) -> bool {
    // "ein mit dem Fall vertrauter Beamter"
    let extended = phrase.len() > 1 && text.features(phrase.start + 1).has(Features::PREPOSITION);
    let head = phrase.clone().find(|&i| text.features(i).has(Features::NOUN)).filter(|_| !extended);
    head.is_some_and(|i| {
        let lower = text.lower(i);
        !text.features(i).has(Features::NAME) && (List::Mute.holds(lower) || List::MuteEnds.is_end_of(lower))
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
            ("Es stellt sich die Frage, warum die Miete sinkt.", None),
            ("Kaum zu glauben: Die Miete sinkt.", None),
            ("Mieter müssen damit rechnen, dass die Miete steigt.", None),
            ("Zuletzt muss gesagt werden, dass die Miete sinkt.", None),
            ("Es wird empfohlen, das Gebiet zu meiden.", Some(("das Gebiet zu meiden", ""))),
            ("Das Beispiel zeigt, dass die Miete sinkt.", None),
            ("Die Studie zeigt, dass die Miete sinkt.", Some(("dass die Miete sinkt", "Die Studie"))),
            ("Bald werden wir herausfinden, ob die Miete sinkt.", None),
            ("Wer glaubt, die Miete lasse sich senken, macht sich etwas vor.", None),
            ("Ehrlicher wäre es, den Leuten zu sagen, dass die Miete steigt.", None),
            ("Die Vorstände müssen sich fragen lassen, ob die Miete steigt.", None),
            ("Die Vorstände müssen sagen, dass die Miete steigt.", Some(("dass die Miete steigt", "Die Vorstände"))),
        ]);
    }
}
