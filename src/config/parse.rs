//! From the text of each setting to the typed configuration.

use std::fmt::Display;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;

use super::{
    AnalysisConfig, AuthConfig, Config, FetchConfig, KeptIn, LogConfig, LogFormat, Name, NotifyConfig, ReadAgain,
    ReadingProfile, ReanalyzeConfig, RetentionConfig, Secret, ServerConfig, StoreConfig,
};

/// More threads than this the server can't take.
const MAX_WORKERS: usize = 512;
/// With less, hardly an article could be read.
const MEMORY_BUDGETS: RangeInclusive<usize> = 32 << 20..=1 << 40;

/// Pauses before a message is given up, and the longest of them: a week.
const MOST_PAUSES: usize = 50;
const LONGEST_PAUSE: u64 = 604_800;

/// Shorter keys could be guessed.
const SHORTEST_KEY: usize = 32;

/// The text of a setting and where it was given.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) place: String,
}

/// Parses all settings; `None` when any is wrong, and then each mistake is in `errors`.
pub(super) fn parse(texts: &[Text], errors: &mut Vec<String>) -> Option<Config> {
    let mut reader = Reader { texts, errors };
    // Each section is read whole before the first mistake ends it, so that all are told at once.
    let server = reader.server();
    let auth = reader.auth();
    let store = reader.store();
    let analysis = reader.analysis();
    let reanalyze = reader.reanalyze();
    let retention = reader.retention();
    let notify = reader.notify();
    let fetch = reader.fetch();
    let log = reader.log();
    Some(Config {
        server: server?,
        auth: auth?,
        store: store?,
        analysis: analysis?,
        reanalyze: reanalyze?,
        retention: retention?,
        notify: notify?,
        fetch: fetch?,
        log: log?,
    })
}

/// Scheme and host, with a port where it is not the usual one, and nothing behind.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.:[]".contains(&b);
    host.is_some_and(|host| !host.is_empty() && host.bytes().all(fits))
}

fn one_per_core_if_zero(workers: usize) -> usize {
    match workers {
        0 => std::thread::available_parallelism().map_or(1, usize::from).min(MAX_WORKERS),
        given => given,
    }
}

