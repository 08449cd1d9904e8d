//! Nouns that stand beside names and say what is named: roles of people ("Präsident") and types of things ("Konzern").

use std::collections::HashMap;

use super::Gender;
use super::fold::BuildFold;
use crate::nlp::analysis::EntityType;
use crate::nlp::engine::EngineError;

/// The embedded tables.
pub(super) const FILES: &[&str] = &[include_str!("data/roles.tsv"), include_str!("data/type_nouns.tsv")];

/// What a role noun says of the person it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// Gender of the person; `None` for nouns of both.
    pub gender: Option<Gender>,
    /// Such as `politician`, `journalist`, `executive`; empty where the noun does not say.
    pub subtype: &'static str,
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
    roles: HashMap<String, Role, BuildFold>,
    types: HashMap<String, TypeNoun, BuildFold>,
}

impl Nouns {
    /// Loads the embedded tables.
    ///
    /// # Errors
    /// When a line is malformed.
    pub fn new() -> Result<Self, EngineError> {
        let mut nouns = Self { roles: HashMap::default(), types: HashMap::default() };
        nouns.load_roles()?;
        nouns.load_types()?;
        Ok(nouns)
    }

    fn load_roles(&mut self) -> Result<(), EngineError> {
        let mut subtype = "";
        for (number, line) in FILES[0].lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            if let Some(head) = line.strip_prefix("@ ") {
                subtype = if head == "-" { "" } else { head };
                continue;
            }
            let (masculine, feminine) =
                line.split_once('|').ok_or_else(|| damage("roles.tsv", number, "wanted masculine|feminine"))?;
            let mut add = |noun: &str, gender| {
                if !noun.is_empty() {
                    self.roles.insert(noun.to_lowercase(), Role { gender, subtype });
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

    fn load_types(&mut self) -> Result<(), EngineError> {
        let mut group = None;
        for (number, line) in FILES[1].lines().enumerate() {
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            if let Some(head) = line.strip_prefix("@ ") {
                let (kind, subtype) = head.split_once(' ').unwrap_or((head, ""));
                let kind = EntityType::from_name(kind)
                    .ok_or_else(|| damage("type_nouns.tsv", number, "no such entity type"))?;
                group = Some(TypeNoun { kind, subtype });
                continue;
            }
            let noun = group.ok_or_else(|| damage("type_nouns.tsv", number, "a noun before the first '@ type'"))?;
            for word in line.split(' ') {
                self.types.insert(word.to_lowercase(), noun);
            }
        }
        Ok(())
    }

    /// The role that `word` names, by itself or as the last part of a compound ("Wirtschaftsminister", "SPD-Chef").
    #[must_use]
    pub fn role(&self, word: &str) -> Option<Role> {
        by_suffix(word, &self.roles)
    }

    /// The type that `word` names, by itself or as the last part of a compound ("Softwarekonzern"), inflected or not.
    #[must_use]
    pub fn type_noun(&self, word: &str) -> Option<TypeNoun> {
        by_suffix(word, &self.types).or_else(|| {
            let stem = word.strip_suffix("es").or_else(|| word.strip_suffix('s'))?;
            by_suffix(stem, &self.types)
        })
    }
}

fn damage(file: &str, number: usize, problem: &str) -> EngineError {
    EngineError::Data { file: file.into(), place: format!("line {}", number + 1), problem: problem.into() }
}

const LONGEST_NOUN: usize = 24;

/// Looks up the endings of `word`, the longest first; the noun that ends a compound has at least four letters.
fn by_suffix<V: Copy>(word: &str, table: &HashMap<String, V, BuildFold>) -> Option<V> {
    let lower = word.to_lowercase();
    let lower = lower.as_str();
    if let Some(found) = table.get(lower) {
        return Some(*found);
    }
    let (last, hyphen) = lower.rsplit_once('-').map_or((lower, false), |(_, last)| (last, true));
    if hyphen && let Some(found) = table.get(last) {
        return Some(*found);
    }
    let long = last.len().saturating_sub(LONGEST_NOUN);
    last.char_indices()
        .map(|(at, _)| at)
        .filter(|at| *at >= long.max(3) && last.len() - at >= 4)
        .find_map(|at| table.get(&last[at..]).copied())
}
