//! [`Follower`]: one after the other what comes and passes a filter.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Matcher, Notify};
use crate::article::{AnalysedArticle, ArticleId};
use crate::store::{Change, ChangeKind, StoreError, WatchId};

/// Texts of the feed that are read at once.
const BATCH: usize = 64;

/// Articles that are kept for those who follow at the same time.
const KEPT: usize = 16;

/// So long they are kept: whoever comes later asks the archive, which knows what was deleted.
const KEPT_FOR: Duration = Duration::from_secs(2);

/// Longer texts are not kept.
const LONGEST_KEPT: usize = 256 * 1024;

/// Something that passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The change that it came with.
    pub change: Change,
    /// What there is to tell, as JSON.
    pub data: String,
}

/// Follows the feed for one filter. Nothing comes twice, and nothing is left out.
pub struct Follower {
    notify: Notify,
    matcher: Arc<dyn Matcher>,
    watch: Option<WatchId>,
    position: u64,
    queue: VecDeque<Change>,
}

impl Follower {
    pub(super) fn new(notify: Notify, matcher: Arc<dyn Matcher>, watch: Option<WatchId>, after: u64) -> Self {
        Self { notify, matcher, watch, position: after, queue: VecDeque::new() }
    }

    /// All changes up to this one are done with.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The next that passes; `None` when there is no more so far. Dropped halfway, it goes on where it was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn next(&mut self) -> Result<Option<Told>, StoreError> {
        loop {
            let Some(change) = self.queue.front().copied() else {
                let texts = self.notify.watches().texts(self.position, BATCH).await?;
                if texts.items.is_empty() {
                    self.position = self.position.max(texts.newest);
                    return Ok(None);
                }
                self.queue.extend(texts.items);
                continue;
            };
            let told = self.look_at(change).await?;
            self.queue.pop_front();
            self.position = change.number;
            if told.is_some() {
                return Ok(told);
            }
        }
    }

    async fn look_at(&self, change: Change) -> Result<Option<Told>, StoreError> {
        let Some(article) = self.notify.article(&change).await? else { return Ok(None) };
        let (matcher, watch) = (Arc::clone(&self.matcher), self.watch);
        let told = tokio::task::spawn_blocking(move || matcher.told(&change, watch, &article)).await;
        let told = told.map_err(|_| StoreError::Backend("a filter panicked".into()))?;
        Ok(told.map(|data| Told { change, data }))
    }

    /// Waits until there may be more.
    pub async fn more(&self) {
        let mut newest = self.notify.0.newest.subscribe();
        // The sender lives as long as this does.
        let _ = newest.wait_for(|newest| *newest > self.position).await;
    }
}

impl Notify {
    /// The article that has come, as it is now; `None` when it is gone, or when another text came since, which follows.
    pub(super) async fn article(&self, change: &Change) -> Result<Option<Arc<AnalysedArticle>>, StoreError> {
        if let Some(article) = self.0.recent.get(change) {
            return Ok(Some(article));
        }
        let Some(article) = self.0.parts.store.get(change.article).await? else { return Ok(None) };
        // The feed was read before the article: what has come in between is told with its own change.
        let revised = article.article.revised.map(|revision| revision.at);
        let is_it = match change.kind {
            ChangeKind::Revised => revised == Some(change.at),
            ChangeKind::Inserted => revised.is_none(),
            ChangeKind::Reanalyzed | ChangeKind::Deleted => false,
        };
        if !is_it {
            return Ok(None);
        }
        self.0.recent.put(change, &article);
        Ok(Some(article))
    }
}

/// The last articles that somebody has looked at.
#[derive(Default)]
pub(super) struct Recent(Mutex<VecDeque<Seen>>);

struct Seen {
    number: u64,
    at: Instant,
    id: ArticleId,
    article: Arc<AnalysedArticle>,
}

impl Recent {
    fn get(&self, change: &Change) -> Option<Arc<AnalysedArticle>> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|seen| seen.at.elapsed() < KEPT_FOR);
        let found = seen.iter().find(|seen| seen.number == change.number && seen.id == change.article);
        found.map(|seen| Arc::clone(&seen.article))
    }

    fn put(&self, change: &Change, article: &Arc<AnalysedArticle>) {
        if article.article.content.text.len() > LONGEST_KEPT {
            return;
        }
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.iter().any(|seen| seen.number == change.number) {
            return;
        }
        if seen.len() >= KEPT {
            seen.pop_front();
        }
        seen.push_back(Seen {
            number: change.number,
            at: Instant::now(),
            id: change.article,
            article: Arc::clone(article),
        });
    }
}
