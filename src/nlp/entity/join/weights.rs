//! The weights of the features: whole numbers, so that a sum is the same on every machine.

use super::features::{Group, count, groups};
use crate::nlp::error::DataError;

/// What weighs as much as a factor of e in the odds.
pub const UNIT: i32 = 1024;

/// What errors call the file.
const FILE: &str = "entity/join/weights.tsv";

/// The embedded weights.
const EMBEDDED: &str = include_str!("weights.tsv");

/// A weight for each feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights(Vec<i32>);

impl Weights {
    /// The embedded weights.
    ///
    /// # Errors
    /// When they are damaged.
    pub fn embedded() -> Result<Self, DataError> {
        Self::parse(EMBEDDED)
    }

    /// Reads weights: a line a group of features with its name and the weights of all its features, parted by tabs.
    ///
    /// # Errors
    /// When a group is missing, unknown or too short; says in which line.
    pub fn parse(text: &str) -> Result<Self, DataError> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
        let mut weights = Vec::with_capacity(count());
        for Group { name, size, .. } in groups() {
            let (number, line) = lines.next().unwrap_or((text.lines().count(), ""));
            let problem = || {
                let problem = format!("wanted {name}, then {size} whole numbers between -1000000 and 1000000");
                DataError::at_line(FILE, number + 1, problem)
            };
            let mut columns = line.split('\t');
            if columns.next() != Some(name) {
                return Err(problem());
            }
            let before = weights.len();
            for column in columns {
                let weight = column.parse().ok().filter(|weight: &i32| weight.abs() <= 1_000_000);
                weights.push(weight.ok_or_else(problem)?);
            }
            if weights.len() != before + usize::from(size) {
                return Err(problem());
            }
        }
        match lines.next() {
            None => Ok(Self(weights)),
            Some((number, _)) => Err(DataError::at_line(FILE, number + 1, "there is no such group of features")),
        }
    }

    /// All of them, in the order of the features.
    #[must_use]
    pub fn all(&self) -> &[i32] {
        &self.0
    }

    /// The score of a stretch with these features.
    pub(super) fn score(&self, features: &[u16]) -> i32 {
        features.iter().filter_map(|feature| self.0.get(usize::from(*feature))).sum()
    }
}
