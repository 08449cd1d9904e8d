//! The worker: looks whether there is something to do, does it, and rests.

use std::collections::HashSet;
use std::sync::MutexGuard;
use std::time::Duration;

use jiff::Timestamp;

use super::pass::{Outcome, Pass};
use super::{Progress, Reanalysis, Standing, State, names};
use crate::article::ArticleId;
use crate::ingest::{IngestError, QueuePolicy};
use crate::nlp::Profile;
use crate::store::{ArticleFilter, ReanalysisPlan, StoreError, Writes};

/// How often it is looked whether there is something to do. A look costs one small read, whatever the archive's size.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long it rests after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// What is to be done.
struct Work {
    filter: ArticleFilter,
    profile: Option<Profile>,
    /// Since when somebody wants it, and how many articles there were.
    asked: Option<(Timestamp, u64)>,
}

/// What is known of the articles that can't be read again, until the analyzer or the wish is another one.
#[derive(Default)]
struct Round {
    wishes: u64,
    fingerprint: String,
    failed: HashSet<ArticleId>,
    /// How many were left when none could be read again any more.
    stuck_at: Option<u64>,
}

/// Says for as long as it lives that this program reads.
struct Reads<'a>(&'a Reanalysis);

impl<'a> Reads<'a> {
    fn new(reanalysis: &'a Reanalysis) -> Self {
        reanalysis.state().reads = true;
        Self(reanalysis)
    }
}

impl Drop for Reads<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.reads = false;
        state.speed.run(false);
    }
}

