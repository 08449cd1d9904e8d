//! [`EmbeddedStore`]: the archive in one directory, with sled 0.34 under it.
//!
//! # Keys
//! One tree; the first letter of a key is its family. *order* is the article's moment and id, inverted, so that the newest
//! comes first ([`Order`]); *text* is escaped and never longer than 162 bytes ([`put_text`]); *no* are the
//! numbers of the claims or figures meant. A posting longer than 3,000 bytes says so and the article itself is asked.
//!
//! | key | value | what for |
//! |---|---|---|
//! | `#format` | version | refusing data of a newer program |
//! | `#count` | number of articles | `count`; absent when there are none |
//! | `A` id chunk, `N` id chunk | record, in pieces of 3,900 bytes | the article, its analysis |
//! | `H` hash, `X` text text | id | same content; same source and external id |
//! | `d` order, `s` text order | document sentiment | articles by date, by source; sentiment |
//! | `l` text order | – | articles by language |
//! | `e` text order | mentions, sentiment, no by and about it | articles, claims, figures, timeline, sentiment of an entity or speaker |
//! | `o` order | entities with mentions | related entities; entities of a source or a time |
//! | `c` order, `Ck` kind order, `Cc` certainty order | no | claims, by kind, by certainty |
//! | `f` order, `Fk` kind order, `Fu` text order | no, of `f` also value and measures | figures, by kind, by unit |
//! | `T` text chunk | sum over all articles | an entity: names, types, counts |
//! | `R` step text | type | entities by number of articles, highest first, in steps of an eighth of a doubling |
//! | `n` text text | entity, name | entities by folded name |
//! | `L` chunk | record | the names of the user's lexicon |
//! | `V` number | when, how many names, analyzer | versions of the lexicon, the newest first |
//!
//! A list intersects the postings of its filters and then the numbers inside them, so it loads the articles of its page
//! and no others. What has no posting of its own (`has_figure`, `min`, `max`, `measures`, part of a name) is tested on the values.
//!
//! # Threads
//! One committer writes ([`committer`]); reads run on the blocking pool of tokio. A batch and a read exclude each other by a
//! latch, so every answer is of one state of the archive; syncing happens outside of it. A read may see a write some
//! milliseconds before that is durable; only [`ArticleStore::find_known`] waits, as its answer acknowledges.

mod committer;
mod entities;
mod entries;
mod keys;
mod lexicon;
mod lists;
mod open;
mod postings;
mod shared;
mod stage;
mod verify;

#[cfg(doc)]
use super::order::put_text;
pub use verify::Verified;

use std::fmt;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use async_trait::async_trait;
use tokio::sync::{mpsc, oneshot};

use self::committer::{Request, Write, Written};
use self::entries::{Entries, entries};
use self::shared::Shared;
use self::stage::{Values, find_known};
use super::codec::Damaged;
use super::record::{pack_analysis, pack_article};
use super::{
    ArticleFilter, ArticleStore, Bucket, ClaimFilter, ClaimHit, DateRange, EntityFilter, EntityProfile, EntitySummary,
    FigureFilter, FigureHit, Inserted, Interval, LexiconVersion, Page, PageRequest, RelatedEntity, SentimentFilter,
    StoreError, StoredLexicon, TimelinePoint,
};
use crate::article::{AnalysedArticle, Article, ArticleId, ContentHash};
use crate::nlp::analysis::{ClaimId, EntityId, FigureId};
#[cfg(doc)]
use crate::store::order::Order;

/// Settings of an [`EmbeddedStore`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddedOptions {
    /// Size of sled's page cache. The process takes several times as much under load.
    pub cache_bytes: u64,
}

impl Default for EmbeddedOptions {
    fn default() -> Self {
        Self { cache_bytes: 32 << 20 }
    }
}

/// An archive in a directory of its own.
pub struct EmbeddedStore {
    shared: Arc<Shared>,
    sender: Mutex<Option<mpsc::Sender<Request>>>,
    threads: Mutex<Option<Threads>>,
}

struct Threads {
    committer: JoinHandle<()>,
    watch: JoinHandle<()>,
    stop_watch: std::sync::mpsc::Sender<()>,
}

/// An article ready to be written: packed and indexed before it reaches the committer.
#[derive(Debug, Clone)]
struct Prepared {
    article: AnalysedArticle,
    article_record: Vec<u8>,
    analysis_record: Vec<u8>,
    entries: Entries,
}

impl Prepared {
    fn new(article: AnalysedArticle) -> Self {
        Self {
            article_record: pack_article(&article.article),
            analysis_record: pack_analysis(&article.analysis, &article.analyzer),
            entries: entries(&article),
            article,
        }
    }

