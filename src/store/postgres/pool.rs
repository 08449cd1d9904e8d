//! Connections to the database.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio_postgres::config::SslMode;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Config, IsolationLevel, NoTls, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure::Failure;
use crate::store::StoreError;

/// How long is waited for a new connection.
const WAIT: Duration = Duration::from_secs(10);

/// How long is waited for one that others have: longer than most questions take, and no longer than somebody waits who is told to come
/// again.
const BUSY: Duration = Duration::from_secs(4);

/// What every connection is told. Each plan is made for the values asked for, as sources and entities are frequent and rare; no
/// transaction that hangs holds up others for long; and a full second for a lock is a sign that somebody else does. A page costs the
/// same wherever it lies, as it is in memory or on flash: else a long list is gone through before a few rows are fetched. And
/// questions are short, so that to start processes for one takes longer than what they do.
const SESSION: &str = "SET plan_cache_mode = force_custom_plan; SET idle_in_transaction_session_timeout = '30s'; \
    SET lock_timeout = '30s'; SET statement_timeout = '60s'; SET client_min_messages = warning; SET jit = off; \
    SET random_page_cost = 1.1; SET max_parallel_workers_per_gather = 0";

/// The same for a transaction, where its connection is another one's in the next; and what others have left there is removed.
const EACH: &str = "DEALLOCATE ALL; SET LOCAL plan_cache_mode = force_custom_plan; \
    SET LOCAL idle_in_transaction_session_timeout = '30s'; SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = '60s'; \
    SET LOCAL client_min_messages = warning; SET LOCAL jit = off; SET LOCAL random_page_cost = 1.1; \
    SET LOCAL max_parallel_workers_per_gather = 0";

/// Values of a statement.
pub type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// How the database is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sessions {
    /// Connections are sessions: what is set and prepared in one stays.
    Kept,
    /// A pooler between gives each transaction another session.
    Pooled,
}

/// Types of the values of statements, which are asked for once: then a statement needs no name that a session would know.
#[derive(Debug, Default)]
struct Types(Mutex<HashMap<String, Arc<[Type]>>>);

/// The connections.
#[derive(Debug, Clone)]
pub struct Database {
    pool: Pool,
    types: Option<Arc<Types>>,
}

/// A connection, until it is dropped.
pub struct Client {
    inner: deadpool_postgres::Client,
    types: Option<Arc<Types>>,
}

/// A transaction on it.
pub struct Transaction<'a> {
    inner: deadpool_postgres::Transaction<'a>,
    types: Option<&'a Types>,
}

impl Deref for Client {
    type Target = deadpool_postgres::Client;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl DerefMut for Client {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.inner
    }
}

impl<'a> Deref for Transaction<'a> {
    type Target = deadpool_postgres::Transaction<'a>;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl Client {
    /// Takes it out of the connections for good: its session has something that others must not meet.
    pub fn forget(self) {
        drop(deadpool_postgres::Object::take(self.inner));
    }

    /// Begins a transaction.
    pub async fn begin(&mut self, isolation: IsolationLevel, read_only: bool) -> Result<Transaction<'_>, Failure> {
        let transaction = self.inner.build_transaction().isolation_level(isolation).read_only(read_only);
        let transaction = Transaction { inner: transaction.start().await?, types: self.types.as_deref() };
        if transaction.types.is_some() {
            transaction.batch_execute(EACH).await?;
        }
        Ok(transaction)
    }
}

impl Transaction<'_> {
    /// Makes it durable.
    pub async fn commit(self) -> Result<(), Failure> {
        Ok(self.inner.commit().await?)
    }

    /// Values with their types, where the statement may have no name.
    async fn typed<'v>(
        &self,
        sql: &str,
        values: Values<'v>,
    ) -> Result<Option<Vec<(&'v (dyn ToSql + Sync), Type)>>, Failure> {
        let Some(types) = self.types else { return Ok(None) };
        let lock = || types.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().get(sql).cloned();
        let known = if let Some(known) = known {
            known
        } else {
            let known: Arc<[Type]> = self.inner.prepare(sql).await?.params().into();
            lock().insert(sql.to_owned(), Arc::clone(&known));
            known
        };
        Ok(Some(values.iter().copied().zip(known.iter().cloned()).collect()))
    }
}

