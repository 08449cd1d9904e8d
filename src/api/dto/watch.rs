//! Watches and their messages as clients send and see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::notify::secret_text;
use crate::store::{Delivery, Watch, WatchOf};

/// A watch as sent. Unknown fields are refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is the schema of what `extract::WatchBody` reads member by member")]
pub(crate) struct WatchInput {
    /// What you call it.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S", example = "Nordwind im Minus")]
    pub name: Option<String>,
    /// What it looks for: `articles`, `claims` or `figures`.
    #[schema(pattern = "^(articles|claims|figures)$", example = "figures")]
    pub of: String,
    /// The filters of that list, by their names, as texts; all of them but `limit`, `cursor`, `sort` and `analyzer`. For articles there
    /// are `sentiment_min` and `sentiment_max` besides, from -1 to 1: how the article speaks of `entity`, or as a whole
    /// without one. An entity that is given by a name is kept by its id.
    #[schema(nullable = false, example = json!({"kind": "money", "min": "1000000", "q": "Nordwind"}))]
    pub filter: Option<BTreeMap<String, String>>,
    /// Where what passes is sent.
    pub webhook: Option<WebhookInput>,
}

/// Where what passes is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is the schema of what `extract::WatchBody` reads member by member")]
pub(crate) struct WebhookInput {
    /// An address of the open internet, `https` unless the operator allows more.
    #[schema(max_length = 2000, pattern = "^https?://", example = "https://example.org/hook")]
    pub url: String,
}

/// A saved search.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Watch)]
pub(crate) struct WatchDto {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What somebody calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    /// What it looks for.
    #[schema(value_type = String, example = "figures")]
    pub of: &'static str,
    /// The filters of that list; entities by their ids.
    pub filter: BTreeMap<String, String>,
    /// When it was made (RFC 3339). It is told of what came since.
    #[schema(format = "date-time")]
    pub created_at: String,
    /// Where what passes is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub webhook: Option<WebhookDto>,
}

/// A webhook.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub(crate) struct WebhookDto {
    /// Its address.
    pub url: String,
    /// What its messages are signed with, for any library of Standard Webhooks; told once, when the watch is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: Option<String>,
    /// The number of the last change that is done with, as last kept; what came after is still to be looked at.
    pub position: u64,
    /// Why nothing is sent any more; `POST …/enable` begins again where it ended. Absent while it is sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "the receiver answered 410 Gone")]
    pub disabled: Option<String>,
}

impl WatchDto {
    /// A watch without its secret.
    pub(crate) fn new(watch: &Watch, position: u64) -> Self {
        let webhook = watch.webhook.as_ref().map(|webhook| WebhookDto {
            url: webhook.url.clone(),
            secret: None,
            position,
            disabled: webhook.disabled.clone(),
        });
        Self {
            id: watch.id.to_string(),
            name: watch.name.clone(),
            of: watch.of.as_str(),
            filter: watch.filter.iter().cloned().collect(),
            created_at: watch.created_at.to_string(),
            webhook,
        }
    }

    /// A new watch with its secret.
    pub(crate) fn made(watch: &Watch, position: u64) -> Self {
        let mut made = Self::new(watch, position);
        if let (Some(shown), Some(webhook)) = (&mut made.webhook, &watch.webhook) {
            shown.secret = Some(secret_text(&webhook.secret));
        }
        made
    }
}

/// All watches.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WatchList {
    /// The watches, the oldest first.
    pub items: Vec<WatchDto>,
}

/// A message to a webhook.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub(crate) struct DeliveryDto {
    /// The number of the change that it tells of.
    #[schema(minimum = 1)]
    pub number: u64,
    /// The article that was changed.
    #[schema(format = "uuid")]
    pub article_id: String,
    /// `waiting` (it is sent again), `delivered`, `dead` (it was given up), or `replaced` (before it was taken, the article was
    /// changed again or deleted).
    #[schema(value_type = String, pattern = "^(waiting|delivered|dead|replaced)$", example = "delivered")]
    pub state: &'static str,
    /// How often it was sent.
    pub attempts: u32,
    /// When it was sent first (RFC 3339).
    #[schema(format = "date-time")]
    pub first_at: String,
    /// When it was sent last (RFC 3339).
    #[schema(format = "date-time")]
    pub last_at: String,
    /// When it is sent again (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "date-time")]
    pub next_at: Option<String>,
    /// The status of the last answer; absent when there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 100, maximum = 599, example = 200)]
    pub status: Option<u32>,
    /// What went wrong the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "it answered 503")]
    pub error: Option<String>,
}

impl From<&Delivery> for DeliveryDto {
    fn from(delivery: &Delivery) -> Self {
        Self {
            number: delivery.number,
            article_id: delivery.article.to_string(),
            state: delivery.state.as_str(),
            attempts: delivery.attempts,
            first_at: delivery.first_at.to_string(),
            last_at: delivery.last_at.to_string(),
            next_at: delivery.next_at.map(|at| at.to_string()),
            status: delivery.status,
            error: delivery.error.clone(),
        }
    }
}

/// Messages to a webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryList {
    /// The messages, of the newest change first.
    pub items: Vec<DeliveryDto>,
    /// The `before` of the next part; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next: Option<u64>,
}

/// What an event says, and what a webhook gets as `data` of its message, beside `type` (such as `figures.inserted`) and
/// `timestamp`.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it is the schema of what the watches write item by item")]
pub(crate) struct Notice {
    /// The number of the change.
    #[schema(minimum = 1)]
    pub number: u64,
    /// `inserted`, or `revised` when the article has another text than before.
    #[schema(pattern = "^(inserted|revised)$", example = "inserted")]
    pub kind: String,
    /// When that was (RFC 3339).
    #[schema(format = "date-time")]
    pub changed_at: String,
    /// The watch that it is told for.
    #[schema(nullable = false, format = "uuid")]
    pub watch_id: Option<String>,
    /// What the items are: `articles`, `claims` or `figures`.
    #[schema(example = "figures")]
    pub of: String,
    /// The article.
    #[schema(format = "uuid")]
    pub article_id: String,
    /// The unit of positions.
    #[schema(example = "codepoint")]
    pub offsets: String,
    /// How many pass; the first 200 of them are told.
    pub total: usize,
    /// What passes, in the shape of an item of its list.
    #[schema(value_type = Vec<Object>)]
    pub items: Vec<()>,
}

/// The words for what a watch looks for, in a schema.
pub(crate) fn words() -> String {
    WatchOf::ALL.iter().map(|of| of.as_str()).collect::<Vec<_>>().join(", ")
}
