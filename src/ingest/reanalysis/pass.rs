//! One pass over the articles that another analyzer has read, the newest first.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Mutex;

use crate::article::{AnalysedArticle, ArticleId};
use crate::ingest::{Analysed, Ingest, IngestError, QueuePolicy};
use crate::nlp::{AnalyzerInfo, Profile};
use crate::store::{ArticleFilter, PageRequest, Sort};

/// Articles that are asked for at once.
const PAGE: usize = 32;

/// How long an article rests that gave way to somebody.
const GIVEN_WAY: Duration = Duration::from_millis(100);

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It has its new analysis, durable.
    Done,
    /// It can't be read again, and keeps its analysis.
    Failed(ArticleId),
    /// It was deleted, corrected or read again by somebody else meanwhile; nothing was changed.
    Passed,
}

/// Lets so many begin a second.
#[derive(Debug)]
pub(super) struct Pace {
    every: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    pub(super) fn new(per_second: u32) -> Self {
        Self { every: Duration::from_secs(1) / per_second.max(1), next: Mutex::new(None) }
    }

    async fn wait(&self) {
        let mut next = self.next.lock().await;
        if let Some(next) = *next {
            tokio::time::sleep_until(next.into()).await;
        }
        *next = Some(Instant::now() + self.every);
    }
}

/// How articles are read again.
pub(super) struct Pass<'a> {
    pub(super) ingest: &'a Ingest,
    pub(super) policy: QueuePolicy,
    pub(super) at_once: usize,
    pub(super) pace: Option<&'a Pace>,
    /// The profile they are read in; that of each one's present analysis when absent.
    pub(super) profile: Option<Profile>,
}

impl Pass<'_> {
    /// Reads the articles of a filter again that one of these analyzers has read, except some; ends early when another
    /// lexicon comes into force, as the newest article is to be read by that first.
    pub(super) async fn run(
        &self,
        filter: &ArticleFilter,
        stale: Vec<AnalyzerInfo>,
        except: &HashSet<ArticleId>,
        mut told: impl FnMut(Outcome),
    ) -> Result<(), IngestError> {
        let in_force = self.ingest.in_force();
        let mut filter = ArticleFilter { analyzer: Some(stale), ..filter.clone() };
        if let Some(text) = &mut filter.text {
            text.sort = Sort::Date;
        }
        let mut after = None;
        loop {
            let page = self.ingest.store.list_articles(&filter, &PageRequest { limit: PAGE, after }).await?;
            let ids: Vec<_> = page.items.iter().map(|article| article.id).filter(|id| !except.contains(id)).collect();
            after = page.next;
            drop(page.items);
            let mut ids = ids.into_iter();
            let mut reading: FuturesUnordered<_> = ids.by_ref().take(self.at_once).map(|id| self.read(id)).collect();
            while let Some(outcome) = reading.next().await {
                told(outcome?);
                if let Some(id) = ids.next() {
                    reading.push(self.read(id));
                }
            }
            if after.is_none() || !Arc::ptr_eq(&in_force, &self.ingest.in_force()) {
                return Ok(());
            }
        }
    }

    async fn read(&self, id: ArticleId) -> Result<Outcome, IngestError> {
        loop {
            let Some(old) = self.ingest.store.get(id).await? else { return Ok(Outcome::Passed) };
            let profile = self.profile.unwrap_or(old.analyzer.profile);
            if *self.ingest.in_force().engine_for(Some(profile))?.info() == old.analyzer {
                return Ok(Outcome::Passed);
            }
            if let Some(pace) = self.pace {
                pace.wait().await;
            }
            let read = self.ingest.analyze(old.article.content.clone(), self.policy, Some(profile)).await;
            let Analysed { content: _, analysis, analyzer, memory } = match read {
                Ok(read) => read,
                Err(IngestError::Busy | IngestError::Waited(_)) => {
                    tokio::time::sleep(GIVEN_WAY).await;
                    continue;
                }
                Err(error @ (IngestError::TooLarge | IngestError::TimedOut(_) | IngestError::Failed(_))) => {
                    tracing::warn!(%error, article = %id, "it can't be read again and keeps its analysis");
                    return Ok(Outcome::Failed(id));
                }
                Err(error @ (IngestError::Data(_) | IngestError::Store(_))) => return Err(error),
            };
            let made = Arc::new(AnalysedArticle { article: old.article.clone(), analysis, analyzer });
            let now = self.ingest.clock.now();
            let replaced = self.ingest.store.replace_analysis(made, Some(&old.analyzer), now).await?;
            drop(memory);
            return Ok(if replaced { Outcome::Done } else { Outcome::Passed });
        }
    }
}
