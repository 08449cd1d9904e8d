//! The one use case with logic of its own: known already? -> analyse on the bounded CPU pool -> store.
//!
//! Analysis is CPU work: it runs off the async threads, at most `workers` at a time. A single request is turned away
//! when `queue` others wait already ([`IngestError::Busy`]); a long import waits its turn instead ([`Patience`]).

mod language;
mod pool;
mod stages;

pub use language::{Language, SUPPORTED_LANGUAGES, detect};
pub use pool::Patience;

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use crate::article::{AnalysedArticle, Article, ArticleId, NewArticle};
use crate::clock::Clock;
use crate::nlp::{Analysis, AnalyzerInfo, Document, Engine};
use crate::store::{ArticleStore, Inserted, StoreError};

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

/// Takes articles in. Cheap to clone; all clones share one pool.
#[derive(Clone)]
pub struct Ingest {
    engine: Arc<Engine>,
    store: Arc<dyn ArticleStore>,
    clock: Arc<dyn Clock>,
    pool: Pool,
}

impl Ingest {
    /// Ties engine and store together.
    #[must_use]
    pub fn new(
        engine: Arc<Engine>,
        store: Arc<dyn ArticleStore>,
        clock: Arc<dyn Clock>,
        options: IngestOptions,
    ) -> Self {
        Self { engine, store, clock, pool: Pool::new(options.workers, options.queue) }
    }

    /// Which analyzer reads the texts.
    #[must_use]
    pub fn analyzer(&self) -> &AnalyzerInfo {
        self.engine.info()
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
            let known = timed("find_known", async {
                self.store.find_known(hash, content.source.as_deref(), content.external_id.as_deref()).await
            });
            if let Some(id) = known.await? {
                match self.store.get(id).await? {
                    Some(article) => return Ok(Ingested::Known(article)),
                    None => continue,
                }
            }
            let (content, analysis) = self.analyze(content.clone(), patience).await?;
            let id = origin.id.unwrap_or_else(|| ArticleId::from_bytes(self.clock.fresh_id()));
            let received_at = origin.received_at.unwrap_or_else(|| self.clock.now());
            let article = Article { id, received_at, content_hash: hash, content };
            let made = AnalysedArticle { article, analysis, analyzer: self.analyzer().clone() };
            match timed("insert", self.store.insert(made.clone())).await? {
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

    /// Analyses a text and stores nothing; gives the article back with its analysis.
    ///
    /// # Errors
    /// When the pool is full (not for [`Patience::Wait`]).
    pub async fn analyze(
        &self,
        content: NewArticle,
        patience: Patience,
    ) -> Result<(NewArticle, Analysis), IngestError> {
        let language = Language::of(&content);
        if !language.is_supported() {
            return Ok((content, language.unsupported()));
        }
        let engine = Arc::clone(&self.engine);
        let read = move || {
            let analysis = read(&engine, &content);
            (content, analysis)
        };
        Ok(self.pool.run(patience, read).await?)
    }

    /// Runs the current analyzer over a stored article again and replaces its analysis; `None` when there is none.
    ///
    /// # Errors
    /// When the pool is full or the store fails.
    pub async fn reanalyze(&self, id: ArticleId) -> Result<Option<Arc<AnalysedArticle>>, IngestError> {
        let Some(old) = self.store.get(id).await? else { return Ok(None) };
        let (_, analysis) = self.analyze(old.article.content.clone(), Patience::TurnAway).await?;
        let made = AnalysedArticle { article: old.article.clone(), analysis, analyzer: self.analyzer().clone() };
        let replaced = timed("replace_analysis", self.store.replace_analysis(made.clone())).await?;
        Ok(replaced.then(|| Arc::new(made)))
    }
}

fn read(engine: &Engine, content: &NewArticle) -> Analysis {
    let published = content.published_at.as_ref().map(crate::article::Published::for_reading);
    let mut times = StageTimes::start();
    engine.analyze_observed(Document { text: &content.text, published }, &mut times)
}

/// Measures a store operation.
async fn timed<T>(operation: &'static str, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let began = Instant::now();
    let result = work.await;
    metrics::histogram!("pressespiegel_store_seconds", "operation" => operation).record(began.elapsed());
    result
}
