//! Where a mention stands in its clause: subject, object, attribute, behind a preposition.
//!
//! There is no parser: the words before the mention and the order of noun phrases decide.

use super::super::analysis::{Entity, EntityType};
use super::super::document::Annotations;
use super::super::morph::Case;
use super::super::syntax::clause::ClauseKind;
use super::super::syntax::words::Features;
use super::lists::List;
use super::scene::Scene;
use super::target::passive_clause;

/// What a noun phrase is made of before its noun.
const NOMINAL: Features = Features::DETERMINER.union(Features::ADJECTIVE).union(Features::NOUN).union(Features::NUMBER);

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
    /// What of the earth it is.
    pub ground: Ground,
}

/// Whether an entity is somewhere, rather than somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// Somebody or something.
    None,
    /// A town, a state, a country: it can be spoken well or ill of.
    Town,
    /// A street, which nobody speaks of.
    Street,
}

impl Ground {
    pub(super) fn of(entity: &Entity) -> Self {
        match (entity.kind, entity.subtype.as_deref()) {
            (EntityType::Location, Some("street")) => Self::Street,
            (EntityType::Location, _) => Self::Town,
            _ => Self::None,
        }
    }
}

impl Place {
    /// Finds the place of the mention `first..=last`.
    pub(super) fn new(layers: &Annotations<'_>, scene: &Scene, entity: usize, first: usize, last: usize) -> Self {
        let function = function(layers, scene, first, last);
        let host = match function {
            Function::Genitive(noun) if noun < first => self::function(layers, scene, noun, noun),
            Function::Prepositional(at) => {
                match at.checked_sub(1).filter(|&n| scene.items[n].noun && same_clause(scene, n, at)) {
                    Some(noun) if List::AttributePreposition.holds(layers.word(scene.base + at)) => {
                        function_of_noun(layers, scene, noun)
                    }
                    _ => function,
                }
            }
            _ => function,
        };
        Self { entity, first, last, function, host, speaker: false, ground: Ground::None }
    }
}

/// The place of a noun; one level of attributes is looked through, no more.
fn function_of_noun(layers: &Annotations<'_>, scene: &Scene, noun: usize) -> Function {
    function(layers, scene, noun, noun)
}

fn same_clause(scene: &Scene, a: usize, b: usize) -> bool {
    scene.items[a].clause == scene.items[b].clause
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

/// Finds the grammatical place of the noun phrase `first..=last`.
pub(super) fn function(layers: &Annotations<'_>, scene: &Scene, first: usize, last: usize) -> Function {
    let clause = scene.items[first].clause;
    let start = scene.clauses[clause].start;
    let words = &layers.syntax.words;
    let mut k = first;
    let mut determined = false;
    // Back over the rest of the noun phrase: determiners, adjectives, titles.
    while k > start && scene.items[k - 1].clause == clause && first - k < 6 {
        let token = scene.base + k - 1;
        let (word, features) = (layers.word(token), words.features(token));
        if is_preposition(features, words.lower(token)) {
            return match k.checked_sub(2).filter(|&n| scene.items[n].noun && same_clause(scene, n, k)) {
                Some(noun) if matches!(word, "von" | "vom") && !passive_clause(layers, scene, clause) => {
                    Function::Genitive(noun)
                }
                _ => Function::Prepositional(k - 1),
            };
        }
        let lower = words.lower(token);
        if matches!(lower, "des" | "eines") && k >= start + 2 && scene.items[k - 2].noun {
            return Function::Genitive(k - 2);
        }
        if lower == "der" && k >= start + 2 && scene.items[k - 2].noun {
            return Function::Genitive(k - 2);
        }
        if matches!(lower, "dem" | "einem" | "den" | "einen") {
            let opening = k <= start + 2 && matches!(lower, "dem" | "einem");
            return if opening { Function::Experiencer } else { Function::Object };
        }
        if determined {
            break;
        }
        if !features.intersects(NOMINAL) {
            break;
        }
        k -= 1;
        determined = features.has(Features::DETERMINER);
    }
    let name = layers.word(scene.base + last);
    if (name.ends_with('s') || name.ends_with('’') || name.ends_with('\''))
        && last + 1 < scene.items.len()
        && scene.items[last + 1].noun
        && layers.morphs[scene.base + last].case == Some(Case::Genitive)
    {
        return Function::Genitive(last + 1);
    }
    if List::ObjectPronoun.holds(layers.word(scene.base + first)) {
        return Function::Object;
    }
    if let Some(other) = joined(layers, scene, k).filter(|&other| other < first && same_clause(scene, other, first)) {
        return self::function(layers, scene, other, other);
    }
    if bare_noun_before(layers, scene, clause, start, k) { Function::Object } else { Function::Subject }
}

/// "A und B": the noun that a noun phrase from item `k` on is joined to.
fn joined(layers: &Annotations<'_>, scene: &Scene, k: usize) -> Option<usize> {
    let other = k.checked_sub(2)?;
    let joins = matches!(layers.word(scene.base + k - 1), "und" | "sowie" | "&");
    (joins && scene.items[other].noun).then_some(other)
}

/// "als" and "wie" put a noun phrase aside as a preposition does.
fn is_preposition(features: Features, lower: &str) -> bool {
    features.has(Features::PREPOSITION) || matches!(lower, "als" | "wie")
}

/// Whether a noun phrase without a preposition, or a pronoun, stands in the clause before item `k`.
fn bare_noun_before(layers: &Annotations<'_>, scene: &Scene, clause: usize, start: usize, k: usize) -> bool {
    let kind = scene.clauses[clause].kind;
    // An infinitive has its subject elsewhere, and the pronoun that opens a relative clause may be its own.
    matches!(kind, ClauseKind::Infinitive | ClauseKind::Purpose)
        || kind == ClauseKind::Relative && subject_relative(layers, scene, start)
        || (start..k).filter(|&j| scene.items[j].clause == clause).any(|j| {
            let token = scene.base + j;
            let noun = || scene.items[j].noun && !super::direction::governed(layers, scene, j);
            layers.syntax.words.features(token).has(Features::PRONOUN)
                || noun() && !List::TimeNoun.holds(layers.word(token))
        })
}

fn subject_relative(layers: &Annotations<'_>, scene: &Scene, start: usize) -> bool {
    let comma = usize::from(layers.word(scene.base + start) == ",");
    matches!(layers.word(scene.base + start + comma), "der" | "die" | "das" | "welche" | "welcher")
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good, Nothing};
    use super::super::testing::check_names;

    #[test]
    fn the_place_of_a_name_decides() {
        check_names(&[
            ("Gestern lobte er Siemens.", "Siemens", Good, "the object behind a pronoun that is the subject"),
            ("Gestern lobte ihn Siemens.", "Siemens", Nothing, "the subject behind a pronoun that is the object"),
            ("Montag feierte Siemens einen Erfolg.", "Siemens", Good, "the subject behind a noun of time"),
            ("Dem Konzern Siemens droht die Pleite.", "Siemens", Bad, "a dative that opens its clause"),
            ("Bosch und Siemens scheitern.", "Siemens", Bad, "joined to the subject"),
            ("Die Krise traf Bosch und Siemens.", "Siemens", Bad, "joined to the object"),
            ("Der Erfolg von Siemens dauert an.", "Siemens", Good, "an attribute"),
            ("Berlin – Die Krise trifft den Konzern.", "Berlin", Nothing, "the place of a dateline"),
            ("Berlin erlebt die Krise.", "Berlin", Bad, "no dateline"),
        ]);
    }
}
