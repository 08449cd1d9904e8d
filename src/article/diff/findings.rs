//! Which claims, figures and entities came, went or are others than before.
//!
//! Numbers of claims and figures are places in one text and say nothing about another. A finding is the same when all that is
//! said of it is, first where it stood, then anywhere; and it has changed when another one stands where it stood.
//! What every correction moves is not looked at: positions, confidence, salience, and scores.

use std::collections::BTreeMap;

use super::TextChanges;
use crate::nlp::analysis::{Claim, Entity, EntityId, Figure};
use crate::text::{Headed, Span};

/// So many findings at a changed place are compared with one that stood there.
const LOOKED_AT: usize = 64;

/// A finding that is another one now.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair<'a, T> {
    /// As it was.
    pub before: &'a T,
    /// As it is.
    pub after: &'a T,
    /// The names of the fields that differ.
    pub fields: Vec<&'static str>,
}

/// What two analyses differ in.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference<'a, T> {
    /// Only in the later one.
    pub came: Vec<&'a T>,
    /// Only in the earlier one.
    pub went: Vec<&'a T>,
    /// In both, but different.
    pub changed: Vec<Pair<'a, T>>,
}

/// What is said of a finding, by field.
type Facts = Vec<(&'static str, String)>;

/// A text with its title, and what was found in them.
type Found<'a, T> = (Headed<'a>, &'a [T]);

/// Compares claims.
#[must_use]
pub fn claims<'a>(
    changes: &TextChanges,
    (old, before): Found<'a, Claim>,
    (new, after): Found<'a, Claim>,
) -> Difference<'a, Claim> {
    let hull = |claim: &Claim| claim.spans.iter().copied().reduce(Span::cover).unwrap_or(Span::new(0, 0));
    let noted = |headed: Headed<'_>, claims: &'a [Claim]| {
        let note = |claim| Noted { item: claim, place: hull(claim), facts: claim_facts(headed, claim) };
        claims.iter().map(note).collect::<Vec<_>>()
    };
    compare(changes, &noted(old, before), noted(new, after), |_, _| true)
}

/// Compares figures; one of another kind is never the same that has changed.
#[must_use]
pub fn figures<'a>(changes: &TextChanges, before: &'a [Figure], after: &'a [Figure]) -> Difference<'a, Figure> {
    let note = |figure: &'a Figure| Noted { item: figure, place: figure.span, facts: figure_facts(figure) };
    let noted = |figures: &'a [Figure]| figures.iter().map(note).collect::<Vec<_>>();
    compare(changes, &noted(before), noted(after), |old, new| old.kind == new.kind)
}

/// Compares entities, which are the same by their ids.
#[must_use]
pub fn entities<'a>(before: &'a [Entity], after: &'a [Entity]) -> Difference<'a, Entity> {
    let by_id = |entities: &'a [Entity]| entities.iter().map(|one| (&one.id, one)).collect::<BTreeMap<&EntityId, _>>();
    let (old, new) = (by_id(before), by_id(after));
    let changed = before.iter().filter_map(|before| {
        let after = *new.get(&before.id)?;
        let fields = differing(&entity_facts(before), &entity_facts(after));
        (!fields.is_empty()).then_some(Pair { before, after, fields })
    });
    Difference {
        came: after.iter().filter(|entity| !old.contains_key(&entity.id)).collect(),
        went: before.iter().filter(|entity| !new.contains_key(&entity.id)).collect(),
        changed: changed.collect(),
    }
}

struct Noted<'a, T> {
    item: &'a T,
    place: Span,
    facts: Facts,
}

