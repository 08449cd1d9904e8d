//! Noun phrases: where one begins and ends.

use std::ops::Range;

use super::actors::Actors;
use super::draft::{Ranges, single};
use super::text::Text;
use super::word_list::List;
use crate::nlp::limits;
use crate::nlp::morph::{Gender, Number};
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::{Features, starts_upper};

/// How far a noun phrase may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// With genitives, names and attributes that cannot belong to the verb.
    Phrase,
    /// To the end of the stretch, as before a finite verb, where only one phrase fits.
    All,
}

/// Finds noun phrases, and which of a clause is its subject (see [`super::subject`]); sees words, marks and names, but
/// no cues.
pub(super) struct Phrases<'a> {
    pub(super) text: Text<'a>,
    pub(super) actors: Actors<'a>,
    /// For each token the closing token of the quotation that opens there.
    closing: Vec<u32>,
}

impl<'a> Phrases<'a> {
    pub(super) fn new(text: Text<'a>, actors: Actors<'a>) -> Self {
        let mut closing = vec![u32::MAX; text.layers.tokens.len()];
        for quote in &text.layers.syntax.quotes {
            closing[quote.open] = u32::try_from(quote.close).unwrap_or(u32::MAX);
        }
        Self { text, actors, closing }
    }

    /// The closing token of the quotation that opens at token `i`.
    pub(super) fn quote_at(&self, i: usize) -> Option<usize> {
        self.closing.get(i).copied().filter(|&c| c != u32::MAX).and_then(|c| usize::try_from(c).ok())
    }

    /// "sagte der Minister Journalisten": a bare plural behind the noun is no part of its name.
    fn is_bare_audience(&self, i: usize) -> bool {
        let lower = self.text.lower(i);
        lower.ends_with('n') && List::Audience.holds(lower)
    }

    /// The noun phrase that begins at token `start` and ends before `limit`.
    pub(super) fn noun_phrase(&self, start: usize, limit: usize, reach: Reach) -> Option<Range<usize>> {
        let limit = limit.min(start + limits::PHRASE_TOKENS);
        let head = self.core(start, limit)?;
        if self.text.features(start).has(Features::PRONOUN) {
            return Some(start..head);
        }
        if reach == Reach::All {
            return Some(start..limit);
        }
        let mut end = head;
        // Each round adds an attribute: a genitive, a name, a bracket, "von …", "und …".
        for _ in 0..8 {
            let Some(next) = self.attribute(end, limit) else { break };
            end = next;
        }
        Some(start..end)
    }

    /// Article, adjectives and nouns; one past the last noun.
    fn core(&self, start: usize, limit: usize) -> Option<usize> {
        let g = self.text;
        let mut i = start;
        if i < limit && g.features(i).has(Features::PRONOUN) {
            return Some(i + 1);
        }
        let alone = g.features(start).has(Features::DETERMINER)
            && !matches!(g.lower(start), "der" | "die" | "das" | "ein" | "eine");
        let followed = g.features(start + 1);
        let ends =
            followed.has(Features::FINITE) || followed.has(Features::PUNCTUATION) && !followed.has(Features::QUOTE);
        if alone && (start + 1 >= limit || ends) {
            return Some(start + 1);
        }
        let mut noun = None;
        let mut determiner = false;
        while i < limit {
            let features = g.features(i);
            if features.has(Features::QUOTE) {
                // A name in marks: die „Berliner Zeitung“.
                match self.quote_at(i) {
                    // "laut Polizei „sehr genau“ geprüft": words, and no name.
                    Some(close) if noun.is_some() && self.is_wording(i + 1..close) => break,
                    Some(close) if close < limit && (close < i + 8 || i == start) => {
                        noun = Some(close + 1);
                        i = close + 1;
                        continue;
                    }
                    _ => break,
                }
            }
            let extended = determiner && noun.is_none() && i == start + 1 && features.has(Features::PREPOSITION);
            if let Some(attribute) = extended.then(|| self.past_extension(i, limit)).flatten() {
                i = attribute;
                continue;
            }
            if noun == Some(i) && features.has(Features::NOUN) && self.is_bare_audience(i) {
                break;
            }
            if features.has(Features::NOUN) || noun == Some(i) && self.is_rest_of_name(i) {
                noun = Some(i + 1);
            } else if noun.is_none() && (features.has(Features::DETERMINER) || i == start && self.is_owner(i)) {
                determiner = true;
            } else if noun.is_some() && features.has(Features::DETERMINER)
                || features.has(Features::FINITE) && !determiner
                || noun.is_none() && !self.is_attributive(i, determiner && i > start)
                || noun.is_some() && !self.goes_on_behind_noun(i)
            {
                break;
            }
            i += 1;
        }
        noun
    }

