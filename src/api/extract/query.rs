//! Query strings: every parameter is known, given once, and of the right form; all mistakes come at once.

use std::collections::BTreeSet;
use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::api::dto::Word;
use crate::api::error::{ApiError, InputError, Place};
use crate::api::page::PageParams;
use crate::api::problem::ProblemKind;
use crate::store::DateRange;

/// More mistakes than this are not listed.
const MAX_ERRORS: usize = 20;

/// Parameters that read themselves from a query string.
pub(crate) trait ReadQuery: Sized {
    /// Takes what it knows; mistakes are noted in the reader, and a stand-in is returned.
    fn read(query: &mut QueryReader) -> Self;
}

/// The query string of a request, checked.
#[derive(Debug)]
pub(crate) struct Params<T>(pub T);

/// An operation without parameters.
#[derive(Debug)]
pub(crate) struct NoParams;

impl ReadQuery for NoParams {
    fn read(_: &mut QueryReader) -> Self {
        Self
    }
}

impl<A: ReadQuery, B: ReadQuery> ReadQuery for (A, B) {
    fn read(query: &mut QueryReader) -> Self {
        (A::read(query), B::read(query))
    }
}

impl<A: ReadQuery, B: ReadQuery, C: ReadQuery> ReadQuery for (A, B, C) {
    fn read(query: &mut QueryReader) -> Self {
        (A::read(query), B::read(query), C::read(query))
    }
}

impl<T: ReadQuery> FromRequest for Params<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut reader = QueryReader::new(request.query_string());
        let params = T::read(&mut reader);
        ready(reader.finish().map(|()| Self(params)))
    }
}

impl<T: ReadQuery> Params<T> {
    /// Reads parameters that did not come in a request.
    pub(crate) fn of_pairs(pairs: Vec<(String, String)>) -> Result<Self, ApiError> {
        let mut reader = QueryReader { pairs, ..QueryReader::new("") };
        let params = T::read(&mut reader);
        reader.finish().map(|()| Self(params))
    }
}

/// Hands out parameters by name and collects mistakes.
#[derive(Debug)]
pub(crate) struct QueryReader {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
    errors: Vec<InputError>,
}

impl QueryReader {
    /// Reads a query string.
    pub(super) fn new(query: &str) -> Self {
        let mut reader = Self { pairs: Vec::new(), known: Vec::new(), errors: Vec::new() };
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match (percent_decoded(name, true), percent_decoded(value, true)) {
                (Some(name), Some(value)) => reader.pairs.push((name, value)),
                _ => reader.wrong(&clipped(name), ProblemKind::InvalidParameter, "is not percent-encoded UTF-8".into()),
            }
        }
        reader
    }

    /// All that was given, by name.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// How many mistakes were found so far.
    pub(crate) fn mistakes(&self) -> usize {
        self.errors.len()
    }

    /// Leaves alone what was not asked for so far: it can't be told whether it is right.
    pub(crate) fn forget_the_rest(&mut self) {
        self.pairs.clear();
    }

    /// Notes a mistake.
    pub(crate) fn wrong(&mut self, name: &str, kind: ProblemKind, detail: String) {
        self.note(name, kind, None, detail);
    }

    /// Notes a mistake at a place of the value, in code points.
    pub(crate) fn wrong_at(&mut self, name: &str, kind: ProblemKind, position: usize, detail: String) {
        self.note(name, kind, Some(position), detail);
    }

    fn note(&mut self, name: &str, kind: ProblemKind, position: Option<usize>, detail: String) {
        if self.errors.len() < MAX_ERRORS {
            let (pointer, code) = (format!("/{name}"), kind.slug());
            self.errors.push(InputError { pointer, position, line: None, place: Place::Query, code, detail });
        }
    }

    fn invalid(&mut self, name: &str, detail: String) {
        self.wrong(name, ProblemKind::InvalidParameter, detail);
    }

    /// A free text.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        let mut values = self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone());
        let value = values.next()?;
        let twice = values.next().is_some();
        if twice {
            self.invalid(name, "is given twice".into());
        } else if value.trim().is_empty() {
            self.invalid(name, "must not be empty; leave it out instead".into());
        }
        Some(value)
    }

    /// A value that reads itself from text.
    pub(crate) fn parsed<T: FromStr>(&mut self, name: &'static str, wanted: &str) -> Option<T> {
        let text = self.text(name)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.invalid(name, format!("{:?} is not {wanted}", clipped(&text)));
        }
        value
    }

    /// One of a fixed set of words.
    pub(crate) fn word<T: Word>(&mut self, name: &'static str) -> Option<T> {
        self.one_of(name, &T::words(), T::from_word)
    }

    /// What `read` makes of one of these words.
    pub(crate) fn one_of<T>(
        &mut self,
        name: &'static str,
        words: &[&str],
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        self.of_words(name, &text, words, read(&text))
    }

    /// What `read` makes of each of these words that are given, parted by commas.
    pub(crate) fn some_of<T>(
        &mut self,
        name: &'static str,
        words: &[&str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let Some(text) = self.text(name).filter(|text| !text.is_empty()) else { return Vec::new() };
        let mut seen = BTreeSet::new();
        let known = text.split(',').filter_map(|word| Some((word, self.of_words(name, word, words, read(word))?)));
        known.filter(|(word, _)| seen.insert(*word)).map(|(_, value)| value).collect()
    }

    /// The value of one of these words; a mistake where it has none.
    fn of_words<T>(&mut self, name: &'static str, word: &str, words: &[&str], value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.invalid(name, format!("{:?} is not one of {}", clipped(word), words.join(", ")));
        }
        value
    }

    /// Parameters that others like this operation have, but not this one.
    pub(crate) fn refuse(&mut self, names: &[&'static str], reason: &str) {
        for name in names {
            let before = self.pairs.len();
            self.pairs.retain(|(key, _)| key != name);
            if self.pairs.len() < before {
                self.wrong(name, ProblemKind::UnknownParameter, format!("is not possible here: {reason}"));
            }
        }
    }

    /// `from` and `to`: a moment, a day, a month or a year; the end of a day, month or year is inside the range.
    pub(crate) fn range(&mut self) -> DateRange {
        let from = self.text("from").and_then(|text| self.moment("from", &text, false));
        let to = self.text("to").and_then(|text| self.moment("to", &text, true));
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            self.wrong("from", ProblemKind::BadDateRange, "must lie before the end of `to`".into());
        }
        DateRange { from, to }
    }

    fn moment(&mut self, name: &str, text: &str, end: bool) -> Option<Timestamp> {
        let moment = read_moment(text, end);
        if moment.is_none() {
            let detail = format!(
                "{:?} is not an RFC 3339 date-time, a date (2025-01-31), a year-month (2025-01) or a year (2025)",
                clipped(text)
            );
            self.wrong(name, ProblemKind::BadDateRange, detail);
        }
        moment
    }

    /// `limit` and `cursor`.
    pub(crate) fn page(&mut self) -> PageParams {
        PageParams::read(self)
    }

    fn finish(mut self) -> Result<(), ApiError> {
        let pairs = std::mem::take(&mut self.pairs);
        for (name, _) in pairs.iter().filter(|(name, _)| !self.known.contains(&name.as_str())).take(MAX_ERRORS) {
            let detail = if self.known.is_empty() {
                "is not known; there are no parameters here".to_owned()
            } else {
                format!("is not known; there are {}", self.known.join(", "))
            };
            let pointer = format!("/{}", clipped(name));
            self.errors.push(InputError::at(Place::Query, pointer, ProblemKind::UnknownParameter, detail));
        }
        if self.errors.is_empty() { Ok(()) } else { Err(ApiError::input(self.errors, ProblemKind::InvalidParameter)) }
    }
}

