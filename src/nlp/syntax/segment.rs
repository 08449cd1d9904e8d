//! Units of reading and their segments.
//!
//! A unit is a sentence, or several that a quotation ties together. A segment is what stands between commas, colons,
//! dashes and the coordinators that join clauses; a whole quotation is a segment of its own.

use std::ops::Range;

use super::Tagged;
use super::dateline::past_dateline;
use super::marks::Quoted;
use super::words::{Features, Words, starts_upper};
use crate::nlp::lexicon::closed::{Class, closed};
use crate::nlp::limits;
use crate::nlp::token::TokenKind;

/// What stands before a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// The unit begins, or a sentence inside it.
    Start,
    Comma,
    Colon,
    Dash,
    Semicolon,
    /// A coordinator between two clauses, without a comma.
    Coordinator,
    /// Nothing: a quotation begins or ends, or an infinitive without a comma.
    Mark,
}

/// A stretch of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) tokens: Range<usize>,
    pub(super) before: Separator,
    /// Index of the quotation it is.
    pub(super) quote: Option<usize>,
}

/// Token ranges of the units of a text, with the quotations in each as indices into `quotes`.
pub(super) fn units(layers: Tagged<'_, '_>, quotes: &[Quoted]) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::with_capacity(layers.sentences.len());
    let mut next_quote = 0;
    let mut reach = 0;
    for sentence in layers.sentences {
        let tokens = sentence.tokens.clone();
        let joined = (reach > tokens.start || goes_on(layers, &tokens))
            && units.last().is_some_and(|last| tokens.end - last.start <= limits::UNIT);
        match units.last_mut() {
            Some(last) if joined => last.end = tokens.end,
            _ => units.push(tokens.clone()),
        }
        while let Some(quote) = quotes.get(next_quote).filter(|q| q.open < tokens.end) {
            reach = reach.max(quote.close + 1);
            next_quote += 1;
        }
    }
    units
}

/// After „Halt!“ a comma or a small letter shows that the sentence goes on.
fn goes_on(layers: Tagged<'_, '_>, tokens: &Range<usize>) -> bool {
    let first = tokens.start;
    if first == 0 || layers.tokens[first - 1].kind != TokenKind::Quote {
        return false;
    }
    let word = layers.word(first);
    let same_paragraph = layers
        .sentence_of(first)
        .checked_sub(1)
        .is_some_and(|before| layers.sentences[before].paragraph == layers.sentences[before + 1].paragraph);
    same_paragraph && (word == "," || word.chars().next().is_some_and(char::is_lowercase))
}

/// Cuts a unit into segments. `quotes` are those that open in the unit.
pub(super) struct Segmenter<'a> {
    pub(super) layers: Tagged<'a, 'a>,
    pub(super) words: &'a Words<'a>,
    pub(super) quotes: &'a [Quoted],
    /// Index of the first of `quotes` among all.
    pub(super) first_quote: usize,
}

