//! Saved searches: what can be saved, and by whom.

use pressespiegel::notify::{NotifyOptions, Schedule};
use pressespiegel::outbound::Allowed;
use serde_json::json;

use crate::app::{Settings, read, spawn_app, spawn_app_with};

const LINDT: &str = "Die Nordwind AG baut ein Werk. „Wir investieren 45 Millionen Euro“, sagte Vera Lindt.";

#[tokio::test]
async fn a_watch_is_saved_listed_read_and_deleted() {
    let app = spawn_app().await;
    app.take_in(&json!({"text": LINDT})).await;
    let body = json!({"name": "Geld", "of": "figures", "filter": {"kind": "money", "speaker": "Vera Lindt"},
        "webhook": {"url": "http://127.0.0.1:1/hook"}});
    let made = app.post("/v1/watches", &body).await;
    let watch = made.ok(201);
    let id = watch["id"].as_str().unwrap();
    assert_eq!(made.header("location"), format!("/v1/watches/{id}"));
    assert_eq!(watch["filter"]["speaker"], "person:vera-lindt", "a name is kept by its id: {watch}");
    assert_eq!(watch["webhook"]["position"], 1, "it is told of what comes from now on");
    let secret = watch["webhook"]["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() > 40, "{secret}");

    let again = app.get(&format!("/v1/watches/{id}")).await.ok(200);
    assert!(again["webhook"].get("secret").is_none(), "told once: {again}");
    assert_eq!((&again["name"], &again["of"]), (&json!("Geld"), &json!("figures")));
    let second = app.post("/v1/watches", &json!({"of": "articles"})).await.ok(201);
    assert!(second.get("webhook").is_none() && second.get("name").is_none());
    let listed = app.get("/v1/watches").await.ok(200);
    let ids: Vec<_> = listed["items"].as_array().unwrap().iter().map(|watch| &watch["id"]).collect();
    assert_eq!(ids, [&watch["id"], &second["id"]], "the oldest first");

    assert_eq!(app.delete(&format!("/v1/watches/{id}")).await.status, 204);
    app.delete(&format!("/v1/watches/{id}")).await.problem(404, "watch-not-found");
    app.get(&format!("/v1/watches/{id}")).await.problem(404, "watch-not-found");
    app.get(&format!("/v1/watches/{id}/deliveries")).await.problem(404, "watch-not-found");
    app.post_text(&format!("/v1/watches/{id}/enable"), "").await.problem(404, "watch-not-found");
    assert_eq!(app.get("/v1/watches").await.ok(200)["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_filter_is_checked_as_that_of_its_list() {
    let app = spawn_app().await;
    app.take_in(&json!({"text": LINDT})).await;
    for (of, name, value, status, slug, reason) in [
        ("articles", "kind", "money", 422, "unknown-field", "a filter of figures"),
        ("articles", "limit", "5", 422, "unknown-field", "there are no pages"),
        ("articles", "sort", "date", 422, "unknown-field", "nor an order"),
        ("articles", "analyzer", "current", 422, "unknown-field", "what comes is read by the present one"),
        ("articles", "fold", "duplicates", 422, "unknown-field", "each is told as it comes"),
        ("articles", "sentiment_min", "2", 422, "invalid-field", "no sentiment"),
        ("articles", "sentiment_max", "gut", 422, "invalid-field", "no number"),
        ("articles", "sentiment_min", "nan", 422, "invalid-field", "no number either"),
        ("articles", "entity", "Niemand Nirgends", 422, "invalid-field", "nobody has that name"),
        ("claims", "sentiment_min", "0", 422, "unknown-field", "only articles have it"),
        ("claims", "kind", "money", 422, "invalid-field", "no kind of claims"),
        ("claims", "has_figure", "ja", 422, "invalid-field", "no boolean"),
        ("figures", "min", "viel", 422, "invalid-field", "no decimal"),
        ("figures", "unit", "", 422, "invalid-field", "empty"),
        ("figures", "q", "\"Strom", 400, "invalid-query", "an open quotation mark"),
        ("figures", "from", "gestern", 400, "bad-date-range", "no date"),
        ("figures", "offsets", "bytes", 422, "invalid-field", "no unit"),
    ] {
        let answer = app.post("/v1/watches", &json!({"of": of, "filter": {name: value}})).await;
        let problem = answer.problem(status, slug);
        assert_eq!(problem["errors"][0]["pointer"], format!("/filter/{name}"), "{reason}: {problem}");
        assert_eq!(problem["errors"][0]["in"], "body", "{reason}: {problem}");
    }
    assert_eq!(app.get("/v1/watches").await.ok(200)["items"], json!([]), "nothing was saved");
    let all = json!({"language": "de", "entity": "person:ab", "speaker": "person:cd", "q": "Werk -Gas", "source": "s",
        "from": "2025", "to": "2026-01", "offsets": "utf16", "sentiment_min": "-1", "sentiment_max": "-0.5"});
    app.post("/v1/watches", &json!({"of": "articles", "filter": all})).await.ok(201);
    let all = json!({"speaker": "person:ab", "about": "Nordwind AG", "kind": "direct", "certainty": "asserted", "has_figure": "true"});
    app.post("/v1/watches", &json!({"of": "claims", "filter": all})).await.ok(201);
    let all =
        json!({"kind": "money", "unit": "EUR", "min": "1", "max": "2.5", "measures": "Umsatz", "entity": "person:ab"});
    app.post("/v1/watches", &json!({"of": "figures", "filter": all})).await.ok(201);
}

#[tokio::test]
async fn a_webhook_leads_only_where_it_may() {
    let settings = |private, plain_http| Settings { allowed: Allowed { private, plain_http }, ..Settings::default() };
    let (closed, plain) = (spawn_app_with(settings(false, false)).await, spawn_app_with(settings(false, true)).await);
    for (app, url, taken, reason) in [
        (&closed, "https://example.org/hook", true, "the usual one"),
        (&closed, "http://example.org/hook", false, "not encrypted"),
        (&plain, "http://example.org/hook", true, "not encrypted, and allowed"),
        (&closed, "https://127.0.0.1/hook", false, "this machine"),
        (&plain, "http://2130706433/", false, "this machine as a number"),
        (&plain, "http://[::ffff:10.0.0.1]/", false, "a private network, mapped"),
        (&closed, "https://169.254.169.254/", false, "the cloud's own data"),
        (&closed, "ftp://example.org/", false, "another protocol"),
        (&closed, "hook", false, "not absolute"),
        (&closed, "", false, "empty"),
    ] {
        let answer = app.post("/v1/watches", &json!({"of": "claims", "webhook": {"url": url}})).await;
        if taken {
            answer.ok(201);
        } else {
            let problem = answer.problem(422, "invalid-field");
            assert_eq!(problem["errors"][0]["pointer"], "/webhook/url", "{reason}: {problem}");
        }
    }
}

#[tokio::test]
async fn there_are_only_so_many_watches() {
    let notify = NotifyOptions { most_watches: 2, schedule: Schedule::default() };
    let app = spawn_app_with(Settings { notify, ..Settings::default() }).await;
    let body = json!({"of": "claims"});
    let first = app.post("/v1/watches", &body).await.ok(201);
    app.post("/v1/watches", &body).await.ok(201);
    let problem = app.post("/v1/watches", &body).await.problem(409, "too-many-watches");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("notify.watches")), "{problem}");
    assert_eq!(app.delete(&format!("/v1/watches/{}", first["id"].as_str().unwrap())).await.status, 204);
    app.post("/v1/watches", &body).await.ok(201);
    assert_eq!(app.get("/v1/capabilities").await.ok(200)["limits"]["watches"], 2);
}

#[tokio::test]
async fn a_body_that_is_no_watch_is_refused() {
    let app = spawn_app().await;
    for (body, status, slug) in [
        ("{", 400, "malformed-json"),
        ("{}", 422, "missing-field"),
        (r#"{"of": "entities"}"#, 422, "invalid-field"),
        (r#"{"of": "claims", "colour": "red"}"#, 422, "unknown-field"),
        (r#"{"of": "claims", "filter": {"min": 1}}"#, 422, "wrong-type"),
        (r#"{"of": "claims", "webhook": {}}"#, 422, "missing-field"),
    ] {
        app.post_text("/v1/watches", body).await.problem(status, slug);
    }
    let plain = app.request("POST", "/v1/watches").header("content-type", "text/plain").body(r#"{"of": "claims"}"#);
    read(plain).await.problem(415, "unsupported-media-type");
    app.get("/v1/watches/none").await.problem(404, "watch-not-found");
    app.get("/v1/watches?limit=1").await.problem(400, "unknown-parameter");
}
