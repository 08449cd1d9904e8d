//! Which noun phrase of a clause is its subject.

use std::ops::Range;

use super::draft::{Ranges, ranges, single};
use super::phrase::{Phrases, Reach};
use super::word_list::List;
use crate::nlp::morph::{Gender, Number};
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::Features;

/// Over how many clauses a subject is inherited: "X kam und sah und siegte und …".
const LONGEST_CHAIN: usize = 12;

impl Phrases<'_> {
    /// The subject of a clause; empty when it has none of its own and inherits none.
    pub(super) fn subject(&self, clauses: &[Clause], index: usize) -> Ranges {
        let clause = &clauses[index];
        match clause.kind {
            ClauseKind::Infinitive | ClauseKind::Purpose => {
                clause.parent.filter(|&p| p < index).map_or_else(Vec::new, |p| self.subject(clauses, p))
            }
            ClauseKind::Main | ClauseKind::Fragment => self.main_subject(clauses, index, LONGEST_CHAIN),
            _ => self.verb_final_subject(clause),
        }
    }

    /// The subject of the first main clause, when it names a person or organisation, or takes a stand; and which of it.
    pub(super) fn named_subject(&self, clauses: &[Clause]) -> Option<(Ranges, bool)> {
        let main = clauses.iter().take(8).position(|c| c.kind == ClauseKind::Main && c.finite.is_some())?;
        let subject = self.subject(clauses, main);
        // "die Aufgabe von X" is not X.
        let head = subject.iter().flat_map(Clone::clone).find(|&i| self.text.features(i).has(Features::NOUN));
        let speaks = head.is_some_and(|i| self.actors.can_speak(i, self.text.word(i)));
        let actor = speaks && subject.iter().any(|r| r.clone().any(|i| self.actors.names_actor(i)));
        // "Die Gewerkschaft sieht das anders": whoever speaks next is no longer who spoke before.
        let takes_stand = clauses[main].tokens().any(|i| List::TakesStand.holds(self.text.lower(i)));
        let stand = !subject.is_empty() && takes_stand;
        (actor || stand).then_some((subject, stand))
    }

    /// The subject of a main clause whose first word is another part of it.
    pub(super) fn subject_after(&self, clause: &Clause, finite: usize) -> Ranges {
        let after: Vec<usize> = clause.tokens().filter(|&i| i > finite).collect();
        self.field_subject(&after).unwrap_or_default()
    }

    /// `chain` tells over how many clauses it may still be inherited.
    fn main_subject(&self, clauses: &[Clause], index: usize, chain: usize) -> Ranges {
        let clause = &clauses[index];
        let own: Vec<usize> = clause.tokens().collect();
        let Some(finite) = clause.finite else { return self.prefield_subject(&own).unwrap_or_default() };
        let before: Vec<usize> = own.iter().copied().filter(|&i| i < finite).collect();
        let after: Vec<usize> = own.iter().copied().filter(|&i| i > finite).collect();
        // "Die Tat nannte er sinnlos": the pronoun behind the verb is the subject, whatever stands before it.
        if let Some(&next) = after.first().filter(|&&i| i == finite + 1 && self.text.lower(i) == "er") {
            return single(next..next + 1);
        }
        if let Some(found) = self.prefield_subject(&before) {
            let other = (self.disagrees(&found, finite) || self.nominative_follows(&found, &after))
                .then(|| self.field_subject(&after))
                .flatten();
            return other.unwrap_or(found);
        }
        // "X kam und forderte die Einstellung": what follows the verb is its object.
        let elliptic = clause.coordinated && before.iter().all(|&i| self.text.features(i).has(Features::COORDINATOR));
        let inherited = || {
            // "X gab an, seine Leute seien da, und meldete …": what is said has another subject.
            let said = |c: &Clause| self.text.subjunctive(c) && !self.text.subjunctive(clause);
            let main = |c: &Clause| c.kind == ClauseKind::Main && c.finite.is_some() && !said(c);
            let previous = clauses[..index].iter().rposition(main);
            previous.filter(|_| chain > 0).map_or_else(Vec::new, |p| self.main_subject(clauses, p, chain - 1))
        };
        // Asked for once: twice in each clause of a row would cost two to the power of its length.
        let earlier = (elliptic && self.first_is_object(&after)).then(inherited);
        if let Some(found) = earlier.as_ref().filter(|found| !found.is_empty()) {
            return found.clone();
        }
        if let Some(found) = self.field_subject(&after) {
            return found;
        }
        // "X kam und sagte, …": the subject of the clause before.
        let inherits = clause.coordinated || before.is_empty();
        if inherits { earlier.unwrap_or_else(inherited) } else { Vec::new() }
    }

    /// "Neun Monate nach dem Kauf gab X …", "Offiziell geht X …", "Eine Kürzung nannte Kern …": no subject of such a verb.
    fn says_nothing(&self, head: usize, finite: usize) -> bool {
        let g = self.text;
        let lower = g.lower(head);
        let adverbial = g.features(head).has(Features::ADJECTIVE) && !lower.ends_with(['e', 'n', 'r', 's', 'm']);
        let abstracts = ["ung", "heit", "keit", "nis", "tät"].iter().any(|e| lower.ends_with(e));
        let person = abstracts && g.features(finite).has(Features::CUE) && self.actors.is_person(finite + 1);
        adverbial || List::TimeNouns.holds(lower) || person && !List::Bodies.is_end_of(lower)
    }

    /// "Die Kritik wies der Verband zurück": "der" before a masculine noun is a nominative, "die" may be the object.
    fn nominative_follows(&self, phrase: &Ranges, after: &[usize]) -> bool {
        let g = self.text;
        let unmarked = phrase.first().is_some_and(|r| matches!(g.lower(r.start), "die" | "das" | "eine" | "diese"));
        let Some(&first) = after.first().filter(|&&i| unmarked && g.lower(i) == "der") else { return false };
        let head = (first + 1..first + 5).find(|&i| g.features(i).has(Features::NOUN));
        head.is_some_and(|i| self.text.layers.morphs[i].gender == Some(Gender::Masculine))
    }

    /// Whether a phrase without case ("die Einstellung") comes first, and not a pronoun or a masculine nominative.
    fn first_is_object(&self, after: &[usize]) -> bool {
        let open =
            after.iter().copied().find(|&i| self.opens_phrase(i) || self.text.features(i).has(Features::PREPOSITION));
        open.is_none_or(|i| {
            let lower = self.text.lower(i);
            !self.text.features(i).has(Features::PRONOUN) && !matches!(lower, "der" | "ein" | "sein" | "ihr")
        })
    }

    /// "Die Vorwürfe wies X zurück": a phrase and a verb of different number.
    fn disagrees(&self, phrase: &Ranges, finite: usize) -> bool {
        let Some(range) = phrase.first() else { return false };
        let g = self.text;
        if range.clone().find(|&i| g.features(i).has(Features::NOUN)).is_some_and(|i| self.says_nothing(i, finite)) {
            return true;
        }
        let joined = phrase.iter().flat_map(Clone::clone).any(|i| matches!(g.lower(i), "und" | "," | "sowie" | "oder"));
        let head = range.clone().find(|&i| g.features(i).has(Features::NOUN));
        let Some(head) = head.filter(|&i| !joined && !g.features(i).has(Features::NAME) && !self.actors.names_actor(i))
        else {
            return false;
        };
        let plural_verb = g.features(finite).has(Features::PLURAL_VERB) || g.lower(finite).ends_with("en");
        let morph = &self.text.layers.morphs[head];
        let many =
            matches!(g.lower(range.start), "die" | "diese") && morph.gender.is_some_and(|g| g != Gender::Feminine);
        match morph.number.filter(|_| !many).or(many.then_some(Number::Plural)) {
            Some(Number::Plural) => {
                let article = List::PluralArticles.holds(g.lower(range.start));
                article && !plural_verb && g.lower(finite) != "sei"
            }
            // "Die Ursache sehen Experten im …"
            Some(Number::Singular) => {
                let article = List::SingularArticles.holds(g.lower(range.start));
                article && plural_verb && range.len() < 4 && !List::Quantities.is_end_of(g.lower(head))
            }
            None => false,
        }
    }

    /// A noun phrase that fills the place before the finite verb.
    fn prefield_subject(&self, before: &[usize]) -> Option<Ranges> {
        let mut rest = before;
        while let Some((&first, others)) = rest.split_first() {
            let features = self.text.features(first);
            let lower = self.text.lower(first);
            let skipped = features.has(Features::COORDINATOR)
                || List::BeforeSubject.holds(lower)
                || features.has(Features::PUNCTUATION) && !features.has(Features::QUOTE);
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
        if self.is_oblique(&phrase) || matches!(self.text.lower(start), "dies" | "das") && phrase.len() < 2 {
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
            rest.contains(&i) && self.text.features(i).has(Features::ADVERB) && !matches!(self.text.word(i), "selbst")
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
                Some(last) if range.start == last.end + 1 && self.text.word(last.end) == "," => last.end = range.end,
                // Something else stood between: the phrase is cut off there.
                Some(_) => break,
                None => joined.push(range),
            }
        }
        *found = joined;
    }

    fn is_loose(&self, i: usize) -> bool {
        let features = self.text.features(i);
        features.has(Features::PUNCTUATION) && !features.has(Features::QUOTE) && self.text.word(i) != ")"
    }

    /// The first phrase after the finite verb that can be its subject.
    fn field_subject(&self, after: &[usize]) -> Option<Ranges> {
        let stretches = ranges(after.iter().copied());
        for (n, stretch) in stretches.iter().enumerate() {
            let mut i = stretch.start;
            while i < stretch.end {
                let features = self.text.features(i);
                // "sieht dies als", "wie es der Kanzler nannte": the object.
                let lower = self.text.lower(i);
                let object = lower == "dies" || lower == "es" && self.opens_phrase(i + 1) && i + 1 < stretch.end;
                if object {
                    i += 1;
                    continue;
                }
                if features.has(Features::PREPOSITION) {
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
                if features.has(Features::FINITE) && !features.has(Features::INFINITIVE) {
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
            && self.text.word(found.end) == ","
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
        let adverbial = self.text.features(first).intersects(Features::PREPOSITION | Features::ADVERB);
        adverbial && first == rest.start && !rest.clone().any(|i| self.text.features(i).has(Features::FINITE))
    }

    pub(super) fn opens_phrase(&self, i: usize) -> bool {
        let features = self.text.features(i);
        features.intersects(
            Features::DETERMINER | Features::NOUN | Features::PRONOUN | Features::ADJECTIVE | Features::NUMBER,
        ) || features.has(Features::QUOTE) && self.quote_at(i).is_some()
    }

    pub(super) fn verb_final_subject(&self, clause: &Clause) -> Ranges {
        let own: Vec<usize> = clause.tokens().collect();
        let finite = clause.finite.unwrap_or(usize::MAX);
        let lead = own.iter().position(|&i| {
            let features = self.text.features(i);
            !features.intersects(Features::PUNCTUATION | Features::COORDINATOR)
        });
        let Some(lead) = lead else { return Vec::new() };
        let middle: Vec<usize> = own[lead + 1..].iter().copied().filter(|&i| i < finite).collect();
        let relative = clause.kind == ClauseKind::Relative && !self.text.features(own[lead]).has(Features::PREPOSITION);
        if relative && matches!(self.text.lower(own[lead]), "der" | "welcher") {
            return single(own[lead]..own[lead] + 1);
        }
        match self.field_subject(&middle) {
            Some(found) => found,
            None if relative => single(own[lead]..own[lead] + 1),
            None => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn the_subject_of_a_frame_is_found_wherever_it_stands() {
        check(&[
            ("Am Montag sagte Ada Kern, der Zug fahre.", Some(("der Zug fahre", "Ada Kern"))),
            ("Die Kritik wies der Verband zurück: Der Zug fahre.", Some(("Der Zug fahre", "der Verband"))),
            ("Ada Kern kam und sagte, der Zug fahre.", Some(("der Zug fahre", "Ada Kern"))),
            ("Der Zug fahre, sagte Ada Kern, Chefin der Bahn.", Some(("Der Zug fahre", "Ada Kern, Chefin der Bahn"))),
            ("Der Zug fahre, sagte Ada Kern am Montag.", Some(("Der Zug fahre", "Ada Kern"))),
        ]);
    }
}
