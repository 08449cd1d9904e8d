//! The search index follows the change feed, in a thread of its own.
//!
//! It takes in what is durable, never more, so the index never knows what the archive has lost; and it commits only when all is
//! durable that stood in the feed where it read, for a change that is not moves its article behind the position: lost in a crash, it
//! would leave an article that the index has passed by. Whatever happens to the index, the archive goes on: a damaged one is made
//! anew, one whose disk fails or is full is tried again, and what a crash took from it comes again out of the feed, since its
//! position stands in its last commit.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::feed;
use super::shared::Shared;
use super::values::Values;
use super::view::View;
use crate::article::AnalysedArticle;
use crate::store::changes::{Change, ChangeKind, Changes};
use crate::store::search::SearchState;
use crate::store::search::index::{Indexer, SearchIndex, directory};
use crate::store::{StoreError, Writes};

/// Changes that are read at once.
const BATCH: usize = 64;

/// No article is added to a batch whose texts have so many bytes already.
const BATCH_BYTES: usize = 2 << 20;

/// It commits so soon after the last commit when it has caught up, ...
const SOON: Duration = Duration::from_millis(200);

/// ... and so late when more is coming, so that a write is found within a second.
const LATE: Duration = Duration::from_millis(700);

/// So many changes behind nothing is found within a second, and fewer commits let it catch up sooner: each is a segment that is to
/// be merged.
const FAR_BEHIND: u64 = 1_000;
const FAR_LATE: Duration = Duration::from_secs(5);

/// It looks for changes so often, even if nobody says that there are some.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// It measures the size of the index so often.
const MEASURE_EVERY: Duration = Duration::from_mins(1);

/// After a failure it waits so long.
const PAUSE: Duration = Duration::from_secs(2);

/// The index, and how far it has come.
pub struct Search {
    index: RwLock<Option<Arc<SearchIndex>>>,
    directory: PathBuf,
    heap: usize,
    position: AtomicU64,
    stop: AtomicBool,
}

/// What one look at the feed has come to.
enum Looked {
    /// There was nothing to do.
    Idle,
    /// Something was done; what is not committed waits so long.
    Worked(Duration),
}

impl Search {
    /// The index of an archive; that it can't be opened is no reason not to open the archive.
    pub fn open(shared: &Shared, heap: usize, rebuild: bool) -> Self {
        let directory = directory(shared.room.directory());
        let search = Self {
            index: RwLock::new(None),
            directory,
            heap,
            position: AtomicU64::new(0),
            stop: AtomicBool::new(false),
        };
        let opened = if rebuild { SearchIndex::remove(&search.directory) } else { Ok(()) };
        if let Err(error) = opened.and_then(|()| search.reopen()) {
            tracing::error!(%error, "the search index can't be opened now");
        }
        search
    }

    /// The index, to search in it.
    pub fn index(&self) -> Result<Arc<SearchIndex>, StoreError> {
        let held = self.index.read().unwrap_or_else(PoisonError::into_inner);
        held.clone().ok_or_else(|| StoreError::Backend("the search index can't be opened; the log says why".into()))
    }

    /// How far it has come.
    pub fn state(&self, shared: &Shared) -> SearchState {
        SearchState { position: self.position(), newest: shared.durable.load(Ordering::SeqCst) }
    }

    /// The last change that is committed in it.
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::SeqCst)
    }

    /// Opens the index again; who searches meanwhile waits.
    fn reopen(&self) -> Result<(), StoreError> {
        let mut held = self.index.write().unwrap_or_else(PoisonError::into_inner);
        *held = None;
        let (index, position) = SearchIndex::open(&self.directory)?;
        *held = Some(Arc::new(index));
        self.position.store(position, Ordering::SeqCst);
        Ok(())
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Ends the thread; what it has not committed it does again the next time.
    pub fn stop(&self, thread: &JoinHandle<()>) {
        self.stop.store(true, Ordering::SeqCst);
        thread.thread().unpark();
    }
}

/// Follows until it is stopped.
pub fn run(shared: &Shared, search: &Search) {
    let mut follower = Follower::new(shared, search);
    while !search.is_stopped() {
        let pause = match follower.look() {
            Ok(Looked::Idle) => LOOK_EVERY,
            Ok(Looked::Worked(pause)) => pause,
            Err(error) => follower.fail(&error),
        };
        follower.tell();
        if !pause.is_zero() {
            std::thread::park_timeout(pause);
        }
    }
    if let Err(error) = follower.commit() {
        tracing::warn!(%error, "the search index was not brought up to date while closing");
    }
}

struct Follower<'a> {
    shared: &'a Shared,
    search: &'a Search,
    writer: Option<Indexer>,
    /// The last change that is in the writer or committed.
    done: u64,
    /// The last change that stood in the feed where it was read, durable or not.
    seen: u64,
    /// How often the database had been opened again then.
    reopened: u64,
    committed: Option<Instant>,
    measured: Option<Instant>,
    failed: bool,
}

impl<'a> Follower<'a> {
    fn new(shared: &'a Shared, search: &'a Search) -> Self {
        let (committed, measured, failed) = (None, None, false);
        Self { shared, search, writer: None, done: 0, seen: 0, reopened: 0, committed, measured, failed }
    }

