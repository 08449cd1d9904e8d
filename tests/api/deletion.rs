//! Deleting many articles by a filter, and by their age.

use std::sync::Arc;

use pressespiegel::clock::FixedClock;
use pressespiegel::ingest::{Retention, RetentionOptions};
use pressespiegel::store::ArticleStore;
use serde_json::json;

use crate::app::{Answer, TestApp, read, spawn_app};
use crate::archive;

async fn delete(app: &TestApp, query: &str, condition: Option<&str>) -> Answer {
    let request = app.request("POST", &format!("/v1/articles/delete{query}"));
    read(match condition {
        Some(condition) => request.header("if-match", condition),
        None => request,
    })
    .await
}

#[tokio::test]
async fn a_look_deletes_nothing_and_tells_what_would_be_deleted() {
    let app = spawn_app().await;
    archive::fill(&app, 7).await;
    let look = delete(&app, "?source=Tagblatt&limit=3", None).await;
    let seen = look.ok(200);
    assert_eq!(
        (&seen["dry_run"], &seen["deleted"], &seen["left"], &seen["next"]),
        (&json!(true), &json!(0), &json!(4), &json!(3))
    );
    let examples: Vec<_> = seen["examples"].as_array().unwrap().iter().map(|article| article["id"].clone()).collect();
    assert_eq!(examples, [7, 5, 3].map(|number| json!(archive::id(number).to_string())), "the newest first");
    assert_eq!(look.header("etag"), format!("\"{}\"", seen["condition"].as_str().unwrap()));
    assert_eq!(app.store.count().await.unwrap(), 7);
    let nothing = delete(&app, "?source=Niemand", None).await.ok(200);
    assert_eq!((&nothing["left"], &nothing["condition"]), (&json!(0), &serde_json::Value::Null));
}

#[tokio::test]
async fn what_was_seen_is_deleted_step_by_step_and_nothing_else() {
    let app = spawn_app().await;
    archive::fill(&app, 9).await;
    let mut answer = delete(&app, "?source=Tagblatt&limit=2", None).await;
    let mut deleted = 0;
    while answer.ok(200)["left"] != 0 {
        let condition = answer.header("etag").to_owned();
        answer = delete(&app, "?source=Tagblatt&limit=2&dry_run=false", Some(&condition)).await;
        assert_eq!(answer.ok(200)["dry_run"], false);
        deleted += answer.ok(200)["deleted"].as_u64().unwrap();
    }
    assert_eq!(deleted, 5);
    let left = app.get("/v1/articles").await.ok(200)["items"].clone();
    let sources: Vec<_> = left.as_array().unwrap().iter().map(|article| article["source"].clone()).collect();
    assert_eq!(sources, ["Abendpost"; 4]);
    let feed = app.get("/v1/changes?limit=200").await.ok(200);
    let kinds = feed["items"].as_array().unwrap().iter().filter(|change| change["kind"] == "deleted");
    assert_eq!(kinds.count(), 5, "{feed}");
}

#[tokio::test]
async fn a_deletion_needs_a_look_at_what_it_deletes() {
    let app = spawn_app().await;
    archive::fill(&app, 4).await;
    let of = "?source=Tagblatt&dry_run=false";
    delete(&app, of, None).await.problem(428, "precondition-required");
    delete(&app, of, Some("*")).await.problem(428, "precondition-required");
    delete(&app, of, Some("\"other\"")).await.problem(412, "precondition-failed");
    let condition = delete(&app, "?source=Tagblatt", None).await.header("etag").to_owned();
    delete(&app, of, Some(&format!("W/{condition}"))).await.problem(412, "precondition-failed");
    delete(&app, "?source=Abendpost&dry_run=false", Some(&condition)).await.problem(412, "precondition-failed");
    app.store.insert(archive::article(5, "Tagblatt").into(), archive::now()).await.unwrap();
    delete(&app, of, Some(&condition)).await.problem(412, "precondition-failed");
    assert_eq!(app.store.count().await.unwrap(), 5, "nothing was deleted");
}

#[tokio::test]
async fn what_would_delete_by_mistake_is_refused() {
    let app = spawn_app().await;
    archive::fill(&app, 2).await;
    for (query, slug, pointer, reason) in [
        ("", "invalid-parameter", "/from", "no filter"),
        ("?limit=5", "invalid-parameter", "/from", "a limit is no filter"),
        ("?source=", "invalid-parameter", "/source", "an empty filter"),
        ("?sorce=Tagblatt&from=0001", "unknown-parameter", "/sorce", "a slip in a filter"),
        ("?source=Tagblatt&dry_run=no", "invalid-parameter", "/dry_run", "neither true nor false"),
        ("?source=Tagblatt&limit=0", "invalid-parameter", "/limit", "no article"),
        ("?source=Tagblatt&limit=10001", "invalid-parameter", "/limit", "no bound"),
        ("?source=Tagblatt&fold=duplicates", "unknown-parameter", "/fold", "copies are articles, too"),
        ("?source=Tagblatt&sort=date", "unknown-parameter", "/sort", "there is one order"),
        ("?to=gestern", "bad-date-range", "/to", "no date"),
    ] {
        let problem = delete(&app, query, None).await.problem(400, slug);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{reason}: {problem}");
    }
    assert_eq!(delete(&app, "?from=0001", None).await.ok(200)["left"], 2, "all, where that is said");
}

#[tokio::test]
async fn articles_are_deleted_when_they_are_as_old_as_is_set() {
    let app = spawn_app().await;
    archive::fill(&app, 9).await;
    let clock = Arc::new(FixedClock::new("2025-01-10T12:00:00Z".parse().unwrap()));
    let pass = |days| {
        let options = RetentionOptions { days, per_second: 10_000 };
        let store: Arc<dyn ArticleStore> = app.store.clone();
        let retention = Retention::new(store, clock.clone(), options);
        async move { retention.pass().await.unwrap() }
    };
    assert_eq!(pass(0).await, 0, "off");
    assert_eq!(pass(30).await, 0, "none is so old");
    assert_eq!(pass(5).await, 5, "those of the first to the fifth");
    assert_eq!(pass(5).await, 0, "they are gone");
    let left = app.get("/v1/articles").await.ok(200)["items"].as_array().unwrap().len();
    assert_eq!(left, 4);
}
