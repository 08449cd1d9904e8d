//! Reads the data files. Each is tab separated text; lines that begin with `#` say source and licence.

use super::super::error::DataError;
use super::idiom::Idioms;
use super::stem::{StemClass, fold, stem};
use super::words::{Class, Info, Role, Shift, Words};

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("data/", $name, ".tsv")))),+]
    };
}

/// Lists of lemmas by domain: weight, part of speech, lemmas.
const LEXICONS: &[(&str, &str)] = files![
    "general",
    "politics",
    "business",
    "technology",
    "science",
    "sport",
    "disasters",
    "crime",
    "health",
    "transport",
    "culture",
];

/// Lists with a function of their own.
const TABLES: &[(&str, &str)] = files!["shifters", "directions", "compounds", "idioms"];

/// Everything the stage knows.
#[derive(Debug, Default)]
pub(super) struct Data {
    /// Single words.
    pub words: Words,
    /// Expressions of several words.
    pub idioms: Idioms,
}

impl Data {
    /// Reads all embedded files.
    pub(super) fn load() -> Result<Self, DataError> {
        let mut data = Self::default();
        data.words.lemmas.reserve(12_000);
        data.words.nouns.reserve(8_000);
        data.words.others.reserve(8_000);
        for (name, text) in LEXICONS {
            rows(name, text, 3, |f| lexicon_row(&mut data.words, f))?;
        }
        for (name, text) in TABLES {
            match *name {
                "shifters" => rows(name, text, 3, |f| shifter_row(&mut data.words, f))?,
                "directions" => rows(name, text, 3, |f| direction_row(&mut data.words, f))?,
                "compounds" => rows(name, text, 3, |f| compound_row(&mut data.words, f))?,
                _ => rows(name, text, 2, |f| data.idioms.add(f))?,
            }
        }
        Ok(data)
    }
}

/// Calls `row` with the fields of each line, and names the line where it fails.
fn rows(
    name: &str,
    text: &str,
    fields: usize,
    mut row: impl FnMut(&[&str]) -> Result<(), String>,
) -> Result<(), DataError> {
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let parts: Vec<&str> = line.split('\t').collect();
        let done = if parts.len() < fields {
            Err(format!("{} fields where at least {fields} are needed", parts.len()))
        } else {
            row(&parts)
        };
        done.map_err(|problem| DataError {
            file: format!("sentiment/data/{name}.tsv"),
            place: format!("line {}", number + 1),
            problem,
        })?;
    }
    Ok(())
}

/// A weight from −1 to 1.
pub(super) fn weight(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(w) if (-1.0..=1.0).contains(&w) => Ok(w),
        _ => Err(format!("{text:?} is not a weight from -1 to 1")),
    }
}

/// The class and role that a part-of-speech field names.
fn class(text: &str) -> Result<(Class, Role), String> {
    Ok(match text {
        "N" => (Class::Noun, Role::Plain),
        "A" => (Class::Adjective, Role::Plain),
        "V" => (Class::Verb, Role::Plain),
        "V:judge" => (Class::Verb, Role::Judge),
        "V:deed" => (Class::Verb, Role::Deed),
        "V:affect" => (Class::Verb, Role::Affect),
        "V:beat" => (Class::Verb, Role::Beat),
        "V:lose" => (Class::Verb, Role::Lose),
        _ => return Err(format!("{text:?} is not a part of speech: N, V, V:role or A")),
    })
}

fn lexicon_row(words: &mut Words, fields: &[&str]) -> Result<(), String> {
    let weight = weight(fields[0])?;
    let (class, role) = class(fields[1])?;
    for lemma in fields[2].split(' ') {
        words.insert(lemma, Info { weight, class, role, ..Info::default() });
    }
    Ok(())
}

fn shifter_row(words: &mut Words, fields: &[&str]) -> Result<(), String> {
    let shift = Shift::from_name(fields[0]).filter(|shift| *shift != Shift::None);
    let shift = shift.ok_or_else(|| format!("{:?} is not a kind of shifter", fields[0]))?;
    let factor = fields[1].parse::<f64>().map_err(|_| format!("{:?} is not a factor", fields[1]))?;
    for lemma in fields[2].split(' ') {
        words.insert(lemma, Info { shift, factor, ..Info::default() });
    }
    Ok(())
}

fn direction_row(words: &mut Words, fields: &[&str]) -> Result<(), String> {
    let (direction, thing) = match fields[0] {
        "up" => (1, 0),
        "down" => (-1, 0),
        "more" => (0, 1),
        "less" => (0, -1),
        other => return Err(format!("{other:?} is not up, down, more or less")),
    };
    let (class, role) = class(fields[1])?;
    for lemma in fields[2].split(' ') {
        words.insert(lemma, Info { class, role, direction, thing, ..Info::default() });
    }
    Ok(())
}

fn compound_row(words: &mut Words, fields: &[&str]) -> Result<(), String> {
    if fields[0] == "raise" {
        let mut key = String::new();
        for part in fields[2].split(' ') {
            fold(part, &mut key);
            words.affixes.raising.push(key.as_str().into());
        }
        return Ok(());
    }
    let weight = weight(fields[1])?;
    let map = match fields[0] {
        "front" => &mut words.affixes.modifiers,
        "turn" => &mut words.affixes.turning,
        "ending" => &mut words.affixes.suffixes,
        "short" => &mut words.affixes.short,
        other => return Err(format!("{other:?} is not front, turn, ending, short or raise")),
    };
    let mut key = String::new();
    let last = matches!(fields[0], "turn" | "short");
    for part in fields[2].split(' ') {
        if last {
            stem(part, StemClass::Noun, &mut key);
        } else {
            fold(part, &mut key);
        }
        map.insert(key.as_str().into(), weight);
    }
    Ok(())
}
