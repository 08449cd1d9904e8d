//! By which analyzers the articles were read, and what somebody wants to be read again: what the background needs to bring
//! old articles up to the present analyzer, and to go on with it after a restart.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::codec::{self, stored_codes, stored_fields};
use super::query::ArticleFilter;
use crate::nlp::{AnalyzerInfo, Profile};

/// Which articles somebody wants to be read again: those of a filter that another analyzer has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedReanalysis {
    /// Which articles; what it says of analyzers does not count.
    pub filter: ArticleFilter,
    /// The profile they are read in; that of each one's present analysis when absent.
    pub profile: Option<Profile>,
    /// Since when that is wanted.
    pub since: Timestamp,
    /// How many there were at that time.
    pub total: u64,
}

/// What is to be known of reading again after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReanalysisPlan {
    /// Nothing is read again while this holds.
    pub paused: bool,
    /// What somebody has asked for and is not done.
    pub asked: Option<AskedReanalysis>,
}

stored_codes! {
    Profile { Fast = 1, Accurate = 2 }
}

stored_fields! {
    AskedReanalysis { filter, profile, since, total }
    ReanalysisPlan { paused, asked }
}

/// Bytes that stand for an analyzer in keys.
pub(super) const ANALYZER_CODE: usize = 8;

/// What stands for an analyzer in keys: of the few that read an archive no two share it.
pub(super) fn analyzer_code(analyzer: &AnalyzerInfo) -> [u8; ANALYZER_CODE] {
    let hash: [u8; 32] = Sha256::digest(codec::to_bytes(analyzer)).into();
    std::array::from_fn(|i| hash[i])
}

/// Analyzers in the order in which they are told: those of most articles first.
pub(super) fn ranked(mut analyzers: Vec<(AnalyzerInfo, u64)>) -> Vec<(AnalyzerInfo, u64)> {
    analyzers.sort_by_cached_key(|(analyzer, articles)| (!articles, analyzer_code(analyzer)));
    analyzers
}
