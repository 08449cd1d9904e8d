//! Articles out of pages: sent as `html`, or fetched by their `url`.

use std::collections::BTreeSet;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use pressespiegel::fetch::{FetchError, FetchOptions, Fetcher};
use pressespiegel::keys::{KeyFile, KeyRing, Scope};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::app::{Settings, TestApp, read, spawn_app, spawn_app_with};
use crate::site::{Reply, Site};

const PAGE: &str = include_str!("fetched/json-ld-graph.html");
const FIRST: &str = "Fehlendes Personal, alte Züge";
const TITLE: &str = "Nordwestbahn stellt Nachtverkehr bis Herbst ein";

/// 300,000 letters, by gzip.
const BOMB: &str = "H4sIAAAAAAACA+3BAQ0AAADCoKzvX8IeDigAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPgxX/JO9OCTBAA=";

/// Fetches from this machine, without pauses.
fn open() -> FetchOptions {
    FetchOptions {
        private: true,
        host_pause: Duration::ZERO,
        timeout: Duration::from_secs(10),
        max_bytes: 200_000,
        ..FetchOptions::default()
    }
}

fn with(request: RequestBuilder, body: &Value) -> RequestBuilder {
    request.header("content-type", "application/json").body(body.to_string())
}

async fn fetching() -> TestApp {
    spawn_app_with(Settings { fetch: Some(open()), ..Settings::default() }).await
}

#[tokio::test]
async fn a_page_that_is_sent_is_read_also_where_nothing_is_fetched() {
    let app = spawn_app().await;
    let article = app.post("/v1/articles", &json!({"html": PAGE})).await.ok(201);
    assert!(article["text"].as_str().unwrap().starts_with(FIRST), "{article}");
    assert!(!article["text"].as_str().unwrap().contains("Lesen Sie auch"), "{article}");
    assert_eq!(article["title"], TITLE);
    assert_eq!(article["authors"], json!(["Katharina Lüders"]));
    assert_eq!(article["published_at"], "2026-03-10T14:05:00+01:00");
    assert_eq!(article["url"], "https://kurier.example/bahn-4711");
    assert_eq!(article["source"], "kurier.example");
    app.post("/v1/articles", &json!({"html": PAGE})).await.ok(200);

    let own = json!({"html": PAGE, "title": "Mein Titel", "source": "Archiv", "authors": ["Ich"], "external_id": "9",
        "published_at": "2026-03", "url": "https://kurier.example/bahn-4711?utm_source=brief"});
    let article = app.post("/v1/articles", &own).await.ok(201);
    assert_eq!(
        (&article["title"], &article["source"], &article["authors"], &article["published_at"], &article["external_id"]),
        (&json!("Mein Titel"), &json!("Archiv"), &json!(["Ich"]), &json!("2026-03"), &json!("9"))
    );
    assert_eq!(article["url"], "https://kurier.example/bahn-4711", "the address that the page gives itself");
}

#[tokio::test]
async fn a_correction_and_a_line_of_a_batch_may_be_pages_too() {
    let app = spawn_app().await;
    let id = app.post("/v1/articles", &json!({"text": "Der Zug fährt.", "source": "x"})).await.ok(201)["id"].clone();
    let put = app.request("PUT", &format!("/v1/articles/{}", id.as_str().unwrap()));
    let corrected = read(with(put, &json!({"html": PAGE}))).await.ok(200);
    assert_eq!((&corrected["changed"], &corrected["title"]), (&json!(true), &json!(TITLE)));

    let lines = [
        json!({"html": PAGE, "source": "a"}),
        json!({"url": "https://kurier.example/"}),
        json!({"html": "<p>Kurz.</p>"}),
        json!({"html": PAGE, "text": "x"}),
    ];
    let body = lines.map(|line| line.to_string()).join("\n");
    let batch = app.request("POST", "/v1/articles/batch").header("content-type", "application/x-ndjson").body(body);
    let answer = read(batch).await;
    let results: Vec<Value> = answer.text().lines().map(|line| serde_json::from_str(line).expect("a result")).collect();
    let of =
        |i: usize| (results[i]["status"].as_u64().unwrap(), results[i]["problem"]["type"].as_str().unwrap_or_default());
    assert_eq!(of(0), (201, ""));
    assert_eq!(of(1), (422, "/problems/missing-field"), "batches fetch nothing");
    assert_eq!(of(2), (422, "/problems/no-article"));
    assert_eq!(of(3), (422, "/problems/invalid-field"));
}

