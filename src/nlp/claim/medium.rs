//! Whether something is said, written or thought.

use super::text::Text;
use super::word_list::List;
use crate::nlp::analysis::Medium;
use crate::nlp::syntax::clause::Clause;

/// The medium of a cue in a clause: what is said on a platform is written there ("teilte auf Facebook mit").
pub(super) fn of(text: Text<'_>, of_cue: Medium, clause: &Clause) -> Medium {
    let posted = clause.tokens().any(|i| {
        let before = i.checked_sub(1).map(|before| text.lower(before));
        matches!(before, Some("auf" | "bei" | "via" | "über")) && List::Platforms.holds(text.lower(i))
    });
    if of_cue == Medium::Speech && posted { Medium::Writing } else { of_cue }
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
