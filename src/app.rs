//! The composition root: builds engine, store, clock and server; the only place that knows all concrete types.

mod archive;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::dev::{Server, ServerHandle};
use anyhow::{Context, ensure};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::task::{AbortHandle, JoinHandle};

use crate::api::{self, AppState, Limits, Proxies, RateLimit, Readiness, Shares, Streams};
use crate::budget::{self, MemoryBudget};
use crate::clock::{Clock, SystemClock};
use crate::config::{
    AnalysisConfig, AuthConfig, Config, FetchConfig, NotifyConfig, ReadAgain, ReadingProfile, ReanalyzeConfig,
    RetentionConfig,
};
use crate::fetch::{FetchOptions, Fetcher};
use crate::ingest::{Ingest, IngestOptions, Reanalysis, ReanalysisOptions, Retention, RetentionOptions};
use crate::keys::KeyRing;
use crate::nlp::lexicon::user::UserLexicon;
use crate::nlp::{Engine, Profile};
use crate::notify::{Notify, NotifyOptions, Parts, Schedule};
use crate::outbound::{Allowed, Outbound};
use crate::store::{ArticleStore, Duty, MemoryStore, StoreError, on_duty};

pub use archive::{
    Archive, compact_store, distribute_store, migrate_store, open_archive, open_existing_archive, open_existing_store,
    open_place, open_store_with_new_search, shown_place, verify_database,
};

/// How often the histograms' samples are folded, so that an unscraped service does not grow.
const METRICS_UPKEEP: Duration = Duration::from_secs(10);

/// How often it is looked whether the file of keys has changed.
const KEYS_FOLLOWED: Duration = Duration::from_secs(1);

/// Builds the way into an archive, with the user's lexicon that lies in it.
///
/// # Errors
/// When the embedded data of the engine is damaged, or the store fails.
pub async fn build_ingest(config: &Config, store: &Arc<dyn ArticleStore>) -> anyhow::Result<Ingest> {
    let engine = Arc::new(engine(config)?);
    let ingest = Ingest::new(engine, Arc::clone(store), Arc::new(SystemClock), ingest_options(config));
    ingest.load_lexicon().await.context("the user's lexicon can't be loaded")?;
    Ok(ingest)
}

impl From<ReadingProfile> for Profile {
    fn from(profile: ReadingProfile) -> Self {
        match profile {
            ReadingProfile::Accurate => Self::Accurate,
            ReadingProfile::Fast => Self::Fast,
        }
    }
}

/// What is read again by itself, as set.
fn reanalysis_options(config: ReanalyzeConfig) -> ReanalysisOptions {
    let ReanalyzeConfig { automatic, per_second } = config;
    let (automatic, profile) = match automatic {
        ReadAgain::Nothing => (false, None),
        ReadAgain::Same => (true, None),
        ReadAgain::In(profile) => (true, Some(profile.into())),
    };
    ReanalysisOptions { automatic, profile, per_second }
}

/// Builds what reads texts as the service does, within the same limits, but keeps nothing; it knows `names` besides its
/// own.
///
/// # Errors
/// When the embedded data of the engine is damaged.
pub fn build_reader(config: &Config, names: Option<&UserLexicon>) -> anyhow::Result<Ingest> {
    let engine = engine(config)?;
    let engine = match names {
        Some(names) => engine.with_user_names(names),
        None => engine,
    };
    let nowhere = Arc::new(MemoryStore::new());
    Ok(Ingest::new(Arc::new(engine), nowhere, Arc::new(SystemClock), ingest_options(config)))
}

fn engine(config: &Config) -> anyhow::Result<Engine> {
    Ok(Engine::new()?.in_profile(config.analysis.profile.into())?)
}

fn ingest_options(config: &Config) -> IngestOptions {
    let AnalysisConfig { workers, queue, queue_bytes, longest_wait, timeout, .. } = config.analysis;
    IngestOptions { workers, queue, queue_bytes, longest_wait, timeout, memory: memory_budget(config) }
}

/// The keys that are configured. Without any, other machines are served only by who says so.
fn key_ring(config: &Config) -> anyhow::Result<KeyRing> {
    let AuthConfig { keys_file, key, open } = &config.auth;
    let keys = KeyRing::new(keys_file.as_deref(), key.as_ref().map(|key| key.0.as_str()))
        .context("the API keys can't be read; `pressespiegel keys create NAME` makes the file")?;
    let listen = config.server.listen;
    ensure!(
        !keys.is_open() || *open || listen.ip().is_loopback(),
        "{listen} can be reached by other machines, and there is no API key: set auth.key (PRESSESPIEGEL_KEY) or \
         auth.keys_file (PRESSESPIEGEL_KEYS_FILE), listen on 127.0.0.1, or serve everybody with --open"
    );
    if keys.is_open() {
        tracing::info!("no API keys: whoever reaches the service may do everything");
    } else {
        tracing::info!(keys = keys.len(), "requests need an API key");
    }
    Ok(keys)
}

