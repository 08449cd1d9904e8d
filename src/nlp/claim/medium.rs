//! Whether something is said, written or thought.

use std::ops::Range;

use super::scene::Scene;
use super::word_list::List;
use crate::nlp::analysis::{Certainty, Medium};
use crate::nlp::lexicon::cues::{Complement, CueClass};
use crate::nlp::syntax::clause::Clause;

impl Scene<'_> {
    /// The medium of a cue in a clause: what is said on a platform is written there ("teilte auf Facebook mit").
    pub(super) fn medium(&self, of_cue: Medium, clause: &Clause) -> Medium {
        let posted = clause.tokens().any(|i| {
            let before = i.checked_sub(1).map(|before| self.words.lower(before));
            matches!(before, Some("auf" | "bei" | "via" | "über")) && List::Platforms.holds(self.words.lower(i))
        });
        if of_cue == Medium::Speech && posted { Medium::Writing } else { of_cue }
    }

    /// What a noun of saying in the phrase tells: "laut Bericht".
    pub(super) fn noun_cue(&self, phrase: &Range<usize>) -> Option<(Medium, Certainty)> {
        phrase.clone().find_map(|i| {
            let cue = *self.cue_nouns(i, Complement::NAME).first()?;
            let entry = self.lexicon.entry(cue);
            (entry.class == CueClass::Noun).then_some((entry.medium, entry.certainty))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::analysis::Medium;
    use crate::nlp::claim::testing::claims;

    #[test]
    fn what_is_said_on_a_platform_or_in_a_paper_is_written() {
        for (text, medium) in [
            ("Ada Kern teilte auf Facebook mit, sie trete nicht an.", Medium::Writing),
            ("Ada Kern teilte auf Anfrage mit, sie trete nicht an.", Medium::Speech),
            ("Laut einem Bericht sinkt die Zahl.", Medium::Writing),
            ("Laut Ada Kern sinkt die Zahl.", Medium::Speech),
        ] {
            assert_eq!(claims(text).first().map(|claim| claim.medium), Some(medium), "{text}");
        }
    }
}
