//! What every handler shares.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::clock::Clock;
use crate::ingest::Ingest;
use crate::store::ArticleStore;

/// Renders the metrics for Prometheus.
pub type MetricsRender = Arc<dyn Fn() -> String + Send + Sync>;

/// Bounds on what a client may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body, or of one line of a batch, after decompression.
    pub max_body_bytes: usize,
    /// How long a body may stall before the request is given up.
    pub body_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_body_bytes: 8 * 1024 * 1024, body_timeout: Duration::from_secs(15) }
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
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
    /// The text of `/metrics`.
    pub metrics: MetricsRender,
    /// Bounds on what a client may send.
    pub limits: Limits,
    /// What `/readyz` says, together with the store.
    pub ready: Readiness,
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("limits", &self.limits).field("ready", &self.ready).finish_non_exhaustive()
    }
}
