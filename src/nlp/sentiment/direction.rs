//! Rises and falls: good or bad by what it is that rises or falls.
//!
//! "Steigende Arbeitslosigkeit" is bad and "steigende Umsätze" are good. A word of direction looks for the thing it is
//! about: an attribute in its noun phrase, a noun in its genitive or after "bei", "von" or "an", a verb among the nouns of
//! its clause that no preposition governs. Without such a thing it says nothing.

use super::super::analysis::{Change, Figure};
use super::super::document::Annotations;
use super::super::morph::{Pos, VerbForm};
use super::super::syntax::negation::Negator;
use super::super::syntax::words::Features;
use super::hits::Hit;
use super::lists::List;
use super::scene::Scene;
use super::words::{Class, Role};

/// Weight of a direction word that has none of its own.
const PLAIN: f64 = 0.4;
/// How far an attribute may stand before its noun.
const ATTRIBUTE_REACH: usize = 3;
/// How far the genitive or the prepositional phrase may stand after a noun of direction.
const COMPLEMENT_REACH: usize = 4;

/// Finds words of direction with their things.
pub(super) fn find(layers: &Annotations<'_>, scene: &mut Scene, hits: &mut Vec<Hit>) {
    for i in 0..scene.items.len() {
        let item = scene.items[i];
        if item.used || item.masked || item.info.direction == 0 || no_longer(layers, scene, i) {
            continue;
        }
        let morph = &layers.morphs[scene.base + i];
        let thing = match item.info.class {
            Class::Noun => complement(layers, scene, i).or_else(|| level(layers, scene, i)),
            Class::Verb if attributive(layers, scene, i) => attribute(scene, i),
            Class::Verb => subject_or_object(layers, scene, i),
            _ => attribute(scene, i).or_else(|| predicative(layers, scene, i)),
        };
        let Some(thing) = thing else { continue };
        let wanted = scene.items[thing].info.wanted();
        let weight = item.info.weight.abs().max(PLAIN) * f64::from(wanted * item.info.direction);
        let (first, last) = if thing.abs_diff(i) <= ATTRIBUTE_REACH { (i.min(thing), i.max(thing)) } else { (i, i) };
        // What is shown as one piece of evidence gives no second one.
        for inside in &mut scene.items[first..=last] {
            inside.used |= inside.noun;
        }
        scene.items[i].used = true;
        scene.items[thing].used = true;
        if item.info.class == Class::Adjective {
            outcome(layers, scene, item.clause);
        }
        let class = if item.info.class == Class::Adjective { Class::Noun } else { item.info.class };
        let participle = morph.verb_form == Some(VerbForm::Participle);
        hits.push(Hit { first, last, head: i, thing: Some(thing), weight, class, role: Role::Affect, participle });
    }
}

/// Figures that say a change ("um 5 Prozent über dem Vorjahr") where no word of direction has told it yet.
pub(super) fn figures(layers: &Annotations<'_>, scene: &mut Scene, figures: &[Figure], hits: &mut Vec<Hit>) {
    for figure in figures {
        let Some(change) = figure.change else { continue };
        let tokens = layers.tokens_in(figure.span.start, figure.span.end);
        let (Some(first), Some(last)) = (tokens.start.checked_sub(scene.base), tokens.end.checked_sub(scene.base + 1))
        else {
            continue;
        };
        if first > last || last >= scene.items.len() {
            continue;
        }
        let clause = scene.items[first].clause;
        let told = hits.iter().rev().take(8).any(|h| h.thing.is_some() && scene.items[h.head].clause == clause);
        let Some(thing) = subject_or_object(layers, scene, first).filter(|_| !told) else { continue };
        let sign = if change == Change::Up { 1 } else { -1 };
        let weight = PLAIN * f64::from(scene.items[thing].info.wanted() * sign);
        scene.items[thing].used = true;
        let (class, role) = (Class::Verb, Role::Affect);
        hits.push(Hit { first, last, head: first, thing: Some(thing), weight, class, role, participle: false });
    }
}

