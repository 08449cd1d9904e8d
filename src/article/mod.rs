//! The domain: an article as somebody sends it, as it is kept, and with its analysis.
//!
//! [`NewArticle::parse`] is the only way in; whatever holds an [`Article`] holds a valid one.

pub mod diff;
mod id;
mod new;
mod plain;
mod published;

pub(crate) use id::time_sortable_id;
pub use id::{ArticleId, ContentHash};
pub use new::{Fault, FieldError, MAX_SHORT_CODE_POINTS, MAX_TEXT_CODE_POINTS, NewArticle, Submission, pointer_part};
pub use plain::plain;
pub use published::Published;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::nlp::{Analysis, AnalyzerInfo};

/// An article in the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its time-sortable id.
    pub id: ArticleId,
    /// When it came in for the first time.
    pub received_at: Timestamp,
    /// SHA-256 of its text, title, URL, source and date.
    pub content_hash: ContentHash,
    /// What was sent, last.
    pub content: NewArticle,
    /// The correction that made it what it is; `None` while it is what was sent first.
    pub revised: Option<Revision>,
}

/// What an article was made by a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// Its number; what was sent first has the number 1.
    pub number: u32,
    /// When it came in.
    pub at: Timestamp,
}

impl Article {
    /// The moment that date filters and buckets use: publication, or arrival where that is unknown.
    #[must_use]
    pub fn dated_at(&self) -> Timestamp {
        self.content.published_at.as_ref().map_or(self.received_at, Published::timestamp)
    }

    /// Which revision of the article this is, and since when.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revised.unwrap_or(Revision { number: 1, at: self.received_at })
    }
}

/// An article together with what an analyzer found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalysedArticle {
    /// The article.
    pub article: Article,
    /// What was found.
    pub analysis: Analysis,
    /// By which analyzer.
    pub analyzer: AnalyzerInfo,
}

/// Free key-value pairs of the sender, sorted by key.
pub type Metadata = BTreeMap<String, String>;
