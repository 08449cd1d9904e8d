//! Streams of events: what passes, once, in order, from where the client was.

use std::time::Duration;

use pressespiegel::api::{Shares, Streams};
use reqwest::Response;
use serde_json::{Value, json};

use crate::app::{Settings, TestApp, read, spawn_app, spawn_app_with};

/// An event as a browser would see it.
#[derive(Debug, Clone, PartialEq)]
struct Event {
    id: String,
    kind: String,
    data: Value,
}

/// A stream that is read piece by piece.
struct Stream {
    response: Response,
    rest: String,
}

impl Stream {
    async fn open(app: &TestApp, query: &str, last: Option<u64>) -> Self {
        let mut request = app.request("GET", &format!("/v1/events?{query}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let response = request.header("accept-encoding", "gzip").send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers().get("content-encoding"), None, "compressed it would be held back");
        Self { response, rest: String::new() }
    }

    /// The next block of lines; `None` at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.rest.find("\n\n") {
                let block = self.rest[..end].to_owned();
                self.rest.drain(..end + 2);
                return Some(block);
            }
            let chunk = tokio::time::timeout(Duration::from_mins(1), self.response.chunk()).await.expect("in time");
            self.rest.push_str(std::str::from_utf8(&chunk.ok()??).expect("UTF-8"));
        }
    }

    /// The next event; `None` at the end. What only keeps the connection open is passed over.
    async fn event(&mut self) -> Option<Event> {
        loop {
            let block = self.block().await?;
            let field = |name: &str| {
                block
                    .lines()
                    .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
                    .unwrap_or_default()
                    .to_owned()
            };
            if !field("data").is_empty() {
                let data = serde_json::from_str(&field("data")).expect("JSON");
                return Some(Event { id: field("id"), kind: field("event"), data });
            }
        }
    }

    async fn all(mut self) -> Vec<Event> {
        let mut all = Vec::new();
        while let Some(event) = self.event().await {
            all.push(event);
        }
        all
    }
}

fn article(number: usize) -> Value {
    json!({"text": format!("Die Nordwind AG zahlt {number} Millionen Euro, sagte Vera Lindt."),
        "source": format!("s{}", number % 2)})
}

#[tokio::test]
async fn what_passes_is_told_as_it_comes() {
    let app = spawn_app().await;
    app.take_in(&article(1)).await;
    let mut stream = Stream::open(&app, "of=figures&kind=money&min=5000000&source=s1", None).await;
    assert_eq!(stream.block().await.as_deref(), Some("retry: 3000\nid: 1"));
    for number in [3, 6, 7] {
        app.take_in(&article(number)).await;
    }
    let event = stream.event().await.expect("told");
    assert_eq!((event.id.as_str(), event.kind.as_str()), ("4", "inserted"), "3 is too little, 6 of another source");
    let Value::Object(data) = &event.data else { panic!("no object: {event:?}") };
    assert_eq!((&data["of"], &data["total"], &data["number"]), (&json!("figures"), &json!(1), &json!(4)));
    assert!(!data.contains_key("watch_id"));
    let listed = app.get("/v1/figures?kind=money&min=7000000").await.ok(200);
    assert_eq!(data["items"], listed["items"], "in the shape of the list");
    assert_eq!(data["article_id"], listed["items"][0]["article"]["id"]);
}

#[tokio::test]
async fn a_client_that_was_cut_off_misses_nothing_and_gets_nothing_twice() {
    let app = spawn_app().await;
    for number in 1..=90 {
        app.take_in(&article(number)).await;
    }
    let ids = |events: &[Event]| events.iter().map(|event| event.id.parse::<u64>().unwrap()).collect::<Vec<_>>();
    let all = Stream::open(&app, "of=articles&after=0&seconds=0", None).await.all().await;
    assert_eq!(ids(&all), (1..=90).collect::<Vec<_>>());
    let rest = Stream::open(&app, "of=articles&after=0&seconds=0", Some(70)).await.all().await;
    assert_eq!(rest, all[70..], "the header goes before the parameter");
    let mut open = Stream::open(&app, "of=claims&q=Nordwind", Some(88)).await;
    app.take_in(&article(91)).await;
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(open.event().await.expect("told"));
    }
    assert_eq!(ids(&told), [89, 90, 91], "what was missed, then what is new");
    assert_eq!(told[2].data["items"][0]["speaker"]["name"], "Vera Lindt");
    assert!(told[0].data["items"][0]["snippets"][0]["marks"].is_array(), "{}", told[0].data);
}

