//! Sentences to segments: a sentence is one, unless it has more pieces than the model has places; then it is read in
//! windows that overlap, and every word is taken from the one that shows the more of what stands around it.

use std::ops::Range;

use super::pieces::{CLOSE, MOST, OPEN, Pieces};

/// Pieces of a segment, with the one that opens and the one that ends it.
const LONGEST: usize = 250;

/// So many pieces a window shows before and behind the words that are taken from it.
const AROUND: usize = 40;

/// Places that a model must have.
pub const POSITIONS: usize = LONGEST;

/// A stretch of words that is read together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// All its pieces.
    pub pieces: Vec<u32>,
    /// The first pieces of the words whose logits are taken from it.
    pub wanted: Vec<usize>,
}

/// The segments of a sentence; together they want each of its words once, in order.
pub fn of<S: AsRef<str>>(words: &[S], pieces: &Pieces) -> Vec<Segment> {
    let mut all = Vec::with_capacity(2 * words.len());
    let mut starts = vec![0];
    for word in words {
        pieces.cut(word.as_ref(), &mut all);
        starts.push(all.len());
    }
    let segment = |(shown, taken): (Range<usize>, Range<usize>)| {
        let first = starts[shown.start];
        let mut segment = vec![OPEN];
        segment.extend_from_slice(&all[first..starts[shown.end]]);
        segment.push(CLOSE);
        Segment { pieces: segment, wanted: taken.map(|word| 1 + starts[word] - first).collect() }
    };
    windows(&starts).into_iter().map(segment).collect()
}

/// Which words are shown and which are taken, window by window; `starts` are the first pieces of the words, and the end.
fn windows(starts: &[usize]) -> Vec<(Range<usize>, Range<usize>)> {
    let words = starts.len() - 1;
    if words == 0 {
        return Vec::new();
    }
    let pieces = |range: Range<usize>| starts[range.end] - starts[range.start];
    if pieces(0..words) + 2 <= LONGEST {
        return vec![(0..words, 0..words)];
    }
    let mut windows = Vec::new();
    let mut next = 0;
    while next < words {
        let mut first = next;
        while first > 0 && pieces(first - 1..next) <= AROUND {
            first -= 1;
        }
        let mut end = first;
        while end < words && pieces(first..end + 1) <= LONGEST - 2 {
            end += 1;
        }
        let mut last = end;
        if end < words {
            while last - 1 > next && pieces(last - 1..end) <= AROUND {
                last -= 1;
            }
        }
        windows.push((first..end, next..last));
        next = last;
    }
    windows
}

const _: () = assert!(2 * AROUND + MOST < LONGEST, "every window takes a word");
