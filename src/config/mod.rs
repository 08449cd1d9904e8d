//! Configuration: defaults in code, then a TOML file, then `PRESSESPIEGEL_*`, then flags; later ones win.
//!
//! [`SETTINGS`] is the one list of all settings. Every layer delivers plain text for a setting, so every mistake,
//! wherever it was made, is found by the same parser, named with its place, and reported together with all others.

mod layers;
mod parse;

pub use layers::{Flags, load};

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

/// A setting: its names in each layer, its default and what it means.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Section and key in the TOML file, `server.listen`.
    pub key: &'static str,
    /// The flag without its dashes; the environment variable is `PRESSESPIEGEL_` and this in capitals.
    pub flag: &'static str,
    /// The default as text.
    pub default: &'static str,
    /// What it means, with its unit.
    pub help: &'static str,
}

impl Setting {
    /// The environment variable.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("PRESSESPIEGEL_{}", self.flag.to_uppercase().replace('-', "_"))
    }
}

/// The environment variable that names the configuration file.
pub const FILE_VARIABLE: &str = "PRESSESPIEGEL_CONFIG";

macro_rules! settings {
    ($($name:ident = $key:literal, $flag:literal, $default:literal, $help:literal;)+) => {
        /// All settings, in the order in which `--help` shows them.
        pub const SETTINGS: &[Setting] =
            &[$(Setting { key: $key, flag: $flag, default: $default, help: $help }),+];

        /// The position of each setting in [`SETTINGS`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum Name { $($name),+ }
    };
}

