//! One worker a webhook: one message after the other, each until it was taken or given up.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use super::signing::signature;
use super::{Follower, Matcher, Notify, NotifyError, PAUSE, Told};
use crate::outbound::{Answered, OutboundError};
use crate::store::{Change, ChangeKind, Delivery, DeliveryState, StoreError, Watch, WatchId, WatchStep, Webhook};

/// How far it has come is kept after so many changes in which nothing passed ...
const KEEP_AFTER: u64 = 500;

/// ... and after so long, if it has come any further.
const KEEP_EVERY: Duration = Duration::from_secs(30);

/// Of what went wrong so much is kept.
const LONGEST_ERROR: usize = 300;

/// Why a worker ends.
enum End {
    /// The watch or its webhook is gone.
    Gone,
    /// It begins again after a while.
    Failed(NotifyError),
}

impl<E: Into<NotifyError>> From<E> for End {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Sends what passes until the webhook is gone.
pub(super) async fn work(notify: Notify, id: WatchId) {
    let mut told = false;
    loop {
        match follow(&notify, id).await {
            End::Gone => return,
            End::Failed(error) => {
                if !std::mem::replace(&mut told, true) {
                    tracing::error!(watch = %id, %error, "a webhook can't go on; it is tried again");
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn follow(notify: &Notify, id: WatchId) -> End {
    let mut worker = match Worker::start(notify, id).await {
        Ok(worker) => worker,
        Err(end) => return end,
    };
    loop {
        if let Err(end) = worker.step().await {
            return end;
        }
    }
}

struct Worker {
    notify: Notify,
    watch: Watch,
    webhook: Webhook,
    matcher: Arc<dyn Matcher>,
    follower: Follower,
    /// All changes up to this one are done with.
    done: u64,
    /// What of that is kept, and since when.
    kept: (u64, Instant),
    /// The message that was not taken so far.
    waiting: Option<Delivery>,
}

impl Worker {
    async fn start(notify: &Notify, id: WatchId) -> Result<Self, End> {
        let watch = notify.watches().watch(id).await?.ok_or(End::Gone)?;
        let webhook = watch.webhook.clone().filter(|webhook| webhook.disabled.is_none()).ok_or(End::Gone)?;
        let matcher = notify.matcher(&watch)?;
        let done = notify.watches().watch_position(id).await?;
        let newest = notify.watches().deliveries(id, None, 1).await?.pop();
        let waiting = newest.filter(|delivery| delivery.state == DeliveryState::Waiting);
        let follower = notify.follow(Arc::clone(&matcher), Some(id), done);
        let kept = (done, Instant::now());
        Ok(Self { notify: notify.clone(), watch, webhook, matcher, follower, done, kept, waiting })
    }

    /// Waits for the next message and sends it.
    async fn step(&mut self) -> Result<(), End> {
        if let Some(waiting) = &self.waiting {
            self.pause(waiting.next_at).await;
            // The archive may have changed meanwhile: what is sent now is what comes next now.
            self.follower = self.notify.follow(Arc::clone(&self.matcher), Some(self.watch.id), self.done);
        }
        let told = self.follower.next().await?;
        if let Some(waiting) = self.waiting.take_if(|w| told.as_ref().is_none_or(|told| told.change.number != w.number))
        {
            self.keep(None, Some(Delivery { state: DeliveryState::Replaced, next_at: None, ..waiting })).await?;
        }
        match told {
            Some(told) => self.send(&told).await,
            None => self.idle().await,
        }
    }

    async fn idle(&mut self) -> Result<(), End> {
        self.done = self.follower.position();
        if self.done >= self.kept.0 + KEEP_AFTER {
            self.keep(Some(self.done), None).await?;
        }
        let more = tokio::time::timeout(KEEP_EVERY, self.follower.more()).await;
        let is_old = more.is_err() || self.kept.1.elapsed() >= KEEP_EVERY;
        if is_old && self.done > self.kept.0 {
            self.keep(Some(self.done), None).await?;
        }
        Ok(())
    }

    /// Until that moment, or until somebody wants it sent at once.
    async fn pause(&self, until: Option<Timestamp>) {
        let (now, schedule) = (self.notify.0.parts.clock.now(), &self.notify.0.options.schedule);
        let left = until.map(|until| schedule.left(until, now));
        let bell = self.notify.bell(self.watch.id);
        tokio::select! {
            () = tokio::time::sleep(left.unwrap_or_default()) => {}
            () = bell.notified() => {}
        }
    }

    async fn send(&mut self, told: &Told) -> Result<(), End> {
        let before = self.waiting.take();
        let mut delivery = attempt(&self.notify, &self.watch, &self.webhook, told, before).await;
        let Attempt { outcome, wish } = delivery.1;
        let number = told.change.number;
        match outcome {
            Outcome::Taken => {}
            Outcome::Gone => {
                delivery.0.state = DeliveryState::Waiting;
                self.keep(None, Some(delivery.0)).await?;
                return Err(self.disable().await);
            }
            Outcome::Refused => {
                let clock = &self.notify.0.parts.clock;
                let random = clock.fresh_id()[15];
                let schedule = &self.notify.0.options.schedule;
                if let Some(pause) = schedule.pause_after(delivery.0.attempts, random, wish) {
                    let pause = SignedDuration::try_from(pause).unwrap_or_default();
                    delivery.0.next_at = clock.now().checked_add(pause).ok();
                    delivery.0.state = DeliveryState::Waiting;
                    self.waiting = Some(delivery.0.clone());
                    return self.keep(None, Some(delivery.0)).await;
                }
                metrics::counter!("pressespiegel_webhook_dead_total").increment(1);
                let error = delivery.0.error.as_deref();
                tracing::warn!(watch = %self.watch.id, number, error, "a message to a webhook was given up");
                delivery.0.state = DeliveryState::Dead;
            }
        }
        self.done = number;
        self.keep(Some(number), Some(delivery.0)).await
    }

    /// The receiver wants nothing more.
    async fn disable(&self) -> End {
        let disabled = Some("the receiver answered 410 Gone".to_owned());
        let webhook = Webhook { disabled, ..self.webhook.clone() };
        let watch = Watch { webhook: Some(webhook), ..self.watch.clone() };
        tracing::warn!(watch = %self.watch.id, "a webhook is gone and gets no more messages");
        match self.notify.watches().replace_watch(watch).await {
            Ok(_) => {
                self.notify.0.changed.notify_one();
                End::Gone
            }
            Err(error) => error.into(),
        }
    }

    async fn keep(&mut self, position: Option<u64>, delivery: Option<Delivery>) -> Result<(), End> {
        let step = WatchStep { position, delivery };
        if !self.notify.watches().step_watch(self.watch.id, step).await? {
            return Err(End::Gone);
        }
        if let Some(position) = position {
            self.kept = (position, Instant::now());
        }
        Ok(())
    }
}

/// What an attempt has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Taken,
    Refused,
    /// The receiver wants nothing more.
    Gone,
}

struct Attempt {
    outcome: Outcome,
    /// How long the receiver wants to be left alone.
    wish: Option<Duration>,
}

/// Sends a message, and says what became of it; its state is left to the caller, but for one that was taken.
async fn attempt(
    notify: &Notify,
    watch: &Watch,
    webhook: &Webhook,
    told: &Told,
    before: Option<Delivery>,
) -> (Delivery, Attempt) {
    let now = notify.0.parts.clock.now();
    let Change { number, article, kind, at, .. } = told.change;
    let body = message(watch, kind, at, &told.data);
    let id = format!("msg_{}_{number}", watch.id.to_string().replace('-', ""));
    let signed = signature(&webhook.secret, &id, now.as_second(), &body);
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("webhook-id", id),
        ("webhook-timestamp", now.as_second().to_string()),
        ("webhook-signature", signed.unwrap_or_default()),
    ];
    let began = Instant::now();
    let answer = notify.outbound().post(&webhook.url, &headers, body.into_bytes()).await;
    let (outcome, status, error, wish) = read(&answer);
    let word = match outcome {
        Outcome::Taken => "taken",
        Outcome::Refused => "refused",
        Outcome::Gone => "gone",
    };
    metrics::counter!("pressespiegel_webhook_attempts_total", "outcome" => word).increment(1);
    metrics::histogram!("pressespiegel_webhook_seconds").record(began.elapsed());
    tracing::debug!(watch = %watch.id, number, outcome = word, error, "a message to a webhook");
    let delivery = Delivery {
        number,
        article,
        state: if outcome == Outcome::Taken { DeliveryState::Delivered } else { DeliveryState::Dead },
        attempts: before.as_ref().map_or(0, |before| before.attempts).saturating_add(1),
        first_at: before.as_ref().map_or(now, |before| before.first_at),
        last_at: now,
        next_at: None,
        status,
        error,
    };
    (delivery, Attempt { outcome, wish })
}

type Read = (Outcome, Option<u32>, Option<String>, Option<Duration>);

fn read(answer: &Result<Answered, OutboundError>) -> Read {
    match answer {
        Ok(Answered { status: status @ 200..=299, .. }) => (Outcome::Taken, Some(u32::from(*status)), None, None),
        Ok(Answered { status, retry_after }) => {
            let outcome = if *status == 410 { Outcome::Gone } else { Outcome::Refused };
            let error = match status {
                300..=399 => format!("it answered {status}; redirects are not followed"),
                _ => format!("it answered {status}"),
            };
            (outcome, Some(u32::from(*status)), Some(error), *retry_after)
        }
        Err(error) => (Outcome::Refused, None, Some(error.to_string().chars().take(LONGEST_ERROR).collect()), None),
    }
}

/// The body: what it is about, when that was, and what was found. Nothing in it but the data has to be escaped.
fn message(watch: &Watch, kind: ChangeKind, at: Timestamp, data: &str) -> String {
    let (of, kind) = (watch.of.as_str(), kind.as_str());
    format!(r#"{{"type":"{of}.{kind}","timestamp":"{at}","data":{data}}}"#)
}

/// Sends a message once more that is not waiting, of the article as it is now, and keeps what became of it.
pub(super) async fn send_again(notify: &Notify, watch: &Watch, known: Delivery) -> Result<Delivery, NotifyError> {
    let nothing = NotifyError::NothingToSend;
    let webhook = watch.webhook.as_ref().ok_or(nothing("the watch has no webhook"))?;
    let article = notify.0.parts.store.get(known.article).await?;
    let article = article.ok_or(nothing("the article is gone, so there is nothing to send any more"))?;
    let revised = article.article.revised.map(|revision| revision.at);
    let (kind, at) =
        revised.map_or((ChangeKind::Inserted, article.article.received_at), |at| (ChangeKind::Revised, at));
    let change = Change { number: known.number, article: known.article, kind, at, content: known.number };
    let (matcher, id) = (notify.matcher(watch)?, watch.id);
    let told = tokio::task::spawn_blocking(move || matcher.told(&change, Some(id), &article)).await;
    let told = told.map_err(|_| StoreError::Backend("a filter panicked".into()))?;
    let data = told.ok_or(nothing("nothing of the article passes the filter any more, so there is nothing to send"))?;
    let state = known.state;
    let (mut sent, attempt) = attempt(notify, watch, webhook, &Told { change, data }, Some(known)).await;
    if attempt.outcome != Outcome::Taken {
        sent.state = if state == DeliveryState::Delivered { state } else { DeliveryState::Dead };
    }
    let step = WatchStep { position: None, delivery: Some(sent.clone()) };
    notify.watches().step_watch(watch.id, step).await?;
    Ok(sent)
}
