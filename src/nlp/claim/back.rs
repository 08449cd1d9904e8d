//! Frames that point back: "Das sagte X" after the sentence that X said.

use super::draft::{Draft, Rule, single};
use super::scene::Scene;
use crate::nlp::analysis::ClaimKind;
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::quote::Unit;
use crate::nlp::quote::cue::CueHit;
use crate::nlp::syntax::clause::ClauseKind;

impl Scene<'_> {
    /// The claim that "Das teilte die Polizei mit" makes of the sentence before; `before` is that sentence's unit.
    pub(super) fn pointing_back(
        &self,
        unit: &Unit,
        number: usize,
        hit: &CueHit,
        before: Option<&Unit>,
    ) -> Option<Draft> {
        let clause = &unit.clauses[hit.clause];
        let start = clause.start();
        let pointer = matches!(self.words.lower(start), "das" | "dies") && start == unit.tokens.start;
        let second = clause.finite == Some(start + 1);
        let entry =
            hit.rows.iter().map(|&r| self.lexicon.entry(r)).find(|e| e.complement.intersects(Complement::THAT))?;
        // "Das habe X gesagt" is itself reported.
        if self.reportive(clause) {
            return None;
        }
        let before = before
            .filter(|b| pointer && second && clause.kind == ClauseKind::Main && b.paragraph + 1 >= unit.paragraph)?;
        let speaker = match (hit.passive, &*entry.lemma) {
            (true, _) => self.agent(clause),
            (_, "hervorgehen") => self.source(clause),
            _ => self.phrases.subject_after(clause, start + 1),
        };
        // "Das freut mich": without a speaker it is no frame.
        let said_by_nobody = speaker.is_empty() && !hit.passive || self.says_nobody(&speaker);
        if said_by_nobody || before.tokens.len() < 4 {
            return None;
        }
        let content = single(before.tokens.start..start + 1);
        let mut draft = Draft::new(ClaimKind::Indirect, content, number);
        draft.frame = self.frame_of(unit, hit.clause, &draft.content);
        draft.addressee = self.addressee(unit, hit, &speaker, true);
        draft.speaker = speaker;
        draft.cue.clone_from(&hit.tokens);
        draft.lemma = Some(entry.lemma.to_string());
        draft.medium = entry.medium;
        draft.certainty = entry.certainty;
        draft.rule = Rule::PointingBack;
        Some(draft)
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_frame_points_back_to_the_sentence_before() {
        check(&[
            (
                "Der Zug fährt am Montag wieder. Das sagte Ada Kern.",
                Some(("Der Zug fährt am Montag wieder. Das", "Ada Kern")),
            ),
            (
                "Der Zug fährt am Montag wieder. Das teilte die Bahn mit.",
                Some(("Der Zug fährt am Montag wieder. Das", "die Bahn")),
            ),
            ("Der Zug fährt am Montag wieder. Das freut Ada Kern.", None),
            ("Der Zug fährt am Montag wieder. Das sagt man.", None),
            ("Halt! Das sagte Ada Kern.", None),
        ]);
    }
}
