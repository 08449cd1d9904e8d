//! Claims without a verb of saying: "laut X", "X zufolge", "nach Angaben von X", "so X", "demnach", "wonach".

use std::ops::Range;

use super::draft::{Draft, Ranges, Rule, single, subtract};
use super::phrase::Reach;
use super::scene::Scene;
use crate::nlp::analysis::{Certainty, ClaimKind, Medium};
use crate::nlp::lexicon::cues::{Complement, CueClass};
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::{Features, starts_upper};

/// A phrase that names the source.
pub(super) struct Source {
    pub(super) lemma: String,
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
                    let source = source.filter(|s| s.lemma != "aus" || clause.kind == ClauseKind::Main && !own_cue);
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

    fn source_at(&self, i: usize, segment: &Range<usize>) -> Option<Source> {
        match self.words.lower(i) {
            "laut" => self.prefixed(i, segment, "laut"),
            "nach" => self.according_to(i, segment).or_else(|| self.as_wished(i, segment)),
            "zufolge" => self.postfixed(i, segment, "zufolge"),
            "folge" if i > segment.start && self.words.lower(i - 1) == "zu" => self.postfixed_apart(i, segment),
            "gemäß" | "gemäss" => self.noun_after(i, segment, "gemäß").or_else(|| self.according(i, segment)),
            "aus" => self.in_view(i, segment),
            "augen" if i > segment.start + 1 && self.words.lower(i - 2) == "in" => self.in_eyes(i, segment),
            "man" if i > segment.start && self.words.lower(i - 1) == "glaubt" => self.believing(i, segment),
            "so" => self.so(i, segment),
            "danach" if self.words.features(i + 1).has(Features::SUBJUNCTIVE) => Some(self.pointing(i)),
            "demnach" | "demzufolge" => Some(self.pointing(i)),
            _ => None,
        }
    }

    pub(super) fn simple(&self, lemma: &str, cue: usize, speaker: Range<usize>, frame: Range<usize>) -> Source {
        let (medium, certainty) = self.noun_cue(&speaker).unwrap_or((Medium::Speech, Certainty::Asserted));
        let (speaker, meant) = (vec![speaker], Vec::new());
        Source { lemma: lemma.into(), cue: vec![cue], speaker, meant, frame, medium, certainty }
    }

    /// "laut X"
    fn prefixed(&self, i: usize, segment: &Range<usize>, lemma: &str) -> Option<Source> {
        let end = self.stretch_end(i + 1, segment);
        let phrase = self.noun_phrase(i + 1, end, Reach::Phrase)?;
        if self.words.features(i + 1).has(Features::PRONOUN) {
            return None;
        }
        let phrase = self.with_set_off(phrase);
        Some(self.simple(lemma, i, phrase.clone(), i..phrase.end))
    }

    /// The phrase with its apposition: "laut Ada Kern, der Leiterin des Amts, sei …".
    fn with_set_off(&self, phrase: Range<usize>) -> Range<usize> {
        let comma = phrase.end;
        if self.word(comma) != "," || !self.opens_phrase(comma + 1) {
            return phrase;
        }
        let limit = (comma + 25).min(self.layers.tokens.len());
        match self.noun_phrase(comma + 1, limit, Reach::Phrase) {
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
        if self.word(comma) != "," || !self.opens_phrase(comma + 1) {
            return phrase;
        }
        let limit = (comma + 25).min(self.layers.tokens.len());
        let Some(apposition) = self.noun_phrase(comma + 1, limit, Reach::Phrase) else { return phrase };
        let named = |r: &Range<usize>| r.clone().any(|i| self.is_person(i));
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

    /// "nach Angaben von X", "nach X' Ansicht", "X' Meinung nach"
    fn according_to(&self, i: usize, segment: &Range<usize>) -> Option<Source> {
        if let Some(found) = self.noun_after(i, segment, "nach") {
            return Some(found);
        }
        // Behind its noun only at the end of its field.
        let next = self.words.features(i + 1);
        let ends = i + 1 >= segment.end || next.intersects(Features::FINITE | Features::PUNCTUATION);
        let before = i.checked_sub(1).filter(|&b| b >= segment.start && self.words.features(b).has(Features::NOUN))?;
        (ends && !self.cue_nouns(before, Complement::NAME).is_empty())
            .then(|| self.postfixed(i, segment, "nach"))
            .flatten()
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
    pub(super) fn noun_after(&self, i: usize, segment: &Range<usize>, lemma: &str) -> Option<Source> {
        let end = self.stretch_end(i + 1, segment);
        let phrase = self.noun_phrase(i + 1, end, Reach::Phrase)?;
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
        let temporal = definite && head == i + 2 && phrase.end == head + 1 && lemma == "nach";
        if temporal {
            return None;
        }
        let phrase = self.with_set_off(phrase);
        Some(self.simple(lemma, i, phrase.clone(), i..phrase.end))
    }

    /// "X zufolge": the phrase before the particle.
    pub(super) fn postfixed(&self, i: usize, segment: &Range<usize>, lemma: &str) -> Option<Source> {
        if i > segment.start && matches!(self.words.lower(i - 1), "ihm" | "ihr" | "ihnen") {
            return Some(self.simple(lemma, i, i - 1..i, i - 1..i + 1));
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
        (start < i).then(|| self.simple(lemma, i, start..i, start..i + 1))
    }

    /// ", so X" as a stretch of its own.
    fn so(&self, i: usize, segment: &Range<usize>) -> Option<Source> {
        let alone =
            i == segment.start || i == segment.start + 1 && self.words.features(segment.start).has(Features::QUOTE);
        if !alone || i == 0 || self.stretch_end(i, segment) < segment.end {
            return None;
        }
        let phrase = self.noun_phrase(i + 1, segment.end, Reach::Phrase)?;
        let phrase = self.with_closing(phrase);
        Some(self.simple("so", i, phrase.clone(), segment.start..segment.end.max(phrase.end)))
    }

    fn pointing(&self, i: usize) -> Source {
        let lemma = self.words.lower(i).to_owned();
        Source {
            lemma,
            cue: vec![i],
            speaker: single(i..i + 1),
            meant: Vec::new(),
            frame: i..i + 1,
            medium: Medium::Unknown,
            certainty: Certainty::Asserted,
        }
    }

    fn sourced_by(&self, unit: &Unit, number: usize, index: usize, source: Source) -> Option<Draft> {
        let clauses = &unit.clauses;
        let clause = &clauses[index];
        let sentence = Self::sentence_clauses(unit, index);
        let alone = source.lemma == "so";
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
            _ => Self::subtree(clauses, index),
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
        let all = Self::cover(unit, &Self::subtree(&unit.clauses, index));
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
                match self.noun_phrase(i, segment.end, Reach::Phrase).filter(|_| self.opens_phrase(i)) {
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
