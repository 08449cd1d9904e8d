//! Quotation marks, and the apostrophes that look like them.

use super::TokenKind;
use super::chars::{char_before, is_apostrophe};
use super::scan::Scanner;
use crate::nlp::lexicon::closed::{Class, closed};

impl Scanner<'_> {
    /// A quotation mark or an apostrophe before a word.
    pub(super) fn quote(&mut self, at: usize, c: char) -> usize {
        let mut end = at + c.len_utf8();
        if matches!(c, '\'' | '’') && !self.touches_last(at) {
            let next = self.ahead(end);
            let clipped = closed().of(next.word).has(Class::Clipped) && !next.spaced;
            let year = !next.spaced && next.word.len() >= 2 && next.word.as_bytes()[..2].iter().all(u8::is_ascii_digit);
            if (clipped && !self.closes_later(end + next.word.len(), c)) || year {
                let end = end + next.word.len();
                return self.push(at, end, TokenKind::Word);
            }
        }
        // Two single marks in a row are one double mark typed on a machine that had none.
        if c == '\'' && self.peek(end) == Some('\'') {
            end += 1;
            return self.push(at, end, TokenKind::Quote);
        }
        match c {
            '‚' => self.single_open = true,
            '\'' | '’' | '‘' => {
                let opens = self.peek(end).is_some_and(char::is_alphanumeric)
                    && char_before(self.text, at).is_none_or(|b| !b.is_alphanumeric());
                self.single_open = opens && !self.single_open;
            }
            _ => {}
        }
        self.push(at, end, TokenKind::Quote)
    }

    /// Whether the clipped word that ends at `at` is closed by the same mark: then it is quoted, not clipped.
    fn closes_later(&self, at: usize, c: char) -> bool {
        self.peek(at) == Some(c)
    }

    /// The end of the apostrophe that belongs to the word ending at `at`: inside `geht's`, after `Hans'`.
    /// Answers the position after the mark, and whether the word goes on there.
    pub(super) fn apostrophe(&self, at: usize, c: char) -> Option<(usize, bool)> {
        if !is_apostrophe(c) {
            return None;
        }
        let after = at + c.len_utf8();
        match self.peek(after) {
            Some(next) if next.is_alphabetic() => Some((after, true)),
            Some(next) if next.is_alphanumeric() => None,
            _ => {
                let letter = char_before(self.text, at).is_some_and(char::is_alphabetic);
                let at_end = matches!(c, '\'' | '’') && letter && !self.single_open;
                let doubled = self.peek(after) == Some(c);
                (at_end && !doubled).then_some((after, false))
            }
        }
    }
}
