//! A service of its own for each test, on a free port, with an archive in memory.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use pressespiegel::api::{self, AppState, Limits, Proxies, RateLimit, Readiness, Shares, Streams};
use pressespiegel::budget::MemoryBudget;
use pressespiegel::clock::{Clock, SystemClock};
use pressespiegel::fetch::{FetchOptions, Fetcher};
use pressespiegel::ingest::{Ingest, IngestOptions, Reanalysis, ReanalysisOptions};
use pressespiegel::keys::KeyRing;
use pressespiegel::nlp::Engine;
use pressespiegel::notify::{Notify, NotifyOptions, Parts, Schedule};
use pressespiegel::outbound::{Allowed, Outbound, client_builder};
use pressespiegel::store::{ArticleStore, MemoryStore};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::Value;

/// A running service.
pub struct TestApp {
    pub address: SocketAddr,
    pub store: Arc<MemoryStore>,
    pub ready: Readiness,
    pub memory: MemoryBudget,
    pub notify: Notify,
    client: Client,
}

/// How a service differs from the usual one.
pub struct Settings {
    pub clock: Arc<dyn Clock>,
    pub limits: Limits,
    pub ingest: IngestOptions,
    pub keys: KeyRing,
    pub rate: RateLimit,
    pub cors_origins: Vec<String>,
    pub proxies: Proxies,
    /// What is read again in the background; nothing by itself unless this says so.
    pub reanalysis: ReanalysisOptions,
    pub notify: NotifyOptions,
    /// Where webhooks may lead besides the open internet; to this machine unless this says otherwise.
    pub allowed: Allowed,
    pub streams: Streams,
    pub under_way: Shares,
    /// How pages are fetched, if they are.
    pub fetch: Option<FetchOptions>,
}

impl Default for Settings {
    fn default() -> Self {
        let limits = Limits { body_timeout: Duration::from_secs(5), ..Limits::default() };
        Self {
            clock: Arc::new(SystemClock),
            limits,
            ingest: IngestOptions {
                workers: 2,
                queue: 64,
                timeout: Duration::from_mins(10),
                ..IngestOptions::default()
            },
            keys: KeyRing::open(),
            rate: RateLimit::none(),
            cors_origins: Vec::new(),
            proxies: Proxies::default(),
            reanalysis: ReanalysisOptions { automatic: false, profile: None, per_second: 1_000 },
            notify: NotifyOptions { most_watches: 100, schedule: Schedule::new(vec![Duration::from_millis(50); 100]) },
            allowed: Allowed { private: true, plain_http: true },
            streams: Streams::default(),
            under_way: Shares::new(0, 0),
            fetch: None,
        }
    }
}

/// The engine is built once for all tests.
fn engine() -> Arc<Engine> {
    static ENGINE: OnceLock<Arc<Engine>> = OnceLock::new();
    Arc::clone(ENGINE.get_or_init(|| Arc::new(Engine::new().expect("the embedded data is whole"))))
}

fn recorder() -> PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().expect("the only recorder")).clone()
}

/// Everything that was logged so far by all services of this process.
pub fn logged() -> String {
    let bytes = log().lock().expect("nobody panicked while logging").clone();
    String::from_utf8(bytes).expect("the log is UTF-8")
}

fn log() -> &'static Mutex<Vec<u8>> {
    static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
    static STARTED: OnceLock<()> = OnceLock::new();
    STARTED.get_or_init(|| {
        let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_writer(|| LogWriter(&LOG));
        subscriber.init();
    });
    &LOG
}

struct LogWriter(&'static Mutex<Vec<u8>>);

impl Write for LogWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panicked while logging").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Starts the usual service.
pub async fn spawn_app() -> TestApp {
    spawn_app_with(Settings::default()).await
}

/// Starts a service, built by the same function as the real one.
pub async fn spawn_app_with(settings: Settings) -> TestApp {
    let store = Arc::new(MemoryStore::new());
    start(&settings, Arc::clone(&store), store)
}

/// Starts a service over another store; the archive in memory stays empty.
pub async fn spawn_app_over(shared: Arc<dyn ArticleStore>) -> TestApp {
    start(&Settings::default(), Arc::new(MemoryStore::new()), shared)
}

fn start(settings: &Settings, store: Arc<MemoryStore>, shared: Arc<dyn ArticleStore>) -> TestApp {
    log();
    let clock = Arc::clone(&settings.clock);
    let recorder = recorder();
    let ready = Readiness::default();
    ready.set(true);
    let ingest = Ingest::new(engine(), Arc::clone(&shared), Arc::clone(&clock), settings.ingest.clone());
    let reanalysis = Reanalysis::new(ingest.clone(), settings.reanalysis);
    let background = reanalysis.clone();
    tokio::spawn(async move {
        // A store that fails has no plan, and nothing is read again then.
        if background.load().await.is_ok() {
            background.run().await;
        }
    });
    let parts = Parts {
        store: Arc::clone(&shared),
        watches: store.clone(),
        clock: Arc::clone(&clock),
        outbound: Outbound::new(settings.allowed, Duration::from_secs(5)).expect("TLS"),
        compile: api::watch_filters(),
    };
    let notify = Notify::new(parts, settings.notify.clone());
    tokio::spawn(notify.clone().run());
    let state = AppState {
        under_way: settings.under_way.clone(),
        notify: notify.clone(),
        streams: settings.streams.clone(),
        ingest,
        reanalysis,
        store: shared,
        clock,
        fetch: settings.fetch.clone().map(|options| Fetcher::new(options).expect("TLS")),
        metrics: Arc::new(move || recorder.render()),
        limits: settings.limits,
        keys: settings.keys.clone(),
        rate: settings.rate.clone(),
        cors_origins: settings.cors_origins.clone().into(),
        proxies: settings.proxies.clone(),
        ready: ready.clone(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it has an address");
    let server = api::serve(state, listener, 1, Duration::from_secs(1)).expect("the listener is good");
    tokio::spawn(server);
    let client =
        client_builder().expect("TLS").redirect(redirect::Policy::none()).no_proxy().build().expect("a client");
    TestApp { address, store, ready, memory: settings.ingest.memory.clone(), notify, client }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("answers are UTF-8")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: status {} {:?}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a plain header"))
    }

    /// Checks the status and gives the body.
    #[track_caller]
    pub fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// Checks that it is a whole problem of that status and type, and gives it.
    #[track_caller]
    pub fn problem(&self, status: u16, slug: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{slug}"), "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()), "{problem}");
        assert!(problem["instance"].as_str().is_some_and(|path| path.starts_with('/')), "{problem}");
        assert_eq!(problem["request_id"], self.header("x-request-id"), "{problem}");
        problem
    }
}

impl TestApp {
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    pub async fn get(&self, path: &str) -> Answer {
        read(self.request("GET", path)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        read(self.request("DELETE", path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_text(path, &body.to_string()).await
    }

    pub async fn post_text(&self, path: &str, body: &str) -> Answer {
        read(self.request("POST", path).header(CONTENT_TYPE, "application/json").body(body.to_owned())).await
    }

    /// Takes an article in and gives its id.
    pub async fn take_in(&self, article: &Value) -> String {
        let made = self.post("/v1/articles", article).await.ok(201);
        made["id"].as_str().expect("an id").to_owned()
    }
}

/// Sends a request and reads the answer.
pub async fn read(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, bytes: response.bytes().await.expect("a whole body").to_vec() }
}
