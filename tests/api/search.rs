//! `q`: what is found, and why.

use pressespiegel::store::ArticleStore;
use serde_json::{Value, json};

use crate::app::{TestApp, spawn_app};
use crate::archive;

const TEXT: &str = "👩‍🚀 Vorweg ein Satz. Der Strompreis stieg in München um 12 Prozent, sagte Vera Lindt. „Die Preise fallen bald“, sagte sie.";

async fn search(app: &TestApp, path: &str, query: &[(&str, &str)]) -> Value {
    let encoded = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<Vec<_>>().concat();
    let pairs: Vec<_> = query.iter().map(|(key, value)| format!("{key}={}", encoded(value))).collect();
    app.get(&format!("{path}?{}", pairs.join("&"))).await.ok(200)
}

/// The stretch that positions of this unit name.
fn cut(text: &str, unit: &str, span: &Value) -> String {
    let at = |end: &str| usize::try_from(span[end].as_u64().unwrap()).unwrap();
    let (start, end) = (at("start"), at("end"));
    match unit {
        "utf8" => text[start..end].to_owned(),
        "utf16" => String::from_utf16(&text.encode_utf16().collect::<Vec<_>>()[start..end]).unwrap(),
        _ => text.chars().skip(start).take(end - start).collect(),
    }
}

#[tokio::test]
async fn what_is_found_is_shown_where_it_stands() {
    let app = spawn_app().await;
    app.take_in(&json!({"text": TEXT, "title": "Strompreise: ein Überblick", "source": "beispiel.de"})).await;
    app.take_in(&json!({"text": "Etwas anderes."})).await;
    for unit in ["codepoint", "utf8", "utf16"] {
        let found = search(&app, "/v1/articles", &[("q", "Preis Muenchen"), ("offsets", unit)]).await;
        assert_eq!(found["offsets"], unit);
        let items = found["items"].as_array().unwrap();
        assert_eq!(items.len(), 1, "{found}");
        assert!(items[0].get("text").is_none(), "a list has no texts");
        let snippets = items[0]["snippets"].as_array().unwrap();
        assert_eq!(snippets[0]["field"], "title", "{found}");
        let mut marked = Vec::new();
        for snippet in snippets {
            let whole = if snippet["field"] == "title" { "Strompreise: ein Überblick" } else { TEXT };
            assert_eq!(cut(whole, unit, snippet), snippet["exact"].as_str().unwrap(), "{snippet}");
            for mark in snippet["marks"].as_array().unwrap() {
                assert_eq!(cut(whole, unit, mark), mark["exact"].as_str().unwrap(), "{mark}");
                marked.push(mark["exact"].as_str().unwrap().to_owned());
            }
        }
        assert_eq!(marked, ["Strompreise", "Strompreis", "München", "Preise"], "{unit}");
    }
    let all = app.get("/v1/articles").await.ok(200);
    assert!(all.get("offsets").is_none() && all["items"][0].get("snippets").is_none(), "{all}");
}

#[tokio::test]
async fn claims_and_figures_are_found_and_shown_by_their_own_words() {
    let app = spawn_app().await;
    for number in 1..=3 {
        app.store.insert(archive::article(number, "Tagblatt").into(), archive::now()).await.unwrap();
    }
    for (path, query, count, marked, reason) in [
        ("/v1/claims", "Beschäftigte", 3, "Beschäftigte", "in the claim"),
        ("/v1/claims", "wächst", 0, "", "in the article alone"),
        ("/v1/claims", "title:\"Teil 2\" Beschäftigter", 1, "Beschäftigte", "the headline of its article"),
        ("/v1/figures", "wachsen", 3, "wächst", "in the sentence"),
        ("/v1/figures", "Zzyx", 0, "", "nowhere"),
    ] {
        let found = search(&app, path, &[("q", query)]).await;
        let items = found["items"].as_array().unwrap();
        assert_eq!(items.len(), count, "{reason}: {found}");
        for item in items {
            assert_eq!(item["snippets"][0]["marks"][0]["exact"], marked, "{reason}: {item}");
        }
    }
    let plain = app.get("/v1/claims").await.ok(200);
    assert!(plain["items"][0].get("snippets").is_none(), "{plain}");
}

#[tokio::test]
async fn a_search_is_ordered_by_relevance_or_by_date() {
    let app = spawn_app().await;
    for (text, day) in [("Der Preis, der Preis.", 1), ("Ein Preis unter vielen Dingen, die heute genannt werden.", 2)] {
        app.take_in(&json!({"text": text, "published_at": format!("2025-01-0{day}")})).await;
    }
    for (sort, first) in [(None, "2025-01-01"), (Some("relevance"), "2025-01-01"), (Some("date"), "2025-01-02")] {
        let query: Vec<_> = [("q", "Preis")].into_iter().chain(sort.map(|sort| ("sort", sort))).collect();
        let found = search(&app, "/v1/articles", &query).await;
        assert_eq!(found["items"].as_array().unwrap().len(), 2);
        assert_eq!(found["items"][0]["published_at"], first, "{sort:?}");
    }
}

#[tokio::test]
async fn pages_of_a_search_join_over_http() {
    let app = spawn_app().await;
    for number in 1..=5 {
        app.store.insert(archive::article(number, "Tagblatt").into(), archive::now()).await.unwrap();
    }
    for (path, query, sort) in [
        ("/v1/articles", "Nordwind", "date"),
        ("/v1/articles", "Nordwind", "relevance"),
        ("/v1/claims", "haben", "relevance"),
        ("/v1/figures", "Nordwind", "date"),
    ] {
        let mut seen = Vec::new();
        let mut next = format!("{path}?q={query}&limit=2&sort={sort}");
        loop {
            let answer = app.get(&next).await;
            let page = answer.ok(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            let Some(link) = answer.header("link").strip_prefix('<').and_then(|link| link.split_once('>')) else {
                break;
            };
            next = link.0.to_owned();
        }
        assert_eq!(seen.len(), 5, "{path} by {sort}: {seen:?}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5, "{path} by {sort}: each once");
    }
}

#[tokio::test]
async fn a_search_that_cant_be_read_says_where() {
    let app = spawn_app().await;
    for (query, position) in
        [("äöü+%22Strom", 4), ("-Gas", 0), ("Preis+titel:x", 6), ("Preis+p*", 6), ("%F0%9F%98%80", 0)]
    {
        let problem = app.get(&format!("/v1/articles?q={query}")).await.problem(400, "invalid-query");
        assert_eq!(problem["errors"][0]["position"], position, "{problem}");
        assert_eq!(problem["errors"][0]["pointer"], "/q");
    }
    let long = "x".repeat(1001);
    let problem = app.get(&format!("/v1/claims?q={long}")).await.problem(400, "invalid-query");
    assert_eq!(problem["errors"][0]["position"], 1000);
    let problem = app.get("/v1/articles?limit=x").await.problem(400, "invalid-parameter");
    assert!(problem["errors"][0].get("position").is_none(), "{problem}");
}

#[tokio::test]
async fn what_is_found_is_exported() {
    let app = spawn_app().await;
    for number in 1..=3 {
        app.store.insert(archive::article(number, "Tagblatt").into(), archive::now()).await.unwrap();
    }
    assert_eq!(app.get("/v1/export?of=articles&q=title:%22Teil+2%22").await.text().lines().count(), 1);
    assert_eq!(app.get("/v1/export?of=claims&q=haben&sort=date").await.text().lines().count(), 3);
    assert_eq!(app.get("/v1/export?of=figures&q=nichts").await.text(), "");
}
