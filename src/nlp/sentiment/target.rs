//! Sentiment towards entities: which evidence falls on which mention, and in whose voice.
//!
//! Evidence reaches a mention only from its own clause, or from a clause without mentions that follows it. Inside a clause
//! the roles decide: who does a bad deed is blamed and whom it is done to is not; blame and praise fall on the object;
//! "Kritik an X", "Xs Verlust" and "der umstrittene X" fall on X alone; whom somebody defeats loses.

use super::super::document::Layers;
use super::super::morph::{Case, Pos};
use super::hits::Hit;
use super::scene::Scene;
use super::words::{Class, Role};

/// A mention inside the sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Index of the entity.
    pub entity: usize,
    /// First item.
    pub first: usize,
    /// Last item.
    pub last: usize,
    /// Its grammatical place.
    pub function: Function,
    /// Of an attribute ("das Album von X"): the place of the noun it belongs to; otherwise its own.
    pub host: Function,
    /// Whether it is the speaker of a claim in this sentence.
    pub speaker: bool,
}

impl Place {
    /// Finds the place of the mention `first..=last`.
    pub(super) fn new(layers: &Layers<'_>, scene: &Scene, entity: usize, first: usize, last: usize) -> Self {
        let function = function(layers, scene, first, last);
        let host = match function {
            Function::Genitive(noun) if noun < first => self::function(layers, scene, noun, noun),
            Function::Prepositional(at) => {
                match at.checked_sub(1).filter(|&n| scene.items[n].noun && same_clause(scene, n, at)) {
                    Some(noun) if is_attribute(layers.word(scene.base + at)) => function_of_noun(layers, scene, noun),
                    _ => function,
                }
            }
            _ => function,
        };
        Self { entity, first, last, function, host, speaker: false }
    }
}

/// The place of a noun; one level of attributes is looked through, no more.
fn function_of_noun(layers: &Layers<'_>, scene: &Scene, noun: usize) -> Function {
    function(layers, scene, noun, noun)
}

fn same_clause(scene: &Scene, a: usize, b: usize) -> bool {
    scene.items[a].clause == scene.items[b].clause
}

/// Prepositions that tie a noun phrase to the noun before it.
fn is_attribute(word: &str) -> bool {
    matches!(word, "von" | "vom" | "bei" | "beim" | "in" | "im" | "an" | "am" | "aus" | "für")
}

/// The grammatical place of a mention in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    /// Nominative, or the first noun phrase without a preposition.
    Subject,
    /// A later noun phrase without a preposition.
    Object,
    /// A dative that opens its clause: whom something happens to.
    Experiencer,
    /// Genitive attribute of the noun at this item.
    Genitive(usize),
    /// After the preposition at this item.
    Prepositional(usize),
}

/// How far evidence looks for mentions to either side, in tokens.
const REACH: usize = 60;
/// Share that falls on the object of a deed, or on a mention that no rule names.
const VICTIM: f64 = 0.3;
const OBJECT: f64 = 0.4;
const ADJUNCT: f64 = 0.3;
/// Share carried over from a clause without mentions.
const CARRIED: f64 = 0.7;

/// Finds the grammatical place of the noun phrase `first..=last`.
pub(super) fn function(layers: &Layers<'_>, scene: &Scene, first: usize, last: usize) -> Function {
    let clause = scene.items[first].clause;
    let start = scene.clauses[clause].start;
    let mut k = first;
    let mut determined = false;
    // Back over the rest of the noun phrase: determiners, adjectives, titles.
    while k > start && scene.items[k - 1].clause == clause && first - k < 6 {
        let token = scene.base + k - 1;
        let word = layers.word(token);
        let pos = layers.morphs[token].pos;
        if is_preposition(word, pos) {
            return match k.checked_sub(2).filter(|&n| scene.items[n].noun && same_clause(scene, n, k)) {
                Some(noun) if matches!(word, "von" | "vom") && !passive_clause(layers, scene, clause) => {
                    Function::Genitive(noun)
                }
                _ => Function::Prepositional(k - 1),
            };
        }
        let lower = word.to_lowercase();
        if matches!(lower.as_str(), "des" | "eines") && k >= start + 2 && scene.items[k - 2].noun {
            return Function::Genitive(k - 2);
        }
        if lower == "der" && k >= start + 2 && scene.items[k - 2].noun {
            return Function::Genitive(k - 2);
        }
        if matches!(lower.as_str(), "dem" | "einem" | "den" | "einen") {
            let opening = k <= start + 2 && matches!(lower.as_str(), "dem" | "einem");
            return if opening { Function::Experiencer } else { Function::Object };
        }
        if determined {
            break;
        }
        let inside = matches!(pos, Pos::Det | Pos::Adj | Pos::Noun | Pos::Propn | Pos::Num)
            || pos == Pos::X && scene.items[k - 1].noun
            || DETERMINERS.contains(&lower.as_str());
        if !inside {
            break;
        }
        k -= 1;
        determined = DETERMINERS.contains(&lower.as_str());
    }
    let name = layers.word(scene.base + last);
    if (name.ends_with('s') || name.ends_with('’') || name.ends_with('\''))
        && last + 1 < scene.items.len()
        && scene.items[last + 1].noun
        && layers.morphs[scene.base + last].case == Some(Case::Genitive)
    {
        return Function::Genitive(last + 1);
    }
    if pronoun_object(layers.word(scene.base + first)) {
        return Function::Object;
    }
    if bare_noun_before(layers, scene, clause, start, k) { Function::Object } else { Function::Subject }
}

const DETERMINERS: &[&str] =
    &["der", "die", "das", "ein", "eine", "kein", "keine", "sein", "seine", "ihr", "ihre", "unser"];

