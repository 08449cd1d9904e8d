//! Corrections: what an article said before is kept, and everything else in the archive is of what it says now.

use crate::article::{ArticleId, ContentHash, Revision};
use crate::nlp::AnalyzerInfo;

/// What the archive knows of an article that somebody sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// This one has the same content. Whether it has it now or had it before a correction is the same, unless the article
    /// is sent under the name of this very one: then the correction is taken back, which is [`Known::Other`].
    Same(ArticleId),
    /// This one has the same `external_id` of the same `source`, and says something else.
    Other(ArticleId),
}

/// What became of a correction handed to [`super::ArticleStore::revise`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revised {
    /// The article is this revision now, and that is durable.
    To(Revision),
    /// It says so already; nothing was changed.
    Same,
    /// It is not the revision that was to be corrected; nothing was changed.
    Stale,
    /// There is no such article.
    Unknown,
    /// This other article has the same content, or the same `external_id` of the same `source`; nothing was changed.
    Taken(ArticleId),
}

/// One of the revisions of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionEntry {
    /// Which, and when it came in.
    pub revision: Revision,
    /// The hash of its content.
    pub content_hash: ContentHash,
    /// Who read it, last.
    pub analyzer: AnalyzerInfo,
}