impl Database {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When the address can't be read, or TLS can't be set up.
    pub fn new(url: &str, connections: usize, sessions: Sessions) -> Result<Self, StoreError> {
        let backend = |problem: String| StoreError::Backend(problem);
        let mut config = Config::from_str(url).map_err(|error| backend(format!("store.url: {error}")))?;
        if config.get_application_name().is_none() {
            config.application_name("pressespiegel");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = if config.get_ssl_mode() == SslMode::Require {
            Manager::from_config(config, MakeRustlsConnect::new(tls()?), recycling)
        } else {
            config.ssl_mode(SslMode::Disable);
            Manager::from_config(config, NoTls, recycling)
        };
        let timeouts = Timeouts { wait: Some(BUSY), create: Some(WAIT), recycle: Some(WAIT) };
        let told = Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(SESSION).await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager).max_size(connections).runtime(Runtime::Tokio1).timeouts(timeouts);
        let is_pooled = sessions == Sessions::Pooled;
        let pool = if is_pooled { pool } else { pool.post_create(told) };
        let pool = pool.build().map_err(|error| backend(error.to_string()))?;
        Ok(Self { pool, types: is_pooled.then(Arc::default) })
    }

    /// A connection of one's own.
    pub async fn client(&self) -> Result<Client, Failure> {
        Ok(Client { inner: self.pool.get().await?, types: self.types.clone() })
    }
}

/// Certificates are checked against the web's; who has another authority puts a proxy between.
fn tls() -> Result<rustls::ClientConfig, StoreError> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| StoreError::Backend(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// A transaction that sees one state of the archive and changes nothing.
pub async fn reading(client: &mut Client) -> Result<Transaction<'_>, Failure> {
    client.begin(IsolationLevel::RepeatableRead, true).await
}

/// A transaction that writes. Each of its statements sees what was committed before it began.
pub async fn writing(client: &mut Client) -> Result<Transaction<'_>, Failure> {
    client.begin(IsolationLevel::ReadCommitted, false).await
}

/// Asks a prepared statement.
pub async fn query(tx: &Transaction<'_>, sql: &str, values: Values<'_>) -> Result<Vec<Row>, Failure> {
    if let Some(typed) = tx.typed(sql, values).await? {
        return Ok(tx.query_typed(sql, &typed).await?);
    }
    let statement = tx.prepare_cached(sql).await?;
    Ok(tx.query(&statement, values).await?)
}

/// The same for at most one row.
pub async fn query_one(tx: &Transaction<'_>, sql: &str, values: Values<'_>) -> Result<Option<Row>, Failure> {
    if let Some(typed) = tx.typed(sql, values).await? {
        return Ok(tx.query_typed_opt(sql, &typed).await?);
    }
    let statement = tx.prepare_cached(sql).await?;
    Ok(tx.query_opt(&statement, values).await?)
}

/// Runs a prepared statement; how many rows it has changed.
pub async fn execute(tx: &Transaction<'_>, sql: &str, values: Values<'_>) -> Result<u64, Failure> {
    if let Some(typed) = tx.typed(sql, values).await? {
        return Ok(tx.execute_typed(sql, &typed).await?);
    }
    let statement = tx.prepare_cached(sql).await?;
    Ok(tx.execute(&statement, values).await?)
}

/// Says how long an operation took.
pub fn measure(operation: &'static str, since: Instant) {
    metrics::histogram!("pressespiegel_store_seconds", "operation" => operation).record(since.elapsed().as_secs_f64());
}

/// Answers what a block answers; it is run again where the connection was lost.
macro_rules! tried {
    ($operation:literal, $attempt:block) => {{
        let since = std::time::Instant::now();
        let mut tries = $crate::store::postgres::failure::Tries::default();
        loop {
            let answer: Result<_, $crate::store::postgres::failure::Failure> = async { $attempt }.await;
            match answer {
                Ok(answer) => {
                    $crate::store::postgres::pool::measure($operation, since);
                    break Ok(answer);
                }
                Err(failure) => {
                    if let Err(failure) = tries.again(failure).await {
                        break Err($crate::store::StoreError::from(failure));
                    }
                }
            }
        }
    }};
}

/// Runs a read in a transaction of its own.
macro_rules! read {
    ($store:expr, $operation:literal, |$tx:ident| $body:expr) => {
        $crate::store::postgres::pool::tried!($operation, {
            let mut client = $store.database.client().await?;
            let transaction = $crate::store::postgres::pool::reading(&mut client).await?;
            let $tx = &transaction;
            $body.await
        })
    };
}

/// The same for a change that may be made twice without harm.
macro_rules! write {
    ($store:expr, $operation:literal, |$tx:ident| $body:expr) => {
        $crate::store::postgres::pool::tried!($operation, {
            $store.check_open()?;
            let mut client = $store.database.client().await?;
            let transaction = $crate::store::postgres::pool::writing(&mut client).await?;
            let $tx = &transaction;
            let answer = $body.await?;
            transaction.commit().await?;
            Ok(answer)
        })
    };
}

pub(super) use {read, tried, write};
