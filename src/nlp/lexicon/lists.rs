//! Lists of words that the rules of one room read: what no other room needs and no closed class is.
//!
//! [`word_lists!`](crate::nlp::lexicon::lists::word_lists) ties an enum of lists to a data file of its room, in which a
//! row is a list: its name, a tab, its words with a space between them. What several rooms read belongs into the closed
//! classes ([`super::closed`]).

use std::collections::HashMap;

use super::closed::check_spelling;
use super::fold::BuildFold;
use super::hash;
use crate::nlp::error::DataError;

/// So many lists a room may have.
const MOST_LISTS: usize = u128::BITS as usize;

/// The lists of one room. A look-up hashes the word, whatever the length of the list.
#[derive(Debug, Default)]
pub struct WordLists {
    words: HashMap<u64, u128, BuildFold>,
    /// Bytes of the longest word.
    longest: usize,
}

impl WordLists {
    /// Reads a file whose lists have these names.
    ///
    /// # Errors
    /// When a row is no list, a list is unknown, missing or empty, or a word stands twice in one.
    pub fn parse(file: &str, text: &str, names: &[&str]) -> Result<Self, DataError> {
        let mut lists = Self::default();
        let mut read = 0_u128;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let damaged = |problem: String| DataError::at_line(file, number + 1, problem);
            let row = line.split_once('\t').filter(|(_, words)| !words.is_empty());
            let (name, words) = row.ok_or_else(|| damaged("wanted list, tab, words".into()))?;
            let list = names.iter().take(MOST_LISTS).position(|known| *known == name);
            let list = list.ok_or_else(|| damaged(format!("{name:?} is no list that a rule reads")))?;
            if read >> list & 1 == 1 {
                return Err(damaged(format!("{name:?} stands twice")));
            }
            read |= 1 << list;
            for word in words.split(' ') {
                check_spelling(word).map_err(damaged)?;
                lists.longest = lists.longest.max(word.len());
                let known = lists.words.entry(hash::hash(word)).or_default();
                if *known >> list & 1 == 1 {
                    return Err(damaged(format!("{word:?} stands twice")));
                }
                *known |= 1 << list;
            }
        }
        let missing = names.iter().enumerate().find(|(list, _)| *list >= MOST_LISTS || read >> list & 1 == 0);
        missing.map_or(Ok(lists), |(_, name)| {
            Err(DataError::at_line(file, text.lines().count(), format!("there is no list {name:?}")))
        })
    }

    /// Whether the list of this number holds `word`, written just so.
    #[inline]
    #[must_use]
    pub fn hold(&self, list: usize, word: &str) -> bool {
        self.words.get(&hash::hash(word)).is_some_and(|lists| lists >> list & 1 == 1)
    }

    /// The longest end of `word`, the whole word included, that begins at byte `from` or later and is in the list of
    /// this number. Costs a look-up a letter, but for no more letters than the longest word of the lists has.
    #[must_use]
    pub fn end_from<'w>(&self, list: usize, word: &'w str, from: usize) -> Option<&'w str> {
        let from = from.max(word.len().saturating_sub(self.longest));
        (from..word.len()).filter_map(|at| word.get(at..)).find(|end| self.hold(list, end))
    }
}

/// An enum of word lists with the file that holds them: `List::Times.holds("jahr")`. `List::check()` says whether the
/// file is whole; a room's reader asks it when it is built, so that no rule ever meets a damaged list.
macro_rules! word_lists {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident in $file:literal, $path:literal {
            $($(#[$doc:meta])+ $list:ident = $text:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis enum $name { $($(#[$doc])+ $list),+ }

        impl $name {
            fn table() -> &'static Result<$crate::nlp::lexicon::lists::WordLists, $crate::nlp::error::DataError> {
                static TABLE: std::sync::LazyLock<
                    Result<$crate::nlp::lexicon::lists::WordLists, $crate::nlp::error::DataError>,
                > = std::sync::LazyLock::new(|| {
                    $crate::nlp::lexicon::lists::WordLists::parse($file, include_str!($path), &[$($text),+])
                });
                &TABLE
            }

            /// Whether the file of the lists is whole.
            $vis fn check() -> Result<(), $crate::nlp::error::DataError> {
                Self::table().as_ref().map(|_| ()).map_err(Clone::clone)
            }

            /// Whether this list holds `word`, written just so.
            #[inline]
            $vis fn holds(self, word: &str) -> bool {
                Self::table().as_ref().is_ok_and(|lists| lists.hold(self as usize, word))
            }

            /// The longest end of `word` in this list, whole words included, that begins at byte `from` or later.
            $vis fn end_from(self, word: &str, from: usize) -> Option<&str> {
                Self::table().as_ref().ok()?.end_from(self as usize, word, from)
            }
        }
    };
}
pub(crate) use word_lists;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_holds_its_words_and_no_others() {
        let lists = WordLists::parse("x.tsv", "# head\na\tab über\nb\tab", &["a", "b"]).expect("whole");
        for (list, word, holds) in
            [(0, "ab", true), (1, "ab", true), (0, "über", true), (1, "über", false), (0, "Ab", false), (0, "", false)]
        {
            assert_eq!(lists.hold(list, word), holds, "{list} {word}");
        }
    }

    #[test]
    fn the_longest_end_of_a_word_is_found_however_long_the_word_is() {
        let lists = WordLists::parse("x.tsv", "a\tn ern über\nb\tab", &["a", "b"]).expect("whole");
        let long = format!("{}über", "ä".repeat(100_000));
        for (list, word, from, end) in [
            (0, "gegnern", 0, Some("ern")),
            (0, "gegnern", 5, Some("n")),
            (0, "gegnern", 7, None),
            (0, "über", 0, Some("über")),
            (0, long.as_str(), 0, Some("über")),
            (1, long.as_str(), 0, None),
            (0, "", 0, None),
        ] {
            assert_eq!(lists.end_from(list, word, from), end, "{list} {word:.20} {from}");
        }
    }

    #[test]
    fn a_damaged_row_is_refused_with_its_line() {
        for (text, problem) in [
            ("# head\na ab", "wanted list, tab, words"),
            ("a\t", "wanted list, tab, words"),
            ("a\tab\nc\tan", "\"c\" is no list"),
            ("a\tab\na\tan", "\"a\" stands twice"),
            ("a\tab an ab", "\"ab\" stands twice"),
            ("a\tab  an", "must be one word"),
            ("a\tu\u{308}ber", "combining mark"),
            ("a\tab", "there is no list \"b\""),
        ] {
            let error = WordLists::parse("x.tsv", text, &["a", "b"]).expect_err(text).to_string();
            let line = format!("data file x.tsv, line {}: ", text.lines().count());
            assert!(error.starts_with(&line) && error.contains(problem), "{text:?}: {error}");
        }
    }
}
