//! No request can hurt: deadlines, clients that leave, the memory budget, slow bodies and endless batches.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use pressespiegel::budget::MemoryBudget;
use serde_json::{Value, json};

use crate::app::{Settings, TestApp, logged, read, spawn_app_with};

/// 20,000 line ends, by gzip.
const BLANK_LINES: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 33, 1, 0, 0, 0, 195, 32, 191, 254, 129, 95, 227, 2, 40, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 12, 114, 239, 234, 169, 32, 78, 0, 0,
];

/// A text that takes long on any machine.
fn long_text() -> String {
    "Die Firma wächst, sagte Vera Lindt am Montag. ".repeat(12_000)
}

fn head(path: &str, id: &str, length: usize) -> Vec<u8> {
    let kind = if path.ends_with("batch") { "application/x-ndjson" } else { "application/json" };
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: {id}\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n"
    )
    .into_bytes()
}

/// A connection over which these bytes were sent.
async fn sent(app: &TestApp, bytes: Vec<u8>) -> TcpStream {
    let address = app.address;
    let talk = move || {
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a timeout");
        stream.write_all(&bytes).expect("sent");
        stream
    };
    tokio::task::spawn_blocking(talk).await.expect("no panic")
}

/// What comes back until the service closes the connection, while `drip` is sent again and again.
async fn answer_to(mut stream: TcpStream, drip: &'static [u8]) -> String {
    let talk = move || {
        let mut answer = Vec::new();
        let mut piece = [0; 4096];
        stream.set_read_timeout(Some(Duration::from_millis(20))).expect("a timeout");
        for _ in 0..3000 {
            match stream.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => answer.extend_from_slice(&piece[..count]),
                Err(_) if answer.ends_with(b"0\r\n\r\n") => break,
                Err(_) => drop(stream.write_all(drip)),
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    };
    tokio::task::spawn_blocking(talk).await.expect("no panic")
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..6000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what} never came");
}

async fn batch(app: &TestApp, body: impl Into<Vec<u8>>, encoding: &str) -> Vec<Value> {
    let request = app.request("POST", "/v1/articles/batch").header("content-type", "application/x-ndjson");
    let answer = read(request.header("content-encoding", encoding).body(body.into())).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[tokio::test]
async fn an_analysis_that_takes_too_long_is_given_up_and_leaves_nothing() {
    let mut settings = Settings::default();
    settings.ingest.timeout = Duration::ZERO;
    let app = spawn_app_with(settings).await;
    let article = json!({"text": "Die Nordwind AG baut ein Werk.", "language": "de"});
    for path in ["/v1/analyze", "/v1/articles"] {
        let problem = app.post(path, &article).await.problem(422, "analysis-timeout");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("analysis.timeout_seconds")));
    }
    let results = batch(&app, format!("{article}\n{{\"text\": \"\"}}\n"), "identity").await;
    assert_eq!(results[0]["problem"]["type"], "/problems/analysis-timeout");
    assert_eq!(results[1]["problem"]["type"], "/problems/empty-text");
    assert_eq!(app.get("/v1/articles").await.ok(200)["items"], json!([]), "nothing was stored");
    assert_eq!(app.memory.analyses.used(), 0, "its memory was not given back");
}

#[tokio::test]
async fn a_client_that_leaves_frees_its_place_and_its_worker() {
    let mut settings = Settings::default();
    settings.ingest.workers = 1;
    let app = spawn_app_with(settings).await;
    let body = json!({"text": long_text(), "language": "de"}).to_string();
    let mut clients = Vec::new();
    for id in ["leaves-running", "leaves-waiting"] {
        let request = [head("/v1/analyze", id, body.len()), body.clone().into_bytes()].concat();
        clients.push(sent(&app, request).await);
        until("the request", || app.memory.analyses.used() > 0).await;
    }
    until("the second body", || app.memory.arriving.used() >= 2 * body.len()).await;
    drop(clients);
    for id in ["leaves-running", "leaves-waiting"] {
        let left = |line: &str| line.contains(id) && line.contains("\"status\":499");
        until("the end of the request", || logged().lines().any(left)).await;
    }
    until("the memory", || app.memory.analyses.used() + app.memory.arriving.used() == 0).await;
    app.post("/v1/analyze", &json!({"text": "Bern wächst.", "language": "de"})).await.ok(200);
}

#[tokio::test]
async fn a_full_queue_says_so_before_the_body_is_sent() {
    let mut settings = Settings::default();
    settings.ingest.workers = 1;
    settings.ingest.queue = 0;
    let app = spawn_app_with(settings).await;
    let body = json!({"text": long_text(), "language": "de"}).to_string();
    let request = [head("/v1/analyze", "fills", body.len()), body.clone().into_bytes()].concat();
    let first = sent(&app, request).await;
    until("the analysis", || app.memory.analyses.used() > 0).await;
    let second = sent(&app, head("/v1/analyze", "turned-away", body.len())).await;
    let answer = answer_to(second, b"").await;
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("/problems/overloaded"), "{answer}");
    assert!(answer.to_lowercase().contains("\r\nretry-after: "), "{answer}");
    app.post("/v1/analyze", &json!({"text": "Bern wächst.", "language": "de"})).await.ok(200);
    drop(first);
}

#[tokio::test]
async fn who_waits_too_long_for_a_worker_is_turned_away() {
    let mut settings = Settings::default();
    settings.ingest.workers = 1;
    settings.ingest.longest_wait = Duration::from_millis(50);
    let app = spawn_app_with(settings).await;
    let body = json!({"text": long_text(), "language": "de"});
    let (first, second) = tokio::join!(app.post("/v1/analyze", &body), app.post("/v1/analyze", &body));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 503]);
}

