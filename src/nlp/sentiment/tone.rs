//! Tone: praise that is not meant, and trouble that is only told of.

use super::super::document::Annotations;
use super::hits::Hit;
use super::lists::List;
use super::scene::Scene;
use super::shift::DISTANCED;
use super::words::Class;

/// Trouble inside a story is hardly news.
const TOLD: f64 = 0.3;
/// How far the subject of a story stands behind the work that tells it, in tokens.
const STORY_REACH: usize = 8;

/// Praise that opens a sentence of complaint turns; so does praise marked with "(!)".
pub(super) fn mock_praise(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    for hit in hits.iter_mut().filter(|h| h.weight > 0.0) {
        let after = |d: usize| scene.items.get(hit.last + d).map_or("", |_| layers.word(scene.base + hit.last + d));
        if after(1) == "(" && after(2) == "!" && after(3) == ")" {
            hit.weight *= DISTANCED;
        }
    }
    let word = |i: usize| scene.items.get(i).map_or("", |_| layers.word(scene.base + i));
    if List::Salutation.holds(word(0)) && scene.items.get(1).is_some_and(|n| n.noun) {
        // A form of address says nothing.
        hits.iter_mut().filter(|h| h.last == 0).for_each(|h| h.weight = 0.0);
    }
    let Some(comma) = mocking_end(layers, scene) else { return };
    let complains = hits.iter().any(|h| h.first > comma && h.weight < -0.2)
        || (comma..scene.items.len()).any(|i| List::Complaint.holds(word(i)));
    if complains {
        for hit in hits.iter_mut().filter(|h| h.first < comma && h.weight > 0.0) {
            hit.weight *= -1.0;
        }
    }
}

/// The mark behind praise that opens a sentence: "Na toll, …", "Ganz großes Kino: …".
fn mocking_end(layers: &Annotations<'_>, scene: &Scene) -> Option<usize> {
    /// How many words such praise has at most.
    const TITLE: usize = 4;
    let word = |i: usize| scene.items.get(i).map_or("", |_| layers.word(scene.base + i));
    let lower = |i: usize| layers.syntax.words.lower(scene.base + i);
    let at = usize::from(List::BeforePraise.holds(word(0)));
    let mark = |i: &usize| matches!(word(*i), "," | "!" | "…" | "...");
    if List::MockPraise.holds(lower(at)) {
        return (at + 1..scene.items.len().min(at + 4)).find(mark);
    }
    let end = (1..scene.items.len().min(TITLE + 1)).find(|i| mark(i) || word(*i) == ":")?;
    List::MockTitle.holds(lower(end - 1)).then_some(end)
}

/// What is wished for is missing: "sollte lieber pünktlich fahren", "schön wäre es, wenn die Straße sicher wäre".
const WISHED: f64 = -0.6;

/// Good things under a modal of advice with "lieber", "endlich" or "mal", and behind "wäre schön, wenn".
pub(super) fn wishes(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    let word = |i: usize| layers.word(scene.base + i);
    let wish = |i: usize| matches!(word(i), "wäre" | "Wäre" | "wären" | "Wären");
    let unreal = (0..scene.items.len()).find(|&i| wish(i));
    for hit in hits.iter_mut().filter(|h| h.weight > 0.0) {
        let clause = scene.clauses[scene.items[hit.head].clause];
        let range = clause.start..clause.end.min(scene.items.len());
        let advised =
            range.clone().any(|i| List::Advice.holds(word(i))) && range.clone().any(|i| List::Urging.holds(word(i)));
        if advised || clause.condition && unreal.is_some_and(|i| i < clause.start) {
            hit.weight *= WISHED;
        }
    }
}

/// "Der Film über den Mord", "Der Roman erzählt vom Krieg": what a work is about is not what has happened.
pub(super) fn stories(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    for hit in hits.iter_mut().filter(|h| h.weight < 0.0 && h.class == Class::Noun) {
        let from = hit.first.saturating_sub(STORY_REACH);
        let about =
            (hit.first.saturating_sub(4)..hit.first).any(|k| List::StoryLead.holds(layers.word(scene.base + k)));
        if about && (from..hit.first).any(|k| scene.items[k].noun && is_work(layers.word(scene.base + k))) {
            hit.weight *= TOLD;
        }
    }
}

/// Nouns of works that tell a story or teach, as heads of compounds too: "Spielfilm", "Fernsehserie".
fn is_work(word: &str) -> bool {
    List::Work.ends(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good, Nothing};
    use super::super::testing::{check_weaker, check_words};

    #[test]
    fn praise_and_wishes_turn_where_they_are_not_meant() {
        check_words(&[
            ("Toll, schon wieder Stromausfall.", "Toll", Bad, "praise before a complaint"),
            ("Toll, die neue Brücke ist fertig.", "Toll", Good, "praise that is meant"),
            ("Ganz großes Kino: Der Zug kommt zu spät.", "Kino", Bad, "a mocking title before a complaint"),
            ("Ganz großes Kino: Der Film begeistert.", "Kino", Good, "a title that is meant"),
            ("Eine Glanzleistung, drei Tage ohne Strom zu sein.", "Glanzleistung", Bad, "mocking, with a comma"),
            ("Liebe Kolleginnen, die Brücke ist fertig.", "Liebe", Nothing, "a form of address"),
            ("Die Liebe ist groß.", "Liebe", Good, "no form of address"),
            ("Die Bahn sollte endlich pünktlich fahren.", "pünktlich", Bad, "wished for"),
            ("Die Bahn soll pünktlich fahren.", "pünktlich", Good, "no wish"),
        ]);
    }

    #[test]
    fn what_a_work_tells_is_hardly_news() {
        check_weaker(&[(
            "Der Film über den Mord läuft im Kino.",
            "Der Bericht über den Mord liegt vor.",
            "Mord",
            "a film",
        )]);
    }
}
