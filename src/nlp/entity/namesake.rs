//! Whom a surname alone means where the lexicon knows somebody of that name: the role before it decides. "Bundeskanzler
//! Merz" is the known politician, "Polizist Trump" is not; what one place decides holds for the surname alone in all of the
//! text. Where the text names the known one in full, nothing is decided here.

use std::collections::{HashMap, HashSet};

use super::candidate::{Candidate, Source};
use super::cluster_type;
use super::merge::surface;
use super::words::Words;
use crate::nlp::analysis::EntityType;
use crate::nlp::lexicon::fold::{self, BuildFold};
use crate::nlp::lexicon::nouns::{Renown, Role};
use crate::nlp::lexicon::subtypes;
use crate::nlp::morph::Pos;

/// What is said of a surname in a text.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    /// A role fits the known bearer.
    fits: bool,
    /// A role can't be that of the known bearer.
    speaks_against: bool,
    /// The known bearer is named in full.
    in_full: bool,
}

/// Ties surnames alone to those that the lexicon knows, or unties them.
pub(super) fn settle(words: &Words<'_>, chosen: &mut [Candidate]) {
    let mut surnames: HashMap<u64, (u32, Said), BuildFold> = HashMap::default();
    for candidate in chosen.iter().filter(|c| alone(c)) {
        let key = key(words, candidate);
        let Some(known) = surnames.get(&key).map(|known| known.0).or_else(|| bearer(words, candidate)) else {
            continue;
        };
        let said = &mut surnames.entry(key).or_insert((known, Said::default())).1;
        if let Some(role) = role_before(words, candidate) {
            said.fits |= fits(words, known, role);
            said.speaks_against |= speaks_against(words, known, role);
        }
    }
    let full: Vec<u32> = chosen.iter().filter(|c| c.end - c.first > 1).filter_map(|c| c.entry).collect();
    for (known, said) in surnames.values_mut() {
        said.in_full = full.contains(known);
    }
    for candidate in chosen.iter_mut().filter(|c| alone(c)) {
        let Some((known, said)) = surnames.get(&key(words, candidate)) else { continue };
        match (said.fits, said.speaks_against, said.in_full) {
            (_, _, true) | (false, false, _) => {}
            (true, false, false) => candidate.entry = Some(*known),
            (false, true, false) => candidate.entry = None,
            // Two of the same name.
            (true, true, false) => {
                let role = role_before(words, candidate);
                if role.is_some_and(|role| speaks_against(words, *known, role)) {
                    candidate.entry = None;
                } else if role.is_some_and(|role| fits(words, *known, role)) {
                    candidate.entry = Some(*known);
                }
            }
        }
    }
}

/// "Ada Bamberg … Bamberg kam": what the lexicon knows as a town is the person of the text with that surname, unless it
/// stands somewhere as places do.
pub(super) fn of_people(words: &Words<'_>, chosen: &mut [Candidate]) {
    let full = |c: &&Candidate| c.kind == EntityType::Person && c.end - c.first > 1 && !c.part;
    let surnames: HashSet<u64, BuildFold> =
        chosen.iter().filter(full).map(|c| surname(words.word(c.end - 1), c.genitive)).collect();
    let town = |c: &Candidate| {
        let subtype = c.entry.map(|entry| words.lexicon.names.entry(entry).subtype.as_str());
        let single = c.kind == EntityType::Location && c.end - c.first == 1 && !c.part;
        (single && matches!(subtype, Some("city" | "place")))
            .then(|| key(words, c))
            .filter(|key| surnames.contains(key))
    };
    let led = |c: &Candidate| {
        let before = words.before(c.first);
        before.is_some_and(|at| {
            words.layers.morphs[at].pos == Pos::Adp || words.lexicon.nouns.type_noun(words.word(at)).is_some()
        })
    };
    let places: HashSet<u64, BuildFold> = chosen.iter().filter(|c| led(c)).filter_map(town).collect();
    for candidate in chosen.iter_mut() {
        if town(candidate).is_some_and(|key| !places.contains(&key)) {
            (candidate.kind, candidate.entry, candidate.subtype) = (EntityType::Person, None, "");
        }
    }
}

