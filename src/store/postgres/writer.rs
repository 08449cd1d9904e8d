//! The writer: one task that makes all changes of articles of this program.
//!
//! It takes every request that waits, works them out in the order in which they came, and writes what comes of them in one
//! transaction: many writers share one sync, as with the embedded engine. The transaction locks the row of the archive
//! first and changes it last, so that of several programs one writes at a time: what depends on other articles is worked
//! out by one of them, and numbers of the change feed are seen in their order. Readers wait for nobody.
//!
//! # Lost connections
//! A transaction that a conflict or a lost connection has stopped is tried again. When it was lost while it was committed, nobody
//! knows whether that was done; so each transaction also writes its number into the row of its program, and that says it.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::batch::Batch;
use super::failure::{Failure, Tries};
use super::pool::{Database, execute, measure, query_one, writing};
use super::prepared::Prepared;
use super::{flush, leases, load};
use crate::article::ArticleId;
use crate::nlp::AnalyzerInfo;
use crate::store::{Inserted, Revised, StoreError};

/// Requests that may wait; more wait outside.
pub const QUEUE: usize = 256;

/// At most so many requests make one batch.
const MAX_REQUESTS: usize = 256;

/// No request is added to a batch that has so many bytes already.
const MAX_BYTES: usize = 8 << 20;

/// What is to be changed.
#[derive(Debug, Clone)]
pub enum Write {
    /// Add an article.
    Insert(Arc<Prepared>, Timestamp),
    /// Correct an article, if it is the revision of that number.
    Revise(Arc<Prepared>, Option<u32>, Timestamp),
    /// Replace an analysis, if it is of that analyzer.
    Replace(Arc<Prepared>, Option<AnalyzerInfo>, Timestamp),
    /// Remove an article.
    Delete(ArticleId, Timestamp),
}

impl Write {
    fn bytes(&self) -> usize {
        match self {
            Self::Insert(new, _) | Self::Revise(new, ..) | Self::Replace(new, ..) => new.bytes(),
            Self::Delete(..) => 0,
        }
    }
}

/// What was changed.
#[derive(Debug, Clone)]
pub enum Written {
    /// Of [`Write::Insert`].
    Inserted(Inserted),
    /// Of [`Write::Revise`].
    Revised(Revised),
    /// Whether there was something to change.
    Changed(bool),
}

/// A change and who waits for it.
#[derive(Debug)]
pub struct Request {
    /// The change.
    pub write: Write,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Result<Written, StoreError>>,
}

/// The writer of this program.
#[derive(Debug)]
pub struct Writer {
    database: Database,
    id: Uuid,
    batch: i64,
}

/// Answers of a transaction of which nobody knows whether it was committed.
type Unsure = Option<Vec<Written>>;

// All that a writer asks it asks by a key. Of tables that have grown since they were last counted the database thinks otherwise, and of
// long lists of keys.
const LOCK: &str = "SELECT newest, set_config('enable_seqscan', 'off', true) FROM archive WHERE one = 1 FOR UPDATE";
const WRITTEN: &str = "SELECT batch FROM writer WHERE id = $1";
const WRITE: &str =
    "INSERT INTO writer (id, batch) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET batch = excluded.batch";
const FORGET: &str = "DELETE FROM writer WHERE id = $1";

impl Writer {
    /// That of the program of this id, which has written nothing.
    pub fn new(database: Database, id: Uuid) -> Self {
        Self { database, id, batch: 0 }
    }

