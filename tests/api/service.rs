//! Health, metrics, request ids, compression, and the pages for people.

use serde_json::json;

use crate::app::{logged, read, spawn_app};

#[tokio::test]
async fn ready_means_ready() {
    let app = spawn_app().await;
    assert_eq!(app.get("/livez").await.ok(200), json!({"status": "alive"}));
    assert_eq!(app.get("/readyz").await.ok(200), json!({"status": "ready", "articles": 0, "writes": "open"}));
    app.ready.set(false);
    let answer = app.get("/readyz").await;
    answer.problem(503, "not-ready");
    assert_ne!(answer.header("retry-after"), "");
    app.get("/livez").await.ok(200);
}

#[tokio::test]
async fn metrics_count_requests_and_stages() {
    let app = spawn_app().await;
    app.take_in(&json!({"text": "Die Firma Nordwind wächst.", "language": "de"})).await;
    app.get("/nowhere").await;
    let metrics = app.get("/metrics").await;
    assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
    for line in [
        "pressespiegel_http_requests_total{route=\"/v1/articles\",method=\"POST\",status=\"201\"}",
        "pressespiegel_http_requests_total{route=\"unmatched\",method=\"GET\",status=\"404\"}",
        "pressespiegel_http_request_seconds",
        "pressespiegel_analysis_seconds{stage=\"tokens\"",
        "pressespiegel_analysis_seconds{stage=\"sentiment\"",
        "pressespiegel_analysis_queue",
    ] {
        assert!(metrics.text().contains(line), "{line} is missing in\n{}", metrics.text());
    }
}

#[tokio::test]
async fn a_request_id_is_kept_when_harmless_and_made_when_not() {
    let app = spawn_app().await;
    for (sent, kept) in [("abc-123_X.y:z", true), ("", false), ("a b", false), ("<script>", false), ("ä", false)] {
        let answer = read(app.request("GET", "/livez").header("x-request-id", sent)).await;
        let got = answer.header("x-request-id");
        assert_eq!(got == sent, kept, "{sent:?} became {got:?}");
        assert!(!got.is_empty());
    }
    let long = "x".repeat(129);
    let answer = read(app.request("GET", "/nowhere").header("x-request-id", &long)).await;
    assert_ne!(answer.problem(404, "unknown-route")["request_id"], long);
    assert_ne!(app.get("/livez").await.header("x-request-id"), app.get("/livez").await.header("x-request-id"));
    let traced =
        app.request("GET", "/livez").header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assert_eq!(read(traced).await.status, 200);
}

#[tokio::test]
async fn answers_are_compressed_for_who_accepts_it() {
    let app = spawn_app().await;
    let packed = read(app.request("GET", "/openapi.json").header("accept-encoding", "gzip")).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.bytes[..2], [0x1f, 0x8b]);
    let problem = read(app.request("GET", "/nowhere").header("accept-encoding", "gzip")).await;
    assert_eq!(problem.header("content-type"), "application/problem+json");
    let plain = app.get("/openapi.json").await;
    assert_eq!(plain.header("content-encoding"), "");
}

#[tokio::test]
async fn other_origins_are_not_let_in() {
    let app = spawn_app().await;
    let answer = read(app.request("GET", "/v1/articles").header("origin", "https://example.org")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
}

#[tokio::test]
async fn swagger_ui_is_served_from_here_alone() {
    let app = spawn_app().await;
    assert_eq!(app.get("/swagger-ui").await.header("location"), "/swagger-ui/");
    let page = app.get("/swagger-ui/").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html"));
    assert!(!page.text().contains("http://") && !page.text().contains("https://"), "{}", page.text());
    assert!(page.header("content-security-policy").contains("script-src 'self';"));
    for file in ["swagger-ui-bundle.js", "swagger-ui.css", "own.css", "swagger-initializer.js"] {
        assert!(page.text().contains(file), "{file}");
        assert_eq!(app.get(&format!("/swagger-ui/{file}")).await.status, 200, "{file}");
    }
    let start = app.get("/swagger-ui/swagger-initializer.js").await;
    assert!(start.text().contains("/openapi.json"), "{}", start.text());
}

#[tokio::test]
async fn every_problem_has_a_page() {
    let app = spawn_app().await;
    let list = app.get("/problems").await;
    for kind in pressespiegel::api::ProblemKind::ALL {
        assert!(list.text().contains(&kind.uri()), "{}", kind.uri());
        let page = app.get(&kind.uri()).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains(kind.title()), "{}", page.text());
    }
}

#[tokio::test]
async fn capabilities_name_what_there_is() {
    let app = spawn_app().await;
    let capabilities = app.get("/v1/capabilities").await.ok(200);
    assert_eq!(capabilities["languages"], json!(["de"]));
    assert_eq!(capabilities["offsets"], json!(["codepoint", "utf8", "utf16"]));
    assert_eq!(capabilities["limits"]["text_code_points"], 1_000_000);
    assert_eq!(capabilities["full_text_search"], true);
    assert_eq!(capabilities["entity_types"].as_array().unwrap().len(), 8);
    assert_eq!(capabilities["figure_kinds"].as_array().unwrap().len(), 15);
}

#[tokio::test]
async fn a_request_leaves_one_line_in_the_log_and_nothing_of_its_text() {
    let app = spawn_app().await;
    let sent = json!({"text": "Geheimnisvoll schweigt der Zwetschgenbaum.", "title": "Zwetschgen"}).to_string();
    let request = app.request("POST", "/v1/articles?include=analysis").header("content-type", "application/json");
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let request = request.header("x-request-id", "one-line-test").header("traceparent", trace);
    assert_eq!(read(request.body(sent)).await.status, 201);
    let log = logged();
    let lines: Vec<_> = log.lines().filter(|line| line.contains("one-line-test")).collect();
    let [line] = lines[..] else { panic!("{lines:?}") };
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(
        (&line["request_id"], &line["method"], &line["route"], &line["status"], &line["traceparent"]),
        (&json!("one-line-test"), &json!("POST"), &json!("/v1/articles"), &json!(201), &json!(trace))
    );
    assert!(line["ms"].is_u64(), "{line}");
    assert!(!log.contains("Zwetschgen"), "text was logged");
}

#[tokio::test]
async fn answers_say_which_headers_they_depend_on() {
    let app = spawn_app().await;
    for (path, coding, expected, reason) in [
        ("/openapi.json", "identity", "accept-encoding", "as it is"),
        ("/openapi.json", "gzip", "accept-encoding", "compressed"),
        ("/v1/nothing", "gzip", "accept-encoding", "a problem"),
        ("/", "gzip", "accept-encoding", "a page"),
        ("/v1/lexicon", "gzip", "accept-encoding, accept", "two forms"),
        ("/v1/export", "identity", "accept-encoding, accept", "two forms, streamed"),
        ("/v1/claims", "identity", "accept-encoding, accept", "a list in several forms"),
    ] {
        let answer = read(app.request("GET", path).header("accept-encoding", coding)).await;
        let all: Vec<_> = answer.headers.get_all("vary").iter().collect();
        assert_eq!(all, [expected], "{reason}: {path}");
    }
}