impl Segmenter<'_> {
    /// The segments of `unit` in order.
    pub(super) fn segments(&self, unit: &Range<usize>) -> Vec<Segment> {
        let mut segments = Vec::new();
        let body = past_dateline(self.layers, unit)..unit.end;
        let unit = &body;
        let mut start = unit.start;
        let mut before = Separator::Start;
        let mut parens = 0_usize;
        let mut quote = 0;
        let mut i = unit.start;
        while i < unit.end {
            while self.quotes.get(quote).is_some_and(|q| q.open < i) {
                quote += 1;
            }
            if let Some(quoted) = self.quotes.get(quote).filter(|q| q.open == i && q.close < unit.end)
                && self.stands_alone(quoted, start, unit)
            {
                self.push(&mut segments, start..i, before);
                let mark = if start == i { before } else { Separator::Mark };
                let index = Some(self.first_quote + quote);
                segments.push(Segment { tokens: i..quoted.close + 1, before: mark, quote: index });
                i = quoted.close + 1;
                start = i;
                before = Separator::Mark;
                continue;
            }
            let word = self.layers.word(i);
            match word {
                "(" | "[" => parens += 1,
                ")" | "]" => parens = parens.saturating_sub(1),
                _ => {}
            }
            if let Some(separator) = self.separator(i, word).filter(|_| parens == 0) {
                self.push(&mut segments, start..i, before);
                // A comma after a quotation keeps the mark: what follows may be its frame.
                before = separator;
                start = i + 1;
            }
            i += 1;
        }
        self.push(&mut segments, start..unit.end, before);
        segments
    }

    /// The segments inside of the quotation of that index.
    pub(super) fn within(&self, quote: usize) -> Option<Vec<Segment>> {
        let at = quote.checked_sub(self.first_quote)?;
        let quoted = self.quotes.get(at)?;
        let inside = Self {
            layers: self.layers,
            words: self.words,
            quotes: self.quotes.get(at + 1..).unwrap_or_default(),
            first_quote: quote + 1,
        };
        Some(inside.segments(&(quoted.open + 1..quoted.close)))
    }

    fn separator(&self, i: usize, word: &str) -> Option<Separator> {
        match word {
            "," => Some(Separator::Comma),
            ";" => Some(Separator::Semicolon),
            ":" => Some(Separator::Colon),
            "–" | "—" | "-" if !self.is_sign(i) => Some(Separator::Dash),
            _ if self.layers.tokens[i].kind == TokenKind::Terminal => Some(Separator::Start),
            _ => None,
        }
    }

    /// "-0,5 Prozent": a minus, and no dash.
    fn is_sign(&self, i: usize) -> bool {
        let glued = |t: usize| {
            self.layers
                .tokens
                .get(t)
                .is_some_and(|next| next.kind == TokenKind::Number && next.span.start == self.layers.tokens[i].span.end)
        };
        let spaced = i > 0 && self.layers.tokens[i - 1].span.end < self.layers.tokens[i].span.start;
        glued(i + 1) && spaced
    }

    /// Adds a segment, cut at coordinators that join two clauses.
    fn push(&self, segments: &mut Vec<Segment>, tokens: Range<usize>, before: Separator) {
        if !tokens.clone().any(|i| !self.words.features(i).has(Features::PUNCTUATION)) {
            return;
        }
        let mut start = tokens.start;
        let mut before = before;
        let mut verbs_left = tokens.clone().filter(|&i| self.is_clause_verb(i)).count();
        let mut verb_seen = false;
        for i in tokens.clone() {
            if self.infinitive_opens(start..i, i..tokens.end) {
                segments.push(Segment { tokens: start..i, before, quote: None });
                start = i;
                before = Separator::Mark;
            } else if self.is_clause_verb(i) {
                verb_seen = true;
                verbs_left -= 1;
            } else if verb_seen && verbs_left > 0 && self.joins_clauses(i) && i > start && i + 1 < tokens.end {
                segments.push(Segment { tokens: start..i, before, quote: None });
                start = i;
                before = Separator::Coordinator;
                verb_seen = false;
            }
        }
        segments.push(Segment { tokens: start..tokens.end, before, quote: None });
    }

    /// "hatte angekündigt am Montag zu kommen": behind the participle, where the comma is left out.
    fn infinitive_opens(&self, before: Range<usize>, rest: Range<usize>) -> bool {
        let features = |i: usize| self.words.features(i);
        let Some(participle) = before.clone().last().filter(|&i| features(i).has(Features::PARTICIPLE)) else {
            return false;
        };
        let verb = Features::FINITE | Features::PARTICIPLE;
        let own = || rest.clone().filter(|&i| !features(i).has(Features::PUNCTUATION));
        let closes = own().next_back().is_some_and(|i| features(i).has(Features::ZU_INFINITIVE));
        let auxiliary = Features::AUXILIARY.union(Features::FINITE);
        closes
            && !features(participle).has(Features::FINITE)
            && (before.start..participle).any(|i| features(i).has(auxiliary))
            && !own().any(|i| features(i).intersects(verb))
    }

    fn is_clause_verb(&self, i: usize) -> bool {
        self.words.features(i).has(Features::FINITE)
    }

    /// "kalender- und saisonbereinigt" are two halves of words, not two clauses.
    fn joins_clauses(&self, i: usize) -> bool {
        let halved = i > 0 && self.words.lower(i - 1).ends_with('-');
        !halved && closed().of(self.words.lower(i)).has(Class::JoinsClauses)
    }

    /// Whether a quotation is a whole utterance, not some words inside a clause.
    fn stands_alone(&self, quoted: &Quoted, segment: usize, unit: &Range<usize>) -> bool {
        let inner = quoted.open + 1..quoted.close;
        let words = inner.clone().filter(|&i| !self.words.features(i).has(Features::PUNCTUATION)).count();
        let sentence = inner.clone().any(|i| self.layers.tokens[i].kind == TokenKind::Terminal);
        let first_upper = inner.clone().next().is_some_and(|i| starts_upper(self.layers.word(i)));
        let after_colon = quoted.open > unit.start && self.layers.word(quoted.open - 1) == ":";
        // „Zu teuer“, fand sie.
        let framed = quoted.open == unit.start
            && self.layers.word(quoted.close + 1 - usize::from(quoted.close + 1 >= self.layers.tokens.len())) == ","
            && self.words.features(quoted.close + 2).has(Features::FINITE);
        if framed {
            return true;
        }
        if words < 2 && !sentence && !after_colon {
            return false;
        }
        if after_colon {
            return true;
        }
        let next = quoted.close + 1;
        let free_after = next >= unit.end
            || matches!(self.layers.word(next), "," | ")" | "–" | "—" | "-" | ";" | ":")
            || self.layers.tokens[next].kind == TokenKind::Terminal
            || self.words.features(next).has(Features::FINITE);
        let starts_segment = (segment..quoted.open).all(|i| self.words.features(i).has(Features::PUNCTUATION));
        let finite = inner.clone().any(|i| self.words.features(i).has(Features::FINITE));
        if starts_segment {
            let at_start = quoted.open == unit.start;
            return free_after
                && (first_upper || sentence)
                && (finite || sentence || words >= 4 || at_start && words >= 3);
        }
        // Without a colon before it: „Lasst mich raus!“ after "rief".
        first_upper && sentence && finite && free_after && !self.subordinate(segment)
    }

    fn subordinate(&self, segment: usize) -> bool {
        closed().of(self.words.lower(segment)).has(Class::EmbedsQuotation)
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::syntax::{self, testing::Read};

    #[test]
    fn a_quotation_ties_sentences_to_one_unit() {
        let lexicon = Lexicon::new().expect("embedded data are sound");
        for (text, units, reason) in [
            ("Der Zug fährt. Kern kommt.", 2, "two sentences"),
            ("„Halt! Der Zug fährt!“, sagte Kern.", 1, "sentences in a quotation, and its frame"),
            ("„Halt!“ Kern kommt.", 2, "a quotation that is over"),
            ("„Halt!“, rief Kern.", 1, "a sentence that goes on behind a quotation"),
        ] {
            let read = Read::new(text);
            let syntax = syntax::read(&lexicon, read.tagged());
            assert_eq!(syntax.units.len(), units, "{reason}: {text}");
        }
    }
}
