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

#[cfg(test)]
mod tests {
    use crate::nlp::{Document, Engine};

    #[test]
    fn place_and_number_of_mentions_weigh() {
        let engine = Engine::new().expect("the engine");
        for (text, more, less, reason) in [
            ("Ada Kern traf Jonas Abel.", "Ada Kern", "Jonas Abel", "the subject"),
            ("Am Montag, sagte Jonas Abel, fährt der Zug mit Ada Kern.", "Jonas Abel", "Ada Kern", "who speaks"),
            (
                "Am Montag half Jonas Abel. Später kam dort Jonas Abel. Am Ende half dort Ada Kern.",
                "Jonas Abel",
                "Ada Kern",
                "who is named twice, and first",
            ),
            (
                "Die Firma lieferte nach Polen und in die deutschen Läden.",
                "Polen",
                "Deutschland",
                "a name, not an adjective",
            ),
        ] {
            let entities = engine.analyze(Document::new(text)).entities;
            let of = |name: &str| entities.iter().find(|e| e.name == name).map(|e| e.salience);
            assert!(
                of(less).is_some() && of(more) > of(less),
                "{reason}: {more} {:?}, {less} {:?}",
                of(more),
                of(less)
            );
        }
        let same = engine.analyze(Document::new("Am Montag ging Jonas Abel mit Ada Kern ins Haus.")).entities;
        assert!(same.len() == 2 && same[0].salience.total_cmp(&same[1].salience).is_eq(), "nothing tells them apart");
    }
}
