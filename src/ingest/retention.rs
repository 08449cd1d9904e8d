//! Retention: articles of a certain age are deleted by themselves.
//!
//! It follows from the archive alone what is due, so a crash loses nothing and the next look goes on. One article is deleted at a time,
//! at most so many a second; each deletion is durable and stands in the change feed as any other.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::removal::removable;
use crate::clock::Clock;
use crate::store::{ArticleFilter, ArticleStore, DateRange, StoreError};

/// How often it is looked whether something is due.
const LOOKED: Duration = Duration::from_mins(10);

/// Articles that are asked for at once.
const PAGE: usize = 50;

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
        loop {
            match self.pass().await {
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
