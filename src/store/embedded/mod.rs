//! [`EmbeddedStore`]: the archive in one directory, with an embedded engine under it ([`engine`]).
//!
//! # Keys
//! One list of keys; the first letter of a key is its family. *order* is the article's moment and id, inverted, so that the newest
//! comes first ([`SortKey`]); *text* is escaped and never longer than 162 bytes ([`put_text`]); *no* are the
//! numbers of the claims or figures meant.
//!
//! | key | value | what for |
//! |---|---|---|
//! | `#format` | version | refusing data of a newer program |
//! | `#count` | number of articles | `count`; absent when there are none |
//! | `A` id, `N` id | place in the log | the article, its analysis |
//! | `O` id number | when, hash, analyzer | an earlier revision; `H` of its content stays, too |
//! | `a` id number, `u` id number | place in the log | its article, its analysis |
//! | `H` hash, `X` text text | id | same content; same source and external id |
//! | `T` text chunk | sum over all articles, in pieces of 3,900 bytes | an entity: names, types, counts |
//! | `R` step text | type | entities by number of articles, highest first, in steps of an eighth of a doubling |
//! | `n` text text | entity, name | entities by folded name |
//! | `L` chunk | record | the names of the user's lexicon |
//! | `z` analyzer | it, number of its articles | which analyzers have read how much |
//! | `Q` hash order | values | what articles state in figures, by what must agree |
//! | `q` id | place in the log | all that an article states |
//! | `K` order | pairs | figures that exclude each other, by the newer article |
//! | `Y` id | article, similarity | the first article that it is a copy of |
//! | `y` id id | – | its copies |
//! | `J` chunk | record | what is to be read again; absent when nothing was asked for |
//! | `M` number | article, what, when | the change feed, compacted; a deletion stays |
//! | `m` id | number of its change | compaction |
//! | `t` number | article, what, when | the change that brought a text, of an article that was read again since |
//! | `#changes` | newest number of the feed | the next one |
//! | `v` number | bytes, and how many of them are dead | a file of the log |
//! | `G` number | number of articles | a file of the index |
//! | `g` number number | – | an article of a file of the index that is gone |
//! | `#indexed` | newest number in files of the index | what is read again at the next opening |
//! | `P` text | number | how far somebody has come who follows the feed |
//! | `V` number | when, how many names, analyzer | versions of the lexicon, the newest first |
//! | `W` id chunk | record, in pieces | a saved search |
//! | `p` id | number | how far it has been told of the feed |
//! | `w` id number | what became of it | a message that was sent for it |
//!
//! # The log
//! The records of articles lie in files of their own, where each is written once ([`engine`]); whoever asks for the value of
//! their keys gets them. What is deleted and replaced there is given back by the keeper ([`reclaim`]).
//!
//! # The index
//! Lists are answered by the index ([`index`]), which lies in files of its own. These are its lists:
//!
//! | list | what it says of an article | what for |
//! |---|---|---|
//! | `d`, `s` text | document sentiment | articles by date, by source; sentiment |
//! | `l` text | – | articles by language |
//! | `e` text | mentions, sentiment | articles, timeline, sentiment of an entity |
//! | `o` | entities with mentions | related entities; entities of a source or a time |
//! | `c`, `c` traits, `Cs` text traits, `Ca` text traits | no | claims, those that an entity makes, those about one; *traits* are kind, certainty, and whether there is a figure |
//! | `f` | no with values | figures |
//! | `Fs` text, `Fa` text, `Fk` kind, `Fu` text, `Fm` words | no | figures that an entity tells, about one, by kind, by unit, by what they measure |
//! | `Fvv` text magnitude, `Fvr` | no with values | figures of a unit and of about a value; those with a range |
//! | `Z` analyzer | – | articles by the analyzer that made their analysis; 8 bytes of its hash |
//!
//! Beside the lists it has the bands of all texts, by which copies of a new one are found ([`copies`]).
//!
//! A question intersects the lists of its filters and then the numbers inside them, so it loads the articles of its page
//! and no others.
//!
//! # Threads
//! One committer writes ([`committer`]); reads run on the blocking pool of tokio. Neither waits for the other: a read sees
//! the archive as it was when it began ([`view`]), so every answer is of one state. A read may see a write some
//! milliseconds before that is durable; `find_known` and `changes` wait, as their answers acknowledge. Heavy questions have threads
//! of their own, which come last ([`lane`]).
//!
//! A third thread brings the search index up to date ([`follow`]), which lies in the directory `search` and holds nothing that
//! can't be made again.
//!
//! # A full disk
//! Writes are refused while there is little room, and the engine never notices ([`room`]). If it meets a full disk all the
//! same, the committer opens the database again inside the process, and reading goes on.

