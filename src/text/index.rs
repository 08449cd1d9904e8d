//! Conversion between bytes, code points and UTF-16 code units.

use std::sync::Arc;

use super::Span;

/// The unit in which a client counts positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OffsetUnit {
    /// Bytes of the UTF-8 text.
    Utf8,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
    /// Unicode code points, as Python counts; the default.
    #[default]
    CodePoint,
}

/// How far apart the stored checkpoints are, in bytes: a lookup walks at most this many.
const STEP: usize = 64;

/// Converts byte offsets of one text into another unit.
///
/// Building costs one pass over the text and 8 bytes for every 64 bytes of it; a lookup walks at most 64 bytes.
/// ASCII texts need no table at all.
///
/// ```
/// use pressespiegel::text::{OffsetUnit, Span, TextIndex};
///
/// let text = "10 € für 🚀!";
/// let rocket = Span::new(12, 16);
/// assert_eq!(rocket.of(text), "🚀");
/// assert_eq!(TextIndex::new(text, OffsetUnit::CodePoint).span(rocket), (9, 10));
/// assert_eq!(TextIndex::new(text, OffsetUnit::Utf16).span(rocket), (9, 11));
/// ```
#[derive(Debug)]
pub struct TextIndex<'a> {
    text: &'a str,
    checkpoints: Checkpoints,
}

/// The table of a [`TextIndex`], apart from its text: cheap to clone, to be put before the same text again with
/// [`TextIndex::resume`].
#[derive(Debug, Clone)]
pub struct Checkpoints {
    unit: OffsetUnit,
    /// Length of the text it was made of.
    bytes: usize,
    /// Units before byte `i * STEP`, counted to the next char boundary; empty when unit and byte agree.
    units: Arc<[usize]>,
}

impl<'a> TextIndex<'a> {
    /// Prepares conversion of `text` into `unit`.
    #[must_use]
    pub fn new(text: &'a str, unit: OffsetUnit) -> Self {
        let mut checkpoints = Vec::new();
        if unit != OffsetUnit::Utf8 && !text.is_ascii() {
            checkpoints.reserve(text.len() / STEP + 1);
            let mut units = 0;
            for (at, c) in text.char_indices() {
                while checkpoints.len() * STEP <= at {
                    checkpoints.push(units);
                }
                units += width(c, unit);
            }
        }
        Self { text, checkpoints: Checkpoints { unit, bytes: text.len(), units: checkpoints.into() } }
    }

    /// The index whose table was taken from an index of the same text; of another length it is built anew.
    #[must_use]
    pub fn resume(text: &'a str, checkpoints: Checkpoints) -> Self {
        if checkpoints.bytes == text.len() { Self { text, checkpoints } } else { Self::new(text, checkpoints.unit) }
    }

    /// Its table, for [`Self::resume`].
    #[must_use]
    pub fn checkpoints(&self) -> Checkpoints {
        self.checkpoints.clone()
    }

    /// The unit of the answers.
    #[must_use]
    pub fn unit(&self) -> OffsetUnit {
        self.checkpoints.unit
    }

    /// The position of byte `at`, which must be a char boundary.
    #[must_use]
    pub fn offset(&self, at: usize) -> usize {
        let Checkpoints { unit, units, .. } = &self.checkpoints;
        if units.is_empty() {
            return at;
        }
        let slot = (at / STEP).min(units.len() - 1);
        let mut from = slot * STEP;
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        if from > at {
            return units[slot];
        }
        units[slot] + self.text[from..at].chars().map(|c| width(c, *unit)).sum::<usize>()
    }

    /// Both ends of a span.
    #[must_use]
    pub fn span(&self, span: Span) -> (usize, usize) {
        (self.offset(span.start), self.offset(span.end))
    }
}

fn width(c: char, unit: OffsetUnit) -> usize {
    match unit {
        OffsetUnit::Utf8 => c.len_utf8(),
        OffsetUnit::Utf16 => c.len_utf16(),
        OffsetUnit::CodePoint => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_boundary_converts_as_counting_from_the_start_does() {
        let long = "Größe 👩‍🚀 e\u{301}\r\n„Zitat“ € ".repeat(40);
        for text in ["", "abc", "ä", "👍a", long.as_str()] {
            for unit in [OffsetUnit::Utf8, OffsetUnit::Utf16, OffsetUnit::CodePoint] {
                let index = TextIndex::resume(text, TextIndex::new(text, unit).checkpoints());
                for at in (0..=text.len()).filter(|&i| text.is_char_boundary(i)) {
                    let counted: usize = text[..at].chars().map(|c| width(c, unit)).sum();
                    assert_eq!(index.offset(at), counted, "{unit:?} at byte {at} of {text:?}");
                }
            }
        }
    }
    #[test]
    fn a_table_of_another_text_is_not_used() {
        let of_another = TextIndex::new("ä", OffsetUnit::CodePoint).checkpoints();
        let index = TextIndex::resume("öö, a", of_another);
        assert_eq!(index.offset(5), 3);
    }
}
