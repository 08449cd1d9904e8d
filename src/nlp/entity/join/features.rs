//! What is known about a stretch as a name of some type, as numbers of features.
//!
//! Most features speak of "this type" and "another type", so that what is learned of one type serves all.

use std::collections::HashMap;

use super::super::candidate::{Candidate, Source};
use super::super::lists::List;
use super::super::words::Words;
use super::proposals::{Proposal, Proposals};
use super::{CLASSES, Readings, class_of, class_of_label};
use crate::nlp::encoder::understood::Understood;
use crate::nlp::lexicon::fold::BuildFold;

/// A group of features and how many it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// Its name in the file of weights.
    pub name: &'static str,
    /// The number of its first feature.
    pub start: u16,
    /// How many it has.
    pub size: u16,
}

macro_rules! groups {
    ($($(#[$doc:meta])+ $name:ident: $size:expr,)+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(non_camel_case_types, reason = "named in the file as here")]
        enum Of { $($(#[$doc])+ $name),+ }

        const SIZES: &[(&str, u16)] = &[$((stringify!($name), $size)),+];
    };
}

groups! {
    /// The type.
    kind: 4,
    /// How likely the encoder finds the stretch as a name of the type.
    odds: 13,
    /// The same, coarser, for each type by itself.
    odds_by_kind: 20,
    /// What the encoder reads here.
    read: 6,
    /// What lexicon, rules and sequence model have agreed on here.
    ruled: 18,
    /// What the sequence model alone reads here.
    tagged: 10,
    /// How likely the encoder finds the type at the other places of the spelling, in the mean.
    elsewhere: 8,
    /// What the rules read at the other places.
    ruled_elsewhere: 4,
    /// As what the lexicon knows the stretch.
    lexicon: 5,
    /// How the stretch looks, for each type.
    look: 40,
    /// How many words it has, for each type.
    length: 20,
    /// A shorter likely name of the type stands in it, or a longer one around it.
    nested: 3,
    /// Whether it is a common noun that stands as nouns do, for each type.
    noun: 16,
}

/// All groups in the order of their features.
pub fn groups() -> impl Iterator<Item = Group> {
    SIZES.iter().scan(0, |end, (name, size)| {
        let start = *end;
        *end += size;
        Some(Group { name, start, size: *size })
    })
}

/// How many features there are.
#[must_use]
pub fn count() -> usize {
    SIZES.iter().map(|(_, size)| usize::from(*size)).sum()
}

fn feature(group: Of, index: usize) -> u16 {
    let before: u16 = SIZES[..group as usize].iter().map(|(_, size)| size).sum();
    before + (index as u16).min(SIZES[group as usize].1 - 1)
}

/// The number of the first bound that is above the value.
fn bucket(value: f32, bounds: &[f32]) -> usize {
    bounds.iter().position(|bound| value < *bound).unwrap_or(bounds.len())
}

const FINE: [f32; 12] = [0.003, 0.01, 0.03, 0.08, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.96, 0.99];
const COARSE: [f32; 4] = [0.05, 0.3, 0.6, 0.9];
const MEAN: [f32; 6] = [0.03, 0.15, 0.35, 0.55, 0.75, 0.92];

/// Whether features of a type say that the encoder reads just that.
pub(super) fn is_as_read(features: &[u16]) -> bool {
    features.contains(&feature(Of::read, 0))
}

/// Whether features of a type say that lexicon, rules and sequence model agree on just that.
pub(super) fn is_as_ruled(features: &[u16]) -> bool {
    let first = feature(Of::ruled, 0);
    features.iter().any(|found| (first..first + RULED_OTHER).contains(found))
}

/// Where the features begin that say the rules read another type.
const RULED_OTHER: u16 = 7;

/// How the places of a spelling are read together.
#[derive(Debug, Clone, Copy, Default)]
struct Form {
    places: u32,
    odds: [f32; CLASSES],
    ruled: [u32; CLASSES],
}

/// Reads features.
pub(super) struct Reader<'r, 'a> {
    words: &'r Words<'a>,
    readings: &'r Readings<'r>,
    forms: HashMap<u64, Form, BuildFold>,
}

impl<'r, 'a> Reader<'r, 'a> {
    pub fn new(words: &'r Words<'a>, readings: &'r Readings<'r>, proposals: &Proposals) -> Self {
        let mut forms: HashMap<u64, Form, BuildFold> = HashMap::default();
        for proposal in &proposals.all {
            let form = forms.entry(proposal.form).or_default();
            form.places += 1;
            for (sum, odds) in form.odds.iter_mut().zip(odds(words, readings.understood, proposal.first, proposal.end))
            {
                *sum += odds;
            }
            if let Some(at) = proposal.ruled {
                form.ruled[class_of(readings.ruled[at].kind)] += 1;
            }
        }
        Self { words, readings, forms }
    }

    /// The features of a stretch as a name of each type.
    pub fn read(&self, proposal: &Proposal) -> [Vec<u16>; CLASSES] {
        let own = odds(self.words, self.readings.understood, proposal.first, proposal.end);
        let form = self.forms.get(&proposal.form).copied().unwrap_or_default();
        let looks = self.looks(proposal);
        let noun = self.as_noun(proposal);
        std::array::from_fn(|class| {
            let mut found = Vec::with_capacity(24);
            found.push(feature(Of::kind, class));
            found.push(feature(Of::odds, bucket(own[class], &FINE)));
            found.push(feature(Of::odds_by_kind, 5 * class + bucket(own[class], &COARSE)));
            found.push(feature(Of::read, self.as_read(proposal, class)));
            found.push(feature(Of::ruled, self.as_ruled(proposal, class)));
            found.push(feature(Of::tagged, self.as_tagged(proposal, class)));
            found.push(feature(Of::elsewhere, others(form, own[class], class)));
            found.push(feature(Of::ruled_elsewhere, self.ruled_elsewhere(proposal, form, class)));
            found.push(feature(Of::lexicon, self.in_lexicon(proposal, class)));
            found.push(feature(Of::length, 5 * class + (proposal.end - proposal.first - 1).min(4)));
            found.extend(looks.iter().map(|look| feature(Of::look, 10 * class + look)));
            found.push(feature(Of::nested, self.nested(proposal, own[class], class)));
            found.push(feature(Of::noun, 4 * class + noun));
            found
        })
    }

    fn as_read(&self, proposal: &Proposal, class: usize) -> usize {
        if self.readings.understood.odds(proposal.end - 1).is_none() {
            return 5;
        }
        let names = self.readings.understood.names();
        let from = names.partition_point(|name| name.tokens.end <= proposal.first);
        let mut relation = 4;
        for name in names[from..].iter().take_while(|name| name.tokens.start < proposal.end) {
            let same = class_of_label(name.class) == class;
            let extent = super::super::model::trimmed(self.words, name) == (proposal.first, proposal.end);
            relation = relation.min(match (extent, same) {
                (true, true) => 0,
                (true, false) => 1,
                (false, true) => 2,
                (false, false) => 3,
            });
        }
        relation
    }

    fn as_ruled(&self, proposal: &Proposal, class: usize) -> usize {
        let source = |candidate: &Candidate| match candidate.source {
            Source::Shape => 0,
            Source::Model => 1,
            Source::Context => 2,
            Source::Form => 3,
            Source::Known => 4,
            Source::Titled => 5,
            Source::User => 6,
        };
        if let Some(at) = proposal.ruled {
            let ruled = &self.readings.ruled[at];
            return source(ruled) + if class_of(ruled.kind) == class { 0 } else { usize::from(RULED_OTHER) };
        }
        let from = self.readings.ruled.partition_point(|c| c.span.end <= proposal.span.start);
        let around = self.readings.ruled.get(from).filter(|c| c.span.start < proposal.span.end);
        match around {
            None => 17,
            Some(c) if c.part => 16,
            Some(c) if c.span.start <= proposal.span.start && proposal.span.end <= c.span.end => 14,
            Some(_) => 15,
        }
    }

    fn as_tagged(&self, proposal: &Proposal, class: usize) -> usize {
        let names = self.readings.tagged;
        let from = names.partition_point(|name| name.tokens.end <= proposal.first);
        let Some(name) = names.get(from).filter(|name| name.tokens.start < proposal.end) else { return 9 };
        let extent = super::super::model::trimmed(self.words, name) == (proposal.first, proposal.end);
        match (extent, class_of_label(name.class) == class) {
            (true, true) => bucket(name.confidence, &[0.4, 0.5, 0.6, 0.8]),
            (true, false) => 5 + usize::from(name.confidence >= 0.6),
            (false, same) => 7 + usize::from(!same),
        }
    }

    fn ruled_elsewhere(&self, proposal: &Proposal, form: Form, class: usize) -> usize {
        let mut ruled = form.ruled;
        if let Some(at) = proposal.ruled {
            ruled[class_of(self.readings.ruled[at].kind)] -= 1;
        }
        let all: u32 = ruled.iter().sum();
        match (form.places > 1, all > 0) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) if 2 * ruled[class] >= all => 2,
            (true, true) => 3,
        }
    }

    fn in_lexicon(&self, proposal: &Proposal, class: usize) -> usize {
        let known = self.readings.known;
        let from = known.partition_point(|c| c.span.start < proposal.span.start);
        let (mut same, mut doubtful, mut other) = (false, false, false);
        for c in known[from..].iter().take_while(|c| c.span.start == proposal.span.start) {
            if c.span == proposal.span && !c.part {
                let fits = class_of(c.kind) == class;
                same |= fits && !c.doubtful;
                doubtful |= fits && c.doubtful;
                other |= !fits;
            }
        }
        match (same, doubtful, other) {
            (true, _, false) => 1,
            (false, true, _) => 2,
            (false, false, true) => 3,
            (true, _, true) => 4,
            (false, false, false) => 0,
        }
    }

    fn looks(&self, proposal: &Proposal) -> Vec<usize> {
        let words = self.words;
        let Proposal { first, end, .. } = *proposal;
        let shape = words.shapes[first];
        let article = words.before(first).is_some_and(|before| words.on(before, List::Article));
        let digit = |i: usize| words.word(i).bytes().any(|b| b.is_ascii_digit());
        let caps = (first..end).all(|i| words.shapes[i].caps);
        [
            caps,
            shape.camel,
            shape.initial,
            end == first + 1 && words.ordinary(first),
            article,
            !shape.upper,
            (first..end).any(digit),
            words.lexicon.people.given(words.word(first)).is_some(),
            words.lexicon.people.surname(words.word(end - 1)).is_some(),
            words.word(first).contains('-'),
        ]
        .into_iter()
        .enumerate()
        .filter_map(|(look, holds)| holds.then_some(look))
        .collect()
    }

    /// Whether it is a word of the dictionary that is nobody's name, and what stands before it: an article or an inflected
    /// adjective, as before a noun, or something else.
    fn as_noun(&self, proposal: &Proposal) -> usize {
        let words = self.words;
        let Proposal { first, end, .. } = *proposal;
        let word = words.word(first);
        let people = &words.lexicon.people;
        let name = || people.given(word).is_some() || people.surname(word).is_some();
        if end > first + 1 || !words.is_dictionary_noun(word) || name() || self.in_lexicon(proposal, 0) > 0 {
            return 0;
        }
        let Some(before) = words.before(first) else { return 1 };
        if words.on(before, List::Article) {
            return 3;
        }
        if words.is_inflected_adjective(before) { 2 } else { 1 }
    }

    /// Whether the encoder finds the stretch without its first or last word, or with one more, likelier.
    fn nested(&self, proposal: &Proposal, own: f32, class: usize) -> usize {
        let Proposal { first, end, .. } = *proposal;
        let at = |first, end| odds(self.words, self.readings.understood, first, end)[class];
        let shorter = end - first > 1 && at(first + 1, end).max(at(first, end - 1)) > own;
        let before = self.words.before(first).map_or(0.0, |before| at(before, end));
        let after = if self.words.joined(end - 1) { at(first, end + 1) } else { 0.0 };
        if shorter {
            0
        } else if before.max(after) > own {
            1
        } else {
            2
        }
    }
}

fn others(form: Form, own: f32, class: usize) -> usize {
    if form.places < 2 {
        return 7;
    }
    bucket((form.odds[class] - own) / (form.places - 1) as f32, &MEAN)
}

/// How likely the encoder finds a stretch as a name of each type: the likelihood of its least likely label, that it goes
/// on no further included.
fn odds(words: &Words<'_>, understood: &Understood, first: usize, end: usize) -> [f32; CLASSES] {
    std::array::from_fn(|class| {
        let label = |i: usize, label: usize| understood.odds(i).map_or(0.0, |odds| odds[label]);
        let inside = (first + 1..end).map(|i| label(i, 2 + 2 * class));
        let least = inside.fold(label(first, 1 + 2 * class), f32::min);
        if words.joined(end - 1) { least.min(1.0 - label(end, 2 + 2 * class)) } else { least }
    })
}
