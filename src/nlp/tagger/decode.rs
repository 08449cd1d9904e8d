//! Viterbi decoding over integer scores.

#![expect(clippy::cast_possible_truncation, reason = "there are 17 labels")]

use super::labels::{CLASSES, LABELS, Place, label_of, may_begin, may_end};

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

/// How many labels a name may end with, or begin with, the one outside of names among them.
const ENDS: usize = 1 + CLASSES.len() * 2;

/// The labels after which no name goes on, in ascending order: any of [`OPENING`] may follow.
const CLOSING: [usize; ENDS] = labels(true);

/// The labels before which no name went on.
const OPENING: [usize; ENDS] = labels(false);

const fn labels(closing: bool) -> [usize; ENDS] {
    let mut chosen = [0; ENDS];
    let (mut count, mut label) = (0, 0);
    while label < LABELS {
        if closing && may_end(label) || !closing && may_begin(label) {
            chosen[count] = label;
            count += 1;
        }
        label += 1;
    }
    chosen
}

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
    /// the least such loss over the tokens of each of the `names`.
    pub fn margins(
        &mut self,
        nodes: &[Scores],
        transitions: &Transitions,
        labels: &[u8],
        names: impl Iterator<Item = std::ops::Range<usize>>,
    ) -> Vec<i32> {
        let length = nodes.len();
        self.backward.clear();
        self.backward.resize(length, [0; LABELS]);
        if let Some(last) = self.backward.last_mut() {
            *last = std::array::from_fn(|label| if may_end(label) { 0 } else { NEVER });
        }
        for i in (1..length).rev() {
            self.backward[i - 1] = step_back(&self.backward[i], &nodes[i], transitions);
        }
        let margin = |name: std::ops::Range<usize>| {
            let margin = name.map(|i| {
                let own = usize::from(labels[i]);
                let through = |label: usize| self.forward[i][label].saturating_add(self.backward[i][label]);
                let other = (0..LABELS).filter(|label| *label != own).map(through).max().unwrap_or(NEVER);
                through(own).saturating_sub(other)
            });
            margin.min().unwrap_or(0)
        };
        names.map(margin).collect()
    }
}

/// The best scores of paths to each label of a token, and the label before it on each such path.
fn step(scores: &Scores, node: &Scores, transitions: &Transitions) -> (Scores, [u8; LABELS]) {
    let mut next = [NEVER; LABELS];
    let mut from = [0_u8; LABELS];
    let mut go = |label: usize, to: usize| {
        let score = scores[label] + transitions[label][to];
        if score > next[to] {
            next[to] = score;
            from[to] = label as u8;
        }
    };
    for label in CLOSING {
        for to in OPENING {
            go(label, to);
        }
    }
    for class in 0..CLASSES.len() {
        let [begin, inside, last] = [Place::Begin, Place::Inside, Place::Last].map(|place| label_of(class, place));
        for label in [begin, inside] {
            go(label, inside);
            go(label, last);
        }
    }
    for (score, node) in next.iter_mut().zip(node) {
        *score = (*score + node).max(NEVER);
    }
    (next, from)
}

/// The best scores of paths from each label of a token to the end of the sentence; `scores` and `node` are the next
/// token's.
fn step_back(scores: &Scores, node: &Scores, transitions: &Transitions) -> Scores {
    let after: Scores = std::array::from_fn(|label| scores[label] + node[label]);
    let mut best = [NEVER; LABELS];
    for label in CLOSING {
        for next in OPENING {
            best[label] = best[label].max(transitions[label][next] + after[next]);
        }
    }
    for class in 0..CLASSES.len() {
        let [begin, inside, last] = [Place::Begin, Place::Inside, Place::Last].map(|place| label_of(class, place));
        for label in [begin, inside] {
            best[label] =
                NEVER.max(transitions[label][inside] + after[inside]).max(transitions[label][last] + after[last]);
        }
    }
    best
}
