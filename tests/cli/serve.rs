//! `serve` and `healthcheck`: start, answer, stop.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use crate::{Served, run, run_with_input, stderr};

#[test]
fn a_service_answers_and_sigterm_ends_it_with_0_and_everything_kept() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &["--log-format", "json"]);
    let (status, body) =
        served.request("POST", "/v1/articles", r#"{"text":"Geheimwort Zitronenfalter, sagte Peter Oswald."}"#);
    assert_eq!(status, 201, "{body}");
    let id = serde_json::from_str::<Value>(&body).unwrap()["id"].as_str().unwrap().to_owned();
    let (code, log) = served.terminate();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("Zitronenfalter"), "article text reached the log");
    let requests: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .filter(|line: &Value| line.get("route").is_some())
        .collect();
    assert_eq!(requests.len(), 1, "one line a request:\n{log}");
    assert_eq!(requests[0]["status"], 201);

    let again = Served::start(data.path(), &[]);
    assert_eq!(again.request("GET", &format!("/v1/articles/{id}"), "").0, 200);
}

#[test]
fn streams_of_events_are_ended_in_order_when_the_service_stops() {
    let data = tempfile::tempdir().unwrap();
    // So patient that a stream which does not end by itself would hold up the test.
    let served = Served::start(data.path(), &["--shutdown-seconds", "3600"]);
    let mut stream = TcpStream::connect(served.address()).unwrap();
    write!(stream, "GET /v1/events?of=claims HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut head = [0; 64];
    stream.read_exact(&mut head).unwrap();
    assert!(head.starts_with(b"HTTP/1.1 200"), "{head:?}");
    assert_eq!(served.terminate().0, Some(0));
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    assert!(rest.ends_with(b"\r\n0\r\n\r\n"), "it was cut off: {:?}", String::from_utf8_lossy(&rest));
}

#[test]
fn the_lexicon_survives_a_restart_and_serves_an_import() {
    let data = tempfile::tempdir().unwrap();
    let state = |body: &str| serde_json::from_str::<Value>(body).unwrap();
    let served = Served::start(data.path(), &[]);
    let entry = r#"{"id": "organization:qx", "name": "Quarbelwerke", "type": "organization", "wikidata": "Q4115189"}"#;
    let (status, put) = served.request_with("PUT", "/v1/lexicon", "application/x-ndjson", entry);
    assert_eq!(status, 200, "{put}");
    assert_eq!(served.terminate().0, Some(0));

    let line = r#"{"text": "Die Quarbelwerke wachsen weiter, sagte Peter Oswald am Montag in Rostock."}"#;
    let import = run_with_input(&["import", "-", "--data-dir", data.path().to_str().unwrap()], line.as_bytes());
    assert_eq!(import.status.code(), Some(0), "{}", stderr(&import));
    let again = Served::start(data.path(), &[]);
    let lexicon = state(&again.request("GET", "/v1/lexicon", "").1);
    assert_eq!(lexicon["items"][0], state(entry));
    for field in ["version", "changed_at", "analyzer"] {
        assert_eq!(lexicon[field], state(&put)[field], "{field}");
    }
    let entity = state(&again.request("GET", "/v1/entities/organization:qx", "").1);
    assert_eq!(entity["articles"], 1, "{entity}");
}

#[test]
fn healthcheck_succeeds_where_a_service_is_ready() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &[]);
    let by_url = run(&["healthcheck", "--url", &served.url]);
    assert_eq!(by_url.status.code(), Some(0), "{}", stderr(&by_url));
    let by_settings = run(&["healthcheck", "--listen", served.address()]);
    assert_eq!(by_settings.status.code(), Some(0), "{}", stderr(&by_settings));
}

#[test]
fn two_services_can_not_share_a_directory() {
    let data = tempfile::tempdir().unwrap();
    let _first = Served::start(data.path(), &[]);
    let second = run(&["serve", "--listen", "127.0.0.1:0", "--data-dir", data.path().to_str().unwrap()]);
    assert_eq!(second.status.code(), Some(1));
    assert!(stderr(&second).contains("another process"), "{}", stderr(&second));
}

