//! Every cause of failure has its own problem.

use serde_json::{Value, json};

use crate::app::{Settings, read, spawn_app, spawn_app_with};

#[tokio::test]
async fn bad_bodies_are_told_apart() {
    let app = spawn_app().await;
    let long = format!("{{\"text\": \"{}\"}}", "a".repeat(1_000_001));
    let cases: Vec<(&str, u16, &str, &[&str])> = vec![
        ("", 400, "malformed-json", &[]),
        ("  \n", 400, "malformed-json", &[]),
        ("{\"text\": \"x\"", 400, "malformed-json", &[]),
        ("{\"text\": \"x\",}", 400, "malformed-json", &[]),
        ("{'text': 'x'}", 400, "malformed-json", &[]),
        ("{\"text\": \"x\"} {}", 400, "malformed-json", &[]),
        ("{\"text\": \"\\ud800\"}", 400, "malformed-json", &[]),
        ("[]", 422, "wrong-type", &[""]),
        ("\"x\"", 422, "wrong-type", &[""]),
        ("null", 422, "wrong-type", &[""]),
        ("{}", 422, "missing-field", &["/text"]),
        ("{\"text\": null}", 422, "wrong-type", &["/text"]),
        ("{\"text\": 7}", 422, "wrong-type", &["/text"]),
        ("{\"text\": \"x\", \"colour\": 1}", 422, "unknown-field", &["/colour"]),
        ("{\"text\": \"x\", \"a/b~c\": 1}", 422, "unknown-field", &["/a~1b~0c"]),
        ("{\"text\": \"\"}", 422, "empty-text", &["/text"]),
        ("{\"text\": \" \\n\\t\"}", 422, "empty-text", &["/text"]),
        ("{\"text\": \"\\u200b\\u00ad\\ufeff\\u200d\"}", 422, "empty-text", &["/text"]),
        (&long, 422, "text-too-long", &["/text"]),
        ("{\"text\": \"x\", \"text\": \"y\"}", 422, "invalid-field", &["/text"]),
        ("{\"text\": \"x\", \"metadata\": {\"a\": \"1\", \"a\": \"2\"}}", 422, "invalid-field", &["/metadata/a"]),
        ("{\"text\": \"x\", \"published_at\": \"0000-01-01\"}", 422, "invalid-field", &["/published_at"]),
        (
            "{\"text\": \"x\", \"published_at\": \"2025-01-31T08:30:00+25:00\"}",
            422,
            "invalid-field",
            &["/published_at"],
        ),
        ("{\"text\": \"x\", \"title\": \"\"}", 422, "invalid-field", &["/title"]),
        ("{\"text\": \"x\", \"title\": \"\\u200b\"}", 422, "invalid-field", &["/title"]),
        ("{\"text\": \"x\", \"url\": \"ftp://x\"}", 422, "invalid-field", &["/url"]),
        ("{\"text\": \"x\", \"language\": \"deutsch!\"}", 422, "invalid-field", &["/language"]),
        ("{\"text\": \"x\", \"published_at\": \"31.1.2025\"}", 422, "invalid-field", &["/published_at"]),
        ("{\"text\": \"x\", \"authors\": \"A\"}", 422, "wrong-type", &["/authors"]),
        ("{\"text\": \"x\", \"authors\": [\"A\", 2]}", 422, "wrong-type", &["/authors/1"]),
        ("{\"text\": \"x\", \"metadata\": {\"a\": 1}}", 422, "wrong-type", &["/metadata/a"]),
        ("{\"text\": \"\", \"b\": 1, \"title\": 1}", 422, "invalid-article", &["/b", "/title", "/text"]),
    ];
    for path in ["/v1/articles", "/v1/analyze"] {
        for (body, status, slug, pointers) in &cases {
            let problem = app.post_text(path, body).await.problem(*status, slug);
            let errors = problem["errors"].as_array().cloned().unwrap_or_default();
            let found: Vec<_> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
            assert_eq!(found, *pointers, "{}", &body[..body.len().min(80)]);
            assert!(errors.iter().all(|error| error["in"] == "body" && error["detail"].is_string()));
        }
    }
}

