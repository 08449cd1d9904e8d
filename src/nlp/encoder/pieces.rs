//! Words to pieces: the vocabulary of the encoder, and the likeliest way to put a word together from it.
//!
//! A word is normalised character by character, gets `▁` (a space) before it, and is cut so that the scores of its pieces
//! have the greatest sum; between equal sums the one that was found first stays.

use std::collections::HashMap;

use super::super::error::DataError;
use super::file::Fields;

/// The piece that opens a segment.
pub const OPEN: u32 = 0;

/// The piece that ends a segment.
pub const CLOSE: u32 = 2;

/// The piece of a character that no piece has.
const UNKNOWN: u32 = 3;

/// The first pieces stand for no text.
pub const SPECIAL: u32 = 4;

/// What stands for a space.
const SPACE: char = '▁';

/// So many pieces of a word are read.
pub const MOST: usize = 12;

/// So much less than the rarest piece an unknown character scores.
const UNKNOWN_COST: f32 = 10.0;

/// Words of fewer characters may be closing punctuation.
const SHORT: usize = 4;

/// A vocabulary.
#[derive(Debug)]
pub struct Pieces {
    /// The text of all pieces, in the order of their bytes.
    text: Vec<u8>,
    /// The pieces in that order: where they end in the text, number and score.
    sorted: Vec<Piece>,
    /// Where those of the sorted begin that have this first byte; one more at the end.
    first: Vec<u32>,
    replaced: HashMap<char, String>,
    closing: String,
    unknown: f32,
    /// The number of the piece that is a space alone.
    space: Option<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    start: u32,
    end: u32,
    number: u32,
    score: f32,
}

/// The best way to a place of a word.
#[derive(Debug, Clone, Copy)]
struct Way {
    score: f32,
    from: usize,
    piece: u32,
}

impl Pieces {
    /// The vocabulary of a file.
    ///
    /// # Errors
    /// When a piece ends beyond the text, or a character is none.
    pub fn new(fields: &Fields) -> Result<Self, DataError> {
        let text = fields.raw("vocab.blob");
        let scores = fields.floats("vocab.score")?;
        let mut pieces = Vec::with_capacity(scores.len());
        let mut end = 0;
        for (number, (length, score)) in fields.raw("vocab.len").iter().zip(&scores).enumerate() {
            let start = end;
            end += usize::from(*length);
            let piece = text.get(start..end);
            let piece = piece.ok_or_else(|| fields.wrong("vocab.len", number, "the piece ends beyond vocab.blob"))?;
            if number as u32 >= SPECIAL && !piece.is_empty() {
                pieces.push((piece, number as u32, *score));
            }
        }
        pieces.sort_unstable_by_key(|(piece, number, _)| (*piece, *number));
        let mut all = Self {
            text: Vec::with_capacity(text.len()),
            sorted: Vec::with_capacity(pieces.len()),
            first: vec![0; 257],
            replaced: replaced(fields)?,
            closing: fields.head.closing.clone(),
            unknown: scores.iter().copied().fold(0.0, f32::min) - UNKNOWN_COST,
            space: None,
        };
        for (piece, number, score) in pieces {
            let start = all.text.len() as u32;
            all.text.extend_from_slice(piece);
            all.sorted.push(Piece { start, end: all.text.len() as u32, number, score });
            all.first[usize::from(piece[0]) + 1] = all.sorted.len() as u32;
            if piece == SPACE.encode_utf8(&mut [0; 4]).as_bytes() {
                all.space = Some(number);
            }
        }
        let mut most = 0;
        for first in &mut all.first {
            most = most.max(*first);
            *first = most;
        }
        Ok(all)
    }