    fn look(&mut self) -> Result<Looked, StoreError> {
        if !self.shared.numbered.load(Ordering::SeqCst) {
            return Ok(Looked::Idle);
        }
        // Asked only now: before the feed is numbered it says nothing, and the index would seem to know too much.
        let durable = self.shared.durable.load(Ordering::SeqCst);
        if self.search.index().is_err() {
            self.search.reopen()?;
        }
        if self.has_seen_what_is_gone() {
            self.writer = None;
        }
        if self.writer.is_none() {
            self.reopened = self.shared.reopened.load(Ordering::SeqCst);
            (self.done, self.seen) = (self.search.position(), 0);
            if self.done == durable {
                return Ok(Looked::Idle);
            }
        }
        // What is left of the disk is the archive's.
        if self.shared.writes() != Writes::Open {
            return Ok(Looked::Idle);
        }
        if self.writer.is_none() {
            self.writer = Some(self.search.index()?.writer(self.search.heap)?);
        }
        // Else who writes all the time would have it see more and never commit.
        if !self.is_due(durable) && self.done < durable {
            self.work(durable)?;
        }
        if self.is_due(durable) && self.commit()? {
            return Ok(Looked::Worked(Duration::ZERO));
        }
        let is_dirty = self.done > self.search.position();
        Ok(match (is_dirty, self.done < durable) {
            // Whatever becomes durable wakes it.
            (true, _) if self.is_due(durable) => Looked::Worked(SOON),
            (_, true) => Looked::Worked(Duration::ZERO),
            (true, false) => Looked::Worked(SOON.saturating_sub(self.since_commit())),
            (false, false) => Looked::Idle,
        })
    }

    fn since_commit(&self) -> Duration {
        self.committed.map_or(Duration::MAX, |at| at.elapsed())
    }

    /// Whether something is to be committed now.
    fn is_due(&self, durable: u64) -> bool {
        self.done > self.search.position() && self.since_commit() >= late(durable.saturating_sub(self.done))
    }

    /// Whether the archive was opened again since it was read, without what was not durable then.
    fn has_seen_what_is_gone(&self) -> bool {
        self.writer.is_some() && self.reopened != self.shared.reopened.load(Ordering::SeqCst)
    }

    /// Takes in the next changes.
    fn work(&mut self, durable: u64) -> Result<(), StoreError> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let next = self.shared.read(|view| Next::after(view, self.done, durable))?;
        self.seen = self.seen.max(next.newest);
        for (change, article) in &next.changes {
            match article {
                Some(article) => writer.put(article)?,
                None => writer.remove(change.article),
            }
            self.done = change.number;
            if self.search.is_stopped() {
                return Ok(());
            }
        }
        if next.is_last {
            // Numbers whose articles were changed again are in the feed no more.
            self.done = self.done.max(durable);
        }
        Ok(())
    }

    /// Whether that was done: not while something that was seen may still be lost.
    fn commit(&mut self) -> Result<bool, StoreError> {
        let is_durable = self.seen <= self.shared.durable.load(Ordering::SeqCst) && !self.has_seen_what_is_gone();
        let is_dirty = self.done > self.search.position();
        let Some(writer) = self.writer.as_mut().filter(|_| is_dirty && is_durable) else { return Ok(false) };
        let start = Instant::now();
        writer.commit(self.done)?;
        self.search.index()?.reload()?;
        self.search.position.store(self.done, Ordering::SeqCst);
        self.committed = Some(Instant::now());
        self.failed = false;
        metrics::histogram!("pressespiegel_search_commit_seconds").record(start.elapsed().as_secs_f64());
        Ok(true)
    }

    /// Nobody knows what the writer holds now: it begins again after the last commit.
    fn fail(&mut self, error: &StoreError) -> Duration {
        if !std::mem::replace(&mut self.failed, true) {
            tracing::error!(%error, "the search index can't follow the archive; it is tried again");
        }
        self.writer = None;
        if let Err(error) = self.search.reopen() {
            tracing::debug!(%error, "the search index can't be opened");
        }
        PAUSE
    }

    /// Bytes of the index on disk, now and then.
    #[expect(clippy::cast_precision_loss, reason = "metrics")]
    fn tell_size(&mut self) {
        if self.measured.is_none_or(|at| at.elapsed() >= MEASURE_EVERY) {
            self.measured = Some(Instant::now());
            metrics::gauge!("pressespiegel_search_disk_bytes").set(SearchIndex::bytes(&self.search.directory) as f64);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "metrics")]
    fn tell(&mut self) {
        self.tell_size();
        let SearchState { position, newest } = self.search.state(self.shared);
        metrics::gauge!("pressespiegel_search_behind").set(newest.saturating_sub(position) as f64);
    }
}

/// How long after the last commit the next one is due, when so many changes are to be taken in first.
fn late(behind: u64) -> Duration {
    match behind {
        0 => SOON,
        1..FAR_BEHIND => LATE,
        _ => FAR_LATE,
    }
}

/// The next changes with their articles, of one state of the archive: a change that is shown there is its article's newest,
/// so an article never comes here in a form that is not durable.
struct Next {
    changes: Vec<(Change, Option<AnalysedArticle>)>,
    /// Nothing durable comes after them.
    is_last: bool,
    /// The last change of that state, durable or not.
    newest: u64,
}

impl Next {
    fn after(view: &View<'_>, after: u64, durable: u64) -> Result<Self, StoreError> {
        let Changes { items: feed, newest } = feed::after(view, after, BATCH)?;
        let is_last = feed.len() < BATCH || feed.last().is_some_and(|change| change.number > durable);
        let mut next = Self { changes: Vec::new(), is_last, newest };
        let mut bytes = 0;
        for change in feed.into_iter().take_while(|change| change.number <= durable) {
            if bytes > BATCH_BYTES {
                return Ok(Self { is_last: false, ..next });
            }
            let article = match change.kind {
                ChangeKind::Deleted => None,
                ChangeKind::Inserted | ChangeKind::Revised | ChangeKind::Reanalyzed => view.article(change.article)?,
            };
            bytes += article.as_ref().map_or(0, |article| article.article.content.text.len());
            next.changes.push((change, article));
        }
        Ok(next)
    }
}

#[cfg(test)]
mod tests;
