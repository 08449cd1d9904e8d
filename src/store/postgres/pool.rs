//! Connections to the database.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool_postgres::{Client, Hook, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts, Transaction};
use tokio_postgres::config::SslMode;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, IsolationLevel, NoTls, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::failure::Failure;
use crate::store::StoreError;

/// How long is waited for a connection, free or new.
const WAIT: Duration = Duration::from_secs(10);

/// What every connection is told. Each plan is made for the values asked for, as sources and entities are frequent and rare; no
/// transaction that hangs holds up others for long; and a full second for a lock is a sign that somebody else does.
const SESSION: &str = "SET plan_cache_mode = force_custom_plan; SET idle_in_transaction_session_timeout = '30s'; \
    SET lock_timeout = '30s'; SET statement_timeout = '60s'; SET client_min_messages = warning; SET jit = off";

/// Values of a statement.
pub type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// The connections.
#[derive(Debug, Clone)]
pub struct Database {
    pool: Pool,
}

impl Database {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// When the address can't be read, or TLS can't be set up.
    pub fn new(url: &str, connections: usize) -> Result<Self, StoreError> {
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
        let timeouts = Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) };
        let told = Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(SESSION).await.map_err(deadpool_postgres::HookError::Backend) })
        });
        let pool = Pool::builder(manager).max_size(connections).runtime(Runtime::Tokio1).timeouts(timeouts);
        let pool = pool.post_create(told).build().map_err(|error| backend(error.to_string()))?;
        Ok(Self { pool })
    }

    /// A connection of one's own.
    pub async fn client(&self) -> Result<Client, Failure> {
        Ok(self.pool.get().await?)
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
    let transaction = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    Ok(transaction.start().await?)
}

/// A transaction that writes. Each of its statements sees what was committed before it began.
pub async fn writing(client: &mut Client) -> Result<Transaction<'_>, Failure> {
    let transaction = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
    Ok(transaction.start().await?)
}

/// Asks a prepared statement.
pub async fn query(tx: &Transaction<'_>, sql: &str, values: Values<'_>) -> Result<Vec<Row>, Failure> {
    let statement = tx.prepare_cached(sql).await?;
    Ok(tx.query(&statement, values).await?)
}

/// The same for at most one row.
pub async fn query_one(tx: &Transaction<'_>, sql: &str, values: Values<'_>) -> Result<Option<Row>, Failure> {
    let statement = tx.prepare_cached(sql).await?;
    Ok(tx.query_opt(&statement, values).await?)
}

/// Runs a prepared statement; how many rows it has changed.
pub async fn execute(tx: &Transaction<'_>, sql: &str, values: Values<'_>) -> Result<u64, Failure> {
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
