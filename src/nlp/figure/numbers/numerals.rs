//! The words that number words are built of ([`super::numword`]), from `data/numerals.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::numword::{Form, NumWord};
use crate::nlp::error::DataError;

const FILE: &str = "figure/data/numerals.tsv";
const TEXT: &str = include_str!("../data/numerals.tsv");

/// What a number can be the first part of.
#[derive(Debug)]
pub(crate) struct Suffix {
    /// Folded, without ending.
    pub stem: &'static str,
    /// What it makes of the number.
    pub role: Role,
}

/// What a suffix makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// So many times as much.
    Fold,
    /// So many times.
    Times,
    /// An age or a length of years.
    Years,
    /// A length of time in this unit.
    Span(&'static str),
    /// So many heads.
    Heads,
    /// So many percent.
    Percent,
    /// Something that is no figure ("zweistellig").
    Nothing,
}

/// What the end of a number word makes of the cardinal before it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tail {
    /// So much is added, numerator and denominator: "zweieinhalb".
    Added(u64, u64),
    /// So many parts, of which this many are a whole: "dreiviertel".
    Parts(u64),
    /// All but one of so many parts: "Zweidrittelmehrheit".
    Majority(u64),
    /// So many parts of an hour: "Dreiviertelstunde".
    Hour(u64),
    /// "Zehntausende".
    Vague,
    /// "Neunzigerjahre".
    Decade,
}

/// A word, folded, and its number.
type Valued = (&'static str, u64);

/// What number words are built of.
#[derive(Debug, Default)]
pub(crate) struct Numerals {
    /// "ein" to "neun".
    pub units: Vec<Valued>,
    /// "zehn" to "neunzehn".
    pub teens: Vec<Valued>,
    /// "zwanzig" to "neunzig".
    pub tens: Vec<Valued>,
    /// "million", the longer of two forms first.
    pub scales: Vec<Valued>,
    /// "zweit" in "zweitgrößte".
    pub ranks: Vec<Valued>,
    /// All suffixes.
    pub suffixes: Vec<Suffix>,
    /// What may follow a cardinal in its word.
    pub tails: Vec<(&'static str, Tail)>,
    /// Words that are read as they stand; `None` for those that are no number words.
    pub whole: BTreeMap<&'static str, Option<NumWord>>,
}

impl Numerals {
    fn table() -> &'static Result<Self, DataError> {
        static TABLE: LazyLock<Result<Numerals, DataError>> = LazyLock::new(|| Numerals::parse(TEXT));
        &TABLE
    }

    /// Whether the file is whole.
    ///
    /// # Errors
    /// When a row is damaged.
    pub(crate) fn check() -> Result<(), DataError> {
        Self::table().as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// The table; of a damaged file an empty one, which [`Self::check`] has told of.
    pub(crate) fn get() -> &'static Self {
        static NONE: LazyLock<Numerals> = LazyLock::new(Numerals::default);
        Self::table().as_ref().unwrap_or_else(|_| &NONE)
    }

    fn parse(text: &'static str) -> Result<Self, DataError> {
        let mut made = Self::default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let row: Vec<&'static str> = line.split('\t').collect();
            made.add(&row).ok_or_else(|| {
                DataError::at_line(FILE, number + 1, format!("{line:?} is no row of class, folded words and value"))
            })?;
        }
        Ok(made)
    }

    /// Adds a row; `None` if it is damaged.
    fn add(&mut self, row: &[&'static str]) -> Option<()> {
        let words = row.get(1).filter(|words| words.is_ascii() && !words.is_empty())?.split(' ');
        match *row {
            ["suffix", stem, role] => self.suffixes.push(Suffix { stem, role: Role::from_name(role)? }),
            ["none", _] => self.whole.extend(words.map(|word| (word, None))),
            ["vague", _] => self.tails.extend(words.map(|word| (word, Tail::Vague))),
            ["decade", _] => self.tails.extend(words.map(|word| (word, Tail::Decade))),
            ["added", _, ratio] => {
                let (num, den) = ratio.split_once('/')?;
                let tail = Tail::Added(num.parse().ok()?, den.parse().ok()?);
                self.tails.extend(words.map(|word| (word, tail)));
            }
            [class @ ("parts" | "majority" | "hour"), _, parts] => {
                let tail = match class {
                    "parts" => Tail::Parts,
                    "majority" => Tail::Majority,
                    _ => Tail::Hour,
                };
                let tail = tail(parts.parse().ok()?);
                self.tails.extend(words.map(|word| (word, tail)));
            }
            ["whole", _, ratio, form] => {
                let (num, den) = ratio.split_once('/')?;
                let form = match form {
                    "cardinal" => Form::Cardinal,
                    "together" => Form::Together,
                    "vague" => Form::Vague,
                    stem => Form::Suffix(self.suffix(|suffix| suffix.stem == stem)?),
                };
                let found = NumWord { num: num.parse().ok()?, den: den.parse().ok()?, form };
                self.whole.extend(words.map(|word| (word, Some(found))));
            }
            [class, word, value] => self.valued(class)?.push((word, value.parse().ok()?)),
            _ => return None,
        }
        Some(())
    }

    fn valued(&mut self, class: &str) -> Option<&mut Vec<Valued>> {
        Some(match class {
            "unit" => &mut self.units,
            "teen" => &mut self.teens,
            "ten" => &mut self.tens,
            "scale" => &mut self.scales,
            "rank" => &mut self.ranks,
            _ => return None,
        })
    }

    /// The index of the first such suffix.
    pub(crate) fn suffix(&self, such: impl FnMut(&Suffix) -> bool) -> Option<u8> {
        self.suffixes.iter().position(such).and_then(|at| u8::try_from(at).ok())
    }

    /// What suffix `at` makes of a number.
    pub(crate) fn role(at: u8) -> Option<Role> {
        Self::get().suffixes.get(usize::from(at)).map(|suffix| suffix.role)
    }
}

impl Role {
    fn from_name(name: &'static str) -> Option<Self> {
        Some(match name {
            "fold" => Self::Fold,
            "times" => Self::Times,
            "years" => Self::Years,
            "heads" => Self::Heads,
            "percent" => Self::Percent,
            "nothing" => Self::Nothing,
            "month" | "week" | "day" | "hour" | "minute" | "second" => Self::Span(name),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert!(Numerals::check().is_ok(), "{:?}", Numerals::check());
    }

    #[test]
    fn a_damaged_row_is_refused_with_its_line() {
        for (text, reason) in [
            ("unit\tein", "a row without a value"),
            ("unit\tein\teins", "a value that is no number"),
            ("units\tein\t1", "an unknown class"),
            ("unit\tfünf\t5", "a word that is not folded"),
            ("suffix\tfach\tmany", "an unknown role"),
            ("whole\thalbjaehrig\t1/2\tjaehrig", "a suffix that is not known yet"),
            ("whole\tnull\t0\tcardinal", "a value that is no fraction"),
            ("none\t", "no words"),
            ("vague\te\t3", "an ending with a value"),
            ("added\teinhalb\t2", "a fraction without a denominator"),
            ("parts\tviertel\tvier", "parts that are no number"),
        ] {
            let error = Numerals::parse(text).expect_err(reason).to_string();
            assert!(error.contains("numerals.tsv, line 1"), "{reason}: {error}");
        }
    }
}