settings! {
    Listen = "server.listen", "listen", "127.0.0.1:8080", "Address and port to listen on; port 0 takes a free one";
    MaxBody = "server.max_body_bytes", "max-body-bytes", "8388608",
        "Largest request body outside batches, in bytes, from 1024";
    RequestTimeout = "server.request_timeout_seconds", "request-timeout-seconds", "30",
        "How long a request body may take to arrive as a whole (in a batch: the next line), in seconds";
    MemoryBudget = "server.memory_budget_bytes", "memory-budget-bytes", "0",
        "Bytes that bodies, texts, analyses and answers under way may hold together; 0 takes 70 % of the container's (else \
         the machine's) memory less 96 MiB and twice the store's cache";
    MaxBatchLines = "server.max_batch_lines", "max-batch-lines", "100000", "Most lines of a batch, blank ones counted";
    MaxBatchBytes = "server.max_batch_bytes", "max-batch-bytes", "536870912",
        "Most bytes of a batch after decompression";
    RatePerSecond = "server.rate_per_second", "rate-per-second", "0",
        "Requests a second that a client (a key, or an address without one) may send on average, up to 100000; 0 sets no limit";
    RateBurst = "server.rate_burst", "rate-burst", "0",
        "Requests that a client may send at once, up to 1000000; 0 takes what comes in ten seconds";
    PerClient = "server.requests_per_client", "requests-per-client", "0",
        "Requests of a client that may be under way at a time, up to 100000; 0 sets no limit";
    Connections = "server.connections", "connections", "25000",
        "Connections that may be open at a time, up to 1000000; more wait until one is closed";
    Idle = "server.idle_seconds", "idle-seconds", "75", "How long an idle connection is kept, in seconds";
    CorsOrigins = "server.cors_origins", "cors-origins", "",
        "Origins whose pages may ask from a browser, such as https://redaktion.example, with commas; * is all, none by default";
    TrustedProxies = "server.trusted_proxies", "trusted-proxies", "",
        "Addresses or networks of proxies that are believed when X-Forwarded-For tells whose request they pass on, with commas, \
         such as 10.0.0.0/8; none by default";
    ShutdownNotice = "server.shutdown_notice_seconds", "shutdown-notice-seconds", "0",
        "How long after SIGTERM requests are still taken while /readyz says that it stops, so that a proxy learns of it, in seconds";
    ShutdownGrace = "server.shutdown_seconds", "shutdown-seconds", "20",
        "How long running requests may take to end after SIGTERM (and the notice), in seconds";
    KeysFile = "auth.keys_file", "keys-file", "",
        "File of API keys that `pressespiegel keys` writes; with it or `key`, requests need a key";
    Key = "auth.key", "key", "",
        "One key that may do everything, at least 32 characters; give it by the environment, as flags are seen by others";
    Open = "auth.open", "open", "false",
        "true serves other machines without keys; else, without keys, only this machine is served";
    Url = "store.url", "store-url", "",
        "Address of an archive in PostgreSQL, such as postgres://user:password@host/name?sslmode=require, in place of one in a \
         directory; give it by the environment, as flags are seen by others";
    StoreConnections = "store.connections", "store-connections", "16",
        "Connections to PostgreSQL that may be open at a time, from 2 to 1000";
    Pooler = "store.pooler", "store-pooler", "false",
        "true where store.url leads to a pooler that gives each transaction another session, such as pgbouncer with \
         pool_mode = transaction";
    DataDir = "store.data_dir", "data-dir", "./data", "Directory of the archive";
    StoreEngine = "store.engine", "store-engine", "sled",
        "What the archive is kept in: sled, or fjall, which takes less of the disk and less memory; an archive stays with its own";
    Cache = "store.cache_bytes", "cache-bytes", "33554432", "Cache of the store, in bytes, from 1048576";
    SearchHeap = "store.search_heap_bytes", "search-heap-bytes", "33554432",
        "Memory in which the search index gathers words before they go to the disk, in bytes, from 16777216";
    QueryRows = "store.query_rows", "query-rows", "20000000",
        "Entries of the archive that one query may look at before it is given up, from 1000";
    ReadOnly = "store.read_only", "read-only", "false",
        "true opens the archive for reading only: what would change it is refused, and nothing is done in the background";
    Workers = "analysis.workers", "workers", "0", "Texts analysed at the same time, up to 512; 0 takes one per core";
    Queue = "analysis.queue", "queue", "256", "Texts that may wait for analysis before new ones are answered 503";
    QueueBytes = "analysis.queue_bytes", "queue-bytes", "33554432",
        "Bytes of text that may wait for analysis before new ones are answered 503";
    QueueSeconds = "analysis.queue_seconds", "queue-seconds", "15",
        "How long a text may wait for analysis before it is answered 503, in seconds";
    AnalysisTimeout = "analysis.timeout_seconds", "analysis-timeout-seconds", "30",
        "How long one analysis may take before it is given up, in seconds";
    Profile = "analysis.profile", "profile", "accurate",
        "How names are read where a request does not say: accurate (a neural network) or fast";
    Reanalyze = "reanalyze.automatic", "reanalyze-automatic", "same",
        "What is read again in the background once the analyzer or the lexicon has changed: off (nothing), or all articles in the \
         same profile as before, accurate or fast";
    ReanalyzePerSecond = "reanalyze.per_second", "reanalyze-per-second", "20",
        "Articles a second that are read again in the background at most, up to 10000; only idle workers are used for it";
    RetentionDays = "retention.days", "retention-days", "0",
        "Days that articles are kept by their date (of publication, or arrival where that is unknown), up to 36500; older ones \
         are deleted in the background; 0 keeps all";
    RetentionPerSecond = "retention.per_second", "retention-per-second", "20",
        "Articles a second that are deleted for their age at most, up to 10000";
    Watches = "notify.watches", "watches", "100", "Saved searches that there may be, up to 1000";
    Streams = "notify.streams", "event-streams", "100", "Streams of events that may be open at a time, up to 100000";
    StreamsEach = "notify.streams_per_client", "event-streams-per-client", "10",
        "Streams of events that a client may have open at a time, up to 100000";
    Heartbeat = "notify.heartbeat_seconds", "event-heartbeat-seconds", "15",
        "After so many seconds without an event a stream says that there is none";
    WebhookTimeout = "notify.webhook_timeout_seconds", "webhook-timeout-seconds", "15",
        "How long a webhook may take to answer a message, in seconds";
    WebhookRetries = "notify.webhook_retry_seconds", "webhook-retry-seconds",
        "5,300,1800,7200,18000,36000,50400,72000,86400",
        "Pauses after which a message that a webhook did not take is sent again, in seconds, with commas; then it is given up";
    WebhookPrivate = "notify.webhook_private_addresses", "webhook-private-addresses", "false",
        "true lets webhooks lead into private networks and to this machine";
    WebhookHttp = "notify.webhook_http", "webhook-http", "false",
        "true lets webhooks have addresses with http, where everybody on the way can read along";
    Fetch = "fetch.enabled", "fetch", "false", "true lets articles be sent as the `url` of their page, which is then fetched";
    FetchBytes = "fetch.max_bytes", "fetch-max-bytes", "4194304",
        "Most bytes of a page that is fetched, after decompression, from 1024";
    FetchTimeout = "fetch.timeout_seconds", "fetch-timeout-seconds", "20",
        "How long fetching a page may take with its robots.txt, redirects and waiting for its host's turn, in seconds";
    FetchUnderWay = "fetch.under_way", "fetch-under-way", "16", "Pages that may be fetched at a time, up to 1000";
    FetchPause = "fetch.host_pause_seconds", "fetch-host-pause-seconds", "1",
        "How long a host has rest between two requests, in seconds; 0 is none";
    FetchAgent = "fetch.user_agent", "fetch-user-agent", "",
        "The User-Agent that sites see, best with an address where they find you; by default pressespiegel and its version";
    FetchPrivate = "fetch.private_addresses", "fetch-private-addresses", "false",
        "true lets pages be fetched from private networks and this machine, and from other ports than 80 and 443";
    LogFormat = "log.format", "log-format", "text", "Form of the log on standard error: text or json";
    LogFilter = "log.filter", "log-filter", "info,actix_server=warn,fjall=warn,lsm_tree=warn",
        "What is logged, such as warn or info,pressespiegel=debug";
}