impl Reanalysis {
    /// Reads again what is to be; never ends, and may be dropped at any time.
    pub async fn run(self) {
        let _reads = Reads::new(&self);
        let mut round = Round::default();
        loop {
            // Whoever changes the plan interrupts the work: an article under way is begun anew, if at all.
            let rest = tokio::select! {
                biased;
                () = self.shared.changed.notified() => continue,
                rest = self.step(&mut round) => rest,
            };
            tokio::select! {
                () = self.shared.changed.notified() => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
    }

    /// Does what there is to do; how long to rest then.
    async fn step(&self, round: &mut Round) -> Duration {
        let failure = match self.attempt(round).await {
            Ok(rest) => return rest,
            Err(failure) => failure,
        };
        let rest = match &failure {
            IngestError::Store(StoreError::Full { .. }) => LOOK_EVERY,
            other => {
                tracing::error!(error = %other, "articles can't be read again for now");
                AFTER_FAILURE
            }
        };
        self.stand(round.wishes, Standing::Waiting, Some(failure.to_string()));
        rest
    }

    async fn attempt(&self, round: &mut Round) -> Result<Duration, IngestError> {
        let Some(work) = self.work(round) else {
            let is_asked = self.state().plan.asked.is_some();
            if !is_asked {
                self.rest(round.wishes, false).await?;
            }
            return Ok(LOOK_EVERY);
        };
        let stale = self.ingest.stale(work.profile).await?;
        let left = self.ingest.left(&work.filter, &stale).await?;
        if left == 0 || round.stuck_at == Some(left) {
            self.rest(round.wishes, work.asked.is_some()).await?;
            return Ok(LOOK_EVERY);
        }
        self.begin(round, &work, left);
        if let Writes::Refused { free, needed } = self.ingest.store.check().await? {
            self.stand(round.wishes, Standing::Waiting, Some(StoreError::Full { free, needed }.to_string()));
            return Ok(LOOK_EVERY);
        }
        self.stand(round.wishes, Standing::Running, None);
        let at_once = self.ingest.workers().saturating_sub(1).max(1);
        let (ingest, pace) = (&self.ingest, Some(&self.shared.pace));
        let pass = Pass { ingest, policy: QueuePolicy::Idle, at_once, pace, profile: work.profile };
        let mut done = 0_u64;
        let mut failed = Vec::new();
        let told = |outcome| {
            match outcome {
                Outcome::Done => done += 1,
                Outcome::Failed(id) => failed.push(id),
                Outcome::Passed => {}
            }
            self.count(round.wishes, outcome);
        };
        pass.run(&work.filter, names(&stale), &round.failed, told).await?;
        round.failed.extend(failed);
        if done == 0 {
            let stale = self.ingest.stale(work.profile).await?;
            round.stuck_at = Some(self.ingest.left(&work.filter, &stale).await?);
        }
        Ok(Duration::ZERO)
    }

    /// What there is to do; nothing while it is paused, or when it is off and nobody has asked.
    fn work(&self, round: &mut Round) -> Option<Work> {
        let fingerprint = self.ingest.in_force().analyzer().fingerprint.clone();
        let state = self.state();
        if (round.wishes, round.fingerprint.as_str()) != (state.wishes, fingerprint.as_str()) {
            *round = Round { wishes: state.wishes, fingerprint, ..Round::default() };
        }
        match &state.plan {
            ReanalysisPlan { paused: true, .. } => None,
            ReanalysisPlan { asked: Some(asked), .. } => {
                let (filter, profile) = (asked.filter.clone(), asked.profile);
                Some(Work { filter, profile, asked: Some((asked.since, asked.total)) })
            }
            ReanalysisPlan { asked: None, .. } => self.options.automatic.then(|| Work {
                filter: ArticleFilter::default(),
                profile: self.options.profile,
                asked: None,
            }),
        }
    }

    /// Some work begins, or goes on.
    fn begin(&self, round: &Round, work: &Work, left: u64) {
        let now = self.ingest.clock.now();
        let Some(mut state) = self.present(round.wishes) else { return };
        let progress = &mut state.progress;
        let goes_on = match work.asked {
            Some((since, _)) => progress.asked && progress.since == Some(since),
            None => !progress.asked && progress.since.is_some() && progress.standing != Standing::Idle,
        };
        if !goes_on {
            let since = work.asked.map_or(now, |(since, _)| since);
            let (asked, profile) = (work.asked.is_some(), work.profile);
            *progress = Progress { asked, profile, since: Some(since), ..Progress::default() };
        }
        if let Some((_, total)) = work.asked
            && progress.done == 0
        {
            // After a restart what is not left is done.
            progress.done = total.saturating_sub(left);
        }
        (progress.left, progress.failed) = (left, round.failed.len() as u64);
        drop(state);
        show(left);
    }

    /// Nothing is to be done for now; what was asked for is done.
    async fn rest(&self, wishes: u64, asked: bool) -> Result<(), IngestError> {
        let _alone = self.shared.planning.lock().await;
        self.refresh().await?;
        let Some(plan) = self.present(wishes).map(|state| state.plan.clone()) else { return Ok(()) };
        if asked {
            self.ingest.store.put_reanalysis_plan(ReanalysisPlan { asked: None, ..plan }).await?;
        }
        let left = super::sum(&self.ingest.stale(self.options.profile).await?);
        let standing = {
            let mut state = self.state();
            if asked {
                state.plan.asked = None;
                tracing::info!(done = state.progress.done, failed = state.progress.failed, "articles were read again");
            }
            (state.progress.asked, state.progress.profile, state.progress.left) = (false, None, left);
            state.at_rest(self.options.automatic)
        };
        self.stand(wishes, standing, None);
        show(left);
        Ok(())
    }

    fn stand(&self, wishes: u64, standing: Standing, reason: Option<String>) {
        let runs = standing == Standing::Running;
        if let Some(mut state) = self.present(wishes) {
            state.speed.run(runs);
            (state.progress.standing, state.progress.reason) = (standing, reason);
        }
        metrics::gauge!("pressespiegel_reanalysis_running").set(f64::from(u8::from(runs)));
    }

    /// What is said of the work, unless somebody has changed what is to be done since.
    fn present(&self, wishes: u64) -> Option<MutexGuard<'_, State>> {
        Some(self.state()).filter(|state| state.wishes == wishes)
    }

    fn count(&self, wishes: u64, outcome: Outcome) {
        let word = match outcome {
            Outcome::Done => "done",
            Outcome::Failed(_) => "failed",
            Outcome::Passed => "passed",
        };
        metrics::counter!("pressespiegel_reanalysis_articles_total", "outcome" => word).increment(1);
        let Some(mut state) = self.present(wishes) else { return };
        match outcome {
            Outcome::Done => {
                state.speed.count();
                state.progress.count();
            }
            Outcome::Failed(_) => state.progress.failed += 1,
            Outcome::Passed => {}
        }
        show(state.progress.left);
    }
}

fn show(left: u64) {
    #[expect(clippy::cast_precision_loss, reason = "a metric")]
    metrics::gauge!("pressespiegel_reanalysis_left").set(left as f64);
}