/// How often a client may ask, as set; a burst that is not set is that of ten seconds.
fn rate_limit(config: &Config) -> RateLimit {
    match (config.server.rate_per_second, config.server.rate_burst) {
        (0, _) => RateLimit::none(),
        (rate, 0) => RateLimit::new(rate, rate.saturating_mul(10)),
        (rate, burst) => RateLimit::new(rate, burst),
    }
}

/// What a client may send, as set.
fn limits(config: &Config) -> Limits {
    let server = &config.server;
    Limits {
        max_body_bytes: server.max_body_bytes,
        body_timeout: server.request_timeout,
        max_batch_lines: server.max_batch_lines,
        max_batch_bytes: server.max_batch_bytes,
        connections: budget::connections(server.connections),
        idle: server.idle,
    }
}

/// How many streams of events there may be, as set.
fn streams(config: &NotifyConfig) -> Streams {
    let NotifyConfig { streams, streams_per_client, heartbeat, .. } = config;
    Streams { shares: Shares::new(*streams, *streams_per_client), heartbeat: *heartbeat }
}

/// Whoever is told what is new, as set.
fn notify(config: &Config, clock: &Arc<dyn Clock>, archive: Archive) -> anyhow::Result<Notify> {
    let NotifyConfig { watches, webhook_timeout, webhook_retries, webhook_private, webhook_http, .. } = &config.notify;
    let allowed = Allowed { private: *webhook_private, plain_http: *webhook_http };
    let outbound = Outbound::new(allowed, *webhook_timeout).context("webhooks can't be sent to")?;
    let (clock, compile) = (Arc::clone(clock), api::watch_filters());
    let Archive { store, watches: kept } = archive;
    let parts = Parts { store, watches: kept, clock, outbound, compile };
    let schedule = Schedule::new(webhook_retries.clone());
    Ok(Notify::new(parts, NotifyOptions { most_watches: *watches, schedule }))
}

/// What gets pages, as set.
///
/// # Errors
/// When TLS can't be set up.
pub fn build_fetcher(config: &FetchConfig) -> anyhow::Result<Fetcher> {
    let FetchConfig { enabled: _, max_bytes, timeout, under_way, host_pause, user_agent, private } = config.clone();
    let options = FetchOptions { max_bytes, timeout, under_way, host_pause, user_agent, private };
    Fetcher::new(options).context("pages can't be fetched")
}

/// The bytes that may be in flight: as set, or a share of what the machine has.
fn memory_budget(config: &Config) -> MemoryBudget {
    let cache = usize::try_from(config.store.cache_bytes).unwrap_or(usize::MAX);
    let bytes = config.server.memory_budget.unwrap_or_else(|| budget::default_bytes(cache));
    tracing::info!(mib = bytes >> 20, "memory budget of all requests together");
    MemoryBudget::new(bytes)
}

/// Runs a future on the threads that the server needs.
pub fn block_on<F: Future>(future: F) -> F::Output {
    actix_web::rt::System::new().block_on(future)
}

/// A service that listens.
pub struct Service {
    address: SocketAddr,
    server: Server,
    handle: ServerHandle,
    ready: Readiness,
    store: Arc<dyn ArticleStore>,
    notify: Notify,
    background: Vec<JoinHandle<()>>,
    shutdown_notice: Duration,
}

async fn tell_of_reading_only(store: &dyn ArticleStore) -> Result<(), StoreError> {
    tracing::info!("the archive is opened for reading only: nothing is done in the background");
    let search = store.search_state().await?;
    let unseen = search.newest.saturating_sub(search.position);
    if unseen > 0 {
        tracing::warn!(unseen, "searches don't see the newest changes: open the archive for writing until they do");
    }
    Ok(())
}

