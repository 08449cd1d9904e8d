//! Retention: articles of a certain age are deleted by themselves.
//!
//! It follows from the archive alone what is due, so a crash loses nothing and the next look goes on. One article is deleted at a time,
//! at most so many a second; each deletion is durable and stands in the change feed as any other. A clock that leaps ahead
//! is not believed for a day, as what was deleted for its sake would not come back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use super::removal::removable;
use crate::clock::Clock;
use crate::store::{ArticleFilter, ArticleStore, DateRange, StoreError};

/// How often it is looked whether something is due.
const LOOKED: Duration = Duration::from_mins(10);

/// Articles that are asked for at once.
const PAGE: usize = 50;

/// A clock that goes ahead by so much more than the time that passed has leapt, ...
const LEAP: SignedDuration = SignedDuration::from_hours(1);

/// ... and for so long nothing is deleted: time for somebody to set it right.
const DISBELIEF: Duration = Duration::from_hours(24);

/// How long articles are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionOptions {
    /// Days that an article is kept by its date ([`crate::article::Article::dated_at`]); 0 keeps all for ever.
    pub days: u32,
    /// Articles that may be deleted in a second.
    pub per_second: u32,
}

/// Deletes what is due.
#[derive(Clone)]
pub struct Retention {
    store: Arc<dyn ArticleStore>,
    clock: Arc<dyn Clock>,
    options: RetentionOptions,
}

impl Retention {
    /// Of this archive; does nothing until [`Self::run`].
    #[must_use]
    pub fn new(store: Arc<dyn ArticleStore>, clock: Arc<dyn Clock>, options: RetentionOptions) -> Self {
        Self { store, clock, options }
    }

    /// Deletes what is due, from time to time, until the future is dropped; ends at once where everything is kept.
    pub async fn run(self) {
        if self.options.days == 0 {
            return;
        }
        let mut belief = Belief { at: Instant::now(), told: self.clock.now(), suspended: None };
        loop {
            let believed = belief.look(Instant::now(), self.clock.now());
            match if believed { self.pass().await } else { Ok(0) } {
                Ok(0) => {}
                Ok(articles) => tracing::info!(articles, days = self.options.days, "deleted, as they are old"),
                Err(error) => tracing::warn!(%error, "old articles can't be deleted; it is tried again"),
            }
            metrics::gauge!("pressespiegel_retention_looked_timestamp_seconds")
                .set(self.clock.now().as_second() as f64);
            tokio::time::sleep(LOOKED).await;
        }
    }

    /// Deletes all that is due now; says how many articles that were.
    ///
    /// # Errors
    /// When the store fails; what was deleted by then stays so.
    pub async fn pass(&self) -> Result<u64, StoreError> {
        let Some(before) = self.kept_from() else { return Ok(0) };
        let filter = ArticleFilter { range: DateRange { from: None, to: Some(before) }, ..ArticleFilter::default() };
        let pause = Duration::from_secs(1) / self.options.per_second.max(1);
        let mut deleted = 0;
        loop {
            let due = removable(self.store.as_ref(), &filter, PAGE).await?;
            if due.is_empty() {
                return Ok(deleted);
            }
            for article in due {
                if self.store.delete(article.id, self.clock.now()).await? {
                    deleted += 1;
                    metrics::counter!("pressespiegel_articles_removed_total", "by" => "retention").increment(1);
                }
                tokio::time::sleep(pause).await;
            }
        }
    }

    /// What is dated before this is due; `None` where everything is kept.
    fn kept_from(&self) -> Option<Timestamp> {
        let days = i64::from(self.options.days);
        let age = SignedDuration::from_hours(days * 24);
        (days > 0).then(|| self.clock.now().checked_sub(age).ok()).flatten()
    }
}

/// Whether the clock is believed.
struct Belief {
    /// The last look, and what the clock told then.
    at: Instant,
    told: Timestamp,
    /// When it leapt, as long as it is not believed.
    suspended: Option<Instant>,
}

impl Belief {
    fn look(&mut self, at: Instant, told: Timestamp) -> bool {
        let passed = SignedDuration::try_from(at.saturating_duration_since(self.at)).unwrap_or(SignedDuration::MAX);
        let ahead = told.duration_since(self.told).saturating_sub(passed);
        (self.at, self.told) = (at, told);
        if ahead > LEAP {
            tracing::warn!(%told, "the clock has leapt ahead; nothing is deleted for its age during a day");
            self.suspended = Some(at);
        } else if ahead < -LEAP {
            self.suspended = None;
        }
        self.suspended.is_none_or(|since| at.saturating_duration_since(since) > DISBELIEF)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_leaps_ahead_is_not_believed_for_a_day() {
        /// Seconds that passed, seconds that the clock went on by, whether it is believed.
        type Look = (u64, i64, bool);
        const HOUR: i64 = 3600;
        let looks: [(&[Look], &str); 5] = [
            (&[(600, 600, true), (600, 602, true), (600, 597, true)], "it goes as clocks do"),
            (&[(600, 30 * 24 * HOUR, false), (600, 600, false), (86_400, 86_400, true)], "after a day it is believed"),
            (&[(600, 5 * HOUR, false), (600, -5 * HOUR, true), (600, 600, true)], "somebody has set it right"),
            (&[(600, -9 * HOUR, true), (600, 600, true)], "nothing is due too soon by a clock that is behind"),
            (&[(600, 5 * HOUR, false), (80_000, 100_000, false), (20_000, 20_000, false)], "it leaps again"),
        ];
        for (looks, reason) in looks {
            let start = Instant::now();
            let (mut at, mut told) = (start, Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1_000_000 / 3));
            let mut belief = Belief { at, told, suspended: None };
            assert!(belief.look(at, told), "{reason}: at first");
            for (i, &(passed, gone, believed)) in looks.iter().enumerate() {
                at += Duration::from_secs(passed);
                told += SignedDuration::from_secs(gone);
                assert_eq!(belief.look(at, told), believed, "{reason}: look {i}");
            }
        }
    }
}
