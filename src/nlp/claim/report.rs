//! Summaries of speech acts ("X forderte mehr Geld") and things named in somebody's words (X nannte das „Unsinn“).

use std::ops::Range;

use super::draft::{Draft, Ranges, Rule, ranges, single, subtract};
use super::scene::Scene;
use super::word_list::List;
use crate::nlp::analysis::ClaimKind;
use crate::nlp::lexicon::cues::{Complement, Object};
use crate::nlp::quote::Unit;
use crate::nlp::quote::cue::CueHit;
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::marks::Quoted;
use crate::nlp::syntax::tree::subtree;
use crate::nlp::syntax::words::{Features, starts_upper};

/// Verbs of saying that tell a deed where a word of the list stands beside them.
const DEEDS: [(&str, List); 4] = [
    ("erklären", List::DeclaredAs),
    ("fordern", List::Casualties),
    ("melden", List::Missing),
    ("einräumen", List::Granted),
];

impl Scene<'_> {
    /// X nannte das „Unsinn“: the words in marks, framed by the verb.
    pub(super) fn named(&self, unit: &Unit, number: usize, hit: &CueHit) -> Option<Draft> {
        let row = hit.rows.iter().copied().find(|&r| self.lexicon.entry(r).complement.intersects(Complement::NAME))?;
        let entry = self.lexicon.entry(row);
        let clause = &unit.clauses[hit.clause];
        let quotes = &self.layers.syntax.quotes[unit.quotes.clone()];
        let quote = quotes.iter().find(|q| q.depth == 0 && self.is_name_given(clause, hit, &entry.object, q))?;
        let content: Ranges = single(quote.open..quote.close + 1);
        let mut draft = Draft::new(ClaimKind::Direct, content, number);
        draft.cue.clone_from(&hit.tokens);
        if let Object::Prepositions(list) = &entry.object
            && let Some(preposition) = clause
                .tokens()
                .find(|&i| i < quote.open && i + 4 > quote.open && list.iter().any(|p| **p == *self.words.lower(i)))
        {
            draft.cue.push(preposition);
            draft.cue.sort_unstable();
        }
        draft.lemma = Some(entry.lemma.to_string());
        draft.medium = entry.medium;
        draft.certainty = entry.certainty;
        draft.speaker = if hit.passive { self.agent(clause) } else { self.phrases.subject(unit.clauses, hit.clause) };
        // What is called so by nobody, or calls itself so, is a name: der „Sonnenwind“.
        let nobody =
            draft.speaker.first().is_none_or(|r| matches!(self.words.lower(r.start), "man" | "es" | "wir" | "ich"));
        if nobody || clause.tokens().any(|i| self.words.lower(i) == "sich") {
            return None;
        }
        draft.frame = self.frame_of(unit, hit.clause, &draft.content);
        draft.rule = Rule::Named;
        Some(draft)
    }

    /// The quotation stands in the clause, right behind the preposition or alone as the object.
    fn is_name_given(&self, clause: &Clause, hit: &CueHit, object: &Object, quote: &Quoted) -> bool {
        let own = clause.segments.iter().any(|s| s.contains(&quote.open));
        if !own || clause.finite.is_some_and(|f| f == hit.verb && f > quote.open && clause.kind == ClauseKind::Main) {
            return false;
        }
        if let Object::Prepositions(list) = object {
            return (1..5)
                .take_while(|&n| n <= quote.open)
                .map(|n| quote.open - n)
                .take_while(|&i| clause.segments.iter().any(|s| s.contains(&i)))
                .any(|i| list.iter().any(|p| **p == *self.words.lower(i)));
        }
        let before = self.words.features(quote.open.wrapping_sub(1));
        let called = |i: usize| {
            self.words.features(i).intersects(Features::NOUN | Features::PRONOUN)
                || matches!(self.words.lower(i), "das" | "dies" | "ihn")
        };
        let calls = before.has(Features::DETERMINER) || clause.tokens().filter(|&i| i < quote.open).any(called);
        let lower = !starts_upper(self.word(quote.open + 1));
        calls && (lower || !before.intersects(Features::NOUN | Features::COORDINATOR))
    }

    /// "X forderte mehr Geld"
    pub(super) fn reported(&self, unit: &Unit, number: usize, hit: &CueHit) -> Option<Draft> {
        let clause = &unit.clauses[hit.clause];
        if matches!(
            clause.kind,
            ClauseKind::Infinitive
                | ClauseKind::Purpose
                | ClauseKind::Question
                | ClauseKind::Quoted
                | ClauseKind::Relative
        ) {
            return None;
        }
        let subject = if hit.passive { self.agent(clause) } else { self.phrases.subject(unit.clauses, hit.clause) };
        let nobody = |r: &Range<usize>| matches!(self.words.lower(r.start), "es" | "wir" | "dies");
        if subject.first().is_none_or(nobody) || self.says_nobody(&subject) {
            return None;
        }
        let row = hit.rows.iter().copied().find(|&r| {
            let entry = self.lexicon.entry(r);
            match &entry.object {
                Object::None => false,
                Object::NounPhrase => hit.passive || self.has_object(clause, hit, &subject),
                Object::Prepositions(list) => {
                    clause.tokens().any(|i| {
                        list.iter().any(|p| **p == *self.words.lower(i))
                            && !hit.tokens.contains(&i)
                            && !self.is_quoted(unit, i)
                    }) || list.iter().any(|p| hit.tokens.iter().any(|&t| **p == *self.words.lower(t)))
                }
            }
        })?;
        let entry = self.lexicon.entry(row);
        if clause.finite.is_some_and(|f| self.is_unreal(f, hit)) || self.is_deed(clause, hit, &subject) {
            return None;
        }
        let clauses = subtree(unit.clauses, hit.clause);
        let mut content = Self::cover(unit, &clauses);
        if clause.before == crate::nlp::syntax::segment::Separator::Start
            && let Some(last) = content.last_mut()
            && last.end + 1 == unit.tokens.end
        {
            last.end = unit.tokens.end;
        }
        let mut draft = Draft::new(ClaimKind::Reported, content, number);
        draft.addressee = self.addressee(unit, hit, &subject, false);
        draft.speaker = subject;
        draft.lemma = Some(entry.lemma.to_string());
        draft.medium = entry.medium;
        draft.certainty = entry.certainty;
        draft.rule = Rule::Reported;
        Some(draft)
    }

    /// Whether token `i` stands in quotation marks.
    fn is_quoted(&self, unit: &Unit, i: usize) -> bool {
        self.layers.syntax.quotes[unit.quotes.clone()].iter().take(32).any(|q| q.open < i && i < q.close)
    }

    /// "wird fordern", "müsste fordern" tell of no speech act that took place.
    fn is_unreal(&self, finite: usize, hit: &CueHit) -> bool {
        let features = self.words.features(finite);
        finite != hit.verb
            && features.has(Features::AUXILIARY)
            && !hit.passive
            && self.words.features(hit.verb).has(Features::INFINITIVE)
    }

    /// Verbs of saying that here tell a deed: "für nichtig erklären", "forderte Todesopfer".
    fn is_deed(&self, clause: &Clause, hit: &CueHit, subject: &Ranges) -> bool {
        let lemma = &*self.lexicon.entry(hit.rows[0]).lemma;
        if let Some((_, objects)) = DEEDS.iter().find(|(verb, _)| *verb == lemma) {
            return clause.tokens().any(|i| objects.holds(self.words.lower(i)));
        }
        match lemma {
            "begrüßen" => clause.tokens().any(|i| self.phrases.actors.is_person(i) && i > hit.verb),
            "verweisen" => self.has_object(clause, hit, subject),
            // By a court.
            "verurteilen" => clause.tokens().any(|i| {
                let lower = self.words.lower(i);
                lower == "zu"
                    || ["gericht", "gerichtshof", "jährigen", "angeklagten"].iter().any(|e| lower.ends_with(e))
            }),
            _ => false,
        }
    }

    /// A noun phrase beside subject and verb that no preposition governs.
    fn has_object(&self, clause: &Clause, hit: &CueHit, subject: &Ranges) -> bool {
        let rest = subtract(&ranges(clause.tokens()), subject);
        for stretch in rest {
            let mut i = stretch.start;
            while i < stretch.end {
                if hit.tokens.contains(&i) {
                    i += 1;
                    continue;
                }
                if self.words.features(i).has(Features::PREPOSITION) {
                    i = self
                        .phrases
                        .noun_phrase(i + 1, stretch.end, super::phrase::Reach::Phrase)
                        .map_or(i + 1, |p| p.end);
                    continue;
                }
                if self.phrases.opens_phrase(i)
                    && let Some(phrase) = self.phrases.noun_phrase(i, stretch.end, super::phrase::Reach::Phrase)
                    && !self.words.features(i).has(Features::PRONOUN)
                {
                    return !phrase.is_empty();
                }
                i += 1;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::claim::testing::check;

    #[test]
    fn a_report_needs_an_object_and_a_speech_act() {
        check(&[
            ("Der Verband forderte mehr Geld.", Some(("Der Verband forderte mehr Geld.", "Der Verband"))),
            ("Die Vorwürfe wies der Verband zurück.", Some(("Die Vorwürfe wies der Verband zurück.", "der Verband"))),
            ("Das Unglück forderte drei Todesopfer.", None),
            ("Das Gericht verurteilte den 30-Jährigen.", None),
            ("Das sogenannte „Wunder“ blieb aus.", None),
        ]);
    }
}
