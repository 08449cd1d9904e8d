//! [`PostgresStore`]: the archive in PostgreSQL 15 or newer, for several programs at once.
//!
//! # Tables
//! One row an article, with the very records that the embedded engine writes, and one row an entity of an article, a claim, a figure, a
//! statement and a pair of statements, so that every list is answered by an index and an analyst can read them (the views `articles`,
//! `mentions`, `claims`, `figures`, `conflicts`). All of it follows from the records. `sql/migrations` has the tables, [`migrate`]
//! makes them. Keys begin with the article's id, so that tables can be distributed by it; what only one article may have
//! (`known_content`, `known_name`) is keyed by itself.
//!
//! Places of lists, keys of entities and cursors are the bytes of [`super::sort_key`], so that answers are the same as those of the other
//! engines, order and cursors included. Texts compare by bytes (`COLLATE "C"`).
//!
//! # Writers and readers
//! Each program has one task that writes ([`writer`]). Its transaction locks the row of `archive` first and changes it last: numbers of
//! the change feed are seen in their order and without a gap, and what depends on other articles (copies, pairs, sums) is worked
//! out by one writer at a time. Readers take no lock; each question sees one state of the archive.
//!
//! # Full text
//! Words are those of every engine, put into a `tsvector` as they are ([`lexemes`]), so a search finds the same. They are written
//! with the article: there is no index that lags behind. Only the order by relevance differs a little ([`ranked`]).
//!
//! # Deliberately absent
//! What not every relative of PostgreSQL has, or a pooler lets through: advisory locks, `LISTEN`, extensions, triggers, sequences. And a bound on what one
//! question looks at: a statement is given up after a minute.

mod batch;
mod conflicts;
mod copies;
mod entities;
mod failure;
mod flush;
mod kept;
mod leases;
mod lexemes;
mod lists;
mod load;
mod measured;
mod migrate;
mod pool;
mod prepared;
mod questions;
mod ranked;
mod sums;
mod text;
mod verify;
mod watches;
mod writer;

pub use verify::VerifiedTables;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use self::failure::{Failure, Tries};
use self::pool::{Database, Sessions, measure};
use self::prepared::Prepared;
use self::writer::{Request, Write, Writer, Written};
use super::StoreError;
use crate::article::AnalysedArticle;

/// Settings of a [`PostgresStore`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostgresOptions {
    /// Connections that may be open at a time; one of them writes.
    pub connections: usize,
    /// Nothing in the archive is changed.
    pub read_only: bool,
    /// A pooler between gives each transaction another session, so nothing is kept in one.
    pub pooler: bool,
    /// How long a duty is held without being asked for again.
    pub lease: Duration,
}

impl PostgresOptions {
    fn sessions(self) -> Sessions {
        if self.pooler { Sessions::Pooled } else { Sessions::Kept }
    }
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { connections: 16, read_only: false, pooler: false, lease: leases::TERM }
    }
}

/// An archive in a database.
pub struct PostgresStore {
    database: Database,
    read_only: bool,
    /// The id of this program among those that have the archive open, and how long it holds a duty.
    program: (Uuid, Duration),
    sender: Mutex<Option<mpsc::Sender<Request>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}

/// A thread for the writer, whose steps wait behind nothing else that the program does: everybody who writes waits for each of them.
fn write_with(writer: Writer, requests: mpsc::Receiver<Request>) -> Result<JoinHandle<()>, StoreError> {
    let failed = |error: std::io::Error| StoreError::Backend(format!("can't start the writer: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let thread = std::thread::Builder::new().name("store-writer".into());
    thread.spawn(move || runtime.block_on(writer.run(requests))).map_err(failed)
}

/// Whether an address is one of PostgreSQL.
#[must_use]
pub fn is_postgres_url(url: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme))
}

/// An address without its password.
#[must_use]
pub fn shown_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "the database".to_owned() };
    let address = rest.split('?').next().unwrap_or_default();
    let (user, place) = address.rsplit_once('@').map_or((None, address), |(user, place)| (Some(user), place));
    let user = user.and_then(|user| user.split(':').next()).map(|user| format!("{user}@")).unwrap_or_default();
    format!("{scheme}://{user}{place}")
}

