//! Claims without a verb of saying: "laut X", "X zufolge", "nach Angaben von X", "so X", "demnach", "wonach".
//!
//! Which words make such phrases stands in `lexicon/data/cues.tsv`; how each construction is read, here and in
//! [`super::view`].

use std::ops::Range;

use super::draft::{Draft, Ranges, Rule, single, subtract};
use super::phrase::Reach;
use super::scene::Scene;
use crate::nlp::analysis::{Certainty, ClaimKind, Medium};
use crate::nlp::lexicon::cues::{Complement, CueClass};
use crate::nlp::lexicon::source_words::{Construction, SourceWord};
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::tree::subtree;
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
            if clause.kind == ClauseKind::Wonach {
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
    fn source_at(&self, i: usize, segment: &Range<usize>) -> Option<Source> {
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
        Source {
            lemma: word.lemma.to_string(),
            construction: word.construction,
            cue: vec![cue],
            speaker: vec![speaker],
            meant: Vec::new(),
            frame,
            medium,
            certainty,
        }
    }

    /// "laut X"
    fn prefixed(&self, word: &SourceWord, i: usize, segment: &Range<usize>) -> Option<Source> {
        let end = self.stretch_end(i + 1, segment);
        let phrase = self.phrases.noun_phrase(i + 1, end, Reach::Phrase)?;
        if self.words.features(i + 1).has(Features::PRONOUN) {
            return None;
        }
        let phrase = self.with_set_off(phrase);
        Some(self.simple(word, i, phrase.clone(), i..phrase.end))
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

    fn cue_nouns(&self, i: usize, complement: Complement) -> Vec<u16> {
        let word = self.word(i);
        if !starts_upper(word) {
            return Vec::new();
        }
        let nouns = self.lexicon.nouns(word);
        nouns.iter().copied().filter(|&n| self.lexicon.entry(n).complement.intersects(complement)).collect()
    }

    fn noun_cue(&self, phrase: &Range<usize>) -> Option<(Medium, Certainty)> {
        phrase.clone().find_map(|i| {
            let cue = *self.cue_nouns(i, Complement::NAME).first()?;
            let entry = self.lexicon.entry(cue);
            (entry.class == CueClass::Noun).then_some((entry.medium, entry.certainty))
        })
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
        Some(self.simple(word, i, phrase.clone(), i..phrase.end))
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
        if !alone || i == 0 || self.stretch_end(i, segment) < segment.end {
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

    fn sourced_by(&self, unit: &Unit, number: usize, index: usize, source: Source) -> Option<Draft> {
        let clauses = &unit.clauses;
        let clause = &clauses[index];
        let sentence = Self::sentence_clauses(unit, index);
        let alone = source.construction == Construction::Alone;
        if alone {
            let previous = index.checked_sub(1).filter(|&p| p >= sentence.start);
            if let Some(previous) = previous.filter(|&p| clauses[p].kind == ClauseKind::Quoted) {
                let content = clauses[previous].segments.clone();
                return Some(self.sourced_draft(ClaimKind::Direct, content, number, source, unit));
            }
        }
        let inside: Vec<usize> = match clause.kind {
            ClauseKind::Main | ClauseKind::Fragment | ClauseKind::Wie => sentence.collect(),
            _ if alone => sentence.collect(),
            _ => subtree(clauses, index),
        };
        let all = Self::cover(unit, &inside);
        let content = self.trim(&subtract(&all, &single(source.frame.clone())));
        let words = content
            .iter()
            .flat_map(Clone::clone)
            .filter(|&i| !self.words.features(i).has(Features::PUNCTUATION))
            .count();
        let has_verb = inside.iter().any(|&i| clauses[i].finite.is_some()) || alone;
        (words > 1 && has_verb).then(|| self.sourced_draft(ClaimKind::Indirect, content, number, source, unit))
    }

    fn sourced_draft(&self, kind: ClaimKind, content: Ranges, number: usize, source: Source, unit: &Unit) -> Draft {
        let mut draft = Draft::new(kind, content, number);
        draft.lemma = Some(source.lemma);
        draft.cue = source.cue;
        draft.speaker = source.speaker;
        draft.meant = source.meant;
        draft.addressee = self.told_by_preposition(&source.frame, "so").map_or_else(Vec::new, single);
        let mut frame = source.frame;
        if frame.start > unit.tokens.start && self.word(frame.start - 1) == "," {
            frame.start -= 1;
        }
        draft.frame = vec![frame];
        draft.medium = source.medium;
        draft.certainty = source.certainty;
        draft.rule = if draft.medium == Medium::Unknown { Rule::PointingWord } else { Rule::Sourced };
        draft
    }

    /// "…, wonach …", "…, nach denen …"
    fn whereupon(&self, unit: &Unit, number: usize, index: usize) -> Option<Draft> {
        let clause: &Clause = &unit.clauses[index];
        let mut words = clause
            .tokens()
            .filter(|&i| !self.words.features(i).intersects(Features::PUNCTUATION | Features::COORDINATOR));
        let first = words.next()?;
        let pronoun = if self.words.lower(first) == "nach" { words.next()? } else { first };
        let all = Self::cover(unit, &subtree(unit.clauses, index));
        let lead: Ranges = single(clause.start()..pronoun + 1);
        let mut draft = Draft::new(ClaimKind::Indirect, self.trim(&subtract(&all, &lead)), number);
        draft.cue = vec![first];
        draft.lemma = Some(self.words.lower(first).to_owned());
        draft.speaker = if pronoun == first {
            clause.parent.map_or_else(Vec::new, |p| self.last_phrase(&unit.clauses[p], clause.start()))
        } else {
            single(pronoun..pronoun + 1)
        };
        draft.frame = self.frame_of(unit, index, &draft.content);
        draft.rule = Rule::PointingWord;
        Some(draft)
    }

    /// The last noun phrase of a clause that begins before token `limit`.
    pub(super) fn last_phrase(&self, clause: &Clause, limit: usize) -> Ranges {
        let mut found = Vec::new();
        for segment in clause.segments.iter().filter(|s| s.start < limit) {
            let mut i = segment.start;
            while i < segment.end {
                match self.phrases.noun_phrase(i, segment.end, Reach::Phrase).filter(|_| self.phrases.opens_phrase(i)) {
                    Some(phrase) => {
                        i = phrase.end.max(i + 1);
                        found = vec![phrase];
                    }
                    None => i += 1,
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

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
        ]);
    }
}
