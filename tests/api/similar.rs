//! Where else a statement is made, who made it first, and who changed the words.

use serde_json::{Value, json};

use crate::app::{TestApp, spawn_app};

async fn take_in(app: &TestApp, source: &str, day: &str, text: &str) -> String {
    app.take_in(&json!({"text": text, "source": source, "published_at": day})).await
}

/// The id of the first claim of an article over the archive.
async fn claim_of(app: &TestApp, article: &str) -> String {
    let claims = app.get(&format!("/v1/articles/{article}/claims")).await.ok(200);
    let claims = claims["items"].as_array().expect("claims").clone();
    let spoken = claims.iter().find(|claim| claim["speaker"].is_object()).expect("somebody speaks");
    format!("{article}:{}", spoken["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn a_statement_is_traced_to_its_first_appearance() {
    let app = spawn_app().await;
    let said = |words: &str| format!("„{words}“, sagte Ministerin Vera Lindt am Montag in Rostock.");
    let words = "Das neue Werk schafft in der Region mindestens zweihundert sichere Arbeitsplätze";
    let first = take_in(&app, "Blatt A", "2025-03-10", &said(words)).await;
    let own = take_in(&app, "Blatt B", "2025-03-11", &said(words)).await;
    let changed = words.replace("zweihundert", "vierhundert");
    take_in(&app, "Blatt A", "2025-03-12", &said(&changed)).await;
    take_in(&app, "Blatt C", "2025-03-12", &said("Die Küste braucht endlich bessere Straßen und neue Brücken")).await;

    let id = claim_of(&app, &own).await;
    let found = app.get(&format!("/v1/claims/{id}/similar")).await.ok(200);
    assert_eq!(found["total"], 3);
    assert_eq!(found["first"]["claim_id"], claim_of(&app, &first).await);
    assert_eq!((&found["first"]["source"], &found["first"]["at"]), (&json!("Blatt A"), &json!("2025-03-10T00:00:00Z")));
    assert_eq!(found["sources"], json!([{"source": "Blatt A", "articles": 2}, {"source": "Blatt B", "articles": 1}]));
    let items = found["items"].as_array().expect("items");
    let told: Vec<_> = items.iter().map(|item| (&item["claim"]["article"]["published_at"], &item["wording"])).collect();
    assert_eq!(told, [(&json!("2025-03-10"), &json!("same")), (&json!("2025-03-12"), &json!("changed"))]);
    let exact = |spans: &Value| spans[0]["exact"].clone();
    assert_eq!((exact(&items[1]["added"]), exact(&items[1]["left_out"])), (json!("vierhundert"), json!("zweihundert")));
    assert_eq!(items[0].get("added"), None);
    let one = app.get(&format!("/v1/claims/{id}/similar?limit=1")).await.ok(200);
    assert_eq!((one["items"].as_array().map(Vec::len), &one["total"]), (Some(1), &json!(3)));
    app.get(&format!("/v1/claims/{own}:c99/similar")).await.problem(404, "claim-not-found");
    app.get(&format!("/v1/claims/{id}/similar?limit=0")).await.problem(400, "invalid-parameter");
}