mod analyzers;
mod by_day;
mod committer;
mod compact;
mod conflicts;
mod copies;
mod engine;
mod entities;
mod entries;
mod families;
mod feed;
mod follow;
mod index;
mod inside;
mod keys;
mod known;
mod lane;
mod lexicon;
mod lists;
mod open;
mod overlay;
mod postings;
mod questions;
mod reclaim;
mod revisions;
mod room;
mod searched;
mod shared;
mod similar;
mod stat;
mod sums;
mod swap;
mod threads;
mod together;
mod totals;
mod upgrade;
mod values;
mod verify;
mod view;
mod watch;
mod watches;
mod write_batch;

#[cfg(doc)]
use super::sort_key::put_text;
pub use compact::Compacted;
pub use engine::StoreEngine;
pub use families::Part;
pub use stat::{FamilyStat, Stat};
pub use verify::Verified;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::{mpsc, oneshot};

use self::committer::{Request, Write, Written};
use self::entries::{Postings, postings};
use self::follow::Search;
use self::lane::Lane;
use self::shared::Shared;
use self::threads::Threads;
use self::values::Values;
use self::view::View;
use super::StoreError;
use super::codec::Damaged;
use super::conflict::{Statement, statements};
use super::copies::{Shingles, Sketch};
use super::record::{pack_analysis, pack_article};
use super::tally::{Tally, tallies_of};
use crate::article::AnalysedArticle;
use crate::nlp::analysis::EntityId;
#[cfg(doc)]
use crate::store::sort_key::SortKey;

/// Settings of an [`EmbeddedStore`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddedOptions {
    /// What the archive is kept in; a directory that was made with another engine is refused.
    pub engine: StoreEngine,
    /// Size of the engine's cache. With sled the process takes several times as much under load.
    pub cache_bytes: u64,
    /// Writes are refused while less than this is free on the disk; 0 leaves it to the disk to refuse them.
    pub reserve_bytes: u64,
    /// Bytes in which the search index gathers words before they go to the disk; 16 MiB at least.
    pub search_heap_bytes: usize,
    /// So many entries of the archive one question may look at.
    pub query_rows: u64,
    /// Throws the search index away, so that it is made anew.
    pub rebuild_search: bool,
    /// Nothing in the archive is changed, not even its format or its search index.
    pub read_only: bool,
}

impl Default for EmbeddedOptions {
    fn default() -> Self {
        Self {
            engine: StoreEngine::default(),
            cache_bytes: 32 << 20,
            reserve_bytes: 64 << 20,
            search_heap_bytes: 32 << 20,
            query_rows: 20_000_000,
            rebuild_search: false,
            read_only: false,
        }
    }
}

/// An archive in a directory of its own.
pub struct EmbeddedStore {
    shared: Arc<Shared>,
    search: Arc<Search>,
    sender: Mutex<Option<mpsc::Sender<Request>>>,
    threads: Mutex<Option<Threads>>,
    lane: Lane,
    query_rows: u64,
}

/// An article ready to be written: packed, indexed and summed up before it reaches the committer.
#[derive(Debug, Clone)]
struct Prepared {
    article: Arc<AnalysedArticle>,
    article_record: Vec<u8>,
    analysis_record: Vec<u8>,
    postings: Postings,
    tallies: BTreeMap<EntityId, Tally>,
    statements: Vec<Statement>,
    shingles: Shingles,
}

impl Prepared {
    fn new(article: Arc<AnalysedArticle>) -> Self {
        let Sketch { shingles, bands } = Sketch::of(&article.article.content.text);
        Self {
            article_record: pack_article(&article.article),
            analysis_record: pack_analysis(&article.analysis, &article.analyzer),
            postings: postings(&article, bands),
            tallies: tallies_of(&article),
            statements: statements(&article),
            shingles,
            article,
        }
    }

