//! How likely an entity is a name, and one of its type.
//!
//! It is as sure as its surest mention. Where all readings were joined, the score of that decision tells; elsewhere, who
//! found the mention. Both tables were set from the share of names that were right in the held-out sentences of
//! `tests/nlp/corpus` and in GermEval 2014 (CC BY 4.0), some 800 entities; a table in `tests/nlp` compares what is claimed
//! with what is right.

use super::candidate::{Candidate, Source};
use super::join::weights::UNIT;
use super::merge::Cluster;

/// What a score is worth in percent, and between these in proportion.
const SCORES: [(i32, i32); 7] =
    [(0, 45), (UNIT / 2, 58), (UNIT, 72), (3 * UNIT / 2, 82), (2 * UNIT, 89), (3 * UNIT, 97), (4 * UNIT, 99)];

/// What the sequence model is worth from each of its own confidences on, in percent.
const MODEL: [(f32, i32); 3] = [(0.85, 94), (0.5, 72), (0.0, 42)];

/// The probability, 0 to 1 in steps of a hundredth.
pub(super) fn of(cluster: &Cluster) -> f64 {
    f64::from(cluster.mentions.iter().map(percent).max().unwrap_or_default()) / 100.0
}

fn percent(mention: &Candidate) -> i32 {
    match (mention.source, mention.score) {
        (Source::User, _) => 99,
        (_, Some(score)) => of_score(score),
        // A compound says what it is made of: "Meta-Aktie".
        (Source::Known, None) if mention.part => 95,
        (Source::Known | Source::Titled | Source::Form, None) => 90,
        (Source::Context, None) => 76,
        (Source::Model, None) => MODEL.iter().find(|(from, _)| mention.confidence >= *from).map_or(42, |(_, p)| *p),
        (Source::Shape, None) => 40,
    }
}

fn of_score(score: i32) -> i32 {
    let after = SCORES.partition_point(|(from, _)| *from <= score);
    match (after.checked_sub(1).map(|at| SCORES[at]), SCORES.get(after)) {
        (None, _) => SCORES[0].1,
        (Some((_, percent)), None) => percent,
        (Some((from, low)), Some((to, high))) => low + (high - low) * (score - from) / (to - from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::{Document, Engine};

    #[test]
    fn a_better_score_is_never_less_sure() {
        assert_eq!((of_score(i32::MIN), of_score(0), of_score(i32::MAX)), (45, 45, 99));
        let all: Vec<i32> = (-10..6 * UNIT).map(of_score).collect();
        assert!(all.is_sorted(), "{all:?}");
        assert!(all.windows(2).all(|pair| pair[1] - pair[0] <= 1), "without leaps");
    }

    #[test]
    fn an_entity_is_surer_the_more_speaks_for_it() {
        let engine = Engine::new().expect("the embedded data are sound");
        let sure = |text: &str, name: &str| {
            let found = engine.analyze(Document::new(text)).entities.into_iter().find(|e| e.name == name);
            found.unwrap_or_else(|| panic!("{name} in {text}")).confidence.expect("it is told")
        };
        for (surer, less, reason) in [
            (("Siemens wächst.", "Siemens"), ("Der Konzern Quarbo wächst.", "Quarbo"), "known before told by a noun"),
            (("Vera Lindt kam.", "Vera Lindt"), ("Der Konzern Quarbo wächst.", "Quarbo"), "told by a given name"),
        ] {
            assert!(sure(surer.0, surer.1) > sure(less.0, less.1), "{reason}");
        }
    }
}
