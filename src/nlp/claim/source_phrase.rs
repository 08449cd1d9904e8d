//! Claims without a verb of saying: "laut X", "X zufolge", "nach Angaben von X", "so X", "demnach", "wonach".
//!
//! Which words make such phrases stands in `lexicon/data/cues.tsv`; how each construction is read, here and in
//! [`super::view`].

use std::ops::Range;

use super::cues::Cues;
use super::draft::{Draft, Ranges, single};
use super::phrase::{Phrases, Reach};
use super::self_attribution::with_own_subject;
use super::sourced::{sourced_by, whereupon};
use super::text::Text;
use super::view;
use super::word_list::List;
use crate::nlp::analysis::{Certainty, Medium};
use crate::nlp::lexicon::cues::Complement;
use crate::nlp::lexicon::source_words::{Construction, SourceWord};
use crate::nlp::limits;
use crate::nlp::quote::Unit;
use crate::nlp::syntax::clause::ClauseKind;
use crate::nlp::syntax::words::Features;

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

/// All claims in `unit` that such phrases make.
pub(super) fn sourced(phrases: &Phrases<'_>, cues: Cues<'_>, unit: &Unit, taken: &[bool]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut sources = 0;
    for (index, clause) in unit.clauses.iter().enumerate() {
        if clause.kind == ClauseKind::Quoted {
            continue;
        }
        if clause.kind == ClauseKind::Source {
            drafts.extend(whereupon(phrases, cues, unit, index));
            continue;
        }
        if let Some(source) = view::gathered(phrases, cues, clause) {
            drafts.extend(sourced_by(phrases, cues, unit, index, source));
            continue;
        }
        // "spricht für das System" says nothing.
        let says =
            |row: u16| cues.entry(row).complement.intersects(Complement::THAT | Complement::MAIN | Complement::QUOTE);
        let own_cue = unit
            .hits
            .iter()
            .any(|h| h.clause == index && &*cues.entry(h.rows[0]).lemma != "sein" && h.rows.iter().any(|&r| says(r)));
        for segment in &clause.segments {
            let mut i = segment.start;
            while i < segment.end {
                let source = source_at(phrases, cues, i, segment);
                // A view inside what somebody says or does is part of that.
                let source = source.filter(|s| {
                    s.construction != Construction::View || clause.kind == ClauseKind::Main && !own_cue && !taken[index]
                });
                let Some(source) = source.filter(|_| sources < MOST_SOURCES) else {
                    i += 1;
                    continue;
                };
                sources += 1;
                i = source.frame.end.max(i + 1);
                drafts.extend(sourced_by(phrases, cues, unit, index, with_own_subject(phrases, unit, index, source)));
            }
        }
    }
    drafts
}

/// The source phrase that the word at token `i` makes: the first of its rows whose construction stands there.
pub(super) fn source_at(phrases: &Phrases<'_>, cues: Cues<'_>, i: usize, segment: &Range<usize>) -> Option<Source> {
    let words = cues.lexicon.sources(phrases.text.lower(i)).iter();
    words.map(|word| SourceAt { text: cues.text, phrases, cues, word, i, segment }).find_map(|at| at.construct())
}

/// A word of source phrases where it stands.
#[derive(Clone, Copy)]
pub(super) struct SourceAt<'a> {
    pub(super) text: Text<'a>,
    pub(super) phrases: &'a Phrases<'a>,
    pub(super) cues: Cues<'a>,
    pub(super) word: &'a SourceWord,
    /// Its token.
    pub(super) i: usize,
    /// The stretch of the clause around it.
    pub(super) segment: &'a Range<usize>,
}

