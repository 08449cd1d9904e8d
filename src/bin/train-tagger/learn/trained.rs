//! What training has learned, and the integer weights made of it.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "weights are clamped before they are rounded, runs and domains are few"
)]

use pressespiegel::nlp::tagger::Weights;
use pressespiegel::nlp::tagger::labels::{LABELS, OUTSIDE, may_follow};

use super::crf::Row;

/// What was learned: weights for all domains together and what each domain adds.
#[derive(Debug)]
pub struct Trained {
    pub(super) keys: Vec<u32>,
    pub(super) weights: Vec<Row>,
    pub(super) transitions: Vec<[Row; LABELS]>,
}

impl Trained {
    /// The mean of several trainings on the same corpora, which differ in their seeds.
    #[must_use]
    pub fn mean(mut runs: Vec<Self>) -> Option<Self> {
        let share = 1.0 / runs.len() as f32;
        let mut mean = runs.pop()?;
        let Self { weights, transitions, .. } = &mut mean;
        for (at, row) in weights.iter_mut().enumerate() {
            for (label, weight) in row.iter_mut().enumerate() {
                *weight = share * (*weight + runs.iter().map(|run| run.weights[at][label]).sum::<f32>());
            }
        }
        for (layer, rows) in transitions.iter_mut().enumerate() {
            for (from, row) in rows.iter_mut().enumerate() {
                for (to, weight) in row.iter_mut().enumerate() {
                    *weight = share * (*weight + runs.iter().map(|run| run.transitions[layer][from][to]).sum::<f32>());
                }
            }
        }
        Some(mean)
    }

    /// The weights of a mixture of domains: what holds for all plus the mean of what the `domains` add, rounded to steps
    /// of `1 / resolution`. Rows whose largest weight rounds to less than `least` steps go.
    #[must_use]
    pub fn weights(&self, domains: &[usize], resolution: f32, least: i32) -> Weights {
        let share = 1.0 / domains.len().max(1) as f32;
        let mixed = |weight: &dyn Fn(usize) -> f32| {
            weight(0) + share * domains.iter().map(|domain| weight(domain + 1)).sum::<f32>()
        };
        let round = |weight: f32| (weight * resolution).round() as i32;
        let mut rows = Vec::new();
        for (at, key) in self.keys.iter().enumerate() {
            let sum = |label: usize| mixed(&|layer| self.weights[layer * self.keys.len() + at][label]);
            // Only differences count: what speaks for "outside" speaks against all others.
            let outside = sum(OUTSIDE);
            let mut row = [0_i8; LABELS - 1];
            for (label, weight) in row.iter_mut().enumerate() {
                *weight = round(sum(label + 1) - outside).clamp(-127, 127) as i8;
            }
            if row.iter().any(|weight| i32::from(*weight).abs() >= least) {
                rows.push((*key, row));
            }
        }
        let mut transitions = [[0; LABELS]; LABELS];
        for (from, row) in transitions.iter_mut().enumerate() {
            for (to, score) in row.iter_mut().enumerate().filter(|(to, _)| may_follow(from, *to)) {
                *score = round(mixed(&|layer| self.transitions[layer][from][to]));
            }
        }
        rows.sort_unstable_by_key(|row| row.0);
        Weights { rows, transitions }
    }
}