/// Compares findings; `may_change` says whether one can be what became of another that stood in its place.
fn compare<'a, T>(
    changes: &TextChanges,
    before: &[Noted<'a, T>],
    mut after: Vec<Noted<'a, T>>,
    may_change: impl Fn(&T, &T) -> bool,
) -> Difference<'a, T> {
    after.sort_by_key(|noted| noted.place);
    let mut free: BTreeMap<&Facts, Vec<usize>> = BTreeMap::new();
    for (at, noted) in after.iter().enumerate() {
        free.entry(&noted.facts).or_default().push(at);
    }
    let mut is_free = vec![true; after.len()];
    let places: Vec<_> = before.iter().map(|noted| changes.map(noted.place)).collect();
    let mut rest: Vec<usize> = (0..before.len()).collect();
    for anywhere in [false, true] {
        rest.retain(|&at| {
            let Some(equal) = free.get_mut(&before[at].facts) else { return true };
            let found = equal.iter().position(|&one| anywhere || meets(places[at], after[one].place));
            let Some(found) = found else { return true };
            is_free[equal.remove(found)] = false;
            false
        });
    }
    let mut pairs = Vec::new();
    rest.retain(|&at| {
        let old = &before[at];
        let end = after.partition_point(|noted| noted.place.start < places[at].end);
        let close = (0..end).rev().take(LOOKED_AT).filter(|&one| {
            is_free[one] && meets(places[at], after[one].place) && may_change(old.item, after[one].item)
        });
        let found = close
            .map(|one| (differing(&old.facts, &after[one].facts), one))
            .min_by_key(|(fields, one)| (fields.len(), *one));
        let Some((fields, found)) = found else { return true };
        is_free[found] = false;
        pairs.push(Pair { before: old.item, after: after[found].item, fields });
        false
    });
    let came = after.iter().zip(is_free).filter(|(_, free)| *free).map(|(noted, _)| noted.item);
    Difference { came: came.collect(), went: rest.into_iter().map(|at| before[at].item).collect(), changed: pairs }
}

/// Whether two stretches share something, or both are nothing at the same place.
fn meets(one: Span, other: Span) -> bool {
    one.overlaps(other) || one == other
}

/// Names of the fields that two findings differ in.
fn differing(before: &Facts, after: &Facts) -> Vec<&'static str> {
    before.iter().zip(after).filter(|(old, new)| old != new).map(|((name, _), _)| *name).collect()
}

