//! In which order mentions become entities: full names first, so that a surname that comes before them finds its person as
//! well; of those the known ones, so that variants find them.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::candidate::Candidate;
use super::merge::surface;
use super::words::Words;
use crate::nlp::analysis::EntityType;

/// The mentions of a text by how they are told apart, in this order.
#[derive(Default)]
pub(super) struct Order {
    /// Names that speak for themselves.
    pub full: Vec<Candidate>,
    /// Two words that may be a surname.
    pub double: Vec<Candidate>,
    /// Single words that may be short for a name of the text.
    pub single: Vec<Candidate>,
}

impl Order {
    pub fn of(words: &Words<'_>, chosen: &[Candidate]) -> Self {
        let (known, mut unknown): (Vec<&Candidate>, Vec<&Candidate>) =
            chosen.iter().filter(|c| c.is_bounded()).partition(|c| c.entry.is_some());
        // "Quelms Haus" is found by the "Quelm" behind it.
        let spellings: HashSet<&str> = unknown.iter().map(|c| surface(words, c)).collect();
        unknown.sort_by_key(|c| surface(words, c).strip_suffix('s').is_some_and(|bare| spellings.contains(bare)));
        // "Rotary Club" finds the "Rotary Club Eschnerberg".
        unknown.sort_by_key(|c| (c.kind == EntityType::Organization).then(|| Reverse(c.end - c.first)));
        let mut order = Self::default();
        for candidate in known.into_iter().chain(unknown) {
            let single = candidate.end - candidate.first == 1 && candidate.surname.is_none();
            let group = if single && may_be_short(words, candidate) {
                &mut order.single
            } else if may_be_double(words, candidate) {
                &mut order.double
            } else {
                &mut order.full
            };
            group.push(*candidate);
        }
        order
    }
}

fn may_be_short(words: &Words<'_>, candidate: &Candidate) -> bool {
    candidate.kind == EntityType::Person || candidate.entry.is_none() || is_end(words, candidate)
}

/// "Bauernverband" of the Deutscher Bauernverband: another one of the text may be meant.
fn is_end(words: &Words<'_>, candidate: &Candidate) -> bool {
    let Some(entry) = candidate.entry.filter(|_| candidate.kind == EntityType::Organization) else { return false };
    let entry = words.lexicon.names.entry(entry);
    entry.user_id.is_none() && entry.name.rsplit_once(' ').is_some_and(|(_, last)| last == surface(words, candidate))
}

/// Two words that are a surname, unless the first is a given name that nobody knows.
fn may_be_double(words: &Words<'_>, candidate: &Candidate) -> bool {
    let unknown = candidate.kind == EntityType::Person && candidate.entry.is_none() && candidate.surname.is_none();
    unknown && candidate.end - candidate.first == 2 && words.lexicon.people.given(words.word(candidate.first)).is_none()
}
