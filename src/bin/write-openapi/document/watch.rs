//! The watch of the examples: one that has sent something already.

use pressespiegel::article::ArticleId;
use pressespiegel::store::{
    Delivery, DeliveryState, SigningSecret, Watch, WatchId, WatchOf, WatchStep, WatchStore, Webhook,
};

use super::NOW;

/// Its id.
pub(super) const WATCH: &str = "0194cad2-cc00-7000-8000-00000000cafe";

/// The body that saves another one.
pub(super) const BODY: &str = r#"{"name": "Nordwind in Zahlen", "of": "figures", "filter": {"kind": "money", "min": "1000000",
  "entity": "organization:nordwind"}, "webhook": {"url": "https://example.org/hook"}}"#;

/// Puts it into the store, with a message that waits.
pub(super) async fn keep(store: &impl WatchStore) -> Result<(), String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let id: WatchId = WATCH.parse().map_err(|error| text(&error))?;
    let now = NOW.parse().map_err(|error: jiff::Error| error.to_string())?;
    let webhook =
        Webhook { url: "https://example.org/hook".into(), secret: SigningSecret(vec![7; 32]), disabled: None };
    let watch = Watch {
        id,
        name: Some("Was Vera Lindt sagt".into()),
        of: WatchOf::Claims,
        filter: vec![("speaker".into(), "person:vera-lindt".into())],
        created_at: now,
        webhook: Some(webhook),
    };
    store.add_watch(watch, 0).await.map_err(|error| text(&error))?;
    let mut article = [0; 16];
    article[15] = 1;
    let delivery = Delivery {
        number: 2,
        article: ArticleId::from_bytes(article),
        state: DeliveryState::Waiting,
        attempts: 1,
        first_at: now,
        last_at: now,
        next_at: now.checked_add(jiff::SignedDuration::from_secs(5)).ok(),
        status: Some(503),
        error: Some("it answered 503".into()),
    };
    let step = WatchStep { position: Some(1), delivery: Some(delivery) };
    store.step_watch(id, step).await.map(drop).map_err(|error| text(&error))
}
