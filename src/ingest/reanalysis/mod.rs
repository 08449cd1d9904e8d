//! Always current: articles that another analyzer has read (an older program, another lexicon) are read again in the
//! background, the newest first.
//!
//! What is to be done follows from the archive alone: it knows which articles each analyzer has read. So a crash loses
//! nothing but the articles under way, and the next start goes on. It only uses workers that nobody else wants
//! ([`QueuePolicy::Idle`]), never begins more articles a second than it may, and stops while the disk is full. A new analysis takes
//! the place of exactly the one it was made instead of: a correction, a deletion or a re-analysis by somebody that comes in
//! between stays.
//!
//! Of several programs that have an archive open one reads ([`crate::store::Duty`]); what is to be read is kept in the archive, where all
//! of them change it and look for it.
//!
//! Without a profile every article is read in the one that its analysis has, so what was once taken in `fast` stays so until
//! somebody wants it `accurate`.

mod pass;
mod progress;
mod worker;

pub use progress::{Progress, Standing};

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::{Ingest, IngestError, QueuePolicy};
use crate::nlp::{AnalyzerInfo, DataError, Profile};
use crate::store::{ArticleFilter, AskedReanalysis, ReanalysisPlan, StoreError};
use pass::{Outcome, Pace, Pass};
use progress::Speed;

/// How often it is looked whether another program has changed the plan.
const OTHERS_EVERY: Duration = Duration::from_secs(2);

/// What is read again by itself, and how fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReanalysisOptions {
    /// Whether anything is that nobody asks for.
    pub automatic: bool,
    /// The profile it is read in; that of each article's analysis when absent.
    pub profile: Option<Profile>,
    /// Articles that may be begun in a second.
    pub per_second: u32,
}

/// Why a wish was not met.
#[derive(Debug, thiserror::Error)]
pub enum ReanalysisError {
    /// Something else was asked for and is not done.
    #[error("articles are being read again already, {0} are left; wait for the end or cancel it")]
    AlreadyAsked(u64),
    /// There is nothing to cancel.
    #[error("nobody has asked for articles to be read again; what is done by itself can only be paused")]
    NothingAsked,
    /// The weights of a profile are damaged; the program is.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The store could not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads articles again in the background. Cheap to clone; all clones speak of the same work.
#[derive(Clone)]
pub struct Reanalysis {
    ingest: Ingest,
    options: ReanalysisOptions,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// Held while the plan changes.
    planning: tokio::sync::Mutex<()>,
    /// Tells the worker that it has changed.
    changed: Notify,
    pace: Pace,
}

#[derive(Default)]
struct State {
    plan: ReanalysisPlan,
    progress: Progress,
    speed: Speed,
    /// How often somebody has changed what is to be done.
    wishes: u64,
    /// Whether this program reads.
    reads: bool,
}

impl State {
    /// What it does when no article is under way.
    fn at_rest(&self, automatic: bool) -> Standing {
        match (self.plan.paused, &self.plan.asked) {
            (true, _) => Standing::Paused,
            (false, Some(_)) => Standing::Running,
            (false, None) if automatic => Standing::Idle,
            (false, None) => Standing::Off,
        }
    }
}

impl Reanalysis {
    /// Of articles that `ingest` has taken in; does nothing until [`Self::run`].
    #[must_use]
    pub fn new(ingest: Ingest, options: ReanalysisOptions) -> Self {
        let (state, planning) = (Mutex::default(), tokio::sync::Mutex::default());
        let shared = Shared { state, planning, changed: Notify::new(), pace: Pace::new(options.per_second) };
        Self { ingest, options, shared: Arc::new(shared) }
    }

    /// Takes up what was asked for before the last stop.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn load(&self) -> Result<(), StoreError> {
        let plan = self.ingest.store.reanalysis_plan().await?;
        self.take(plan);
        Ok(())
    }

    fn take(&self, plan: ReanalysisPlan) {
        let asked = plan.asked.clone();
        let mut state = self.state();
        state.plan = plan;
        state.wishes += 1;
        let at_rest = Progress { standing: state.at_rest(self.options.automatic), ..Progress::default() };
        state.progress = asked.map_or(at_rest.clone(), |asked| {
            let AskedReanalysis { profile, since, total, filter: _ } = asked;
            Progress { asked: true, profile, since: Some(since), left: total, ..at_rest }
        });
        self.shared.changed.notify_one();
    }