    /// Several words in marks, none with a capital.
    fn is_wording(&self, inside: Range<usize>) -> bool {
        inside.len() > 1 && inside.clone().all(|i| !starts_upper(self.text.word(i)))
    }

    /// What may stand before the noun of a phrase.
    fn is_attributive(&self, i: usize, behind_article: bool) -> bool {
        self.text.features(i).intersects(Features::ADJECTIVE | Features::NUMBER | Features::PARTICIPLE)
            || behind_article && self.looks_adjective(i)
            || self.text.word(i) == "&"
    }

    /// What may stand between the nouns of a name: "Ludwig II. von Bayern", "Kern & Abel".
    fn goes_on_behind_noun(&self, i: usize) -> bool {
        let word = self.text.word(i);
        word.len() < 6 && word.chars().all(|c| "IVX.".contains(c))
            || List::NameParticles.holds(word) && self.name_goes_on(i)
            || word == "&"
    }

    /// "ein mit den Plänen vertrauter Manager": from the preposition behind the article to the adjective before the noun.
    fn past_extension(&self, from: usize, limit: usize) -> Option<usize> {
        let g = self.text;
        let stops = Features::PUNCTUATION | Features::COORDINATOR | Features::RELATIVE;
        let plain =
            |i: &usize| !g.features(*i).intersects(stops) || g.features(*i).has(Features::DETERMINER) && *i == from + 1;
        (from + 2..limit.min(from + 9)).take_while(plain).find(|&i| {
            // A participle is often taken for a past tense: "beteiligten".
            let forms = Features::ADJECTIVE | Features::PARTICIPLE | Features::FINITE;
            let attributive = g.features(i).intersects(forms) && self.looks_adjective(i);
            attributive && !starts_upper(self.text.word(i)) && i + 1 < limit && g.features(i + 1).has(Features::NOUN)
        })
    }

    /// A capital word right behind a name, whatever the morphology holds it for: "Jody Hey".
    fn is_rest_of_name(&self, i: usize) -> bool {
        let features = self.text.features(i);
        let other = Features::PUNCTUATION | Features::NUMBER | Features::DETERMINER | Features::PRONOUN;
        starts_upper(self.text.word(i)) && !features.intersects(other) && self.text.features(i - 1).has(Features::NAME)
    }

    fn name_goes_on(&self, i: usize) -> bool {
        let name = |i: usize| self.text.features(i).has(Features::NAME);
        name(i.wrapping_sub(1)) && (name(i + 1) || name(i + 2)) && self.text.word(i) != "der"
    }

    fn looks_adjective(&self, i: usize) -> bool {
        let lower = self.text.lower(i);
        ["e", "er", "en", "es", "em"].iter().any(|e| lower.ends_with(e))
            && !self.text.features(i).has(Features::PUNCTUATION)
            || self.text.features(i).has(Features::ADVERB)
    }

    fn attribute(&self, end: usize, limit: usize) -> Option<usize> {
        if end >= limit {
            return None;
        }
        let g = self.text;
        match g.lower(end) {
            "(" => (end + 1..limit.min(end + 9)).find(|&i| self.text.word(i) == ")").map(|i| i + 1),
            // A name takes no genitive with "der": "sagte Kern der Zeitung".
            "der" if g.features(end - 1).has(Features::NAME) && self.actors.is_person(end - 1) => None,
            // "sind 69 Prozent der Meinung"
            "der" if List::Opinions.holds(g.lower(end + 1)) => None,
            "der" if self.actors.tells_media(self.text.word(end - 1), end) => None,
            word if List::Genitive.holds(word) => self.core(end, limit),
            "in" | "im" if g.features(end + 1).has(Features::NAME) && end + 1 < limit => {
                self.core(end + 1, limit).filter(|_| self.text.word(end) == "in")
            }
            word if List::Attributive.holds(word) => {
                self.core(end + 1, limit).filter(|_| !g.features(end + 1).has(Features::PRONOUN))
            }
            // "das Team um die Forscherin Ada Kern"
            "um" if self.is_group(end - 1) => {
                self.core(end + 1, limit).filter(|&last| (end + 1..last).any(|i| self.actors.is_person(i)))
            }
            word if List::Adding.holds(word) => {
                let next = self.core(end + 1, limit)?;
                (!g.features(end + 1).has(Features::PRONOUN)).then_some(next)
            }
            _ => None,
        }
    }

    /// "Dessen Sprecher", "deren Chefin": instead of an article.
    fn is_owner(&self, i: usize) -> bool {
        matches!(self.text.lower(i), "dessen" | "deren")
    }

