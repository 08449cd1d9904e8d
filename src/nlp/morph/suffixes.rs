//! What the endings of unknown words tell, from a data file.

use std::sync::LazyLock;

use super::super::error::DataError;
use super::agreement::{Cells, parse_cells};

const FILE: &str = "morph/data/suffixes.tsv";
const DATA: &str = include_str!("data/suffixes.tsv");

/// Suffixes by their use, in the order in which they are tried.
#[derive(Debug, Default)]
pub(super) struct Suffixes {
    /// Endings of adjectives, with those of comparative and superlative.
    pub adjective: Vec<&'static str>,
    /// Only adjectives end so, before such an ending.
    pub adjective_stem: Vec<&'static str>,
    /// Endings of finite verbs.
    pub verb: Vec<&'static str>,
    /// Endings of nouns with the cells of the form.
    pub noun: Vec<(&'static str, Cells)>,
    /// Endings of nouns with how many bytes of them the dictionary form lacks.
    pub noun_lemma: Vec<(&'static str, usize)>,
}

static SUFFIXES: LazyLock<Result<Suffixes, DataError>> = LazyLock::new(|| Suffixes::parse(FILE, DATA));

/// The table. It is empty when its file is damaged; no tagger can be built then.
pub(super) fn suffixes() -> &'static Suffixes {
    static EMPTY: LazyLock<Suffixes> = LazyLock::new(Suffixes::default);
    SUFFIXES.as_ref().unwrap_or_else(|_| &EMPTY)
}

/// Whether the embedded file is whole.
pub(super) fn check() -> Result<(), DataError> {
    SUFFIXES.as_ref().map(|_| ()).map_err(Clone::clone)
}

impl Suffixes {
    fn parse(file: &str, text: &'static str) -> Result<Self, DataError> {
        let mut table = Self::default();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let damaged = |problem: String| DataError::at_line(file, number + 1, problem);
            let columns: Vec<&'static str> = line.split('\t').collect();
            let &[used, value, suffixes] = columns.as_slice() else {
                return Err(damaged("wanted use, value or \"-\", suffixes".into()));
            };
            for suffix in suffixes.split(' ') {
                if suffix.is_empty() || suffix.contains(char::is_uppercase) {
                    return Err(damaged(format!("{suffix:?} must be in small letters")));
                }
                table.add(used, value, suffix).map_err(damaged)?;
            }
        }
        Ok(table)
    }

    fn add(&mut self, used: &str, value: &str, suffix: &'static str) -> Result<(), String> {
        match used {
            "noun" => {
                let cells = parse_cells(value).ok_or_else(|| format!("{value:?} are no cells"))?;
                self.noun.push((suffix, cells));
            }
            "noun-lemma" => {
                let cut: Option<usize> = value.parse().ok();
                let whole = |cut: &usize| suffix.len().checked_sub(*cut).is_some_and(|at| suffix.is_char_boundary(at));
                let cut = cut.filter(whole).ok_or_else(|| format!("{value:?} bytes of {suffix:?} are no letters"))?;
                self.noun_lemma.push((suffix, cut));
            }
            "adjective" => self.adjective.push(suffix),
            "adjective-stem" => self.adjective_stem.push(suffix),
            "verb" => self.verb.push(suffix),
            _ => return Err(format!("{used:?} is no use of suffixes")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_use_has_suffixes_and_no_ending_hides_behind_a_shorter_one() {
        check().expect("suffixes.tsv is whole");
        let table = suffixes();
        assert!(!(table.noun.is_empty() || table.noun_lemma.is_empty() || table.adjective_stem.is_empty()));
        for endings in [&table.adjective, &table.verb] {
            for (at, ending) in endings.iter().enumerate() {
                let hiding = endings[..at].iter().find(|earlier| ending.ends_with(**earlier));
                assert_eq!(hiding, None, "before {ending:?}");
            }
            assert!(endings.len() > 1);
        }
    }

    #[test]
    fn a_damaged_row_is_refused_with_its_line() {
        for (text, problem) in [
            ("# head\nverb\ten", "wanted use"),
            ("verbs\t-\ten", "is no use"),
            ("noun\tx:n\tung", "are no cells"),
            ("noun-lemma\t4\ttum", "are no letters"),
            ("noun-lemma\t2\ttät", "are no letters"),
            ("noun-lemma\t-\ttum", "are no letters"),
            ("verb\t-\ten  t", "small letters"),
            ("verb\t-\tEN", "small letters"),
        ] {
            let error = Suffixes::parse("x.tsv", text).expect_err(text).to_string();
            let line = format!("data file x.tsv, line {}: ", text.lines().count());
            assert!(error.starts_with(&line) && error.contains(problem), "{text:?}: {error}");
        }
    }
}
