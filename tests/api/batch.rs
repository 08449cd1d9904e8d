//! Many articles at once.

use serde_json::{Value, json};

use crate::app::{Answer, Settings, TestApp, read, spawn_app, spawn_app_with};

async fn send(app: &TestApp, body: impl Into<Vec<u8>>) -> Answer {
    let request = app.request("POST", "/v1/articles/batch").header("content-type", "application/x-ndjson");
    read(request.body(body.into())).await
}

fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(answer.header("content-encoding"), "");
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn every_line_has_its_result_in_order_and_bad_ones_fail_alone() {
    let app = spawn_app().await;
    let body = [
        json!({"text": "Der erste Artikel ist da."}).to_string(),
        "{\"text\": \"Der zweite ".into(),
        json!({"text": "Der dritte Artikel ist da."}).to_string(),
        String::new(),
        json!({"text": ""}).to_string(),
        json!({"text": "Der erste Artikel ist da."}).to_string(),
        json!({"text": "x", "colour": 1}).to_string(),
        "[]".into(),
        format!("{}\r", json!({"text": "Der letzte ist auch da."})),
    ]
    .join("\n");
    let answer = send(&app, body).await;
    let results = lines(&answer);
    let seen: Vec<_> = results
        .iter()
        .map(|r| (r["line"].as_u64().unwrap(), r["status"].as_u64().unwrap(), r["problem"]["type"].as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            (1, 201, None),
            (2, 400, Some("/problems/malformed-json")),
            (3, 201, None),
            (5, 422, Some("/problems/empty-text")),
            (6, 200, None),
            (7, 422, Some("/problems/unknown-field")),
            (8, 422, Some("/problems/wrong-type")),
            (9, 201, None),
        ]
    );
    assert_eq!(results[0]["id"], results[4]["id"]);
    app.get(&format!("/v1/articles/{}", results[2]["id"].as_str().unwrap())).await.ok(200);
}

#[tokio::test]
async fn invalid_utf8_spoils_its_own_line_only() {
    let app = spawn_app().await;
    let results = lines(&send(&app, &b"{\"text\": \"\xff\"}\n{\"text\": \"Das ist gut.\"}\n"[..]).await);
    assert_eq!(results[0]["problem"]["type"], "/problems/invalid-utf8");
    assert_eq!(results[1]["status"], 201);
}

#[tokio::test]
async fn a_line_that_is_too_long_is_refused_and_the_next_is_read() {
    let mut settings = Settings::default();
    settings.limits.max_body_bytes = 100;
    let app = spawn_app_with(settings).await;
    let long = json!({"text": "lang ".repeat(40_000)}).to_string();
    // Two texts: of one sent twice, either line may be the first to be taken in.
    let (short, other) = (json!({"text": "Das ist kurz."}), json!({"text": "Das ist knapp."}));
    let results = lines(&send(&app, format!("{short}\n{long}\n{other}\n{long}")).await);
    let seen: Vec<_> = results.iter().map(|r| (r["line"].as_u64().unwrap(), r["status"].as_u64().unwrap())).collect();
    assert_eq!(seen, [(1, 201), (2, 413), (3, 201), (4, 413)]);
}

#[tokio::test]
async fn a_long_batch_waits_for_workers_instead_of_failing() {
    let mut settings = Settings::default();
    settings.ingest.workers = 1;
    settings.ingest.queue = 0;
    let app = spawn_app_with(settings).await;
    let line = |i: i32| json!({"text": format!("Artikel Nummer {i}.")}).to_string() + "\n";
    let body: String = (0..60).map(line).collect();
    let results = lines(&send(&app, body).await);
    assert_eq!(results.len(), 60);
    assert!(results.iter().all(|r| r["status"] == 201), "{results:?}");
}

#[tokio::test]
async fn an_empty_batch_has_no_results() {
    let app = spawn_app().await;
    for body in ["", "\n\n", "\r\n"] {
        assert_eq!(lines(&send(&app, body).await), Vec::<Value>::new(), "{body:?}");
    }
}
