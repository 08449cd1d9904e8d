//! Keys: who may do what, and what those are answered who may not.

use std::collections::BTreeSet;

use jiff::Timestamp;
use pressespiegel::keys::{KeyFile, KeyRing, Scope};
use serde_json::{Value, json};

use crate::app::{Answer, Settings, TestApp, logged, read, spawn_app_with};
use crate::browser::in_browser;

struct Keyed {
    app: TestApp,
    reader: String,
    sender: String,
    admin: String,
}

async fn keyed() -> Keyed {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("keys.toml");
    let mut file = KeyFile::read_or_new(&path).expect("there is none yet");
    let mut key = |name: &str, scope, sources: &[&str]| {
        let sources = sources.iter().map(|source| (*source).to_owned()).collect();
        file.create(name, BTreeSet::from([scope]), sources, Timestamp::UNIX_EPOCH).expect("a new name")
    };
    let reader = key("leser", Scope::Read, &[]);
    let sender = key("sender", Scope::Ingest, &["dpa"]);
    let admin = key("chefin", Scope::Admin, &[]);
    let keys = KeyRing::new(Some(&path), None).expect("just written");
    Keyed { app: spawn_app_with(Settings { keys, ..Settings::default() }).await, reader, sender, admin }
}

impl Keyed {
    async fn ask(&self, method: &str, path: &str, key: &str, body: Option<Value>) -> Answer {
        let mut request = self.app.request(method, path);
        if !key.is_empty() {
            request = request.bearer_auth(key);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        read(request).await
    }
}

fn article(source: &str) -> Value {
    json!({"text": format!("Der Umsatz stieg um 12 Prozent, sagte Vera Lindt von {source}."), "source": source})
}

#[tokio::test]
async fn without_a_key_only_health_pages_and_the_document_are_answered() {
    let keyed = keyed().await;
    for path in ["/livez", "/readyz", "/openapi.json", "/", "/swagger-ui/", "/problems/unauthorized"] {
        let status = keyed.ask("GET", path, "", None).await.status;
        assert!(status < 400, "{path} is {status}");
    }
    for (method, path) in [
        ("GET", "/v1/articles"),
        ("GET", "/v1/export"),
        ("GET", "/v1/capabilities"),
        ("GET", "/metrics"),
        ("POST", "/v1/analyze"),
        ("POST", "/v1/articles"),
        ("DELETE", "/v1/articles/0190a6c0-0000-7000-8000-000000000000"),
        ("PUT", "/v1/lexicon"),
    ] {
        for (key, reason) in [("", "none"), ("psk_unknown", "unknown"), (&keyed.reader[..40], "cut off")] {
            let answer = keyed.ask(method, path, key, None).await;
            assert_eq!(answer.headers["www-authenticate"], "Bearer realm=\"pressespiegel\"", "{reason}");
            let problem = answer.problem(401, "unauthorized");
            assert!(key.is_empty() || !problem.to_string().contains(key), "the key is repeated: {problem}");
        }
    }
    assert!(logged().contains("unknown") && !logged().contains("psk_unknown"), "what was sent is not logged");
    keyed.ask("GET", "/v1/nothing", "", None).await.problem(404, "unknown-route");
}

#[tokio::test]
async fn a_key_may_do_what_its_scopes_say_and_admin_everything() {
    let keyed = keyed().await;
    let made = keyed.ask("POST", "/v1/articles", &keyed.sender, Some(article("dpa"))).await.ok(201);
    let one = format!("/v1/articles/{}", made["id"].as_str().expect("an id"));
    for (method, path, body) in [
        ("GET", one.as_str(), None),
        ("GET", "/v1/claims", None),
        ("GET", "/v1/reanalyze", None),
        ("GET", "/metrics", None),
        ("POST", "/v1/analyze", Some(article("x"))),
    ] {
        assert_eq!(keyed.ask(method, path, &keyed.reader, body.clone()).await.status, 200, "{method} {path}");
        keyed.ask(method, path, &keyed.sender, body.clone()).await.problem(403, "forbidden");
        assert_eq!(keyed.ask(method, path, &keyed.admin, body).await.status, 200, "{method} {path}");
    }
    let problem =
        keyed.ask("POST", "/v1/articles", &keyed.reader, Some(article("dpa"))).await.problem(403, "forbidden");
    let detail = problem["detail"].as_str().expect("a detail");
    for part in ["leser", "read", "ingest"] {
        assert!(detail.contains(part), "{detail}");
    }
    for (method, path) in [
        ("DELETE", one.clone()),
        ("POST", format!("{one}/reanalyze")),
        ("PUT", "/v1/lexicon".into()),
        ("POST", "/v1/reanalyze".into()),
        ("DELETE", "/v1/reanalyze".into()),
        ("POST", "/v1/reanalyze/pause".into()),
        ("POST", "/v1/reanalyze/resume".into()),
    ] {
        for key in [&keyed.reader, &keyed.sender] {
            keyed.ask(method, &path, key, None).await.problem(403, "forbidden");
        }
    }
    assert_eq!(keyed.ask("DELETE", &one, &keyed.admin, None).await.status, 204);
    let by_header = keyed.app.request("GET", "/v1/articles").header("x-api-key", &keyed.reader);
    assert_eq!(read(by_header).await.status, 200);
}

#[tokio::test]
async fn a_key_with_sources_sends_only_articles_of_those_in_a_batch_line_by_line() {
    let keyed = keyed().await;
    keyed.ask("POST", "/v1/articles", &keyed.sender, Some(article("apa"))).await.problem(403, "forbidden");
    let nameless = json!({"text": "Der Umsatz stieg um 12 Prozent."});
    keyed.ask("POST", "/v1/articles", &keyed.sender, Some(nameless)).await.problem(403, "forbidden");
    let lines = format!("{}\n{}\n", article("apa"), article("dpa"));
    let batch = keyed.app.request("POST", "/v1/articles/batch").bearer_auth(&keyed.sender);
    let answer = read(batch.header("content-type", "application/x-ndjson").body(lines)).await;
    let statuses: Vec<Value> = answer
        .text()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["status"].clone())
        .collect();
    assert_eq!(statuses, [403, 201]);
}

