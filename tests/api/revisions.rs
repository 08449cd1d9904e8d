//! Corrections of articles: made by their name or by id, kept, and compared.

use serde_json::{Value, json};

use crate::app::{Answer, TestApp, read, spawn_app};

const BEFORE: &str = "Nordwind baut aus. „Wir stellen 200 Leute ein“, sagte Vera Lindt.";
const AFTER: &str = "Nordwind baut aus. „Wir stellen 250 Leute ein“, sagte Vera Lindt.";

fn sent(text: &str) -> Value {
    json!({"text": text, "title": "Ausbau", "source": "Tagblatt", "published_at": "2025-01", "external_id": "7"})
}

async fn put(app: &TestApp, id: &str, body: &Value, tag: Option<&str>) -> Answer {
    let request = app.request("PUT", &format!("/v1/articles/{id}")).header("content-type", "application/json");
    let request = tag.into_iter().fold(request, |request, tag| request.header("if-match", tag));
    read(request.body(body.to_string())).await
}

#[tokio::test]
async fn another_text_of_the_same_name_corrects_the_article() {
    let app = spawn_app().await;
    let first = app.post("/v1/articles", &sent(BEFORE)).await.ok(201);
    let id = first["id"].as_str().unwrap();
    assert_eq!((&first["revision"], first.get("changed"), first.get("revised_at")), (&json!(1), None, None));

    let corrected = app.post("/v1/articles?include=analysis", &sent(AFTER)).await;
    assert_eq!(corrected.header("location"), format!("/v1/articles/{id}"));
    let corrected = corrected.ok(200);
    assert_eq!(corrected["id"], id);
    assert_eq!((&corrected["revision"], &corrected["changed"]), (&json!(2), &json!(true)));
    assert_eq!(corrected["text"], AFTER);
    assert_eq!(corrected["received_at"], first["received_at"]);
    assert_eq!(corrected["analysis"]["figures"][0]["value"], "250");

    let again = app.post("/v1/articles", &sent(AFTER)).await.ok(200);
    assert_eq!((&again["revision"], &again["changed"]), (&json!(2), &json!(false)));
    let mut other_pairs = sent(AFTER);
    other_pairs["metadata"] = json!({"lauf": "2"});
    assert_eq!(app.post("/v1/articles", &other_pairs).await.ok(200)["changed"], false, "pairs are no content");

    let read = app.get(&format!("/v1/articles/{id}")).await.ok(200);
    assert_eq!((&read["text"], &read["revision"], read.get("changed")), (&json!(AFTER), &json!(2), None));
    assert_eq!(read["revised_at"], corrected["revised_at"]);
    let listed = app.get("/v1/articles").await.ok(200);
    assert_eq!((listed["items"].as_array().unwrap().len(), &listed["items"][0]["revision"]), (1, &json!(2)));
    for (value, hits) in [(200, 0), (250, 1)] {
        let found = app.get(&format!("/v1/figures?min={value}&max={value}")).await.ok(200);
        assert_eq!(found["items"].as_array().unwrap().len(), hits, "{value}");
    }
    let changes = app.get("/v1/changes").await.ok(200);
    assert_eq!(changes["items"][0]["kind"], "revised");
    assert_eq!((changes["items"].as_array().unwrap().len(), &changes["newest"]), (1, &json!(2)));
}

