//! The log and the metrics recorder. Article text never goes to either.

use std::io::IsTerminal;

use metrics::Unit;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{LogConfig, LogFormat};

/// Bounds of the histograms, in seconds: from a tenth of a millisecond to ten seconds.
const SECONDS: &[f64] =
    &[0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What a metric counts up, shows, or spreads.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// Every metric of the program: what it is, its unit, and its help text.
const METRICS: &[(Kind, &str, Unit, &str)] = &[
    (
        Kind::Counter,
        "pressespiegel_http_requests_total",
        Unit::Count,
        "Requests answered, by route, method and status; 499 when the client left before.",
    ),
    (
        Kind::Histogram,
        "pressespiegel_http_request_seconds",
        Unit::Seconds,
        "Time from the head of a request to the head of its answer, by route and method.",
    ),
    (
        Kind::Counter,
        "pressespiegel_auth_refused_total",
        Unit::Count,
        "Requests refused for want of a key that may do it, by reason: missing, unknown, scope, source.",
    ),
    (Kind::Gauge, "pressespiegel_analysis_queue", Unit::Count, "Texts that wait for analysis."),
    (Kind::Gauge, "pressespiegel_analysis_running", Unit::Count, "Texts under analysis."),
    (
        Kind::Gauge,
        "pressespiegel_memory_reserved_bytes",
        Unit::Bytes,
        "Bytes in flight that are counted against the memory budget, by use.",
    ),
    (
        Kind::Histogram,
        "pressespiegel_analysis_seconds",
        Unit::Seconds,
        "Time of one stage of the analysis of one text, by stage.",
    ),
    (Kind::Gauge, "pressespiegel_store_free_bytes", Unit::Bytes, "Free bytes on the disk of the archive."),
    (
        Kind::Gauge,
        "pressespiegel_store_writes_refused",
        Unit::Count,
        "1 while writes are refused as the disk of the archive is full, else 0.",
    ),
    (
        Kind::Counter,
        "pressespiegel_reanalysis_articles_total",
        Unit::Count,
        "Articles read again in the background, by outcome: done, failed, passed (changed by somebody meanwhile).",
    ),
    (
        Kind::Gauge,
        "pressespiegel_reanalysis_left",
        Unit::Count,
        "Articles of another analyzer than the present one that are still to be read again.",
    ),
    (
        Kind::Gauge,
        "pressespiegel_reanalysis_running",
        Unit::Count,
        "1 while articles are read again in the background, else 0.",
    ),
    (
        Kind::Counter,
        "pressespiegel_http_unreadable_total",
        Unit::Count,
        "Answers to what could not be read as a request, by status.",
    ),
    (
        Kind::Counter,
        "pressespiegel_articles_removed_total",
        Unit::Count,
        "Articles deleted in numbers, by what: filter (a request), retention (they were old).",
    ),
    (
        Kind::Gauge,
        "pressespiegel_retention_looked_timestamp_seconds",
        Unit::Seconds,
        "When old articles were last looked for, in seconds since 1970.",
    ),
    (Kind::Gauge, "pressespiegel_lexicon_version", Unit::Count, "Version of the user's lexicon in force; 0 is none."),
    (Kind::Gauge, "pressespiegel_lexicon_entries", Unit::Count, "Names in the user's lexicon in force."),
    (
        Kind::Counter,
        "pressespiegel_fetched_pages_total",
        Unit::Count,
        "Pages asked for, by outcome: fetched, or the last part of the problem's type.",
    ),
    (Kind::Histogram, "pressespiegel_fetch_seconds", Unit::Seconds, "Time in which a page came, or did not."),
    (Kind::Gauge, "pressespiegel_watches", Unit::Count, "Saved searches, told by the program that sends to webhooks."),
    (
        Kind::Gauge,
        "pressespiegel_duty",
        Unit::Count,
        "1 while this program does what one of all programs of an archive does, by duty: reanalysis, retention, webhooks.",
    ),
    (Kind::Gauge, "pressespiegel_event_streams", Unit::Count, "Streams of events that are open."),
    (
        Kind::Gauge,
        "pressespiegel_webhooks_disabled",
        Unit::Count,
        "Webhooks that get no more messages, as their receiver answered 410.",
    ),
    (
        Kind::Counter,
        "pressespiegel_webhook_attempts_total",
        Unit::Count,
        "Messages sent to webhooks, by outcome: taken, refused (or no answer), gone (410).",
    ),
    (
        Kind::Counter,
        "pressespiegel_webhook_dead_total",
        Unit::Count,
        "Messages to webhooks that were given up after the last attempt.",
    ),
    (Kind::Histogram, "pressespiegel_webhook_seconds", Unit::Seconds, "Time of one attempt to send to a webhook."),
    (
        Kind::Histogram,
        "pressespiegel_store_seconds",
        Unit::Seconds,
        "Time of one operation of the store, by operation.",
    ),
    (Kind::Histogram, "pressespiegel_store_batch_writes", Unit::Count, "Writes that became durable together."),
    (Kind::Histogram, "pressespiegel_store_sync_seconds", Unit::Seconds, "Time of one sync of the database file."),
    (
        Kind::Gauge,
        "pressespiegel_store_oldest_unacknowledged_seconds",
        Unit::Seconds,
        "Age of the oldest write that is not durable yet; 0 when there is none.",
    ),
    (
        Kind::Gauge,
        "pressespiegel_search_behind",
        Unit::Count,
        "Changes of the archive that searches do not see yet; 0 is current.",
    ),
    (Kind::Gauge, "pressespiegel_search_disk_bytes", Unit::Bytes, "Size of the search index on disk."),
    (
        Kind::Histogram,
        "pressespiegel_search_commit_seconds",
        Unit::Seconds,
        "Time in which the search index made durable and searchable what it had gathered.",
    ),
    (Kind::Gauge, "pressespiegel_store_disk_bytes", Unit::Bytes, "Size of the database on disk."),
    (
        Kind::Gauge,
        "pressespiegel_store_blob_files",
        Unit::Count,
        "Files into which the database moved values, which may not survive a power loss; 0 is right.",
    ),
];

/// Starts the log on standard error. A second call changes nothing: the first subscriber stays.
pub fn start_log(config: &LogConfig) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let started = match config.format {
        LogFormat::Text => registry.with(layer.with_ansi(std::io::stderr().is_terminal())).try_init(),
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init(),
    };
    if let Err(error) = started {
        tracing::debug!(%error, "a log is running already");
    }
}

/// Installs the metrics recorder of this process and returns what renders it.
///
/// # Errors
/// When another recorder is installed already.
pub fn start_metrics() -> anyhow::Result<PrometheusHandle> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)?
        .install_recorder()?;
    describe_metrics();
    Ok(handle)
}

/// Tells the recorder of this process the help texts.
fn describe_metrics() {
    for (kind, name, unit, help) in METRICS {
        match kind {
            Kind::Counter => metrics::describe_counter!(*name, *unit, *help),
            Kind::Gauge => metrics::describe_gauge!(*name, *unit, *help),
            Kind::Histogram => metrics::describe_histogram!(*name, *unit, *help),
        }
    }
}
