//! The user's lexicon as kept: the present names, and what is known of every version there was.

use std::sync::Arc;

use jiff::Timestamp;

use crate::nlp::AnalyzerInfo;
use crate::nlp::lexicon::user::UserLexicon;

/// One version of the user's lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconVersion {
    /// From 1, one more with every change.
    pub number: u64,
    /// Since when it is in force.
    pub changed_at: Timestamp,
    /// How many names it has.
    pub names: u64,
    /// The analyzer that came of it.
    pub analyzer: AnalyzerInfo,
}

/// The present lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLexicon {
    /// Which version it is.
    pub version: LexiconVersion,
    /// Its names; those of earlier versions are not kept.
    pub names: Arc<UserLexicon>,
}
