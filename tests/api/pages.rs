//! Pages: limits, cursors, links.

use std::collections::BTreeSet;

use crate::app::{TestApp, spawn_app};
use crate::archive;

async fn walk(app: &TestApp, first: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut path = first.to_owned();
    loop {
        let answer = app.get(&path).await;
        let page = answer.ok(200);
        ids.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let link = answer.header("link");
        let Some(next) = page["next"].as_str() else {
            assert_eq!(link, "", "no link without a next page");
            return ids;
        };
        link.strip_prefix('<').and_then(|l| l.strip_suffix(">; rel=\"next\"")).unwrap().clone_into(&mut path);
        assert!(path.contains(&format!("cursor={next}")), "{path}");
    }
}

#[tokio::test]
async fn links_lead_through_the_whole_list_once() {
    let app = spawn_app().await;
    archive::fill(&app, 7).await;
    for (list, count) in [
        ("/v1/articles?limit=3", 7),
        ("/v1/articles?limit=2&source=Tagblatt&from=2025-01-02", 3),
        ("/v1/claims?speaker=Vera%20Lindt&limit=2", 7),
        ("/v1/figures?limit=1", 7),
        ("/v1/entities?limit=1", 2),
    ] {
        let ids = walk(&app, list).await;
        assert_eq!(ids.len(), count, "{list}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), count, "{list} repeats itself");
    }
}

#[tokio::test]
async fn a_cursor_survives_articles_that_come_in_meanwhile() {
    let app = spawn_app().await;
    archive::fill(&app, 4).await;
    let first = app.get("/v1/articles?limit=2").await;
    let next = first.ok(200)["next"].as_str().unwrap().to_owned();
    pressespiegel::store::ArticleStore::insert(app.store.as_ref(), archive::article(9, "Neu").into(), archive::now())
        .await
        .unwrap();
    let second = app.get(&format!("/v1/articles?limit=2&cursor={next}")).await.ok(200);
    let ids: Vec<_> = second["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [archive::id(2).to_string(), archive::id(1).to_string()]);
}

#[tokio::test]
async fn a_cursor_continues_its_own_list_only() {
    let app = spawn_app().await;
    archive::fill(&app, 3).await;
    let page = app.get("/v1/claims?limit=1").await.ok(200);
    let cursor = page["next"].as_str().unwrap();
    app.get(&format!("/v1/claims?limit=2&offsets=utf8&cursor={cursor}")).await.ok(200);
    let mut damaged = cursor.to_owned();
    damaged.replace_range(0..1, if cursor.starts_with('A') { "B" } else { "A" });
    for (path, reason) in [
        (format!("/v1/figures?cursor={cursor}"), "another list"),
        (format!("/v1/claims?kind=direct&cursor={cursor}"), "other filters"),
        (format!("/v1/claims?cursor={damaged}"), "damaged"),
        (format!("/v1/claims?cursor={}", &cursor[..4]), "cut"),
        (format!("/v1/claims?cursor={cursor}=="), "padded"),
        ("/v1/claims?cursor=%C3%A4".into(), "not made here"),
    ] {
        let problem = app.get(&path).await.problem(400, "bad-cursor");
        assert_eq!(problem["errors"][0]["pointer"], "/cursor", "{reason}");
    }
}

#[tokio::test]
async fn limits_are_kept() {
    let app = spawn_app().await;
    archive::fill(&app, 2).await;
    for (limit, right) in [("1", true), ("200", true), ("0", false), ("201", false), ("-1", false), ("x", false)] {
        let answer = app.get(&format!("/v1/articles?limit={limit}")).await;
        if right {
            answer.ok(200);
        } else {
            answer.problem(400, "invalid-parameter");
        }
    }
}
