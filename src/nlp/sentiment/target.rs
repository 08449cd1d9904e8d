//! Sentiment towards entities: which evidence falls on which name, and with what share of its weight.

use super::super::document::Annotations;
use super::super::syntax::words::Features;
use super::hits::Hit;
use super::relation::{Relation, Surroundings};
use super::scene::Scene;
use super::shares::Shares;
use super::walk::Walk;

/// How far evidence looks for mentions to either side, in tokens.
const REACH: usize = 60;

/// Calls `give` with each hit and the entities near it, in the order of the hits. Where a sentence names an entity twice,
/// the mention counts for which most of the hit falls on it.
pub(super) fn relate(
    shares: &Shares,
    layers: &Annotations<'_>,
    walk: &Walk<'_, '_>,
    give: &mut dyn FnMut(usize, &Hit, Relation),
) {
    let Walk { scene, hits, places, .. } = walk;
    let mut found: Vec<(usize, Relation)> = Vec::new();
    for hit in hits {
        let from = places.partition_point(|p| p.last + REACH < hit.first);
        let until = places.partition_point(|p| p.first <= hit.last + REACH);
        let near = &places[from..until.max(from)];
        let surroundings = Surroundings::new(layers, scene, hit, near);
        found.clear();
        found.extend(near.iter().map(|place| (place.entity, surroundings.relation(place))));
        let size = |r: &(usize, Relation)| shares.of(r.1).abs();
        found.sort_by(|a, b| a.0.cmp(&b.0).then(size(b).total_cmp(&size(a))));
        found.dedup_by_key(|(entity, _)| *entity);
        for &(entity, relation) in &found {
            give(entity, hit, relation);
        }
    }
}

/// Whether a form of "werden" or "sein" governs the participle of the hit.
pub(super) fn passive(layers: &Annotations<'_>, scene: &Scene, hit: &Hit) -> bool {
    passive_clause(layers, scene, scene.items[hit.head].clause)
}

/// Whether a form of "werden" stands in the clause.
pub(super) fn passive_clause(layers: &Annotations<'_>, scene: &Scene, clause: usize) -> bool {
    let range = scene.clauses[clause].start..scene.clauses[clause].end.min(scene.items.len());
    let words = &layers.syntax.words;
    let passive = |i: usize| words.features(i).has(Features::WERDEN) || words.lower(i) == "worden";
    range.into_iter().any(|k| scene.items[k].clause == clause && passive(scene.base + k))
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good, Nothing};
    use super::super::testing::check_names;

    #[test]
    fn evidence_falls_on_names_by_their_roles() {
        check_names(&[
            ("Die Opposition übt Kritik an Siemens.", "Siemens", Bad, "the aim of a judgement"),
            ("Kritik von Siemens am Gesetz gab es gestern.", "Siemens", Nothing, "the source of a judgement"),
            ("Das Gericht kritisierte Siemens.", "Siemens", Bad, "who is judged"),
            ("Siemens kritisierte das Gericht.", "Siemens", Nothing, "who judges"),
            ("Siemens überholte Bosch.", "Siemens", Good, "who wins"),
            ("Siemens überholte Bosch.", "Bosch", Bad, "who loses"),
            ("Siemens wurde von Bosch überholt.", "Siemens", Bad, "who loses, in a passive"),
            ("Siemens wurde von Bosch überholt.", "Bosch", Good, "who wins, in a passive"),
            ("Laut Siemens droht eine Krise.", "Siemens", Nothing, "who says so"),
            ("Die Krise bei Siemens dauert an.", "Siemens", Bad, "where the trouble is"),
        ]);
    }
}
