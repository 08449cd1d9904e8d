//! Where a mention stands in its clause: subject, object, attribute, behind a preposition.
//!
//! There is no parser: the words before the mention and the order of noun phrases decide.

use super::super::document::Layers;
use super::super::morph::{Case, Pos};
use super::lists::List;
use super::scene::Scene;
use super::target::passive_clause;

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
                    Some(noun) if List::AttributePreposition.holds(layers.word(scene.base + at)) => {
                        function_of_noun(layers, scene, noun)
                    }
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
            || List::Determiner.holds(&lower);
        if !inside {
            break;
        }
        k -= 1;
        determined = List::Determiner.holds(&lower);
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
    if bare_noun_before(layers, scene, clause, start, k) { Function::Object } else { Function::Subject }
}

fn is_preposition(word: &str, pos: Pos) -> bool {
    pos == Pos::Adp || List::Preposition.holds(&word.to_lowercase())
}

/// Whether a noun phrase without a preposition, or a pronoun, stands in the clause before item `k`.
fn bare_noun_before(layers: &Layers<'_>, scene: &Scene, clause: usize, start: usize, k: usize) -> bool {
    (start..k).any(|j| {
        let item = scene.items[j];
        if item.clause != clause {
            return false;
        }
        let word = layers.word(scene.base + j);
        let pronoun = List::SubjectPronoun.holds(word);
        let relative = j == start || j == start + 1 && layers.word(scene.base + start) == ",";
        let relative = relative
            && matches!(word, "der" | "die" | "das" | "welche" | "welcher")
            && scene.clauses[clause].subordinate;
        pronoun || relative || item.noun && !super::direction::governed(layers, scene, j) && !List::TimeNoun.holds(word)
    })
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
            ("Der Erfolg von Siemens dauert an.", "Siemens", Good, "an attribute"),
            ("Berlin – Die Krise trifft den Konzern.", "Berlin", Nothing, "the place of a dateline"),
            ("Berlin erlebt die Krise.", "Berlin", Bad, "no dateline"),
        ]);
    }
}