/// "nicht mehr", "kein Geld mehr": no comparison.
fn no_longer(layers: &Annotations<'_>, scene: &Scene, i: usize) -> bool {
    let word = |k: usize| layers.word(scene.base + k);
    word(i) == "mehr"
        && (i.saturating_sub(4)..i).any(|k| {
            scene.items[k].clause == scene.items[i].clause
                && match Negator::of(&layers.syntax.words, scene.base + k) {
                    Some(Negator::Phrase) => true,
                    Some(Negator::Clause | Negator::Nearly) => k + 1 == i,
                    _ => false,
                }
        })
}

/// "Fiel milder aus als erwartet", "dass sie milder ausfiel": a comparative before "aus" or the verb tells how something
/// came out.
pub(super) fn outcomes(layers: &Annotations<'_>, scene: &mut Scene) {
    let words = &layers.syntax.words;
    for k in 1..scene.items.len() {
        let (word, before) = (words.lower(scene.base + k), scene.base + k - 1);
        let comparative = words.features(before).has(Features::ADJECTIVE) && words.lower(before).ends_with("er");
        if comparative && (word == "aus" || layers.morphs[scene.base + k].lemma == "ausfallen") {
            outcome(layers, scene, scene.items[k].clause);
        }
    }
}

/// "Fiel höher aus als erwartet": beside a comparison "ausfallen" tells how something came out, not that it failed.
fn outcome(layers: &Annotations<'_>, scene: &mut Scene, clause: usize) {
    let range = scene.clauses[clause].start..scene.clauses[clause].end.min(scene.items.len());
    for k in range {
        if scene.items[k].clause == clause && layers.morphs[scene.base + k].lemma == "ausfallen" {
            scene.items[k].used = true;
        }
    }
}

/// Whether the verb form at `i` is an attribute: a participle with an adjective's ending right before a noun.
fn attributive(layers: &Annotations<'_>, scene: &Scene, i: usize) -> bool {
    let word = layers.word(scene.base + i);
    let declined = ["e", "en", "er", "es", "em"].iter().any(|e| word.ends_with(e));
    let present = word.contains("nde") || word.ends_with("nd");
    let tagged = layers.morphs[scene.base + i].pos == Pos::Adj;
    (tagged || present || declined && word.starts_with("ge")) && attribute(scene, i).is_some()
}

/// The noun that an attribute at `i` belongs to.
fn attribute(scene: &Scene, i: usize) -> Option<usize> {
    let clause = scene.items[i].clause;
    let end = (i + 1 + ATTRIBUTE_REACH).min(scene.items.len());
    let noun = (i + 1..end).find(|&j| scene.items[j].noun || scene.items[j].info.class == Class::Verb)?;
    let item = scene.items[noun];
    (item.clause == clause && !item.used && !item.masked && item.info.wanted() != 0).then_some(noun)
}

/// What a predicative comparative is about: "die Preise sind höher".
fn predicative(layers: &Annotations<'_>, scene: &Scene, i: usize) -> Option<usize> {
    let next = layers.tokens.get(scene.base + i + 1).map(|_| scene.items.get(i + 1)).unwrap_or_default();
    if next.is_some_and(|n| n.noun) {
        return None;
    }
    subject_or_object(layers, scene, i)
}

/// What a noun of direction without a thing of its own says of the subject: "Die Miete erreicht einen Höchststand".
fn level(layers: &Annotations<'_>, scene: &Scene, i: usize) -> Option<usize> {
    let next = scene.items.get(i + 1).map_or("", |_| layers.word(scene.base + i + 1));
    let told = scene.items[i].info.weight != 0.0 || scene.items[i].info.compound || List::ComplementLead.holds(next);
    if told { None } else { subject_or_object(layers, scene, i) }
}

