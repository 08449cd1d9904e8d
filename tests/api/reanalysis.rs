//! Always current: articles of an older analyzer or lexicon are read again in the background.

use std::sync::Arc;
use std::time::Duration;

use pressespiegel::article::{AnalysedArticle, Article, ArticleId, NewArticle, Submission};
use pressespiegel::clock::{Clock, SystemClock};
use pressespiegel::ingest::ReanalysisOptions;
use pressespiegel::nlp::{Analysis, AnalyzerInfo, Profile};
use pressespiegel::store::{ArticleStore, MemoryStore};
use serde_json::{Value, json};

use crate::app::{Settings, TestApp, read, spawn_app, spawn_app_over, spawn_app_with};

const QUARBEL: &str = r#"{"id":"organization:qx","name":"Quarbelwerke","type":"organization"}"#;

fn text(number: usize) -> Value {
    json!({"text": format!("Die Quarbelwerke wachsen um {number} Prozent, sagte Vera Lindt."), "source": format!("s{}", number % 2)})
}

fn options(automatic: bool, profile: Option<Profile>, per_second: u32) -> Settings {
    Settings { reanalysis: ReanalysisOptions { automatic, profile, per_second }, ..Settings::default() }
}

async fn put_lexicon(app: &TestApp, lines: &str) {
    let request = app.request("PUT", "/v1/lexicon").header("content-type", "application/x-ndjson");
    read(request.body(lines.to_owned())).await.ok(200);
}

async fn progress(app: &TestApp) -> Value {
    app.get("/v1/reanalyze").await.ok(200)
}

