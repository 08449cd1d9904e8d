//! Telling others what is new: saved searches, streams of what matches, and signed messages to webhooks.
//!
//! Everything here follows the texts of the change feed ([`WatchStore::texts`]): each text once, in the order in which they
//! came, whether somebody looks at once or days later. What a text has to do with a filter is not known here: the API
//! hands in a [`Compile`], and the [`Matcher`] it makes says what to tell of an article.
//!
//! [`Notify::run`] is the one background task: it looks whether there is something new, and, in the one program of an archive whose
//! duty that is ([`Duty::Webhooks`]), runs a worker for each webhook. A worker sends one message at a time and goes on only when that was taken or given up, so messages of a watch come in order;
//! how far it has come is durable, so a crash on either side costs at most a message that comes twice.

mod follow;
mod schedule;
mod signing;
mod webhook;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify as Bell, watch};
use tokio::task::{AbortHandle, JoinSet};

pub use follow::{Follower, Told};
pub use schedule::Schedule;
pub use signing::{PREFIX as SECRET_PREFIX, secret_text};

use crate::article::AnalysedArticle;
use crate::clock::Clock;
use crate::outbound::Outbound;
use crate::store::{
    ArticleStore, Change, Delivery, DeliveryState, Duty, StoreError, Watch, WatchId, WatchOf, WatchStore, Webhook,
    on_duty,
};
use follow::Recent;

/// How often it is looked whether something is new.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How often it is looked what other programs have changed of the watches.
const OTHERS_EVERY: Duration = Duration::from_secs(2);

/// After a failure of the store it is waited so long.
const PAUSE: Duration = Duration::from_secs(2);

/// What a filter makes of an article.
pub trait Matcher: Send + Sync {
    /// What to tell of an article, as JSON; `None` where nothing of it passes. CPU work in proportion to the article.
    fn told(&self, change: &Change, watch: Option<WatchId>, article: &Arc<AnalysedArticle>) -> Option<String>;
}

/// Makes a matcher of a filter that was checked when the watch was made.
pub type Compile = Arc<dyn Fn(&Watch) -> Result<Arc<dyn Matcher>, String> + Send + Sync>;

