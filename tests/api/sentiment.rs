//! The sentiment of entities: a client can compute it again from the answer.

use serde_json::{Value, json};

use crate::app::spawn_app;
use crate::{archive, offsets};

const TEXT: &str = "👩‍🚀 Der Skandal belastet die Nordwort AG. Die Behörde hat die Nordwort AG verklagt.\r\n„Die Nordwort AG \
    wächst wieder und überzeugt“, sagte Katharina Lüders. Paul Rost nannte Lüders eine hervorragende Managerin.";

/// Score and label from the listed weights, by the formula of the documentation.
fn recomputed(weights: &[f64], sentences: u64) -> (f64, &'static str) {
    let sum = |sign: f64| weights.iter().map(|w| w * sign).filter(|w| *w > 0.0).sum::<f64>();
    let (positive, negative) = (sum(1.0), sum(-1.0));
    let d = positive - negative;
    let n = f64::from(u32::try_from(sentences).expect("a small number"));
    let score = if d == 0.0 { 0.0 } else { d / (d * d + n).sqrt() };
    let (weaker, stronger) = (positive.min(negative), positive.max(negative));
    let label = match score {
        _ if weaker >= 0.35 && weaker >= 0.5 * stronger => "mixed",
        _ if score >= 0.16 => "positive",
        _ if score <= -0.22 => "negative",
        _ => "neutral",
    };
    (score, label)
}

#[track_caller]
fn check_score(told: &Value, weights: &[f64]) {
    let (score, label) = recomputed(weights, told["sentences"].as_u64().expect("how many sentences"));
    // Scores are rounded to four decimals.
    assert!((told["score"].as_f64().expect("a score") - score).abs() <= 0.000_051, "{told}, but {score}");
    assert_eq!(told["label"], label, "{told}");
}

/// Computes the scores of every entity in the list again, and counts the evidence of each voice.
fn check(entities: &Value, sentences: &Value) -> [usize; 2] {
    let mut found = [0, 0];
    for entity in entities.as_array().expect("a list") {
        let sentiment = &entity["sentiment"];
        let evidence = sentiment["evidence"].as_array().expect("a list");
        let weights = |voice: &str| -> Vec<f64> {
            let said = evidence.iter().filter(|e| voice == "both" || e["voice"] == voice);
            said.map(|e| e["weight"].as_f64().expect("a weight")).collect()
        };
        check_score(sentiment, &weights("both"));
        for (at, voice) in ["author", "quoted"].into_iter().enumerate() {
            found[at] += weights(voice).len();
            if sentiment[voice].is_null() {
                assert_eq!(weights(voice), [0.0; 0], "{entity}");
            } else {
                check_score(&sentiment[voice], &weights(voice));
            }
        }
        let listed: Vec<_> = sentences.as_array().into_iter().flatten().map(|s| &s["evidence"]).collect();
        for part in evidence {
            let places = listed.iter().flat_map(|list| list.as_array().into_iter().flatten());
            let mut same = places.filter(|e| ["start", "end", "exact"].iter().all(|key| e[key] == part[key]));
            assert!(same.next().is_some(), "{part} is no evidence of a sentence");
        }
    }
    found
}

#[tokio::test]
async fn the_sentiment_of_an_entity_can_be_computed_again_from_the_answer() {
    let app = spawn_app().await;
    let sent = json!({"text": TEXT, "language": "de"});
    let analysis = app.post("/v1/analyze", &sent).await.ok(200);
    let [by_author, by_others] = check(&analysis["entities"], &analysis["sentiment"]["sentences"]);
    assert!(by_author >= 3 && by_others >= 2, "{analysis}");

    let id = app.take_in(&sent).await;
    let stored = app.get(&format!("/v1/articles/{id}/analysis")).await.ok(200);
    assert_eq!(stored["entities"], analysis["entities"]);
    let entities = app.get(&format!("/v1/articles/{id}/entities")).await.ok(200);
    assert_eq!(entities["items"], analysis["entities"]);
}

#[tokio::test]
async fn evidence_of_an_entity_is_placed_in_the_unit_asked_for() {
    let app = spawn_app().await;
    for unit in ["utf8", "codepoint", "utf16"] {
        let sent = json!({"text": TEXT, "language": "de"});
        let analysis = app.post(&format!("/v1/analyze?offsets={unit}"), &sent).await.ok(200);
        let entities = analysis["entities"].as_array().expect("a list");
        let placed: usize = entities.iter().map(|e| offsets::check(&e["sentiment"]["evidence"], TEXT, unit)).sum();
        assert!(placed >= 5, "{unit}: {analysis}");
    }
}

#[tokio::test]
async fn an_analysis_from_before_evidence_was_kept_shows_none_until_it_is_made_anew() {
    let app = spawn_app().await;
    archive::fill(&app, 1).await;
    let path = format!("/v1/articles/{}", archive::id(1));
    let before = app.get(&format!("{path}/entities")).await.ok(200);
    for entity in before["items"].as_array().expect("a list") {
        let sentiment = entity["sentiment"].as_object().expect("a sentiment");
        assert!(!sentiment.contains_key("evidence") && !sentiment.contains_key("sentences"), "{entity}");
        assert!(sentiment.get("author").is_none_or(|author| author["sentences"].is_null()), "{entity}");
    }
    app.post(&format!("{path}/reanalyze"), &Value::Null).await.ok(200);
    let after = app.get(&format!("{path}/analysis")).await.ok(200);
    assert!(!after["entities"].as_array().expect("a list").is_empty(), "{after}");
    check(&after["entities"], &after["sentiment"]["sentences"]);
}

#[tokio::test]
async fn answers_over_the_archive_carry_no_evidence() {
    let app = spawn_app().await;
    app.take_in(&json!({"text": TEXT, "language": "de"})).await;
    for path in ["/v1/entities", "/v1/entities/organization:nordwort-ag", "/v1/export?of=entities", "/v1/sentiment"] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text().contains("\"evidence\""), "{path}: {}", answer.text());
    }
}
