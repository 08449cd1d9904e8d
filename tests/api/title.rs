//! The title is read above the text: what is found in it says so, and is one with what the text says.

use serde_json::{Value, json};

use crate::app::spawn_app;
use crate::offsets::cut;

const TITLE: &str = "Holst: Brauchen längere Arbeitszeiten 👩‍🚀";
const TEXT: &str = "Größere Werke planen um. „Wir brauchen in den Werken wieder längere Arbeitszeiten“, sagte Arne Holst \
                    am Montag. Es geht um 40 Stunden.";

/// How many positions in the title and in the text an answer has; each must cover its words.
fn positions(value: &Value, unit: &str) -> (usize, usize) {
    let add = |a: (usize, usize), b: (usize, usize)| (a.0 + b.0, a.1 + b.1);
    let own = match (value["start"].as_u64(), value["end"].as_u64(), value["exact"].as_str()) {
        (Some(start), Some(end), Some(exact)) => {
            let in_title = value["field"] == "title";
            let whole = if in_title { TITLE } else { TEXT };
            let (start, end) = (usize::try_from(start).unwrap(), usize::try_from(end).unwrap());
            assert_eq!(cut(whole, unit, start, end), exact, "{unit}: {value}");
            (usize::from(in_title), usize::from(!in_title))
        }
        _ => (0, 0),
    };
    let inner: Vec<(usize, usize)> = match value {
        Value::Array(items) => items.iter().map(|item| positions(item, unit)).collect(),
        Value::Object(members) => members.values().map(|member| positions(member, unit)).collect(),
        _ => Vec::new(),
    };
    inner.into_iter().fold(own, add)
}

fn article() -> Value {
    json!({"title": TITLE, "text": TEXT, "source": "beispiel.de", "published_at": "2026-03-10"})
}

#[tokio::test]
async fn what_stands_in_the_title_says_so_in_every_unit() {
    let app = spawn_app().await;
    for unit in ["codepoint", "utf8", "utf16"] {
        let read = app.post(&format!("/v1/analyze?offsets={unit}"), &article()).await.ok(200);
        let (in_title, in_text) = positions(&read, unit);
        assert!(in_title > 3 && in_text > 5, "{in_title} {in_text}: {read}");
    }
}

#[tokio::test]
async fn a_title_and_its_text_name_the_same_and_say_the_same_once() {
    let app = spawn_app().await;
    app.take_in(&article()).await;
    let holst = app.get("/v1/entities/person:arne-holst").await.ok(200);
    assert_eq!(holst["claims"], 1, "the title and the text say the same: {holst}");
    let claims = app.get("/v1/claims?speaker=person:arne-holst").await.ok(200)["items"].clone();
    let in_title = |claim: &&Value| claim["spans"][0]["field"] == "title";
    let [short] = claims.as_array().unwrap().iter().filter(in_title).collect::<Vec<_>>()[..] else {
        panic!("one claim stands in the title: {claims}")
    };
    assert!(short["text"].as_str().unwrap().starts_with("Brauchen längere"), "{short}");
    let long = claims.as_array().unwrap().iter().find(|claim| claim["id"] == short["restated_by"]).unwrap();
    assert!(long["spans"][0].get("field").is_none() && long.get("restated_by").is_none(), "{long}");
}

#[tokio::test]
async fn claims_of_a_title_are_found_by_their_words() {
    let app = spawn_app().await;
    app.take_in(&json!({"title": "Polizei: Täter war bekannt", "text": "Am Abend brannte es in Bremen."})).await;
    let found = app.get("/v1/claims?q=bekannt").await.ok(200);
    assert_eq!(found["items"][0]["text"], "Täter war bekannt", "{found}");
    assert_eq!(found["items"][0]["snippets"][0]["field"], "title", "{found}");
    assert_eq!(app.get("/v1/claims?q=Bremen").await.ok(200)["items"], json!([]));
}

#[tokio::test]
async fn a_title_that_the_text_begins_with_is_read_once() {
    let app = spawn_app().await;
    let text = format!("{TITLE}\n\n{TEXT}");
    let read = app.post("/v1/analyze", &json!({"title": TITLE, "text": text})).await.ok(200);
    assert!(!read.to_string().contains("\"field\""), "{read}");
    assert_eq!(read["claims"].as_array().unwrap().iter().filter(|c| c["kind"] == "direct").count(), 1, "{read}");
}
