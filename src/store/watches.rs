//! Saved searches ("watches"), how far each has been told of the change feed, and what became of what was sent for it.
//!
//! The store keeps a watch's filter as the pairs that a client has given; what they mean is the API's business. A step
//! of a watch ([`WatchStep`]) is durable as a whole: how far it has come never stands there without what was sent up to there.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;

use super::codec::{Damaged, Input, Stored, stored_codes, stored_fields};
use super::{Changes, StoreError};
use crate::article::{ArticleId, time_sortable_id};

/// Deliveries that are remembered of a watch; the oldest ones are forgotten first.
pub const MOST_DELIVERIES: usize = 1_000;

time_sortable_id! {
    /// A time-sortable id of a watch (`UUIDv7`): ids made later sort later.
    WatchId
}

impl Stored for WatchId {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        input.array().map(Self::from_bytes)
    }
}

/// What a watch looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchOf {
    /// Articles.
    Articles,
    /// Claims.
    Claims,
    /// Figures.
    Figures,
}

impl WatchOf {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Articles, Self::Claims, Self::Figures];

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Claims => "claims",
            Self::Figures => "figures",
        }
    }
}

/// What messages are signed with; never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(pub Vec<u8>);

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret")
    }
}

impl Stored for SigningSecret {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }

    fn take(input: &mut Input<'_>) -> Result<Self, Damaged> {
        Stored::take(input).map(Self)
    }
}

/// Where the matches of a watch are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The address.
    pub url: String,
    /// What messages are signed with.
    pub secret: SigningSecret,
    /// Why nothing is sent any more; absent while it is.
    pub disabled: Option<String>,
}

/// A saved search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// Its id.
    pub id: WatchId,
    /// What somebody calls it.
    pub name: Option<String>,
    /// What it looks for.
    pub of: WatchOf,
    /// The filters of that list, by name.
    pub filter: Vec<(String, String)>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Where matches are sent, if anywhere.
    pub webhook: Option<Webhook>,
}

/// What became of a message so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is tried again; everything after it waits.
    Waiting,
    /// The receiver has taken it.
    Delivered,
    /// It was given up after the last try.
    Dead,
    /// Before it was taken a later change of its article has taken its place.
    Replaced,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Waiting, Self::Delivered, Self::Dead, Self::Replaced];

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
            Self::Replaced => "replaced",
        }
    }
}

/// A message to a webhook: what matches of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The number of the change it tells of.
    pub number: u64,
    /// The article that was changed.
    pub article: ArticleId,
    /// What became of it.
    pub state: DeliveryState,
    /// How often it was sent.
    pub attempts: u32,
    /// When it was sent first.
    pub first_at: Timestamp,
    /// When it was sent last.
    pub last_at: Timestamp,
    /// When it is sent again.
    pub next_at: Option<Timestamp>,
    /// The status of the last answer, if there was one.
    pub status: Option<u32>,
    /// What went wrong the last time.
    pub error: Option<String>,
}

/// What a watch has done: at least one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WatchStep {
    /// All changes up to this one are done with.
    pub position: Option<u64>,
    /// What became of a message.
    pub delivery: Option<Delivery>,
}

stored_codes! {
    WatchOf { Articles = 1, Claims = 2, Figures = 3 }
    DeliveryState { Waiting = 1, Delivered = 2, Dead = 3, Replaced = 4 }
}

stored_fields! {
    Webhook { url, secret, disabled }
    Watch { id, name, of, filter, created_at, webhook }
    Delivery { number, article, state, attempts, first_at, last_at, next_at, status, error }
}

/// The watches of an archive. What a call says is durable when it returns.
#[async_trait]
pub trait WatchStore: Send + Sync + 'static {
    /// The texts that came after a change of that number: at most `limit` of the changes that brought the present text of an
    /// article, by number, durable all of them. Unlike in the feed itself, an article that was read again since keeps its
    /// place, so whoever reads on after the last number meets every text once, unless it is gone by then.
    async fn texts(&self, after: u64, limit: usize) -> Result<Changes, StoreError>;

    /// All watches, the oldest first.
    async fn watches(&self) -> Result<Vec<Watch>, StoreError>;

    /// One watch.
    async fn watch(&self, id: WatchId) -> Result<Option<Watch>, StoreError>;

    /// Adds a watch that has been told of all changes up to `position`.
    async fn add_watch(&self, watch: Watch, position: u64) -> Result<(), StoreError>;

    /// Puts another form of a watch in the place of the present one; `false` when there is none. How far it has come stays.
    async fn replace_watch(&self, watch: Watch) -> Result<bool, StoreError>;

    /// Removes a watch with all that was remembered of it; `false` when there is none.
    async fn remove_watch(&self, id: WatchId) -> Result<bool, StoreError>;

    /// Up to which change a watch has been told of; 0 when there is no such watch.
    async fn watch_position(&self, id: WatchId) -> Result<u64, StoreError>;

    /// Keeps what a watch has done; `false`, and nothing, when there is no such watch any more.
    async fn step_watch(&self, id: WatchId, step: WatchStep) -> Result<bool, StoreError>;

    /// Messages of a watch, the newest change first: at most `limit` of those before the one numbered `before`.
    async fn deliveries(&self, id: WatchId, before: Option<u64>, limit: usize) -> Result<Vec<Delivery>, StoreError>;

    /// One message.
    async fn delivery(&self, id: WatchId, number: u64) -> Result<Option<Delivery>, StoreError>;
}
