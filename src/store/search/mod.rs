//! Full text: `q` on articles, claims and figures.
//!
//! [`words`] reads a text, [`query`] a search, and [`matching`] says what a search means; the store in memory asks nothing
//! else. On disk, [`index`] keeps the words of each article, each claim and each figure (by its sentence) as a document of
//! its own in tantivy, beside sled and derived from it: it follows the change feed, its position stands in
//! each of its commits, and what is lost or damaged is made again from the archive.
//!
//! The index proposes, the archive disposes: every claim and figure that the index names is read and held against filter and
//! search once more before it is shown, so an answer never shows what is deleted or was another before a new analysis.
//!
//! # Order
//! By relevance (BM25; a word in the headline counts twice, as a part of a compound half), equals by date; or by date as
//! every list. A cursor by relevance names the last item and its score. The next page begins after that item where it
//! stands now, since every insert changes all scores a little; only if it is gone, after its old score. Items that the
//! inserts have moved across that place are seen twice or not at all.

mod compound;
pub(super) mod index;
pub(super) mod matching;
pub(super) mod query;
pub(super) mod ranking;
mod snippet;
mod spelling;
pub(super) mod tags;
pub(super) mod words;

pub use query::{QueryError, TextQuery};
pub use snippet::{Snippet, article_snippets, claim_snippets, figure_snippets};

use super::codec::{Damaged, Input, Stored};
use super::sort_key::{ListId, SORT_KEY, SortKey};
use super::{Cursor, StoreError};

/// In which order what was found is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// What fits best comes first.
    #[default]
    Relevance,
    /// The newest article comes first.
    Date,
}

/// A search in a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFilter {
    /// What is looked for.
    pub query: TextQuery,
    /// In which order it is listed.
    pub sort: Sort,
}

/// How far the index of full text has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchState {
    /// The last number of the change feed that is searched.
    pub position: u64,
    /// The newest number there is.
    pub newest: u64,
}

impl Stored for TextFilter {
    fn put(&self, out: &mut Vec<u8>) {
        (self.query.as_str().to_owned(), self.sort == Sort::Date).put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        let (source, by_date) = <(String, bool)>::take(input)?;
        let query = TextQuery::parse(&source).map_err(|_| Damaged("this is no search"))?;
        Ok(Self { query, sort: if by_date { Sort::Date } else { Sort::Relevance } })
    }
}

/// The place of something found in its list; the first comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The bits of the score, inverted; all the same in lists by date.
    score: u32,
    /// The place of the article.
    pub order: SortKey,
    /// The number of the claim or figure; 0 for an article.
    pub number: u32,
}

/// Scores of which only the last bits differ are the same: they depend on the order in which they were summed up.
const SCORE_BITS: u32 = !0xff;

/// The bits of a score, rounded; scores are never negative, so their bits are in their order.
fn rounded(score: f32) -> u32 {
    score.max(0.0).to_bits().saturating_add(!SCORE_BITS / 2) & SCORE_BITS
}

impl Place {
    /// The place of what has this score; scores are never negative.
    pub fn new(score: f32, sort: Sort, order: SortKey, number: u32) -> Self {
        let score = match sort {
            Sort::Relevance => !rounded(score),
            Sort::Date => 0,
        };
        Self { score, order, number }
    }

    /// Whether it is the same article, claim or figure, wherever that stands.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.order, self.number) == (other.order, other.number)
    }

    /// Where a page starts after this item of an earlier one, which stands at `now` now.
    pub fn moved(self, now: Option<Self>) -> Self {
        now.filter(|now| now.score.abs_diff(self.score) > !SCORE_BITS + 1).unwrap_or(self)
    }

    /// The score that it stands by.
    pub fn score(&self) -> f32 {
        if self.score == 0 { 0.0 } else { f32::from_bits(!self.score) }
    }

    /// Its bytes, which sort as places do.
    pub fn bytes(&self) -> Vec<u8> {
        [&self.score.to_be_bytes()[..], &self.order.0, &self.number.to_be_bytes()].concat()
    }

    /// The cursor behind it.
    pub fn cursor(&self, list: ListId) -> Cursor {
        list.cursor(&self.bytes())
    }

    /// The place that a page starts after.
    ///
    /// # Errors
    /// [`StoreError::BadCursor`] when it is another list's.
    pub fn after(list: ListId, after: Option<&Cursor>) -> Result<Option<Self>, StoreError> {
        let Some(cursor) = after else { return Ok(None) };
        let (score, rest) = list.place(cursor)?.split_first_chunk().ok_or(StoreError::BadCursor)?;
        let (order, number) = rest.split_at_checked(SORT_KEY).ok_or(StoreError::BadCursor)?;
        let number = number.try_into().map_err(|_| StoreError::BadCursor)?;
        let order = SortKey::read(order).ok_or(StoreError::BadCursor)?;
        Ok(Some(Self { score: u32::from_be_bytes(*score), order, number: u32::from_be_bytes(number) }))
    }
}
