//! A linear-chain conditional random field, trained by stochastic gradient descent with quadratic regularisation.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "features are fewer than 2^32, weights are clamped before they are rounded"
)]

use std::collections::HashMap;

use pressespiegel::nlp::tagger::labels::{LABELS, labels_of, may_begin, may_end, may_follow, parts_of};

use super::corpus::Corpus;
use super::extract::Extracted;
use super::trained::Trained;

/// How to train.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Passes over the data.
    pub epochs: usize,
    /// The mean of the weights after this many of the last passes is taken.
    pub averaged: usize,
    /// First learning rate.
    pub rate: f32,
    /// Strength of regularisation.
    pub penalty: f32,
    /// Features seen less often (by weight) are dropped.
    pub cutoff: f32,
    /// Chance that the features of a token are thinned out in a pass, and the share that then goes.
    pub dropout: f32,
    /// Number of domains.
    pub domains: usize,
    /// Seed of the order of sentences.
    pub seed: u64,
}

/// A small generator of numbers (splitmix64); the same on every machine.
#[derive(Debug, Clone)]
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0.0..1.0`.
    pub fn unit(&mut self) -> f32 {
        (self.draw() >> 40) as f32 / 16_777_216.0
    }

    /// Shuffles `items`.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let other = (self.draw() % (i as u64 + 1)) as usize;
            items.swap(i, other);
        }
    }
}

pub(super) type Row = [f32; LABELS];

/// A sentence ready for training.
struct Example {
    domain: usize,
    weight: f32,
    rows: Vec<u32>,
    ends: Vec<u32>,
    gold: Vec<u8>,
    allowed: [bool; LABELS],
}

/// Trains on `corpora`, with the `features` of each of their sentences in the same order.
#[must_use]
pub fn train(
    corpora: &[&Corpus],
    features: &[&[Extracted]],
    options: Options,
    progress: &mut dyn FnMut(usize, f64),
) -> Trained {
    let (keys, examples) = examples(corpora, features, options.cutoff);
    let layers = options.domains + 1;
    let mut learner = Learner {
        features: keys.len(),
        weights: vec![[0.0; LABELS]; keys.len() * layers],
        transitions: vec![[[0.0; LABELS]; LABELS]; layers],
        scale: 1.0,
        rate: options.rate,
        work: Work::default(),
    };
    let mut random = Random(options.seed);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let total: f32 = examples.iter().map(|e| e.weight).sum();
    let penalty = options.penalty / total;
    let mut step = 0.0;
    let mut sum: Option<(Vec<Row>, Vec<[Row; LABELS]>)> = None;
    let averaged = options.averaged.clamp(1, options.epochs.max(1));
    for epoch in 0..options.epochs {
        random.shuffle(&mut order);
        let mut loss = 0.0;
        for at in &order {
            let example = &examples[*at];
            learner.rate = options.rate / (1.0 + penalty * options.rate * step);
            loss += learner.learn(example, penalty * example.weight, options.dropout, &mut random);
            step += example.weight;
        }
        learner.rescale();
        progress(epoch, loss);
        if epoch + averaged >= options.epochs {
            match &mut sum {
                None => sum = Some((learner.weights.clone(), learner.transitions.clone())),
                Some((weights, transitions)) => {
                    add(weights, &learner.weights);
                    transitions.iter_mut().zip(&learner.transitions).for_each(|(sum, more)| add(sum, more));
                }
            }
        }
    }
    let (mut weights, mut transitions) = sum.unwrap_or((learner.weights, learner.transitions));
    let share = 1.0 / averaged as f32;
    for weight in weights.iter_mut().chain(transitions.iter_mut().flatten()).flatten() {
        *weight *= share;
    }
    Trained { keys, weights, transitions }
}

/// All sentences as examples, with the features that their rows are numbers of.
fn examples(corpora: &[&Corpus], features: &[&[Extracted]], cutoff: f32) -> (Vec<u32>, Vec<Example>) {
    let index = dictionary(corpora, features, cutoff);
    let mut examples = Vec::new();
    for (corpus, features) in corpora.iter().zip(features) {
        examples.extend(corpus.sentences.iter().zip(*features).map(|(sentence, extracted)| {
            example(corpus, labels_of(sentence.words.len(), &sentence.names), extracted, &index)
        }));
    }
    let mut keys = vec![0; index.len()];
    for (key, row) in index {
        keys[row as usize] = key;
    }
    (keys, examples)
}

fn add(sum: &mut [Row], more: &[Row]) {
    sum.iter_mut().flatten().zip(more.iter().flatten()).for_each(|(sum, more)| *sum += more);
}

/// Numbers the features that are seen often enough, in the order of first sight.
fn dictionary(corpora: &[&Corpus], features: &[&[Extracted]], cutoff: f32) -> HashMap<u32, u32> {
    let mut counts: HashMap<u32, f32> = HashMap::new();
    for (corpus, features) in corpora.iter().zip(features) {
        for key in features.iter().flat_map(|extracted| &extracted.keys) {
            *counts.entry(*key).or_default() += corpus.weight;
        }
    }
    let mut index = HashMap::new();
    for key in features.iter().flat_map(|features| features.iter()).flat_map(|extracted| &extracted.keys) {
        if counts[key] >= cutoff {
            let next = index.len() as u32;
            index.entry(*key).or_insert(next);
        }
    }
    index
}

fn example(corpus: &Corpus, gold: Vec<u8>, extracted: &Extracted, index: &HashMap<u32, u32>) -> Example {
    let mut rows = Vec::new();
    let mut ends = Vec::new();
    let mut from = 0;
    for end in &extracted.ends {
        let keys = &extracted.keys[from as usize..*end as usize];
        rows.extend(keys.iter().filter_map(|key| index.get(key).copied()));
        ends.push(rows.len() as u32);
        from = *end;
    }
    let mut allowed = [true; LABELS];
    for (label, allowed) in allowed.iter_mut().enumerate() {
        *allowed = parts_of(label).is_none_or(|(class, _)| corpus.classes[class]);
    }
    Example { domain: corpus.domain, weight: corpus.weight, rows, ends, gold, allowed }
}

#[derive(Default)]
struct Work {
    nodes: Vec<Row>,
    alpha: Vec<Row>,
    beta: Vec<Row>,
    kept: Vec<u32>,
    kept_ends: Vec<u32>,
}

struct Learner {
    features: usize,
    weights: Vec<Row>,
    transitions: Vec<[Row; LABELS]>,
    /// The true weights are `weights * scale`; shrinking all of them is then one multiplication.
    scale: f32,
    rate: f32,
    work: Work,
}

impl Learner {
    fn rescale(&mut self) {
        for row in self.weights.iter_mut().chain(self.transitions.iter_mut().flatten()) {
            for weight in row {
                *weight *= self.scale;
            }
        }
        self.scale = 1.0;
    }

    /// One step along the gradient of one sentence; its loss before.
    fn learn(&mut self, example: &Example, penalty: f32, dropout: f32, random: &mut Random) -> f64 {
        let mut work = std::mem::take(&mut self.work);
        thin_out(example, dropout, random, &mut work);
        self.score(example, &mut work);
        let mut joints = [[0.0; LABELS]; LABELS];
        for (from, row) in joints.iter_mut().enumerate() {
            for (to, score) in row.iter_mut().enumerate().filter(|(to, _)| may_follow(from, *to)) {
                let weight = self.transitions[0][from][to] + self.transitions[example.domain + 1][from][to];
                *score = (weight * self.scale).exp();
            }
        }
        let mut expected = [[0.0; LABELS]; LABELS];
        let loss = marginals(&mut work, &joints, &example.gold, &mut expected);
        if self.scale < 1e-4 {
            self.rescale();
        }
        self.scale *= 1.0 - self.rate * penalty;
        self.step(example, &work, &expected);
        self.work = work;
        loss * f64::from(example.weight)
    }

    /// Scores the labels of the tokens.
    fn score(&self, example: &Example, work: &mut Work) {
        let own = (example.domain + 1) * self.features;
        work.nodes.clear();
        let mut from = 0;
        for end in &work.kept_ends {
            let mut node = [0.0; LABELS];
            for row in &work.kept[from as usize..*end as usize] {
                let (common, special) = (&self.weights[*row as usize], &self.weights[own + *row as usize]);
                for label in 0..LABELS {
                    node[label] += common[label] + special[label];
                }
            }
            for (label, score) in node.iter_mut().enumerate() {
                *score = if example.allowed[label] { *score * self.scale } else { f32::NEG_INFINITY };
            }
            work.nodes.push(node);
            from = *end;
        }
    }

    /// Moves the weights by the difference between the labels and their chances, which are in `work.alpha`.
    fn step(&mut self, example: &Example, work: &Work, expected: &[Row; LABELS]) {
        let own = (example.domain + 1) * self.features;
        let rate = self.rate * example.weight / self.scale;
        let mut from = 0;
        for ((chances, gold), end) in work.alpha.iter().zip(&example.gold).zip(&work.kept_ends) {
            let mut delta = chances.map(|chance| -rate * chance);
            delta[usize::from(*gold)] += rate;
            if chances[usize::from(*gold)] < 1.0 - 1e-4 {
                for row in &work.kept[from as usize..*end as usize] {
                    for base in [0, own] {
                        let weights = &mut self.weights[base + *row as usize];
                        weights.iter_mut().zip(&delta).for_each(|(weight, delta)| *weight += delta);
                    }
                }
            }
            from = *end;
        }
        for layer in [0, example.domain + 1] {
            let transitions = &mut self.transitions[layer];
            for pair in example.gold.windows(2) {
                transitions[usize::from(pair[0])][usize::from(pair[1])] += rate;
            }
            for (row, expected) in transitions.iter_mut().zip(expected) {
                row.iter_mut().zip(expected).for_each(|(weight, chance)| *weight -= rate * chance);
            }
        }
    }
}

/// Copies the rows of `example`, at `dropout` of the tokens only half of them.
fn thin_out(example: &Example, dropout: f32, random: &mut Random, work: &mut Work) {
    work.kept.clear();
    work.kept_ends.clear();
    let mut from = 0;
    for end in &example.ends {
        let rows = &example.rows[from as usize..*end as usize];
        if dropout > 0.0 {
            work.kept.extend(rows.iter().filter(|_| random.unit() >= dropout));
        } else {
            work.kept.extend(rows);
        }
        work.kept_ends.push(work.kept.len() as u32);
        from = *end;
    }
}

/// Replaces `work.alpha` by the marginals of `work.nodes`; adds up the expected label pairs; returns the loss.
fn marginals(work: &mut Work, joints: &[Row; LABELS], gold: &[u8], expected: &mut [Row; LABELS]) -> f64 {
    let mut loss = 0.0;
    for (node, gold) in work.nodes.iter_mut().zip(gold) {
        let largest = node.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        loss += f64::from(largest - node[usize::from(*gold)]);
        *node = node.map(|score| (score - largest).exp());
    }
    for pair in gold.windows(2) {
        loss -= f64::from(joints[usize::from(pair[0])][usize::from(pair[1])].ln());
    }
    loss += forward(work, joints);
    backward(work, joints, expected);
    for (alpha, beta) in work.alpha.iter_mut().zip(&work.beta) {
        alpha.iter_mut().zip(beta).for_each(|(a, b)| *a *= b);
        normalize(alpha);
    }
    loss
}

/// Makes the sum of `row` 1; what it was.
fn normalize(row: &mut Row) -> f32 {
    let sum: f32 = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    for value in row {
        *value /= sum;
    }
    sum
}

/// The chances of the labels of each token given the tokens before it; the logarithm of the sum of all rows.
fn forward(work: &mut Work, joints: &[Row; LABELS]) -> f64 {
    let mut logarithm = 0.0;
    work.alpha.clear();
    for (i, node) in work.nodes.iter().enumerate() {
        let mut alpha = [0.0; LABELS];
        for to in 0..LABELS {
            let reached = match i.checked_sub(1).map(|before| &work.alpha[before]) {
                None => f32::from(u8::from(may_begin(to))),
                Some(before) => (0..LABELS).map(|from| before[from] * joints[from][to]).sum(),
            };
            let possible = i + 1 < work.nodes.len() || may_end(to);
            alpha[to] = if possible { reached * node[to] } else { 0.0 };
        }
        logarithm += f64::from(normalize(&mut alpha).ln());
        work.alpha.push(alpha);
    }
    logarithm
}

/// What the tokens after each token say about its label; adds up the expected label pairs.
fn backward(work: &mut Work, joints: &[Row; LABELS], expected: &mut [Row; LABELS]) {
    let length = work.nodes.len();
    work.beta.clear();
    work.beta.resize(length, std::array::from_fn(|label| f32::from(u8::from(may_end(label)))));
    for i in (0..length.saturating_sub(1)).rev() {
        let (node, next) = (&work.nodes[i + 1], &work.beta[i + 1]);
        let after: Row = std::array::from_fn(|to| node[to] * next[to]);
        let mut beta = [0.0; LABELS];
        let mut pairs = [[0.0; LABELS]; LABELS];
        let mut sum = 0.0_f32;
        for from in 0..LABELS {
            for to in 0..LABELS {
                let chance = joints[from][to] * after[to];
                beta[from] += chance;
                pairs[from][to] = work.alpha[i][from] * chance;
                sum += pairs[from][to];
            }
        }
        normalize(&mut beta);
        work.beta[i] = beta;
        let sum = sum.max(f32::MIN_POSITIVE);
        for (row, pairs) in expected.iter_mut().zip(&pairs) {
            row.iter_mut().zip(pairs).for_each(|(e, p)| *e += p / sum);
        }
    }
}