    /// Serves requests until all senders are gone.
    pub async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        while let Some(first) = requests.recv().await {
            let mut bytes = first.write.bytes();
            let mut batch = vec![first];
            while batch.len() < MAX_REQUESTS && bytes < MAX_BYTES {
                let Ok(request) = requests.try_recv() else { break };
                bytes += request.write.bytes();
                batch.push(request);
            }
            self.serve(batch).await;
        }
        if let Err(failure) = self.leave().await {
            let failure = StoreError::from(failure);
            tracing::debug!(%failure, "duties are not given back, and will be had by another program a little later");
        }
    }

    /// Gives back its duties, and removes its row, which says nothing any more; should that stay, it does no harm.
    async fn leave(&self) -> Result<(), Failure> {
        let mut client = self.database.client().await?;
        let tx = writing(&mut client).await?;
        leases::give_back(&tx, self.id).await?;
        execute(&tx, FORGET, &[&self.id]).await?;
        tx.commit().await
    }

    /// Makes the changes of a batch and answers them. Where the data of one are refused, each is made by itself.
    async fn serve(&mut self, batch: Vec<Request>) {
        let since = Instant::now();
        let (writes, replies): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|request| (request.write, request.reply)).unzip();
        let answers: Vec<Result<Written, StoreError>> = match self.commit(&writes).await {
            Ok(answers) => answers.into_iter().map(Ok).collect(),
            Err(failure) if failure.is_of_data() && writes.len() > 1 => {
                let mut answers = Vec::new();
                for write in &writes {
                    let answer = self.commit(std::slice::from_ref(write)).await.map_err(StoreError::from);
                    let nothing = || StoreError::Backend("a change was not answered".into());
                    answers.push(answer.and_then(|answers| answers.into_iter().next().ok_or_else(nothing)));
                }
                answers
            }
            Err(failure) => {
                let failure = StoreError::from(failure);
                tracing::error!(%failure, changes = writes.len(), "changes could not be written");
                writes.iter().map(|_| Err(again(&failure))).collect()
            }
        };
        measure("commit", since);
        for (reply, answer) in replies.into_iter().zip(answers) {
            // Whoever asked may have gone away.
            let _ = reply.send(answer);
        }
    }

    async fn commit(&mut self, writes: &[Write]) -> Result<Vec<Written>, Failure> {
        self.batch += 1;
        let mut tries = Tries::default();
        let mut unsure: Unsure = None;
        loop {
            match self.attempt(writes, &mut unsure).await {
                Ok(answers) => return Ok(answers),
                Err(failure) => tries.again(failure).await?,
            }
        }
    }

    async fn attempt(&self, writes: &[Write], unsure: &mut Unsure) -> Result<Vec<Written>, Failure> {
        let mut client = self.database.client().await?;
        let tx = writing(&mut client).await?;
        let archive = query_one(&tx, LOCK, &[]).await?;
        let archive = archive.ok_or_else(|| StoreError::Corrupt("the row of the archive has disappeared".into()))?;
        if let Some(answers) = unsure.take() {
            let written = query_one(&tx, WRITTEN, &[&self.id]).await?;
            if written.is_some_and(|row| row.get::<_, i64>(0) == self.batch) {
                return Ok(answers);
            }
        }
        let mut batch = Batch::new(load::known(&tx, writes, archive.get::<_, i64>(0)).await?);
        let answers: Vec<Written> = writes.iter().map(|write| batch.apply(write)).collect();
        let Some(changed) = batch.finish() else { return Ok(answers) };
        flush::write(&tx, changed).await?;
        execute(&tx, WRITE, &[&self.id, &self.batch]).await?;
        match tx.commit().await {
            Ok(()) => Ok(answers),
            Err(failure) => {
                if failure.is_unsure() {
                    *unsure = Some(answers);
                }
                Err(failure)
            }
        }
    }
}

/// The same failure for another who waits.
fn again(failure: &StoreError) -> StoreError {
    match failure {
        &StoreError::Full { free, needed } => StoreError::Full { free, needed },
        StoreError::ReadOnly => StoreError::ReadOnly,
        StoreError::Unavailable(problem) => StoreError::Unavailable(problem.clone()),
        StoreError::Corrupt(problem) => StoreError::Corrupt(problem.clone()),
        other => StoreError::Backend(other.to_string()),
    }
}
