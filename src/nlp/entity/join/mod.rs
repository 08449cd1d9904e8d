//! One decision for each stretch of a text that any reader takes for a name: the encoder, the sequence model, the
//! lexicon, the rules.
//!
//! [`proposals`] gathers the stretches, [`features`] says what the readers think of each and what else is known, and
//! [`weights`] turns that into a score for each type, in whole numbers, so that every machine decides alike; nothing has
//! the score 0. The weights are learned by the tool `train-joiner`; `CARD.md` says from what. Of stretches that overlap,
//! the one with the best score stays. In the end each spelling has one type in a text, the one that its places together
//! speak for most.
//!
//! The user's names are above all that: they stay as they are, and what overlaps them goes.

pub mod features;
mod proposals;
pub mod weights;

use std::collections::{BTreeMap, HashMap};

use super::candidate::{Candidate, Source};
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::encoder::understood::Understood;
use crate::nlp::lexicon::fold::BuildFold;
use crate::nlp::tagger::{LabeledName, NameClass};
use crate::text::Span;
use features::Reader;
use proposals::{Proposal, Proposals};
pub use weights::Weights;

/// How many types are told apart.
pub const CLASSES: usize = 4;

/// A place is as sure of its own type as this, and the other places of its spelling don't change it.
const CERTAIN: i32 = 3 * weights::UNIT;

/// The readings of a text before they are joined.
pub(super) struct Readings<'r> {
    /// What the lexicon knows, doubtful ones too.
    pub known: &'r [Candidate],
    /// What lexicon, rules and sequence model have agreed on, in text order.
    pub ruled: &'r [Candidate],
    /// What the sequence model says.
    pub tagged: &'r [LabeledName],
    /// What the encoder says.
    pub understood: &'r Understood,
}

/// A stretch of text with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Where it stands.
    pub span: Span,
    /// The same for all spellings that count as one.
    form: u64,
    /// What is known about it as a name of each type: persons, places, organisations, others.
    pub features: [Vec<u16>; CLASSES],
}

impl Proposed {
    /// The type that the encoder alone reads here.
    #[must_use]
    pub fn as_encoder_reads(&self) -> Option<usize> {
        self.features.iter().position(|found| features::is_as_read(found))
    }

    /// The type that lexicon, rules and sequence model agree on here.
    #[must_use]
    pub fn as_rules_read(&self) -> Option<usize> {
        self.features.iter().position(|found| features::is_as_ruled(found))
    }
}

/// The number of a type among those that are told apart.
pub(super) fn class_of(kind: EntityType) -> usize {
    match kind {
        EntityType::Person => 0,
        EntityType::Location => 1,
        EntityType::Organization => 2,
        _ => 3,
    }
}

fn class_of_label(class: NameClass) -> usize {
    match class {
        NameClass::Person => 0,
        NameClass::Location => 1,
        NameClass::Organization => 2,
        NameClass::Other => 3,
    }
}

const KINDS: [EntityType; CLASSES] =
    [EntityType::Person, EntityType::Location, EntityType::Organization, EntityType::Other];

/// All stretches with their features, in text order.
pub(super) fn propose(words: &Words<'_>, readings: &Readings<'_>) -> Vec<Proposed> {
    let proposals = Proposals::gather(words, readings);
    proposed(words, readings, &proposals)
}

fn proposed(words: &Words<'_>, readings: &Readings<'_>, proposals: &Proposals) -> Vec<Proposed> {
    let reader = Reader::new(words, readings, proposals);
    let proposed = |p: &Proposal| Proposed { span: p.span, form: p.form, features: reader.read(p) };
    proposals.all.iter().map(proposed).collect()
}