impl Service {
    /// Loads the engine, opens the archive, binds the address.
    ///
    /// # Errors
    /// When any of them fails; nothing listens then.
    pub async fn start(config: &Config, metrics: PrometheusHandle) -> anyhow::Result<Self> {
        let began = Instant::now();
        let keys = key_ring(config)?;
        let opened = open_archive(&config.store).await?;
        let store = Arc::clone(&opened.store);
        let ingest = build_ingest(config, &store).await?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let reanalysis = Reanalysis::new(ingest.clone(), reanalysis_options(config.reanalyze));
        reanalysis.load().await?;
        let notify = notify(config, &clock, opened)?;
        let fetch = config.fetch.enabled.then(|| build_fetcher(&config.fetch)).transpose()?;
        let RetentionConfig { days, per_second } = config.retention;
        let options = RetentionOptions { days, per_second };
        let retention = Retention::new(Arc::clone(&store), Arc::clone(&clock), options);
        let follows = ingest.clone().follow_lexicon();
        let ready = Readiness::default();
        let rendered = metrics.clone();
        let state = AppState {
            store: Arc::clone(&store),
            ingest,
            reanalysis: reanalysis.clone(),
            clock,
            fetch,
            metrics: Arc::new(move || rendered.render()),
            limits: limits(config),
            under_way: Shares::new(0, config.server.per_client),
            notify: notify.clone(),
            streams: streams(&config.notify),
            keys: keys.clone(),
            rate: rate_limit(config),
            cors_origins: config.server.cors_origins.clone().into(),
            proxies: Proxies::new(&config.server.trusted_proxies),
            ready: ready.clone(),
        };
        let listen = config.server.listen;
        let listener = TcpListener::bind(listen)
            .with_context(|| format!("{listen} can't be listened on; is another service there?"))?;
        let address = listener.local_addr()?;
        let server = api::serve(state, listener, config.analysis.workers, config.server.shutdown_grace)?;
        let handle = server.handle();
        keep_metrics_small(metrics);
        follow_keys(keys);
        ready.set(true);
        tracing::info!(%address, articles = store.count().await?, ms = began.elapsed().as_millis(), "ready");
        let background = if config.store.read_only {
            tell_of_reading_only(store.as_ref()).await?;
            Vec::new()
        } else {
            let read = reanalysis.clone();
            vec![
                actix_web::rt::spawn(follows),
                actix_web::rt::spawn(reanalysis.follow()),
                actix_web::rt::spawn(on_duty(Arc::clone(&store), Duty::Reanalysis, move || read.clone().run())),
                actix_web::rt::spawn(notify.clone().run()),
                actix_web::rt::spawn(on_duty(Arc::clone(&store), Duty::Retention, move || retention.clone().run())),
            ]
        };
        let shutdown_notice = config.server.shutdown_notice;
        Ok(Self { address, server, handle, ready, store, notify, background, shutdown_notice })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` resolves; then says so, lets running requests end and closes the archive.
    ///
    /// # Errors
    /// When the server fails, or the archive can't be closed in order.
    pub async fn run_until(
        self,
        stop: impl Future<Output = anyhow::Result<&'static str>> + 'static,
    ) -> anyhow::Result<()> {
        let Self { server, handle, ready, store, notify, background, shutdown_notice, .. } = self;
        let stop_background: Vec<_> = background.iter().map(JoinHandle::abort_handle).collect();
        let stopper = actix_web::rt::spawn(async move {
            let reason = stop.await?;
            tracing::info!(reason, "stopping: running requests may end");
            ready.set(false);
            // Proxies go on sending until they have asked again.
            tokio::time::sleep(shutdown_notice).await;
            stop_background.iter().for_each(AbortHandle::abort);
            // Streams would not end by themselves.
            notify.close();
            handle.stop(true).await;
            anyhow::Ok(())
        });
        server.await.context("the server failed")?;
        stopper.abort();
        for task in background {
            task.abort();
            // It was told to end, so what it says of that is no news.
            let _ = task.await;
        }
        store.close().await.context("the archive can't be closed in order")?;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Takes over changes of the file of keys. What can't be read is told once, and the keys before stay in force.
fn follow_keys(keys: KeyRing) {
    actix_web::rt::spawn(async move {
        let mut told = None;
        loop {
            tokio::time::sleep(KEYS_FOLLOWED).await;
            let followed = keys.clone();
            let Ok(refreshed) = tokio::task::spawn_blocking(move || followed.refresh()).await else { continue };
            let failure = refreshed.as_ref().err().map(ToString::to_string);
            match (&refreshed, &failure) {
                (Ok(true), _) => tracing::info!(keys = keys.len(), "the API keys have changed"),
                (_, Some(failure)) if told.as_ref() != Some(failure) => {
                    tracing::error!(failure, "the API keys can't be read again; those before stay in force");
                }
                _ => {}
            }
            told = failure;
        }
    });
}

fn keep_metrics_small(metrics: PrometheusHandle) {
    actix_web::rt::spawn(async move {
        loop {
            tokio::time::sleep(METRICS_UPKEEP).await;
            metrics.run_upkeep();
        }
    });
}
