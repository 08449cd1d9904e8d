//! Claims without a verb of saying: "laut X", "X zufolge", "nach Angaben von X", "so X", "demnach", "wonach".
//!
//! Which words make such phrases stands in `lexicon/data/cues.tsv`; how each construction is read, here and in
//! [`super::view`].

use std::ops::Range;

use super::draft::{Draft, Ranges, single};
use super::phrase::Reach;
use super::scene::Scene;
use super::word_list::List;
use crate::nlp::analysis::{Certainty, Medium};
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::lexicon::source_words::{Construction, SourceWord};
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::ClauseKind;
use crate::nlp::syntax::words::{Features, starts_upper};

/// A phrase that names the source.
pub(super) struct Source {
    pub(super) lemma: String,
    pub(super) construction: Construction,
    pub(super) cue: Vec<usize>,
    pub(super) speaker: Ranges,
    /// See [`Draft::meant`].
    pub(super) meant: Ranges,
    pub(super) frame: Range<usize>,
    pub(super) medium: Medium,
    pub(super) certainty: Certainty,
}

/// More sources in one sentence are no German; each costs as much as the sentence is long.
const MOST_SOURCES: usize = 32;

impl Scene<'_> {
    /// All claims in `unit` that such phrases make.
    pub(super) fn sourced(&self, unit: &Unit, number: usize) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let mut sources = 0;
        for (index, clause) in unit.clauses.iter().enumerate() {
            if clause.kind == ClauseKind::Quoted {
                continue;
            }
            if clause.kind == ClauseKind::Source {
                drafts.extend(self.whereupon(unit, number, index));
                continue;
            }
            if let Some(source) = self.gathered(clause) {
                drafts.extend(self.sourced_by(unit, number, index, source));
                continue;
            }
            let own_cue =
                unit.hits.iter().any(|h| h.clause == index && &*self.lexicon.entry(h.rows[0]).lemma != "sein");
            for segment in &clause.segments {
                let mut i = segment.start;
                while i < segment.end {
                    let source = self.source_at(i, segment);
                    // A view inside what somebody says or does is part of that.
                    let source = source.filter(|s| {
                        s.construction != Construction::View || clause.kind == ClauseKind::Main && !own_cue
                    });
                    let Some(source) = source.filter(|_| sources < MOST_SOURCES) else {
                        i += 1;
                        continue;
                    };
                    sources += 1;
                    i = source.frame.end.max(i + 1);
                    drafts.extend(self.sourced_by(unit, number, index, self.own(unit, index, source)));
                }
            }
        }
        drafts
    }

    /// The source phrase that the word at token `i` makes: the first of its rows whose construction stands there.
    pub(super) fn source_at(&self, i: usize, segment: &Range<usize>) -> Option<Source> {
        self.lexicon.sources(self.words.lower(i)).iter().find_map(|word| self.constructed(word, i, segment))
    }

    fn constructed(&self, word: &SourceWord, i: usize, segment: &Range<usize>) -> Option<Source> {
        match word.construction {
            Construction::Prefixed => self.prefixed(word, i, segment),
            Construction::NounAfter | Construction::IndefiniteNounAfter => self.noun_after(word, i, segment),
            Construction::NounBefore => self.noun_before(word, i, segment),
            Construction::ActorAfter => self.actor_after(word, i, segment),
            Construction::Postfixed => self.postfixed(word, i, segment),
            Construction::PostfixedApart => self.postfixed_apart(word, i, segment),
            Construction::View => self.in_view(word, i, segment),
            Construction::Eyes => self.in_eyes(word, i, segment),
            Construction::Believed => self.believing(word, i, segment),
            Construction::Wished => self.as_wished(word, i, segment),
            Construction::Alone => self.alone(word, i, segment),
            Construction::Pointing => Some(Self::pointing(word, i)),
            Construction::PointingBeforeSubjunctive => {
                self.words.features(i + 1).has(Features::SUBJUNCTIVE).then(|| Self::pointing(word, i))
            }
            // Told by the clause around it, see `gathered`.
            Construction::Gathered => None,
        }
    }

    pub(super) fn simple(&self, word: &SourceWord, cue: usize, speaker: Range<usize>, frame: Range<usize>) -> Source {
        let (medium, certainty) = self.noun_cue(&speaker).unwrap_or((word.medium, word.certainty));
        let meant = self.spoken_for(&speaker);
        Source {
            lemma: word.lemma.to_string(),
            construction: word.construction,
            cue: vec![cue],
            speaker: vec![speaker],
            meant,
            frame,
            medium,
            certainty,
        }
    }

    /// Whose words the noun of saying tells: "Angaben der Polizei", "einem Bericht der „Zeit“", "Einschätzung von Fachleuten".
    pub(super) fn spoken_for(&self, phrase: &Range<usize>) -> Ranges {
        let noun = |i: &usize| self.words.features(*i).has(Features::NOUN);
        let head = phrase.clone().find(noun).filter(|&i| !self.cue_nouns(i, Complement::NAME).is_empty());
        let Some(behind) = head.map(|head| head + 1).filter(|behind| phrase.contains(behind)) else {
            return Vec::new();
        };
        let start = match self.words.lower(behind) {
            "von" | "vom" => behind + 1,
            word if List::Genitive.holds(word) => behind,
            _ => return Vec::new(),
        };
        if self.words.features(start).has(Features::PRONOUN) {
            return Vec::new();
        }
        self.phrases.noun_phrase(start, phrase.end, Reach::Phrase).map_or_else(Vec::new, single)
    }

    /// Where the field before the finite verb ends, if a phrase fills it: only one does, whatever is added to it ("laut einer
    /// Studie der Uni zur Ernährung essen …").
    fn field_end(&self, start: usize, phrase: &Range<usize>, segment: &Range<usize>) -> usize {
        let finite = self.stretch_end(phrase.end, segment);
        let added = |i: usize| !self.words.features(i).intersects(Features::PUNCTUATION | Features::COORDINATOR);
        let fills = start == segment.start && finite < segment.end && (phrase.end..finite).all(added);
        if fills { finite } else { phrase.end }
    }

    /// "laut X"
    fn prefixed(&self, word: &SourceWord, i: usize, segment: &Range<usize>) -> Option<Source> {
        let end = self.stretch_end(i + 1, segment);
        let phrase = self.phrases.noun_phrase(i + 1, end, Reach::Phrase)?;
        if self.words.features(i + 1).has(Features::PRONOUN) {
            return None;
        }
        let phrase = self.with_set_off(phrase);
        let end = self.field_end(i, &phrase, segment);
        Some(self.simple(word, i, phrase, i..end))
    }

    /// The phrase with its apposition: "laut Ada Kern, der Leiterin des Amts, sei …".
    fn with_set_off(&self, phrase: Range<usize>) -> Range<usize> {
        let comma = phrase.end;
        if self.word(comma) != "," || !self.phrases.opens_phrase(comma + 1) {
            return phrase;
        }
        let limit = (comma + 25).min(self.layers.tokens.len());
        match self.phrases.noun_phrase(comma + 1, limit, Reach::Phrase) {
            Some(apposition) if self.word(apposition.end) == "," => {
                let next = self.words.features(apposition.end + 1);
                let person = self.words.features(comma - 1).has(Features::NAME)
                    || self.words.features(comma + 1).has(Features::NAME);
                if person && next.has(Features::FINITE) { phrase.start..apposition.end } else { phrase }
            }
            _ => phrase,
        }
    }

    /// "…, so Ada Kern, Leiterin des Amts." or "…, so Ada Kern, Leiterin des Amts, …".
    fn with_closing(&self, phrase: Range<usize>) -> Range<usize> {
        let comma = phrase.end;
        if self.word(comma) != "," || !self.phrases.opens_phrase(comma + 1) {
            return phrase;
        }
        let limit = (comma + 25).min(self.layers.tokens.len());
        let Some(apposition) = self.phrases.noun_phrase(comma + 1, limit, Reach::Phrase) else { return phrase };
        let named = |r: &Range<usize>| r.clone().any(|i| self.phrases.actors.is_person(i));
        let ends = matches!(self.word(apposition.end), "." | ",");
        let one = named(&phrase) != named(&apposition);
        if ends && one && !self.words.features(comma + 1).has(Features::PRONOUN) {
            phrase.start..apposition.end
        } else {
            phrase
        }
    }

    /// The first finite verb or the end of the segment.
    pub(super) fn stretch_end(&self, from: usize, segment: &Range<usize>) -> usize {
        let finite = |i: &usize| {
            self.words.features(*i).has(Features::FINITE) && !self.words.features(*i).has(Features::PARTICIPLE)
        };
        (from..segment.end).find(finite).unwrap_or(segment.end)
    }

    /// "X' Meinung nach": behind its noun only at the end of its field.
    fn noun_before(&self, word: &SourceWord, i: usize, segment: &Range<usize>) -> Option<Source> {
        let next = self.words.features(i + 1);
        let ends = i + 1 >= segment.end || next.intersects(Features::FINITE | Features::PUNCTUATION);
        let noun = |&b: &usize| b >= segment.start && self.words.features(b).has(Features::NOUN);
        let before = i.checked_sub(1).filter(noun)?;
        let cue = ends && !self.cue_nouns(before, Complement::NAME).is_empty();
        cue.then(|| self.postfixed(word, i, segment)).flatten()
    }

    pub(super) fn cue_nouns(&self, i: usize, complement: Complement) -> Vec<u16> {
        let word = self.word(i);
        if !starts_upper(word) {
            return Vec::new();
        }
        let nouns = self.lexicon.nouns(word);
        nouns.iter().copied().filter(|&n| self.lexicon.entry(n).complement.intersects(complement)).collect()
    }

    /// A preposition before a noun of saying: "nach ersten Angaben der Polizei".
    fn noun_after(&self, word: &SourceWord, i: usize, segment: &Range<usize>) -> Option<Source> {
        let end = self.stretch_end(i + 1, segment);
        let phrase = self.phrases.noun_phrase(i + 1, end, Reach::Phrase)?;
        // The head is the first noun, or the second behind a genitive: "nach Merkels Ansicht".
        let mut nouns = phrase.clone().filter(|&t| self.words.features(t).has(Features::NOUN));
        let first = nouns.next()?;
        let genitive = self.word(first).ends_with(['s', '’', '\'']) && self.words.features(first).has(Features::NAME);
        let head = if genitive { nouns.next()? } else { first };
        if self.cue_nouns(head, Complement::NAME).is_empty() {
            return None;
        }
        // "nach dem Bericht" tells a time as often as a source; a definite article alone is not enough.
        let definite = matches!(self.words.lower(i + 1), "dem" | "der" | "den");
        let temporal = definite && head == i + 2 && phrase.end == head + 1;
        if temporal && word.construction == Construction::IndefiniteNounAfter {
            return None;
        }
        let phrase = self.with_set_off(phrase);
        let end = self.field_end(i, &phrase, segment);
        Some(self.simple(word, i, phrase, i..end))
    }

    /// "X zufolge": the phrase before the particle.
    pub(super) fn postfixed(&self, word: &SourceWord, i: usize, segment: &Range<usize>) -> Option<Source> {
        if i > segment.start && matches!(self.words.lower(i - 1), "ihm" | "ihr" | "ihnen") {
            return Some(self.simple(word, i, i - 1..i, i - 1..i + 1));
        }
        let mut start = i;
        while start > segment.start {
            let before = self.words.features(start - 1);
            let stops = before.intersects(Features::FINITE | Features::ADVERB | Features::COORDINATOR)
                && !before.has(Features::PARTICIPLE);
            if stops || before.has(Features::PUNCTUATION) && !before.has(Features::QUOTE) {
                break;
            }
            start -= 1;
            if self.words.features(start).has(Features::DETERMINER)
                && !matches!(self.words.lower(start), "des" | "der" | "eines")
            {
                break;
            }
        }
        (start < i).then(|| self.simple(word, i, start..i, start..i + 1))
    }

    /// ", so X" as a stretch of its own.
    fn alone(&self, word: &SourceWord, i: usize, segment: &Range<usize>) -> Option<Source> {
        let alone =
            i == segment.start || i == segment.start + 1 && self.words.features(segment.start).has(Features::QUOTE);
        // "So X: „…“" stands beside a quotation of its own.
        let opens = self.word(segment.end) == ":" && i > 0 && self.word(i - 1) != ",";
        if !alone || opens || i == 0 || self.stretch_end(i, segment) < segment.end {
            return None;
        }
        let phrase = self.phrases.noun_phrase(i + 1, segment.end, Reach::Phrase)?;
        let phrase = self.with_closing(phrase);
        Some(self.simple(word, i, phrase.clone(), segment.start..segment.end.max(phrase.end)))
    }

    fn pointing(word: &SourceWord, i: usize) -> Source {
        Source {
            lemma: word.lemma.to_string(),
            construction: word.construction,
            cue: vec![i],
            speaker: single(i..i + 1),
            meant: Vec::new(),
            frame: i..i + 1,
            medium: word.medium,
            certainty: word.certainty,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::{check, claims};

    #[test]
    fn who_speaks_behind_a_noun_of_saying_is_named() {
        for (text, name) in [
            ("Nach Angaben der Polizei brannte das Dach.", "der Polizei"),
            ("Nach Einschätzung von Fachleuten dauert das.", "Fachleuten"),
            ("Einer Studie zufolge sinkt die Zahl.", "Einer Studie"),
            ("Laut einem Sprecher der Bahn ruht der Verkehr.", "einem Sprecher der Bahn"),
        ] {
            let speaker = claims(text).pop().and_then(|claim| claim.speaker).expect(text);
            assert_eq!(speaker.name, name, "{text}");
        }
    }

    #[test]
    fn a_source_phrase_needs_no_verb_and_looks_alike_are_none() {
        check(&[
            ("Laut Polizei war die Straße glatt.", Some(("war die Straße glatt", "Polizei"))),
            ("Die Straße war laut Polizei glatt.", Some(("Die Straße war … glatt", "Polizei"))),
            ("Die Straße sei glatt, so die Polizei.", Some(("Die Straße sei glatt", "die Polizei"))),
            ("Einer Studie zufolge sinkt die Zahl.", Some(("sinkt die Zahl", "Einer Studie"))),
            ("Ihm zufolge ist die Welle vorbei.", Some(("ist die Welle vorbei", "Ihm"))),
            ("Sie lachte laut und ging nach Hause.", None),
            ("Nach dem Spiel feierten die Fans.", None),
            ("So endete der Abend.", None),
            ("Nach Angaben der Polizei brannte das Dach.", Some(("brannte das Dach", "Angaben der Polizei"))),
            (
                "Laut einer Studie der Hochschule zur Ernährung essen Kinder zu süß.",
                Some(("essen Kinder zu süß", "einer Studie der Hochschule")),
            ),
            ("Dem Amt zufolge sinken die Zahlen, laut Kern steigen sie.", Some(("steigen sie", "Kern"))),
        ]);
    }
}
