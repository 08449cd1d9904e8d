//! What every rule of this stage sees: the text's layers with what [`crate::nlp::quote`] made of them.

use std::collections::HashSet;

use super::MOST_CLAUSES;
use super::draft::Ranges;
use super::word_list::List;
use crate::nlp::analysis::{Entity, EntityType, MentionKind};
use crate::nlp::document::Layers;
use crate::nlp::lexicon::Lexicon;
use crate::nlp::lexicon::cues::CueLexicon;
use crate::nlp::lexicon::nouns::Nouns;
use crate::nlp::lexicon::subtypes;
use crate::nlp::quote::{Quotations, Unit};
use crate::nlp::syntax::clause::{Clause, ClauseKind};
use crate::nlp::syntax::words::{Features, Words};

/// Read-only view for the rules.
pub(super) struct Scene<'a> {
    pub(super) layers: &'a Layers<'a>,
    pub(super) quotations: &'a Quotations<'a>,
    pub(super) words: &'a Words<'a>,
    pub(super) lexicon: &'a CueLexicon,
    /// For each token the closing token of the quotation that opens there.
    closing: Vec<u32>,
    /// For each token whether it names a person or organisation.
    actors: Vec<bool>,
    /// For each token whether it names a person.
    persons: Vec<bool>,
    /// The tokens that name media.
    media: HashSet<usize>,
    nouns: &'a Nouns,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        lexicon: &'a Lexicon,
        layers: &'a Layers<'a>,
        quotations: &'a Quotations<'a>,
        entities: &[Entity],
    ) -> Self {
        let mut closing = vec![u32::MAX; layers.tokens.len()];
        for quote in &layers.syntax.quotes {
            closing[quote.open] = u32::try_from(quote.close).unwrap_or(u32::MAX);
        }
        let mut actors = vec![false; layers.tokens.len()];
        let mut persons = actors.clone();
        let mut media = HashSet::new();
        for entity in entities.iter().filter(|e| matches!(e.kind, EntityType::Person | EntityType::Organization)) {
            for mention in entity.mentions.iter().filter(|m| m.kind != MentionKind::Derived) {
                let tokens = layers.tokens_in(mention.span.start, mention.span.end);
                if entity.kind == EntityType::Person {
                    persons[tokens.clone()].fill(true);
                }
                if entity.subtype.as_deref() == Some(subtypes::MEDIA) {
                    media.extend(tokens.clone());
                }
                actors[tokens].fill(true);
            }
        }
        let (words, nouns) = (&layers.syntax.words, &lexicon.nouns);
        Self { layers, quotations, words, lexicon: &lexicon.cues, closing, actors, persons, media, nouns }
    }

    pub(super) fn word(&self, i: usize) -> &'a str {
        if i < self.layers.tokens.len() { self.layers.word(i) } else { "" }
    }

    /// The subject of the first main clause, when it names a person or organisation, or takes a stand; and which of it.
    pub(super) fn named_subject(&self, unit: &Unit) -> Option<(Ranges, bool)> {
        let main = unit.clauses.iter().take(8).position(|c| c.kind == ClauseKind::Main && c.finite.is_some())?;
        let subject = self.subject(&unit.clauses, main);
        let actor = subject.iter().any(|r| r.clone().any(|i| self.names_actor(i)));
        let stand = !subject.is_empty() && self.takes_stand(&unit.clauses[main]);
        (actor || stand).then_some((subject, stand))
    }

    /// Whether token `i` names a person or organisation.
    pub(super) fn names_actor(&self, i: usize) -> bool {
        self.actors.get(i).copied().unwrap_or(false)
    }

    /// "sagte die Forscherin der dpa": who told it to whom; but "die Chefin der dpa", "ein Reporter der dpa".
    pub(super) fn tells_media(&self, noun: usize, article: usize) -> bool {
        let told = self.media.contains(&(article + 1));
        let role = self.nouns.role(self.word(noun)).filter(|_| told);
        role.is_some_and(|r| !matches!(r.subtype, subtypes::JOURNALIST | subtypes::EXECUTIVE))
    }

    /// Whether token `i` names a person.
    pub(super) fn is_person(&self, i: usize) -> bool {
        self.persons.get(i).copied().unwrap_or(false)
    }

    /// "Die Gewerkschaft sieht das anders": whoever speaks next is no longer who spoke before.
    fn takes_stand(&self, clause: &Clause) -> bool {
        clause.tokens().any(|i| List::TakesStand.holds(self.words.lower(i)))
    }

    /// The closing token of the quotation that opens at token `i`.
    pub(super) fn quote_at(&self, i: usize) -> Option<usize> {
        self.closing.get(i).copied().filter(|&c| c != u32::MAX).and_then(|c| usize::try_from(c).ok())
    }

    /// Whether the finite verb of the clause is a Konjunktiv.
    pub(super) fn subjunctive(&self, clause: &Clause) -> bool {
        clause.finite.is_some_and(|f| self.words.features(f).has(Features::SUBJUNCTIVE))
    }

    /// Whether the finite verb of the clause is a Konjunktiv I.
    pub(super) fn reportive(&self, clause: &Clause) -> bool {
        clause.finite.is_some_and(|f| self.words.features(f).has(Features::REPORTIVE))
    }

    /// Whether the clause begins with its finite verb.
    pub(super) fn verb_first(&self, clause: &Clause) -> bool {
        let first = clause
            .tokens()
            .find(|&i| !self.words.features(i).intersects(Features::PUNCTUATION | Features::COORDINATOR));
        first.is_some() && first == clause.finite
    }

    /// The main clause around a clause.
    pub(super) fn root(clauses: &[Clause], index: usize) -> usize {
        let mut at = index;
        for _ in 0..clauses.len().min(32) {
            match clauses[at].parent {
                Some(parent) if clauses[at].kind != ClauseKind::Main => at = parent,
                _ => break,
            }
        }
        at
    }

    /// The sentence inside the unit that holds a clause: indices of its clauses.
    pub(super) fn sentence_clauses(unit: &Unit, index: usize) -> std::ops::Range<usize> {
        use crate::nlp::syntax::segment::Separator;
        let starts = |i: usize| unit.clauses[i].before == Separator::Start;
        let first =
            (0..=index).rev().take(MOST_CLAUSES).find(|&i| starts(i)).unwrap_or(index.saturating_sub(MOST_CLAUSES));
        let end = unit.clauses.len().min(index + MOST_CLAUSES);
        let last = (index + 1..end).find(|&i| starts(i)).unwrap_or(end);
        first..last
    }

    /// Cuts punctuation other than quotation marks and brackets off both ends of each range.
    pub(super) fn trim(&self, ranges: &Ranges) -> Ranges {
        let loose = |i: usize| {
            let features = self.words.features(i);
            features.has(Features::PUNCTUATION)
                && !features.has(Features::QUOTE)
                && !matches!(self.word(i), "(" | ")" | "[" | "]")
        };
        ranges
            .iter()
            .filter_map(|r| {
                let start = r.clone().find(|&i| !loose(i))?;
                let end = r.clone().rev().find(|&i| !loose(i))? + 1;
                Some(start..end)
            })
            .collect()
    }
}