#[tokio::test]
async fn a_text_is_told_once_whatever_happens_to_its_analysis() {
    let app = spawn_app().await;
    let mut ids = Vec::new();
    for number in 1..=4 {
        ids.push(app.take_in(&article(number)).await);
    }
    // The first is only read again, the second corrected and read again, the third deleted.
    app.post_text(&format!("/v1/articles/{}/reanalyze", ids[0]), "").await.ok(200);
    let corrected = app.request("PUT", &format!("/v1/articles/{}", ids[1])).header("content-type", "application/json");
    read(corrected.body(article(20).to_string())).await.ok(200);
    app.post_text(&format!("/v1/articles/{}/reanalyze", ids[1]), "").await.ok(200);
    app.post_text(&format!("/v1/articles/{}/reanalyze", ids[1]), "").await.ok(200);
    assert_eq!(app.delete(&format!("/v1/articles/{}", ids[2])).await.status, 204);

    let told = Stream::open(&app, "of=articles&after=0&seconds=0", None).await.all().await;
    let brief: Vec<_> = told.iter().map(|e| (e.id.as_str(), e.kind.as_str())).collect();
    assert_eq!(brief, [("1", "inserted"), ("4", "inserted"), ("6", "revised")]);
    assert_eq!(told[2].data["article_id"], ids[1]);
    let later = Stream::open(&app, "of=articles&after=6&seconds=0", None).await.all().await;
    assert_eq!(later, [], "a new analysis is no news");
}

#[tokio::test]
async fn a_watch_can_be_followed() {
    let app = spawn_app().await;
    let bad = json!({"text": "Die Nordwind AG ist in einer schweren Krise, ein Skandal und ein Desaster für alle. \
        Nordwind versagt, die Verluste sind katastrophal, der Ruin droht."});
    let good = json!({"text": "Die Nordwind AG feiert einen großartigen Erfolg und freut sich über hervorragende, glänzende Gewinne."});
    app.take_in(&bad).await;
    let entity = app.get("/v1/entities?q=Nordwind").await.ok(200)["items"][0]["id"].clone();
    let filter = json!({"entity": entity, "sentiment_max": "-0.1"});
    let watch = app.post("/v1/watches", &json!({"of": "articles", "filter": filter})).await.ok(201);
    let id = watch["id"].as_str().unwrap();
    app.take_in(&good).await;
    let after = Stream::open(&app, &format!("watch={id}&after=0&seconds=0"), None).await.all().await;
    let told: Vec<_> = after.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(told, ["1"], "only the one that speaks badly of it: {after:?}");
    assert_eq!(after[0].data["watch_id"], id);
}

#[tokio::test]
async fn only_so_many_streams_are_open_at_a_time() {
    let streams = Streams { shares: Shares::new(3, 2), heartbeat: Duration::from_millis(50) };
    let app = spawn_app_with(Settings { streams, ..Settings::default() }).await;
    let mut first = Stream::open(&app, "of=claims", None).await;
    let second = Stream::open(&app, "of=claims", None).await;
    let problem = app.get("/v1/events?of=claims").await.problem(429, "too-many-requests");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("2 streams")), "{problem}");
    // A quiet stream says that it is alive.
    assert_eq!(first.block().await.as_deref(), Some("retry: 3000\nid: 0"));
    assert_eq!(first.block().await.as_deref(), Some(": quiet\nid: 0"));
    drop(second);
    for _ in 0..600 {
        if app.get("/v1/events?of=claims&seconds=0").await.status == 200 {
            // What ends by itself gives its place back.
            assert_eq!(app.get("/v1/events?of=claims&seconds=0").await.status, 200);
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the place of a stream that was left stays taken");
}

#[tokio::test]
async fn streams_end_when_the_service_stops() {
    let app = spawn_app().await;
    let mut stream = Stream::open(&app, "of=claims", None).await;
    stream.block().await.expect("it is open");
    app.notify.close();
    assert_eq!(stream.block().await, None);
}

#[tokio::test]
async fn a_stream_that_cannot_be_is_refused() {
    let app = spawn_app().await;
    app.take_in(&article(1)).await;
    for (query, status, slug, pointer, reason) in [
        ("", 400, "invalid-parameter", "/of", "nothing is asked for"),
        ("colour=red", 400, "invalid-parameter", "/of", "what else is wrong can't be told"),
        ("of=entities", 400, "invalid-parameter", "/of", "no such list"),
        ("of=claims&unit=EUR", 400, "unknown-parameter", "/unit", "a filter of figures"),
        ("of=claims&limit=5", 400, "unknown-parameter", "/limit", "there are no pages"),
        ("of=claims&q=-x", 400, "invalid-query", "/q", "looks for nothing"),
        ("of=claims&speaker=Niemand", 400, "invalid-parameter", "/speaker", "nobody"),
        ("of=claims&after=x", 400, "invalid-parameter", "/after", "no number"),
        ("of=claims&after=2", 400, "bad-cursor", "/after", "beyond the newest"),
        ("of=claims&seconds=86401", 400, "invalid-parameter", "/seconds", "too long"),
        ("watch=none", 404, "watch-not-found", "", "no such watch"),
        ("watch=0194cad2-cc00-7000-8000-00000000dead&of=claims", 400, "unknown-parameter", "/of", "both"),
    ] {
        let problem = app.get(&format!("/v1/events?{query}")).await.problem(status, slug);
        if status == 400 {
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{reason}: {problem}");
        }
    }
    let wrong = app.request("GET", "/v1/events?of=claims").header("last-event-id", "gestern");
    let problem = read(wrong).await.problem(400, "invalid-parameter");
    assert_eq!(problem["errors"][0]["in"], "header", "{problem}");
    read(app.request("GET", "/v1/events?of=claims").header("accept", "application/json"))
        .await
        .problem(406, "not-acceptable");
}