fn is_preposition(word: &str, pos: Pos) -> bool {
    let lower = word.to_lowercase();
    pos == Pos::Adp
        || matches!(
            lower.as_str(),
            "an" | "am"
                | "gegen"
                | "für"
                | "von"
                | "vom"
                | "bei"
                | "beim"
                | "mit"
                | "durch"
                | "in"
                | "im"
                | "aus"
                | "auf"
                | "über"
                | "um"
                | "nach"
                | "vor"
                | "zu"
                | "zum"
                | "zur"
                | "ohne"
                | "wegen"
                | "trotz"
                | "laut"
                | "seit"
                | "unter"
                | "gegenüber"
                | "dank"
                | "als"
                | "wie"
                | "statt"
                | "neben"
                | "zwischen"
        )
}

fn pronoun_object(word: &str) -> bool {
    matches!(word, "ihn" | "ihm" | "ihnen" | "Ihn" | "Ihm" | "Ihnen")
}

/// Whether a noun phrase without a preposition, or a pronoun, stands in the clause before item `k`.
fn bare_noun_before(layers: &Layers<'_>, scene: &Scene, clause: usize, start: usize, k: usize) -> bool {
    (start..k).any(|j| {
        let item = scene.items[j];
        if item.clause != clause {
            return false;
        }
        let word = layers.word(scene.base + j);
        let pronoun = matches!(
            word,
            "er" | "sie" | "es" | "wir" | "ich" | "man" | "Er" | "Sie" | "Es" | "Wir" | "Ich" | "Man" | "wer" | "Wer"
        );
        let relative = j == start || j == start + 1 && layers.word(scene.base + start) == ",";
        let relative = relative
            && matches!(word, "der" | "die" | "das" | "welche" | "welcher")
            && scene.clauses[clause].subordinate;
        pronoun || relative || item.noun && !super::direction::governed(layers, scene, j) && !time_noun(word)
    })
}

/// Nouns of time stand without a preposition and are no subjects: "Ende März", "Montag".
fn time_noun(word: &str) -> bool {
    matches!(
        word,
        "Ende"
            | "Anfang"
            | "Mitte"
            | "Jahr"
            | "Montag"
            | "Dienstag"
            | "Mittwoch"
            | "Donnerstag"
            | "Freitag"
            | "Samstag"
            | "Sonntag"
            | "Januar"
            | "Jänner"
            | "Februar"
            | "März"
            | "April"
            | "Mai"
            | "Juni"
            | "Juli"
            | "August"
            | "September"
            | "Oktober"
            | "November"
            | "Dezember"
            | "Woche"
            | "Monat"
            | "Tag"
    )
}

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
            carry(scene, hit, near, give);
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
        for place in own {
            if source(layers, scene, hit, place) {
                continue;
            }
            if special.is_none_or(|(entity, _)| entity != place.entity) {
                let share = by_role(layers, scene, hit, place);
                if share != 0.0 {
                    give(place.entity, hit, share);
                }
            }
        }
    }
}

/// A hit in a clause without mentions falls on the subject of the nearest clause before.
fn carry(scene: &Scene, hit: &Hit, near: &[Place], give: &mut dyn FnMut(usize, &Hit, f64)) {
    if hit.role == Role::Judge {
        return;
    }
    let before = near.iter().rev().filter(|p| p.last < hit.first);
    let subject = before.clone().find(|p| p.function == Function::Subject).or_else(|| before.clone().next());
    if let Some(place) = subject
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
            let word = layers.word(scene.base + at).to_lowercase();
            let adjacent = hit.class == Class::Noun && (at == hit.last + 1 || at == noun + 1);
            match word.as_str() {
                "gegen" if adjacent && contest(head) => Some(-1.0),
                "auf" if adjacent => Some(VICTIM),
                "gegen" if hit.class == Class::Noun && hit.weight < 0.0 && !contest(head) => Some(1.0),
                "an" | "am" | "gegen" | "gegenüber" | "über" | "für" | "bei" | "beim" | "von" | "vom" | "um" | "zu"
                    if adjacent =>
                {
                    Some(1.0)
                }
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
    from && matches!(
        layers.word(scene.base + judgement),
        "Lob" | "Kritik" | "Tadel" | "Beifall" | "Applaus" | "Anerkennung" | "Zuspruch" | "Rüge" | "Vorwürfe" | "Hilfe"
    )
}

/// Nouns of winning and losing: the other side has the opposite.
fn contest(word: &str) -> bool {
    let lower = word.to_lowercase();
    ["sieg", "erfolg", "triumph", "niederlage", "pleite", "schlappe", "remis", "sieges", "gewinn", "klatsche"]
        .iter()
        .any(|w| lower.ends_with(w))
}

/// The share of a hit that falls on a mention by its grammatical place.
fn by_role(layers: &Layers<'_>, scene: &Scene, hit: &Hit, place: &Place) -> f64 {
    let passive = hit.participle && passive(layers, scene, hit);
    let preposition = match place.function {
        Function::Prepositional(at) => layers.word(scene.base + at).to_lowercase(),
        _ => String::new(),
    };
    let preposition = preposition.as_str();
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
        Role::Judge => f64::from(patient || matches!(preposition, "gegen" | "an" | "für" | "vor" | "von" | "vom")),
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
fn passive_clause(layers: &Layers<'_>, scene: &Scene, clause: usize) -> bool {
    let range = scene.clauses[clause].start..scene.clauses[clause].end.min(scene.items.len());
    range.into_iter().any(|k| {
        scene.items[k].clause == clause
            && matches!(
                layers.word(scene.base + k),
                "wird" | "wurde" | "wurden" | "werden" | "worden" | "würde" | "würden" | "werde" | "Wird" | "Wurde"
            )
    })
}
