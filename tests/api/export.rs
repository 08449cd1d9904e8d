//! Exports.

use pressespiegel::store::ArticleStore;
use serde_json::Value;

use crate::app::{read, spawn_app};
use crate::archive;

#[tokio::test]
async fn every_kind_is_exported_in_both_forms() {
    let app = spawn_app().await;
    archive::fill(&app, 3).await;
    for (of, count, column) in
        [("articles", 3, "id"), ("entities", 2, "name"), ("claims", 3, "speaker_id"), ("figures", 3, "value")]
    {
        let answer = app.get(&format!("/v1/export?of={of}")).await;
        assert_eq!(answer.header("content-type"), "application/x-ndjson");
        assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{of}.ndjson\""));
        let items: Vec<Value> = answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(items.len(), count, "{of}");
        if of != "articles" {
            assert_eq!(items[0], app.get(&format!("/v1/{of}")).await.ok(200)["items"][0], "{of}");
        }
        let table = app.get(&format!("/v1/export?of={of}&format=csv")).await;
        assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
        let head = table.text().lines().next().unwrap();
        assert!(head.split(',').any(|name| name == column), "{head}");
    }
}

#[tokio::test]
async fn texts_are_exported_exactly_and_quoted_in_tables() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let text = &archive::article(1, "x").article.content.text;
    let line: Value = serde_json::from_str(app.get("/v1/export").await.text().trim_end()).unwrap();
    assert_eq!(line["text"], **text);
    let table = app.get("/v1/export?format=csv").await;
    assert!(table.text().ends_with(&format!(",\"{text}\"\r\n")), "{}", table.text());
}

#[tokio::test]
async fn the_form_is_chosen_by_parameter_or_accept() {
    let app = spawn_app().await;
    for (accept, query, form) in [
        ("*/*", "", "application/x-ndjson"),
        ("text/csv", "", "text/csv; charset=utf-8; header=present"),
        ("text/csv;q=0.5, application/x-ndjson", "", "application/x-ndjson"),
        ("text/csv", "?format=ndjson", "application/x-ndjson"),
    ] {
        let answer = read(app.request("GET", &format!("/v1/export{query}")).header("accept", accept)).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, form), "{accept} {query}");
    }
    read(app.request("GET", "/v1/export").header("accept", "image/png")).await.problem(406, "not-acceptable");
}

#[tokio::test]
async fn an_export_has_the_filters_of_its_list_and_no_pages() {
    let app = spawn_app().await;
    for number in 1..=250 {
        let mut article = archive::article(1, "Tagblatt");
        article.article.id = archive::id(number);
        article.article.content.text = format!("{} {number}", article.article.content.text);
        article.article.content_hash = article.article.content.content_hash();
        app.store.insert(article, archive::now()).await.unwrap();
    }
    assert_eq!(app.get("/v1/export?of=claims&speaker=Vera+Lindt").await.text().lines().count(), 250);
    assert_eq!(app.get("/v1/export?of=claims&kind=reported").await.text(), "");
    assert_eq!(app.get("/v1/export?of=figures&min=2000&format=csv").await.text().lines().count(), 1);
    assert_eq!(app.get("/v1/export?of=claims&speaker=Niemand&format=csv").await.text().lines().count(), 1);
    for query in ["of=claims&min=1", "limit=5", "cursor=x", "of=figures&type=person"] {
        app.get(&format!("/v1/export?{query}")).await.problem(400, "unknown-parameter");
    }
    for query in ["of=colours", "format=xml"] {
        app.get(&format!("/v1/export?{query}")).await.problem(400, "invalid-parameter");
    }
    app.get("/v1/export?of=claims&q=x").await.problem(400, "query-not-supported");
}
