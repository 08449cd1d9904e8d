//! Headings that name who says it: "Kern: Brauchen mehr Zeit", "Umfrage: Mehrheit lehnt Pläne ab".

use std::ops::Range;

use super::draft::{Draft, Rule, single};
use super::phrase::Reach;
use super::scene::Scene;
use crate::nlp::analysis::{ClaimKind, Medium};
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::words::Features;

/// Longer labels are none.
const MOST_WORDS: usize = 8;

impl Scene<'_> {
    /// The claims of headings where nothing else was found.
    pub(super) fn headlines(&self, drafts: &[Draft]) -> Vec<Draft> {
        let units = self.quotations.units.iter().enumerate();
        let headings = units.filter(|(_, unit)| {
            let sentence = &self.layers.sentences[self.layers.sentence_of(unit.tokens.start)];
            sentence.heading && sentence.tokens == unit.tokens
        });
        let mut starts: Vec<usize> = drafts.iter().map(Draft::start).collect();
        starts.sort_unstable();
        let free = headings.filter(|(_, unit)| {
            let next = starts.partition_point(|start| *start < unit.tokens.start);
            starts.get(next).is_none_or(|start| *start >= unit.tokens.end)
        });
        free.filter_map(|(number, unit)| self.headline(unit, number)).collect()
    }

    fn headline(&self, unit: &Unit, number: usize) -> Option<Draft> {
        let Range { start, end } = unit.tokens;
        let colon = (start + 1..end.min(start + MOST_WORDS + 1)).find(|&i| self.word(i) == ":")?;
        let speaker = self.phrases.noun_phrase(start, colon, Reach::Phrase)?;
        // "Kern zu Zöllen: …", "Kern im Landtag: …"
        let topic = speaker.end == colon || self.words.features(speaker.end).has(Features::PREPOSITION);
        let says = |i: usize| self.words.features(i).intersects(Features::FINITE | Features::INFINITIVE);
        let content = colon + 1..end;
        let quoted = self.words.features(content.start).has(Features::QUOTE);
        if !topic || quoted || content.len() < 3 || !content.clone().any(says) || !self.speaks(&speaker) {
            return None;
        }
        let mut draft = Draft::new(ClaimKind::Indirect, self.trim(&single(content)), number);
        draft.frame = single(start..colon + 1);
        draft.medium = self.noun_cue(&speaker).map_or(Medium::Unknown, |(medium, _)| medium);
        draft.speaker = single(speaker);
        draft.rule = Rule::Headline;
        Some(draft)
    }

    /// A person, an organisation, a role, or a noun of saying; not a place: "Kiel: Brand gelöscht".
    fn speaks(&self, phrase: &Range<usize>) -> bool {
        let noun = |i: usize| {
            let nouns = self.lexicon.nouns(self.word(i));
            nouns.iter().any(|&n| self.lexicon.entry(n).complement.intersects(Complement::NAME))
        };
        self.names_speaker(phrase) || phrase.clone().any(noun)
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_heading_with_a_colon_is_the_claim_of_who_stands_before_it() {
        check(&[
            ("Ada Kern: Brauchen mehr Zeit", Some(("Brauchen mehr Zeit", "Ada Kern"))),
            ("Ada Kern zu Zöllen: Ohne Regeln geht es nicht", Some(("Ohne Regeln geht es nicht", "Ada Kern"))),
            ("Polizei: Täter war bekannt", Some(("Täter war bekannt", "Polizei"))),
            ("Bericht: Autobauer plant Schließung", Some(("Autobauer plant Schließung", "Bericht"))),
            ("Kiel: Brand in Halle ist gelöscht", None),
            ("Ada Kern: Ein Leben für den Sport", None),
            ("Termine: Was am Montag wichtig wird", None),
        ]);
    }
}