#[tokio::test]
async fn bodies_under_way_are_bounded_and_small_ones_come_through() {
    let mut settings = Settings::default();
    settings.ingest.memory = MemoryBudget::new(6 << 20);
    let app = spawn_app_with(settings).await;
    let mut waiting = Vec::new();
    for number in 0..8 {
        let mut request = head("/v1/analyze", &format!("half-{number}"), 800_000);
        request.extend_from_slice(format!("{{\"text\": \"{}", "x".repeat(250_000)).as_bytes());
        waiting.push(sent(&app, request).await);
        let arriving = &app.memory.arriving;
        assert!(arriving.used() <= arriving.limit() / 4 * 3, "{}", arriving.used());
    }
    let refused = waiting.pop().expect("the last one");
    let answer = answer_to(refused, b"").await;
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("/problems/overloaded"), "{answer}");
    app.post("/v1/analyze", &json!({"text": "Bern wächst.", "language": "de"})).await.ok(200);
    drop(waiting);
    until("the memory", || app.memory.arriving.used() == 0).await;
}

#[tokio::test]
async fn a_text_that_needs_more_memory_than_there_is_is_refused_by_name() {
    let mut settings = Settings::default();
    settings.ingest.memory = MemoryBudget::new(6 << 20);
    let app = spawn_app_with(settings).await;
    let article = json!({"text": "Bern wächst. ".repeat(4000), "language": "de"});
    let problem = app.post("/v1/analyze", &article).await.problem(413, "body-too-large");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("server.memory_budget_bytes")));
}

#[tokio::test]
async fn answers_under_way_are_bounded() {
    let mut settings = Settings::default();
    settings.ingest.memory = MemoryBudget::new(6 * 10_000);
    let app = spawn_app_with(settings).await;
    let answer = app.get("/openapi.json").await;
    answer.problem(503, "overloaded");
    assert!(answer.header("retry-after").parse::<u32>().is_ok());
    app.get("/livez").await.ok(200);
}

#[tokio::test]
async fn a_large_answer_is_counted_until_it_is_sent() {
    let app = spawn_app_with(Settings::default()).await;
    assert_eq!(app.get("/openapi.json").await.status, 200);
    until("the memory", || app.memory.answers.used() == 0).await;
}

#[tokio::test]
async fn a_body_that_drips_in_is_given_up() {
    let mut settings = Settings::default();
    settings.limits.body_timeout = Duration::from_millis(400);
    let app = spawn_app_with(settings).await;
    let stream = sent(&app, [head("/v1/analyze", "drips", 100_000), b"{\"text\": \"".to_vec()].concat()).await;
    let answer = answer_to(stream, b"x").await;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("/problems/body-timeout"), "{answer}");
}

#[tokio::test]
async fn a_batch_whose_next_line_does_not_arrive_ends_with_a_result_that_says_so() {
    let mut settings = Settings::default();
    settings.limits.body_timeout = Duration::from_millis(400);
    let app = spawn_app_with(settings).await;
    for drip in [&b"x"[..], b"\n", b""] {
        let first = b"{\"text\": \"Bern wachst.\", \"language\": \"de\"}\n".to_vec();
        let stream = sent(&app, [head("/v1/articles/batch", "drips", 100_000), first].concat()).await;
        let answer = answer_to(stream, drip).await;
        assert!(answer.contains("{\"line\":1,\"status\":20"), "{drip:?}: {answer}");
        assert!(answer.contains("\"status\":408") && answer.contains("/problems/body-timeout"), "{drip:?}: {answer}");
    }
}

#[tokio::test]
async fn a_batch_has_a_greatest_number_of_lines_and_bytes() {
    let line = "{\"text\": \"Bern wächst.\"}\n";
    let mut settings = Settings::default();
    settings.limits.max_batch_lines = 3;
    settings.limits.max_batch_bytes = 3 * line.len() + 5;
    let app = spawn_app_with(settings).await;
    let limits = app.get("/v1/capabilities").await.ok(200)["limits"].clone();
    assert_eq!((&limits["batch_lines"], &limits["batch_bytes"]), (&json!(3), &json!(3 * line.len() + 5)));
    for (body, encoding, expected, reason) in [
        (line.repeat(3).into_bytes(), "identity", vec![(1, false), (2, false), (3, false)], "as much as is allowed"),
        (
            format!("{}\n\n", line.repeat(3)).into_bytes(),
            "identity",
            vec![(1, false), (2, false), (3, false), (4, true)],
            "lines",
        ),
        (
            format!("{}xxxxxx", line.repeat(2)).repeat(2).into_bytes(),
            "identity",
            vec![(1, false), (2, false), (3, true)],
            "bytes",
        ),
        (BLANK_LINES.to_vec(), "gzip", vec![(4, true)], "packed blank lines"),
    ] {
        let results = batch(&app, body, encoding).await;
        let seen: Vec<_> = results.iter().map(|r| (r["line"].as_u64().unwrap(), r["status"] == 413)).collect();
        assert_eq!(seen, expected, "{reason}");
        for refused in results.iter().filter(|result| result["status"] == 413) {
            assert_eq!(refused["problem"]["type"], "/problems/batch-too-large", "{reason}");
        }
    }
}

#[tokio::test]
async fn a_body_of_very_many_values_is_refused_before_they_are_read() {
    let app = spawn_app_with(Settings::default()).await;
    let body = format!("{{\"text\": [{}1]}}", "1,".repeat(200_000));
    app.post_text("/v1/analyze", &body).await.problem(422, "invalid-field");
}