fn text_of<T: ToString>(value: Option<&T>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn list(ids: &[EntityId]) -> String {
    ids.iter().map(|id| id.0.as_str()).collect::<Vec<_>>().join("\n")
}

fn claim_facts(headed: Headed<'_>, claim: &Claim) -> Facts {
    let words: Vec<_> = claim.spans.iter().map(|span| headed.exact(*span)).collect();
    let speaker = claim.speaker.as_ref().map(|speaker| match &speaker.entity_id {
        Some(id) => id.0.clone(),
        None => speaker.name.clone(),
    });
    vec![
        ("text", words.join(" ")),
        ("kind", claim.kind.as_str().to_owned()),
        ("speaker", speaker.unwrap_or_default()),
        ("addressee", claim.addressee.as_ref().map(|party| party.name.clone()).unwrap_or_default()),
        ("medium", claim.medium.as_str().to_owned()),
        ("certainty", claim.certainty.as_str().to_owned()),
        ("negated", claim.negated.to_string()),
        ("entities", list(&claim.entities)),
    ]
}

fn figure_facts(figure: &Figure) -> Facts {
    let number = |value: Option<rust_decimal::Decimal>| text_of(value.map(|value| value.normalize()).as_ref());
    vec![
        ("kind", figure.kind.as_str().to_owned()),
        ("value", number(figure.value)),
        ("min", number(figure.min)),
        ("max", number(figure.max)),
        ("unit", figure.unit.clone().unwrap_or_default()),
        ("approximation", figure.approximation.map(|word| word.as_str().to_owned()).unwrap_or_default()),
        ("change", figure.change.map(|word| word.as_str().to_owned()).unwrap_or_default()),
        ("per", figure.per.clone().unwrap_or_default()),
        ("measures", figure.measures.clone().unwrap_or_default()),
        ("period", figure.period.map(|period| format!("{} {}", period.start, period.end)).unwrap_or_default()),
        ("time", text_of(figure.time.as_ref())),
        ("speaker", text_of(figure.speaker.as_ref())),
        ("entities", list(&figure.entities)),
    ]
}

fn entity_facts(entity: &Entity) -> Facts {
    vec![
        ("name", entity.name.clone()),
        ("type", entity.kind.as_str().to_owned()),
        ("subtype", entity.subtype.clone().unwrap_or_default()),
        ("wikidata", entity.wikidata.clone().unwrap_or_default()),
        ("mentions", entity.mentions.len().to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::{Document, Engine};

    /// Words of the figures that went, came, and changed in which fields.
    fn figures_of(before: &str, after: &str) -> (Vec<String>, Vec<String>, Vec<[String; 3]>) {
        let engine = Engine::new().expect("the embedded data is whole");
        let read = |text| engine.analyze(Document::new(text));
        let (old, new) = (read(before), read(after));
        let changes = TextChanges::between(before, after);
        let found = figures(&changes, &old.figures, &new.figures);
        let words = |text: &str, figure: &Figure| text[figure.span.range()].to_owned();
        (
            found.went.iter().map(|one| words(before, one)).collect(),
            found.came.iter().map(|one| words(after, one)).collect(),
            found
                .changed
                .iter()
                .map(|pair| [words(before, pair.before), words(after, pair.after), pair.fields.join(" ")])
                .collect(),
        )
    }

    #[test]
    fn figures_come_go_and_change_their_value() {
        let text = |first: &str, second: &str| format!("Die Werft baut {first}. Sie hat dafür {second} bezahlt.");
        let before = text("20 Schiffe", "40 Millionen Euro");
        for (after, went, came, changed, reason) in [
            (before.clone(), vec![], vec![], vec![], "the same"),
            (
                text("25 Schiffe", "40 Millionen Euro"),
                vec![],
                vec![],
                vec![("20 Schiffe", "25 Schiffe", "value")],
                "a value",
            ),
            (
                text("20 Schiffe", "40 Millionen Dollar"),
                vec![],
                vec![],
                vec![("40 Millionen Euro", "40 Millionen Dollar", "unit")],
                "a unit",
            ),
            (text("Schiffe", "40 Millionen Euro"), vec!["20 Schiffe"], vec![], vec![], "one went"),
            (format!("{before} Es gab 7 Angebote."), vec![], vec!["7 Angebote"], vec![], "one came"),
            (format!("Am Ufer ist es still. {before}"), vec![], vec![], vec![], "all moved"),
        ] {
            let found = figures_of(&before, &after);
            assert_eq!(found.0, went, "{reason}");
            assert_eq!(found.1, came, "{reason}");
            let changed = changed.iter().map(|(b, a, f): &(&str, &str, &str)| [b, a, f].map(|word| (*word).to_owned()));
            assert_eq!(found.2, changed.collect::<Vec<_>>(), "{reason}");
        }
    }

    #[test]
    fn claims_and_entities_are_compared_by_what_is_said_of_them() {
        let engine = Engine::new().expect("the embedded data is whole");
        let before = "„Wir bauen nicht weiter“, sagte Vera Lindt. Die Nordwind AG schwieg.";
        let after = "„Wir bauen weiter“, sagte Vera Lindt. Die Südwind AG schwieg.";
        let (old, new) = (engine.analyze(Document::new(before)), engine.analyze(Document::new(after)));
        let changes = TextChanges::between(before, after);
        let headed = |text| Headed { title: "", text };
        let said = claims(&changes, (headed(before), &old.claims), (headed(after), &new.claims));
        let [pair] = &said.changed[..] else { panic!("{said:?}") };
        assert!(pair.fields.contains(&"text") && pair.fields.contains(&"negated"), "{:?}", pair.fields);
        let who = entities(&old.entities, &new.entities);
        let ids = |entities: &[&Entity]| entities.iter().map(|entity| entity.id.0.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&who.went), ["organization:nordwind-ag"]);
        assert_eq!(ids(&who.came), ["organization:suedwind-ag"]);
        assert_eq!(who.changed, []);
    }
}