    fn bytes(&self) -> usize {
        let postings: usize = self.postings.lists.iter().map(|(key, value)| key.len() + value.len()).sum();
        self.article_record.len() + self.analysis_record.len() + postings
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
    /// When another process holds it, a newer program wrote it, it is damaged or has lost what its search index knows, or
    /// the disk fails.
    pub fn open(path: &Path, options: EmbeddedOptions) -> Result<Self, StoreError> {
        Self::open_in(path, options).map_err(|error| open::named(path, error))
    }

    fn open_in(path: &Path, options: EmbeddedOptions) -> Result<Self, StoreError> {
        let shared = Arc::new(Shared::new(open::open(path, options)?, options));
        if options.read_only {
            shared.read(|view| open::check_current(path, view))?;
        }
        let database = shared.database()?;
        if !options.read_only {
            feed::complete(&shared, &database)?;
        }
        if shared.index().change == 0 {
            shared.load_index(&database, true)?;
        }
        drop(database);
        let search = Arc::new(Search::open(&shared, options.search_heap_bytes, options.rebuild_search));
        open::check_nothing_lost(path, shared.read(|view| view.newest_change())?, search.position())?;
        let (sender, threads) = Threads::start(&shared, &search)?;
        let (sender, threads) = (Mutex::new(Some(sender)), Mutex::new(Some(threads)));
        let (lane, query_rows) = (Lane::start(&shared)?, options.query_rows);
        Ok(Self { shared, search, sender, threads, lane, query_rows })
    }

    async fn write(&self, operation: &'static str, write: Write) -> Result<Written, StoreError> {
        if self.shared.is_read_only() && !matches!(write, Write::Settle) {
            return Err(StoreError::ReadOnly);
        }
        let since = Instant::now();
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let gone = || StoreError::Backend("the store is closed".into());
        let (reply, answer) = oneshot::channel();
        sender.ok_or_else(gone)?.send(Request { write, reply, since }).await.map_err(|_| gone())?;
        let answer = answer.await.map_err(|_| gone())?;
        measure(operation, since);
        answer
    }

    async fn prepare(article: Arc<AnalysedArticle>) -> Result<Box<Prepared>, StoreError> {
        tokio::task::spawn_blocking(|| Box::new(Prepared::new(article))).await.map_err(|_| panicked())
    }

    /// The same of an article of which the committer needs parts: a copy, where the caller keeps the article, is not made by that
    /// one thread.
    async fn prepare_parts(article: Arc<AnalysedArticle>) -> Result<Box<Prepared>, StoreError> {
        Self::prepare(Arc::new(Arc::unwrap_or_clone(article))).await
    }

    /// Runs a read on the blocking pool, in a view of its own. One that meets a database which a full disk has
    /// stopped has it opened again first.
    async fn read<T: Send + 'static>(
        &self,
        operation: &'static str,
        read: impl Fn(&View<'_>) -> Result<T, StoreError> + Send + Sync + 'static,
    ) -> Result<T, StoreError> {
        self.read_in(None, operation, read).await
    }

    /// The same, in a lane if one is given.
    async fn read_in<T: Send + 'static>(
        &self,
        lane: Option<&Lane>,
        operation: &'static str,
        read: impl Fn(&View<'_>) -> Result<T, StoreError> + Send + Sync + 'static,
    ) -> Result<T, StoreError> {
        let start = Instant::now();
        let read = Arc::new(read);
        let run = async || {
            let (shared, read) = (self.shared.clone(), read.clone());
            let Some(lane) = lane else {
                let run = move || shared.read(|tree| read(tree));
                return tokio::task::spawn_blocking(run).await.map_err(|_| panicked());
            };
            let run = move |tree: &View<'_>| {
                tree.leave();
                read(tree)
            };
            lane.run(move || shared.read(run)).await
        };
        let mut answer = run().await?;
        if matches!(answer, Err(StoreError::Full { .. })) {
            self.shared.unsynced.store(true, Ordering::SeqCst);
            // That it fails is known; what counts is that the committer has met the failure, too.
            let _ = self.write("settle", Write::Settle).await;
            answer = run().await?;
        }
        measure(operation, start);
        answer
    }

    /// Runs a read whose answer is durable when it is given, if it matters.
    async fn read_durable<T: Send + 'static>(
        &self,
        operation: &'static str,
        matters: fn(&T) -> bool,
        read: impl Fn(&View<'_>) -> Result<T, StoreError> + Clone + Send + Sync + 'static,
    ) -> Result<T, StoreError> {
        loop {
            let reopened = self.shared.reopened.load(Ordering::SeqCst);
            let answer = self.read(operation, read.clone()).await?;
            let settled = if matters(&answer) && self.shared.unsynced.load(Ordering::SeqCst) {
                self.write("settle", Write::Settle).await.map(drop)
            } else {
                Ok(())
            };
            // Else it may have seen what is gone.
            if reopened == self.shared.reopened.load(Ordering::SeqCst) {
                return settled.map(|()| answer);
            }
        }
    }

    /// Waits until the articles of an old archive have their numbers in the change feed.
    async fn wait_for_feed(&self) -> Result<(), StoreError> {
        if self.shared.numbered.load(Ordering::SeqCst) {
            return Ok(());
        }
        self.write("settle", Write::Settle).await.map(drop)
    }

    /// Refuses further writes; joining the threads waits for those that are queued already.
    fn stop(&self) -> Option<Threads> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).take()
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
        if let Some(Err(error)) = self.stop().map(|threads| threads.join(&self.shared)) {
            tracing::error!(%error, "closing the store");
        }
    }
}

impl fmt::Debug for EmbeddedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedStore").finish_non_exhaustive()
    }
}