#[tokio::test]
async fn the_document_says_of_each_operation_whether_it_needs_a_key() {
    let keyed = keyed().await;
    let document = keyed.ask("GET", "/openapi.json", "", None).await.ok(200);
    let schemes = &document["components"]["securitySchemes"];
    assert_eq!((&schemes["bearer"]["scheme"], &schemes["api_key"]["name"]), (&json!("bearer"), &json!("x-api-key")));
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let told = operation["security"].is_array();
            // An id of the right form is asked for; the key is looked at before anything else.
            let asked = path.replace("{id}", "0190a6c0-0000-7000-8000-000000000000");
            let status = keyed.ask(&method.to_uppercase(), &asked, "", None).await.status;
            assert_eq!(told, status == 401, "{method} {path} without a key is {status}");
            assert_eq!(told, operation["responses"]["401"].is_object() && operation["responses"]["403"].is_object());
        }
    }
}

#[tokio::test]
async fn the_page_asks_for_a_key_when_one_is_needed_and_forgets_it_with_the_tab() {
    let keyed = keyed().await;
    let (wrong, right) = ("psk_wrong", keyed.admin.clone());
    in_browser(&keyed.app, move |browser, address| {
        browser.open(&format!("{address}/claims"));
        for (key, told) in [(wrong, "nötig"), (right.as_str(), "nötig")] {
            let title = browser.wait_for("the dialog", "document.querySelector('dialog[open] h2')?.innerText");
            assert!(title.as_str().is_some_and(|title| title.contains(told)), "{title}");
            browser.click("dialog[open] input");
            browser.type_text(key);
            browser.click("dialog[open] button.main");
            if key == wrong {
                let again = "document.querySelector('dialog[open] p')?.innerText.includes('nimmt der Dienst nicht')";
                browser.wait_for("what is said of a wrong key", again);
            }
        }
        browser.wait_for(
            "the list",
            "!document.querySelector('dialog') && document.querySelector('main').innerText.includes('Nichts gefunden')",
        );
        // It is neither in the address nor kept where other tabs could read it.
        assert_eq!(
            browser.value("location.href.includes('psk_') || JSON.stringify(localStorage).includes('psk_')"),
            false
        );
        browser.call("Page.reload", &json!({}));
        browser.wait_for("the list again", "document.querySelector('main')?.innerText.includes('Nichts gefunden')");
        // A link to the JSON alone would carry no key.
        browser.click(".list-head a");
        browser.wait_for("the JSON", "location.protocol === 'blob:' && document.body.innerText.includes('\"items\"')");
        browser.go(&format!("{address}/claims"));
        browser.value("sessionStorage.clear()");
        browser.call("Page.reload", &json!({}));
        browser.wait_for("the dialog again", "document.querySelector('dialog[open]') !== null");
        browser.press("Escape");
        let problem = browser.wait_for("the problem", "document.querySelector('.problem')?.innerText");
        assert!(problem.as_str().is_some_and(|text| text.contains("Schlüssel")), "{problem}");
    })
    .await;
}