#[tokio::test]
async fn what_is_wrong_with_a_page_is_told_with_its_place() {
    let app = spawn_app().await;
    for (body, slug, pointers, reason) in [
        (json!({"url": "https://kurier.example/"}), "fetching-disabled", &["/url"][..], "nothing is fetched"),
        (json!({"html": ""}), "no-article", &["/html"], "empty"),
        (json!({"html": "<ul><li>Politik</li></ul>"}), "no-article", &["/html"], "a menu"),
        (json!({"html": "<div>".repeat(5_000)}), "page-too-large", &["/html"], "deeper than any page"),
        (json!({"html": 7}), "wrong-type", &["/html"], "a number"),
        (json!({"html": null}), "missing-field", &["/text"], "none at all"),
        (json!({"html": PAGE, "text": "Text."}), "invalid-field", &["/html"], "both"),
        (json!({"html": PAGE, "url": "ftp://x"}), "invalid-field", &["/url"], "no address of a page"),
        (json!({"html": PAGE, "colour": 1, "title": 1}), "invalid-article", &["/colour", "/title"], "several mistakes"),
        (json!({"url": "nordwind"}), "invalid-field", &["/url"], "no address"),
    ] {
        let problem = app.post("/v1/articles", &body).await.problem(422, slug);
        let found: Vec<_> =
            problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        let mut sorted = found.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, pointers, "{reason}");
    }
    app.post("/v1/analyze", &json!({"html": PAGE})).await.problem(422, "invalid-article");
    app.post("/v1/analyze", &json!({"url": "https://kurier.example/"})).await.problem(422, "missing-field");
}

#[tokio::test]
async fn a_page_is_fetched_by_its_address() {
    let site = Site::start(&[
        ("/bahn", Reply::html(PAGE)),
        ("/kurz", Reply::to("/bahn?x=1")),
        ("/bahn?x=1", Reply::html(PAGE)),
    ]);
    let app = fetching().await;
    let article = app.post("/v1/articles", &json!({"url": site.url("/kurz#oben"), "title": "Eigener"})).await.ok(201);
    assert!(article["text"].as_str().unwrap().starts_with(FIRST), "{article}");
    assert_eq!(article["title"], "Eigener");
    assert_eq!(article["url"], site.url("/bahn?x=1"), "behind the redirect; the page names one of another host");
    assert_eq!(article["source"], "127.0.0.1");
    let asked: Vec<_> = site.asked();
    let paths: Vec<_> = asked.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/robots.txt", "/kurz", "/bahn?x=1"], "robots.txt first, and once");
    assert!(asked.iter().all(|(_, agent)| agent.starts_with("pressespiegel/")), "{asked:?}");
    let limits = app.get("/v1/capabilities").await.ok(200);
    assert_eq!((&limits["fetching"], &limits["limits"]["page_bytes"]), (&json!(true), &json!(200_000)));
    let metrics = app.get("/metrics").await;
    assert!(metrics.text().contains("pressespiegel_fetched_pages_total{outcome=\"fetched\"}"), "{}", metrics.text());
}

