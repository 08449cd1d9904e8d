//! Abbreviations that are written with a full stop, and whether a sentence can end with one.

use super::TokenKind;
use super::scan::Ahead;
use crate::nlp::lexicon::closed::{Class, closed};

/// What an abbreviation says about the end of its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Something always follows: "Dr.", "bzw.", "Nr.".
    Never,
    /// The next word decides: "Co.", "Mio.", "Jan.".
    Maybe,
    /// Mostly stands last: "usw.", "etc.".
    Often,
}

/// Whether `word`, which a full stop follows, is an abbreviation here.
pub(super) fn is_abbreviation(word: &str, previous: Option<(&str, TokenKind)>, ahead: &Ahead<'_>) -> bool {
    let classes = closed().of(word);
    if classes.has(Class::AbbreviationBeforeDigit) {
        return ahead.first.is_some_and(|c| c.is_ascii_digit());
    }
    if classes.has(Class::AbbreviationAfterNumber) {
        return previous.is_some_and(|(_, kind)| kind == TokenKind::Number);
    }
    if classes.has(Class::AbbreviationOfCalendar) {
        let dated = previous.is_some_and(|(w, kind)| kind == TokenKind::Number && w.ends_with('.'));
        return dated
            || ahead.first.is_some_and(|c| c.is_ascii_digit() || c == ',' || (word == "Fr" && c.is_uppercase()));
    }
    known(word).is_some()
}

/// What the abbreviation `word`, given with or without its full stop, says about the end of its sentence.
/// Single letters, `U.S.` and Roman numerals are [`Ending::Maybe`].
#[must_use]
pub fn ending(word: &str) -> Ending {
    known(word.strip_suffix('.').unwrap_or(word)).unwrap_or(Ending::Maybe)
}

fn known(word: &str) -> Option<Ending> {
    let classes = closed().of(word);
    for (class, ending) in [
        (Class::AbbreviationOftenLast, Ending::Often),
        (Class::AbbreviationNeverLast, Ending::Never),
        (Class::AbbreviationMaybeLast, Ending::Maybe),
    ] {
        if classes.has(class) {
            return Some(ending);
        }
    }
    // At the start of a sentence: "Ca. 50 Leute"; but "Max." is a name.
    let capital = word.starts_with(char::is_uppercase) && word != "Max" && word.len() <= 8;
    (capital && closed().of_uncapitalised(word).has(Class::AbbreviationNeverLast)).then_some(Ending::Never)
}

/// Whether `word` is a Roman numeral up to some tens with two signs or more: "II" in "Friedrich II.".
pub(super) fn is_roman(word: &str) -> bool {
    word.len() >= 2 && word.len() <= 6 && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_abbreviation_says_about_the_end() {
        for (word, expected) in [
            ("Dr.", Ending::Never),
            ("bzw.", Ending::Never),
            ("Ca.", Ending::Never),
            ("Mio.", Ending::Maybe),
            ("Co.", Ending::Maybe),
            ("usw.", Ending::Often),
            ("A.", Ending::Maybe),
        ] {
            assert_eq!(ending(word), expected, "{word}");
        }
    }
}
