//! Filters, pages and the shapes of answers.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::roles::HeldRole;
use super::search::{Place, TextFilter};
use super::sort_key::{ListId, SortKey, item_place};
use crate::article::AnalysedArticle;
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{Certainty, ClaimId, ClaimKind, EntityId, EntityType, FigureId, FigureKind};

/// A half-open range of moments, compared with [`crate::article::Article::dated_at`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateRange {
    /// The first moment inside.
    pub from: Option<Timestamp>,
    /// The first moment after it.
    pub to: Option<Timestamp>,
}

impl DateRange {
    /// Whether `at` lies inside.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// Where a page starts: after the item that this cursor stands for. Opaque outside the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub Vec<u8>);

/// Which page is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// At most so many items.
    pub limit: usize,
    /// Start after this; from the beginning when absent.
    pub after: Option<Cursor>,
}

/// Part of a list.
///
/// It holds as many items as were asked for and are there, or fewer: it ends early when its articles come to a megabyte.
/// Only `next` tells whether more follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page starts; absent on the last.
    pub next: Option<Cursor>,
}

/// Which articles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names are those of the contract")]
pub struct ArticleFilter {
    pub source: Option<String>,
    pub language: Option<String>,
    pub entity: Option<EntityId>,
    pub speaker: Option<EntityId>,
    /// Any of these has made the analysis.
    pub analyzer: Option<Vec<AnalyzerInfo>>,
    pub range: DateRange,
    /// What is looked for in the text, and in which order it is listed.
    pub text: Option<TextFilter>,
    /// Of articles that are copies of each other only the first that passes.
    pub fold: bool,
}

impl ArticleFilter {
    /// Which list it makes. A filter is kept in plans in a form that cannot grow, so that this tells the folded one apart.
    #[must_use]
    pub(super) fn list(&self) -> ListId {
        ListId::new(if self.fold { "articles folded" } else { "articles" }, self)
    }
}

/// Which entities.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names are those of the contract")]
pub struct EntityFilter {
    pub kind: Option<EntityType>,
    /// Part of a name, ignoring case.
    pub name: Option<String>,
    pub source: Option<String>,
    pub range: DateRange,
}

/// Which claims.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names are those of the contract")]
pub struct ClaimFilter {
    /// Any of these speakers; no restriction when absent.
    pub speaker: Option<Vec<EntityId>>,
    /// An entity mentioned in the content.
    pub about: Option<EntityId>,
    pub kind: Option<ClaimKind>,
    pub certainty: Option<Certainty>,
    pub has_figure: Option<bool>,
    pub source: Option<String>,
    /// Any of these has made the analysis.
    pub analyzer: Option<Vec<AnalyzerInfo>>,
    pub range: DateRange,
    /// What is looked for in the text, and in which order it is listed.
    pub text: Option<TextFilter>,
    /// Only claims of the first of articles that are copies of each other; the first by source, time and analyzer.
    pub fold: bool,
}

impl ClaimFilter {
    /// Where the list under this filter goes on after `hit`, for whoever shows less than a page.
    #[must_use]
    pub fn cursor_after(&self, hit: &ClaimHit) -> Cursor {
        let (list, order) = (ListId::new("claims", self), SortKey::of(&hit.article.article));
        match &self.text {
            Some(text) => Place::new(hit.score, text.sort, order, hit.claim.0).cursor(list),
            None => list.cursor(&item_place(&order, hit.claim.0)),
        }
    }
}

/// Which figures.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(missing_docs, reason = "the names are those of the contract")]
pub struct FigureFilter {
    pub kind: Option<FigureKind>,
    pub unit: Option<String>,
    /// The figure's value, or the upper end of its range, is at least this.
    pub min: Option<Decimal>,
    /// The figure's value, or the lower end of its range, is at most this.
    pub max: Option<Decimal>,
    /// Part of what is measured, ignoring case.
    pub measures: Option<String>,
    pub entity: Option<EntityId>,
    pub speaker: Option<EntityId>,
    pub source: Option<String>,
    /// Any of these has made the analysis.
    pub analyzer: Option<Vec<AnalyzerInfo>>,
    pub range: DateRange,
    /// What is looked for in the text, and in which order it is listed.
    pub text: Option<TextFilter>,
    /// Only figures of the first of articles that are copies of each other; the first by source, time and analyzer.
    pub fold: bool,
}

impl FigureFilter {
    /// Where the list under this filter goes on after `hit`, for whoever shows less than a page.
    #[must_use]
    pub fn cursor_after(&self, hit: &FigureHit) -> Cursor {
        let (list, order) = (ListId::new("figures", self), SortKey::of(&hit.article.article));
        match &self.text {
            Some(text) => Place::new(hit.score, text.sort, order, hit.figure.0).cursor(list),
            None => list.cursor(&item_place(&order, hit.figure.0)),
        }
    }
}

/// Whose sentiment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names are those of the contract")]
pub struct SentimentFilter {
    pub entity: Option<EntityId>,
    pub source: Option<String>,
    pub range: DateRange,
}

/// The width of a bucket in time; buckets follow the UTC calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Interval {
    /// One day.
    #[default]
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// An entity in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct EntitySummary {
    /// Its id.
    pub id: EntityId,
    /// The fullest name seen.
    pub name: String,
    /// Its type.
    pub kind: EntityType,
    /// A finer type.
    pub subtype: Option<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// Articles it is mentioned in.
    pub articles: u64,
    /// Mentions in them.
    pub mentions: u64,
}

/// All that is known of one entity.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityProfile {
    /// Name, type and counts over the whole archive.
    pub summary: EntitySummary,
    /// Every name seen, the most frequent first.
    pub names: Vec<String>,
    /// The earliest article's date.
    pub first_seen: Timestamp,
    /// The latest article's date.
    pub last_seen: Timestamp,
    /// Claims it makes as a speaker.
    pub claims: u64,
    /// Mean of its sentiment over the articles.
    pub mean_sentiment: f64,
    /// What articles say a person is, those of the latest articles first.
    pub roles: Vec<HeldRole>,
}

/// One bucket of an entity's timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelinePoint {
    /// First day of the bucket.
    pub start: Date,
    /// Articles that mention it.
    pub articles: u64,
    /// Mentions in them.
    pub mentions: u64,
}

/// An entity that appears together with another.
#[derive(Debug, Clone, PartialEq)]
pub struct RelatedEntity {
    /// It, with its counts over the whole archive.
    pub entity: EntitySummary,
    /// Articles both are in.
    pub shared_articles: u64,
}

/// A claim with the article it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimHit {
    /// The article; its analysis holds the claim.
    pub article: Arc<AnalysedArticle>,
    /// Which claim.
    pub claim: ClaimId,
    /// How well it fits the search, in a list by relevance; else 0.
    pub score: f32,
}

/// A figure with the article it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureHit {
    /// The article; its analysis holds the figure.
    pub article: Arc<AnalysedArticle>,
    /// Which figure.
    pub figure: FigureId,
    /// How well it fits the search, in a list by relevance; else 0.
    pub score: f32,
}

/// Sentiment of one bucket in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Bucket {
    /// First day of the bucket.
    pub start: Date,
    /// Articles, or articles that mention the entity.
    pub count: u64,
    /// Mean score.
    pub mean: f64,
    /// How many were positive, neutral, negative and mixed, in this order.
    pub labels: [u64; 4],
}
