//! What must not be found.
//!
//! tantivy 0.27 asks an excluded phrase for documents before the one it stands at, which the phrase forbids: a debug
//! build panics. This stands between the two and answers from where the phrase stands.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TantivyError};

/// The documents of a query, to be left out.
#[derive(Debug)]
pub struct LeftOut(pub Box<dyn Query>);

impl Clone for LeftOut {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Query for LeftOut {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(LeftOutWeight(self.0.weight(scoring)?)))
    }
}

struct LeftOutWeight(Box<dyn Weight>);

impl Weight for LeftOutWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(LeftOutDocuments(self.0.scorer(reader, boost)?)))
    }

    fn explain(&self, _: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("document {doc} has no score where it is left out")))
    }
}

struct LeftOutDocuments(Box<dyn Scorer>);

/// All that is not given here follows from `doc`, `advance` and `seek`, which any target may follow.
impl DocSet for LeftOutDocuments {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }
}

impl Scorer for LeftOutDocuments {
    fn score(&mut self) -> Score {
        0.0
    }
}
