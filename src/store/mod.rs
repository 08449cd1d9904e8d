//! The archive: [`ArticleStore`] and what it is asked.
//!
//! Reads go straight from handler to store. An article and all its index entries change together or not at all, and
//! a write returns only when it is durable. Not found is `Ok(None)`.
//!
//! Deliberately absent: any knowledge of HTTP.

mod appendix;
mod calendar;
mod changes;
mod codec;
mod conflict;
mod copies;
mod duty;
mod embedded;
mod facts;
mod filter_evaluation;
mod fullness;
mod lexicon;
mod matches;
mod memory;
mod narrowed;
mod postgres;
mod query;
mod reanalysis;
mod record;
mod revisions;
mod roles;
mod search;
mod similar;
mod sort_key;
mod survey;
mod tally;
mod watches;

pub use changes::{Change, ChangeKind, Changes};
pub use conflict::{Conflict, ConflictFilter};
pub use copies::{Copies, CopyHit, CopyOf};
pub use duty::{Duty, Held, on_duty};
pub use embedded::{Compacted, EmbeddedOptions, EmbeddedStore, FamilyStat, Part, Stat, StoreEngine, Verified};
pub use lexicon::{LexiconVersion, StoredLexicon};
pub use matches::{article_matches, claims_matching, figures_matching, tone_of};
pub use memory::MemoryStore;
pub use postgres::{PostgresOptions, PostgresStore, VerifiedTables, is_postgres_url, shown_url};
pub use query::{
    ArticleFilter, Bucket, ClaimFilter, ClaimHit, Cursor, DateRange, EntityFilter, EntityProfile, EntitySummary,
    FigureFilter, FigureHit, Interval, Page, PageRequest, RelatedEntity, SentimentFilter, TimelinePoint,
};

pub use reanalysis::{AskedReanalysis, ReanalysisPlan};
pub use revisions::{Known, Revised, RevisionEntry};
pub use roles::HeldRole;
pub use search::{
    QueryError, SearchState, Snippet, Sort, TextFilter, TextQuery, article_snippets, claim_snippets, figure_snippets,
};
pub use similar::SimilarClaim;
pub use sort_key::ListId;
pub use survey::{Facet, FacetCounts, FacetValue, MOST_COUNTED, MOST_VALUES, Survey, Surveyed, Total, survey};
pub use watches::{
    Delivery, DeliveryState, MOST_DELIVERIES, SigningSecret, Watch, WatchId, WatchOf, WatchStep, WatchStore, Webhook,
};

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::article::{AnalysedArticle, Article, ArticleId, ContentHash};
use crate::nlp::AnalyzerInfo;
use crate::nlp::analysis::{ClaimId, EntityId, FigureId};

/// Why the store could not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The cursor was not made by this list, or is damaged.
    #[error("the cursor was not made by this list")]
    BadCursor,
    /// Another process holds the data directory.
    #[error("the data directory {0} is in use by another process; stop that one or choose another directory")]
    Locked(String),
    /// The data was written by a newer version.
    #[error("the data directory {directory} has format {found}, this program knows up to {known}; use a newer program")]
    NewerFormat {
        /// The directory.
        directory: String,
        /// Its format.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// Stored data can't be read.
    #[error("stored data is damaged: {0}")]
    Corrupt(String),
    /// There is no room on the disk for a write. Nothing was changed; reading goes on, and writing as soon as there is room.
    #[error(
        "the disk of the archive is full: {free} bytes are free, {needed} must be for this write; make room, no restart is needed"
    )]
    Full {
        /// Bytes that may still be written.
        free: u64,
        /// Bytes that would have to be free.
        needed: u64,
    },
    /// The archive was opened for reading only. Nothing was changed.
    #[error("the archive is opened for reading only (setting store.read_only)")]
    ReadOnly,
    /// The question looks at more of the archive than one question may. It was given up.
    #[error("the question looks at more than {rows} entries of the archive; {}", narrowed::narrower(add))]
    TooBroad {
        /// So many it may look at.
        rows: u64,
        /// Names of filters that it lacks and that would narrow it, besides a shorter time.
        add: Vec<&'static str>,
    },
    /// The database can't be reached for the time being, or has no connection to spare. Nobody is told that a write was done, and
    /// whoever sends it again meets no second one.
    #[error("the database of the archive can't be reached: {0}; try again")]
    Unavailable(String),
    /// The disk or the database failed.
    #[error("the store failed: {0}")]
    Backend(String),
}

/// Whether a store takes writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// It does.
    Open,
    /// Not until there is room on the disk again; see [`StoreError::Full`].
    Refused {
        /// Bytes that may still be written.
        free: u64,
        /// Bytes that would have to be free.
        needed: u64,
    },
    /// Not at all; see [`StoreError::ReadOnly`].
    ReadOnly,
}

/// What became of an article handed to [`ArticleStore::insert`].
#[derive(Debug, Clone, PartialEq)]
pub enum Inserted {
    /// It is new and now durable.
    New,
    /// The same content is already there; nothing was changed.
    Existing(ArticleId),
    /// The same `external_id` of the same `source` is already there with another content; nothing was changed, and
    /// [`ArticleStore::revise`] would.
    Other(ArticleId),
}

