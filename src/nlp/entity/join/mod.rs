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

use std::collections::HashMap;

use super::candidate::{Candidate, Source};
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::encoder::understood::Understood;
use crate::nlp::lexicon::fold::BuildFold;
use crate::nlp::tagger::{LabeledName, NameClass};
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

/// A stretch of text with what is known about it, for learning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Where it stands.
    pub span: crate::text::Span,
    /// What is known about it as a name of each type.
    pub features: [Vec<u16>; CLASSES],
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

/// All stretches with their features.
pub(super) fn propose(words: &Words<'_>, readings: &Readings<'_>) -> Vec<Proposed> {
    let proposals = Proposals::gather(words, readings);
    let reader = Reader::new(words, readings, &proposals);
    let proposed = |proposal: &Proposal| Proposed { span: proposal.span, features: reader.read(proposal) };
    proposals.all.iter().map(proposed).collect()
}

/// The names of a text, in text order and without overlap but for parts of compounds.
pub(super) fn join(words: &Words<'_>, weights: &Weights, readings: &Readings<'_>) -> Vec<Candidate> {
    let proposals = Proposals::gather(words, readings);
    let reader = Reader::new(words, readings, &proposals);
    let scores: Vec<[i32; CLASSES]> =
        proposals.all.iter().map(|proposal| reader.read(proposal).map(|found| weights.score(&found))).collect();
    let mut accepted = accept(words, readings, &proposals, &scores);
    agree(&proposals, &scores, &mut accepted);
    let mut names: Vec<Candidate> =
        accepted.iter().map(|(at, class)| candidate(readings, &proposals.all[*at], *class)).collect();
    let free = |span: crate::text::Span| {
        let at = names.partition_point(|name| name.span.end <= span.start);
        names.get(at).is_none_or(|name| !name.span.overlaps(span))
    };
    let parts: Vec<Candidate> = readings.ruled.iter().filter(|c| fixed(c) && free(c.span)).copied().collect();
    names.extend(parts);
    names.sort_by_key(|name| name.span);
    names
}

/// Stays as the rules have it: the user's names, and names that are part of a word.
fn fixed(candidate: &Candidate) -> bool {
    candidate.part || candidate.source == Source::User
}

/// The proposals that are names, best first at each place, each with its type; in text order.
fn accept(
    words: &Words<'_>,
    readings: &Readings<'_>,
    proposals: &Proposals,
    scores: &[[i32; CLASSES]],
) -> Vec<(usize, usize)> {
    let mut taken = vec![false; words.len()];
    for user in readings.ruled.iter().filter(|c| c.source == Source::User) {
        taken[user.first..user.end].fill(true);
    }
    let mut order: Vec<(i32, usize, usize)> = scores
        .iter()
        .enumerate()
        .map(|(at, scores)| (best(scores), at))
        .filter(|(class, at)| scores[*at][*class] > 0)
        .map(|(class, at)| (-scores[at][class], at, class))
        .collect();
    order.sort_unstable();
    let mut accepted = Vec::with_capacity(order.len());
    for (_, at, class) in order {
        let Proposal { first, end, .. } = proposals.all[at];
        if !taken[first..end].contains(&true) {
            taken[first..end].fill(true);
            accepted.push((at, class));
        }
    }
    accepted.sort_unstable();
    accepted
}

fn best(scores: &[i32; CLASSES]) -> usize {
    (0..CLASSES).reduce(|best, class| if scores[class] > scores[best] { class } else { best }).unwrap_or_default()
}

/// Gives all places of a spelling the type that most speaks for, but for those that are certain of another.
fn agree(proposals: &Proposals, scores: &[[i32; CLASSES]], accepted: &mut [(usize, usize)]) {
    let mut sums: HashMap<u64, [i32; CLASSES], BuildFold> = HashMap::default();
    for (at, _) in accepted.iter() {
        let sums = sums.entry(proposals.all[*at].form).or_default();
        for (sum, score) in sums.iter_mut().zip(scores[*at]) {
            *sum = sum.saturating_add(score.clamp(-8 * weights::UNIT, 8 * weights::UNIT));
        }
    }
    for (at, class) in accepted {
        let Some(sums) = sums.get(&proposals.all[*at].form) else { continue };
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