#[test]
fn an_address_in_use_is_named() {
    let data = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let first = Served::start(data.path(), &[]);
    let second = run(&["serve", "--listen", first.address(), "--data-dir", other.path().to_str().unwrap()]);
    assert_eq!(second.status.code(), Some(1));
    assert!(stderr(&second).contains(first.address()), "{}", stderr(&second));
}

/// What `promtool check metrics` finds fault with, by the rules of its manual.
fn faults(metrics: &str) -> Vec<String> {
    let lines = |kind: &str| -> Vec<(String, String)> {
        let lines = metrics.lines().filter_map(|line| line.strip_prefix(kind)?.split_once(' '));
        lines.map(|(name, rest)| (name.to_owned(), rest.to_owned())).collect()
    };
    let helps = lines("# HELP ");
    let mut faults = Vec::new();
    for (name, kind) in lines("# TYPE ") {
        let mut fault = |what: &str| faults.push(format!("{name} ({kind}) {what}"));
        if !helps.iter().any(|(helped, help)| *helped == name && !help.trim().is_empty()) {
            fault("has no help text");
        }
        if (kind == "counter") != name.ends_with("_total") {
            fault("must end in _total if it is a counter, and only then");
        }
        if ["_bucket", "_count", "_sum"].iter().any(|reserved| name.ends_with(reserved)) {
            fault("has a suffix of histograms");
        }
        let parts: Vec<_> = name.split('_').collect();
        for unit in ["milliseconds", "ms", "minutes", "hours", "days", "kilobytes", "kb", "mb", "bits", "percent"] {
            if parts.contains(&unit) {
                fault("is not in a base unit");
            }
        }
        for word in ["counter", "gauge", "histogram", "summary"] {
            if parts.contains(&word) {
                fault("names its type");
            }
        }
        if name.chars().any(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')) {
            fault("is not in snake_case");
        }
    }
    faults
}

#[test]
fn every_metric_tells_what_it_is_and_is_named_by_the_rules() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &[]);
    assert_eq!(served.request("POST", "/v1/articles", r#"{"text":"Es kamen 12 Leute, sagte Peter Oswald."}"#).0, 201);
    let entry = r#"{"id": "organization:qx", "name": "Quarbelwerke", "type": "organization"}"#;
    assert_eq!(served.request_with("PUT", "/v1/lexicon", "application/x-ndjson", entry).0, 200);
    let (status, metrics) = served.request("GET", "/metrics", "");
    assert_eq!(status, 200);
    let rendered = metrics.lines().filter(|line| line.starts_with("# TYPE pressespiegel_")).count();
    assert!(rendered >= 12, "only {rendered} metrics are there:\n{metrics}");
    assert_eq!(faults(&metrics), Vec::<String>::new(), "{metrics}");
    let inserts = r#"pressespiegel_store_seconds_count{operation="insert"} 1"#;
    assert!(metrics.lines().any(|line| line == inserts), "one insert counts once:\n{metrics}");
}

#[test]
fn faults_of_metrics_are_found() {
    for (metrics, part, reason) in [
        ("# TYPE a_seconds gauge\n", "help", "no help"),
        ("# HELP a_seconds  \n# TYPE a_seconds gauge\n", "help", "empty help"),
        ("# HELP a x\n# TYPE a counter\n", "_total", "counter without its suffix"),
        ("# HELP a_total x\n# TYPE a_total gauge\n", "_total", "no counter"),
        ("# HELP a_count x\n# TYPE a_count gauge\n", "suffix", "reserved"),
        ("# HELP a_ms x\n# TYPE a_ms gauge\n", "base unit", "milliseconds"),
        ("# HELP a_gauge x\n# TYPE a_gauge gauge\n", "type", "type in the name"),
        ("# HELP aB x\n# TYPE aB gauge\n", "snake_case", "capital"),
    ] {
        let found = faults(metrics);
        assert!(found.len() == 1 && found[0].contains(part), "{reason}: {found:?}");
    }
    assert!(faults("# HELP a_bytes x\n# TYPE a_bytes gauge\na_bytes 1\n").is_empty());
}
