//! How surely: the cue's own certainty, changed by negation of the frame, by hedges and by the form of the content.

use super::draft::{Draft, Ranges};
use super::text::Text;
use super::word_list::List;
use crate::nlp::analysis::{Certainty, ClaimKind};
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::negation::Negator;
use crate::nlp::syntax::words::Features;

/// Settles certainty by these rules, the first that applies:
/// hearsay is hedged; a content that ends in a question mark, or opens with "ob", is asked; a negated cue turns denial
/// and doubt into assertion, exclusion into a hedge, and other assertions into doubt; a hedge in an asserted content
/// makes it hedged; else the cue says it.
pub(super) fn settle(text: Text<'_>, draft: &mut Draft) {
    let last = draft.content.last().map_or(0, |r| r.end);
    let question = last > 0
        && (text.word(last - 1) == "?"
            || text.features(last - 1).has(Features::QUOTE) && last > 1 && text.word(last - 2) == "?");
    let whether = draft.content.first().is_some_and(|r| text.lower(r.start) == "ob");
    draft.certainty = match draft.certainty {
        _ if draft.kind == ClaimKind::FreeIndirect => Certainty::Hedged,
        Certainty::Asserted | Certainty::Hedged if question => Certainty::Questioned,
        Certainty::Asserted if whether => Certainty::Questioned,
        certainty if frame_negated(text, draft) => negated(certainty, draft.lemma.as_deref().unwrap_or_default()),
        Certainty::Asserted if hedged(text, &draft.content) => Certainty::Hedged,
        certainty => certainty,
    };
}

/// Whether the content's first main clause denies, or one behind it without a comma. What hangs on it may deny. Of a
/// content that is a subordinate clause that counts as the main one.
pub(super) fn content_negated(text: Text<'_>, content: &Ranges) -> bool {
    use ClauseKind::{Fragment, Infinitive, Main, Question, Quoted, That};
    let held = |t: usize| content.iter().any(|range| range.contains(&t));
    let outermost = |t: usize| {
        let place = text.layers.syntax.place(t)?;
        (!place.outer().any(|clause| held(clause.start()))).then(|| place.clause())
    };
    let main = |t: usize| {
        let says = |kind| matches!(kind, Main | That | Question | Infinitive | Quoted | Fragment);
        outermost(t).filter(|clause| says(clause.kind)).map(Clause::start)
    };
    let tokens = || content.iter().flat_map(Clone::clone);
    let of_all = || tokens().find_map(outermost).map(Clause::start);
    let Some(first) = tokens().find_map(main).or_else(of_all) else { return false };
    let comma = tokens().skip(2).find(|&t| text.lower(t) == ",").unwrap_or(usize::MAX);
    tokens().any(|t| {
        let denies = Negator::denying(&text.layers.syntax.words, t).is_some_and(|negator| negator != Negator::Nearly);
        let said = || outermost(t).is_some_and(|clause| clause.start() == first || main(t).is_some() && t < comma);
        denies && said()
    })
}

/// "nicht" among the frame's words, in the clause of the cue.
pub(super) fn frame_negated(text: Text<'_>, draft: &Draft) -> bool {
    let Some(&cue) = draft.cue.first().filter(|_| draft.kind != ClaimKind::Reported) else { return false };
    draft.frame.iter().flat_map(Clone::clone).any(|t| text.layers.syntax.denies(t, cue))
}

fn hedged(text: Text<'_>, content: &Ranges) -> bool {
    content.iter().flat_map(Clone::clone).any(|i| List::Hedges.holds(text.lower(i)))
}

fn negated(certainty: Certainty, lemma: &str) -> Certainty {
    match certainty {
        _ if lemma == "ausschließen" => Certainty::Hedged,
        Certainty::Denied | Certainty::Doubted => Certainty::Asserted,
        Certainty::Asserted | Certainty::Hedged => Certainty::Doubted,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::Certainty;
    use crate::nlp::claim::testing::claims;

    #[test]
    fn certainty_follows_cue_negation_and_hedges() {
        for (text, expected) in [
            ("Sie sagte, der Zug fahre.", Certainty::Asserted),
            ("Sie sagte, der Zug könnte fahren.", Certainty::Hedged),
            ("Sie bestritt, dass der Zug fährt.", Certainty::Denied),
            ("Sie fragte, ob der Zug fährt.", Certainty::Questioned),
            ("Sie schloss nicht aus, dass der Zug fährt.", Certainty::Hedged),
            ("Sie bestritt keineswegs, dass der Zug fährt.", Certainty::Asserted),
            ("Sie bestritt nicht nur, dass der Zug fährt.", Certainty::Denied),
            ("Sie, die nicht fror, bestritt, dass der Zug fährt.", Certainty::Denied),
            ("Nicht ohne Stolz sagte sie, der Zug fahre.", Certainty::Asserted),
            ("Sie konnte Berichte nicht bestätigen, wonach der Zug fährt.", Certainty::Doubted),
        ] {
            assert_eq!(claims(text).first().map(|claim| claim.certainty), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_content_is_negated_by_its_main_clause() {
        for (text, negated) in [
            ("Sie sagte, der Zug fahre.", false),
            ("Sie sagte, der Zug fahre nicht.", true),
            ("Sie sagte, kein Zug fahre.", true),
            ("Sie sagte, der Zug, der kommen soll, fahre nicht.", true),
            ("Sie sagte, der Zug, der nicht kam, fahre wieder.", false),
            ("Sie sagte, wenn es nicht regne, fahre der Zug.", false),
            ("Sie sagte, wenn es regne, fahre der Zug nicht.", true),
            ("Es gab einen Bericht, wonach der Zug nicht fährt.", true),
            ("Sie sagte, der Zug fahre nicht nur im Mai.", false),
            ("Sie sagte, der Zug fahre oft wie nie.", false),
            ("Sie sagte, der Zug fahre kaum.", false),
            ("Sie sagte nicht, dass der Zug fährt.", false),
        ] {
            assert_eq!(claims(text).first().map(|claim| claim.negated), Some(negated), "{text}");
        }
    }
}
