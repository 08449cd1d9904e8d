//! Viterbi decoding over integer scores.

#![expect(clippy::cast_possible_truncation, reason = "there are 17 labels")]

use super::labels::{LABELS, goes_on, may_begin, may_end, may_follow};

/// Scores of the labels of one token.
pub type Scores = [i32; LABELS];

/// No path; far enough from the ends of `i32` that sums of two stay in it.
const NEVER: i32 = i32::MIN / 4;

/// Scores of label after label; what is not legal is never taken.
pub type Transitions = [[i32; LABELS]; LABELS];

/// Finds the best row of labels; keeps its memory from sentence to sentence.
#[derive(Debug, Default)]
pub struct Decoder {
    forward: Vec<Scores>,
    from: Vec<[u8; LABELS]>,
    backward: Vec<Scores>,
}

/// The labels that a token after one of `label` may have, as the bits of a mask.
const fn followers() -> [u32; LABELS] {
    let mut masks = [0; LABELS];
    let mut label = 0;
    while label < LABELS {
        let mut next = 0;
        while next < LABELS {
            if may_follow(label, next) {
                masks[label] |= 1 << next;
            }
            next += 1;
        }
        label += 1;
    }
    masks
}

const FOLLOWERS: [u32; LABELS] = followers();

impl Decoder {
    /// Writes the labels of the legal path with the highest sum into `labels`; of equal ones the one with lower labels
    /// at the end. Cost: about a hundred additions a token.
    pub fn decode(&mut self, nodes: &[Scores], transitions: &Transitions, labels: &mut Vec<u8>) {
        labels.clear();
        let Some(first) = nodes.first() else { return };
        self.forward.clear();
        self.from.clear();
        let mut scores = *first;
        for (label, score) in scores.iter_mut().enumerate() {
            if !may_begin(label) {
                *score = NEVER;
            }
        }
        self.forward.push(scores);
        self.from.push([0; LABELS]);
        for node in &nodes[1..] {
            let (next, from) = step(&scores, node, transitions);
            scores = next;
            self.forward.push(scores);
            self.from.push(from);
        }
        let ends = (0..LABELS).filter(|label| may_end(*label));
        let Some(mut label) = ends.rev().max_by_key(|label| scores[*label]) else { return };
        for from in self.from.iter().rev() {
            labels.push(label as u8);
            label = usize::from(from[label]);
        }
        labels.reverse();
    }

    /// For the path just decoded over the same `nodes`: how much worse the best path is that labels token `i` otherwise,
    /// the least such loss over the tokens of each of the `names`. Calls `sink` with one number a name.
    pub fn margins(
        &mut self,
        nodes: &[Scores],
        transitions: &Transitions,
        labels: &[u8],
        names: impl Iterator<Item = std::ops::Range<usize>>,
        mut sink: impl FnMut(i32),
    ) {
        let length = nodes.len();
        self.backward.clear();
        self.backward.resize(length, [0; LABELS]);
        for i in (0..length).rev() {
            for label in 0..LABELS {
                self.backward[i][label] = if i + 1 == length {
                    if may_end(label) { 0 } else { NEVER }
                } else {
                    let next = &self.backward[i + 1];
                    let best = (0..LABELS)
                        .filter(|n| FOLLOWERS[label] >> n & 1 == 1)
                        .map(|n| transitions[label][n] + nodes[i + 1][n] + next[n])
                        .max();
                    best.unwrap_or(NEVER).max(NEVER)
                };
            }
        }
        for name in names {
            let margin = name.clone().map(|i| {
                let own = usize::from(labels[i]);
                let through = |label: usize| self.forward[i][label].saturating_add(self.backward[i][label]);
                let other = (0..LABELS).filter(|label| *label != own).map(through).max().unwrap_or(NEVER);
                through(own).saturating_sub(other)
            });
            sink(margin.min().unwrap_or(0));
        }
    }
}

fn step(scores: &Scores, node: &Scores, transitions: &Transitions) -> (Scores, [u8; LABELS]) {
    let mut next = [NEVER; LABELS];
    let mut from = [0_u8; LABELS];
    for label in 0..LABELS {
        if goes_on(label) {
            let class = (label - 1) / 4;
            for to in [2 + 4 * class, 3 + 4 * class] {
                let score = scores[label] + transitions[label][to];
                if score > next[to] {
                    next[to] = score;
                    from[to] = label as u8;
                }
            }
            continue;
        }
        for to in (0..LABELS).filter(|to| FOLLOWERS[label] >> to & 1 == 1) {
            let score = scores[label] + transitions[label][to];
            if score > next[to] {
                next[to] = score;
                from[to] = label as u8;
            }
        }
    }
    for (score, node) in next.iter_mut().zip(node) {
        *score = (*score + node).max(NEVER);
    }
    (next, from)
}
