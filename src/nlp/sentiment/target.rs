//! Sentiment towards entities: which evidence falls on which mention, and in whose voice.
//!
//! Evidence reaches a mention only from its own clause, or from a clause without mentions that follows it. Inside a clause
//! the roles decide: who does a bad deed is blamed and whom it is done to is not; blame and praise fall on the object;
//! "Kritik an X", "Xs Verlust" and "der umstrittene X" fall on X alone; whom somebody defeats loses.

use super::super::document::Layers;
use super::super::morph::Pos;
use super::super::syntax::words::Features;
use super::hits::Hit;
use super::lists::List;
use super::place::{Function, Place};
use super::scene::Scene;
use super::words::{Class, Role};

/// How far evidence looks for mentions to either side, in tokens.
const REACH: usize = 60;
/// Share that falls on the object of a deed, or on a mention that no rule names.
const VICTIM: f64 = 0.3;
const OBJECT: f64 = 0.4;
const ADJUNCT: f64 = 0.3;
/// Share carried over from a clause without mentions.
const CARRIED: f64 = 0.7;

/// Calls `give` with the entity and the share of each hit that falls on it.
pub(super) fn share(
    layers: &Layers<'_>,
    scene: &Scene,
    hits: &[Hit],
    places: &[Place],
    give: &mut dyn FnMut(usize, &Hit, f64),
) {
    for hit in hits {
        let from = places.partition_point(|p| p.last + REACH < hit.first);
        let until = places.partition_point(|p| p.first <= hit.last + REACH);
        let near = &places[from..until.max(from)];
        let clause = scene.items[hit.head].clause;
        let own: Vec<&Place> = near.iter().filter(|p| scene.items[p.first].clause == clause).collect();
        if own.is_empty() {
            carry(layers, scene, hit, near, give);
            continue;
        }
        let special = own
            .iter()
            .filter(|p| !source(layers, scene, hit, p))
            .find_map(|p| attached(layers, scene, hit, p).map(|c| (p.entity, c)));
        if let Some((entity, share)) = special {
            give(entity, hit, share);
            if hit.role == Role::Plain {
                continue;
            }
        }
        let passive = hit.participle && passive(layers, scene, hit);
        for place in own {
            if source(layers, scene, hit, place) {
                continue;
            }
            if special.is_none_or(|(entity, _)| entity != place.entity) {
                let share = by_role(layers, scene, hit, place, passive);
                if share != 0.0 {
                    give(place.entity, hit, share);
                }
            }
        }
    }
}

/// A hit in a clause without mentions falls on the subject of the nearest clause before; at the beginning of its sentence
/// on whom it is said about: "„Ein Desaster“, sagte X über Y".
fn carry(layers: &Layers<'_>, scene: &Scene, hit: &Hit, near: &[Place], give: &mut dyn FnMut(usize, &Hit, f64)) {
    if hit.role == Role::Judge {
        return;
    }
    let before = near.iter().rev().filter(|p| p.last < hit.first);
    let subject = before.clone().find(|p| p.function == Function::Subject).or_else(|| before.clone().next());
    let topic = || {
        near.iter()
            .find(|p| matches!(p.function, Function::Prepositional(at) if layers.word(scene.base + at) == "über"))
    };
    if let Some(place) = subject.or_else(topic)
        && !place.speaker
        && scene.items[hit.head].clause <= scene.items[place.first].clause + 2
    {
        give(place.entity, hit, CARRIED);
    }
}