impl SourceAt<'_> {
    fn construct(&self) -> Option<Source> {
        match self.word.construction {
            Construction::Prefixed => prefixed(self),
            Construction::NounAfter | Construction::IndefiniteNounAfter => noun_after(self),
            Construction::NounBefore => noun_before(self),
            Construction::ActorAfter => view::actor_after(self),
            Construction::Postfixed => postfixed(self),
            Construction::PostfixedApart => view::postfixed_apart(self),
            Construction::View => view::in_view(self),
            Construction::Eyes => view::in_eyes(self),
            Construction::Believed => view::believing(self),
            Construction::Wished => view::as_wished(self),
            Construction::Alone => alone(self),
            Construction::Pointing => Some(self.pointing()),
            Construction::PointingBeforeSubjunctive => {
                let next = self.text.features(self.i + 1);
                next.has(Features::SUBJUNCTIVE).then(|| self.pointing())
            }
            // Told by the clause around it, see `view::gathered`.
            Construction::Gathered => None,
        }
    }

    /// The source that the word makes of a phrase for who speaks.
    pub(super) fn source(&self, cue: usize, speaker: Range<usize>, frame: Range<usize>) -> Source {
        let word = self.word;
        let (medium, certainty) = self.cues.of_phrase(&speaker).unwrap_or((word.medium, word.certainty));
        let meant = spoken_for(self.phrases, self.cues, &speaker);
        let (lemma, construction) = (word.lemma.to_string(), word.construction);
        Source { lemma, construction, cue: vec![cue], speaker: vec![speaker], meant, frame, medium, certainty }
    }

    /// The word stands for who speaks.
    fn pointing(&self) -> Source {
        let SourceAt { word, i, .. } = *self;
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

    /// The first finite verb or the end of the segment.
    pub(super) fn stretch_end(&self, from: usize) -> usize {
        let finite = |i: &usize| {
            let features = self.text.features(*i);
            // "des an dem Lauf beteiligten Klubs"
            let inner = |d: usize| {
                self.text.features(d).has(Features::DETERMINER) && self.text.features(d + 1).has(Features::PREPOSITION)
            };
            let attribute = self.text.features(*i + 1).has(Features::NOUN) && (from..*i).any(inner);
            features.has(Features::FINITE) && !features.has(Features::PARTICIPLE) && !attribute
        };
        (from..self.segment.end).find(finite).unwrap_or(self.segment.end)
    }
}

/// Whose words the noun of saying tells: "Angaben der Polizei", "einem Bericht der „Zeit“", "Einschätzung von Fachleuten".
pub(super) fn spoken_for(phrases: &Phrases<'_>, cues: Cues<'_>, phrase: &Range<usize>) -> Ranges {
    let text = phrases.text;
    let noun = |i: &usize| text.features(*i).has(Features::NOUN);
    let head = phrase.clone().find(noun).filter(|&i| cues.capital_noun(i, Complement::NAME).is_some());
    let Some(behind) = head.map(|head| head + 1).filter(|behind| phrase.contains(behind)) else {
        return Vec::new();
    };
    let start = match text.lower(behind) {
        "von" | "vom" => behind + 1,
        word if List::Genitive.holds(word) => behind,
        _ => return Vec::new(),
    };
    if text.features(start).has(Features::PRONOUN) {
        return Vec::new();
    }
    phrases.noun_phrase(start, phrase.end, Reach::Phrase).map_or_else(Vec::new, single)
}

/// Where the field before the finite verb ends, if a phrase fills it: only one does, whatever is added to it ("laut einer
/// Studie der Uni zur Ernährung essen …").
fn field_end(at: &SourceAt<'_>, phrase: &Range<usize>) -> usize {
    let SourceAt { text, i, segment, .. } = *at;
    let finite = at.stretch_end(phrase.end);
    let added = |i: usize| !text.features(i).intersects(Features::PUNCTUATION | Features::COORDINATOR);
    let fills = i == segment.start && finite < segment.end && (phrase.end..finite).all(added);
    if fills { finite } else { phrase.end }
}

/// "laut X"
fn prefixed(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, phrases, i, .. } = *at;
    let end = at.stretch_end(i + 1);
    let phrase = phrases.noun_phrase(i + 1, end, Reach::Phrase)?;
    if text.features(i + 1).has(Features::PRONOUN) {
        return None;
    }
    Some(set_off(at, phrase))
}

/// The source before whose phrase the word stands, with what belongs to the phrase.
fn set_off(at: &SourceAt<'_>, phrase: Range<usize>) -> Source {
    let phrase = with_set_off(at.phrases, phrase);
    let end = field_end(at, &phrase);
    at.source(at.i, phrase, at.i..end)
}

/// The phrase with its apposition: "laut Ada Kern, der Leiterin des Amts, sei …".
fn with_set_off(phrases: &Phrases<'_>, phrase: Range<usize>) -> Range<usize> {
    let Some(apposition) = apposition(phrases, phrase.end) else { return phrase };
    let text = phrases.text;
    let named = |i: usize| text.features(i).has(Features::NAME);
    let closed = text.word(apposition.end) == "," && text.features(apposition.end + 1).has(Features::FINITE);
    let person = named(phrase.end - 1) || named(apposition.start);
    if closed && person { phrase.start..apposition.end } else { phrase }
}

