//! The one use case with logic of its own: known already? -> analyse on the bounded CPU pool -> store. And which
//! analyzer does so ([`InForce`]), as the user may add names to it at any time.
//!
//! Analysis is CPU work: it runs off the async threads, at most `workers` at a time, each within a deadline and within
//! the memory budget. A single request is turned away when the queue is full ([`IngestError::Busy`]); a long import waits
//! its turn instead ([`QueuePolicy`]). Who goes away, by dropping the future, frees place, worker and memory.

mod bounds;
mod dated;
mod language;
mod lexicon;
mod pace;
mod pool;
mod queue;
mod reanalysis;
mod removal;
mod retention;
mod revise;
mod stages;

pub use language::{Language, SUPPORTED_LANGUAGES, detect};
pub use lexicon::{InForce, LexiconError};
pub use pool::ANALYSIS_BYTES_PER_TEXT_BYTE;
pub use queue::QueuePolicy;
pub use reanalysis::{Progress, Reanalysis, ReanalysisError, ReanalysisOptions, Standing};
pub use removal::{Removable, removable, remove};
pub use retention::{Retention, RetentionOptions};
pub use revise::{Corrected, Correction};

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::article::{AnalysedArticle, Article, ArticleId, ContentHash, NewArticle};
use crate::budget::{MemoryBudget, Reserved};
use crate::clock::Clock;
use crate::nlp::{Analysis, AnalyzerInfo, DataError, Document, Engine, Furniture, Halt, Profile};
use crate::store::{ArticleStore, Inserted, Known, StoreError};

use lexicon::Current;
use pool::{Job, Pool, PoolError, Work};
use stages::StageTimes;

/// How often an article is tried again that somebody else deletes or corrects at the same time.
const ATTEMPTS: usize = 3;

/// Size of the CPU pool.
#[derive(Debug, Clone)]
pub struct IngestOptions {
    /// Texts analysed at the same time; the number of cores is a good choice. Large texts leave one worker to others;
    /// where there is only one, it reads a small text beside a large one.
    pub workers: usize,
    /// Single requests that may wait for a worker; a quarter of the places is kept for small texts.
    pub queue: usize,
    /// Bytes of text that may wait so; a quarter is kept for small texts.
    pub queue_bytes: usize,
    /// How long a single request may wait.
    pub longest_wait: Duration,
    /// How long one analysis may take.
    pub timeout: Duration,
    /// Bounds what all analyses together hold.
    pub memory: MemoryBudget,
}

impl Default for IngestOptions {
    fn default() -> Self {
        Self {
            workers: 1,
            queue: 256,
            queue_bytes: 32 * 1024 * 1024,
            longest_wait: Duration::from_secs(15),
            timeout: Duration::from_secs(30),
            memory: MemoryBudget::unlimited(),
        }
    }
}

/// Why an article could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// All workers are busy and the queue is full, or somebody else needed the worker: try again later.
    #[error("all analysis workers are busy and the queue is full")]
    Busy,
    /// No worker was free for so long: try again later.
    #[error("no analysis worker was free for {} s", .0.as_secs_f64())]
    Waited(Duration),
    /// The analysis was given up at its deadline.
    #[error("the analysis took longer than {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// The analysis may need more memory than the budget has for it in all.
    #[error("the analysis of this text may need more memory than there is")]
    TooLarge,
    /// The weights of a profile are damaged; the program is.
    #[error(transparent)]
    Data(#[from] DataError),
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
            PoolError::Full | PoolError::GaveWay => Self::Busy,
            PoolError::Waited(limit) => Self::Waited(limit),
            PoolError::Halted(limit) => Self::TimedOut(limit),
            PoolError::TooLarge => Self::TooLarge,
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
#[derive(Debug)]
pub enum Ingested {
    /// It is new, analysed and durable. The bytes counted for it are given back when they are dropped.
    New(Arc<AnalysedArticle>, Reserved),
    /// The archive held another content under its `external_id`; this is a new revision of that article, durable.
    Revised(Arc<AnalysedArticle>, Reserved),
    /// The archive held it already; nothing was changed.
    Known(Arc<AnalysedArticle>),
}

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// The profile; that of the service when absent.
    pub profile: Option<Profile>,
    /// What becomes of lines of the page that came along with the text.
    pub furniture: Furniture,
}

impl From<Option<Profile>> for Reading {
    fn from(profile: Option<Profile>) -> Self {
        Self { profile, ..Self::default() }
    }
}

