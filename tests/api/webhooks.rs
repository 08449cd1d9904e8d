//! Signed messages to webhooks: in order, again until they are taken, and none lost.

use std::time::Duration;

use pressespiegel::notify::{NotifyOptions, Schedule};
use serde_json::{Value, json};

use crate::app::{Settings, TestApp, spawn_app, spawn_app_with};
use crate::receiver::{Answer, Got, Receiver};

fn article(number: usize) -> Value {
    json!({"text": format!("Die Nordwind AG zahlt {number} Millionen Euro, sagte Vera Lindt.")})
}

async fn watch(app: &TestApp, url: &str) -> Value {
    app.post("/v1/watches", &json!({"of": "figures", "filter": {"kind": "money"}, "webhook": {"url": url}}))
        .await
        .ok(201)
}

fn id(watch: &Value) -> String {
    watch["id"].as_str().expect("an id").to_owned()
}

fn numbers(got: &[Got]) -> Vec<u64> {
    got.iter().map(Got::number).collect()
}

/// Waits until the log of messages is such.
async fn until(app: &TestApp, id: &str, wanted: &str, holds: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let mut log = Value::Null;
    for _ in 0..6_000 {
        log = app.get(&format!("/v1/watches/{id}/deliveries")).await.ok(200)["items"].clone();
        if log.as_array().is_some_and(|log| holds(log)) {
            return log.as_array().cloned().expect("a list");
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{wanted} never came: {log}");
}

fn with_pauses(pauses: &[u64]) -> Settings {
    let pauses = pauses.iter().copied().map(Duration::from_millis).collect();
    Settings { notify: NotifyOptions { most_watches: 10, schedule: Schedule::new(pauses) }, ..Settings::default() }
}

#[tokio::test]
async fn what_passes_is_sent_signed_and_in_order() {
    let (app, receiver) = (spawn_app().await, Receiver::start());
    app.take_in(&article(1)).await;
    let watch = watch(&app, &receiver.url("/hook?a=1")).await;
    app.take_in(&json!({"text": "Kein Wort von Geld."})).await;
    for number in 2..=6 {
        app.take_in(&article(number)).await;
    }
    let got = receiver.until(5).await;
    assert_eq!(numbers(&got), [3, 4, 5, 6, 7], "what came since, in order, and only what passes");
    let secret = watch["webhook"]["secret"].as_str().unwrap();
    for message in &got {
        assert!(message.is_signed_with(secret), "{message:?}");
        assert!(!message.is_signed_with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        let json = message.json();
        assert_eq!((&json["type"], &message.path), (&json!("figures.inserted"), &"/hook".to_owned()));
        assert_eq!(json["data"]["watch_id"], watch["id"]);
        assert_eq!(json["timestamp"], json["data"]["changed_at"]);
    }
    let listed = app.get("/v1/figures?kind=money&min=6000000").await.ok(200);
    assert_eq!(got[4].json()["data"]["items"], listed["items"], "in the shape of the list");
    let log = until(&app, &id(&watch), "the last one", |log| log.len() == 5).await;
    let newest = &log[0];
    assert_eq!((&newest["number"], &newest["state"], &newest["attempts"]), (&json!(7), &json!("delivered"), &json!(1)));
    assert_eq!(newest["status"], 204);
    let part = app.get(&format!("/v1/watches/{}/deliveries?limit=2&before=6", id(&watch))).await.ok(200);
    let listed: Vec<_> = part["items"].as_array().unwrap().iter().map(|d| d["number"].as_u64().unwrap()).collect();
    assert_eq!((listed, &part["next"]), (vec![5, 4], &json!(4)));
}

#[tokio::test]
async fn a_message_is_sent_until_it_is_taken_and_the_next_ones_wait() {
    let answers = [Answer::Status(500), Answer::Status(302), Answer::Status(429), Answer::Status(200)];
    let (app, receiver) = (spawn_app().await, Receiver::answering(&answers));
    let watch = watch(&app, &receiver.url("/")).await;
    for number in 1..=3 {
        app.take_in(&article(number)).await;
    }
    let got = receiver.until(6).await;
    assert_eq!(numbers(&got), [1, 1, 1, 1, 2, 3]);
    let ids: std::collections::BTreeSet<_> = got[..4].iter().map(|got| &got.id).collect();
    assert_eq!(ids.len(), 1, "the same message has the same id");
    assert_ne!(got[0].id, got[4].id);
    let log = until(&app, &id(&watch), "all", |log| log.len() == 3 && log[0]["state"] == "delivered").await;
    assert_eq!((&log[2]["attempts"], &log[2]["state"]), (&json!(4), &json!("delivered")));
    assert!(log[2].get("error").is_none(), "what went wrong before is settled: {}", log[2]);
}

#[tokio::test]
async fn a_dead_message_lets_the_next_one_pass_and_can_be_sent_again() {
    let answers = [Answer::Status(500), Answer::Status(500), Answer::Status(500), Answer::Status(200)];
    let (app, receiver) = (spawn_app_with(with_pauses(&[20, 20])).await, Receiver::answering(&answers));
    let watch = watch(&app, &receiver.url("/")).await;
    let first = app.take_in(&article(1)).await;
    app.take_in(&article(2)).await;
    let got = receiver.until(4).await;
    assert_eq!(numbers(&got), [1, 1, 1, 2]);
    let log = until(&app, &id(&watch), "both", |log| log.len() == 2).await;
    assert_eq!((&log[1]["state"], &log[1]["attempts"]), (&json!("dead"), &json!(3)));
    assert_eq!(log[1]["error"], "it answered 500");
    let again = format!("/v1/watches/{}/deliveries/1/redeliver", id(&watch));
    receiver.answer(Answer::Status(503));
    assert_eq!(app.post_text(&again, "").await.ok(200)["state"], "dead", "not taken again");
    receiver.answer(Answer::Status(204));
    let sent = app.post_text(&again, "").await.ok(200);
    assert_eq!((&sent["state"], &sent["attempts"]), (&json!("delivered"), &json!(5)));
    assert_eq!(receiver.until(6).await[5].id, got[0].id, "it is still the same message");
    assert_eq!(app.delete(&format!("/v1/articles/{first}")).await.status, 204);
    app.post_text(&again, "").await.problem(409, "nothing-to-send");
    let unknown = format!("/v1/watches/{}/deliveries/9/redeliver", id(&watch));
    app.post_text(&unknown, "").await.problem(404, "delivery-not-found");
}

#[tokio::test]
async fn a_waiting_message_is_sent_at_once_when_somebody_wants_it() {
    let (app, receiver) =
        (spawn_app_with(with_pauses(&[3_600_000])).await, Receiver::answering(&[Answer::Status(500)]));
    let watch = watch(&app, &receiver.url("/")).await;
    app.take_in(&article(1)).await;
    let log = until(&app, &id(&watch), "a failure", |log| log.len() == 1).await;
    assert_eq!(log[0]["state"], "waiting");
    assert!(log[0]["next_at"].is_string(), "{}", log[0]);
    receiver.answer(Answer::Status(200));
    app.post_text(&format!("/v1/watches/{}/deliveries/1/redeliver", id(&watch)), "").await.ok(200);
    let log = until(&app, &id(&watch), "the delivery", |log| log[0]["state"] == "delivered").await;
    assert_eq!(log[0]["attempts"], 2);
}

#[tokio::test]
async fn what_is_deleted_while_it_waits_is_not_sent() {
    let (app, receiver) = (spawn_app_with(with_pauses(&[300; 50])).await, Receiver::answering(&[Answer::Status(500)]));
    let watch = watch(&app, &receiver.url("/")).await;
    let first = app.take_in(&article(1)).await;
    app.take_in(&article(2)).await;
    receiver.until(1).await;
    assert_eq!(app.delete(&format!("/v1/articles/{first}")).await.status, 204);
    let before = receiver.got().len();
    receiver.answer(Answer::Status(200));
    let log = until(&app, &id(&watch), "the second", |log| log.len() == 2 && log[0]["state"] == "delivered").await;
    assert_eq!(log[1]["state"], "replaced");
    let later = numbers(&receiver.got()[before..]);
    assert_eq!(later.last(), Some(&2), "{later:?}");
}

#[tokio::test]
async fn a_receiver_that_is_gone_gets_no_more_until_it_is_wanted_again() {
    let (app, receiver) = (spawn_app().await, Receiver::answering(&[Answer::Status(410), Answer::Status(200)]));
    let watch = watch(&app, &receiver.url("/")).await;
    for number in 1..=3 {
        app.take_in(&article(number)).await;
    }
    let path = format!("/v1/watches/{}", id(&watch));
    let mut shown = Value::Null;
    for _ in 0..6_000 {
        shown = app.get(&path).await.ok(200);
        if shown["webhook"]["disabled"].is_string() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(shown["webhook"]["disabled"], "the receiver answered 410 Gone");
    assert_eq!(shown["webhook"]["position"], 0, "nothing was taken");
    assert_eq!(receiver.got().len(), 1);
    let enabled = app.post_text(&format!("{path}/enable"), "").await.ok(200);
    assert!(enabled["webhook"].get("disabled").is_none(), "{enabled}");
    assert_eq!(numbers(&receiver.until(4).await), [1, 1, 2, 3], "it goes on where it ended");
    let bare = app.post("/v1/watches", &json!({"of": "claims"})).await.ok(201);
    app.post_text(&format!("/v1/watches/{}/enable", id(&bare)), "").await.problem(409, "nothing-to-send");
}

#[tokio::test]
async fn a_receiver_that_hangs_holds_up_nobody_else() {
    let app = spawn_app().await;
    let (hanging, quick) = (Receiver::answering(&[Answer::Nothing]), Receiver::start());
    watch(&app, &hanging.url("/")).await;
    watch(&app, &quick.url("/")).await;
    for number in 1..=5 {
        app.take_in(&article(number)).await;
    }
    assert_eq!(numbers(&quick.until(5).await), [1, 2, 3, 4, 5]);
    assert_eq!(numbers(&hanging.until(1).await)[..1], [1]);
    assert!(app.get("/v1/articles").await.status == 200, "nor the service");
    let metrics = app.get("/metrics").await;
    assert!(metrics.text().contains("pressespiegel_webhook_attempts_total"), "it is counted");
}

#[tokio::test]
async fn a_deleted_watch_gets_no_more() {
    let (app, receiver) = (spawn_app().await, Receiver::start());
    let watch = watch(&app, &receiver.url("/")).await;
    app.take_in(&article(1)).await;
    receiver.until(1).await;
    assert_eq!(app.delete(&format!("/v1/watches/{}", id(&watch))).await.status, 204);
    let other = Receiver::start();
    self::watch(&app, &other.url("/")).await;
    app.take_in(&article(2)).await;
    other.until(1).await;
    assert_eq!(receiver.got().len(), 1);
}
