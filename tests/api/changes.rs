//! The change feed as clients follow it.

use serde_json::json;

use crate::app::spawn_app;

#[tokio::test]
async fn changes_are_numbered_and_followed_by_the_last_number() {
    let app = spawn_app().await;
    assert_eq!(app.get("/v1/changes").await.ok(200), json!({"items": [], "newest": 0}));
    let mut ids = Vec::new();
    for text in ["Eins.", "Zwei.", "Drei."] {
        ids.push(app.take_in(&json!({"text": text})).await);
    }
    app.post("/v1/articles", &json!({"text": "Zwei."})).await.ok(200);
    app.post_text(&format!("/v1/articles/{}/reanalyze", ids[0]), "").await.ok(200);
    assert_eq!(app.delete(&format!("/v1/articles/{}", ids[1])).await.status, 204);

    let all = app.get("/v1/changes").await;
    let told = all.ok(200);
    assert_eq!(told["newest"], 5);
    assert!(told.get("next").is_none(), "{told}");
    assert_eq!(all.header("link"), "");
    let items = told["items"].as_array().unwrap();
    let brief: Vec<_> = items.iter().map(|i| (i["number"].as_u64().unwrap(), i["kind"].as_str().unwrap())).collect();
    assert_eq!(brief, [(3, "inserted"), (4, "reanalyzed"), (5, "deleted")]);
    let articles: Vec<_> = items.iter().map(|i| i["article_id"].as_str().unwrap()).collect();
    assert_eq!(articles, [&ids[2], &ids[0], &ids[1]]);
    assert!(items.iter().all(|item| item["changed_at"].as_str().is_some_and(|at| at.ends_with('Z'))), "{told}");

    let first = app.get("/v1/changes?limit=2").await;
    assert_eq!(first.ok(200)["next"], 4);
    assert_eq!(first.header("link"), "</v1/changes?limit=2&after=4>; rel=\"next\"");
    let rest = app.get("/v1/changes?limit=2&after=4").await.ok(200);
    assert_eq!((rest["items"].as_array().unwrap().len(), rest.get("next")), (1, None));
    assert_eq!(app.get("/v1/changes?after=5").await.ok(200), json!({"items": [], "newest": 5}));
}

#[tokio::test]
async fn a_place_that_is_not_in_the_feed_is_told_apart() {
    let app = spawn_app().await;
    app.take_in(&json!({"text": "Eins."})).await;
    for (query, slug, pointer, reason) in [
        ("after=2", "bad-cursor", "/after", "beyond the newest: another archive"),
        ("after=18446744073709551615", "bad-cursor", "/after", "the greatest number there is"),
        ("after=-1", "invalid-parameter", "/after", "negative"),
        ("after=eins", "invalid-parameter", "/after", "no number"),
        ("after=18446744073709551616", "invalid-parameter", "/after", "too large"),
        ("limit=0", "invalid-parameter", "/limit", "nothing"),
        ("limit=201", "invalid-parameter", "/limit", "too many"),
    ] {
        let problem = app.get(&format!("/v1/changes?{query}")).await.problem(400, slug);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{reason}: {problem}");
    }
    app.get("/v1/changes?cursor=AAAA").await.problem(400, "unknown-parameter");
}