/// Waits until the progress is such.
async fn until(app: &TestApp, wanted: &str, holds: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..6_000 {
        let progress = progress(app).await;
        if holds(&progress) {
            return progress;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{wanted} never came: {}", progress(app).await);
}

async fn found(app: &TestApp, path: &str) -> usize {
    app.get(path).await.ok(200)["items"].as_array().expect("items").len()
}

/// Puts an article into the archive that another program has read, which found nothing.
async fn of_old(store: &MemoryStore, number: u8, profile: Profile) -> ArticleId {
    let sent = text(usize::from(number));
    let sent = Submission {
        text: sent["text"].as_str().expect("a text").into(),
        source: sent["source"].as_str().map(Into::into),
        ..Submission::default()
    };
    let content = NewArticle::parse(sent).expect("an article");
    let id = ArticleId::from_bytes([number; 16]);
    let (received_at, content_hash) = (SystemClock.now(), content.content_hash());
    let article = Article { id, received_at, content_hash, content, revised: None };
    let analyzer = AnalyzerInfo { name: "old".into(), version: "0".into(), profile, fingerprint: "0".into() };
    let analysis = Analysis { language: "de".into(), ..Analysis::default() };
    store.insert(AnalysedArticle { article, analysis, analyzer }.into(), received_at).await.expect("stored");
    id
}

#[tokio::test]
async fn another_lexicon_has_all_articles_read_again_by_themselves() {
    let app = spawn_app_with(options(true, None, 1_000)).await;
    for number in 1..=5 {
        app.take_in(&text(number)).await;
    }
    let accurate = app.post("/v1/articles?profile=accurate", &text(6)).await.ok(201)["id"].clone();
    let idle = progress(&app).await;
    assert_eq!((&idle["state"], &idle["left"], &idle["done"]), (&json!("idle"), &json!(0), &json!(0)), "{idle}");
    for list in ["articles", "claims", "figures"] {
        let all = found(&app, &format!("/v1/{list}?limit=200")).await;
        assert_eq!(found(&app, &format!("/v1/{list}?limit=200&analyzer=current")).await, all, "{list}");
    }
    put_lexicon(&app, QUARBEL).await;
    let done = until(&app, "the end", |now| now["left"] == 0 && now["state"] == "idle").await;
    assert_eq!((&done["done"], &done["failed"], &done["requested"]), (&json!(6), &json!(0), &json!(false)), "{done}");
    assert!(done["since"].is_string(), "{done}");
    assert_eq!(app.get("/v1/entities/organization:qx").await.ok(200)["articles"], 6);
    let id = accurate.as_str().expect("an id");
    let analysis = app.get(&format!("/v1/articles/{id}/analysis")).await.ok(200);
    assert_eq!(analysis["analyzer"]["profile"], "accurate", "each stays in its profile");
    assert_eq!(found(&app, "/v1/articles?analyzer=current").await, 6);
    let ready = app.get("/readyz").await.ok(200);
    assert_eq!((&ready["status"], ready.get("reanalysis")), (&json!("ready"), None), "nothing is to be done");
    let metrics = app.get("/metrics").await;
    for name in ["articles_total", "left", "running"] {
        assert!(metrics.text().contains(&format!("pressespiegel_reanalysis_{name}")), "{name}");
    }
}

#[tokio::test]
async fn lists_tell_what_the_present_analyzer_has_read() {
    let app = spawn_app().await;
    for number in 1..=3 {
        app.take_in(&text(number)).await;
    }
    put_lexicon(&app, QUARBEL).await;
    let new = app.take_in(&text(4)).await;
    for list in ["articles", "claims", "figures"] {
        let page = app.get(&format!("/v1/{list}?analyzer=current")).await.ok(200);
        let items = page["items"].as_array().expect("items");
        assert_eq!(items.len(), 1, "{list}: {page}");
        let id = if list == "articles" { &items[0]["id"] } else { &items[0]["article"]["id"] };
        assert_eq!(id, new.as_str(), "{list}");
        app.get(&format!("/v1/{list}?analyzer=old")).await.problem(400, "invalid-parameter");
    }
    let exported = read(app.request("GET", "/v1/export?analyzer=current")).await;
    assert_eq!(exported.text().lines().count(), 1);
    assert_eq!(found(&app, "/v1/articles?analyzer=current&q=Quarbelwerke").await, 1);
    let progress = progress(&app).await;
    assert_eq!((&progress["state"], &progress["left"]), (&json!("off"), &json!(3)), "{progress}");
}

#[tokio::test]
async fn what_is_asked_for_is_read_again_and_nothing_else() {
    let app = spawn_app().await;
    for number in 1..=6 {
        app.take_in(&text(number)).await;
    }
    put_lexicon(&app, QUARBEL).await;
    let answer = app.post("/v1/reanalyze?source=s1", &json!({})).await;
    let started = answer.ok(202);
    assert_eq!(answer.header("location"), "/v1/reanalyze");
    assert_eq!((&started["left"], &started["requested"]), (&json!(3), &json!(true)), "{started}");
    let done = until(&app, "the end", |now| now["state"] == "off").await;
    assert_eq!((&done["done"], &done["left"], &done["requested"]), (&json!(3), &json!(3), &json!(false)), "{done}");
    assert_eq!(app.get("/v1/entities/organization:qx").await.ok(200)["articles"], 3);
    assert_eq!(found(&app, "/v1/articles?source=s1&analyzer=current").await, 3);
    for (query, left, reason) in [
        ("source=s1", 0, "they are current"),
        ("entity=person:niemand", 0, "nobody is in any"),
        ("speaker=Niemand", 0, "nobody is called so"),
        ("q=Quarbelwerke%20-2", 2, "a search"),
        ("q=Quarbelwerke&to=1999", 0, "a time"),
        ("", 1, "the rest"),
    ] {
        let started = app.post(&format!("/v1/reanalyze?{query}"), &json!({})).await.ok(202);
        assert_eq!(started["left"], left, "{reason}: {started}");
        until(&app, "the end", |now| now["state"] == "off").await;
    }
    assert_eq!(found(&app, "/v1/articles?analyzer=current").await, 6);
    for (query, problem) in [
        ("sort=date", "unknown-parameter"),
        ("limit=3", "unknown-parameter"),
        ("analyzer=current", "unknown-parameter"),
        ("profile=slow", "invalid-parameter"),
        ("from=gestern", "bad-date-range"),
        ("q=%22offen", "invalid-query"),
    ] {
        app.post(&format!("/v1/reanalyze?{query}"), &json!({})).await.problem(400, problem);
    }
}

#[tokio::test]
async fn what_was_taken_in_fast_is_raised_when_somebody_wants_it() {
    let app = spawn_app().await;
    let ids = [app.take_in(&text(1)).await, app.take_in(&text(2)).await];
    assert_eq!(progress(&app).await["left"], 0, "they are current in their profile");
    let started = app.post("/v1/reanalyze?profile=accurate", &json!({})).await.ok(202);
    assert_eq!((&started["left"], &started["profile"]), (&json!(2), &json!("accurate")), "{started}");
    until(&app, "the end", |now| now["state"] == "off").await;
    for id in ids {
        let analysis = app.get(&format!("/v1/articles/{id}/analysis")).await.ok(200);
        assert_eq!(analysis["analyzer"]["profile"], "accurate");
    }
}

#[tokio::test]
async fn an_article_that_changes_meanwhile_is_not_overwritten() {
    // So slow that there is time to change everything before its turn.
    let app = spawn_app_with(options(false, None, 5)).await;
    let mut ids = Vec::new();
    for number in 1..=6 {
        ids.push(of_old(&app.store, number, Profile::Fast).await.to_string());
    }
    app.post("/v1/reanalyze", &json!({})).await.ok(202);
    app.delete(&format!("/v1/articles/{}", ids[0])).await;
    let other = json!({"text": "Berichtigt: Die Quarbelwerke schrumpfen.", "source": "s2"});
    let put = app.request("PUT", &format!("/v1/articles/{}", ids[1])).header("content-type", "application/json");
    assert_eq!(read(put.body(other.to_string())).await.ok(200)["changed"], true);
    app.post(&format!("/v1/articles/{}/reanalyze?profile=accurate", ids[2]), &json!({})).await.ok(200);
    let done = until(&app, "the end", |now| now["state"] == "off").await;
    assert_eq!(done["left"], 0, "{done}");
    app.get(&format!("/v1/articles/{}", ids[0])).await.problem(404, "article-not-found");
    let corrected = app.get(&format!("/v1/articles/{}", ids[1])).await.ok(200);
    assert_eq!((&corrected["text"], &corrected["revision"]), (&other["text"], &json!(2)), "{corrected}");
    let analysis = app.get(&format!("/v1/articles/{}/analysis", ids[2])).await.ok(200);
    assert_eq!(analysis["analyzer"]["profile"], "accurate", "what somebody did by hand stays");
    assert_eq!(found(&app, "/v1/articles?analyzer=current").await, 5);
}

#[tokio::test]
async fn it_can_be_paused_gone_on_with_and_cancelled() {
    let app = spawn_app_with(options(false, None, 1)).await;
    for number in 1..=8 {
        of_old(&app.store, number, Profile::Fast).await;
    }
    app.delete("/v1/reanalyze").await.problem(409, "reanalysis-conflict");
    let paused = app.post("/v1/reanalyze/pause", &json!({})).await.ok(200);
    assert_eq!((&paused["state"], &paused["left"]), (&json!("paused"), &json!(8)), "{paused}");
    let ready = app.get("/readyz").await.ok(200);
    assert_eq!((&ready["status"], &ready["reanalysis"]), (&json!("ready"), &json!({"state": "paused", "left": 8})));
    let waiting = app.post("/v1/reanalyze?source=s1", &json!({})).await.ok(202);
    assert_eq!((&waiting["state"], &waiting["left"]), (&json!("paused"), &json!(4)), "{waiting}");
    let conflict = app.post("/v1/reanalyze", &json!({})).await.problem(409, "reanalysis-conflict");
    assert!(conflict["detail"].as_str().expect("a detail").contains("4 are left"), "{conflict}");
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(progress(&app).await["done"], 0, "nothing is read while it is paused");
    app.post("/v1/reanalyze/resume", &json!({})).await.ok(200);
    let begun = until(&app, "a first one", |now| now["done"] != 0).await;
    assert_eq!(begun["state"], "running", "{begun}");
    let paused = app.post("/v1/reanalyze/pause", &json!({})).await.ok(200);
    assert_eq!(
        (&paused["state"], &paused["requested"], &paused["rate"]),
        (&json!("paused"), &json!(true), &json!(0.0))
    );
    app.post("/v1/reanalyze/resume", &json!({})).await.ok(200);
    let cancelled = app.delete("/v1/reanalyze").await.ok(200);
    assert_eq!((&cancelled["state"], &cancelled["requested"]), (&json!("off"), &json!(false)), "{cancelled}");
    let left = cancelled["left"].as_u64().expect("a number");
    assert!((4..8).contains(&left), "one was read, those of the other source were not: {cancelled}");
}

#[tokio::test]
async fn a_restart_goes_on_with_what_was_asked_for_and_stays_paused() {
    let store = Arc::new(MemoryStore::new());
    for number in 1..=5 {
        of_old(&store, number, Profile::Fast).await;
    }
    let first = spawn_app_over(store.clone()).await;
    first.post("/v1/reanalyze/pause", &json!({})).await.ok(200);
    first.post("/v1/reanalyze?source=s1", &json!({})).await.ok(202);
    let second = spawn_app_over(store.clone()).await;
    let paused = until(&second, "the plan", |now| now["state"] == "paused" || now["requested"] == true).await;
    assert_eq!(paused["done"], 0);
    second.post("/v1/reanalyze", &json!({})).await.problem(409, "reanalysis-conflict");
    second.post("/v1/reanalyze/resume", &json!({})).await.ok(200);
    let done = until(&second, "the end", |now| now["state"] == "off").await;
    assert_eq!((&done["done"], &done["left"]), (&json!(3), &json!(2)), "{done}");
}

#[tokio::test]
async fn what_can_not_be_read_again_is_told_and_does_not_stop_the_others() {
    let mut settings = options(true, None, 1_000);
    settings.ingest.timeout = Duration::ZERO;
    let app = spawn_app_with(settings).await;
    for number in 1..=3 {
        of_old(&app.store, number, Profile::Fast).await;
    }
    let idle = until(&app, "giving up", |now| now["failed"] == 3 && now["state"] == "idle").await;
    assert_eq!((&idle["left"], &idle["done"]), (&json!(3), &json!(0)), "{idle}");
    assert!(app.get("/readyz").await.ok(200)["status"] == "ready", "that is no reason not to be ready");
}
