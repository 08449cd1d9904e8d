//! The text as figures see it: atoms with their senses, and safe steps over them.

use std::ops::Range;

use super::atom::{Atom, Gap, Shape, cut};
use super::fold::{LONGEST, fold};
use super::key::Key;
use super::numbers::numword::{self, NumWord};
use super::vocabulary::{Sense, Vocabulary};
use crate::nlp::document::{Annotations, PublishedAt};
use crate::nlp::morph::Morph;
use crate::nlp::syntax::negation::Negator;
use crate::nlp::syntax::place::Place;

/// A text being read for figures.
pub(super) struct Scan<'a> {
    /// The text as received.
    pub text: &'a str,
    /// Its atoms.
    pub atoms: Vec<Atom>,
    /// What [`Sense::Numeral`] points to.
    pub numerals: Vec<NumWord>,
    /// The tables.
    pub words: &'a Vocabulary,
    /// When the text was published.
    pub published: Option<PublishedAt>,
    /// Tokens, word forms and clauses.
    pub layers: &'a Annotations<'a>,
    /// The token that each atom begins in.
    tokens: Vec<u32>,
}

impl<'a> Scan<'a> {
    /// Cuts the text and looks all words up. Linear.
    pub(super) fn new(words: &'a Vocabulary, layers: &'a Annotations<'a>) -> Self {
        let atoms = cut(layers.text, &layers.tokens);
        let mut scan = Self {
            text: layers.text,
            tokens: tokens_of(&atoms, layers),
            atoms,
            numerals: Vec::new(),
            words,
            published: layers.published,
            layers,
        };
        let mut buffer = [0; LONGEST];
        for atom in &mut scan.atoms {
            if atom.shape != Shape::Word {
                continue;
            }
            let word = &layers.text[atom.start as usize..atom.end as usize];
            let Some(key) = fold(word, &mut buffer) else { continue };
            atom.sense = words.get(word, key);
            if atom.sense == Sense::None
                && numword::may_be(key)
                && let Some(numeral) = numword::read(key)
            {
                atom.sense = Sense::Numeral(u32::try_from(scan.numerals.len()).unwrap_or(u32::MAX));
                scan.numerals.push(numeral);
            }
        }
        scan
    }

    /// Atom `i`, or the edge.
    pub(super) fn at(&self, i: usize) -> Atom {
        self.atoms.get(i).copied().unwrap_or(Atom::EDGE)
    }

    /// The atom `back` places before `i`, or the edge.
    pub(super) fn before(&self, i: usize, back: usize) -> Atom {
        i.checked_sub(back).map_or(Atom::EDGE, |k| self.at(k))
    }