/// The whole configuration, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The HTTP server.
    pub server: ServerConfig,
    /// Who may use it.
    pub auth: AuthConfig,
    /// The archive.
    pub store: StoreConfig,
    /// The engine's workers.
    pub analysis: AnalysisConfig,
    /// Reading again in the background.
    pub reanalyze: ReanalyzeConfig,
    /// Deleting by age.
    pub retention: RetentionConfig,
    /// Telling others what is new.
    pub notify: NotifyConfig,
    /// Fetching pages.
    pub fetch: FetchConfig,
    /// The log.
    pub log: LogConfig,
}

/// Section `server`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerConfig {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Largest request body outside batches.
    pub max_body_bytes: usize,
    /// How long a body may take to arrive; in a batch, the next line.
    pub request_timeout: Duration,
    /// Bytes in flight; `None` takes what the machine has.
    pub memory_budget: Option<usize>,
    /// Most lines of a batch.
    pub max_batch_lines: u64,
    /// Most bytes of a batch after decompression.
    pub max_batch_bytes: usize,
    /// Requests a second that a client may send on average; 0 is no limit.
    pub rate_per_second: u32,
    /// Requests that a client may send at once; 0 is what comes in ten seconds.
    pub rate_burst: u32,
    /// Requests of a client that may be under way; 0 is no limit.
    pub per_client: usize,
    /// Connections that may be open.
    pub connections: usize,
    /// How long an idle one is kept.
    pub idle: Duration,
    /// Origins whose pages may ask from a browser; `*` is all.
    pub cors_origins: Vec<String>,
    /// Networks whose proxies are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long after SIGTERM requests are still taken, while the service says that it is not ready.
    pub shutdown_notice: Duration,
    /// How long running requests may take to end after that.
    pub shutdown_grace: Duration,
}

