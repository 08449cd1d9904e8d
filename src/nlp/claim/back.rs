//! Frames that point back: "Das sagte X" after the sentence that X said.

use super::attribution::says_nobody;
use super::cues::Cued;
use super::draft::{Draft, Rule, single};
use super::{addressee, extent};
use crate::nlp::analysis::ClaimKind;
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::quote::Unit;
use crate::nlp::quote::cue::CueHit;
use crate::nlp::syntax::clause::ClauseKind;

/// The claim that "Das teilte die Polizei mit" makes of the sentence before; `before` is that sentence's unit.
pub(super) fn pointing_back(at: &Cued<'_>, before: Option<&Unit>) -> Option<Draft> {
    let Cued { text, phrases, cues, unit, hit, clause } = *at;
    let start = clause.start();
    let pointer = matches!(text.lower(start), "das" | "dies") && start == unit.tokens.start;
    let second = clause.finite == Some(start + 1);
    let entry = cues.entry(at.taking(Complement::THAT)?);
    // "Das habe X gesagt" is itself reported.
    if text.reportive(clause) {
        return None;
    }
    let before =
        before.filter(|b| pointer && second && clause.kind == ClauseKind::Main && b.paragraph + 1 >= unit.paragraph)?;
    let speaker = match (hit.passive, &*entry.lemma) {
        (true, _) => phrases.agent(clause),
        (_, "hervorgehen") => phrases.source(clause),
        _ => phrases.subject_after(clause, start + 1),
    };
    // "Das freut mich": without a speaker it is no frame.
    let said_by_nobody = speaker.is_empty() && !hit.passive || says_nobody(text, &speaker);
    // "…, sagt X. Das sagt er seit Jahren.": what is already framed.
    let framed =
        |h: &CueHit| before.clauses[h.clause].kind == ClauseKind::Main && text.verb_first(&before.clauses[h.clause]);
    if said_by_nobody || before.tokens.len() < 4 || before.hits.iter().any(framed) {
        return None;
    }
    let content = single(before.tokens.clone());
    let mut draft = Draft::new(Rule::PointingBack, ClaimKind::Indirect, content);
    draft.frame = extent::frame(text, unit, hit.clause, &draft.content);
    draft.addressee = addressee::of(at, &speaker, true);
    draft.speaker = speaker;
    draft.cue.clone_from(&hit.tokens);
    draft.cued_by(entry);
    Some(draft)
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_frame_points_back_to_the_sentence_before() {
        check(&[
            (
                "Der Zug fährt am Montag wieder. Das sagte Ada Kern.",
                Some(("Der Zug fährt am Montag wieder.", "Ada Kern")),
            ),
            (
                "Der Zug fährt am Montag wieder. Das teilte die Bahn mit.",
                Some(("Der Zug fährt am Montag wieder.", "die Bahn")),
            ),
            ("Der Zug fährt am Montag wieder. Das freut Ada Kern.", None),
            ("Der Zug fährt am Montag wieder. Das sagt man.", None),
            ("Halt! Das sagte Ada Kern.", None),
            (
                "Der Zug fährt am Montag, sagte Ada Kern. Das sagt sie jedes Jahr.",
                Some(("Der Zug fährt am Montag", "Ada Kern")),
            ),
        ]);
    }
}