    /// The text of atom `i`.
    pub(super) fn str(&self, i: usize) -> &'a str {
        let atom = self.at(i);
        self.text.get(atom.start as usize..atom.end as usize).unwrap_or("")
    }

    /// What the word `i` may mean.
    pub(super) fn sense(&self, i: usize) -> Sense {
        self.at(i).sense
    }

    /// Whether word `i` is `key`.
    pub(super) fn is(&self, i: usize, key: Key) -> bool {
        self.at(i).sense == Sense::Key(key)
    }

    /// Whether atom `i` is the mark `c`.
    pub(super) fn mark(&self, i: usize, c: char) -> bool {
        self.at(i).shape == Shape::Mark(c)
    }

    /// Whether atom `i` is a quotation mark of any sort.
    pub(super) fn quotation_mark(&self, i: usize) -> bool {
        matches!(self.at(i).shape, Shape::Mark('"' | '„' | '“' | '”' | '«' | '»' | '‚' | '‘' | '’' | '›' | '‹' | '\''))
    }

    /// Whether atom `i` is a hyphen or dash of any length.
    pub(super) fn dash(&self, i: usize) -> bool {
        matches!(self.at(i).shape, Shape::Mark('-' | '‐' | '‑' | '–' | '—' | '−'))
    }

    /// Whether nothing stands before atom `i`.
    pub(super) fn glued(&self, i: usize) -> bool {
        i < self.atoms.len() && self.at(i).gap == Gap::None
    }

    /// Whether atom `i` goes on on the same line.
    pub(super) fn near(&self, i: usize) -> bool {
        i < self.atoms.len() && self.at(i).gap <= Gap::Wide
    }

    /// Whether at most one line break stands before atom `i`.
    pub(super) fn follows(&self, i: usize) -> bool {
        i < self.atoms.len() && self.at(i).gap <= Gap::Line
    }

    /// Whether atom `i` is a word.
    pub(super) fn is_word(&self, i: usize) -> bool {
        self.at(i).shape == Shape::Word
    }

    /// Whether atom `i` is a run of digits.
    pub(super) fn is_digits(&self, i: usize) -> bool {
        self.at(i).shape == Shape::Digits
    }

    /// Whether word `i` begins with a capital letter.
    pub(super) fn capital(&self, i: usize) -> bool {
        self.is_word(i) && self.str(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// Length of atom `i` in bytes.
    pub(super) fn len(&self, i: usize) -> usize {
        let atom = self.at(i);
        (atom.end - atom.start) as usize
    }

    /// The form of the word that atom `i` belongs to, where forms are known.
    pub(super) fn morph(&self, i: usize) -> Option<&'a Morph<'a>> {
        self.layers.morphs.get(self.token(i)?)
    }

    /// The token that atom `i` begins in.
    pub(super) fn token(&self, i: usize) -> Option<usize> {
        self.tokens.get(i).map(|token| *token as usize)
    }

    /// The first atom that begins in token `t` or behind it.
    pub(super) fn atom(&self, t: usize) -> usize {
        self.tokens.partition_point(|token| (*token as usize) < t)
    }

    /// Where atom `i` stands among the clauses.
    pub(super) fn place(&self, i: usize) -> Option<Place<'a>> {
        self.layers.syntax.place(self.token(i)?)
    }

    /// Whether the word at `i` denies: "nicht" in "nicht mehr als".
    pub(super) fn denies(&self, i: usize) -> bool {
        self.token(i).is_some_and(|token| Negator::of(&self.layers.syntax.words, token) == Some(Negator::Clause))
    }

    /// The atoms from comma to comma around atom `i`; nothing where no clauses are known.
    pub(super) fn stretch(&self, i: usize) -> Range<usize> {
        let Some(tokens) = self.place(i).map(Place::stretch) else { return i..i };
        self.atom(tokens.start)..self.atom(tokens.end)
    }

    /// The atoms before `from` in its stretch, the nearest first, at most `reach` of them; brackets end it.
    pub(super) fn before_in_stretch(&self, from: usize, reach: usize) -> impl Iterator<Item = usize> + use<'_, 'a> {
        let low = self.stretch(from).start.max(from.saturating_sub(reach));
        (low.min(from)..from).rev().take_while(|k| self.goes_on(*k) && self.at(*k + 1).gap < Gap::Blank)
    }

    /// The atoms from `next` on that stand in the stretch of the atom before it, at most `reach` of them.
    pub(super) fn after_in_stretch(&self, next: usize, reach: usize) -> impl Iterator<Item = usize> + use<'_, 'a> {
        let high = self.stretch(next.saturating_sub(1)).end.min(next.saturating_add(reach));
        (next..high.max(next)).take_while(|k| self.goes_on(*k) && self.at(*k).gap < Gap::Blank)
    }

    /// Whether atoms `a` and `b`, which comes later, stand in one stretch.
    pub(super) fn joined(&self, a: usize, b: usize) -> bool {
        self.stretch(a).contains(&b)
    }

    /// Whether the stretch goes on over atom `k`.
    fn goes_on(&self, k: usize) -> bool {
        !matches!(self.at(k).shape, Shape::Mark('(' | ')' | '[' | ']' | '|') | Shape::Edge)
    }

    /// Whether no sentence ends between atoms `a` and `b`, of which the first comes first.
    pub(super) fn same_sentence(&self, a: usize, b: usize) -> bool {
        let sentence = |i: usize| self.token(i).map(|t| self.layers.sentence_of(t));
        a <= b && sentence(a).is_some() && sentence(a) == sentence(b)
    }

    /// The number word at `i`.
    pub(super) fn numeral(&self, i: usize) -> Option<NumWord> {
        match self.sense(i) {
            Sense::Numeral(n) => self.numerals.get(n as usize).copied(),
            _ => None,
        }
    }

    /// The digits at `i` as a small number; `None` from ten digits on.
    pub(super) fn small(&self, i: usize) -> Option<u32> {
        if self.is_digits(i) && self.len(i) < 10 { self.str(i).parse().ok() } else { None }
    }

    /// Whether a sentence may begin at atom `i`.
    pub(super) fn starts_sentence(&self, i: usize) -> bool {
        let before = self.before(i, 1);
        self.at(i).gap >= Gap::Line
            || matches!(
                before.shape,
                Shape::Edge
                    | Shape::Mark('.' | '!' | '?' | ':' | '…' | '„' | '»' | '"' | '“' | '‚' | '›' | '|' | '•' | '*')
            )
    }

    /// Whether the dash at `i` stands between two glued atoms.
    pub(super) fn hyphen(&self, i: usize) -> bool {
        self.dash(i) && self.glued(i)
    }
}

/// The token that each atom begins in, as both stand in text order.
fn tokens_of(atoms: &[Atom], layers: &Annotations<'_>) -> Vec<u32> {
    let mut token = 0;
    let of = |atom: &Atom| {
        while layers.tokens.get(token).is_some_and(|t| t.span.end <= atom.start as usize) {
            token += 1;
        }
        u32::try_from(token).unwrap_or(u32::MAX)
    };
    atoms.iter().map(of).collect()
}