/// Section `auth`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthConfig {
    /// The file of API keys.
    pub keys_file: Option<PathBuf>,
    /// A key that may do everything.
    pub key: Option<Secret>,
    /// Whether other machines are served without keys.
    pub open: bool,
}

/// Text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Section `store`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreConfig {
    /// Address of an archive in PostgreSQL; `None` where it is in a directory.
    pub url: Option<Secret>,
    /// Connections to PostgreSQL.
    pub connections: usize,
    /// Whether a pooler between gives each transaction another session.
    pub pooler: bool,
    /// Directory of the archive.
    pub data_dir: PathBuf,
    /// What the archive is kept in.
    pub engine: KeptIn,
    /// Cache of the store.
    pub cache_bytes: u64,
    /// Memory in which the search index gathers words.
    pub search_heap_bytes: usize,
    /// Entries of the archive that one query may look at.
    pub query_rows: u64,
    /// Whether nothing may be written.
    pub read_only: bool,
}

/// What an archive is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptIn {
    /// A tree of pages.
    Sled,
    /// Sorted tables that are merged.
    Fjall,
}

/// Section `analysis`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalysisConfig {
    /// Texts analysed at the same time; at least one.
    pub workers: usize,
    /// Texts that may wait.
    pub queue: usize,
    /// Their bytes.
    pub queue_bytes: usize,
    /// How long they may wait.
    pub longest_wait: Duration,
    /// How long one analysis may take.
    pub timeout: Duration,
    /// How names are read where a request does not say.
    pub profile: ReadingProfile,
}

/// How names are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadingProfile {
    /// With the encoder.
    Accurate,
    /// Without.
    Fast,
}

/// Section `reanalyze`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReanalyzeConfig {
    /// What is read again by itself.
    pub automatic: ReadAgain,
    /// Articles a second, at most.
    pub per_second: u32,
}

/// What is read again by itself when the analyzer has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadAgain {
    /// Nothing.
    Nothing,
    /// Every article, in the profile it was read in before.
    Same,
    /// Every article, in this profile.
    In(ReadingProfile),
}

/// Section `retention`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionConfig {
    /// Days that articles are kept; 0 is for ever.
    pub days: u32,
    /// Articles a second that are deleted, at most.
    pub per_second: u32,
}

/// Section `notify`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifyConfig {
    /// Saved searches that there may be.
    pub watches: usize,
    /// Streams of events that may be open.
    pub streams: usize,
    /// Those of one client.
    pub streams_per_client: usize,
    /// How long a stream says nothing.
    pub heartbeat: Duration,
    /// How long a webhook may take to answer.
    pub webhook_timeout: Duration,
    /// The pauses between the attempts.
    pub webhook_retries: Vec<Duration>,
    /// Whether webhooks may lead into private networks.
    pub webhook_private: bool,
    /// Whether they may have addresses with `http`.
    pub webhook_http: bool,
}

/// Section `fetch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchConfig {
    /// Whether the service fetches pages.
    pub enabled: bool,
    /// Most bytes of a page.
    pub max_bytes: usize,
    /// How long one may take in all.
    pub timeout: Duration,
    /// Pages under way at a time.
    pub under_way: usize,
    /// How long a host has rest.
    pub host_pause: Duration,
    /// As what sites see the program.
    pub user_agent: Option<String>,
    /// Whether addresses of private networks may be asked, and any port.
    pub private: bool,
}

/// Section `log`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// Text or JSON.
    pub format: LogFormat,
    /// Directives of `tracing-subscriber`'s `EnvFilter`.
    pub filter: String,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Every mistake found in the configuration, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<String>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the configuration has {} mistake(s):", self.0.len())?;
        self.0.iter().try_for_each(|error| writeln!(f, "  {error}"))
    }
}

impl std::error::Error for ConfigErrors {}
