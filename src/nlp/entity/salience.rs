//! How much of a text's attention an entity has: by how often, how early and in what place it is named.

use super::super::analysis::rounded;
use super::candidate::{Candidate, Standing};
use super::lists::List;
use super::merge::Cluster;
use super::words::Words;

/// The share of each cluster, in order; together about 1. Rounded to four decimals, so that no machine differs.
pub(super) fn shares(words: &Words<'_>, clusters: &[Cluster]) -> Vec<f64> {
    let weights: Vec<u64> = clusters.iter().map(|cluster| weight(words, cluster)).collect();
    let total: u64 = weights.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "weights are small whole numbers")]
    weights.iter().map(|weight| rounded(*weight as f64 / total.max(1) as f64)).collect()
}

/// Each mention counts; more in a heading or the first paragraph, as the subject or beside a verb of saying, less inside
/// a compound or a longer name, least as an adjective.
fn weight(words: &Words<'_>, cluster: &Cluster) -> u64 {
    let mut sum = 0;
    for mention in &cluster.mentions {
        let sentence = &words.layers.sentences[words.sentence[mention.first]];
        let place = if sentence.heading {
            14
        } else if words.sentence[mention.first] == 0 || sentence.paragraph == 0 {
            12
        } else {
            10
        };
        let subject = sentence.tokens.start == mention.first && !mention.part;
        sum += match mention.standing {
            Standing::Derived => 1,
            Standing::Nested => place / 2,
            Standing::Free if mention.part => place / 2,
            Standing::Free => place + 2 * u64::from(subject) + 3 * u64::from(speaks(words, mention)),
        };
    }
    let first = cluster.mentions.iter().find(|m| m.standing == Standing::Free).map(|m| words.sentence[m.first]);
    sum + match first {
        Some(0) => 20,
        Some(1..=3) => 10,
        _ => 0,
    }
}

/// A verb of saying stands before or behind the name.
fn speaks(words: &Words<'_>, mention: &Candidate) -> bool {
    let before = words.before(mention.first).is_some_and(|b| words.on(b, List::Saying));
    before || words.joined(mention.end - 1) && words.on(mention.end, List::Saying)
}
