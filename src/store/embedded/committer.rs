//! The committer: one thread that makes all changes.
//!
//! It takes every request that waits, stages them together, applies one batch, makes it durable once and then answers all
//! of them: many writers share one sync. What is a duplicate is decided here, where nobody else writes.
//!
//! After a failed sync nobody knows what is on disk: the store refuses all further writes until it is opened again. A full
//! disk is told from that: writes are refused while there is no room for them, and if the engine meets a full disk all the
//! same, its write has failed and its sync has not, so the database is opened again here and says what it holds.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use super::engine::Database;
use super::index::catalogue::Exchange;
use super::index::keeper;
use super::shared::Shared;
use super::write_batch::{Staged, WriteBatch};
use super::{Prepared, feed, lexicon, reclaim, watches};
use crate::article::ArticleId;
use crate::nlp::AnalyzerInfo;
use crate::store::{Inserted, ReanalysisPlan, Revised, StoreError, Writes};

/// Requests that may wait; more wait outside.
pub const QUEUE: usize = 256;

/// At most so many requests make one batch.
const MAX_REQUESTS: usize = 256;

/// No request is added to a batch that has so many bytes already.
const MAX_BYTES: usize = 8 << 20;

/// What is to be changed.
pub enum Write {
    /// Add an article.
    Insert(Box<Prepared>, Timestamp),
    /// Correct an article, if it is the revision of that number.
    Revise(Box<Prepared>, Option<u32>, Timestamp),
    /// Replace an analysis, if it is of that analyzer.
    Replace(Box<Prepared>, Option<AnalyzerInfo>, Timestamp),
    /// Remove an article.
    Delete(ArticleId, Timestamp),
    /// Keep how far somebody has come who follows the change feed.
    Position(String, u64),
    /// Put another lexicon.
    Lexicon(lexicon::Prepared),
    /// Put another plan of what is to be read again.
    Plan(ReanalysisPlan),
    /// Change the watches.
    Watches(Box<watches::Change>),
    /// Put one part of the index in the place of some; a batch of its own.
    Exchange(Box<Exchange>),
    /// Give back room in the log; a batch of its own.
    Reclaim(reclaim::Step),
    /// Nothing; answered when everything before it is durable.
    Settle,
}

/// What was changed.
#[derive(Debug)]
pub enum Written {
    /// Of [`Write::Insert`].
    Inserted(Inserted),
    /// Of [`Write::Revise`].
    Revised(Revised),
    /// Whether there was something to change.
    Changed(bool),
    /// Of [`Write::Settle`].
    Settled,
}

/// A change and who waits for it.
pub struct Request {
    /// The change.
    pub write: Write,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Result<Written, StoreError>>,
    /// When it was asked for.
    pub since: Instant,
}

/// Serves requests until all senders are gone.
pub fn run(shared: &Arc<Shared>, mut requests: mpsc::Receiver<Request>) {
    // A batch of nothing brings the change feed of an old archive up to date.
    serve(shared, Vec::new());
    while let Some(first) = requests.blocking_recv() {
        shared.unacknowledged.begin(first.since);
        let mut bytes = first.write.bytes();
        let mut batch = vec![first];
        let mut alone = None;
        while batch.len() < MAX_REQUESTS && bytes < MAX_BYTES && !batch[0].write.is_alone() {
            let Ok(request) = requests.try_recv() else { break };
            if request.write.is_alone() {
                alone = Some(request);
                break;
            }
            bytes += request.write.bytes();
            batch.push(request);
        }
        serve(shared, batch);
        if let Some(request) = alone {
            serve(shared, vec![request]);
        }
        shared.unacknowledged.end();
    }
}

fn serve(shared: &Shared, batch: Vec<Request>) {
    if !batch.is_empty() {
        #[expect(clippy::cast_precision_loss, reason = "a metric")]
        metrics::histogram!("pressespiegel_store_batch_writes").record(batch.len() as f64);
    }
    let (replies, writes): (Vec<_>, Vec<_>) = batch.into_iter().map(|r| (r.reply, r.write)).unzip();
    let outcome = catch_unwind(AssertUnwindSafe(|| shared.health().and_then(|()| commit(shared, writes))));
    let error = match outcome {
        Ok(Ok(answers)) => {
            for (reply, answer) in replies.into_iter().zip(answers) {
                // Whoever asked may have gone away.
                let _ = reply.send(answer);
            }
            return;
        }
        Ok(Err(full @ StoreError::Full { .. })) => recover(shared, full),
        Ok(Err(error)) => Stopped::fail(shared, &error),
        Err(_) => Stopped::fail(shared, &"the database panicked while writing"),
    };
    for reply in replies {
        let _ = reply.send(Err(error.error()));
    }
}

/// Why a batch was not written.
enum Stopped {
    Full { free: u64, needed: u64 },
    Failed(String),
}

impl Stopped {
    fn fail(shared: &Shared, failure: &impl ToString) -> Self {
        let failure = failure.to_string();
        shared.fail(&failure);
        Self::Failed(failure)
    }

    fn error(&self) -> StoreError {
        match self {
            &Self::Full { free, needed } => StoreError::Full { free, needed },
            Self::Failed(failure) => StoreError::Backend(failure.clone()),
        }
    }
}

