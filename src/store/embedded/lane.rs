//! The lane of heavy questions: threads of low priority, so that who asks much takes what others leave of the processors.
//!
//! A question begins where all reads run. One that has looked at [`LIGHT`] entries is heavy and begins anew in the lane: the
//! little that it did before is what it costs not to know that from the start.
//!
//! Even a processor that nobody else wants is not free: what runs on it takes the other's share of the memory, and where two are
//! one, half of it. So while writes wait the lane rests after each question as long as that took.
//!
//! Deliberately absent: a priority for searches, which look at few entries however many they find.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::shared::Shared;
use super::view::View;
use super::{EmbeddedStore, panicked, threads};
use crate::store::StoreError;

/// Who looks at no more entries is not heavy: some tenths of a millisecond.
const LIGHT: u64 = 4_096;

/// So many heavy questions are answered at once.
const THREADS: usize = 2;

/// How nice the threads are: of a processor that others want as well they get a tenth.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// No question is waited for longer than this, however long the one before it took.
const LONGEST_REST: Duration = Duration::from_millis(100);

type Job = Box<dyn FnOnce() + Send>;

/// See the module. Its threads end when it is dropped and all is answered.
#[derive(Debug)]
pub struct Lane(Sender<Job>);

impl Lane {
    /// Starts its threads.
    pub fn start(shared: &Arc<Shared>) -> Result<Self, StoreError> {
        let (sender, jobs) = channel();
        let (jobs, rests) = (Arc::new(Mutex::new(jobs)), Arc::new(Mutex::new(Instant::now())));
        for _ in 0..THREADS {
            let (jobs, rests, shared) = (jobs.clone(), rests.clone(), Arc::downgrade(shared));
            threads::thread("store-heavy", move || serve(&jobs, &rests, &shared))?;
        }
        Ok(Self(sender))
    }

    /// Runs something in the lane.
    pub async fn run<T: Send + 'static>(&self, run: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Whoever asked may have gone away.
            let _ = reply.send(run());
        });
        self.0.send(job).map_err(|_| panicked())?;
        answer.await.map_err(|_| panicked())
    }
}

/// Does what comes; all threads rest until the same moment.
fn serve(jobs: &Mutex<Receiver<Job>>, rests: &Mutex<Instant>, shared: &Weak<Shared>) {
    lower_priority();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let until = *rests.lock().unwrap_or_else(PoisonError::into_inner);
        sleep(until.saturating_duration_since(Instant::now()));
        let start = Instant::now();
        // Who asked is told by the answer that does not come.
        let _ = catch_unwind(AssertUnwindSafe(job));
        if shared.upgrade().is_some_and(|shared| shared.unacknowledged.are_some()) {
            let mut until = rests.lock().unwrap_or_else(PoisonError::into_inner);
            *until = (*until).max(Instant::now()) + start.elapsed().min(LONGEST_REST);
        }
    }
}

#[cfg(target_os = "linux")]
fn lower_priority() {
    // Linux counts niceness by thread.
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE) {
        tracing::debug!(%error, "heavy questions have the priority of all others");
    }
}

#[cfg(not(target_os = "linux"))]
fn lower_priority() {}

impl EmbeddedStore {
    /// Runs a question, which may look at no more than the store allows; one that would is given up and told which filters
    /// it lacks.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        operation: &'static str,
        lacks: Vec<&'static str>,
        read: impl Fn(&View<'_>) -> Result<T, StoreError> + Send + Sync + 'static,
    ) -> Result<T, StoreError> {
        let read = Arc::new(read);
        let bounded = |most: u64| {
            let read = read.clone();
            move |tree: &View<'_>| {
                tree.bound(most);
                read(tree)
            }
        };
        let most = self.query_rows;
        let mut answer = self.read(operation, bounded(most.min(LIGHT))).await;
        if most > LIGHT && matches!(answer, Err(StoreError::TooBroad { .. })) {
            answer = self.read_in(Some(&self.lane), operation, bounded(most)).await;
        }
        answer.map_err(|error| match error {
            StoreError::TooBroad { rows, .. } => StoreError::TooBroad { rows, add: lacks },
            error => error,
        })
    }
}