struct Reader<'a> {
    texts: &'a [Text],
    errors: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn server(&mut self) -> Option<ServerConfig> {
        let listen = self.read(Name::Listen, "an address with port, such as 127.0.0.1:8080");
        let max_body_bytes = self.within(Name::MaxBody, 1024..=1 << 30, "bytes");
        let request_timeout = self.within(Name::RequestTimeout, 1..=86_400, "seconds");
        let memory_budget = self.memory_budget();
        let max_batch_lines = self.within(Name::MaxBatchLines, 1..=1 << 40, "lines");
        let max_batch_bytes = self.within(Name::MaxBatchBytes, 1024..=1 << 40, "bytes");
        let rate_per_second = self.within(Name::RatePerSecond, 0..=100_000, "requests, 0 for no limit");
        let rate_burst = self.within(Name::RateBurst, 0..=1_000_000, "requests, 0 for what comes in ten seconds");
        let per_client = self.within(Name::PerClient, 0..=100_000, "requests, 0 for no limit");
        let connections = self.within(Name::Connections, 1..=1_000_000, "connections");
        let idle = self.within(Name::Idle, 1..=86_400, "seconds");
        let cors_origins = self.origins();
        let trusted_proxies = self.networks();
        let shutdown_notice = self.within(Name::ShutdownNotice, 0..=3600, "seconds, 0 for at once");
        let shutdown_grace = self.within(Name::ShutdownGrace, 1..=86_400, "seconds");
        Some(ServerConfig {
            listen: listen?,
            max_body_bytes: max_body_bytes?,
            request_timeout: Duration::from_secs(request_timeout?),
            memory_budget: Some(memory_budget?).filter(|&bytes| bytes > 0),
            max_batch_lines: max_batch_lines?,
            max_batch_bytes: max_batch_bytes?,
            rate_per_second: rate_per_second?,
            rate_burst: rate_burst?,
            per_client: per_client?,
            connections: connections?,
            idle: Duration::from_secs(idle?),
            cors_origins: cors_origins?,
            trusted_proxies: trusted_proxies?,
            shutdown_notice: Duration::from_secs(shutdown_notice?),
            shutdown_grace: Duration::from_secs(shutdown_grace?),
        })
    }

    fn auth(&mut self) -> Option<AuthConfig> {
        let keys_file = self.keys_file();
        let key = self.key();
        let open = self.read(Name::Open, "true or false");
        Some(AuthConfig {
            keys_file: Some(keys_file?).filter(|file| !file.as_os_str().is_empty()),
            key: Some(key?).filter(|key| !key.is_empty()).map(Secret),
            open: open?,
        })
    }

    fn store(&mut self) -> Option<StoreConfig> {
        let url = self.store_url();
        let connections = self.within(Name::StoreConnections, 2..=1_000, "connections");
        let pooler = self.read(Name::Pooler, "true or false");
        let data_dir = self.not_empty(Name::DataDir, "a directory");
        let engine = self.store_engine();
        let cache_bytes = self.within(Name::Cache, 1 << 20..=1 << 40, "bytes");
        let search_heap_bytes = self.within(Name::SearchHeap, 16 << 20..=1 << 30, "bytes");
        let query_rows = self.within(Name::QueryRows, 1_000..=1 << 40, "entries");
        let read_only = self.read(Name::ReadOnly, "true or false");
        Some(StoreConfig {
            url: Some(url?).filter(|url| !url.is_empty()).map(Secret),
            connections: connections?,
            pooler: pooler?,
            data_dir: data_dir?.into(),
            engine: engine?,
            cache_bytes: cache_bytes?,
            search_heap_bytes: search_heap_bytes?,
            query_rows: query_rows?,
            read_only: read_only?,
        })
    }

    fn analysis(&mut self) -> Option<AnalysisConfig> {
        let workers = self.within(Name::Workers, 0..=MAX_WORKERS, "threads, 0 for one per core");
        let queue = self.within(Name::Queue, 1..=100_000, "texts");
        let queue_bytes = self.within(Name::QueueBytes, 1024..=1 << 40, "bytes");
        let longest_wait = self.within(Name::QueueSeconds, 1..=86_400, "seconds");
        let timeout = self.within(Name::AnalysisTimeout, 1..=86_400, "seconds");
        let profile = self.profile();
        Some(AnalysisConfig {
            workers: one_per_core_if_zero(workers?),
            queue: queue?,
            queue_bytes: queue_bytes?,
            longest_wait: Duration::from_secs(longest_wait?),
            timeout: Duration::from_secs(timeout?),
            profile: profile?,
        })
    }

    fn reanalyze(&mut self) -> Option<ReanalyzeConfig> {
        let automatic = self.read_again();
        let per_second = self.within(Name::ReanalyzePerSecond, 1..=10_000, "articles a second");
        Some(ReanalyzeConfig { automatic: automatic?, per_second: per_second? })
    }

    fn retention(&mut self) -> Option<RetentionConfig> {
        let days = self.within(Name::RetentionDays, 0..=36_500, "days, 0 for ever");
        let per_second = self.within(Name::RetentionPerSecond, 1..=10_000, "articles a second");
        Some(RetentionConfig { days: days?, per_second: per_second? })
    }

    fn notify(&mut self) -> Option<NotifyConfig> {
        let watches = self.within(Name::Watches, 0..=1_000, "watches");
        let streams = self.within(Name::Streams, 1..=100_000, "streams");
        let streams_per_client = self.within(Name::StreamsEach, 1..=100_000, "streams");
        let heartbeat = self.within(Name::Heartbeat, 1..=3_600, "seconds");
        let webhook_timeout = self.within(Name::WebhookTimeout, 1..=300, "seconds");
        let webhook_retries = self.pauses();
        let webhook_private = self.read(Name::WebhookPrivate, "true or false");
        let webhook_http = self.read(Name::WebhookHttp, "true or false");
        Some(NotifyConfig {
            watches: watches?,
            streams: streams?,
            streams_per_client: streams_per_client?,
            heartbeat: Duration::from_secs(heartbeat?),
            webhook_timeout: Duration::from_secs(webhook_timeout?),
            webhook_retries: webhook_retries?,
            webhook_private: webhook_private?,
            webhook_http: webhook_http?,
        })
    }

    fn fetch(&mut self) -> Option<FetchConfig> {
        let enabled = self.read(Name::Fetch, "true or false");
        let max_bytes = self.within(Name::FetchBytes, 1024..=1 << 26, "bytes");
        let timeout = self.within(Name::FetchTimeout, 1..=300, "seconds");
        let under_way = self.within(Name::FetchUnderWay, 1..=1_000, "pages");
        let host_pause = self.within(Name::FetchPause, 0..=3_600, "seconds");
        let user_agent = self.user_agent();
        let private = self.read(Name::FetchPrivate, "true or false");
        Some(FetchConfig {
            enabled: enabled?,
            max_bytes: max_bytes?,
            timeout: Duration::from_secs(timeout?),
            under_way: under_way?,
            host_pause: Duration::from_secs(host_pause?),
            user_agent: Some(user_agent?).filter(|agent| !agent.is_empty()),
            private: private?,
        })
    }

    /// What a header can hold; empty is the program's own.
    fn user_agent(&mut self) -> Option<String> {
        let value = self.text(Name::FetchAgent).value.clone();
        let fits = value.trim() == value && value.bytes().all(|b| (b' '..=b'~').contains(&b));
        if fits { Some(value) } else { self.refuse(Name::FetchAgent, "a name of ASCII, such as blatt-archiv/1.0") }
    }

    fn log(&mut self) -> Option<LogConfig> {
        let format = self.log_format();
        let filter = self.log_filter();
        Some(LogConfig { format: format?, filter: filter? })
    }

    fn text(&self, name: Name) -> &Text {
        &self.texts[name as usize]
    }

    fn refuse<T>(&mut self, name: Name, wanted: &str) -> Option<T> {
        let Text { value, place } = self.text(name);
        self.errors.push(format!("{place}: {value:?} is not {wanted}"));
        None
    }

    fn read<T: FromStr>(&mut self, name: Name, wanted: &str) -> Option<T> {
        match self.text(name).value.parse() {
            Ok(value) => Some(value),
            Err(_) => self.refuse(name, wanted),
        }
    }

    fn within<T>(&mut self, name: Name, range: RangeInclusive<T>, of_what: &str) -> Option<T>
    where
        T: FromStr + PartialOrd + Display,
    {
        match self.text(name).value.parse() {
            Ok(value) if range.contains(&value) => Some(value),
            _ => {
                let (least, most) = range.into_inner();
                self.refuse(name, &format!("a whole number from {least} to {most} ({of_what})"))
            }
        }
    }

    /// Zero, or enough for a text of some length.
    fn memory_budget(&mut self) -> Option<usize> {
        match self.text(Name::MemoryBudget).value.parse() {
            Ok(bytes) if bytes == 0 || MEMORY_BUDGETS.contains(&bytes) => Some(bytes),
            _ => self.refuse(
                Name::MemoryBudget,
                "a whole number from 33554432 to 1099511627776 (bytes), or 0 for what the machine has",
            ),
        }
    }

    fn not_empty(&mut self, name: Name, wanted: &str) -> Option<String> {
        let value = self.text(name).value.clone();
        if value.trim().is_empty() { self.refuse(name, wanted) } else { Some(value) }
    }

    fn origins(&mut self) -> Option<Vec<String>> {
        let value = self.text(Name::CorsOrigins).value.clone();
        let origins: Vec<String> = value.split(',').map(|origin| origin.trim().to_owned()).collect();
        match origins.iter().all(|origin| origin == "*" || is_origin(origin)) {
            true => Some(origins),
            false if value.is_empty() => Some(Vec::new()),
            false => self.refuse(Name::CorsOrigins, "a list of origins, such as https://redaktion.example:8443, or *"),
        }
    }

    /// Addresses and networks with commas; an address is a network of one.
    fn networks(&mut self) -> Option<Vec<IpNet>> {
        let value = self.text(Name::TrustedProxies).value.clone();
        if value.is_empty() {
            return Some(Vec::new());
        }
        let network = |text: &str| text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).ok();
        let networks: Option<Vec<IpNet>> = value.split(',').map(|text| network(text.trim())).collect();
        networks
            .or_else(|| self.refuse(Name::TrustedProxies, "a list of addresses or networks, such as 10.0.0.0/8,::1"))
    }

    /// Whole seconds with commas; none at all is no second attempt.
    fn pauses(&mut self) -> Option<Vec<Duration>> {
        let value = self.text(Name::WebhookRetries).value.clone();
        if value.is_empty() {
            return Some(Vec::new());
        }
        let pause = |text: &str| text.trim().parse().ok().filter(|seconds| (1..=LONGEST_PAUSE).contains(seconds));
        let pauses: Option<Vec<u64>> = value.split(',').map(pause).collect();
        match pauses.filter(|pauses| pauses.len() <= MOST_PAUSES) {
            Some(pauses) => Some(pauses.into_iter().map(Duration::from_secs).collect()),
            None => {
                self.refuse(Name::WebhookRetries, "a list of at most 50 pauses of 1 to 604800 seconds, such as 5,300")
            }
        }
    }

    /// Empty where there is none.
    fn keys_file(&mut self) -> Option<PathBuf> {
        let value = self.text(Name::KeysFile).value.clone();
        if value.is_empty() {
            Some(PathBuf::new())
        } else {
            self.not_empty(Name::KeysFile, "a file").map(PathBuf::from)
        }
    }

    /// Empty where there is none.
    fn store_url(&mut self) -> Option<String> {
        let Text { value, place } = self.text(Name::Url);
        let is_address = ["postgres://", "postgresql://"].iter().any(|scheme| value.starts_with(scheme));
        if value.is_empty() || (is_address && !value.contains(char::is_whitespace)) {
            return Some(value.clone());
        }
        // It may hold a password: it is not repeated.
        self.errors.push(format!("{place}: what is given is not an address that begins with postgres://"));
        None
    }

    /// Empty where there is none.
    fn key(&mut self) -> Option<String> {
        let Text { value, place } = self.text(Name::Key);
        let fits = value.len() >= SHORTEST_KEY && value.bytes().all(|b| b.is_ascii_graphic());
        if fits || value.is_empty() {
            return Some(value.clone());
        }
        // What was given may be most of a key: it is not repeated.
        let wanted = format!("{SHORTEST_KEY} or more characters of ASCII without blanks");
        self.errors.push(format!("{place}: what is given is not {wanted}; `openssl rand -hex 32` makes one"));
        None
    }

    fn store_engine(&mut self) -> Option<KeptIn> {
        match self.text(Name::StoreEngine).value.as_str() {
            "sled" => Some(KeptIn::Sled),
            "fjall" => Some(KeptIn::Fjall),
            _ => self.refuse(Name::StoreEngine, "sled or fjall"),
        }
    }

    fn profile(&mut self) -> Option<ReadingProfile> {
        match self.text(Name::Profile).value.as_str() {
            "accurate" => Some(ReadingProfile::Accurate),
            "fast" => Some(ReadingProfile::Fast),
            _ => self.refuse(Name::Profile, "accurate or fast"),
        }
    }

    fn read_again(&mut self) -> Option<ReadAgain> {
        match self.text(Name::Reanalyze).value.as_str() {
            "off" => Some(ReadAgain::Nothing),
            "same" => Some(ReadAgain::Same),
            "accurate" => Some(ReadAgain::In(ReadingProfile::Accurate)),
            "fast" => Some(ReadAgain::In(ReadingProfile::Fast)),
            _ => self.refuse(Name::Reanalyze, "off, same, accurate or fast"),
        }
    }

    fn log_format(&mut self) -> Option<LogFormat> {
        match self.text(Name::LogFormat).value.as_str() {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => self.refuse(Name::LogFormat, "text or json"),
        }
    }

    fn log_filter(&mut self) -> Option<String> {
        let value = self.text(Name::LogFilter).value.clone();
        // A word alone that is no level would be taken for a target and silence everything else: a slip like `inof`.
        let is_clear = |directive: &str| {
            directive.contains(['=', '[']) || tracing_subscriber::filter::LevelFilter::from_str(directive).is_ok()
        };
        match tracing_subscriber::EnvFilter::try_new(&value) {
            Ok(_) if !value.is_empty() && value.split(',').all(is_clear) => Some(value),
            _ => self.refuse(
                Name::LogFilter,
                "a filter such as info or pressespiegel=debug,warn: error, warn, info, debug, trace or off, alone or after a target",
            ),
        }
    }
}
