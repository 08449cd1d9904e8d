//! Words that turn or undo what stands beside them: "verhindern", "Ende des Streits", "vom Tisch", "wurde überholt".

use super::super::document::Annotations;
use super::hits::Hit;
use super::lists::List;
use super::scene::Scene;
use super::shift::{NEGATED_GOOD, NOUN_REACH, within};
use super::target;
use super::words::{Class, Role, Shift};

/// "verhindern" and the like.
const REVERSED: f64 = -0.65;
/// A blow that is no victory.
const BLOW: f64 = -0.5;
/// "gefährden" and the like.
const UNDONE: f64 = -0.7;

/// All turning words of the sentence.
pub(super) fn apply(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    reversals(layers, scene, hits);
    endings(layers, scene, hits);
    over(layers, scene, hits);
    unfulfilled(layers, scene, hits);
    defeats(layers, scene, hits);
    beatings(layers, scene, hits);
}

/// "Geschlagen und ausgeraubt": beside another deed a blow is no victory.
fn beatings(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    if !hits.iter().any(|h| h.role == Role::Deed && h.weight < 0.0) {
        return;
    }
    for hit in hits.iter_mut().filter(|h| h.role == Role::Beat || h.role == Role::Lose) {
        if List::Blow.holds(&layers.morphs[scene.base + hit.head].lemma) {
            (hit.weight, hit.role) = (BLOW, Role::Deed);
        }
    }
}

/// "Der Streit geht zu Ende", "ist vom Tisch": bad things of the clause turn, good ones too.
fn over(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    for n in 0..scene.items.len().saturating_sub(1) {
        let pair = (layers.word(scene.base + n), layers.word(scene.base + n + 1));
        if !matches!(pair, ("zu", "Ende") | ("vom", "Tisch")) || negated_before(scene, n) {
            continue;
        }
        for hit in within(scene, hits, scene.items[n].clause) {
            if hit.first <= n + 1 && n <= hit.last {
                hit.weight = 0.0;
            } else if hit.class == Class::Noun && !aside(layers, scene, hit.first) {
                hit.weight *= if hit.weight < 0.0 { REVERSED } else { UNDONE };
            }
        }
    }
}

/// "verhindern" turns bad things in its clause, "gefährden" good ones, "ausbleiben" both, unless negated themselves.
fn reversals(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    for r in 0..scene.items.len() {
        let item = scene.items[r];
        if !matches!(item.info.shift, Shift::Reverse | Shift::Undo | Shift::Cancel) || item.masked {
            continue;
        }
        if negated_before(scene, r) {
            continue;
        }
        let near = |h: &Hit| {
            scene.items[h.head].clause == item.clause
                && h.head != r
                && h.thing != Some(r)
                && !aside(layers, scene, h.first)
        };
        let mut reversed = false;
        let preventing = List::Preventing.holds(&layers.morphs[scene.base + r].lemma);
        let attribute = |h: &Hit| {
            let noun = scene.items.get(h.last + 1).is_some_and(|next| next.noun);
            preventing && noun && h.class == Class::Adjective && h.weight > 0.0
        };
        let hits = within(scene, hits, item.clause);
        for hit in hits
            .iter_mut()
            .filter(|h| near(h) && (h.class == Class::Noun || attribute(h) || item.info.shift == Shift::Cancel))
        {
            let bad = hit.weight < 0.0;
            if bad && item.info.shift != Shift::Undo {
                hit.weight *= REVERSED * item.info.factor;
                reversed = true;
            } else if !bad && (preventing || item.info.shift != Shift::Reverse) {
                hit.weight *= UNDONE * item.info.factor;
            }
        }
        if reversed && item.info.weight < 0.0 {
            // The reversing word has done its work through its object; its own blame is not meant.
            let own = hits.iter_mut().filter(|h| h.head == r && h.first == h.last);
            own.for_each(|h| h.weight = 0.0);
        }
    }
}

/// "Die Befürchtungen haben sich nicht bestätigt": what is feared or hoped for did not come.
fn unfulfilled(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    for n in 0..scene.items.len() {
        let lemma = layers.morphs[scene.base + n].lemma.as_ref();
        if !List::ComingTrue.holds(lemma) || !negated_before(scene, n) {
            continue;
        }
        for hit in
            within(scene, hits, scene.items[n].clause).iter_mut().filter(|h| h.first < n && h.class == Class::Noun)
        {
            hit.weight *= if hit.weight < 0.0 { REVERSED } else { UNDONE };
        }
    }
}