    fn bytes(&self) -> usize {
        let entries: usize = self.entries.iter().map(|(key, value)| key.len() + value.len()).sum();
        self.article_record.len() + self.analysis_record.len() + entries
    }
}

fn sled_error(error: sled::Error) -> StoreError {
    match error {
        sled::Error::Corruption { .. } => StoreError::Corrupt(error.to_string()),
        error => StoreError::Backend(error.to_string()),
    }
}

fn damaged(Damaged(problem): Damaged) -> StoreError {
    StoreError::Corrupt(problem.to_owned())
}

impl EmbeddedStore {
    /// Whether a directory holds an archive; reads nothing in it and makes nothing.
    #[must_use]
    pub fn exists(path: &Path) -> bool {
        open::is_archive(path)
    }

    /// Opens the archive in a directory, which is made when missing. Blocks: some ten milliseconds, more after a crash.
    ///
    /// # Errors
    /// When another process holds it, a newer program wrote it, it is damaged, or the disk fails.
    pub fn open(path: &Path, options: EmbeddedOptions) -> Result<Self, StoreError> {
        let shared = Arc::new(Shared::new(open::open(path, options)?));
        let thread = |name: &str, run: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new().name(name.to_owned()).spawn(run).map_err(|e| StoreError::Backend(e.to_string()))
        };
        let (sender, requests) = mpsc::channel(committer::QUEUE);
        let committing = shared.clone();
        let committer = thread("store-committer", Box::new(move || committer::run(&committing, requests)))?;
        let (stop_watch, stopped) = std::sync::mpsc::channel();
        let (watched, directory) = (Arc::downgrade(&shared), path.to_owned());
        let watch = thread("store-watch", Box::new(move || open::watch(&watched, &stopped, &directory)))?;
        let threads = Mutex::new(Some(Threads { committer, watch, stop_watch }));
        Ok(Self { shared, sender: Mutex::new(Some(sender)), threads })
    }

    async fn write(&self, operation: &'static str, write: Write) -> Result<Written, StoreError> {
        let since = Instant::now();
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let gone = || StoreError::Backend("the store is closed".into());
        let (reply, answer) = oneshot::channel();
        sender.ok_or_else(gone)?.send(Request { write, reply, since }).await.map_err(|_| gone())?;
        let answer = answer.await.map_err(|_| gone())?;
        measure(operation, since);
        answer
    }

    async fn prepare(article: AnalysedArticle) -> Result<Box<Prepared>, StoreError> {
        tokio::task::spawn_blocking(|| Box::new(Prepared::new(article))).await.map_err(|_| panicked())
    }

    /// Runs a read on the blocking pool, with the committer kept out.
    async fn read<T: Send + 'static>(
        &self,
        operation: &'static str,
        read: impl FnOnce(&sled::Tree) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let start = Instant::now();
        let shared = self.shared.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let _unchanged = shared.latch.read().unwrap_or_else(PoisonError::into_inner);
            read(&shared.tree)
        });
        let answer = answer.await.map_err(|_| panicked())?;
        measure(operation, start);
        answer
    }

    /// Refuses further writes; joining the threads waits for those that are queued already.
    fn stop(&self) -> Option<Threads> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Threads {
    fn join(self) -> Result<(), StoreError> {
        let Self { committer, watch, stop_watch } = self;
        drop(stop_watch);
        committer.join().and(watch.join()).map_err(|_| panicked())
    }
}

fn panicked() -> StoreError {
    StoreError::Backend("the database panicked; its data may be damaged".into())
}

fn measure(operation: &'static str, since: Instant) {
    metrics::histogram!("pressespiegel_store_seconds", "operation" => operation).record(since.elapsed().as_secs_f64());
}

impl Drop for EmbeddedStore {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.stop().map(Threads::join) {
            tracing::error!(%error, "closing the store");
        }
    }
}

impl fmt::Debug for EmbeddedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedStore").finish_non_exhaustive()
    }
}

#[async_trait]
impl ArticleStore for EmbeddedStore {
    async fn find_known(
        &self,
        hash: ContentHash,
        source: Option<&str>,
        external_id: Option<&str>,
    ) -> Result<Option<ArticleId>, StoreError> {
        let (source, external_id) = (source.map(str::to_owned), external_id.map(str::to_owned));
        let known = self
            .read("find_known", move |tree| find_known(tree, hash, source.as_deref(), external_id.as_deref()))
            .await?;
        if known.is_some() && self.shared.unsynced.load(Ordering::SeqCst) {
            self.write("settle", Write::Settle).await?;
        }
        Ok(known)
    }

    async fn insert(&self, article: AnalysedArticle) -> Result<Inserted, StoreError> {
        match self.write("insert", Write::Insert(Self::prepare(article).await?)).await? {
            Written::Inserted(inserted) => Ok(inserted),
            Written::Changed(_) => Err(panicked()),
        }
    }