    /// Appends the pieces of a word, one to [`MOST`].
    ///
    /// Cost: the word's bytes times the length of the pieces that begin at each.
    pub fn cut(&self, word: &str, pieces: &mut Vec<u32>) {
        let start = pieces.len();
        self.cut_whole(&self.normalise(word), pieces);
        let own = &pieces[start..];
        let short = word.chars().take(SHORT).count() < SHORT;
        let closes = short && word.chars().next().is_some_and(|first| self.closing.contains(first));
        if closes && own.len() > 1 && own.first().copied() == self.space {
            pieces.remove(start);
        }
        pieces.truncate(start + MOST);
        if pieces.len() == start {
            pieces.push(UNKNOWN);
        }
    }

    /// The word as the vocabulary writes it, with a space before it.
    fn normalise(&self, word: &str) -> String {
        let mut text = String::with_capacity(SPACE.len_utf8() + word.len());
        text.push(SPACE);
        for character in word.chars() {
            match self.replaced.get(&character) {
                Some(replaced) => text.extend(replaced.chars().map(spaced)),
                None => text.push(spaced(character)),
            }
        }
        // A word that brings a space needs no other one.
        if text.chars().take(2).eq([SPACE; 2]) {
            text.remove(0);
        }
        text
    }

    fn cut_whole(&self, text: &str, pieces: &mut Vec<u32>) {
        let bytes = text.as_bytes();
        let mut ways = vec![Way { score: f32::NEG_INFINITY, from: 0, piece: UNKNOWN }; bytes.len() + 1];
        ways[0].score = 0.0;
        for (from, character) in text.char_indices() {
            let base = ways[from].score;
            let mut better = |end: usize, score: f32, piece: u32| {
                if base + score > ways[end].score {
                    ways[end] = Way { score: base + score, from, piece };
                }
            };
            self.each_prefix(&bytes[from..], |length, piece| better(from + length, piece.score, piece.number));
            better(from + character.len_utf8(), self.unknown, UNKNOWN);
        }
        let start = pieces.len();
        let mut end = bytes.len();
        while end > 0 {
            pieces.push(ways[end].piece);
            end = ways[end].from;
        }
        pieces[start..].reverse();
    }

    /// Calls `found` with every piece that `bytes` begin with, the shorter ones first.
    fn each_prefix(&self, bytes: &[u8], mut found: impl FnMut(usize, Piece)) {
        let Some(first) = bytes.first() else { return };
        let [start, end] = [0, 1].map(|more| self.first[usize::from(*first) + more] as usize);
        let mut among = &self.sorted[start..end];
        let mut length = 1;
        // All of `among` begin with the first `length` bytes; one that is no longer than that comes before the others.
        while let Some(piece) = among.first() {
            if piece.length() == length {
                found(length, *piece);
                among = &among[1..];
            }
            let Some(next) = bytes.get(length) else { return };
            let byte = |piece: &Piece| self.text[piece.start as usize + length];
            let start = among.partition_point(|piece| byte(piece) < *next);
            let count = among[start..].partition_point(|piece| byte(piece) == *next);
            among = &among[start..start + count];
            length += 1;
        }
    }
}

fn spaced(character: char) -> char {
    if character == ' ' { SPACE } else { character }
}

impl Piece {
    fn length(self) -> usize {
        (self.end - self.start) as usize
    }
}

/// The table of characters that are replaced.
fn replaced(fields: &Fields) -> Result<HashMap<char, String>, DataError> {
    let to = fields.whole("norm.to");
    let mut end = 0;
    let mut table = HashMap::new();
    for (number, (from, length)) in fields.whole("norm.from").iter().zip(fields.raw("norm.len")).enumerate() {
        let start = end;
        end += usize::from(*length);
        let to = to.get(start..end);
        let to = to.ok_or_else(|| fields.wrong("norm.len", number, "the replacement ends beyond norm.to"))?;
        let from = char::from_u32(*from);
        let from = from.ok_or_else(|| fields.wrong("norm.from", 4 * number, "expected a Unicode character"))?;
        table.insert(from, to.iter().filter_map(|character| char::from_u32(*character)).collect());
    }
    Ok(table)
}