/// A text and what was found in it.
#[derive(Debug)]
pub struct Analysed {
    /// What was sent.
    pub content: NewArticle,
    /// What was found.
    pub analysis: Analysis,
    /// By which analyzer.
    pub analyzer: AnalyzerInfo,
    /// The bytes counted for it, given back when this is dropped.
    pub memory: Reserved,
}

/// Takes articles in. Cheap to clone; all clones share one pool.
#[derive(Clone)]
pub struct Ingest {
    current: Current,
    store: Arc<dyn ArticleStore>,
    clock: Arc<dyn Clock>,
    memory: MemoryBudget,
    pool: Pool,
}

impl Ingest {
    /// Ties engine and store together; the engine's profile is that of requests which name none. The lexicon in the store takes effect with [`Self::load_lexicon`].
    #[must_use]
    pub fn new(
        engine: Arc<Engine>,
        store: Arc<dyn ArticleStore>,
        clock: Arc<dyn Clock>,
        options: IngestOptions,
    ) -> Self {
        let pool = Pool::new(&options);
        Self { current: Current::new(engine), store, clock, memory: options.memory, pool }
    }

    /// The budget that bounds what all analyses hold.
    #[must_use]
    pub fn memory(&self) -> &MemoryBudget {
        &self.memory
    }

