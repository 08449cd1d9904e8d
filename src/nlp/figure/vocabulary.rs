//! The words that figures are made of: loaded once from the tables beside this file, found by a hash of the folded word.

use std::collections::BTreeMap;

use super::dates::holiday;
use super::fold;
use super::fold::{fold, hash};
use super::key::Key;
use super::numbers::numerals::Numerals;
use crate::nlp::analysis::Approximation;
use crate::nlp::error::DataError;

/// What a word may mean inside a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// Nothing.
    None,
    /// A number word; index into the numerals of the text.
    Numeral(u32),
    /// "ein", "eine", "einen", …: article or numeral.
    One,
    /// "halb", "halbe", …
    Half,
    /// A power of ten: "Mio", "Milliarden".
    Scale(u8),
    /// "Dutzend".
    Dozen,
    /// Power of ten and currency in one: "TEUR", "MEUR".
    Scaled(u8),
    /// A unit of measure; index into [`Vocabulary::units`].
    Unit(u16),
    /// A noun for a currency; index into [`Vocabulary::nouns`].
    Money(u16),
    /// An ISO 4217 code; index into [`Vocabulary::codes`].
    Code(u16),
    /// A hundredth of a currency; index into [`Vocabulary::codes`].
    Cent(u16),
    /// What a number can be the first part of ("-fach", "-jährig"); index into [`crate::nlp::figure::numbers::numerals::Numerals::suffixes`].
    Suffix(u8),
    /// A month, 1 to 12.
    Month(u8),
    /// A weekday, 1 (Monday) to 7; the flag is set for abbreviations.
    Weekday(u8, bool),
    /// A part of the day ("Abend", "vormittags").
    DayPart,
    /// A holiday; index into the table of [`crate::nlp::figure::dates::holiday`].
    Holiday(u8),
    /// A season, 0 (spring) to 3.
    Season(u8),
    /// "Anfang" 0, "Mitte" 1, "Ende" 2.
    Edge(u8),
    /// "vergangen" −1, "dieser" 0, "nächst" 1.
    Relative(i8),
    /// "gestern" −1, "heute" 0.
    Day(i8),
    /// A word of approximation.
    Approx(Approximation),
    /// "mehrere", "einige".
    Several,
    /// A word of growth.
    Up,
    /// A word of loss.
    Down,
    /// "verdoppelt": the factor, and that it grows; for a loss the divisor.
    Factor(u16, bool),
    /// A position counted from the end ("letzte") or from here ("nächste"): 1, 2, 3 or 0.
    Position(u8),
    /// Articles and other determiners.
    Det,
    /// A noun after which a number is a name: "Artikel", "Seite".
    Label,
    /// A word that is never the adjective of a counted noun.
    Stop,
    /// "jährlich", "täglich": the unit of time; index into [`Vocabulary::units`].
    Regular(u16),
    /// A word with a part in a pattern.
    Key(Key),
}

/// A unit of measure.
#[derive(Debug)]
pub(super) struct Unit {
    /// CLDR id.
    pub id: String,
    /// CLDR group, such as `length`.
    pub group: String,
}

#[derive(Debug, Clone)]
struct Entry {
    word: Vec<u8>,
    /// The form as it must be written, for signs where case counts.
    exact: Option<String>,
    sense: Sense,
}

/// All words, and what they stand for.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    entries: Vec<Entry>,
    /// Open addressing, a power of two long; 0 is empty, else index into `entries` plus one.
    slots: Vec<u16>,
    /// Units that [`Sense::Unit`] points to.
    pub units: Vec<Unit>,
    /// ISO 4217 codes that [`Sense::Code`] points to.
    pub codes: Vec<String>,
    /// Currency nouns that [`Sense::Money`] points to.
    pub nouns: Vec<Noun>,
    /// Signs of currencies with their codes.
    signs: Vec<(char, &'static str)>,
    /// Letters before `$` with the codes of their dollars.
    dollars: Vec<(&'static str, &'static str)>,
}