/// "…, so Ada Kern, Leiterin des Amts." or "…, so Ada Kern, Leiterin des Amts, …".
fn with_closing(phrases: &Phrases<'_>, phrase: Range<usize>) -> Range<usize> {
    let Some(apposition) = apposition(phrases, phrase.end) else { return phrase };
    let text = phrases.text;
    let named = |r: &Range<usize>| r.clone().any(|i| phrases.actors.is_person(i));
    let ends = matches!(text.word(apposition.end), "." | ",");
    let one = named(&phrase) != named(&apposition);
    let pronoun = text.features(apposition.start).has(Features::PRONOUN);
    if ends && one && !pronoun { phrase.start..apposition.end } else { phrase }
}

/// The noun phrase behind the comma at token `comma`.
fn apposition(phrases: &Phrases<'_>, comma: usize) -> Option<Range<usize>> {
    let limit = (comma + 25).min(phrases.text.layers.tokens.len());
    let opens = phrases.text.word(comma) == "," && phrases.opens_phrase(comma + 1);
    opens.then(|| phrases.noun_phrase(comma + 1, limit, Reach::Phrase)).flatten()
}

/// "X' Meinung nach": behind its noun only at the end of its field.
fn noun_before(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, i, segment, .. } = *at;
    let next = text.features(i + 1);
    let ends = i + 1 >= segment.end || next.intersects(Features::FINITE | Features::PUNCTUATION);
    let noun = |&b: &usize| b >= segment.start && text.features(b).has(Features::NOUN);
    let before = i.checked_sub(1).filter(noun)?;
    let cue = ends && at.cues.capital_noun(before, Complement::NAME).is_some();
    cue.then(|| postfixed(at)).flatten()
}

/// A preposition before a noun of saying: "nach ersten Angaben der Polizei".
fn noun_after(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, phrases, word, i, .. } = *at;
    let end = at.stretch_end(i + 1);
    // "nach bisher unbestätigten Berichten"
    let open = (i + 1..end).take(3).find(|t| !text.features(*t).has(Features::ADVERB))?;
    let phrase = phrases.noun_phrase(open, end, Reach::Phrase)?;
    // The head is the first noun, or the second behind a genitive: "nach Merkels Ansicht".
    let mut nouns = phrase.clone().filter(|&t| text.features(t).has(Features::NOUN));
    let first = nouns.next()?;
    let genitive = text.word(first).ends_with(['s', '’', '\'']) && text.features(first).has(Features::NAME);
    let head = if genitive { nouns.next()? } else { first };
    at.cues.capital_noun(head, Complement::NAME)?;
    // "nach dem Bericht" tells a time as often as a source; a definite article alone is not enough.
    let definite = matches!(text.lower(i + 1), "dem" | "der" | "den");
    let temporal = definite && head == i + 2 && phrase.end == head + 1;
    if temporal && word.construction == Construction::IndefiniteNounAfter {
        return None;
    }
    Some(set_off(at, phrase))
}

/// "X zufolge": the phrase before the particle.
pub(super) fn postfixed(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, i, segment, .. } = *at;
    if i > segment.start && matches!(text.lower(i - 1), "ihm" | "ihr" | "ihnen") {
        return Some(at.source(i, i - 1..i, i - 1..i + 1));
    }
    let mut start = i;
    while start > segment.start && i - start < limits::PHRASE_TOKENS {
        let before = text.features(start - 1);
        let stops = before.intersects(Features::FINITE | Features::ADVERB | Features::COORDINATOR)
            && !before.has(Features::PARTICIPLE);
        if stops || before.has(Features::PUNCTUATION) && !before.has(Features::QUOTE) {
            break;
        }
        start -= 1;
        if text.features(start).has(Features::DETERMINER) && !matches!(text.lower(start), "des" | "der" | "eines") {
            break;
        }
    }
    (start < i).then(|| at.source(i, start..i, start..i + 1))
}

/// ", so X" as a stretch of its own.
fn alone(at: &SourceAt<'_>) -> Option<Source> {
    let SourceAt { text, phrases, i, segment, .. } = *at;
    let alone = i == segment.start || i == segment.start + 1 && text.features(segment.start).has(Features::QUOTE);
    // "So X: „…“" stands beside a quotation of its own.
    let opens = text.word(segment.end) == ":" && i > 0 && text.word(i - 1) != ",";
    if !alone || opens || i == 0 || at.stretch_end(i) < segment.end {
        return None;
    }
    let phrase = phrases.noun_phrase(i + 1, segment.end, Reach::Phrase)?;
    let phrase = with_closing(phrases, phrase);
    Some(at.source(i, phrase.clone(), segment.start..segment.end.max(phrase.end)))
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
            ("Laut einem Sprecher der Bahn ruht der Verkehr.", "Deutsche Bahn"),
            ("Laut einem Sprecher der Messe ruht der Verkehr.", "einem Sprecher der Messe"),
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