/// The database has met a full disk and is opened again; as long as even that finds no room, every request tries it.
fn recover(shared: &Shared, full: StoreError) -> Stopped {
    tracing::error!("the database has met a full disk and is opened again");
    let reopened = catch_unwind(AssertUnwindSafe(|| shared.reopen()));
    match reopened.unwrap_or_else(|_| Err(StoreError::Backend("the database panicked while opening".into()))) {
        Ok(()) | Err(StoreError::Full { .. }) => match shared.room.measured(full) {
            StoreError::Full { free, needed } => Stopped::Full { free, needed },
            other => Stopped::Failed(other.to_string()),
        },
        Err(error) => Stopped::fail(shared, &error),
    }
}

/// Makes all changes durable; an error here concerns all of them, one inside the answers only its own request.
fn commit(shared: &Shared, mut writes: Vec<Write>) -> Result<Vec<Result<Written, StoreError>>, StoreError> {
    let database = working(shared)?;
    if let Writes::Refused { free, needed } = feed::complete(shared, &database)? {
        return Ok(writes.iter().map(|_| Err(StoreError::Full { free, needed })).collect());
    }
    let index = shared.index();
    if let Some(write) = writes.pop_if(|write| write.is_alone()) {
        let is_done = apply_alone(shared, &database, write)?;
        shared.settle(&database)?;
        return Ok(vec![Ok(Written::Changed(is_done))]);
    }
    let mut batch = WriteBatch::new(&database, &index);
    let mut answers: Vec<_> = writes.into_iter().map(|write| write.put_into(&mut batch)).collect();
    if answers.iter().any(|answer| matches!(answer, Err(StoreError::Full { .. }))) {
        return Err(StoreError::Full { free: 0, needed: 0 });
    }
    if let Some(Staged { changed, bytes, index }) = batch.finish()? {
        match shared.room.admit(bytes) {
            Ok(()) => shared.apply_with(changed, index)?,
            Err((free, needed)) => {
                for answer in &mut answers {
                    // All others were staged on top of each other, and none of it is there.
                    if !matches!(answer, Ok(Written::Settled)) {
                        *answer = Err(StoreError::Full { free, needed });
                    }
                }
            }
        }
    }
    shared.settle(&database)?;
    if let Some(thread) = shared.keeper.get().filter(|_| keeper::is_needed(&shared.index())) {
        thread.unpark();
    }
    Ok(answers)
}

/// Whether there was something to do.
fn apply_alone(shared: &Shared, database: &Database, write: Write) -> Result<bool, StoreError> {
    match write {
        Write::Exchange(exchange) => {
            let applied = exchange.apply_to(&shared.index())?;
            applied
                .map(|(changed, index)| shared.apply_with(changed, Arc::new(index)))
                .transpose()
                .map(|done| done.is_some())
        }
        Write::Reclaim(step) => {
            shared.unsynced.store(true, Ordering::SeqCst);
            // Readers see the same values, wherever they lie.
            step.apply(database).map(|()| true)
        }
        _ => Ok(false),
    }
}

/// The database; opened again where its own thread has stopped it for want of room, and there is room now.
fn working(shared: &Shared) -> Result<Database, StoreError> {
    let database = shared.database()?;
    if !database.has_stopped() || shared.room.writes() != Writes::Open {
        return Ok(database);
    }
    tracing::warn!("the database had stopped for want of room and is opened again");
    // It is let go of only with the last of its clones.
    drop(database);
    shared.reopen()?;
    shared.database()
}

impl Write {
    fn bytes(&self) -> usize {
        match self {
            Self::Insert(new, _) | Self::Revise(new, ..) | Self::Replace(new, ..) => new.bytes(),
            Self::Lexicon(new) => new.bytes(),
            Self::Delete(..)
            | Self::Position(..)
            | Self::Plan(_)
            | Self::Watches(_)
            | Self::Exchange(_)
            | Self::Reclaim(_)
            | Self::Settle => 0,
        }
    }

    fn is_alone(&self) -> bool {
        matches!(self, Self::Exchange(_) | Self::Reclaim(_))
    }

    fn put_into(self, batch: &mut WriteBatch<'_>) -> Result<Written, StoreError> {
        match self {
            Self::Insert(new, at) => batch.insert(*new, at).map(Written::Inserted),
            Self::Revise(new, only, at) => batch.revise(*new, only, at).map(Written::Revised),
            Self::Replace(new, over, at) => batch.replace(*new, over.as_ref(), at).map(Written::Changed),
            Self::Delete(id, at) => batch.delete(id, at).map(Written::Changed),
            Self::Position(name, number) => {
                batch.put_position(&name, number);
                Ok(Written::Changed(true))
            }
            Self::Lexicon(new) => batch.put_lexicon(new).map(|()| Written::Changed(true)),
            Self::Plan(plan) => batch.put_plan(&plan).map(|()| Written::Changed(true)),
            Self::Watches(change) => batch.change_watches(*change).map(Written::Changed),
            Self::Exchange(_) | Self::Reclaim(_) | Self::Settle => Ok(Written::Settled),
        }
    }
}
