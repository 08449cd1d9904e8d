//! Given names with their gender and what they are short for, and surnames.

use std::collections::HashMap;

use super::Gender;
use super::fold::BuildFold;
use crate::nlp::error::DataError;

/// The embedded lists.
const FILES: &[&str] = &[include_str!("data/first_names.tsv"), include_str!("data/surnames.tsv")];

/// Short given names: a line each, with what it is short for.
const NICKNAMES: &str = include_str!("data/nicknames.tsv");

/// What is known of a given name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenName {
    /// Of its bearers; `None` for names of both.
    pub gender: Option<Gender>,
    /// An ordinary word as well.
    pub ambiguous: bool,
}

/// What is known of a surname.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surname {
    /// An ordinary word as well.
    pub ambiguous: bool,
}

/// Names that people bear.
#[derive(Debug)]
pub struct People {
    given: HashMap<&'static str, GivenName, BuildFold>,
    surnames: HashMap<&'static str, Surname, BuildFold>,
    nicknames: HashMap<&'static str, &'static str, BuildFold>,
}

impl People {
    /// Loads the embedded lists.
    ///
    /// # Errors
    /// When a line is malformed.
    pub fn new() -> Result<Self, DataError> {
        let mut given = HashMap::with_capacity_and_hasher(16_000, BuildFold::default());
        for (number, line) in FILES[0].lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            let mut columns = line.split('\t');
            let (Some(name), Some(gender)) = (columns.next(), columns.next()) else {
                return Err(DataError {
                    file: "first_names.tsv".into(),
                    place: format!("line {}", number + 1),
                    problem: "wanted name, tab, gender".into(),
                });
            };
            let gender = match gender {
                "m" => Some(Gender::Masculine),
                "f" => Some(Gender::Feminine),
                _ => None,
            };
            given.insert(name, GivenName { gender, ambiguous: columns.next().is_some() });
        }
        let mut surnames = HashMap::with_capacity_and_hasher(16_000, BuildFold::default());
        for line in FILES[1].lines().filter(|line| !line.starts_with('#')) {
            let (name, mark) = line.split_once('\t').map_or((line, None), |(name, mark)| (name, Some(mark)));
            surnames.insert(name, Surname { ambiguous: mark.is_some() });
        }
        let nicknames = NICKNAMES.lines().filter(|line| !line.starts_with('#'));
        let nicknames = nicknames.filter_map(|line| line.split_once('\t')).collect();
        Ok(Self { given, surnames, nicknames })
    }

    /// A given name; of a double name ("Karl-Heinz") the first part counts.
    #[must_use]
    pub fn given(&self, word: &str) -> Option<GivenName> {
        self.given.get(word).copied().or_else(|| {
            let (first, second) = word.split_once('-')?;
            let (first, second) = (self.given.get(first)?, self.given.get(second)?);
            Some(GivenName { gender: first.gender.or(second.gender), ambiguous: false })
        })
    }

    /// Whether a given name may be short for another, of which it is not the beginning: "Bob" for "Robert".
    #[must_use]
    pub fn is_nickname(&self, short: &str, long: &str) -> bool {
        self.nicknames.get(short).is_some_and(|names| names.split('\t').any(|name| name == long))
    }

    /// A surname; of a double name ("Leutheusser-Schnarrenberger") one part is enough.
    #[must_use]
    pub fn surname(&self, word: &str) -> Option<Surname> {
        self.surnames.get(word).copied().or_else(|| {
            let (first, second) = word.split_once('-')?;
            self.surnames.get(first).or_else(|| self.surnames.get(second))?;
            let person = self.surnames.contains_key(first) && self.surnames.contains_key(second);
            person.then_some(Surname { ambiguous: false })
        })
    }
}
