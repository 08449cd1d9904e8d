//! How surely: the cue's own certainty, changed by negation of the frame, by hedges and by the form of the content.

use super::draft::{Draft, Ranges};
use super::scene::Scene;
use super::word_list::List;
use crate::nlp::analysis::{Certainty, ClaimKind};
use crate::nlp::syntax::words::Features;

impl Scene<'_> {
    /// Settles certainty by these rules, the first that applies:
    /// hearsay is hedged; a content that ends in a question mark, or opens with "ob", is asked; a negated cue turns denial
    /// and doubt into assertion, exclusion into a hedge, and other assertions into doubt; a hedge in an asserted content
    /// makes it hedged; else the cue says it.
    pub(super) fn settle_certainty(&self, draft: &mut Draft) {
        let last = draft.content.last().map_or(0, |r| r.end);
        let question = last > 0
            && (self.word(last - 1) == "?" || self.is_mark(last - 1) && last > 1 && self.word(last - 2) == "?");
        let whether = draft.content.first().is_some_and(|r| self.words.lower(r.start) == "ob");
        draft.certainty = match draft.certainty {
            _ if draft.kind == ClaimKind::FreeIndirect => Certainty::Hedged,
            Certainty::Asserted | Certainty::Hedged if question => Certainty::Questioned,
            Certainty::Asserted if whether => Certainty::Questioned,
            certainty if self.frame_negated(draft) => negated(certainty, draft.lemma.as_deref().unwrap_or_default()),
            Certainty::Asserted if self.hedged(&draft.content) => Certainty::Hedged,
            certainty => certainty,
        };
    }

    /// Whether the content's first clause denies.
    pub(super) fn content_negated(&self, content: &Ranges) -> bool {
        let Some(first) = content.first() else { return false };
        let mut commas = 0;
        for i in content.iter().flat_map(Clone::clone) {
            let lower = self.words.lower(i);
            commas += usize::from(lower == "," && i > first.start + 1);
            if commas > 0 {
                return false;
            }
            let more = self.words.lower(i + 1);
            if List::Negators.holds(lower) {
                let than = i > first.start && self.words.lower(i - 1) == "wie";
                return more != "nur" && more != "zuletzt" && !than;
            }
            if lower.starts_with("kein") && lower.len() <= 6 {
                return true;
            }
        }
        false
    }

    fn is_mark(&self, i: usize) -> bool {
        self.words.features(i).has(Features::QUOTE)
    }

    /// "nicht" among the frame's words, near the cue.
    pub(super) fn frame_negated(&self, draft: &Draft) -> bool {
        if draft.kind == ClaimKind::Reported {
            return false;
        }
        let Some((&first, &last)) = draft.cue.first().zip(draft.cue.last()) else { return false };
        let near = first.saturating_sub(4)..(last + 5).min(first + 14);
        draft.frame.iter().flat_map(Clone::clone).any(|i| {
            near.contains(&i)
                && matches!(self.words.lower(i), "nicht" | "nie" | "niemals" | "keineswegs")
                && self.words.lower(i + 1) != "nur"
        })
    }

    fn hedged(&self, content: &Ranges) -> bool {
        content.iter().flat_map(Clone::clone).any(|i| List::Hedges.holds(self.words.lower(i)))
    }
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
        ] {
            assert_eq!(claims(text).first().map(|claim| claim.certainty), Some(expected), "{text}");
        }
    }
}