    /// Texts analysed at the same time.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.pool.workers()
    }

    /// Whether a single request with a text of so many bytes would be turned away now; costs no more than a glance.
    #[must_use]
    pub fn is_busy(&self, text_bytes: usize) -> bool {
        self.pool.is_full(text_bytes)
    }

    /// Adds an article to the archive, unless it is there already; one of the same `external_id` of the same `source` with
    /// another content becomes a revision. Returns when it is durable.
    ///
    /// # Errors
    /// As for [`Self::analyze`], and when the store fails. Nothing is stored then.
    pub async fn ingest(
        &self,
        content: NewArticle,
        policy: QueuePolicy,
        profile: Option<Profile>,
    ) -> Result<Ingested, IngestError> {
        self.take(content, Origin::default(), policy, profile).await
    }

    /// Adds an article that another archive gave out, with the id and time of arrival it had there; waits its turn.
    ///
    /// # Errors
    /// When the analysis is given up, or the store fails.
    pub async fn import(&self, content: NewArticle, origin: Origin) -> Result<Ingested, IngestError> {
        if let Some(id) = origin.id
            && let Some(article) = self.store.get(id).await?
        {
            return Ok(Ingested::Known(article));
        }
        self.take(content, origin, QueuePolicy::Wait, None).await
    }

    async fn take(
        &self,
        mut content: NewArticle,
        origin: Origin,
        policy: QueuePolicy,
        profile: Option<Profile>,
    ) -> Result<Ingested, IngestError> {
        for _ in 0..ATTEMPTS {
            let hash = content.content_hash();
            if let Some(known) = self.find_known(&content, hash).await? {
                match self.take_known(known, &content, policy, profile).await? {
                    Some(taken) => return Ok(taken),
                    None => continue,
                }
            }
            let analysed = self.analyze(content, policy, profile).await?;
            let Analysed { content: read, analysis, analyzer, memory } = analysed;
            let id = origin.id.unwrap_or_else(|| ArticleId::from_bytes(self.clock.fresh_id()));
            let received_at = origin.received_at.unwrap_or_else(|| self.clock.now());
            let article = Article { id, received_at, content_hash: hash, content: read, revised: None };
            let made = Arc::new(AnalysedArticle { article, analysis, analyzer });
            match self.store.insert(made.clone(), self.clock.now()).await? {
                Inserted::New => return Ok(Ingested::New(made, memory)),
                Inserted::Existing(id) => {
                    if let Some(article) = self.store.get(id).await? {
                        return Ok(Ingested::Known(article));
                    }
                }
                // Somebody else was quicker; what they sent is known now.
                Inserted::Other(_) => {}
            }
            content = Arc::unwrap_or_clone(made).article.content;
        }
        Err(IngestError::Busy)
    }

    /// What is known of an article, by its hash or by the one that archives have known it by before.
    async fn find_known(&self, content: &NewArticle, hash: ContentHash) -> Result<Option<Known>, IngestError> {
        let (source, external) = (content.source.as_deref(), content.external_id.as_deref());
        let known = self.store.find_known(hash, source, external).await?;
        if matches!(known, Some(Known::Same(_))) {
            return Ok(known);
        }
        let before = self.store.find_known(content.exact_hash(), source, external).await?;
        Ok(before.filter(|before| matches!(before, Known::Same(_))).or(known))
    }

    /// What becomes of an article of which something is known; `None` when that is gone by now.
    async fn take_known(
        &self,
        known: Known,
        content: &NewArticle,
        policy: QueuePolicy,
        profile: Option<Profile>,
    ) -> Result<Option<Ingested>, IngestError> {
        let same = match known {
            Known::Same(id) => id,
            Known::Other(id) => {
                match self.revise(Correction { id, content: content.clone(), only: None }, policy, profile).await? {
                    Corrected::Changed(made, memory) => return Ok(Some(Ingested::Revised(made, memory))),
                    Corrected::Same(article) => return Ok(Some(Ingested::Known(article))),
                    Corrected::Taken(other) => other,
                    Corrected::Stale | Corrected::Unknown => return Ok(None),
                }
            }
        };
        Ok(self.store.get(same).await?.map(Ingested::Known))
    }

    /// Analyses a text with the analyzer in force and stores nothing; gives the article back with its analysis. Without
    /// a profile it is read in that of the service.
    ///
    /// # Errors
    /// When the queue is full or the wait too long (not for [`QueuePolicy::Wait`]), when the analysis is not done at
    /// its deadline, or when it may need more memory than there is.
    pub async fn analyze(
        &self,
        content: NewArticle,
        policy: QueuePolicy,
        reading: impl Into<Reading>,
    ) -> Result<Analysed, IngestError> {
        let Reading { profile, furniture } = reading.into();
        let language = Language::of(&content);
        if !language.is_supported() {
            let engine = self.in_force().engine_for(profile)?;
            let analyzer = engine.info().clone();
            let memory = self.memory.analyses.nothing();
            return Ok(Analysed { content, analysis: language.unsupported(), analyzer, memory });
        }
        let current = self.current.clone();
        let text_bytes = content.text.len();
        let reads_in = profile.unwrap_or(current.get().analyzer().profile);
        let work = move |job: &Job| {
            // Not before a worker is free: who has waited is read with what is in force by then.
            let engine = match current.get().engine_for(Some(reads_in)) {
                Ok(engine) => engine,
                Err(error) => return Some(Err(error)),
            };
            let analysis = read(&engine, (&content, furniture), job)?;
            Some(Ok((content, analysis, engine.info().clone())))
        };
        let (read, memory) = self.pool.run(Work { text_bytes, profile: reads_in }, policy, work).await?;
        let (content, mut analysis, analyzer) = read?;
        let doubt = content.published_at.as_ref().and_then(|published| dated::doubt(published, self.clock.now()));
        analysis.warnings.extend(doubt);
        Ok(Analysed { content, analysis, analyzer, memory })
    }

    /// Runs the analyzer in force over a stored article again and replaces its analysis; `None` when there is none.
    ///
    /// # Errors
    /// As for [`Self::analyze`], and when the store fails. The old analysis stays then.
    pub async fn reanalyze(
        &self,
        id: ArticleId,
        profile: Option<Profile>,
    ) -> Result<Option<(Arc<AnalysedArticle>, Reserved)>, IngestError> {
        for _ in 0..ATTEMPTS {
            let Some(old) = self.store.get(id).await? else { return Ok(None) };
            let Analysed { content: _, analysis, analyzer, memory } =
                self.analyze(old.article.content.clone(), QueuePolicy::TurnAway, profile).await?;
            let made = Arc::new(AnalysedArticle { article: old.article.clone(), analysis, analyzer });
            // Else it was deleted or corrected meanwhile.
            if self.store.replace_analysis(made.clone(), None, self.clock.now()).await? {
                return Ok(Some((made, memory)));
            }
        }
        Err(IngestError::Busy)
    }
}

/// The analysis; `None` when it was given up.
fn read(engine: &Engine, (content, furniture): (&NewArticle, Furniture), job: &Job) -> Option<Analysis> {
    let published = content.published_at.as_ref().map(crate::article::Published::for_reading);
    let mut times = StageTimes::start();
    let goes_on = || job.goes_on();
    let document = Document { text: &content.text, title: content.title.as_deref(), published, furniture };
    engine.analyze_unless(document, &mut times, &Halt::unless(&goes_on))
}
