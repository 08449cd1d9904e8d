//! From the text of each setting to the typed configuration.

use std::str::FromStr;
use std::time::Duration;

use super::{AnalysisConfig, Config, LogConfig, LogFormat, Name, ServerConfig, StoreConfig};

/// With less, hardly an article could be read.
const LEAST_MEMORY_BUDGET: usize = 32 * 1024 * 1024;

/// The text of a setting and where it was given.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) place: String,
}

/// Parses all settings; `None` when any is wrong, and then each mistake is in `errors`.
pub(super) fn parse(texts: &[Text], errors: &mut Vec<String>) -> Option<Config> {
    let mut reader = Reader { texts, errors };
    let listen = reader.read(Name::Listen, "an address with port, such as 127.0.0.1:8080");
    let max_body_bytes = reader.at_least(Name::MaxBody, &1_usize, "a number of bytes from 1");
    let request_timeout = reader.at_least(Name::RequestTimeout, &1_u64, "a number of seconds from 1");
    let memory_budget = reader.memory_budget();
    let max_batch_lines = reader.at_least(Name::MaxBatchLines, &1_u64, "a number of lines from 1");
    let max_batch_bytes = reader.at_least(Name::MaxBatchBytes, &1_usize, "a number of bytes from 1");
    let shutdown_grace: Option<u64> = reader.read(Name::ShutdownGrace, "a number of seconds");
    let data_dir = reader.not_empty(Name::DataDir, "a directory");
    let cache_bytes = reader.at_least(Name::Cache, &1_048_576_u64, "a number of bytes from 1048576");
    let workers: Option<usize> = reader.read(Name::Workers, "a number of threads, 0 for one per core");
    let queue: Option<usize> = reader.read(Name::Queue, "a number of texts");
    let queue_bytes = reader.at_least(Name::QueueBytes, &1_usize, "a number of bytes from 1");
    let longest_wait = reader.at_least(Name::QueueSeconds, &1_u64, "a number of seconds from 1");
    let timeout = reader.at_least(Name::AnalysisTimeout, &1_u64, "a number of seconds from 1");
    let format = reader.log_format();
    let filter = reader.log_filter();
    Some(Config {
        server: ServerConfig {
            listen: listen?,
            max_body_bytes: max_body_bytes?,
            request_timeout: Duration::from_secs(request_timeout?),
            memory_budget: Some(memory_budget?).filter(|&bytes| bytes > 0),
            max_batch_lines: max_batch_lines?,
            max_batch_bytes: max_batch_bytes?,
            shutdown_grace: Duration::from_secs(shutdown_grace?),
        },
        store: StoreConfig { data_dir: data_dir?.into(), cache_bytes: cache_bytes? },
        analysis: AnalysisConfig {
            workers: one_per_core_if_zero(workers?),
            queue: queue?,
            queue_bytes: queue_bytes?,
            longest_wait: Duration::from_secs(longest_wait?),
            timeout: Duration::from_secs(timeout?),
        },
        log: LogConfig { format: format?, filter: filter? },
    })
}

fn one_per_core_if_zero(workers: usize) -> usize {
    match workers {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        given => given,
    }
}

struct Reader<'a> {
    texts: &'a [Text],
    errors: &'a mut Vec<String>,
}

impl Reader<'_> {
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

    fn at_least<T: FromStr + PartialOrd>(&mut self, name: Name, least: &T, wanted: &str) -> Option<T> {
        match self.text(name).value.parse() {
            Ok(value) if value >= *least => Some(value),
            _ => self.refuse(name, wanted),
        }
    }

    /// Zero, or enough for a text of some length.
    fn memory_budget(&mut self) -> Option<usize> {
        match self.text(Name::MemoryBudget).value.parse() {
            Ok(bytes) if bytes == 0 || bytes >= LEAST_MEMORY_BUDGET => Some(bytes),
            _ => self.refuse(Name::MemoryBudget, "a number of bytes from 33554432, or 0 for what the machine has"),
        }
    }

    fn not_empty(&mut self, name: Name, wanted: &str) -> Option<String> {
        let value = self.text(name).value.clone();
        if value.trim().is_empty() { self.refuse(name, wanted) } else { Some(value) }
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
        match tracing_subscriber::EnvFilter::try_new(&value) {
            Ok(_) => Some(value),
            Err(_) => self.refuse(Name::LogFilter, "a filter such as info or pressespiegel=debug,warn"),
        }
    }
}