    /// A noun for people who gather round somebody.
    fn is_group(&self, i: usize) -> bool {
        let lower = self.text.lower(i);
        List::Gatherings.is_end_of(lower)
            || ["forschende", "wissenschaftler", "wissenschafter", "ermittler"].iter().any(|g| lower.starts_with(g))
    }

    /// Whether a phrase names somebody, or holds a noun for somebody, who can speak.
    pub(super) fn names_speaker(&self, phrase: &Range<usize>) -> bool {
        phrase.clone().any(|i| self.actors.can_speak(i, self.text.word(i)))
    }

    /// "von X" or "durch X" beside a passive.
    pub(super) fn agent(&self, clause: &Clause) -> Ranges {
        // "Nach Kritik von X wurde …": before the verb it belongs to the noun.
        let attribute = |i: usize| {
            let noun = i > clause.start() && self.text.features(i - 1).has(Features::NOUN);
            noun && clause.kind == ClauseKind::Main && clause.finite.is_some_and(|f| i < f)
        };
        self.after_preposition(clause, List::Agents, |i| !attribute(i))
    }

    /// "In dem Antrag heißt es", "Aus Kreisen verlautet".
    pub(super) fn source(&self, clause: &Clause) -> Ranges {
        let found = self.after_preposition(clause, List::Sources, |_| true);
        if !found.is_empty() {
            return found;
        }
        // "heißt es auf der Internetseite"
        let page = |i: usize| (i + 1..i + 4).any(|t| List::Documents.is_end_of(self.text.lower(t)));
        self.after_preposition(clause, List::Pages, page)
    }

    /// "aus informierten Kreisen erfuhr X"
    pub(super) fn origin(&self, clause: &Clause) -> Ranges {
        self.after_preposition(clause, List::Origins, |_| true)
    }

    fn after_preposition(&self, clause: &Clause, prepositions: List, fits: impl Fn(usize) -> bool) -> Ranges {
        let found = clause.segments.iter().find_map(|segment| {
            let phrase = |i| self.noun_phrase(i + 1, segment.end, Reach::Phrase);
            segment.clone().filter(|&i| prepositions.holds(self.text.lower(i)) && fits(i)).find_map(phrase)
        });
        found.map_or_else(Vec::new, single)
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

    /// What a relative clause hangs on: the phrase before its comma.
    pub(super) fn antecedent(&self, clauses: &[Clause], clause: &Clause) -> Ranges {
        let comma = clause.start().checked_sub(1).filter(|&c| self.text.word(c) == ",");
        let parent = clause.parent.map(|p| &clauses[p]).filter(|_| clause.kind == ClauseKind::Relative);
        let found = parent.map_or_else(Ranges::new, |p| self.last_phrase(p, clause.start()));
        // Words between it and the comma are a verb or an adverb: "Sie traf Kern gestern, der …".
        let last = found.last().map_or(0, |r| r.end);
        let near = comma.is_some_and(|c| (last..c).len() < 3);
        if near { found } else { Ranges::new() }
    }

    /// Whether the article tells that the phrase is no nominative.
    pub(super) fn is_oblique(&self, phrase: &Range<usize>) -> bool {
        match self.text.lower(phrase.start) {
            word if List::NeverNominative.holds(word) => true,
            word if List::NominativeUnlessFeminine.holds(word) => {
                let head = phrase.clone().find(|&i| self.text.features(i).has(Features::NOUN));
                head.is_some_and(|i| {
                    let morph = &self.text.layers.morphs[i];
                    morph.gender == Some(Gender::Feminine) && morph.number != Some(Number::Plural)
                })
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_noun_phrase_takes_what_belongs_to_it() {
        check(&[
            ("Ein Sprecher des Ministers sagte, der Zug fahre.", Some(("der Zug fahre", "Ein Sprecher des Ministers"))),
            (
                "Ein mit den Plänen vertrauter Manager sagte, der Zug fahre.",
                Some(("der Zug fahre", "Ein mit den Plänen vertrauter Manager")),
            ),
            (
                "Der Fall wird nach Angaben der Polizei „sehr genau“ geprüft.",
                Some(("Der Fall wird … „sehr genau“ geprüft", "Angaben der Polizei")),
            ),
            (
                "Ein Sprecher der Zeitung „Die Woche“ sagte, der Zug fahre.",
                Some(("der Zug fahre", "Ein Sprecher der Zeitung „Die Woche“")),
            ),
            ("Dessen Sprecher sagte, der Zug fahre.", Some(("der Zug fahre", "Dessen Sprecher"))),
            ("Der Zug fahre, sagte Minister Abel Journalisten.", Some(("Der Zug fahre", "Minister Abel"))),
        ]);
    }
}