/// A noun that names a currency.
#[derive(Debug, Default)]
pub(super) struct Noun {
    /// What it means alone; an index into the codes.
    pub alone: Option<u16>,
    /// What it means after an adjective or as the second part of a compound.
    pub with: BTreeMap<Vec<u8>, u16>,
}

const WORDS: &str = include_str!("data/words.tsv");
const UNITS: &str = include_str!("data/units.tsv");
const CURRENCIES: &str = include_str!("data/currencies.tsv");

impl Vocabulary {
    /// Loads the tables.
    pub(super) fn new() -> Result<Self, DataError> {
        let mut made = Self::default();
        made.add_currencies()?;
        let mut unit_of: BTreeMap<&str, u16> = BTreeMap::new();
        for (line, row) in rows(UNITS) {
            let [id, group, style, form] = row[..] else {
                return Err(damaged("units.tsv", line, "expected id, group, word or sign, form"));
            };
            let unit = *unit_of.entry(id).or_insert_with(|| {
                made.units.push(Unit { id: id.into(), group: group.into() });
                u16::try_from(made.units.len() - 1).unwrap_or(u16::MAX)
            });
            made.add(form, (style == "sign").then_some(form), Sense::Unit(unit));
        }
        for (line, row) in rows(WORDS) {
            let [class, words, ..] = row[..] else {
                return Err(damaged("words.tsv", line, "expected class, words and an argument"));
            };
            let argument = row.get(2).copied().unwrap_or("");
            for word in words.split(' ') {
                let sense = made
                    .sense_of(class, argument)
                    .ok_or_else(|| damaged("words.tsv", line, "unknown class or argument"))?;
                made.add(word.trim_start_matches('='), word.strip_prefix('='), sense);
            }
        }
        made.add_suffixes();
        made.index();
        Ok(made)
    }

    fn add_currencies(&mut self) -> Result<(), DataError> {
        let mut noun_of: BTreeMap<Vec<u8>, u16> = BTreeMap::new();
        for (line, row) in rows(CURRENCIES) {
            let bad = |problem: &str| damaged("currencies.tsv", line, problem);
            let code = self.code(row[0]);
            match row[..] {
                [code, "dollar", letters] => self.dollars.push((letters, code)),
                [code, "sign", sign] => {
                    self.signs.push((sign.parse().map_err(|_| bad("a sign is one character"))?, code));
                }
                [_] if row[0].len() == 3 => {
                    self.add(row[0], Some(row[0]), Sense::Code(code));
                    if row[0] != "ALL" && row[0] != "TOP" && row[0] != "MAD" {
                        self.add(row[0], None, Sense::Code(code));
                    }
                }
                [_, prefix, word] => {
                    let key = folded(word);
                    let id = *noun_of.entry(key).or_insert_with(|| {
                        self.nouns.push(Noun::default());
                        u16::try_from(self.nouns.len() - 1).unwrap_or(u16::MAX)
                    });
                    self.add(word, None, Sense::Money(id));
                    let noun = self.nouns.get_mut(usize::from(id)).ok_or_else(|| bad("too many nouns"))?;
                    if prefix != "-" {
                        noun.with.insert(folded(prefix), code);
                    } else if row[0] != "?" {
                        noun.alone = Some(code);
                    }
                }
                _ => {
                    return Err(bad(
                        "expected a code, or code, prefix and noun, or code, \"sign\" or \"dollar\", and what it is written with",
                    ));
                }
            }
        }
        Ok(())
    }

