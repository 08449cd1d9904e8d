//! Headings that name who says it: "Kern: Brauchen mehr Zeit", "Umfrage: Mehrheit lehnt Pläne ab".

use std::ops::Range;

use super::cues::Cues;
use super::draft::{Draft, Rule, single};
use super::phrase::{Phrases, Reach};
use crate::nlp::analysis::{ClaimKind, Medium};
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::words::Features;

/// Longer labels are none.
const MOST_WORDS: usize = 8;

/// The claims of headings in which nobody was found to speak.
pub(super) fn headlines(phrases: &Phrases<'_>, cues: Cues<'_>, units: &[Unit], drafts: &[Draft]) -> Vec<Draft> {
    let text = phrases.text;
    let headings = units.iter().enumerate().filter(|(_, unit)| {
        let sentence = &text.layers.sentences[text.layers.sentence_of(unit.tokens.start)];
        sentence.heading && sentence.tokens == unit.tokens
    });
    let spoken = drafts.iter().filter(|draft| !draft.speaker.is_empty());
    let mut starts: Vec<usize> = spoken.map(Draft::start).collect();
    starts.sort_unstable();
    let free = headings.filter(|(_, unit)| {
        let next = starts.partition_point(|start| *start < unit.tokens.start);
        starts.get(next).is_none_or(|start| *start >= unit.tokens.end)
    });
    free.filter_map(|(number, unit)| Some(Draft { unit: number, ..headline(phrases, cues, unit)? })).collect()
}

fn headline(phrases: &Phrases<'_>, cues: Cues<'_>, unit: &Unit) -> Option<Draft> {
    let text = phrases.text;
    let Range { start, end } = unit.tokens;
    let colon = (start + 1..end.min(start + MOST_WORDS + 1)).find(|&i| text.word(i) == ":")?;
    let speaker = phrases.noun_phrase(start, colon, Reach::Phrase)?;
    // "Kern zu Zöllen: …", "Kern im Landtag: …"
    let topic = speaker.end == colon || text.features(speaker.end).has(Features::PREPOSITION);
    let says = |i: usize| text.features(i).intersects(Features::FINITE | Features::INFINITIVE);
    let content = colon + 1..end;
    let quoted = text.features(content.start).has(Features::QUOTE);
    if !topic || quoted || content.len() < 3 || !content.clone().any(says) || !speaks(phrases, cues, &speaker) {
        return None;
    }
    let mut draft = Draft::new(Rule::Headline, ClaimKind::Indirect, text.trim(&single(content)));
    draft.frame = single(start..colon + 1);
    draft.medium = cues.of_phrase(&speaker).map_or(Medium::Unknown, |(medium, _)| medium);
    draft.speaker = single(speaker);
    Some(draft)
}

/// A person, an organisation, a role, or a noun of saying; not a place: "Kiel: Brand gelöscht".
fn speaks(phrases: &Phrases<'_>, cues: Cues<'_>, phrase: &Range<usize>) -> bool {
    phrases.names_speaker(phrase) || phrase.clone().any(|i| cues.noun(i, Complement::NAME).is_some())
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_heading_with_a_colon_is_the_claim_of_who_stands_before_it() {
        check(&[
            ("Ada Kern: Brauchen mehr Zeit", Some(("Brauchen mehr Zeit", "Ada Kern"))),
            ("Ada Kern zu Zöllen: Ohne Regeln geht es nicht", Some(("Ohne Regeln geht es nicht", "Ada Kern"))),
            (
                "Kern: Brauchen längere Ruhezeiten\n\nAda Kern ist Ärztin.",
                Some(("Brauchen längere Ruhezeiten", "Kern")),
            ),
            ("Polizei: Täter war bekannt", Some(("Täter war bekannt", "Polizei"))),
            ("Bericht: Autobauer plant Schließung", Some(("Autobauer plant Schließung", "Bericht"))),
            ("Kiel: Brand in Halle ist gelöscht", None),
            ("Ada Kern: Ein Leben für den Sport", None),
            ("Termine: Was am Montag wichtig wird", None),
        ]);
    }
}
