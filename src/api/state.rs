//! What every handler shares.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::client::Proxies;
use super::rate::RateLimit;
use super::shares::Shares;
use crate::budget::MemoryBudget;
use crate::clock::Clock;
use crate::fetch::Fetcher;
use crate::ingest::{Ingest, Reanalysis};
use crate::keys::KeyRing;
use crate::notify::Notify;
use crate::store::ArticleStore;

/// Renders the metrics for Prometheus.
pub type MetricsRender = Arc<dyn Fn() -> String + Send + Sync>;

/// Bounds on what a client may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body, or of one line of a batch, after decompression.
    pub max_body_bytes: usize,
    /// How long a body may take to arrive as a whole; of a batch, the next line that is not blank.
    pub body_timeout: Duration,
    /// Lines of a batch, blank ones counted.
    pub max_batch_lines: u64,
    /// Bytes of a batch after decompression.
    pub max_batch_bytes: usize,
    /// Connections that may be open.
    pub connections: usize,
    /// How long an idle one is kept.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body_bytes: 8 * 1024 * 1024,
            body_timeout: Duration::from_secs(30),
            max_batch_lines: 100_000,
            max_batch_bytes: 512 * 1024 * 1024,
            connections: 25_000,
            idle: Duration::from_secs(75),
        }
    }
}

/// Streams of events.
#[derive(Debug, Clone)]
pub struct Streams {
    /// How many there may be, of all clients and of each.
    pub shares: Shares,
    /// After so long without an event the client is told that there is none.
    pub heartbeat: Duration,
}

impl Default for Streams {
    fn default() -> Self {
        Self { shares: Shares::new(100, 10), heartbeat: Duration::from_secs(15) }
    }
}

/// Whether requests should be sent here; shared between all clones.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<AtomicBool>);

impl Readiness {
    /// Ready from now on, or not any more.
    pub fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::Release);
    }

    /// Whether the service takes requests.
    #[must_use]
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Everything the handlers need, put together by the composition root. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The archive.
    pub store: Arc<dyn ArticleStore>,
    /// The way into the archive, and the analyzer in force.
    pub ingest: Ingest,
    /// What is read again in the background.
    pub reanalysis: Reanalysis,
    /// What gets pages; `None` where none are fetched.
    pub fetch: Option<Fetcher>,
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
    /// The text of `/metrics`.
    pub metrics: MetricsRender,
    /// Bounds on what a client may send.
    pub limits: Limits,
    /// Who may use the service.
    pub keys: KeyRing,
    /// How often a client may ask.
    pub rate: RateLimit,
    /// How many requests of a client may be under way.
    pub under_way: Shares,
    /// Saved searches, and who is told of what they find.
    pub notify: Notify,
    /// Streams of events.
    pub streams: Streams,
    /// The origins whose pages may ask from a browser; `*` is all.
    pub cors_origins: Arc<[String]>,
    /// Proxies that are believed when they tell whose request they pass on.
    pub proxies: Proxies,
    /// What `/readyz` says, together with the store.
    pub ready: Readiness,
}

impl AppState {
    /// Bounds what all requests together hold.
    pub(crate) fn memory(&self) -> &MemoryBudget {
        self.ingest.memory()
    }
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("limits", &self.limits).field("ready", &self.ready).finish_non_exhaustive()
    }
}