    async fn replace_analysis(&self, article: AnalysedArticle) -> Result<bool, StoreError> {
        let write = Write::Replace(Self::prepare(article).await?);
        Ok(matches!(self.write("replace_analysis", write).await?, Written::Changed(true)))
    }

    async fn delete(&self, id: ArticleId) -> Result<bool, StoreError> {
        Ok(matches!(self.write("delete", Write::Delete(id)).await?, Written::Changed(true)))
    }

    async fn get(&self, id: ArticleId) -> Result<Option<Arc<AnalysedArticle>>, StoreError> {
        self.read("get", move |tree| Ok(tree.article(id)?.map(Arc::new))).await
    }

    async fn list_articles(
        &self,
        filter: &ArticleFilter,
        page: &PageRequest,
    ) -> Result<Page<Arc<Article>>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.read("list_articles", move |tree| lists::articles(tree, &filter, &page)).await
    }

    async fn list_entities(
        &self,
        filter: &EntityFilter,
        page: &PageRequest,
    ) -> Result<Page<EntitySummary>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.read("list_entities", move |tree| entities::list(tree, &filter, &page)).await
    }

    async fn entities_named(&self, name: &str) -> Result<Vec<EntityId>, StoreError> {
        let name = name.to_owned();
        self.read("entities_named", move |tree| entities::named(tree, &name)).await
    }

    async fn entity(&self, id: &EntityId) -> Result<Option<EntityProfile>, StoreError> {
        let id = id.clone();
        self.read("entity", move |tree| entities::profile(tree, &id)).await
    }

    async fn entity_timeline(
        &self,
        id: &EntityId,
        interval: Interval,
        range: DateRange,
    ) -> Result<Option<Vec<TimelinePoint>>, StoreError> {
        let id = id.clone();
        self.read("entity_timeline", move |tree| entities::timeline(tree, &id, interval, &range)).await
    }

    async fn related_entities(&self, id: &EntityId, limit: usize) -> Result<Option<Vec<RelatedEntity>>, StoreError> {
        let id = id.clone();
        self.read("related_entities", move |tree| entities::related(tree, &id, limit)).await
    }

    async fn list_claims(&self, filter: &ClaimFilter, page: &PageRequest) -> Result<Page<ClaimHit>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.read("list_claims", move |tree| lists::claims(tree, &filter, &page)).await
    }

    async fn claim(&self, article: ArticleId, claim: ClaimId) -> Result<Option<ClaimHit>, StoreError> {
        let found = self.get(article).await?;
        Ok(found.filter(|a| a.analysis.claims.iter().any(|c| c.id == claim)).map(|article| ClaimHit { article, claim }))
    }

    async fn list_figures(&self, filter: &FigureFilter, page: &PageRequest) -> Result<Page<FigureHit>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.read("list_figures", move |tree| lists::figures(tree, &filter, &page)).await
    }

    async fn figure(&self, article: ArticleId, figure: FigureId) -> Result<Option<FigureHit>, StoreError> {
        let found = self.get(article).await?.filter(|a| a.analysis.figures.iter().any(|f| f.id == figure));
        Ok(found.map(|article| FigureHit { article, figure }))
    }

    async fn sentiment(&self, filter: &SentimentFilter, interval: Interval) -> Result<Vec<Bucket>, StoreError> {
        let filter = filter.clone();
        self.read("sentiment", move |tree| lists::sentiment(tree, &filter, interval)).await
    }

    async fn lexicon(&self) -> Result<Option<StoredLexicon>, StoreError> {
        self.read("lexicon", lexicon::read).await
    }

    async fn put_lexicon(&self, lexicon: StoredLexicon) -> Result<(), StoreError> {
        let prepared = tokio::task::spawn_blocking(move || lexicon::Prepared::new(&lexicon)).await;
        self.write("put_lexicon", Write::Lexicon(prepared.map_err(|_| panicked())?)).await.map(drop)
    }

    async fn lexicon_versions(&self, before: Option<u64>, limit: usize) -> Result<Vec<LexiconVersion>, StoreError> {
        self.read("lexicon_versions", move |tree| lexicon::versions(tree, before, limit)).await
    }

    async fn count(&self) -> Result<u64, StoreError> {
        self.read("count", Values::count).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.shared.health()?;
        self.read("check", |tree| match tree.get(keys::FORMAT).map_err(sled_error)? {
            Some(_) => Ok(()),
            None => Err(StoreError::Corrupt("the format has disappeared".into())),
        })
        .await
    }

    async fn close(&self) -> Result<(), StoreError> {
        if let Some(threads) = self.stop() {
            tokio::task::spawn_blocking(|| threads.join()).await.map_err(|_| panicked())??;
        }
        self.shared.health()
    }
}
