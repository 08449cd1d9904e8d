//! Where a word stands: in which clause, and in which stretch of it.

use std::ops::Range;

use super::clause::Clause;
use super::{Syntax, Unit};

/// The unit, clause and segment of a token by index; clauses inside of quotations are counted behind the others.
#[derive(Debug, Clone, Copy)]
struct Address {
    unit: u32,
    clause: u32,
    segment: u32,
}

/// A mark between clauses and a dateline stand nowhere.
const NOWHERE: Address = Address { unit: u32::MAX, clause: u32::MAX, segment: u32::MAX };

/// Where each token stands.
#[derive(Debug, Default)]
pub(super) struct Places(Vec<Address>);

impl Places {
    /// Goes over all clauses once. Of two clauses that hold a token the inner one counts.
    pub(super) fn new(tokens: usize, units: &[Unit]) -> Self {
        let mut places = vec![NOWHERE; tokens];
        for (unit, found) in (0_u32..).zip(units) {
            for (clause, found) in (0_u32..).zip(found.clauses.iter().chain(&found.inner)) {
                for (segment, tokens) in (0_u32..).zip(&found.segments) {
                    if let Some(places) = places.get_mut(tokens.clone()) {
                        places.fill(Address { unit, clause, segment });
                    }
                }
            }
        }
        Self(places)
    }
}

/// So many clauses around one are looked at.
const DEEPEST: usize = 16;

/// A place in a clause.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'s> {
    /// The clauses among which the clause and its parents are.
    pub(crate) clauses: &'s [Clause],
    /// Index of the clause.
    pub(crate) index: usize,
    segment: usize,
}

impl<'s> Place<'s> {
    /// The clause.
    pub(crate) fn clause(self) -> &'s Clause {
        &self.clauses[self.index]
    }

    /// The clauses that it stands in or hangs on, the nearest first.
    pub(crate) fn outer(self) -> impl Iterator<Item = &'s Clause> {
        let parent = move |clause: &&'s Clause| clause.parent.and_then(|parent| self.clauses.get(parent));
        std::iter::successors(parent(&self.clause()), parent).take(DEEPEST)
    }

    /// The tokens from comma to comma around the place.
    pub(crate) fn stretch(self) -> Range<usize> {
        self.clause().segments.get(self.segment).cloned().unwrap_or_default()
    }
}

impl Syntax<'_> {
    /// The innermost clause that holds `token` as its own, in constant time.
    pub(crate) fn place(&self, token: usize) -> Option<Place<'_>> {
        let address = self.places.0.get(token)?;
        let unit = self.units.get(address.unit as usize)?;
        let (index, outer) = (address.clause as usize, unit.clauses.len());
        let (clauses, index) = if index < outer { (&unit.clauses, index) } else { (&unit.inner, index - outer) };
        (index < clauses.len()).then_some(Place { clauses, index, segment: address.segment as usize })
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::lexicon::Lexicon;
    use crate::nlp::syntax::{self, testing::Read};

    #[test]
    fn a_word_stands_in_the_innermost_clause_and_in_its_stretch_of_it() {
        let lexicon = Lexicon::new().expect("embedded data are sound");
        for (text, word, clause, stretch) in [
            (
                "Der Umsatz stieg, wie Kern sagte, um acht Prozent.",
                "acht",
                "Der Umsatz stieg um acht Prozent",
                "um acht Prozent",
            ),
            ("Der Umsatz stieg, wie Kern sagte, um acht Prozent.", "Kern", "wie Kern sagte", "wie Kern sagte"),
            ("Der Umsatz, der sank, stieg.", "sank", "der sank", "der sank"),
            ("„Der Zug kommt, wenn es taut“, sagte Kern.", "taut", "wenn es taut", "wenn es taut"),
            ("„Der Zug kommt, wenn es taut“, sagte Kern.", "Zug", "Der Zug kommt", "Der Zug kommt"),
            ("„Der Zug kommt, wenn es taut“, sagte Kern.", "Kern", "sagte Kern", "sagte Kern"),
            ("Berlin (dpa) - Der Zug kommt.", "Zug", "Der Zug kommt", "Der Zug kommt"),
            ("Berlin (dpa) - Der Zug kommt.", "Berlin", "", ""),
        ] {
            let read = Read::new(text);
            let syntax = syntax::read(&lexicon, read.tagged());
            let tokens = read.tagged().tokens;
            let words = |range: &mut dyn Iterator<Item = usize>| {
                range.map(|t| tokens[t].span.of(text)).collect::<Vec<_>>().join(" ")
            };
            let at = tokens.iter().position(|t| t.span.of(text) == word).expect("the word is in the text");
            let place = syntax.place(at);
            assert_eq!(place.map_or(String::new(), |p| words(&mut p.clause().tokens())), clause, "{word} in {text}");
            assert_eq!(place.map_or(String::new(), |p| words(&mut p.stretch())), stretch, "{word} in {text}");
        }
    }
}