impl PostgresStore {
    /// Opens the archive in the database at `url`, whose tables must be there ([`Self::migrate`]).
    ///
    /// # Errors
    /// When the address can't be read, the database can't be reached, or its tables are of another version.
    pub async fn open(url: &str, options: PostgresOptions) -> Result<Self, StoreError> {
        let PostgresOptions { connections, read_only, lease, .. } = options;
        let database = Database::new(url, connections.saturating_sub(1).max(1), options.sessions())?;
        let mut tries = Tries::default();
        loop {
            let checked: Result<(), Failure> =
                async { migrate::check(&mut database.client().await?, &shown_url(url)).await }.await;
            match checked {
                Ok(()) => break,
                Err(failure) => tries.again(failure).await?,
            }
        }
        let (sender, requests) = mpsc::channel(writer::QUEUE);
        // One of its own, so that no number of readers holds up a write.
        let own = Database::new(url, 1, options.sessions())?;
        let id = fresh_id()?;
        let writer = Mutex::new(Some(write_with(Writer::new(own, id), requests)?));
        Ok(Self { database, read_only, program: (id, lease), sender: Mutex::new(Some(sender)), writer })
    }

    /// Makes the tables in the database at `url`, or brings them up to this program's version; answers the versions before and after.
    ///
    /// # Errors
    /// When the database can't be reached, or refuses it.
    pub async fn migrate(url: &str) -> Result<(i64, i64), StoreError> {
        let database = Database::new(url, 2, Sessions::Kept)?;
        let mut tries = Tries::default();
        loop {
            let migrated: Result<_, Failure> = async {
                let mut client = database.client().await?;
                migrate::migrate(&mut client).await
            }
            .await;
            match migrated {
                Ok(versions) => return Ok(versions),
                Err(failure) => tries.again(failure).await?,
            }
        }
    }

    /// Has Citus distribute the tables in the database at `url`, which must be there; `false` where it has done so already.
    ///
    /// # Errors
    /// When the database can't be reached, has no Citus, or refuses it.
    pub async fn distribute(url: &str) -> Result<bool, StoreError> {
        let database = Database::new(url, 1, Sessions::Kept)?;
        let distributed: Result<bool, Failure> =
            async { migrate::distribute(&mut database.client().await?).await }.await;
        Ok(distributed?)
    }

    fn check_open(&self) -> Result<(), StoreError> {
        if self.read_only {
            return Err(StoreError::ReadOnly);
        }
        self.sender().map(drop)
    }

    fn sender(&self) -> Result<mpsc::Sender<Request>, StoreError> {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone();
        sender.ok_or_else(closed)
    }

    /// Hands a change to the writer and waits until it is durable.
    async fn change(&self, operation: &'static str, write: Write) -> Result<Written, StoreError> {
        let since = Instant::now();
        let (reply, answer) = oneshot::channel();
        self.sender()?.send(Request { write, reply }).await.map_err(|_| closed())?;
        let answer = answer.await.map_err(|_| closed())?;
        measure(operation, since);
        answer
    }

    async fn prepare(&self, article: Arc<AnalysedArticle>) -> Result<Arc<Prepared>, StoreError> {
        self.check_open()?;
        let prepared = tokio::task::spawn_blocking(|| Arc::new(Prepared::new(article))).await;
        prepared.map_err(|_| StoreError::Backend("the store panicked".into()))
    }

    /// Takes no more changes and waits until those that were taken are made.
    async fn stop(&self) {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            // It answers everybody before it ends; that it panicked they have been told.
            let _ = tokio::task::spawn_blocking(|| writer.join()).await;
        }
    }
}

fn fresh_id() -> Result<Uuid, StoreError> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| StoreError::Backend(error.to_string()))?;
    Ok(Uuid::from_bytes(id))
}

fn closed() -> StoreError {
    StoreError::Backend("the store is closed".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        for (url, shown) in [
            ("postgres://anna:geheim@db.example:5432/presse?sslmode=require", "postgres://anna@db.example:5432/presse"),
            ("postgresql:///presse?host=/run", "postgresql:///presse"),
            ("host=db password=geheim", "the database"),
        ] {
            assert_eq!(shown_url(url), shown);
        }
    }
}