/// How much is allowed, and how patient it is.
#[derive(Debug, Clone)]
pub struct NotifyOptions {
    /// Watches that there may be.
    pub most_watches: usize,
    /// When a message that was not taken is sent again.
    pub schedule: Schedule,
}

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum NotifyError {
    /// There are as many watches as there may be.
    #[error("there are {0} watches already, and more there may not be")]
    TooMany(usize),
    /// The filter of a watch can't be read any more.
    #[error("the filter of the watch can't be read: {0}")]
    Filter(String),
    /// There is nothing that could be sent.
    #[error("{0}")]
    NothingToSend(&'static str),
    /// The system has no random numbers.
    #[error("no secret can be made: {0}")]
    Random(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A watch that is to be made.
#[derive(Debug, Clone)]
pub struct NewWatch {
    /// What somebody calls it.
    pub name: Option<String>,
    /// What it looks for.
    pub of: WatchOf,
    /// The filters of that list, by name, checked.
    pub filter: Vec<(String, String)>,
    /// Where matches are sent, checked.
    pub url: Option<String>,
}

/// What it is made of.
#[derive(Clone)]
pub struct Parts {
    /// The archive.
    pub store: Arc<dyn ArticleStore>,
    /// Its watches.
    pub watches: Arc<dyn WatchStore>,
    /// Time and randomness.
    pub clock: Arc<dyn Clock>,
    /// The way out.
    pub outbound: Outbound,
    /// What filters mean.
    pub compile: Compile,
}

/// See the module. Cheap to clone.
#[derive(Clone)]
pub struct Notify(Arc<Inner>);

struct Inner {
    parts: Parts,
    options: NotifyOptions,
    newest: watch::Sender<u64>,
    closing: watch::Sender<bool>,
    recent: Recent,
    /// The watches have changed.
    changed: Bell,
    /// Whoever wants to send at once rings.
    bells: Mutex<HashMap<WatchId, Arc<Bell>>>,
    /// Held by who adds a watch, so that there are never too many.
    adding: tokio::sync::Mutex<()>,
}

impl fmt::Debug for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notify").field("options", &self.0.options).finish_non_exhaustive()
    }
}

impl Notify {
    /// Nothing runs yet.
    #[must_use]
    pub fn new(parts: Parts, options: NotifyOptions) -> Self {
        Self(Arc::new(Inner {
            parts,
            options,
            newest: watch::Sender::new(0),
            closing: watch::Sender::new(false),
            recent: Recent::default(),
            changed: Bell::new(),
            bells: Mutex::default(),
            adding: tokio::sync::Mutex::default(),
        }))
    }

    /// How much is allowed.
    #[must_use]
    pub fn options(&self) -> &NotifyOptions {
        &self.0.options
    }

    /// The way out.
    #[must_use]
    pub fn outbound(&self) -> &Outbound {
        &self.0.parts.outbound
    }

    fn watches(&self) -> &dyn WatchStore {
        self.0.parts.watches.as_ref()
    }

    /// Adds a watch, which is told of what comes from now on.
    ///
    /// # Errors
    /// When there are too many, or the store fails.
    pub async fn add(&self, new: NewWatch) -> Result<Watch, NotifyError> {
        let _held = self.0.adding.lock().await;
        let most = self.0.options.most_watches;
        if self.watches().watches().await?.len() >= most {
            return Err(NotifyError::TooMany(most));
        }
        let NewWatch { name, of, filter, url } = new;
        let webhook = match url {
            Some(url) => Some(Webhook { url, secret: signing::fresh_secret()?, disabled: None }),
            None => None,
        };
        let id = WatchId::from_bytes(self.0.parts.clock.fresh_id());
        let watch = Watch { id, name, of, filter, created_at: self.0.parts.clock.now(), webhook };
        let position = self.watches().texts(u64::MAX, 0).await?.newest;
        self.watches().add_watch(watch.clone(), position).await?;
        self.0.changed.notify_one();
        Ok(watch)
    }

    /// All watches, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn all(&self) -> Result<Vec<Watch>, NotifyError> {
        Ok(self.watches().watches().await?)
    }

    /// One watch.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn get(&self, id: WatchId) -> Result<Option<Watch>, NotifyError> {
        Ok(self.watches().watch(id).await?)
    }

    /// Up to which change it has been told.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn position(&self, id: WatchId) -> Result<u64, NotifyError> {
        Ok(self.watches().watch_position(id).await?)
    }

    /// Removes a watch; `false` when there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove(&self, id: WatchId) -> Result<bool, NotifyError> {
        let removed = self.watches().remove_watch(id).await?;
        self.0.changed.notify_one();
        Ok(removed)
    }

    /// Sends to a webhook again that was given up; `None` when there is no such watch.
    ///
    /// # Errors
    /// When it has no webhook, or the store fails.
    pub async fn enable(&self, id: WatchId) -> Result<Option<Watch>, NotifyError> {
        let Some(mut watch) = self.watches().watch(id).await? else { return Ok(None) };
        let webhook = watch.webhook.as_mut().ok_or(NotifyError::NothingToSend("the watch has no webhook"))?;
        if webhook.disabled.take().is_some() && !self.watches().replace_watch(watch.clone()).await? {
            return Ok(None);
        }
        self.0.changed.notify_one();
        Ok(Some(watch))
    }

    /// Messages of a watch, the newest change first: at most `limit` of those before the one numbered `before`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn deliveries(
        &self,
        id: WatchId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Delivery>, NotifyError> {
        Ok(self.watches().deliveries(id, before, limit).await?)
    }

    /// Sends a message once more: one that is waiting as soon as its worker can, any other at once, as its article is now.
    /// `None` when there is no such message.
    ///
    /// # Errors
    /// When there is nothing to send any more, or the store fails.
    pub async fn redeliver(&self, id: WatchId, number: u64) -> Result<Option<Delivery>, NotifyError> {
        let Some(watch) = self.watches().watch(id).await? else { return Ok(None) };
        let Some(known) = self.watches().delivery(id, number).await? else { return Ok(None) };
        if known.state == DeliveryState::Waiting {
            self.bell(id).notify_one();
            return Ok(Some(known));
        }
        let delivery = webhook::send_again(self, &watch, known).await?;
        Ok(Some(delivery))
    }

    fn bell(&self, id: WatchId) -> Arc<Bell> {
        let mut bells = self.0.bells.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(bells.entry(id).or_default())
    }

    /// Ends all streams: the service stops.
    pub fn close(&self) {
        self.0.closing.send_replace(true);
    }

    /// Resolves when all streams have to end.
    pub async fn closed(&self) {
        // The sender lives as long as this does.
        let _ = self.0.closing.subscribe().wait_for(|closing| *closing).await;
    }

    /// What comes after a change of that number and passes a filter.
    #[must_use]
    pub fn follow(&self, matcher: Arc<dyn Matcher>, watch: Option<WatchId>, after: u64) -> Follower {
        Follower::new(self.clone(), matcher, watch, after)
    }

    /// What the filter of a watch means.
    ///
    /// # Errors
    /// When it can't be read any more.
    pub fn matcher(&self, watch: &Watch) -> Result<Arc<dyn Matcher>, NotifyError> {
        (self.0.parts.compile)(watch).map_err(NotifyError::Filter)
    }

    /// The newest number of the change feed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn newest(&self) -> Result<u64, NotifyError> {
        Ok(self.watches().texts(u64::MAX, 0).await?.newest)
    }

    /// Looks for news, and sends messages when that is this program's duty, for ever; whoever drops it ends all of it.
    pub async fn run(self) {
        let mut looking = JoinSet::new();
        looking.spawn(self.clone().look());
        let store = Arc::clone(&self.0.parts.store);
        on_duty(store, Duty::Webhooks, || self.clone().send()).await;
    }

    /// Whether other programs may change watches, too.
    fn is_shared(&self) -> bool {
        self.0.parts.store.is_shared()
    }

    /// Sends messages, for ever.
    async fn send(self) {
        let mut tasks = JoinSet::new();
        let mut workers: HashMap<WatchId, AbortHandle> = HashMap::new();
        loop {
            match self.watches().watches().await {
                Ok(watches) => self.keep_workers(&watches, &mut workers, &mut tasks),
                Err(error) => {
                    tracing::error!(%error, "the watches can't be read; it is tried again");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            }
            tokio::select! {
                () = self.0.changed.notified() => {}
                () = tokio::time::sleep(OTHERS_EVERY), if self.is_shared() => {}
                ended = tasks.join_next(), if !tasks.is_empty() => {
                    if ended.is_some_and(|ended| ended.is_err_and(|error| error.is_panic())) {
                        tracing::error!("a task of the watches panicked; it is started again");
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
        }
    }

    /// Starts a worker for each webhook that has none, and ends those whose webhook is gone.
    fn keep_workers(&self, watches: &[Watch], workers: &mut HashMap<WatchId, AbortHandle>, tasks: &mut JoinSet<()>) {
        let is_sent = |watch: &&Watch| watch.webhook.as_ref().is_some_and(|webhook| webhook.disabled.is_none());
        let sent: Vec<&Watch> = watches.iter().filter(is_sent).collect();
        workers.retain(|id, worker| {
            let stays = sent.iter().any(|watch| watch.id == *id) && !worker.is_finished();
            if !stays {
                worker.abort();
            }
            stays
        });
        let held = |bells: &mut HashMap<WatchId, Arc<Bell>>| bells.retain(|id, _| watches.iter().any(|w| w.id == *id));
        held(&mut self.0.bells.lock().unwrap_or_else(PoisonError::into_inner));
        for watch in sent {
            workers.entry(watch.id).or_insert_with(|| tasks.spawn(webhook::work(self.clone(), watch.id)));
        }
        metrics::gauge!("pressespiegel_watches").set(watches.len() as f64);
        let off = watches.iter().filter(|w| w.webhook.as_ref().is_some_and(|hook| hook.disabled.is_some())).count();
        metrics::gauge!("pressespiegel_webhooks_disabled").set(off as f64);
    }

    /// Says what the newest change is.
    async fn look(self) {
        loop {
            // How far searches are costs nothing to ask, and the newest durable number comes with it.
            match self.0.parts.store.search_state().await {
                Ok(state) => {
                    self.0.newest.send_if_modified(|newest| std::mem::replace(newest, state.newest) != state.newest);
                }
                Err(error) => {
                    tracing::debug!(%error, "the change feed can't be looked at");
                    tokio::time::sleep(PAUSE).await;
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}
