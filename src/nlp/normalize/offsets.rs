//! The way from places in the normalized text back to the text as sent.

use std::ops::Range;

use crate::text::Span;

/// The pieces that were changed, in text order.
#[derive(Debug, Default)]
pub(super) struct Offsets(Vec<Piece>);

/// A piece of both texts; between pieces both are the same.
#[derive(Debug, Clone, Copy)]
struct Piece {
    sent: Span,
    read: Span,
}

impl Offsets {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes that a piece of the text as sent is read as another; they come in text order.
    pub fn changed(&mut self, sent: Range<usize>, read: Range<usize>) {
        let piece =
            Piece { sent: Span { start: sent.start, end: sent.end }, read: Span { start: read.start, end: read.end } };
        match self.0.last_mut() {
            // Pieces of which nothing is read are one when they touch.
            Some(last) if last.sent.end == sent.start && last.read.start == last.read.end && read.is_empty() => {
                last.sent.end = sent.end;
            }
            _ => self.0.push(piece),
        }
    }

    /// The place of a span in the text as sent: without what is left out at its ends, with all of a piece that it begins
    /// or ends in.
    pub fn sent(&self, span: Span) -> Span {
        let start = self.start(span.start);
        Span { start, end: self.end(span.end).max(start) }
    }

    fn start(&self, at: usize) -> usize {
        let before = self.0.partition_point(|piece| piece.read.end <= at);
        match self.0.get(before) {
            Some(piece) if piece.read.start < at => piece.sent.start,
            _ => self.behind(before, at),
        }
    }

    fn end(&self, at: usize) -> usize {
        let before = self.0.partition_point(|piece| piece.read.start < at);
        match before.checked_sub(1).map(|last| self.0[last]) {
            Some(piece) if piece.read.end > at => piece.sent.end,
            _ => self.behind(before, at),
        }
    }

    /// The place of `at`, which lies behind so many pieces and before the next.
    fn behind(&self, pieces: usize, at: usize) -> usize {
        pieces.checked_sub(1).map_or(at, |last| self.0[last].sent.end + (at - self.0[last].read.end))
    }
}
