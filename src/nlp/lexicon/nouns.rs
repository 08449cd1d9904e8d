//! Nouns that stand beside names and say what is named: roles of people ("Präsident") and types of things ("Konzern").

use std::collections::HashMap;

use super::Gender;
use super::fold::{self, BuildFold};
use super::subtypes;
use crate::nlp::analysis::EntityType;
use crate::nlp::error::DataError;

/// The embedded tables.
const FILES: &[&str] = &[include_str!("data/roles.tsv"), include_str!("data/type_nouns.tsv")];

/// What a role noun says of the person it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// Gender of the person; `None` for nouns of both.
    pub gender: Option<Gender>,
    /// Such as `politician`, `journalist`, `executive`; empty where the noun does not say.
    pub subtype: &'static str,
    /// How far those are known who are called so.
    pub renown: Renown,
}

/// How far the bearers of a role are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renown {
    /// The noun does not say.
    Open,
    /// An office that every town has.
    Local,
    /// A calling that nobody is known all over the country by.
    Private,
}

/// What a type noun says of the thing named after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeNoun {
    /// Its type.
    pub kind: EntityType,
    /// Such as `company`, `city`; empty where the noun does not say.
    pub subtype: &'static str,
}

/// Both tables.
#[derive(Debug)]
pub struct Nouns {
    roles: Endings<Role>,
    types: Endings<TypeNoun>,
}

impl Nouns {
    /// Loads the embedded tables.
    ///
    /// # Errors
    /// When a line is malformed.
    pub fn new() -> Result<Self, DataError> {
        let mut nouns = Self { roles: Endings::default(), types: Endings::default() };
        nouns.load_roles()?;
        nouns.load_types()?;
        Ok(nouns)
    }

    fn load_roles(&mut self) -> Result<(), DataError> {
        let (mut subtype, mut renown) = ("", Renown::Open);
        for (number, line) in FILES[0].lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            if let Some(head) = line.strip_prefix("@ ") {
                let (of, reach) = head.split_once(' ').unwrap_or((head, ""));
                subtype = if of == "-" { "" } else { of };
                renown = match reach {
                    "" => Renown::Open,
                    "local" => Renown::Local,
                    "private" => Renown::Private,
                    _ => return Err(damage("roles.tsv", number, "wanted local or private behind the subtype")),
                };
                if !subtype.is_empty() {
                    subtypes::check(EntityType::Person, subtype, "roles.tsv", number + 1)?;
                }
                continue;
            }
            let (masculine, feminine) =
                line.split_once('|').ok_or_else(|| damage("roles.tsv", number, "wanted masculine|feminine"))?;
            let mut add = |noun: &str, gender| {
                if !noun.is_empty() {
                    self.roles.insert(noun, Role { gender, subtype, renown });
                }
            };
            if masculine == feminine {
                add(masculine, None);
            } else {
                add(masculine, Some(Gender::Masculine));
                add(feminine, Some(Gender::Feminine));
            }
        }
        Ok(())
    }

    fn load_types(&mut self) -> Result<(), DataError> {
        let mut group = None;
        for (number, line) in FILES[1].lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            if let Some(head) = line.strip_prefix("@ ") {
                let (kind, subtype) = head.split_once(' ').unwrap_or((head, ""));
                let kind = EntityType::from_name(kind)
                    .ok_or_else(|| damage("type_nouns.tsv", number, "no such entity type"))?;
                if !subtype.is_empty() {
                    subtypes::check(kind, subtype, "type_nouns.tsv", number + 1)?;
                }
                group = Some(TypeNoun { kind, subtype });
                continue;
            }
            let noun = group.ok_or_else(|| damage("type_nouns.tsv", number, "a noun before the first '@ type'"))?;
            for word in line.split(' ') {
                self.types.insert(word, noun);
            }
        }
        Ok(())
    }

    /// The role that `word` names, by itself or as the last part of a compound ("Wirtschaftsminister", "SPD-Chef").
    #[must_use]
    pub fn role(&self, word: &str) -> Option<Role> {
        self.roles.find(word)
    }

    /// The role that an inflected form names: "Präsidenten", "Vorsitzenden", "Ministers"; with the noun in the nominative.
    #[must_use]
    pub fn inflected_role(&self, word: &str) -> Option<(String, Role)> {
        let masculine = |noun: &str| self.role(noun).filter(|role| role.gender != Some(Gender::Feminine));
        let adjectival = word.strip_suffix("en").map(|stem| format!("{stem}er"));
        let stems = ["en", "n", "es", "s"].iter().filter_map(|ending| word.strip_suffix(ending)).map(str::to_owned);
        adjectival.into_iter().chain(stems).find_map(|noun| masculine(&noun).map(|role| (noun, role)))
    }

    /// The type that `word` names, by itself or as the last part of a compound ("Softwarekonzern"), inflected or not.
    #[must_use]
    pub fn type_noun(&self, word: &str) -> Option<TypeNoun> {
        self.types.find(word).or_else(|| {
            let stem = word.strip_suffix("es").or_else(|| word.strip_suffix('s'))?;
            self.types.find(stem)
        })
    }
}

