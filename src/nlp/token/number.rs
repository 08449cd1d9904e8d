//! Numbers, dates and times, and whether the full stop after a number makes it an ordinal.

use super::chars::{is_fraction, is_hyphen};
use super::scan::Scanner;
use super::{TokenKind, starts_sentence};
use crate::nlp::lexicon::closed::{Class, closed};

impl Scanner<'_> {
    /// Reads the number that starts at `start` and answers its end. With letters it is a word: `40-fach`, `3D`.
    pub(super) fn number(&mut self, start: usize) -> usize {
        if let Some((end, kind)) = self.address(start) {
            return self.push(start, end, kind);
        }
        let (mut at, plain) = self.digits_and_marks(start);
        if let Some(c) = self.peek(at).filter(|&c| is_fraction(c)) {
            at += c.len_utf8();
        }
        let Some(c) = self.peek(at) else { return self.push(start, at, TokenKind::Number) };
        let after = at + c.len_utf8();
        let lettered = if is_hyphen(c) {
            let next = self.peek(after);
            next.is_some_and(char::is_alphabetic)
                || (next.is_some_and(char::is_whitespace) && self.hangs_after_number(after))
        } else {
            c.is_alphanumeric()
                || (matches!(c, '*' | ':') && self.peek(after).is_some_and(char::is_alphabetic) && c == '*')
        };
        if lettered {
            let end = if c.is_alphanumeric() { self.letters(at) } else { at };
            return self.word_from(start, end);
        }
        if c == '.' && self.is_ordinal(start, at, plain) {
            at += 1;
        }
        self.push(start, at, TokenKind::Number)
    }

    /// The end of the digits from `start` with what may stand between them, and whether they were digits alone.
    fn digits_and_marks(&self, start: usize) -> (usize, bool) {
        let bytes = self.text.as_bytes();
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let mut at = digits(start);
        let mut plain = true;
        if at - start == 4 && self.is_iso_date(at) {
            return (at + 6, false);
        }
        while let Some(c) = self.peek(at) {
            let from = at + c.len_utf8();
            let end = digits(from);
            let joined = match c {
                '.' | ',' => end > from,
                ':' => (1..=2).contains(&(end - from)) && at - start <= 6,
                '\'' | '’' => end - from == 3,
                _ => false,
            };
            if !joined {
                break;
            }
            plain = false;
            at = end;
        }
        (at, plain)
    }

    /// Whether `-05-01` follows the year that ends at `at`.
    fn is_iso_date(&self, at: usize) -> bool {
        let digit = |i: usize| self.text.as_bytes().get(at + i).is_some_and(u8::is_ascii_digit);
        let dash = |i: usize| self.text.as_bytes().get(at + i) == Some(&b'-');
        dash(0) && digit(1) && digit(2) && dash(3) && digit(4) && digit(5) && !digit(6)
    }

    /// Whether the hyphen of "30- bis 40-fach" belongs to the number: only if a conjunction follows.
    fn hangs_after_number(&self, at: usize) -> bool {
        closed().of(self.ahead(at).word).has(Class::SuspendsHyphen)
    }

    /// Whether the full stop at `at` makes the number from `start` an ordinal rather than ending the sentence.
    fn is_ordinal(&self, start: usize, at: usize, plain: bool) -> bool {
        let number = &self.text[start..at];
        let ahead = self.ahead(at + 1);
        let Some(first) = ahead.first else { return false };
        if matches!(first, '.' | '…' | '!' | '?' | '“' | '”') && !ahead.spaced {
            return false;
        }
        if !plain {
            // "am 3.5. beginnt", "am 24.12. 2023"
            return is_day_and_month(number)
                && (first.is_lowercase() || first.is_ascii_digit() || matches!(first, ',' | ')' | '–' | '-' | '/'));
        }
        if number.len() > 3 {
            return first.is_lowercase() && !matches!(ahead.word, "dass") && number.len() > 4;
        }
        if self.at_line_start(start) && ahead.spaced {
            return true;
        }
        if closed().of(ahead.word).has(Class::AfterOrdinal) || first.is_lowercase() {
            return true;
        }
        let previous = self.last().map_or("", |(word, _)| word);
        let introduced =
            [closed().of(previous), closed().of_uncapitalised(previous)].iter().any(|c| c.has(Class::BeforeOrdinal))
                || (previous.ends_with('.') && previous.starts_with(|c: char| c.is_ascii_digit()));
        if first.is_ascii_digit() {
            return is_day(number) && (ahead.word.len() == 4 || ahead.word.len() <= 2) && introduced;
        }
        if first.is_alphabetic() {
            return introduced && !starts_sentence(ahead.word);
        }
        matches!(first, ',' | ')' | '–' | '-' | '/' | '(') && (introduced || !ahead.spaced)
    }
}

/// Whether `number` can be a day of the month.
fn is_day(number: &str) -> bool {
    number.parse::<u32>().is_ok_and(|n| (1..=31).contains(&n))
}

/// Whether `number` reads as day and month: `24.12`.
fn is_day_and_month(number: &str) -> bool {
    let Some((day, month)) = number.split_once('.') else { return false };
    month.len() <= 2 && day.len() <= 2 && is_day(day) && month.parse::<u32>().is_ok_and(|n| (1..=12).contains(&n))
}