    /// Takes over what another program has made of the plan; nobody here changes it meanwhile.
    async fn refresh(&self) -> Result<(), StoreError> {
        if self.ingest.store.is_shared() {
            let plan = self.ingest.store.reanalysis_plan().await?;
            if plan != self.state().plan {
                self.take(plan);
            }
        }
        Ok(())
    }

    /// Takes over what other programs make of the plan, for ever; ends at once where there are none.
    pub async fn follow(self) {
        while self.ingest.store.is_shared() {
            tokio::time::sleep(OTHERS_EVERY).await;
            let _alone = self.shared.planning.lock().await;
            if let Err(error) = self.refresh().await {
                tracing::debug!(%error, "it can't be looked for another plan of what is read again");
            }
        }
    }

    /// How far it is, as last seen; costs nothing.
    #[must_use]
    pub fn seen(&self) -> Progress {
        let state = self.state();
        let mut progress = state.progress.clone();
        if progress.standing == Standing::Running {
            progress.per_second = state.speed.per_second();
        }
        progress
    }

    /// How far it is; costs a read of the store.
    ///
    /// # Errors
    /// When the store fails, or weights are damaged.
    pub async fn progress(&self) -> Result<Progress, ReanalysisError> {
        let (asked, reads) = {
            let state = self.state();
            (state.plan.asked.clone(), state.reads)
        };
        match asked {
            None => {
                let stale = self.ingest.stale(self.options.profile).await?;
                self.state().progress.left = sum(&stale);
            }
            Some(asked) if !reads && self.ingest.store.is_shared() => {
                // Another program counts what it does.
                let stale = self.ingest.stale(asked.profile).await?;
                let left = self.ingest.left(&asked.filter, &stale).await?;
                let mut state = self.state();
                (state.progress.left, state.progress.done) = (left, asked.total.saturating_sub(left));
            }
            Some(_) => {}
        }
        Ok(self.seen())
    }

    /// Has the articles of a filter read again that another analyzer has read than the present one of that profile (of
    /// their own when absent); what the filter says of analyzers does not count. The wish is durable when this returns.
    ///
    /// # Errors
    /// When something else was asked for and is not done, or the store fails.
    pub async fn start(&self, filter: ArticleFilter, profile: Option<Profile>) -> Result<Progress, ReanalysisError> {
        let _alone = self.shared.planning.lock().await;
        self.refresh().await?;
        let (mut plan, left) = {
            let state = self.state();
            (state.plan.clone(), state.progress.left)
        };
        if plan.asked.is_some() {
            return Err(ReanalysisError::AlreadyAsked(left));
        }
        let stale = self.ingest.stale(profile).await?;
        let total = self.ingest.left(&filter, &stale).await?;
        let since = self.ingest.clock.now();
        let standing = if plan.paused { Standing::Paused } else { Standing::Running };
        let progress =
            Progress { standing, asked: true, profile, since: Some(since), left: total, ..Progress::default() };
        plan.asked = Some(AskedReanalysis { filter, profile, since, total });
        self.put(plan, |state| state.progress = progress.clone()).await?;
        tracing::info!(articles = total, "articles are to be read again");
        Ok(progress)
    }

    /// Gives up what was asked for; what is done stays done.
    ///
    /// # Errors
    /// When nothing was, or the store fails.
    pub async fn cancel(&self) -> Result<Progress, ReanalysisError> {
        let _alone = self.shared.planning.lock().await;
        self.refresh().await?;
        let plan = self.state().plan.clone();
        if plan.asked.is_none() {
            return Err(ReanalysisError::NothingAsked);
        }
        let automatic = self.options.automatic;
        let cancel = |state: &mut State| {
            state.speed.run(false);
            let (standing, done) = (state.at_rest(automatic), state.progress.done);
            state.progress = Progress { standing, done, ..Progress::default() };
        };
        self.put(ReanalysisPlan { asked: None, ..plan }, cancel).await?;
        self.progress().await
    }