fn damage(file: &str, number: usize, problem: &str) -> DataError {
    DataError { file: file.into(), place: format!("line {}", number + 1), problem: problem.into() }
}

/// Nouns that are found as the last part of a word, by a hash of their letters from the last to the first: one lookup a
/// letter, and the first ending that no noun has ends the search.
#[derive(Debug)]
struct Endings<V> {
    values: HashMap<u64, Option<V>, BuildFold>,
    /// Last three letters of the nouns, as bits: most other words need no lookup.
    last: Vec<u64>,
}

impl<V> Default for Endings<V> {
    fn default() -> Self {
        Self { values: HashMap::default(), last: vec![0; 256] }
    }
}

impl<V: Copy> Endings<V> {
    fn insert(&mut self, noun: &str, value: V) {
        let mut key = fold::EMPTY;
        for c in noun.to_lowercase().chars().rev() {
            key = letter(key, c);
            self.values.entry(key).or_insert(None);
        }
        self.values.insert(key, Some(value));
        let (at, bit) = last_letters(noun);
        self.last[at] |= bit;
    }

    /// The longest noun that is the word, its last part behind a hyphen, or the end of that; such an end has at least
    /// four letters, and so have, nearly, the letters before it.
    fn find(&self, word: &str) -> Option<V> {
        let (place, bit) = last_letters(word);
        if self.last[place] & bit == 0 {
            return None;
        }
        let last = word.rfind('-').map_or(0, |hyphen| hyphen + 1);
        let mut best = None;
        let mut key = fold::EMPTY;
        let mut at = word.len();
        for c in word.chars().rev() {
            at -= c.len_utf8();
            key = letter(key, c);
            let Some(value) = self.values.get(&key) else { break };
            let compound = at >= last + 3 && word.len() - at >= 4;
            if value.is_some() && (at == 0 || at == last || compound) {
                best = *value;
            }
        }
        best
    }
}

/// Place and bit of the last three bytes, whatever their case.
fn last_letters(word: &str) -> (usize, u64) {
    let sum = word.bytes().rev().take(3).fold(0, |sum, byte| sum * 31 + usize::from(byte | 0x20));
    (sum / 64 % 256, 1 << (sum % 64))
}

fn letter(mut key: u64, c: char) -> u64 {
    if c.is_ascii() {
        return fold::push(key, c.to_ascii_lowercase() as u8);
    }
    let mut buffer = [0; 4];
    for small in c.to_lowercase() {
        for byte in small.encode_utf8(&mut buffer).bytes() {
            key = fold::push(key, byte);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_is_found_as_the_last_part_of_a_word() {
        let nouns = Nouns::new().expect("the embedded data are sound");
        for (word, subtype) in [
            ("Ministerin", Some("politician")),
            ("Wirtschaftsminister", Some("politician")),
            ("SPD-Chef", Some("politician")),
            ("Bahn-Chef", Some("executive")),
            ("OpenAI-CEO", Some("executive")),
            ("Ärztin", Some("")),
            ("Kinderärztin", Some("")),
            ("Tisch", None),
            ("Chef-Tisch", None),
            ("", None),
        ] {
            assert_eq!(nouns.role(word).map(|role| role.subtype), subtype, "{word}");
        }
        assert_eq!(nouns.type_noun("Softwarekonzerns").map(|noun| noun.subtype), Some("company"));
    }
}
