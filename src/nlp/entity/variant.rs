//! Names that say the same otherwise: "Alex" and "Alexander", "J." and "Joe", "Bob" and "Robert"; a web address as a name.

use crate::nlp::lexicon::fold;
use crate::nlp::lexicon::names::strip_adjective;
use crate::nlp::lexicon::people::People;

/// Endings of web addresses that names have.
const DOMAINS: &[&str] = &[".de", ".com", ".at", ".ch", ".eu"];

/// Letters that a given name is cut down to at least.
const LEAST_LEFT: usize = 3;

/// Letters that are cut off at least: "Jan" and "Jana" are two.
const LEAST_CUT: usize = 2;

/// Whether two full names with one surname may be those of one person: nothing but a middle name is missing, and the given
/// names are one, or one is short for the other.
pub(super) fn may_be_one_person(people: &People, one: &str, other: &str) -> bool {
    let (Some((one, _)), Some((other, _))) = (one.rsplit_once(' '), other.rsplit_once(' ')) else { return false };
    let (one, of_one) = one.split_once(' ').unwrap_or((one, ""));
    let (other, of_other) = other.split_once(' ').unwrap_or((other, ""));
    let middle = of_one.is_empty() || of_other.is_empty() || of_one == of_other;
    middle && may_be_one(people, one, other)
}

fn may_be_one(people: &People, one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let gender = |name: &str| people.given(name).and_then(|given| given.gender);
    let apart = gender(short).zip(gender(long)).is_some_and(|(one, other)| one != other);
    short == long || is_initial(short, long) || people.is_nickname(short, long) || !apart && is_cut(short, long)
}

/// "J." of "Joe".
fn is_initial(short: &str, long: &str) -> bool {
    let initial = short.strip_suffix('.').filter(|letters| letters.chars().count() == 1);
    initial.is_some_and(|initial| long.starts_with(initial))
}

/// "Alex" of "Alexander".
fn is_cut(short: &str, long: &str) -> bool {
    let rest = long.strip_prefix(short).unwrap_or_default();
    let enough = short.chars().count() >= LEAST_LEFT && rest.chars().count() >= LEAST_CUT;
    enough && rest.chars().all(char::is_lowercase)
}

/// A name of several words without the endings of its words, as a key: the same in every case.
pub(super) fn without_endings(name: &str) -> Option<u64> {
    let stem = |key, word: &str| {
        let genitive = || word.strip_suffix('s').filter(|stem| stem.len() > 3 && !stem.ends_with('e'));
        let stem = strip_adjective(word).or_else(genitive);
        fold::push(fold::extend(key, stem.unwrap_or(word)).0, fold::ADJECTIVE)
    };
    name.contains(' ').then(|| name.split(' ').fold(fold::EMPTY, stem))
}

/// What a name may be cut down to: its first word, the first two and so on; not "Landgericht Quelmberg" of the second one there.
pub(super) fn beginnings(name: &str) -> impl Iterator<Item = &str> {
    let numbers =
        |rest: &str| rest.split(' ').all(|word| word.chars().all(|c| matches!(c, '0'..='9' | 'I' | 'V' | 'X')));
    name.match_indices(' ')
        .map(|(at, _)| name.split_at(at))
        .filter(move |(_, rest)| !numbers(rest.trim()))
        .map(|(own, _)| own)
}

/// The noun of a name that begins with adjectives and ends with it: "Bauernverband" of "Thüringer Bauernverband".
pub(super) fn noun_behind_adjectives(name: &str) -> Option<&str> {
    let (adjectives, noun) = name.rsplit_once(' ')?;
    let adjective = |word: &str| ["er", "e", "es"].iter().any(|ending| word.len() > 4 && word.ends_with(ending));
    adjectives.split(' ').all(adjective).then_some(noun)
}

/// Whether two names have a longer word in common, whatever its ending.
pub(super) fn share_word(one: &str, other: &str) -> bool {
    let long = |name: &str| -> Vec<u64> {
        let stem = |word: &str| fold::key(word.strip_suffix("es").unwrap_or(word.trim_end_matches('s')));
        name.split([' ', '-']).filter(|word| word.len() > 4).map(stem).collect()
    };
    let words = long(one);
    long(other).iter().any(|word| words.contains(word))
}

/// A web address without its ending, where it may be a name: "Klarmobil.de".
pub(super) fn without_domain(name: &str) -> Option<&str> {
    let bare = DOMAINS.iter().find_map(|domain| name.strip_suffix(domain))?;
    (bare.len() > 2 && !bare.contains(['.', ' ', '/'])).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_given_names_are_those_of_the_long_ones() {
        let people = People::new().expect("the embedded lists are sound");
        let one = [
            ("Alex Wiemers", "Alexander Wiemers", "cut"),
            ("A. Wiemers", "Alexander Wiemers", "an initial"),
            ("Donald J. Wiemers", "Donald Wiemers", "no middle name"),
            ("Bob Wiemers", "Robert Wiemers", "a nickname"),
            ("Uli Wiemers", "Ulrike Wiemers", "of a woman"),
            ("Uli Wiemers", "Ulrich Wiemers", "of a man"),
        ];
        for (short, long, why) in one {
            assert!(may_be_one_person(&people, short, long), "{why}");
            assert!(may_be_one_person(&people, long, short), "{why}");
        }
        let two = [
            ("Jan Wiemers", "Jana Wiemers", "too little is cut off"),
            ("Karl Otto Wiemers", "Karl Peter Wiemers", "other middle names"),
            ("B. Wiemers", "Alexander Wiemers", "another initial"),
            ("Bob Wiemers", "Richard Wiemers", "a nickname of others"),
            ("Hans Wiemers", "Hans-Peter Wiemers", "a double name"),
            ("Wiemers", "Alex Wiemers", "no given name"),
        ];
        for (one, other, why) in two {
            assert!(!may_be_one_person(&people, one, other), "{why}");
        }
    }

    #[test]
    fn a_name_is_the_same_in_every_case() {
        let same = [
            ("Schweizer Nachrichtendienstes", "Schweizer Nachrichtendienst"),
            ("Rotary Clubs Eschnerberg", "Rotary Club Eschnerberg"),
            ("Neuen Front", "Neue Front"),
            ("Deutschen Angelverbands", "Deutscher Angelverband"),
        ];
        for (one, other) in same {
            assert_eq!(without_endings(one), without_endings(other), "{one}");
        }
        assert_ne!(without_endings("Rotary Club Vaduz"), without_endings("Rotary Club Eschnerberg"));
        assert_eq!(without_endings("Angelverbands"), None, "a single word may be a name with an ending");
    }

    #[test]
    fn a_web_address_is_a_name_without_its_ending() {
        assert_eq!(without_domain("Klarmobil.de"), Some("Klarmobil"));
        for (name, why) in [("X.de", "too short"), ("www.klarmobil.de", "with its host"), ("Klarmobil", "none")] {
            assert_eq!(without_domain(name), None, "{why}");
        }
    }
}
