//! Noun phrases: where one begins and ends, which is the subject, to whom something was said.

use std::ops::Range;

use super::draft::{Ranges, ranges, single};
use super::scene::Scene;
use crate::nlp::morph::{Gender, Number};
use crate::nlp::quote::clause::{Clause, ClauseKind};
use crate::nlp::quote::grammar::{Facts, starts_upper};

/// How far a noun phrase may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// With genitives, names and attributes that cannot belong to the verb.
    Phrase,
    /// To the end of the stretch, as before a finite verb, where only one phrase fits.
    All,
}

impl Scene<'_> {
    /// The noun phrase that begins at token `start` and ends before `limit`.
    pub(super) fn noun_phrase(&self, start: usize, limit: usize, reach: Reach) -> Option<Range<usize>> {
        let head = self.core(start, limit)?;
        if self.grammar.facts(start).has(Facts::PRONOUN) {
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
        let g = self.grammar;
        let mut i = start;
        if i < limit && g.facts(i).has(Facts::PRONOUN) {
            return Some(i + 1);
        }
        let alone =
            g.facts(start).has(Facts::DETERMINER) && !matches!(g.lower(start), "der" | "die" | "das" | "ein" | "eine");
        let followed = g.facts(start + 1);
        let ends = followed.has(Facts::FINITE) || followed.has(Facts::PUNCTUATION) && !followed.has(Facts::QUOTE);
        if alone && (start + 1 >= limit || ends) {
            return Some(start + 1);
        }
        let mut noun = None;
        let mut determiner = false;
        while i < limit {
            let facts = g.facts(i);
            if facts.has(Facts::QUOTE) {
                // A name in marks: die „Berliner Zeitung“.
                match self.quote_at(i) {
                    Some(close) if close < limit && (close < i + 8 || i == start) => {
                        noun = Some(close + 1);
                        i = close + 1;
                        continue;
                    }
                    _ => break,
                }
            }
            let extended = determiner && noun.is_none() && i == start + 1 && facts.has(Facts::PREPOSITION);
            if let Some(attribute) = extended.then(|| self.past_extension(i, limit)).flatten() {
                i = attribute;
                continue;
            }
            if noun == Some(i) && facts.has(Facts::NOUN) && self.is_bare_audience(i) {
                break;
            }
            if facts.has(Facts::NOUN) || noun == Some(i) && self.is_rest_of_name(i) {
                noun = Some(i + 1);
            } else if facts.has(Facts::DETERMINER) && noun.is_none() {
                determiner = true;
            } else if noun.is_some() && facts.has(Facts::DETERMINER) || facts.has(Facts::FINITE) && !determiner {
                break;
            } else if noun.is_none() && facts.has(Facts::ADJECTIVE.and(Facts::NUMBER).and(Facts::PARTICIPLE))
                || noun.is_none() && determiner && i > start && self.looks_adjective(i)
                || noun.is_some() && self.word(i).len() < 6 && self.word(i).chars().all(|c| "IVX.".contains(c))
                || noun.is_some()
                    && matches!(self.word(i), "von" | "van" | "de" | "la" | "der" | "al" | "bin")
                    && self.name_goes_on(i)
                || self.word(i) == "&"
            {
                // Part of the phrase.
            } else {
                break;
            }
            i += 1;
        }
        noun
    }

    /// "ein mit den Plänen vertrauter Manager": from the preposition behind the article to the adjective before the noun.
    fn past_extension(&self, from: usize, limit: usize) -> Option<usize> {
        let g = self.grammar;
        let stops = Facts::PUNCTUATION.and(Facts::COORDINATOR).and(Facts::RELATIVE);
        let plain = |i: &usize| !g.facts(*i).has(stops) || g.facts(*i).has(Facts::DETERMINER) && *i == from + 1;
        (from + 2..limit.min(from + 9)).take_while(plain).find(|&i| {
            let attributive = g.facts(i).has(Facts::ADJECTIVE.and(Facts::PARTICIPLE)) && self.looks_adjective(i);
            attributive && !starts_upper(self.word(i)) && i + 1 < limit && g.facts(i + 1).has(Facts::NOUN)
        })
    }

    /// A capital word right behind a name, whatever the morphology holds it for: "Jody Hey".
    fn is_rest_of_name(&self, i: usize) -> bool {
        let facts = self.grammar.facts(i);
        let other = Facts::PUNCTUATION.and(Facts::NUMBER).and(Facts::DETERMINER).and(Facts::PRONOUN);
        starts_upper(self.word(i)) && !facts.has(other) && self.grammar.facts(i - 1).has(Facts::NAME)
    }

    fn name_goes_on(&self, i: usize) -> bool {
        let name = |i: usize| self.grammar.facts(i).has(Facts::NAME);
        name(i.wrapping_sub(1)) && (name(i + 1) || name(i + 2)) && self.word(i) != "der"
    }

    fn looks_adjective(&self, i: usize) -> bool {
        let lower = self.grammar.lower(i);
        ["e", "er", "en", "es", "em"].iter().any(|e| lower.ends_with(e))
            && !self.grammar.facts(i).has(Facts::PUNCTUATION)
            || self.grammar.facts(i).has(Facts::ADVERB)
    }

    fn attribute(&self, end: usize, limit: usize) -> Option<usize> {
        if end >= limit {
            return None;
        }
        let g = self.grammar;
        match g.lower(end) {
            "(" => (end + 1..limit.min(end + 9)).find(|&i| self.word(i) == ")").map(|i| i + 1),
            // A name takes no genitive with "der": "sagte Kern der Zeitung".
            "der" if g.facts(end - 1).has(Facts::NAME) && self.is_person(end - 1) => None,
            "des" | "der" | "eines" | "einer" | "seiner" | "seines" | "ihrer" | "ihres" | "dieser" | "dieses"
            | "einiger" | "mehrerer" | "vieler" | "aller" | "anderer" | "beider" | "zweier" | "dreier"
            | "zahlreicher" => self.core(end, limit),
            "in" | "im" if g.facts(end + 1).has(Facts::NAME) && end + 1 < limit => {
                self.core(end + 1, limit).filter(|_| self.word(end) == "in")
            }
            "von" | "vom" | "für" | "aus" => {
                self.core(end + 1, limit).filter(|_| !g.facts(end + 1).has(Facts::PRONOUN))
            }
            "und" | "sowie" | "&" => {
                let next = self.core(end + 1, limit)?;
                (!g.facts(end + 1).has(Facts::PRONOUN)).then_some(next)
            }
            _ => None,
        }
    }

    /// Whether the article tells that the phrase is no nominative.
    pub(super) fn is_oblique(&self, phrase: &Range<usize>) -> bool {
        match self.grammar.lower(phrase.start) {
            "dem" | "den" | "des" | "einem" | "einen" | "eines" | "diesem" | "diesen" | "seinem" | "seinen"
            | "ihrem" | "ihren" | "ihm" | "ihn" | "ihnen" | "jedem" | "jeden" | "allen" | "keinem" | "keinen" => true,
            "der" | "einer" | "dieser" | "seiner" | "ihrer" => {
                let head = phrase.clone().find(|&i| self.grammar.facts(i).has(Facts::NOUN));
                head.is_some_and(|i| {
                    let morph = &self.layers.morphs[i];
                    morph.gender == Some(Gender::Feminine) && morph.number != Some(Number::Plural)
                })
            }
            _ => false,
        }
    }

    /// The subject of a clause; empty when it has none of its own and inherits none.
    pub(super) fn subject(&self, clauses: &[Clause], index: usize) -> Ranges {
        let clause = &clauses[index];
        match clause.kind {
            ClauseKind::Infinitive | ClauseKind::Purpose => {
                clause.parent.filter(|&p| p < index).map_or_else(Vec::new, |p| self.subject(clauses, p))
            }
            ClauseKind::Main | ClauseKind::Fragment => self.main_subject(clauses, index),
            _ => self.verb_final_subject(clause),
        }
    }

    /// The subject of a main clause whose first word is another part of it.
    pub(super) fn subject_after(&self, clause: &Clause, finite: usize) -> Ranges {
        let after: Vec<usize> = clause.tokens().filter(|&i| i > finite).collect();
        self.field_subject(&after).unwrap_or_default()
    }

    fn main_subject(&self, clauses: &[Clause], index: usize) -> Ranges {
        let clause = &clauses[index];
        let own: Vec<usize> = clause.tokens().collect();
        let Some(finite) = clause.finite else { return self.prefield_subject(&own).unwrap_or_default() };
        let before: Vec<usize> = own.iter().copied().filter(|&i| i < finite).collect();
        let after: Vec<usize> = own.iter().copied().filter(|&i| i > finite).collect();
        // "Die Tat nannte er sinnlos": the pronoun behind the verb is the subject, whatever stands before it.
        if let Some(&next) = after.first().filter(|&&i| i == finite + 1 && self.grammar.lower(i) == "er") {
            return single(next..next + 1);
        }
        if let Some(found) = self.prefield_subject(&before) {
            let other = self.disagrees(&found, finite).then(|| self.field_subject(&after)).flatten();
            return other.unwrap_or(found);
        }
        if let Some(found) = self.field_subject(&after) {
            return found;
        }
        // "X kam und sagte, …": the subject of the clause before.
        let inherits = clause.coordinated || before.is_empty();
        let previous = clauses[..index].iter().rposition(|c| c.kind == ClauseKind::Main && c.finite.is_some());
        match previous {
            Some(previous) if inherits => self.main_subject(clauses, previous),
            _ => Vec::new(),
        }
    }

    /// "Die Vorwürfe wies X zurück": a phrase and a verb of different number.
    fn disagrees(&self, phrase: &Ranges, finite: usize) -> bool {
        let Some(range) = phrase.first() else { return false };
        let g = self.grammar;
        let joined = phrase.iter().flat_map(Clone::clone).any(|i| matches!(g.lower(i), "und" | "," | "sowie" | "oder"));
        let head = range.clone().find(|&i| g.facts(i).has(Facts::NOUN));
        let Some(head) = head.filter(|&i| !joined && !g.facts(i).has(Facts::NAME) && !self.names_actor(i)) else {
            return false;
        };
        let plural_verb = g.facts(finite).has(Facts::PLURAL_VERB) || g.lower(finite).ends_with("en");
        match self.layers.morphs[head].number {
            Some(Number::Plural) => {
                let article = matches!(g.lower(range.start), "die" | "diese" | "alle" | "seine" | "ihre" | "solche");
                article && !plural_verb && g.lower(finite) != "sei"
            }
            _ => false,
        }
    }

    /// A noun phrase that fills the place before the finite verb.
    fn prefield_subject(&self, before: &[usize]) -> Option<Ranges> {
        let mut rest = before;
        while let Some((&first, others)) = rest.split_first() {
            let facts = self.grammar.facts(first);
            let lower = self.grammar.lower(first);
            let skipped = facts.has(Facts::COORDINATOR)
                || matches!(lower, "auch" | "selbst" | "sogar" | "nur" | "doch")
                || facts.has(Facts::PUNCTUATION) && !facts.has(Facts::QUOTE);
            if !skipped {
                break;
            }
            rest = others;
        }
        let (&start, &last) = (rest.first()?, rest.last()?);
        // Where a clause stood between, the phrase ends with its first stretch unless an apposition follows.
        let stretches = ranges(rest.iter().copied());
        let first = stretches.first()?.clone();
        let phrase = self.noun_phrase(start, first.end, Reach::Phrase)?;
        if self.is_oblique(&phrase) || matches!(self.grammar.lower(start), "dies" | "das") && phrase.len() < 2 {
            return None;
        }
        let mut found: Ranges = Vec::new();
        for stretch in stretches {
            let end = stretch.clone().rev().find(|&i| !self.is_loose(i)).map_or(stretch.start, |i| i + 1);
            if end > stretch.start {
                found.push(stretch.start..end);
            }
        }
        let adverb = (phrase.end..=last).find(|&i| {
            rest.contains(&i) && self.grammar.facts(i).has(Facts::ADVERB) && !matches!(self.word(i), "selbst")
        });
        if let Some(adverb) = adverb {
            found.retain_mut(|r| {
                r.end = r.end.min(adverb);
                r.end > r.start
            });
        }
        self.join_appositions(&mut found);
        Some(found)
    }

    /// Joins stretches that only a comma parts.
    fn join_appositions(&self, found: &mut Ranges) {
        let mut joined: Ranges = Vec::new();
        for range in found.drain(..) {
            match joined.last_mut() {
                Some(last) if range.start == last.end + 1 && self.word(last.end) == "," => last.end = range.end,
                // Something else stood between: the phrase is cut off there.
                Some(_) => break,
                None => joined.push(range),
            }
        }
        *found = joined;
    }

    fn is_loose(&self, i: usize) -> bool {
        let facts = self.grammar.facts(i);
        facts.has(Facts::PUNCTUATION) && !facts.has(Facts::QUOTE) && self.word(i) != ")"
    }

    /// The first phrase after the finite verb that can be its subject.
    fn field_subject(&self, after: &[usize]) -> Option<Ranges> {
        let stretches = ranges(after.iter().copied());
        for (n, stretch) in stretches.iter().enumerate() {
            let mut i = stretch.start;
            while i < stretch.end {
                let facts = self.grammar.facts(i);
                // "sieht dies als", "wie es der Kanzler nannte": the object.
                let lower = self.grammar.lower(i);
                let object = lower == "dies" || lower == "es" && self.opens_phrase(i + 1) && i + 1 < stretch.end;
                if object {
                    i += 1;
                    continue;
                }
                if facts.has(Facts::PREPOSITION) {
                    // Past the phrase of the preposition.
                    i = self.noun_phrase(i + 1, stretch.end, Reach::Phrase).map_or(i + 1, |p| p.end);
                    continue;
                }
                if self.opens_phrase(i)
                    && let Some(phrase) = self.noun_phrase(i, stretch.end, Reach::Phrase)
                {
                    if self.is_oblique(&phrase) {
                        i = phrase.end;
                        continue;
                    }
                    return Some(self.with_apposition(phrase, &stretches[n..]));
                }
                if facts.has(Facts::FINITE) && !facts.has(Facts::INFINITIVE) {
                    return None;
                }
                i += 1;
            }
        }
        None
    }

    /// "…, sagte X, Chef der Bahn."
    fn with_apposition(&self, phrase: Range<usize>, stretches: &[Range<usize>]) -> Ranges {
        let mut found = phrase;
        let next = stretches.iter().find(|s| s.start == found.end + 1);
        if let Some(next) = next
            && self.word(found.end) == ","
            && self.opens_phrase(next.start)
            && let Some(apposition) = self.noun_phrase(next.start, next.end, Reach::Phrase)
            && self.ends_or_adds(apposition.end..next.end)
        {
            found.end = apposition.end;
        }
        vec![found]
    }

    /// Nothing more, or an adverbial: "…, sagte X, Chef der Bahn, am Montag".
    fn ends_or_adds(&self, rest: Range<usize>) -> bool {
        let Some(first) = rest.clone().find(|&i| !self.is_loose(i)) else { return true };
        let adverbial = self.grammar.facts(first).has(Facts::PREPOSITION.and(Facts::ADVERB));
        adverbial && first == rest.start && !rest.clone().any(|i| self.grammar.facts(i).has(Facts::FINITE))
    }

    pub(super) fn opens_phrase(&self, i: usize) -> bool {
        let facts = self.grammar.facts(i);
        facts.has(Facts::DETERMINER.and(Facts::NOUN).and(Facts::PRONOUN).and(Facts::ADJECTIVE).and(Facts::NUMBER))
            || facts.has(Facts::QUOTE) && self.quote_at(i).is_some()
    }

    fn verb_final_subject(&self, clause: &Clause) -> Ranges {
        let own: Vec<usize> = clause.tokens().collect();
        let finite = clause.finite.unwrap_or(usize::MAX);
        let lead = own.iter().position(|&i| {
            let facts = self.grammar.facts(i);
            !facts.has(Facts::PUNCTUATION.and(Facts::COORDINATOR))
        });
        let Some(lead) = lead else { return Vec::new() };
        let middle: Vec<usize> = own[lead + 1..].iter().copied().filter(|&i| i < finite).collect();
        let relative = clause.kind == ClauseKind::Relative && !self.grammar.facts(own[lead]).has(Facts::PREPOSITION);
        if relative && matches!(self.grammar.lower(own[lead]), "der" | "welcher") {
            return single(own[lead]..own[lead] + 1);
        }
        match self.field_subject(&middle) {
            Some(found) => found,
            None if relative => single(own[lead]..own[lead] + 1),
            None => Vec::new(),
        }
    }
}