#[tokio::test]
async fn a_correction_is_taken_back_like_any_other() {
    let app = spawn_app().await;
    let id = app.take_in(&sent(BEFORE)).await;
    for (text, revision) in [(AFTER, 2), (BEFORE, 3), (AFTER, 4)] {
        let made = app.post("/v1/articles", &sent(text)).await.ok(200);
        assert_eq!((&made["id"], &made["revision"], &made["changed"]), (&json!(id), &json!(revision), &json!(true)));
    }
    // Without a name, what it said before is known and no correction.
    let mut nameless = sent(BEFORE);
    nameless.as_object_mut().unwrap().remove("external_id");
    let known = app.post("/v1/articles", &nameless).await.ok(200);
    assert_eq!((&known["id"], &known["revision"], &known["changed"]), (&json!(id), &json!(4), &json!(false)));
    assert_eq!(app.get("/v1/articles").await.ok(200)["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_batch_says_which_lines_were_corrections() {
    let app = spawn_app().await;
    let id = app.take_in(&sent(BEFORE)).await;
    // One after the other: lines of one batch are under way together.
    for (text, changed) in [(BEFORE, None), (AFTER, Some(true)), (AFTER, None)] {
        let request = app.request("POST", "/v1/articles/batch").header("content-type", "application/x-ndjson");
        let result = read(request.body(format!("{}\n", sent(text)))).await.json();
        assert_eq!((&result["status"], &result["id"]), (&json!(200), &json!(id)));
        assert_eq!(result.get("changed"), changed.map(|changed| json!(changed)).as_ref(), "{result}");
    }
}

#[tokio::test]
async fn revisions_are_listed_page_by_page_and_read() {
    let app = spawn_app().await;
    let id = app.take_in(&sent(BEFORE)).await;
    let path = format!("/v1/articles/{id}/revisions");
    for number in 2..=5 {
        app.post("/v1/articles", &sent(&format!("Fassung {number}."))).await.ok(200);
    }
    let all = app.get(&path).await.ok(200);
    let numbers = |list: &Value| -> Vec<u64> {
        list["items"].as_array().unwrap().iter().map(|item| item["revision"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers(&all), [5, 4, 3, 2, 1]);
    let times: Vec<_> = all["items"].as_array().unwrap().iter().map(|item| item["received_at"].clone()).collect();
    assert!(times.iter().rev().map(Value::to_string).is_sorted(), "{times:?}");
    let page = app.get(&format!("{path}?limit=2")).await;
    assert_eq!(numbers(&page.ok(200)), [5, 4]);
    let next = page.json()["next"].as_str().unwrap().to_owned();
    assert_eq!(page.header("link"), format!("<{path}?limit=2&cursor={next}>; rel=\"next\""));
    assert_eq!(numbers(&app.get(&format!("{path}?limit=9&cursor={next}")).await.ok(200)), [3, 2, 1]);
    let other = app.take_in(&json!({"text": "Ein anderer Artikel."})).await;
    app.get(&format!("/v1/articles/{other}/revisions?cursor={next}")).await.problem(400, "bad-cursor");

    let first = app.get(&format!("{path}/1?include=analysis")).await;
    let shown = first.ok(200);
    assert_eq!((&shown["text"], &shown["revision"], &shown["id"]), (&json!(BEFORE), &json!(1), &json!(id)));
    assert_eq!(shown["analysis"]["figures"][0]["value"], "200");
    assert_eq!(app.get(&format!("{path}/5")).await.ok(200), app.get(&format!("/v1/articles/{id}")).await.ok(200));
    let known = app.request("GET", &format!("{path}/1?include=analysis")).header("if-none-match", first.header("etag"));
    assert_eq!(read(known).await.status, 304);

    for number in ["0", "6", "4294967296", "-1", "eins"] {
        for rest in ["", "/diff"] {
            app.get(&format!("{path}/{number}{rest}")).await.problem(404, "revision-not-found");
        }
    }
    app.get(&format!("{path}/1/diff")).await.problem(404, "revision-not-found");
    assert_eq!(app.delete(&format!("/v1/articles/{id}")).await.status, 204);
    for rest in ["", "/1", "/5", "/2/diff"] {
        app.get(&format!("{path}{rest}")).await.problem(404, "article-not-found");
    }
}

#[tokio::test]
async fn a_comparison_says_what_the_correction_changed() {
    let app = spawn_app().await;
    let before = "Nordwind baut aus. 👍 „Wir stellen 200 Leute ein“, sagte Vera Lindt. Die Kranbau AG schweigt.";
    let after = "Nordwind baut aus. 👍 „Wir stellen 250 Leute ein“, sagte Vera Lindt. Das kostet 40 Millionen Euro.";
    let mut correction = sent(after);
    correction["title"] = json!("Neuer Ausbau");
    correction["metadata"] = json!({"ressort": "Wirtschaft"});
    let id = app.take_in(&sent(before)).await;
    app.post("/v1/articles", &correction).await.ok(200);

    let told = app.get(&format!("/v1/articles/{id}/revisions/2/diff")).await.ok(200);
    assert_eq!((&told["article_id"], &told["offsets"]), (&json!(id), &json!("codepoint")));
    assert_eq!((&told["before"]["revision"], &told["after"]["revision"]), (&json!(1), &json!(2)));
    let expected = [
        json!({"field": "title", "before": "Ausbau", "after": "Neuer Ausbau"}),
        json!({"field": "metadata.ressort", "after": "Wirtschaft"}),
    ];
    assert_eq!(told["fields"], json!(expected));
    let at = before.chars().position(|c| c == '2').unwrap();
    assert_eq!(told["text"][0]["before"], json!({"start": at, "end": at + 3, "exact": "200"}));
    assert_eq!(told["text"][0]["after"], json!({"start": at, "end": at + 3, "exact": "250"}));
    assert_eq!(told["text"].as_array().unwrap().len(), 2);

    let figures = &told["figures"];
    let changed = &figures["changed"][0];
    assert_eq!((&changed["before"]["value"], &changed["after"]["value"]), (&json!("200"), &json!("250")));
    assert_eq!(changed["fields"], json!(["value"]));
    assert_eq!((&figures["came"][0]["value"], &figures["went"]), (&json!("40000000"), &json!([])));
    assert_eq!(told["entities"]["went"][0]["id"], "organization:kranbau-ag");
    assert_eq!(told["entities"]["came"], json!([]));
    assert_eq!(told["claims"]["changed"][0]["fields"], json!(["text"]));
    let bytes = app.get(&format!("/v1/articles/{id}/revisions/2/diff?offsets=utf8")).await.ok(200);
    assert_eq!(bytes["text"][0]["before"]["start"], before.find("200").unwrap());
}

#[tokio::test]
async fn an_article_is_corrected_by_id_in_the_state_that_the_client_knows() {
    let app = spawn_app().await;
    let id = app.take_in(&sent(BEFORE)).await;
    let path = format!("/v1/articles/{id}");
    let tag = app.get(&path).await.header("etag").to_owned();
    put(&app, &id, &sent(AFTER), Some("\"other\"")).await.problem(412, "precondition-failed");
    let made = put(&app, &id, &sent(AFTER), Some(&tag)).await.ok(200);
    assert_eq!((&made["revision"], &made["changed"], &made["text"]), (&json!(2), &json!(true), &json!(AFTER)));
    put(&app, &id, &sent(BEFORE), Some(&tag)).await.problem(412, "precondition-failed");
    assert_eq!(put(&app, &id, &sent(AFTER), None).await.ok(200)["changed"], false, "the same again");

    // Pairs are no content, but they are part of the article.
    let tag = app.get(&path).await.header("etag").to_owned();
    let mut pairs = sent(AFTER);
    pairs["metadata"] = json!({"ressort": "Wirtschaft"});
    assert_eq!(put(&app, &id, &pairs, Some(&tag)).await.ok(200)["revision"], 3);
    put(&app, &id, &sent(AFTER), Some(&tag)).await.problem(412, "precondition-failed");
    // What is left out is there no more; under its old name comes another article from then on.
    let bare = put(&app, &id, &json!({"text": AFTER}), None).await.ok(200);
    assert_eq!((&bare["revision"], bare.get("title"), bare.get("external_id")), (&json!(4), None, None));
    assert_ne!(app.post("/v1/articles", &sent("Ganz anders.")).await.ok(201)["id"], json!(id));
}

#[tokio::test]
async fn what_an_article_cannot_be_made_is_refused() {
    let app = spawn_app().await;
    let id = app.take_in(&sent(BEFORE)).await;
    let other = json!({"text": "Etwas anderes.", "source": "Tagblatt", "external_id": "8"});
    let other_id = app.take_in(&other).await;
    let named = json!({"text": "Noch etwas.", "source": "Tagblatt", "external_id": "8"});
    for (body, reason) in [(&other, "another article's content"), (&named, "another article's name")] {
        let problem = put(&app, &id, body, None).await.problem(409, "known-elsewhere");
        assert!(problem["detail"].as_str().unwrap().contains(&other_id), "{reason}: {problem}");
    }
    put(&app, &id, &json!({"text": " "}), None).await.problem(422, "empty-text");
    put(&app, "0197c3b4-7a00-7000-8000-000000000001", &other, None).await.problem(404, "article-not-found");
    put(&app, "7", &other, None).await.problem(404, "article-not-found");
    assert_eq!(app.get(&format!("/v1/articles/{id}")).await.ok(200)["revision"], 1);
}
