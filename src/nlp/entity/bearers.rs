//! Who bears a word as part of their name in a text.

use std::collections::HashMap;

use super::merge::Cluster;
use crate::nlp::lexicon::fold::{self, BuildFold};

/// So many times as often as all others together must one be named in full, and at least so many times, for the word alone
/// to mean that one.
const DOMINANT: usize = 3;

/// Clusters by folded words of their names.
#[derive(Default)]
pub(super) struct Bearers(HashMap<u64, Vec<usize>, BuildFold>);

impl Bearers {
    /// Notes that a cluster bears a word.
    pub fn add(&mut self, word: &str, cluster: usize) {
        let all = self.0.entry(fold::key(word)).or_default();
        if !all.contains(&cluster) {
            all.push(cluster);
        }
    }

    /// All who bear a word.
    pub fn of(&self, key: u64) -> &[usize] {
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// Whom a word alone means: the only one who bears it, or the one whom the text is about. "Sebastian Hendel", named again
/// and again, and not his wife, who is named once.
pub(super) fn meant(bearers: &[usize], clusters: &[Cluster]) -> Option<usize> {
    if let [only] = bearers {
        return Some(*only);
    }
    let in_full = |cluster: usize| clusters[cluster].mentions.iter().filter(|m| m.end - m.first > 1).count();
    let most = bearers.iter().copied().max_by_key(|cluster| in_full(*cluster))?;
    let others: usize = bearers.iter().filter(|cluster| **cluster != most).map(|cluster| in_full(*cluster)).sum();
    (in_full(most) >= DOMINANT * others.max(1)).then_some(most)
}
