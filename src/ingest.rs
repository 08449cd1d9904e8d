//! The one use case with logic of its own: known already? -> analyse on the bounded CPU pool -> store. And which
//! analyzer does so ([`InForce`]), as the user may add names to it at any time.
//!
//! Analysis is CPU work: it runs off the async threads, at most `workers` at a time. A single request is turned away
//! when `queue` others wait already ([`IngestError::Busy`]); a long import waits its turn instead ([`Patience`]).

mod language;
mod lexicon;
mod pool;
mod stages;

pub use language::{Language, SUPPORTED_LANGUAGES, detect};
pub use lexicon::{InForce, LexiconError};
pub use pool::Patience;

use std::sync::Arc;

use jiff::Timestamp;

use crate::article::{AnalysedArticle, Article, ArticleId, NewArticle};
use crate::clock::Clock;
use crate::nlp::{Analysis, AnalyzerInfo, Document, Engine};
use crate::store::{ArticleStore, Inserted, StoreError};

use lexicon::Current;
use pool::{Pool, PoolError};
use stages::StageTimes;

/// How often an article is tried again that was found to be known and then deleted by somebody else.
const ATTEMPTS: usize = 3;

/// Size of the CPU pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IngestOptions {
    /// Texts analysed at the same time; the number of cores is a good choice.
    pub workers: usize,
    /// Single requests that may wait for a worker.
    pub queue: usize,
}

/// Why an article could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// All workers are busy and the queue is full: try again later.
    #[error("all analysis workers are busy and the queue is full")]
    Busy,
    /// The analysis ended without a result; a defect of this program.
    #[error("the analysis ended without a result: {0}")]
    Failed(String),
    /// The store could not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PoolError> for IngestError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Full => Self::Busy,
            PoolError::Lost(reason) => Self::Failed(reason),
        }
    }
}

/// What an article keeps of another archive; an article that comes in for the first time has nothing of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin {
    /// Its id there.
    pub id: Option<ArticleId>,
    /// When it came in there.
    pub received_at: Option<Timestamp>,
}

/// What became of an article.
#[derive(Debug, Clone, PartialEq)]
pub enum Ingested {
    /// It is new, analysed and durable.
    New(Arc<AnalysedArticle>),
    /// The archive held it already; nothing was changed.
    Known(Arc<AnalysedArticle>),
}

/// A text and what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysed {
    /// What was sent.
    pub content: NewArticle,
    /// What was found.
    pub analysis: Analysis,
    /// By which analyzer.
    pub analyzer: AnalyzerInfo,
}

/// Takes articles in. Cheap to clone; all clones share one pool.
#[derive(Clone)]
pub struct Ingest {
    current: Current,
    store: Arc<dyn ArticleStore>,
    clock: Arc<dyn Clock>,
    pool: Pool,
}

impl Ingest {
    /// Ties engine and store together; the lexicon in the store takes effect with [`Self::load_lexicon`].
    #[must_use]
    pub fn new(
        engine: Arc<Engine>,
        store: Arc<dyn ArticleStore>,
        clock: Arc<dyn Clock>,
        options: IngestOptions,
    ) -> Self {
        Self { current: Current::new(engine), store, clock, pool: Pool::new(options.workers, options.queue) }
    }

    /// Texts analysed at the same time.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.pool.workers()
    }

    /// Adds an article to the archive, unless it is there already; returns when it is durable.
    ///
    /// # Errors
    /// When the pool is full (not for [`Patience::Wait`]) or the store fails.
    pub async fn ingest(&self, content: NewArticle, patience: Patience) -> Result<Ingested, IngestError> {
        self.take(content, Origin::default(), patience).await
    }

    /// Adds an article that another archive gave out, with the id and time of arrival it had there; waits its turn.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn import(&self, content: NewArticle, origin: Origin) -> Result<Ingested, IngestError> {
        if let Some(id) = origin.id
            && let Some(article) = self.store.get(id).await?
        {
            return Ok(Ingested::Known(article));
        }
        self.take(content, origin, Patience::Wait).await
    }

    async fn take(&self, content: NewArticle, origin: Origin, patience: Patience) -> Result<Ingested, IngestError> {
        for _ in 0..ATTEMPTS {
            let hash = content.content_hash();
            let known = self.store.find_known(hash, content.source.as_deref(), content.external_id.as_deref());
            if let Some(id) = known.await? {
                match self.store.get(id).await? {
                    Some(article) => return Ok(Ingested::Known(article)),
                    None => continue,
                }
            }
            let Analysed { content, analysis, analyzer } = self.analyze(content.clone(), patience).await?;
            let id = origin.id.unwrap_or_else(|| ArticleId::from_bytes(self.clock.fresh_id()));
            let received_at = origin.received_at.unwrap_or_else(|| self.clock.now());
            let article = Article { id, received_at, content_hash: hash, content };
            let made = AnalysedArticle { article, analysis, analyzer };
            match self.store.insert(made.clone(), self.clock.now()).await? {
                Inserted::New => return Ok(Ingested::New(Arc::new(made))),
                Inserted::Existing(id) => {
                    if let Some(article) = self.store.get(id).await? {
                        return Ok(Ingested::Known(article));
                    }
                }
            }
        }
        Err(IngestError::Busy)
    }

    /// Analyses a text with the analyzer in force and stores nothing; gives the article back with its analysis.
    ///
    /// # Errors
    /// When the pool is full (not for [`Patience::Wait`]).
    pub async fn analyze(&self, content: NewArticle, patience: Patience) -> Result<Analysed, IngestError> {
        let language = Language::of(&content);
        if !language.is_supported() {
            let analyzer = self.in_force().analyzer().clone();
            return Ok(Analysed { content, analysis: language.unsupported(), analyzer });
        }
        let current = self.current.clone();
        let read = move || {
            // Not before a worker is free: who has waited is read with what is in force by then.
            let in_force = current.get();
            let analysis = read(&in_force.engine, &content);
            Analysed { content, analysis, analyzer: in_force.analyzer().clone() }
        };
        Ok(self.pool.run(patience, read).await?)
    }

    /// Runs the analyzer in force over a stored article again and replaces its analysis; `None` when there is none.
    ///
    /// # Errors
    /// When the pool is full or the store fails.
    pub async fn reanalyze(&self, id: ArticleId) -> Result<Option<Arc<AnalysedArticle>>, IngestError> {
        let Some(old) = self.store.get(id).await? else { return Ok(None) };
        let Analysed { content: _, analysis, analyzer } =
            self.analyze(old.article.content.clone(), Patience::TurnAway).await?;
        let made = AnalysedArticle { article: old.article.clone(), analysis, analyzer };
        let replaced = self.store.replace_analysis(made.clone(), self.clock.now()).await?;
        Ok(replaced.then(|| Arc::new(made)))
    }
}

fn read(engine: &Engine, content: &NewArticle) -> Analysis {
    let published = content.published_at.as_ref().map(crate::article::Published::for_reading);
    let mut times = StageTimes::start();
    engine.analyze_observed(Document { text: &content.text, published }, &mut times)
}