    /// Stops everything until [`Self::resume`], over restarts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn pause(&self) -> Result<Progress, ReanalysisError> {
        self.set_paused(true).await
    }

    /// Goes on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn resume(&self) -> Result<Progress, ReanalysisError> {
        self.set_paused(false).await
    }

    async fn set_paused(&self, paused: bool) -> Result<Progress, ReanalysisError> {
        let _alone = self.shared.planning.lock().await;
        self.refresh().await?;
        let plan = self.state().plan.clone();
        if plan.paused != paused {
            let automatic = self.options.automatic;
            let set = |state: &mut State| {
                state.speed.run(false);
                let at_rest = state.at_rest(automatic);
                // What was interrupted is the same work when it goes on.
                let goes_on = at_rest == Standing::Idle && state.progress.left > 0;
                state.progress.standing = if goes_on { Standing::Running } else { at_rest };
                state.progress.reason = None;
            };
            self.put(ReanalysisPlan { paused, ..plan }, set).await?;
        }
        self.progress().await
    }

    /// Keeps another plan, changes what is said of the work, and tells the worker, which begins anew. The worker never sees
    /// the plan without the change, and what it still says of the work before is not heard.
    async fn put(&self, plan: ReanalysisPlan, change: impl FnOnce(&mut State)) -> Result<(), StoreError> {
        self.ingest.store.put_reanalysis_plan(plan.clone()).await?;
        let mut state = self.state();
        state.plan = plan;
        state.wishes += 1;
        change(&mut state);
        self.shared.changed.notify_one();
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sum(analyzers: &[(AnalyzerInfo, u64)]) -> u64 {
    analyzers.iter().map(|(_, articles)| articles).sum()
}

impl Ingest {
    /// Analyzers that have read articles and are not the present one of this profile; of their own when absent.
    pub(super) async fn stale(&self, profile: Option<Profile>) -> Result<Vec<(AnalyzerInfo, u64)>, ReanalysisError> {
        let in_force = self.in_force();
        let mut stale = self.store.analyzers().await?;
        let current = match profile {
            Some(profile) => vec![in_force.engine_for(Some(profile))?.info().clone()],
            None => in_force.current_of(&stale)?,
        };
        stale.retain(|(analyzer, _)| !current.contains(analyzer));
        Ok(stale)
    }

    /// How many articles of a filter these analyzers have read.
    async fn left(&self, filter: &ArticleFilter, stale: &[(AnalyzerInfo, u64)]) -> Result<u64, StoreError> {
        let whole = ArticleFilter { analyzer: None, ..filter.clone() };
        if whole == ArticleFilter::default() {
            return Ok(sum(stale));
        }
        self.store.count_articles(&ArticleFilter { analyzer: Some(names(stale)), ..whole }).await
    }

    /// Reads all articles of a filter again that another analyzer has read than the present one of that profile (of their
    /// own when absent), with all workers; `told` is called after each. For an archive that nobody else uses.
    ///
    /// # Errors
    /// When the store fails, or the weights of a profile are damaged; what is done stays done.
    pub async fn reanalyze_all(
        &self,
        filter: &ArticleFilter,
        profile: Option<Profile>,
        mut told: impl FnMut(&Progress),
    ) -> Result<Progress, IngestError> {
        let (ingest, policy, at_once) = (self, QueuePolicy::Wait, self.workers());
        let pass = Pass { ingest, policy, at_once, pace: None, profile };
        let mut failed = HashSet::new();
        let mut progress = Progress::default();
        loop {
            let stale = self.stale(profile).await?;
            progress.left = self.left(filter, &stale).await?;
            told(&progress);
            let before = progress.done;
            let mut failed_now = Vec::new();
            let count = |outcome| {
                match outcome {
                    Outcome::Done => progress.count(),
                    Outcome::Failed(id) => failed_now.push(id),
                    Outcome::Passed => {}
                }
                told(&progress);
            };
            pass.run(filter, names(&stale), &failed, count).await?;
            failed.extend(failed_now);
            progress.failed = failed.len() as u64;
            if progress.done == before {
                return Ok(progress);
            }
        }
    }
}

impl From<ReanalysisError> for IngestError {
    fn from(error: ReanalysisError) -> Self {
        match error {
            ReanalysisError::Data(error) => error.into(),
            ReanalysisError::Store(error) => error.into(),
            wrong @ (ReanalysisError::AlreadyAsked(_) | ReanalysisError::NothingAsked) => {
                Self::Failed(wrong.to_string())
            }
        }
    }
}

fn names(analyzers: &[(AnalyzerInfo, u64)]) -> Vec<AnalyzerInfo> {
    analyzers.iter().map(|(analyzer, _)| analyzer.clone()).collect()
}
