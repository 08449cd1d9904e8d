//! Profiles: how much work is done for names, by request.

use serde_json::json;

use crate::app::{read, spawn_app};

const TEXT: &str = "Vera Lindt führt den Verlag Nordwind in Lübeck.";

#[tokio::test]
async fn a_request_names_the_profile_it_is_read_in() {
    let app = spawn_app().await;
    let body = json!({"text": TEXT, "language": "de"});
    let usual = app.post("/v1/analyze", &body).await.ok(200);
    let fast = app.post("/v1/analyze?profile=fast", &body).await.ok(200);
    let accurate = app.post("/v1/analyze?profile=accurate", &body).await.ok(200);
    assert_eq!(usual, fast, "the service of the tests reads so where nothing is said");
    assert_eq!((&fast["analyzer"]["profile"], &accurate["analyzer"]["profile"]), (&json!("fast"), &json!("accurate")));
    assert_ne!(fast["analyzer"]["fingerprint"], accurate["analyzer"]["fingerprint"]);
    assert_eq!(app.post("/v1/analyze?profile=accurate", &body).await.ok(200), accurate, "the same bytes again");
    let capabilities = app.get("/v1/capabilities").await.ok(200);
    assert_eq!(capabilities["profiles"], json!(["accurate", "fast"]));
    assert_eq!(capabilities["analyzer"], fast["analyzer"]);
}

#[tokio::test]
async fn an_unknown_profile_is_refused_with_those_there_are() {
    let app = spawn_app().await;
    for (path, reason) in [
        ("/v1/analyze?profile=best", "no such profile"),
        ("/v1/analyze?profile=", "empty"),
        ("/v1/articles?profile=Accurate", "another case"),
        ("/v1/articles?profile=fast&profile=fast", "given twice"),
    ] {
        let problem = app.post(path, &json!({"text": TEXT})).await.problem(400, "invalid-parameter");
        assert_eq!(problem["errors"][0]["pointer"], "/profile", "{reason}");
    }
}

#[tokio::test]
async fn a_stored_article_says_its_profile_and_can_be_raised_to_another() {
    let app = spawn_app().await;
    let made = app.post("/v1/articles?profile=fast", &json!({"text": TEXT, "language": "de"})).await.ok(201);
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["summary"]["analyzer"]["profile"], "fast");
    let raise = format!("/v1/articles/{id}/reanalyze?profile=accurate");
    let raised = read(app.request("POST", &raise)).await.ok(200);
    assert_eq!(raised["summary"]["analyzer"]["profile"], "accurate");
    let analysis = app.get(&format!("/v1/articles/{id}/analysis")).await.ok(200);
    let analyzed = app.post("/v1/analyze?profile=accurate", &json!({"text": TEXT, "language": "de"})).await.ok(200);
    assert_eq!(analysis, analyzed, "stored and read as it was analysed");
}

#[tokio::test]
async fn a_batch_is_read_in_the_profile_that_it_names() {
    let app = spawn_app().await;
    let line = json!({"text": TEXT, "language": "de"}).to_string();
    let request =
        app.request("POST", "/v1/articles/batch?profile=accurate").header("content-type", "application/x-ndjson");
    let answer = read(request.body(line)).await;
    let result: serde_json::Value = serde_json::from_str(answer.text().trim()).unwrap();
    assert_eq!(result["status"], 201);
    let made = app.get(&format!("/v1/articles/{}", result["id"].as_str().unwrap())).await.ok(200);
    assert_eq!(made["summary"]["analyzer"]["profile"], "accurate");
}
