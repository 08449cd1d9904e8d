//! A clock that leaps: what is kept stays in order, nothing is lost or shown twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use pressespiegel::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use uuid::Builder;

use crate::app::{Settings, TestApp, spawn_app_with};

/// The clock of this computer, set wrong by so many hours.
#[derive(Default)]
struct Leaping {
    hours: AtomicI64,
    made: AtomicU64,
}

impl Clock for Leaping {
    fn now(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_hours(self.hours.load(Ordering::SeqCst))
    }

    fn fresh_id(&self) -> [u8; 16] {
        let mut tail = [0; 10];
        tail[2..].copy_from_slice(&self.made.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        let millis = u64::try_from(self.now().as_millisecond()).expect("after 1970");
        Builder::from_unix_timestamp_millis(millis, &tail).into_uuid().into_bytes()
    }
}

const YEAR: i64 = 365 * 24;

fn article(number: usize) -> Value {
    json!({"text": format!("Nummer {number}: Es gehe voran, sagte Peter Oswald."), "external_id": number.to_string(), "source": "Bote"})
}

/// The ids of a list, asked for one by one.
async fn paged(app: &TestApp, list: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut path = format!("{list}?limit=1");
    loop {
        let page = app.get(&path).await.ok(200);
        for item in page["items"].as_array().expect("a list") {
            ids.push(item["id"].as_str().expect("an id").to_owned());
        }
        let Some(next) = page["next"].as_str() else { return ids };
        path = format!("{list}?limit=1&cursor={next}");
    }
}

#[tokio::test]
async fn articles_that_come_while_the_clock_leaps_are_all_kept_and_numbered_in_the_order_they_came() {
    let clock = Arc::new(Leaping::default());
    let app = spawn_app_with(Settings { clock: clock.clone(), ..Settings::default() }).await;
    let mut ids = Vec::new();
    for (number, hours) in [0, -10 * YEAR, 50 * YEAR, 0, -1].into_iter().enumerate() {
        clock.hours.store(hours, Ordering::SeqCst);
        ids.push(app.take_in(&article(number)).await);
        let again = app.post("/v1/articles", &article(number)).await.ok(200);
        assert_eq!(again["id"], *ids.last().expect("just taken in"), "it is known, whatever the clock says");
    }
    let feed = app.get("/v1/changes?limit=100").await.ok(200);
    let changed: Vec<_> =
        feed["items"].as_array().expect("a list").iter().map(|change| change["article_id"].clone()).collect();
    assert_eq!(changed, ids, "the feed goes by its own numbers");
    for id in &ids {
        assert_eq!(app.get(&format!("/v1/articles/{id}")).await.status, 200);
    }
    let mut listed = paged(&app, "/v1/articles").await;
    listed.sort();
    let mut sorted = ids.clone();
    sorted.sort();
    assert_eq!(listed, sorted, "each once, page by page");

    // A correction made while the clock is far behind is the newest all the same.
    clock.hours.store(-20 * YEAR, Ordering::SeqCst);
    let corrected =
        json!({"text": "Berichtigt: Es gehe zurück, sagte Peter Oswald.", "external_id": "2", "source": "Bote"});
    let revised = app.post("/v1/articles", &corrected).await.ok(200);
    assert_eq!((&revised["id"], &revised["revision"]), (&json!(ids[2]), &json!(2)), "{revised}");
    let newest = app.get("/v1/changes?limit=100").await.ok(200)["items"].as_array().expect("a list").last().cloned();
    assert_eq!(newest.expect("a change")["article_id"], json!(ids[2]));
    let text = app.get(&format!("/v1/articles/{}", ids[2])).await.ok(200)["text"].clone();
    assert!(text.as_str().is_some_and(|text| text.starts_with("Berichtigt")), "{text}");
    assert_eq!(app.delete(&format!("/v1/articles/{}", ids[2])).await.status, 204);
    assert_eq!(paged(&app, "/v1/articles").await.len(), 4);
}
