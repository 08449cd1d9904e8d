//! The weight table and the walk over a sentence, which tagging and the tool that trains the weights share.

use super::super::error::DataError;
use super::super::lexicon::Lexicon;
use super::super::token::{Token, TokenKind};
use super::features::{Clause, ROW_BITS, View, rows};
use super::lookup;
use super::tag::Tag;

pub use super::features::FEATURES;

/// Weights of one row, a tag each; rounded up so that a row is half a cache line.
pub const WIDTH: usize = 32;
/// Rows of the table.
pub const ROWS: usize = 1 << ROW_BITS;
const MAGIC: &[u8; 4] = b"tag2";

/// One row, aligned so that reading it costs one cache miss.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Row([i8; WIDTH]);

/// Scores of all tags.
pub type Scores = [i32; WIDTH];

/// The weights.
pub(super) struct Model {
    weights: Vec<Row>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("rows", &self.weights.len()).finish()
    }
}

impl Model {
    pub(super) fn new(file: &str, packed: &[u8]) -> Result<Self, DataError> {
        let damaged = |problem: String| DataError { file: file.to_owned(), place: "start".into(), problem };
        let bytes =
            lz4_flex::decompress_size_prepended(packed).map_err(|e| damaged(format!("not an lz4 block: {e}")))?;
        let weights = bytes.strip_prefix(MAGIC).map(|w| w.as_chunks::<WIDTH>());
        match weights {
            Some((weights, [])) if weights.len() == ROWS => {
                Ok(Self { weights: weights.iter().map(|row| Row(row.map(u8::cast_signed))).collect() })
            }
            _ => Err(damaged(format!("expected {ROWS} rows of {WIDTH} weights"))),
        }
    }

    fn scores(&self, rows: &[u32; FEATURES]) -> Scores {
        let mut sums = [0_i16; WIDTH];
        for &row in rows {
            let Row(row) = &self.weights[row as usize & (ROWS - 1)];
            for (sum, &weight) in sums.iter_mut().zip(row) {
                *sum += i16::from(weight);
            }
        }
        sums.map(i32::from)
    }

    /// The tags of one sentence, from left to right, each the best given those before it.
    pub(super) fn decode(&self, views: &[View], tokens: &[Token], text: &str, tags: &mut Vec<Tag>) {
        walk(views, tokens, text, tags, |_, rows| best(&self.scores(rows)));
    }
}

/// The file of these weights.
#[must_use]
pub fn pack(weights: &[[i8; WIDTH]]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(weights.iter().flatten().map(|w| w.cast_unsigned()));
    lz4_flex::compress_prepend_size(&bytes)
}

/// A sentence as the model sees it, to train on.
#[derive(Debug)]
pub struct Sequence<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    views: Vec<View>,
}

impl<'t> Sequence<'t> {
    /// Looks the `tokens` of `text`, which are one sentence, up.
    #[must_use]
    pub fn new(lexicon: &Lexicon, text: &'t str, tokens: Vec<Token>) -> Self {
        let view = |(i, &token)| View::new(text, token, &lookup::find(lexicon, text, token), i == 0);
        let views = tokens.iter().enumerate().map(view).collect();
        Self { text, tokens, views }
    }

    /// Goes over the sentence as tagging does. `choose` is given the number of each token whose kind does not tell its
    /// tag, with the rows of the table that its features have; the features of later tokens see what it answers.
    pub fn walk(&self, choose: impl FnMut(usize, &[u32; FEATURES]) -> Tag) {
        walk(&self.views, &self.tokens, self.text, &mut Vec::with_capacity(self.tokens.len()), choose);
    }
}

/// Walks over a sentence and asks `choose` for the tag of each token whose kind does not already tell it.
fn walk(
    views: &[View],
    tokens: &[Token],
    text: &str,
    tags: &mut Vec<Tag>,
    mut choose: impl FnMut(usize, &[u32; FEATURES]) -> Tag,
) {
    let mut before = [Tag::Mark; 2];
    let mut clause = Clause::default();
    for (i, (view, &token)) in views.iter().zip(tokens).enumerate() {
        let tag = certain(token, text).unwrap_or_else(|| choose(i, &rows(views, i, before, clause)));
        tags.push(tag);
        clause = clause.after(tag, view);
        before = [tag, before[0]];
    }
}

/// The tag that the token's kind tells.
fn certain(token: Token, text: &str) -> Option<Tag> {
    Some(match token.kind {
        TokenKind::Word | TokenKind::Abbreviation => return None,
        TokenKind::Number if token.span.of(text).ends_with('.') => Tag::Attributive,
        TokenKind::Number => Tag::Number,
        TokenKind::Url | TokenKind::Email => Tag::Foreign,
        TokenKind::Tag => Tag::Name,
        TokenKind::Quote | TokenKind::Terminal | TokenKind::Punctuation => Tag::Mark,
        TokenKind::Symbol => Tag::Symbol,
    })
}

/// The tag of the highest score; the first of equals.
#[must_use]
pub fn best(scores: &Scores) -> Tag {
    let mut top = 0;
    for i in 1..Tag::LEARNED {
        if scores[i] > scores[top] {
            top = i;
        }
    }
    Tag::ALL[top]
}