#[tokio::test]
async fn malformed_json_is_located() {
    let app = spawn_app().await;
    for (body, place) in [
        ("{\"text\": \"x\"", "line 1, column 12"),
        ("{\n  \"text\": x\n}", "line 2, column 11"),
        ("{\"text\": \"x\"}\n\n]", "line 3, column 1"),
    ] {
        let problem = app.post_text("/v1/analyze", body).await.problem(400, "malformed-json");
        assert!(problem["detail"].as_str().unwrap().starts_with(place), "{problem}");
    }
}

#[tokio::test]
async fn a_hostile_body_gets_no_answer_larger_than_itself() {
    let app = spawn_app().await;
    let fields: Vec<_> = (0..20_000).map(|i| format!("\"f{i}\":0")).collect();
    let answer = app.post_text("/v1/analyze", &format!("{{\"text\":\"x\",{}}}", fields.join(","))).await;
    answer.problem(422, "unknown-field");
    assert!(answer.bytes.len() < 50_000, "{}", answer.bytes.len());
    let deep = "[".repeat(100_000);
    app.post_text("/v1/analyze", &deep).await.problem(400, "malformed-json");
}

#[tokio::test]
async fn bad_queries_are_told_apart() {
    let app = spawn_app().await;
    for (path, slug, pointer, reason) in [
        ("/v1/articles?colour=red", "unknown-parameter", "/colour", "no such filter"),
        ("/v1/livez?x", "unknown-route", "", "livez is not below v1"),
        ("/livez?x", "unknown-parameter", "/x", "no parameters at all"),
        ("/v1/articles?q=%22bahn", "invalid-query", "/q", "an open quotation mark"),
        ("/v1/claims?q=-bahn", "invalid-query", "/q", "only what must not be there"),
        ("/v1/figures?q=titel:bahn", "invalid-query", "/q", "no such field"),
        ("/v1/articles?q=%F0%9F%98%80", "invalid-query", "/q", "no word"),
        ("/v1/articles?q=", "invalid-parameter", "/q", "empty"),
        ("/v1/articles?q=bahn&sort=best", "invalid-parameter", "/sort", "no such order"),
        ("/v1/claims?sort=relevance", "invalid-parameter", "/sort", "relevance without a search"),
        ("/v1/articles?source=", "invalid-parameter", "/source", "empty"),
        ("/v1/articles?source=a&source=b", "invalid-parameter", "/source", "twice"),
        ("/v1/articles?source=%ff", "invalid-parameter", "/source", "not UTF-8"),
        ("/v1/articles?source=%2", "invalid-parameter", "/source", "broken escape"),
        ("/v1/articles?limit=many", "invalid-parameter", "/limit", "no number"),
        ("/v1/articles?from=gestern", "bad-date-range", "/from", "no date"),
        ("/v1/articles?to=2025-13", "bad-date-range", "/to", "no month"),
        ("/v1/articles?from=25", "bad-date-range", "/from", "no year"),
        ("/v1/articles?from=2025&to=2024", "bad-date-range", "/from", "a year too late"),
        ("/v1/articles?from=2025-02-30", "bad-date-range", "/from", "no such day"),
        ("/v1/articles?from=2025-02&to=2025-01", "bad-date-range", "/from", "ends before it begins"),
        ("/v1/articles?cursor=x", "bad-cursor", "/cursor", "not made here"),
        ("/v1/entities?type=animal", "invalid-parameter", "/type", "no such type"),
        ("/v1/claims?kind=money", "invalid-parameter", "/kind", "a kind of figures"),
        ("/v1/claims?certainty=sure", "invalid-parameter", "/certainty", "no such certainty"),
        ("/v1/claims?has_figure=yes", "invalid-parameter", "/has_figure", "no boolean"),
        ("/v1/claims?offsets=bytes", "invalid-parameter", "/offsets", "no such unit"),
        ("/v1/figures?min=viel", "invalid-parameter", "/min", "no decimal"),
        ("/v1/figures?min=3&max=2", "invalid-parameter", "/min", "upside down"),
        ("/v1/sentiment?interval=decade", "invalid-parameter", "/interval", "no such width"),
    ] {
        let status = if slug == "unknown-route" { 404 } else { 400 };
        let problem = app.get(path).await.problem(status, slug);
        if status == 400 {
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{reason}: {problem}");
            assert_eq!(problem["errors"][0]["in"], "query");
        }
    }
    let posted = app.post("/v1/articles?include=everything", &json!({"text": "x"})).await;
    posted.problem(400, "invalid-parameter");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let app = spawn_app().await;
    let id = "0197c3b4-7a00-7000-8000-000000000001";
    for (path, slug) in [
        ("/nowhere".to_owned(), "unknown-route"),
        ("/v1".into(), "unknown-route"),
        ("/v1/".into(), "unknown-route"),
        ("/v2/articles".into(), "unknown-route"),
        ("/v1/articles/".into(), "unknown-route"),
        (format!("/v1/articles/{id}/colours"), "unknown-route"),
        (format!("/v1/articles/{id}"), "article-not-found"),
        ("/v1/articles/not-an-id".into(), "article-not-found"),
        (format!("/v1/articles/{}", id.replace('-', "")), "article-not-found"),
        (format!("/v1/articles/{id}/claims"), "article-not-found"),
        ("/v1/entities/person:niemand".into(), "entity-not-found"),
        ("/v1/entities/niemand".into(), "entity-not-found"),
        ("/v1/entities/person:niemand/timeline".into(), "entity-not-found"),
        ("/v1/entities/person:niemand/related".into(), "entity-not-found"),
        (format!("/v1/claims/{id}:c1"), "claim-not-found"),
        (format!("/v1/claims/{id}:c01"), "claim-not-found"),
        (format!("/v1/claims/{id}"), "claim-not-found"),
        ("/v1/claims/%ff".into(), "claim-not-found"),
        (format!("/v1/figures/{id}:c1"), "figure-not-found"),
        ("/swagger-ui/nothing.js".into(), "unknown-route"),
        ("/problems/nothing".into(), "unknown-route"),
    ] {
        app.get(&path).await.problem(404, slug);
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let app = spawn_app().await;
    for (method, path, allow) in [
        ("PUT", "/v1/articles", "GET, HEAD, POST, OPTIONS"),
        ("DELETE", "/v1/articles", "GET, HEAD, POST, OPTIONS"),
        ("PATCH", "/v1/articles/x", "GET, HEAD, PUT, DELETE, OPTIONS"),
        ("POST", "/v1/articles/x", "GET, HEAD, PUT, DELETE, OPTIONS"),
        ("POST", "/v1/articles/x/revisions", "GET, HEAD, OPTIONS"),
        ("GET", "/v1/articles/x/reanalyze", "POST, OPTIONS"),
        ("GET", "/v1/articles/batch", "POST, OPTIONS"),
        ("GET", "/v1/analyze", "POST, OPTIONS"),
        ("POST", "/v1/entities/x/timeline", "GET, HEAD, OPTIONS"),
        ("POST", "/v1/export", "GET, HEAD, OPTIONS"),
        ("POST", "/livez", "GET, HEAD, OPTIONS"),
        ("POST", "/v1/lexicon", "GET, HEAD, PUT, OPTIONS"),
        ("PUT", "/v1/lexicon/versions", "GET, HEAD, OPTIONS"),
        ("POST", "/openapi.json", "GET, HEAD, OPTIONS"),
        ("POST", "/swagger-ui/index.html", "GET, HEAD, OPTIONS"),
        ("BREW", "/v1/capabilities", "GET, HEAD, OPTIONS"),
    ] {
        let answer = read(app.request(method, path)).await;
        answer.problem(405, "method-not-allowed");
        assert_eq!(answer.header("allow"), allow, "{method} {path}");
        let options = read(app.request("OPTIONS", path)).await;
        assert_eq!((options.status, options.header("allow")), (204, allow), "{path}");
    }
}

#[tokio::test]
async fn other_media_types_are_refused() {
    let app = spawn_app().await;
    let body = json!({"text": "x"}).to_string();
    for (content_type, reason) in [
        ("text/plain", "text"),
        ("application/xml", "XML"),
        ("application/x-www-form-urlencoded", "a form"),
        ("application/json; charset=iso-8859-1", "another charset"),
        ("application/x-ndjson", "lines"),
        ("nonsense", "no media type"),
    ] {
        let request = app.request("POST", "/v1/analyze").header("content-type", content_type).body(body.clone());
        let problem = read(request).await.problem(415, "unsupported-media-type");
        assert!(problem["detail"].is_string(), "{reason}");
    }
    read(app.request("POST", "/v1/analyze").body(body.clone())).await.problem(415, "unsupported-media-type");
    let packed = app.request("POST", "/v1/analyze").header("content-type", "application/json");
    read(packed.header("content-encoding", "br").body(body.clone())).await.problem(415, "unsupported-media-type");
    let lines = app.request("POST", "/v1/articles/batch").header("content-type", "application/json");
    read(lines.body(body.clone())).await.problem(415, "unsupported-media-type");
    let charset = app.request("POST", "/v1/analyze").header("content-type", "Application/JSON; charset=\"UTF-8\"");
    assert_eq!(read(charset.body(body)).await.status, 200);
}

#[tokio::test]
async fn what_a_client_does_not_accept_is_not_sent() {
    let app = spawn_app().await;
    for (method, path, accept, status) in [
        ("GET", "/v1/articles", "text/html", 406),
        ("GET", "/v1/articles", "application/json;q=0", 406),
        ("GET", "/v1/articles", "application/*", 200),
        ("GET", "/v1/articles", "text/html, */*;q=0.1", 200),
        ("GET", "/openapi.json", "image/png", 406),
        ("GET", "/nowhere", "image/png", 404),
        ("PUT", "/v1/articles", "image/png", 405),
        ("POST", "/v1/articles", "text/html", 406),
        ("POST", "/v1/articles/batch", "application/json", 406),
        ("PUT", "/v1/lexicon", "application/x-ndjson", 406),
    ] {
        let answer = read(app.request(method, path).header("accept", accept)).await;
        assert_eq!(answer.status, status, "{method} {path} {accept}");
        if status == 406 {
            answer.problem(406, "not-acceptable");
        }
    }
    let none = read(app.request("GET", "/livez").header("accept-encoding", "identity;q=0, *;q=0")).await;
    none.problem(406, "not-acceptable");
    assert_eq!(app.get("/v1/articles").await.ok(200)["items"], Value::Array(Vec::new()), "nothing was stored");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let mut settings = Settings::default();
    settings.limits.max_body_bytes = 1000;
    let app = spawn_app_with(settings).await;
    let body = json!({"text": "x".repeat(2000)}).to_string();
    app.post_text("/v1/analyze", &body).await.problem(413, "body-too-large");
    let limit = app.get("/v1/capabilities").await.ok(200)["limits"]["body_bytes"].clone();
    assert_eq!(limit, 1000);
}

#[tokio::test]
async fn a_full_queue_turns_clients_away() {
    let mut settings = Settings::default();
    settings.ingest.workers = 1;
    settings.ingest.queue = 0;
    let app = spawn_app_with(settings).await;
    // Long enough to be under way together on any machine.
    let body = json!({"text": "Die Firma wächst, sagte Vera Lindt am Montag. ".repeat(8000), "language": "de"});
    let answers = futures_util::future::join_all((0..12).map(|_| app.post("/v1/analyze", &body))).await;
    let turned_away: Vec<_> = answers.iter().filter(|answer| answer.status == 503).collect();
    assert!(!turned_away.is_empty(), "nobody was turned away");
    assert!(answers.iter().any(|answer| answer.status == 200), "nobody was served");
    for answer in turned_away {
        answer.problem(503, "overloaded");
        assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    }
}

#[tokio::test]
async fn a_failing_store_is_an_error_of_which_the_client_learns_nothing() {
    let app = spawn_app().await;
    pressespiegel::store::ArticleStore::close(app.store.as_ref()).await.unwrap();
    let answer = app.post("/v1/articles", &json!({"text": "Das geht nicht."})).await;
    let problem = answer.problem(500, "internal-error");
    let members: Vec<_> = problem.as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["instance", "request_id", "status", "title", "type"]);
    assert!(!answer.text().contains("closed"), "{}", answer.text());
}
