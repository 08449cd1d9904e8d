//! Words that make the words beside them a name, with the type and subtype that they give it: "Bundesamt für …",
//! "Landgericht …", "…-Institut", "… University".

use std::collections::HashMap;

use super::closed::check_spelling;
use super::fold::BuildFold;
use super::{hash, subtypes};
use crate::nlp::analysis::EntityType;
use crate::nlp::error::DataError;

const FILE: &str = "lexicon/data/heads.tsv";
const DATA: &str = include_str!("data/heads.tsv");

/// How a head makes a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A preposition and its field follow it: "Bundesamt für Statistik".
    Fielded,
    /// The place follows it: "Landgericht Köln".
    Seated,
    /// So ends, in small letters, the noun that says what an acronym in brackets stands for.
    Ending,
    /// It is the last part of a word with hyphens: `Robert-Koch-Institut`.
    Hyphened,
    /// It is the last word of a foreign name: "Stanford University".
    Foreign,
    /// A place follows it with "von", "bei" or "um": "Bucht von Manila".
    Of,
}

impl Use {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Fielded, "fielded"),
        (Self::Seated, "seated"),
        (Self::Ending, "ending"),
        (Self::Hyphened, "hyphened"),
        (Self::Foreign, "foreign"),
        (Self::Of, "of"),
    ];
}

/// What a head says of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its type.
    pub kind: EntityType,
    /// Its subtype, of the embedded vocabulary.
    pub subtype: &'static str,
}

/// The table of heads.
#[derive(Debug, Default)]
pub struct Heads {
    /// By the hash of the word, for each use but [`Use::Ending`].
    words: [HashMap<u64, Head, BuildFold>; Use::ALL.len()],
    endings: Vec<(&'static str, Head)>,
}

impl Heads {
    /// Loads the embedded table.
    ///
    /// # Errors
    /// When a row is malformed, stands twice or names a subtype that there is not.
    pub fn new() -> Result<Self, DataError> {
        Self::parse(FILE, DATA)
    }

    fn parse(file: &str, text: &'static str) -> Result<Self, DataError> {
        let mut heads = Self::default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let damaged = |problem: String| DataError::at_line(file, number + 1, problem);
            let columns: Vec<&'static str> = line.split('\t').collect();
            let &[used, word, kind, subtype] = columns.as_slice() else {
                return Err(damaged("wanted use, head, type and subtype with tabs between them".into()));
            };
            check_spelling(word).map_err(damaged)?;
            let known = Use::ALL.iter().find(|(_, name)| *name == used);
            let (used, _) = known.ok_or_else(|| damaged(format!("{used:?} is no use of a head")))?;
            let kind = EntityType::from_name(kind).ok_or_else(|| damaged(format!("{kind:?} is no entity type")))?;
            subtypes::check(kind, subtype, file, number + 1)?;
            let head = Head { kind, subtype };
            if heads.words[*used as usize].insert(hash::hash(word), head).is_some() {
                return Err(damaged(format!("{word:?} stands twice")));
            }
            if *used == Use::Ending {
                if word.contains(char::is_uppercase) {
                    return Err(damaged(format!("{word:?} must be in small letters: it ends nouns")));
                }
                heads.endings.push((word, head));
            }
        }
        Ok(heads)
    }

    /// What `word` says of a name that it is so used in, in the nominative or the genitive. A look-up hashes the word.
    #[must_use]
    pub fn of(&self, used: Use, word: &str) -> Option<Head> {
        self.exact(used, word).or_else(|| self.exact(used, stem(word)))
    }

    /// The same of the form as it is written.
    #[must_use]
    pub fn exact(&self, used: Use, word: &str) -> Option<Head> {
        self.words[used as usize].get(&hash::hash(word)).copied()
    }

    /// What the longest ending of `word`, which is in small letters, says of the name. Asks every ending.
    #[must_use]
    pub fn by_ending(&self, word: &str) -> Option<Head> {
        let stem = stem(word);
        let ends = |(ending, _): &&(&str, Head)| word.ends_with(*ending) || stem.ends_with(*ending);
        self.endings.iter().filter(ends).max_by_key(|(ending, _)| ending.len()).map(|(_, head)| *head)
    }
}

/// A noun without the ending of its genitive.
fn stem(word: &str) -> &str {
    word.strip_suffix("es").or_else(|| word.strip_suffix('s')).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_found_by_its_use_and_form() {
        let heads = Heads::new().expect("heads.tsv is whole");
        for (used, word, subtype) in [
            (Use::Fielded, "Bundesamt", Some("agency")),
            (Use::Fielded, "Bundesamtes", Some("agency")),
            (Use::Fielded, "Landgericht", None),
            (Use::Seated, "Landgerichts", Some("court")),
            (Use::Seated, "landgericht", None),
            (Use::Hyphened, "Institut", Some("institute")),
            (Use::Foreign, "Times", Some("media")),
            (Use::Foreign, "", None),
        ] {
            assert_eq!(heads.of(used, word).map(|head| head.subtype), subtype, "{word}");
        }
        assert_eq!(heads.exact(Use::Seated, "Landgerichts"), None);
    }

    #[test]
    fn the_longest_ending_counts() {
        let heads = Heads::new().expect("heads.tsv is whole");
        for (word, subtype) in [
            ("sportverein", Some("ngo")),
            ("europarat", Some("association")),
            ("stadtwerke", Some("company")),
            ("haus", None),
        ] {
            assert_eq!(heads.by_ending(word).map(|head| head.subtype), subtype, "{word}");
        }
    }

    #[test]
    fn a_damaged_row_is_refused_with_its_line() {
        for (text, problem) in [
            ("# head\nseated\tUni", "wanted use, head"),
            ("seatet\tUni\torganization\tuniversity", "is no use"),
            ("seated\tUni\torganisation\tuniversity", "is no entity type"),
            ("seated\tUni\torganization\tuniversty", "is no subtype"),
            ("seated\tUni Ulm\torganization\tuniversity", "must be one word"),
            ("ending\tUni\torganization\tuniversity", "small letters"),
            ("seated\tUni\torganization\tparty\nseated\tUni\torganization\tparty", "stands twice"),
        ] {
            let error = Heads::parse("x.tsv", text).expect_err(text).to_string();
            let line = format!("data file x.tsv, line {}: ", text.lines().count());
            assert!(error.starts_with(&line) && error.contains(problem), "{text:?}: {error}");
        }
    }
}