/// "Ende des Streits", "Bekämpfung der Armut": a noun that turns what stands in its genitive.
fn endings(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    for n in 0..scene.items.len() {
        let item = scene.items[n];
        if item.info.shift != Shift::ReverseOf || item.masked || n + 1 >= scene.items.len() {
            continue;
        }
        if !List::GenitiveLead.holds(layers.word(scene.base + n + 1)) {
            continue;
        }
        let first = hits.partition_point(|h| h.first <= n);
        let reach = n + NOUN_REACH;
        if let Some(hit) = hits[first..].iter_mut().take_while(|h| h.head <= reach).find(|h| h.class == Class::Noun) {
            hit.weight *= if hit.weight < 0.0 { REVERSED } else { UNDONE };
        }
    }
}

/// "X wurde von Y überholt" is told from the side of X.
fn defeats(layers: &Annotations<'_>, scene: &Scene, hits: &mut [Hit]) {
    for hit in hits.iter_mut().filter(|h| h.role == Role::Beat && h.participle && h.weight > 0.0) {
        if target::passive(layers, scene, hit) {
            hit.weight *= NEGATED_GOOD;
            hit.role = Role::Lose;
        }
    }
}

/// Whether a preposition of place, time or cause puts the noun at item `i` aside: "in einem Fiasko", "wegen Schimmel".
fn aside(layers: &Annotations<'_>, scene: &Scene, i: usize) -> bool {
    (i.saturating_sub(3)..i).any(|k| {
        scene.items[k].clause == scene.items[i].clause && List::AsidePreposition.holds(layers.word(scene.base + k))
    })
}

/// Whether "nicht" or "kein" stands in the clause of item `r`.
fn negated_before(scene: &Scene, r: usize) -> bool {
    let clause = scene.items[r].clause;
    let range = scene.clauses[clause].start..scene.clauses[clause].end.min(scene.items.len());
    range.into_iter().any(|k| scene.items[k].clause == clause && scene.items[k].negator.is_some())
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good};
    use super::super::testing::check_words;

    #[test]
    fn turning_words_turn_what_they_reach() {
        check_words(&[
            ("Die Regierung verhindert die Krise.", "Krise", Good, "prevented"),
            ("Die Regierung erlebt die Krise.", "Krise", Bad, "no turning word"),
            ("Die Regierung verhindert die Krise nicht.", "Krise", Bad, "not prevented"),
            ("Die Bank verhindert den Erfolg.", "Erfolg", Bad, "a good thing prevented"),
            ("Die Bank verhindert den erfolgreichen Start.", "erfolgreichen", Bad, "the same of an attribute"),
            ("Die Bank beendet den Erfolg.", "Erfolg", Good, "a verb that turns bad things only"),
            ("Das Ende des Streits ist nah.", "Streits", Good, "in the genitive of a turning noun"),
            ("Am Ende kam der Streit.", "Streit", Bad, "beside such a noun only"),
            ("Die Frau wurde geschlagen und ausgeraubt.", "geschlagen", Bad, "a blow beside another deed"),
            ("Die Mannschaft hat den Gegner geschlagen.", "geschlagen", Good, "a victory"),
            ("Die Vorwürfe sind unberechtigt.", "Vorwürfe", Good, "denied by the predicate"),
            ("Die Klage wurde abgewiesen.", "Klage", Good, "denied by a court"),
            ("Die Klage wurde eingereicht.", "Klage", Bad, "nothing denies it"),
            ("Der Streit ist vom Tisch.", "Streit", Good, "over"),
            ("Der Streit ist auf dem Tisch.", "Streit", Bad, "not over"),
            ("Die Befürchtungen haben sich nicht bestätigt.", "Befürchtungen", Good, "what did not come true"),
            ("Die Befürchtungen haben sich bestätigt.", "Befürchtungen", Bad, "what came true"),
            ("Siemens wurde von Bosch überholt.", "überholt", Bad, "told from the side of who lost"),
            ("Siemens überholte Bosch.", "überholte", Good, "told from the side of who won"),
        ]);
    }
}