/// What a noun of direction is about: "Anstieg der Kosten", "Plus beim Umsatz", "Rückgang von Unfällen".
fn complement(layers: &Annotations<'_>, scene: &Scene, i: usize) -> Option<usize> {
    let end = (i + 1 + COMPLEMENT_REACH).min(scene.items.len());
    let next = layers.tokens.get(scene.base + i + 1).map(|_| layers.word(scene.base + i + 1)).unwrap_or_default();
    if i + 1 >= end || !(List::ComplementLead.holds(next) || scene.items[i + 1].noun) {
        return None;
    }
    for j in i + 1..end {
        let item = scene.items[j];
        if item.clause != scene.items[i].clause {
            return None;
        }
        if item.noun && !item.used && !item.masked && item.info.wanted() != 0 {
            return Some(j);
        }
        if item.noun && !List::Count.holds(&layers.word(scene.base + j).to_lowercase()) {
            return None;
        }
    }
    None
}

/// What a verb of direction is about: the nearest noun of the clause that no preposition governs.
fn subject_or_object(layers: &Annotations<'_>, scene: &Scene, i: usize) -> Option<usize> {
    let clause = scene.items[i].clause;
    let range = scene.clauses[clause].start..scene.clauses[clause].end.min(scene.items.len());
    let mut best: Option<(usize, usize)> = None;
    for j in range {
        let item = scene.items[j];
        if item.clause != clause || j == i || !item.noun || item.used || item.masked || item.info.wanted() == 0 {
            continue;
        }
        let cost = j.abs_diff(i) + if governed(layers, scene, j) { 100 } else { 0 };
        if cost < 100 && best.is_none_or(|(c, _)| cost < c) {
            best = Some((cost, j));
        }
    }
    best.map(|(_, j)| j)
}

/// Whether a preposition governs the noun phrase of the noun at `j`; "die Zahl der Toten" is looked through.
pub(super) fn governed(layers: &Annotations<'_>, scene: &Scene, j: usize) -> bool {
    for k in (j.saturating_sub(5)..j).rev() {
        let item = scene.items[k];
        let word = layers.syntax.words.lower(scene.base + k);
        if item.clause != scene.items[j].clause {
            return false;
        }
        if layers.syntax.words.features(scene.base + k).has(Features::PREPOSITION) {
            return true;
        }
        if item.verb || word == "," {
            return false;
        }
        // Parts of one name, or a title before a name.
        if item.noun && scene.items[k + 1].noun {
            continue;
        }
        if item.noun && !List::Count.holds(word) {
            // Another noun stands between: a genitive ("Preise der Händler") hides behind it, a list does not.
            return layers.word(scene.base + k + 1) == "der" || layers.word(scene.base + k + 1) == "des";
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::testing::Reads::{Bad, Good, Nothing};
    use super::super::testing::check_words;

    #[test]
    fn a_direction_is_good_or_bad_by_its_thing() {
        check_words(&[
            ("Die Arbeitslosigkeit steigt.", "Arbeitslosigkeit steigt", Bad, "more of what one wants less of"),
            ("Der Umsatz steigt.", "Umsatz steigt", Good, "more of what one wants more of"),
            ("Der Anstieg der Kosten geht weiter.", "Anstieg der Kosten", Bad, "a noun with its genitive"),
            ("Der Anstieg der Temperatur geht weiter.", "Anstieg", Nothing, "of what is neither"),
            ("Die Zahl der Toten steigt.", "Toten steigt", Bad, "the thing that is counted"),
            ("Die Preise sind höher.", "Preise sind höher", Bad, "a predicate"),
            ("Die Strafe fiel milder aus als erwartet.", "fiel", Nothing, "how it came out"),
            ("Der Unterricht fiel heute aus.", "fiel", Bad, "it did not take place"),
            ("Bei den Kosten steigt der Pegel.", "Kosten", Nothing, "a noun behind a preposition"),
        ]);
    }
}
