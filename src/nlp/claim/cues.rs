//! Words of saying in a text: what the lexicon of cues tells of a noun or verb where it stands.

use std::ops::Range;

use super::draft::Ranges;
use super::phrase::Phrases;
use super::text::Text;
use super::word_list::List;
use crate::nlp::analysis::{Certainty, Medium};
use crate::nlp::lexicon::cues::{Complement, CueClass, CueEntry, CueLexicon};
use crate::nlp::quote::Unit;
use crate::nlp::quote::cue::CueHit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::{Features, starts_upper};

/// The lexicon beside the words. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Cues<'a> {
    pub(super) text: Text<'a>,
    pub(super) lexicon: &'a CueLexicon,
}

impl<'a> Cues<'a> {
    /// The row of that number.
    pub(super) fn entry(self, row: u16) -> &'a CueEntry {
        self.lexicon.entry(row)
    }

    /// The first row of the noun at token `i` that takes one of these complements.
    pub(super) fn noun(self, i: usize, complement: Complement) -> Option<u16> {
        self.taking(self.lexicon.nouns(self.text.word(i)), complement)
    }

    /// The same of a word that is written with a capital.
    pub(super) fn capital_noun(self, i: usize, complement: Complement) -> Option<u16> {
        starts_upper(self.text.word(i)).then(|| self.noun(i, complement))?
    }

    /// The first of these rows that takes one of these complements.
    pub(super) fn taking(self, rows: &[u16], complement: Complement) -> Option<u16> {
        rows.iter().copied().find(|&row| self.entry(row).complement.intersects(complement))
    }

    /// What a noun of saying in the phrase tells: "laut Bericht".
    pub(super) fn of_phrase(self, phrase: &Range<usize>) -> Option<(Medium, Certainty)> {
        phrase.clone().find_map(|i| {
            let entry = self.entry(self.capital_noun(i, Complement::NAME)?);
            (entry.class == CueClass::Noun).then_some((entry.medium, entry.certainty))
        })
    }

    /// Whether the genitive of the noun at token `i` speaks: "Angaben der Polizei", "ein Sprecher der Bahn".
    pub(super) fn speaks_for(self, i: usize) -> bool {
        let complement = Complement::NAME | Complement::CLAUSE;
        List::Spokespeople.is_end_of(self.text.lower(i)) || self.noun(i, complement).is_some()
    }
}

/// A cue verb where it stands: all that a rule of such verbs sees.
#[derive(Clone, Copy)]
pub(super) struct Cued<'a> {
    pub(super) text: Text<'a>,
    pub(super) phrases: &'a Phrases<'a>,
    pub(super) cues: Cues<'a>,
    pub(super) unit: &'a Unit<'a>,
    pub(super) hit: &'a CueHit,
    /// The clause of the verb.
    pub(super) clause: &'a Clause,
}

impl<'a> Cued<'a> {
    /// What the lexicon says of the verb: its most specific row.
    pub(super) fn entry(&self) -> &'a CueEntry {
        self.cues.entry(self.hit.rows[0])
    }

    /// The first row of the verb that takes one of these complements.
    pub(super) fn taking(&self, complement: Complement) -> Option<u16> {
        self.cues.taking(&self.hit.rows, complement)
    }

    /// The subject of the clause.
    pub(super) fn subject(&self) -> Ranges {
        self.phrases.subject(self.unit.clauses, self.hit.clause)
    }

    /// Who says it: the subject, or the agent of a passive.
    pub(super) fn teller(&self) -> Ranges {
        if self.hit.passive { self.phrases.agent(self.clause) } else { self.subject() }
    }

    /// Whether it has nothing behind its verb but when it is said, so that a clause must follow.
    pub(super) fn is_bare(&self) -> bool {
        let text = self.text;
        let skipped = |i: usize| text.features(i).has(Features::PUNCTUATION) || List::BesideSaying.holds(text.lower(i));
        let last = self.clause.tokens().rev().find(|&i| !skipped(i));
        self.clause.kind == ClauseKind::Main && last.is_some_and(|i| self.hit.tokens.contains(&i))
    }

    /// "In Wien sagte Kern, …": nothing stands behind the verb but the subject, and nothing before it that is said.
    pub(super) fn is_inverted(&self) -> bool {
        let (text, clause, verb) = (self.text, self.clause, self.hit.verb);
        let behind = |i: &usize| *i > verb && !text.features(*i).has(Features::PUNCTUATION);
        let subject = self.subject();
        let whole = subject
            .first()
            .is_some_and(|s| s.start == verb + 1 && clause.tokens().filter(behind).all(|i| s.contains(&i)));
        let said = matches!(text.lower(clause.start()), "das" | "dies" | "es" | "so");
        clause.kind == ClauseKind::Main && self.hit.tokens == [verb] && subject.len() == 1 && whole && !said
    }

    /// "X sah Mängel, kam aber zum Ergebnis, …": the subject stands before the clause, and none behind its verb.
    pub(super) fn spoke_before(&self) -> bool {
        let named = !List::Impersonal.holds(&self.entry().lemma);
        let before = || self.subject().first().is_some_and(|range| range.start < self.clause.start());
        named
            && before()
            && self.clause.finite.is_some_and(|finite| self.phrases.subject_after(self.clause, finite).is_empty())
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check_speaker;

    #[test]
    fn who_speaks_for_somebody_or_passes_their_words_on_is_no_speaker_of_their_own() {
        check_speaker(&[
            ("Ein Sprecher von Siemens sagte, der Zug fahre.", Some("Siemens")),
            ("Ein Bericht von Siemens sagte, der Zug fahre.", Some("Siemens")),
            ("Ein Fan von Siemens sagte, der Zug fahre.", None),
        ]);
    }
}
