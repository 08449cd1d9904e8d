//! Words: letters with the hyphens, apostrophes, gender marks and full stops that belong to them.

use super::abbreviation::{is_abbreviation, is_roman};
use super::chars::{char_before, is_hyphen, is_word_char};
use super::scan::Scanner;
use super::{TokenKind, starts_sentence};
use crate::nlp::lexicon::closed::{Class, closed};

/// Names that end in an exclamation mark.
const EXCLAIMED: &[&str] = &["Yahoo", "Jeopardy", "Kahoot", "Wham", "Joyn"];

impl Scanner<'_> {
    /// Reads the word that starts at `start` and answers its end.
    pub(super) fn word(&mut self, start: usize) -> usize {
        if let Some((end, kind)) = self.address(start) {
            return self.push(start, end, kind);
        }
        let end = self.letters(start);
        self.word_from(start, end)
    }

    /// Reads on from `at` in the word that starts at `start`.
    pub(super) fn word_from(&mut self, start: usize, mut at: usize) -> usize {
        while let Some(c) = self.peek(at) {
            if matches!(c, ' ' | ',' | '\n') {
                break;
            }
            let after = at + c.len_utf8();
            let next = self.peek(after);
            let goes_on = match c {
                _ if is_hyphen(c) => {
                    if next.is_some_and(is_word_char) {
                        true
                    } else {
                        if self.hangs(after) {
                            at = after;
                        }
                        break;
                    }
                }
                '.' => match self.inner_stop(start, at) {
                    Some((end, TokenKind::Word)) => {
                        at = end;
                        continue;
                    }
                    Some((end, kind)) => return self.push(start, end, kind),
                    None => break,
                },
                ':' | '/' | '·' => {
                    let Some(from) = self.gender_tail(c, after) else { break };
                    at = self.letters(from);
                    continue;
                }
                '*' | '_' => next.is_some_and(char::is_alphanumeric),
                '&' => {
                    next.is_some_and(char::is_uppercase) && char_before(self.text, at).is_some_and(char::is_uppercase)
                }
                '+' | '#' | '!' => {
                    at = self.sign_end(start, at, c);
                    break;
                }
                _ => match self.apostrophe(at, c) {
                    Some((_, true)) => true,
                    Some((end, false)) => {
                        at = end;
                        break;
                    }
                    None => break,
                },
            };
            if !goes_on {
                break;
            }
            at = self.letters(after);
        }
        self.finish_word(start, at)
    }

    /// Decides whether the full stop after the word belongs to it.
    fn finish_word(&mut self, start: usize, at: usize) -> usize {
        if self.peek(at) != Some('.') || matches!(self.peek(at + 1), Some('.' | '…')) {
            return self.push(start, at, TokenKind::Word);
        }
        let word = &self.text[start..at];
        if word.chars().nth(1).is_none() {
            return self.initial(start, at);
        }
        let ahead = self.ahead(at + 1);
        let previous = self.last();
        let numeral = is_roman(word)
            && ahead.first.is_some_and(char::is_alphanumeric)
            && previous.is_some_and(|(w, kind)| kind == TokenKind::Word && w.chars().all(char::is_alphabetic));
        if numeral || is_abbreviation(word, previous, &ahead) {
            return self.push(start, at + 1, TokenKind::Abbreviation);
        }
        self.push(start, at, TokenKind::Word)
    }

    /// A single letter with a full stop: `J.` in "J. K. Rowling", `U.S.`, `z.` in "z. B.".
    fn initial(&mut self, start: usize, at: usize) -> usize {
        let upper = self.peek(start).is_some_and(char::is_uppercase);
        let mut end = at + 1;
        // "U.S.A." without spaces is one token; "z.B." is two, as "z. B." is.
        while let Some(c) = self.peek(end).filter(|c| upper && c.is_uppercase()) {
            if self.peek(end + c.len_utf8()) != Some('.') {
                break;
            }
            end += c.len_utf8() + 1;
        }
        let after_abbreviation = self.last().is_some_and(|(_, kind)| kind == TokenKind::Abbreviation);
        let ahead = self.ahead(end);
        let closes = ahead
            .first
            .is_none_or(|c| !c.is_alphanumeric() && ahead.word.is_empty() && !matches!(c, '-' | ',' | '(' | '&' | '/'));
        if upper && end == at + 1 && !after_abbreviation && (closes || !ahead.spaced) && !self.letter_stop(end) {
            return self.push(start, at, TokenKind::Word);
        }
        self.push(start, end, TokenKind::Abbreviation)
    }

    /// Whether a letter and a full stop follow at `at`, as in "J.R. Ewing".
    fn letter_stop(&self, at: usize) -> bool {
        self.peek(at).is_some_and(|c| c.is_alphabetic() && self.peek(at + c.len_utf8()) == Some('.'))
    }

    /// The end of the stretch of word characters from `at`.
    pub(super) fn letters(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        loop {
            while bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
                at += 1;
            }
            match self.peek(at) {
                Some(c) if !c.is_ascii() && is_word_char(c) => at += c.len_utf8(),
                _ => return at,
            }
        }
    }

    /// Whether a hyphen that ends at `at` stands for the rest of a compound: "Ost- und Westdeutschland".
    fn hangs(&self, at: usize) -> bool {
        match self.peek(at) {
            Some(',' | '/' | ')') => true,
            Some(c) if c.is_whitespace() => {
                let next = self.ahead(at);
                next.first.is_some_and(|c| c.is_lowercase() || matches!(c, '(' | '&' | '/'))
            }
            _ => false,
        }
    }

    /// A full stop inside a word: "GPT-3.5", "Amazon.com", "E.ON". Answers where the word goes on or ends.
    fn inner_stop(&self, start: usize, at: usize) -> Option<(usize, TokenKind)> {
        let after = at + 1;
        let next = self.peek(after)?;
        if next.is_ascii_digit() {
            let digit = self.text.as_bytes()[at - 1].is_ascii_digit();
            return digit.then(|| (self.letters(after), TokenKind::Word));
        }
        if next.is_uppercase() {
            // "E.ON": one capital before the stop, two or more after it.
            let end = self.letters(after);
            let tail = &self.text[after..end];
            let one = self.text[start..at].chars().nth(1).is_none() && self.peek(start).is_some_and(char::is_uppercase);
            let joined = one && tail.chars().nth(1).is_some() && tail.chars().all(char::is_uppercase);
            return joined.then_some((end, TokenKind::Word));
        }
        next.is_ascii_lowercase().then(|| self.domain(at)).flatten()
    }

    /// Where the ending of a gendered form begins: after `:`, `/`, `/-` or `·` in "Bänker:innen", "Lehrer/-in".
    fn gender_tail(&self, mark: char, after: usize) -> Option<usize> {
        let from = if mark == '/' && self.peek(after) == Some('-') { after + 1 } else { after };
        let end = self.letters(from);
        let tail = &self.text[from..end];
        let female = tail == "in" || tail.starts_with("innen") || tail == "In" || tail.starts_with("Innen");
        (female || (mark == ':' && closed().of(tail).has(Class::GenderTail))).then_some(from)
    }

    /// Signs at the end of a name: "Disney+", "C#", "C++", "Yahoo!".
    fn sign_end(&self, start: usize, at: usize, c: char) -> usize {
        let word = &self.text[start..at];
        let mut end = at + 1;
        match c {
            '+' if word.ends_with(|c: char| c.is_alphabetic()) => {
                if self.peek(end) == Some('+') {
                    end += 1;
                }
                if self.peek(end).is_some_and(char::is_alphanumeric) { at } else { end }
            }
            '#' if matches!(word, "C" | "F") => end,
            '!' if EXCLAIMED.contains(&word) => {
                let next = self.ahead(end);
                if next.first.is_some() && !starts_sentence(next.word) { end } else { at }
            }
            _ => at,
        }
    }
}