#[tokio::test]
async fn pages_that_can_not_be_had_are_told_apart() {
    let bomb = STANDARD.decode(BOMB).unwrap();
    let site = Site::start(&[
        ("/robots.txt", Reply::of("text/plain", "User-agent: pressespiegel\nDisallow: /intern\n")),
        ("/intern/a", Reply::html(PAGE)),
        ("/umweg", Reply::to("/intern/a")),
        ("/gone", Reply::status(410)),
        ("/bild", Reply::of("image/png", "x")),
        ("/menue", Reply::html("<ul><li>Politik</li></ul>")),
        ("/gross", Reply::html("<p>Ein langer Satz, der sich wiederholt.</p>".repeat(10_000))),
        ("/bombe", Reply::html(bomb).with("content-encoding", "gzip")),
        ("/kreis", Reply::to("/kreis")),
        ("/datei", Reply::to("file:///etc/passwd")),
        ("/kennwort", Reply::to("http://ich:geheim@127.0.0.1/")),
        ("/slow", Reply::html(PAGE)),
    ]);
    let app = spawn_app_with(Settings {
        fetch: Some(FetchOptions { timeout: Duration::from_secs(2), ..open() }),
        ..Settings::default()
    })
    .await;
    for (path, status, slug, reason) in [
        ("/intern/a", 422, "page-disallowed", "robots.txt"),
        ("/umweg", 422, "page-disallowed", "robots.txt, behind a redirect"),
        ("/nirgends", 502, "page-unavailable", "404"),
        ("/gone", 502, "page-unavailable", "410"),
        ("/kreis", 502, "page-unavailable", "redirects without end"),
        ("/bild", 422, "not-a-page", "a picture"),
        ("/menue", 422, "no-article", "a menu"),
        ("/gross", 422, "page-too-large", "more bytes than are read"),
        ("/bombe", 422, "page-too-large", "more bytes than are read, once unpacked"),
        ("/datei", 422, "page-refused", "a redirect to a file"),
        ("/kennwort", 422, "page-refused", "a redirect with a password"),
        ("/slow", 504, "page-timeout", "no answer"),
    ] {
        let problem = app.post("/v1/articles", &json!({"url": site.url(path)})).await.problem(status, slug);
        assert_eq!(problem["errors"][0]["pointer"], "/url", "{reason}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains("; "), "{reason} has a remedy: {problem}");
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let problem = app.post("/v1/articles", &json!({"url": format!("http://{nobody}/")})).await;
    problem.problem(502, "page-unavailable");
}

/// Addresses that nobody may have fetched by a service, and why.
const FORBIDDEN: &[(&str, &str)] = &[
    ("http://127.0.0.1/", "this machine"),
    ("http://127.1/", "this machine, in short"),
    ("http://2130706433/", "this machine, as a number"),
    ("http://0x7f.0.0.1/", "this machine, in hex"),
    ("http://0177.0.0.1/", "this machine, in octal"),
    ("http://0.0.0.0/", "this machine"),
    ("http://localhost/", "a name that leads to this machine"),
    ("http://[::1]/", "this machine, IPv6"),
    ("http://[::]/", "this machine, IPv6"),
    ("http://[::ffff:127.0.0.1]/", "this machine, mapped"),
    ("http://[::ffff:7f00:1]/", "this machine, mapped, in hex"),
    ("http://[64:ff9b::7f00:1]/", "this machine, translated"),
    ("http://[2002:7f00:1::]/", "this machine, by 6to4"),
    ("http://169.254.169.254/latest/meta-data/", "a cloud's own data"),
    ("http://[fd00:ec2::254]/latest/meta-data/", "a cloud's own data, IPv6"),
    ("http://10.0.0.7/", "a private network"),
    ("http://172.16.0.1/", "a private network"),
    ("http://192.168.178.1/", "a private network"),
    ("http://100.64.0.1/", "a carrier's network"),
    ("http://[fe80::1]/", "the local link"),
    ("https://192.168.1.1/", "a private network, encrypted"),
    ("http://example.org:22/", "another port"),
    ("http://example.org:8080/", "another port"),
    ("https://example.org:6379/", "another port"),
    ("http://ich:geheim@example.org/", "a password"),
    ("http://ich@example.org/", "a name"),
    ("ftp://example.org/", "another protocol"),
    ("file:///etc/passwd", "a file"),
    ("gopher://127.0.0.1/", "another protocol"),
    ("data:text/html,x", "no host"),
    ("//example.org/", "relative"),
    ("http://", "no host"),
    ("http://:80/", "no host but a port"),
    ("", "nothing"),
];

#[tokio::test]
async fn no_address_leads_into_a_private_network() {
    let closed = FetchOptions { private: false, host_pause: Duration::ZERO, ..open() };
    let fetcher = Fetcher::new(closed.clone()).unwrap();
    for (address, reason) in FORBIDDEN {
        let refused = fetcher.page(address).await;
        assert!(matches!(refused, Err(FetchError::Refused { .. })), "{reason}: {address}: {refused:?}");
        let feed = fetcher.feed(address, None, None).await;
        assert!(matches!(feed, Err(FetchError::Refused { .. })), "a feed, {reason}: {address}: {feed:?}");
    }
    // And so over HTTP.
    let app = spawn_app_with(Settings { fetch: Some(closed), ..Settings::default() }).await;
    app.post("/v1/articles", &json!({"url": "http://localhost/"})).await.problem(422, "page-refused");
}

#[tokio::test]
async fn a_host_is_left_alone_between_two_requests_and_only_so_many_pages_are_under_way() {
    let site = Site::start(&[("/a", Reply::html(PAGE)), ("/slow", Reply::html(PAGE))]);
    let pause = Duration::from_millis(300);
    let fetcher = Fetcher::new(FetchOptions { host_pause: pause, ..open() }).unwrap();
    let began = std::time::Instant::now();
    fetcher.page(&site.url("/a")).await.unwrap();
    assert!(began.elapsed() >= pause, "robots.txt and the page are two requests");

    let one = Fetcher::new(FetchOptions { under_way: 1, timeout: Duration::from_secs(3), ..open() }).unwrap();
    let (slow, second) = (one.clone(), site.url("/slow"));
    let waiting = tokio::spawn(async move { slow.page(&second).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(one.page(&site.url("/a")).await, Err(FetchError::Busy));
    assert!(matches!(waiting.await.unwrap(), Err(FetchError::TimedOut(_))));
    one.page(&site.url("/a")).await.expect("the place is free again");
}

#[tokio::test]
async fn a_key_has_no_page_fetched_whose_source_it_may_not_send() {
    let site = Site::start(&[("/bahn", Reply::html(PAGE))]);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys.toml");
    let mut file = KeyFile::read_or_new(&path).unwrap();
    let sources = BTreeSet::from(["kurier.example".to_owned()]);
    let key = file.create("kurier", BTreeSet::from([Scope::Ingest]), sources, Timestamp::UNIX_EPOCH).unwrap();
    let keys = KeyRing::new(Some(&path), None).unwrap();
    let app = spawn_app_with(Settings { fetch: Some(open()), keys, ..Settings::default() }).await;
    let post = |body: Value| with(app.request("POST", "/v1/articles").bearer_auth(&key), &body);
    read(post(json!({"url": site.url("/bahn")}))).await.problem(403, "forbidden");
    assert!(site.asked().is_empty(), "nothing was asked");
    read(post(json!({"url": site.url("/bahn"), "source": "kurier.example"}))).await.ok(201);
    read(post(json!({"html": PAGE}))).await.ok(201);
    read(post(json!({"html": PAGE, "source": "anderes.example"}))).await.problem(403, "forbidden");
}