/// A moment; of a day, month or year the first, or (for the end of a range) the first after it.
fn read_moment(text: &str, end: bool) -> Option<Timestamp> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let (first, width): (Date, Span) = match shape.as_str() {
        "0000" => (format!("{text}-01-01").parse().ok()?, Span::new().years(1)),
        "0000-00" => (format!("{text}-01").parse().ok()?, Span::new().months(1)),
        "0000-00-00" => (text.parse().ok()?, Span::new().days(1)),
        // A plus sign in a query means a space, and is often forgotten to be written as %2B.
        _ => return text.replace(' ', "+").parse().ok(),
    };
    let day = if end { first.checked_add(width).ok()? } else { first };
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn clipped(text: &str) -> String {
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Undoes percent-encoding; `None` when an escape is broken or the result is not UTF-8.
pub(super) fn percent_decoded(text: &str, plus_is_space: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' if plus_is_space => b' ',
            b'%' => hex(rest.next()?)? * 16 + hex(rest.next()?)?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_day_month_or_year_lies_inside_its_range() {
        for (text, from, to) in [
            ("2025-01-31", "2025-01-31T00:00:00Z", "2025-02-01T00:00:00Z"),
            ("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
            ("2024", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
            ("2025-01-31T08:00:00Z", "2025-01-31T08:00:00Z", "2025-01-31T08:00:00Z"),
            ("2025-01-31T08:00:00 02:00", "2025-01-31T06:00:00Z", "2025-01-31T06:00:00Z"),
        ] {
            assert_eq!(read_moment(text, false).map(|t| t.to_string()).as_deref(), Some(from), "{text} from");
            assert_eq!(read_moment(text, true).map(|t| t.to_string()).as_deref(), Some(to), "{text} to");
        }
        for text in [
            "25",
            "20255",
            "2025-",
            "2025-13",
            "2025-02-30",
            "gestern",
            "9999-12-31T24:00:00Z",
            "2025-01-31T08:00:00",
            "-",
        ] {
            assert_eq!(read_moment(text, true), None, "{text}");
        }
        for text in ["9999-12", "9999"] {
            assert_eq!(read_moment(text, true), None, "the calendar ends here: {text}");
        }
    }

    #[test]
    fn percent_encoding_is_undone_or_refused() {
        for (text, decoded) in [
            ("a+b%20c", Some("a b c")),
            ("%C3%A4", Some("ä")),
            ("ä", Some("ä")),
            ("%", None),
            ("%2", None),
            ("%zz", None),
            ("%ff", None),
        ] {
            assert_eq!(percent_decoded(text, true).as_deref(), decoded, "{text}");
        }
    }

    #[test]
    fn every_mistake_is_found_at_once() {
        let mut reader = QueryReader::new("from=2025-02&to=2025-01&source=&source=b&colour=red&q=x&bad=%zz");
        reader.range();
        reader.text("source");
        reader.wrong_at("q", ProblemKind::InvalidQuery, 3, "an open quotation mark".into());
        let Err(error) = reader.finish() else { panic!("accepted") };
        let found: Vec<_> = error.problem(None, None).errors.into_iter().map(|e| (e.pointer, e.code)).collect();
        for expected in [
            ("/from", "bad-date-range"),
            ("/source", "invalid-parameter"),
            ("/q", "invalid-query"),
            ("/colour", "unknown-parameter"),
            ("/bad", "invalid-parameter"),
        ] {
            assert!(found.iter().any(|(p, c)| (p.as_str(), *c) == expected), "{expected:?} missing in {found:?}");
        }
    }
}
