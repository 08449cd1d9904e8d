//! `serve` and `healthcheck`: start, answer, stop.

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