/// "Der FC Chelsea kam. Chelseas Trainer schwieg": what looks like somebody's given name alone is the club of the text that
/// ends in it.
pub(super) fn of_clubs(words: &Words<'_>, chosen: &mut [Candidate]) {
    let is_club = |c: &Candidate| {
        let known = c.entry.map(|entry| words.lexicon.names.entry(entry).subtype.as_str());
        known.unwrap_or(c.subtype) == subtypes::CLUB
    };
    let last = |c: &Candidate| (c.kind, surname(words.word(c.end - 1), c.genitive));
    let several = chosen.iter().filter(|c| c.end - c.first > 1 && !c.part);
    let named: Vec<_> = several.filter(|c| c.kind == EntityType::Person || is_club(c)).map(last).collect();
    for candidate in chosen.iter_mut().filter(|c| alone(c) && c.entry.is_none()) {
        let key = key(words, candidate);
        if named.contains(&(EntityType::Organization, key)) && !named.contains(&(EntityType::Person, key)) {
            (candidate.kind, candidate.subtype) = (EntityType::Organization, subtypes::CLUB);
        }
    }
}

fn surname(word: &str, genitive: bool) -> u64 {
    fold::key(word.strip_suffix('s').filter(|_| genitive).unwrap_or(word))
}

fn alone(candidate: &Candidate) -> bool {
    candidate.kind == EntityType::Person
        && candidate.end - candidate.first == 1
        && !candidate.part
        && candidate.surname.is_none()
        && candidate.source != Source::User
}

fn key(words: &Words<'_>, candidate: &Candidate) -> u64 {
    fold::key(surface(words, candidate))
}

/// Whom the lexicon knows by this surname alone.
fn bearer(words: &Words<'_>, candidate: &Candidate) -> Option<u32> {
    let names = &words.lexicon.names;
    let surname = surface(words, candidate);
    let known = |entry: &u32| {
        let entry = names.entry(*entry);
        entry.kind == EntityType::Person && entry.user_id.is_none() && entry.name.ends_with(&format!(" {surname}"))
    };
    names.forms_of(surname).map(|form| names.form(form).entry).find(known)
}

fn role_before(words: &Words<'_>, candidate: &Candidate) -> Option<Role> {
    let before = words.before(candidate.first).filter(|before| words.upper(*before))?;
    cluster_type::role(words, words.word(before))
}

/// The role is an office that somebody who is known for such may hold.
fn fits(words: &Words<'_>, known: u32, role: Role) -> bool {
    let same = role.subtype == "politician" && words.lexicon.names.entry(known).subtype == role.subtype;
    same && role.renown == Renown::Open && !other_gender(words, known, role)
}

/// The role is a calling that the known one does not have.
fn speaks_against(words: &Words<'_>, known: u32, role: Role) -> bool {
    let subtype = words.lexicon.names.entry(known).subtype.as_str();
    let elsewhere = |calling: &str| role.subtype == calling && subtype != calling;
    role.renown != Renown::Open || elsewhere("athlete") || elsewhere("cleric") || other_gender(words, known, role)
}

fn other_gender(words: &Words<'_>, known: u32, role: Role) -> bool {
    let name = &words.lexicon.names.entry(known).name;
    let given = name.split(' ').next().and_then(|given| words.lexicon.people.given(given)).and_then(|g| g.gender);
    given.zip(role.gender).is_some_and(|(given, role)| given != role)
}

#[cfg(test)]
mod tests {
    use crate::nlp::entity::testing::check_whole;

    #[test]
    fn a_role_tells_whom_a_surname_means() {
        check_whole(&[
            ("Bundeskanzler Merz kam.", "Friedrich Merz/person politician: Merz"),
            ("Polizist Merz kam.", "Merz/person: Merz"),
        ]);
    }

    #[test]
    fn a_name_that_a_club_of_the_text_ends_in_is_that_club() {
        check_whole(&[
            ("Der FC Chelsea kam. Das sagte Chelseas Trainer.", "FC Chelsea/organization club: FC Chelsea, Chelseas"),
            (
                "Der FC Chelsea kam. Ada Chelsea ging. Am Ende lachte Chelsea.",
                "FC Chelsea/organization club: FC Chelsea; Ada Chelsea/person: Ada Chelsea, Chelsea",
            ),
        ]);
    }

    #[test]
    fn a_town_with_the_surname_of_somebody_in_the_text_is_that_person() {
        check_whole(&[
            ("Ada Bamberg kam. Am Ende lachte Bamberg.", "Ada Bamberg/person: Ada Bamberg, Bamberg"),
            (
                "Ada Bamberg kam. Sie wohnt in Bamberg.",
                "Ada Bamberg/person: Ada Bamberg; Bamberg/location city: Bamberg",
            ),
        ]);
    }
}