/// The share of a hit that is tied to one mention by its noun phrase: "Kritik an X", "Xs Verlust", "der umstrittene X".
fn attached(layers: &Layers<'_>, scene: &Scene, hit: &Hit, place: &Place) -> Option<f64> {
    let noun = hit.thing.unwrap_or(hit.head);
    match place.function {
        Function::Genitive(head) if (hit.first..=hit.last).contains(&head) || head == noun => Some(1.0),
        Function::Prepositional(at) if matches!(hit.class, Class::Noun | Class::Verb) => {
            let head = layers.word(scene.base + hit.head);
            let word = layers.syntax.words.lower(scene.base + at);
            let adjacent = hit.class == Class::Noun && (at == hit.last + 1 || at == noun + 1);
            match word {
                "gegen" if adjacent && contest(head) => Some(-1.0),
                "auf" if adjacent => Some(VICTIM),
                "gegen" if hit.class == Class::Noun && hit.weight < 0.0 && !contest(head) => Some(1.0),
                aim if adjacent && List::AimPreposition.holds(aim) => Some(1.0),
                "in" | "im" if adjacent => Some(0.8),
                _ => None,
            }
        }
        _ if matches!(hit.class, Class::Adjective | Class::Noun) && hit.thing.is_none() && hit.last < place.first => {
            let between = hit.last + 1..place.first;
            let attribute = place.first - hit.last <= 3
                && between.clone().all(|k| scene.items[k].noun || layers.morphs[scene.base + k].pos == Pos::Adj)
                && (hit.class == Class::Adjective || between.is_empty());
            attribute.then_some(1.0)
        }
        _ => None,
    }
}

/// Whether the mention is whom praise or blame comes from: "Lob von X", "Kritik durch X".
fn source(layers: &Layers<'_>, scene: &Scene, hit: &Hit, place: &Place) -> bool {
    let judgement = match place.function {
        Function::Genitive(head) if (hit.first..=hit.last).contains(&head) => head,
        Function::Prepositional(at) if at == hit.last + 1 => hit.last,
        _ => return false,
    };
    let from = (place.first.saturating_sub(4)..place.first)
        .any(|k| k > judgement && matches!(layers.word(scene.base + k), "von" | "vom" | "durch" | "seitens"));
    from && List::Judgement.holds(layers.word(scene.base + judgement))
}

/// Nouns of winning and losing: the other side has the opposite.
fn contest(word: &str) -> bool {
    List::Contest.ends(&word.to_lowercase())
}

/// The share of a hit that falls on a mention by its grammatical place; `passive` tells that its verb is.
fn by_role(layers: &Layers<'_>, scene: &Scene, hit: &Hit, place: &Place, passive: bool) -> f64 {
    let preposition = match place.function {
        Function::Prepositional(at) => layers.syntax.words.lower(scene.base + at),
        _ => "",
    };
    let by = passive && matches!(preposition, "von" | "vom" | "durch");
    let (subject, object) = (place.host == Function::Subject && !by, place.host == Function::Object);
    let experiencer = place.host == Function::Experiencer;
    let agent = if passive { by } else { subject };
    let patient = if passive { subject || experiencer } else { object || experiencer };
    let rival = matches!(preposition, "gegen" | "gegenüber" | "vor");
    // Who judges, or is said to hold an opinion, is not what it is about.
    let opinion = scene.clauses[scene.items[hit.head].clause].opinion && hit.role != Role::Deed;
    match hit.role {
        Role::Judge if agent => 0.0,
        Role::Judge => f64::from(patient || List::JudgedPreposition.holds(preposition)),
        _ if place.speaker || opinion && agent => 0.0,
        Role::Plain | Role::Affect if opinion && patient => 1.0,
        Role::Deed if patient => VICTIM,
        Role::Affect if agent && !passive && hit.thing.is_none() => 0.5,
        Role::Lose if by => -1.0,
        Role::Deed | Role::Affect | Role::Beat | Role::Lose if agent => 1.0,
        Role::Affect if patient => 1.0,
        Role::Lose if passive && patient => 1.0,
        Role::Beat | Role::Lose if patient || rival => -1.0,
        Role::Plain if subject || experiencer => 1.0,
        Role::Plain if matches!(preposition, "bei" | "beim" | "für") => 1.0,
        Role::Plain if matches!(preposition, "als" | "wie") => -0.5,
        Role::Plain if matches!(preposition, "laut" | "nach") => 0.0,
        Role::Plain if object => OBJECT,
        _ => ADJUNCT,
    }
}

/// Whether a form of "werden" or "sein" governs the participle of the hit.
pub(super) fn passive(layers: &Layers<'_>, scene: &Scene, hit: &Hit) -> bool {
    passive_clause(layers, scene, scene.items[hit.head].clause)
}

/// Whether a form of "werden" stands in the clause.
pub(super) fn passive_clause(layers: &Layers<'_>, scene: &Scene, clause: usize) -> bool {
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
