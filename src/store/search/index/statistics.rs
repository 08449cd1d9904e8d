//! How frequent words are among documents of one kind.
//!
//! Articles, claims and figures lie in one index, but a word is rare or common among those of its own kind: the number of
//! documents is theirs, and what a field counts that claims and figures share is scaled to them.

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, Term};
use tantivy::{Searcher, TantivyError};

use super::fields::Fields;
use crate::store::search::matching::Kind;
use crate::store::search::tags;

/// The statistics of one kind.
pub struct OfKind<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    documents: u64,
    /// Claims and figures.
    items: u64,
}

impl<'a> OfKind<'a> {
    /// Counts the documents of the kind.
    pub fn new(searcher: &'a Searcher, fields: &'a Fields, kind: Kind) -> Result<Self, TantivyError> {
        let of = |kind| searcher.doc_freq(&Term::from_field_text(fields.tag, &tags::of_kind(kind)));
        Ok(Self { searcher, fields, documents: of(kind)?, items: of(Kind::Claim)? + of(Kind::Figure)? })
    }

    fn scaled(&self, field: Field, count: u64) -> u64 {
        if !self.fields.is_shared(field) || self.items == 0 {
            return count;
        }
        let scaled = u128::from(count) * u128::from(self.documents) / u128::from(self.items);
        u64::try_from(scaled).unwrap_or(u64::MAX)
    }
}

impl Bm25StatisticsProvider for OfKind<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(self.scaled(field, self.searcher.total_num_tokens(field)?).max(1))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.documents.max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let frequency = self.scaled(term.field(), self.searcher.doc_freq(term)?);
        // More than all would be no frequency.
        Ok(frequency.min(self.documents.max(1)))
    }
}