/// The names of a text, in text order and without overlap but for parts of compounds.
pub(super) fn join(words: &Words<'_>, weights: &Weights, readings: &Readings<'_>) -> Vec<Candidate> {
    let proposals = Proposals::gather(words, readings);
    let decided = weights.decide(&proposed(words, readings, &proposals));
    let mut names: Vec<Candidate> =
        decided.into_iter().map(|(at, class)| candidate(readings, &proposals.all[at], class)).collect();
    let free = |span: Span| {
        let at = names.partition_point(|name| name.span.end <= span.start);
        names.get(at).is_none_or(|name| !name.span.overlaps(span))
    };
    let parts: Vec<Candidate> = readings.ruled.iter().filter(|c| fixed(c) && free(c.span)).copied().collect();
    names.extend(parts);
    names.sort_by_key(|name| name.span);
    names
}

impl Weights {
    /// The stretches that are names, each with the number of its type; in text order, without overlap.
    #[must_use]
    pub fn decide(&self, proposed: &[Proposed]) -> Vec<(usize, usize)> {
        let scores: Vec<[i32; CLASSES]> =
            proposed.iter().map(|p| std::array::from_fn(|class| self.score(&p.features[class]))).collect();
        let mut accepted = accept(proposed, &scores);
        agree(proposed, &scores, &mut accepted);
        accepted
    }
}

/// The stretches that are names, the best first where they overlap; in text order.
fn accept(proposed: &[Proposed], scores: &[[i32; CLASSES]]) -> Vec<(usize, usize)> {
    let names = scores.iter().enumerate().map(|(at, scores)| (at, best(scores)));
    let mut order: Vec<(usize, usize)> = names.filter(|(at, class)| scores[*at][*class] > 0).collect();
    order.sort_by_key(|(at, class)| -scores[*at][*class]);
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut accepted = Vec::with_capacity(order.len());
    for (at, class) in order {
        let Span { start, end } = proposed[at].span;
        if taken.range(..end).next_back().is_none_or(|(_, taken)| *taken <= start) {
            taken.insert(start, end);
            accepted.push((at, class));
        }
    }
    accepted.sort_unstable();
    accepted
}

/// Stays as the rules have it: the user's names, and names that are part of a word.
fn fixed(candidate: &Candidate) -> bool {
    candidate.part || candidate.source == Source::User
}

fn best(scores: &[i32; CLASSES]) -> usize {
    (0..CLASSES).reduce(|best, class| if scores[class] > scores[best] { class } else { best }).unwrap_or_default()
}

/// Gives all places of a spelling the type that most speaks for, but for those that are certain of another.
fn agree(proposed: &[Proposed], scores: &[[i32; CLASSES]], accepted: &mut [(usize, usize)]) {
    let mut sums: HashMap<u64, [i32; CLASSES], BuildFold> = HashMap::default();
    for (at, _) in accepted.iter() {
        let sums = sums.entry(proposed[*at].form).or_default();
        for (sum, score) in sums.iter_mut().zip(scores[*at]) {
            *sum = sum.saturating_add(score.clamp(-8 * weights::UNIT, 8 * weights::UNIT));
        }
    }
    for (at, class) in accepted {
        let Some(sums) = sums.get(&proposed[*at].form) else { continue };
        let joint = best(sums);
        if scores[*at][*class] - scores[*at][joint] < CERTAIN {
            *class = joint;
        }
    }
}

/// A name of this type: as the rules have it where they found the same, else as the lexicon knows it, else new.
fn candidate(readings: &Readings<'_>, proposal: &Proposal, class: usize) -> Candidate {
    let same = |c: &&Candidate| c.span == proposal.span && class_of(c.kind) == class;
    let ruled = proposal.ruled.map(|at| &readings.ruled[at]).filter(same);
    let known = || {
        let from = readings.known.partition_point(|c| c.span.start < proposal.span.start);
        readings.known[from..].iter().take_while(|c| c.span.start == proposal.span.start).find(same)
    };
    match ruled.or_else(known) {
        Some(found) => Candidate { doubtful: false, ..*found },
        None => Candidate::new(proposal.span, proposal.first..proposal.end, KINDS[class], Source::Model),
    }
}
