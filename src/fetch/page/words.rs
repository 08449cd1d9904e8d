//! The words of `markup.tsv`: what the markup of pages means.

use std::sync::LazyLock;

const FILE: &str = include_str!("markup.tsv");

/// What a word of the file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The element is no article text.
    Box,
    /// A class that begins so says how an element is, not what it is.
    State,
    /// It is none if most of it are links.
    Linked,
    /// A line that begins so is none.
    Opening,
    /// A line that is this is none.
    Label,
    /// A meta element with the headline.
    Title,
    /// A meta element with who wrote it.
    Author,
    /// A meta element with the date.
    Date,
    /// A label before who wrote it.
    Wrote,
    /// An element that holds nothing.
    Void,
    /// An element that goes on behind the end of what it stands in.
    Formatting,
    /// An element that ends by itself where the next one begins.
    Passing,
    /// An element that holds no tags.
    Raw,
    /// An element that is never text of an article.
    Noise,
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "box" => Self::Box,
            "state" => Self::State,
            "linked" => Self::Linked,
            "opening" => Self::Opening,
            "label" => Self::Label,
            "title" => Self::Title,
            "author" => Self::Author,
            "date" => Self::Date,
            "wrote" => Self::Wrote,
            "void" => Self::Void,
            "formatting" => Self::Formatting,
            "passing" => Self::Passing,
            "raw" => Self::Raw,
            "noise" => Self::Noise,
            _ => return None,
        })
    }
}

static WORDS: LazyLock<Vec<(Kind, &str)>> = LazyLock::new(|| FILE.lines().filter_map(row).collect());

fn row(line: &'static str) -> Option<(Kind, &'static str)> {
    let (kind, word) = line.split_once('\t')?;
    Some((Kind::of(kind)?, word))
}

/// The words of a kind, in the order of the file.
pub(super) fn words(kind: Kind) -> impl Iterator<Item = &'static str> {
    WORDS.iter().filter(move |(own, _)| *own == kind).map(|(_, word)| *word)
}

/// Whether a word is of that kind.
pub(super) fn is(kind: Kind, word: &str) -> bool {
    words(kind).any(|own| own == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_file_is_read_and_stands_there_once() {
        for line in FILE.lines().filter(|line| !line.starts_with('#')) {
            let found = row(line).unwrap_or_else(|| panic!("{line:?} is no row"));
            assert_eq!(WORDS.iter().filter(|other| **other == found).count(), 1, "{line:?} stands there twice");
        }
    }
}