impl From<Known> for Inserted {
    fn from(known: Known) -> Self {
        match known {
            Known::Same(id) => Self::Existing(id),
            Known::Other(id) => Self::Other(id),
        }
    }
}

/// An archive of analysed articles.
///
/// Lists and sums may fail with [`StoreError::TooBroad`], where a store bounds what one question looks at.
///
/// ```
/// use std::sync::Arc;
///
/// use jiff::Timestamp;
/// use pressespiegel::article::{AnalysedArticle, Article, ArticleId, NewArticle, Submission};
/// use pressespiegel::nlp::{Document, Engine};
/// use pressespiegel::store::{ArticleStore, Inserted, MemoryStore};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sent = Submission { text: "Die Nordwind AG baut ein Werk.".into(), ..Submission::default() };
/// let content = NewArticle::parse(sent).map_err(|errors| format!("{errors:?}"))?;
/// let engine = Engine::new()?;
/// let analysis = engine.analyze(Document::new(&content.text));
/// let id = ArticleId::from_bytes([7; 16]);
/// let (received_at, content_hash) = (Timestamp::UNIX_EPOCH, content.content_hash());
/// let article = Article { id, received_at, content_hash, content, revised: None };
/// let article = Arc::new(AnalysedArticle { article, analysis, analyzer: engine.info().clone() });
///
/// let store = MemoryStore::new();
/// assert_eq!(store.insert(article.clone(), received_at).await?, Inserted::New);
/// assert_eq!(store.insert(article, received_at).await?, Inserted::Existing(id));
/// assert_eq!(store.get(id).await?.map(|found| found.article.id), Some(id));
/// assert!(store.delete(id, received_at).await?);
/// assert!(store.get(id).await?.is_none());
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait ArticleStore: Send + Sync + 'static {
    /// What is known of an article of that content, or of that source and external id.
    async fn find_known(
        &self,
        hash: ContentHash,
        source: Option<&str>,
        external_id: Option<&str>,
    ) -> Result<Option<Known>, StoreError>;

    /// Adds an article with all its index entries, at that moment; returns when it is durable.
    async fn insert(&self, article: Arc<AnalysedArticle>, at: Timestamp) -> Result<Inserted, StoreError>;

    /// Makes another content, with its analysis, the newest revision of the article of that id, at that moment; returns when
    /// it is durable. What the article said before is kept; lists, counts and searches know only the newest. The time of
    /// its first arrival stays. With `only`, nothing is done unless the article is the revision of that number.
    async fn revise(
        &self,
        article: Arc<AnalysedArticle>,
        only: Option<u32>,
        at: Timestamp,
    ) -> Result<Revised, StoreError>;

    /// Revisions of an article, the newest first: at most `limit` of those before the one numbered `before`.
    async fn revisions(
        &self,
        id: ArticleId,
        before: Option<u32>,
        limit: usize,
    ) -> Result<Option<Vec<RevisionEntry>>, StoreError>;

    /// A revision of an article, as it was when the next one came; the newest as it is.
    async fn revision(&self, id: ArticleId, number: u32) -> Result<Option<Arc<AnalysedArticle>>, StoreError>;

    /// Replaces the analysis of a known article and all index entries that came of the old one.
    /// `false` when there is no such article, or it has another content by now. With `over`, nothing is done unless the
    /// present analysis is that of this analyzer.
    async fn replace_analysis(
        &self,
        article: Arc<AnalysedArticle>,
        over: Option<&AnalyzerInfo>,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Removes an article and every trace of it from every index but the change feed; `false` when there is none.
    async fn delete(&self, id: ArticleId, at: Timestamp) -> Result<bool, StoreError>;

    /// The change feed after a number: at most `limit` changes, by number, durable all of them. What is not shown between
    /// two of them was replaced by a later change of the same article.
    async fn changes(&self, after: u64, limit: usize) -> Result<Changes, StoreError>;

    /// How far somebody has come who follows the feed, as last set; 0 when it never was.
    async fn position(&self, name: &str) -> Result<u64, StoreError>;

    /// Keeps how far somebody has come who follows the feed; returns when that is durable.
    async fn set_position(&self, name: &str, number: u64) -> Result<(), StoreError>;

    /// One article with its analysis.
    async fn get(&self, id: ArticleId) -> Result<Option<Arc<AnalysedArticle>>, StoreError>;

    /// Articles, the newest first by [`Article::dated_at`], then by id; those of a search as it says.
    async fn list_articles(&self, filter: &ArticleFilter, page: &PageRequest)
    -> Result<Page<Arc<Article>>, StoreError>;

    /// The first article that each of these is a copy of, in the same order; costs a look at each. While an old archive is
    /// brought up to the present format some links may be missing.
    async fn copy_links(&self, articles: &[ArticleId]) -> Result<Vec<Option<CopyOf>>, StoreError>;

    /// The same with the size of their groups, each of which is counted.
    async fn copies(&self, articles: &[ArticleId]) -> Result<Vec<Copies>, StoreError>;

    /// The other articles that say the same as an article, by id; `None` when there is no such article.
    async fn copies_of(&self, id: ArticleId) -> Result<Option<Vec<CopyHit>>, StoreError>;

    /// How many articles pass, copies counted one by one; costs time in proportion to that.
    async fn count_articles(&self, filter: &ArticleFilter) -> Result<u64, StoreError>;

    /// How many items a list has, in a time that does not grow with it: so a large list may be estimated.
    async fn total(&self, list: &Surveyed) -> Result<Total, StoreError>;

    /// Entities, those in most articles first, then by id; counts are of the filtered articles.
    async fn list_entities(&self, filter: &EntityFilter, page: &PageRequest)
    -> Result<Page<EntitySummary>, StoreError>;

    /// Ids of the entities that some article calls by this name, ignoring case.
    async fn entities_named(&self, name: &str) -> Result<Vec<EntityId>, StoreError>;

    /// Everything known of one entity.
    async fn entity(&self, id: &EntityId) -> Result<Option<EntityProfile>, StoreError>;

    /// Mentions and articles of one entity by day, week, month or year, oldest first, empty buckets left out.
    async fn entity_timeline(
        &self,
        id: &EntityId,
        interval: Interval,
        range: DateRange,
    ) -> Result<Option<Vec<TimelinePoint>>, StoreError>;

    /// Entities that share articles of that time with this one, most shared articles first, at most `limit`.
    async fn related_entities(
        &self,
        id: &EntityId,
        range: DateRange,
        limit: usize,
    ) -> Result<Option<Vec<RelatedEntity>>, StoreError>;

    /// Claims, those of the newest article first, in text order inside one.
    async fn list_claims(&self, filter: &ClaimFilter, page: &PageRequest) -> Result<Page<ClaimHit>, StoreError>;

    /// One claim.
    async fn claim(&self, article: ArticleId, claim: ClaimId) -> Result<Option<ClaimHit>, StoreError>;

    /// The same statement in other articles, the first appearance first, at most one claim of each article; `None` when there
    /// is no such claim. What was written within the last second may be missing.
    async fn similar_claims(&self, article: ArticleId, claim: ClaimId)
    -> Result<Option<Vec<SimilarClaim>>, StoreError>;

    /// Figures, those of the newest article first, in text order inside one.
    async fn list_figures(&self, filter: &FigureFilter, page: &PageRequest) -> Result<Page<FigureHit>, StoreError>;

    /// Pairs of figures that exclude each other, those of the newest article first; see [`Conflict`].
    async fn list_conflicts(&self, filter: &ConflictFilter, page: &PageRequest) -> Result<Page<Conflict>, StoreError>;

    /// One figure.
    async fn figure(&self, article: ArticleId, figure: FigureId) -> Result<Option<FigureHit>, StoreError>;

    /// Sentiment of articles, or of one entity in them, by interval, oldest first, empty buckets left out.
    async fn sentiment(&self, filter: &SentimentFilter, interval: Interval) -> Result<Vec<Bucket>, StoreError>;

    /// The user's lexicon as last put; `None` when there never was one.
    async fn lexicon(&self) -> Result<Option<StoredLexicon>, StoreError>;

    /// Puts another lexicon in the place of the present one and adds its version, which is newer than all others, to
    /// their list; returns when that is durable.
    async fn put_lexicon(&self, lexicon: StoredLexicon) -> Result<(), StoreError>;

    /// Versions of the lexicon, the newest first: at most `limit` of those before the one numbered `before`.
    async fn lexicon_versions(&self, before: Option<u64>, limit: usize) -> Result<Vec<LexiconVersion>, StoreError>;

    /// The analyzers that have made the present analyses, with how many articles each; those of most articles first. Costs
    /// the same whatever the archive's size.
    async fn analyzers(&self) -> Result<Vec<(AnalyzerInfo, u64)>, StoreError>;

    /// What is to be read again, as last put.
    async fn reanalysis_plan(&self) -> Result<ReanalysisPlan, StoreError>;

    /// Puts another plan in the place of the present one; returns when it is durable.
    async fn put_reanalysis_plan(&self, plan: ReanalysisPlan) -> Result<(), StoreError>;

    /// How far searches see: what is written is found within a second, unless the index is being made anew.
    async fn search_state(&self) -> Result<SearchState, StoreError>;

    /// Number of articles.
    async fn count(&self) -> Result<u64, StoreError>;

    /// Fails when the store can't serve; says whether it takes writes.
    async fn check(&self) -> Result<Writes, StoreError>;

    /// Asks for a duty, or for more time with it; [`on_duty`] does so.
    async fn hold(&self, _duty: Duty) -> Result<Held, StoreError> {
        Ok(Held::Alone)
    }

    /// Whether other programs may have the archive open: then what they change is looked for.
    fn is_shared(&self) -> bool {
        false
    }

    /// Whether it was opened for reading only.
    fn is_read_only(&self) -> bool {
        false
    }

    /// Makes everything durable and stops accepting writes; called once, at the end.
    async fn close(&self) -> Result<(), StoreError>;
}