    fn code(&mut self, code: &str) -> u16 {
        let at = self.codes.iter().position(|c| c == code).unwrap_or_else(|| {
            self.codes.push(code.into());
            self.codes.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    fn sense_of(&mut self, class: &str, argument: &str) -> Option<Sense> {
        let number = argument.parse::<i8>().ok();
        let small = number.and_then(|n| u8::try_from(n).ok());
        Some(match class {
            "one" => Sense::One,
            "half" => Sense::Half,
            "scale" => Sense::Scale(small?),
            "scaled" => Sense::Scaled(small?),
            "dozen" => Sense::Dozen,
            "cent" => Sense::Cent(self.code(argument)),
            "code" => Sense::Code(self.code(argument)),
            "month" => Sense::Month(small?),
            "weekday" => Sense::Weekday(small?, false),
            "weekday_short" => Sense::Weekday(small?, true),
            "day_part" => Sense::DayPart,
            "holiday" => Sense::Holiday(holiday::index_of(argument)?),
            "season" => Sense::Season(small?),
            "edge" => Sense::Edge(small?),
            "relative" => Sense::Relative(number?),
            "day" => Sense::Day(number?),
            "approx" => Sense::Approx(Approximation::from_name(argument)?),
            "several" => Sense::Several,
            "up" => Sense::Up,
            "down" => Sense::Down,
            "times" => Sense::Factor(argument.parse().ok()?, true),
            "divided" => Sense::Factor(argument.parse().ok()?, false),
            "position" => Sense::Position(small?),
            "det" => Sense::Det,
            "label" => Sense::Label,
            "stop" => Sense::Stop,
            "regular" => {
                let unit = self.units.iter().position(|unit| unit.id == argument)?;
                Sense::Regular(u16::try_from(unit).ok()?)
            }
            "key" => Sense::Key(Key::from_name(argument)?),
            _ => return None,
        })
    }

    /// "fach", "facher", "jährige", "Jährigen", …
    fn add_suffixes(&mut self) {
        for (i, suffix) in Numerals::get().suffixes.iter().enumerate() {
            let sense = Sense::Suffix(u8::try_from(i).unwrap_or(u8::MAX));
            for ending in ["", "e", "en", "er", "es", "em", "s"] {
                self.add(&format!("{}{ending}", suffix.stem), None, sense);
            }
        }
    }

    fn add(&mut self, word: &str, exact: Option<&str>, sense: Sense) {
        let word = folded(word);
        self.entries.push(Entry { word, exact: exact.map(Into::into), sense });
    }

    fn index(&mut self) {
        let size = (self.entries.len() * 4).next_power_of_two();
        self.slots = vec![0; size];
        // Later rows win, and exact forms come before the others: they are asked first.
        let mut order: Vec<usize> = (0..self.entries.len()).rev().collect();
        order.sort_by_key(|&i| self.entries[i].exact.is_none());
        for i in order {
            let mut slot = hash(&self.entries[i].word) & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = u16::try_from(i + 1).unwrap_or(0);
        }
    }

    /// The code of a currency sign.
    pub(super) fn sign(&self, sign: char) -> Option<&str> {
        self.signs.iter().find(|(known, _)| *known == sign).map(|(_, code)| *code)
    }

    /// The dollar that letters before the sign make of it.
    pub(super) fn dollar(&self, letters: &str) -> Option<&str> {
        self.dollars.iter().find(|(known, _)| *known == letters).map(|(_, code)| *code)
    }

    /// What `word` may mean; `key` is its folded form.
    pub(super) fn get(&self, word: &str, key: &[u8]) -> Sense {
        let mask = self.slots.len() - 1;
        let mut slot = hash(key) & mask;
        while let Some(entry) = usize::from(self.slots[slot]).checked_sub(1).and_then(|i| self.entries.get(i)) {
            if entry.word == key && entry.exact.as_deref().is_none_or(|e| e == word) {
                return entry.sense;
            }
            slot = (slot + 1) & mask;
        }
        Sense::None
    }
}

fn folded(word: &str) -> Vec<u8> {
    let mut buffer = [0; fold::LONGEST];
    fold(word, &mut buffer).map(<[u8]>::to_vec).unwrap_or_default()
}

fn rows(table: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let lines = table.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
    lines.map(|(i, l)| (i + 1, l.split('\t').collect()))
}

fn damaged(file: &str, line: usize, problem: &str) -> DataError {
    DataError { file: file.into(), place: format!("line {line}"), problem: problem.into() }
}
