//! Duties: what only one of all programs that have an archive open does at a time.
//!
//! An archive on disk is open in one program, which has every duty. Of an archive in a database a program holds a duty for some
//! seconds and asks again before they are over; when it is killed, or can't reach the database, another one has it after that. What it
//! does is dropped in time, so that two do the same only where a program stood still for that long; so all of it may be done
//! twice without harm.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::ArticleStore;

/// How often somebody asks for a duty that another program has.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// After a failure it is asked again so soon.
const PAUSE: Duration = Duration::from_secs(1);

/// What one program does for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// Articles are read again.
    Reanalysis,
    /// Old articles are deleted.
    Retention,
    /// Messages are sent to webhooks.
    Webhooks,
}

impl Duty {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Reanalysis, Self::Retention, Self::Webhooks];

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reanalysis => "reanalysis",
            Self::Retention => "retention",
            Self::Webhooks => "webhooks",
        }
    }
}

/// Who has a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// This program, as no other can have the archive open.
    Alone,
    /// This program until then, unless it asks again before.
    Until(Instant),
    /// Another program.
    ByAnother,
}

/// Does a duty whenever this program has it: begins when it gets it and drops what is under way when it loses it. Ends when there is
/// nothing to do.
pub async fn on_duty<F: Future<Output = ()>>(store: Arc<dyn ArticleStore>, duty: Duty, work: impl Fn() -> F) {
    let mut told = false;
    loop {
        let until = match store.hold(duty).await {
            Ok(Held::Until(until)) => Some(until),
            Ok(Held::Alone) => None,
            Ok(Held::ByAnother) => {
                told = false;
                tokio::time::sleep(LOOK_EVERY).await;
                continue;
            }
            Err(error) => {
                if !std::mem::replace(&mut told, true) {
                    tracing::warn!(duty = duty.as_str(), %error, "a duty can't be asked for; it is tried again");
                }
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        told = false;
        let shown = Shown::new(duty);
        tracing::debug!(duty = duty.as_str(), "this program has it from now on");
        tokio::select! {
            () = work() => return,
            () = lost(store.as_ref(), duty, until) => {}
        }
        drop(shown);
        tracing::warn!(duty = duty.as_str(), "this program has lost it");
    }
}

/// Asks again and again; resolves when it is not held any more.
async fn lost(store: &dyn ArticleStore, duty: Duty, until: Option<Instant>) {
    let Some(mut until) = until else { return std::future::pending().await };
    loop {
        let left = until.saturating_duration_since(Instant::now());
        tokio::time::sleep(left / 3).await;
        loop {
            match tokio::time::timeout_at(until.into(), store.hold(duty)).await {
                Ok(Ok(Held::Until(later))) => {
                    until = later;
                    break;
                }
                Ok(Ok(Held::Alone)) => return std::future::pending().await,
                Ok(Ok(Held::ByAnother)) | Err(_) => return,
                Ok(Err(_)) if until <= Instant::now() => return,
                // There may be time enough for another try.
                Ok(Err(_)) => tokio::time::sleep(PAUSE / 4).await,
            }
        }
    }
}

/// Says for as long as it lives that this program has a duty.
struct Shown(Duty);

impl Shown {
    fn new(duty: Duty) -> Self {
        metrics::gauge!("pressespiegel_duty", "duty" => duty.as_str()).set(1.0);
        Self(duty)
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        metrics::gauge!("pressespiegel_duty", "duty" => self.0.as_str()).set(0.0);
    }
}
