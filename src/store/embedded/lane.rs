//! The lane of heavy questions: threads of low priority, so that who asks much takes what others leave of the processors.
//!
//! A question begins where all reads run. One that has looked at [`LIGHT`] entries is heavy and begins anew in the lane: the
//! little that it did before is what it costs not to know that from the start.
//!
//! Deliberately absent: a priority for searches, which look at few entries however many they find.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::view::View;
use super::{EmbeddedStore, panicked, threads};
use crate::store::StoreError;

/// Who looks at no more entries is not heavy: some tenths of a millisecond.
const LIGHT: u64 = 4_096;

/// So many heavy questions are answered at once.
const THREADS: usize = 2;

/// How nice the threads are: of a processor that others want as well they get a quarter.
#[cfg(target_os = "linux")]
const NICE: i32 = 5;

type Job = Box<dyn FnOnce() + Send>;

/// See the module. Its threads end when it is dropped and all is answered.
#[derive(Debug)]
pub struct Lane(Sender<Job>);

impl Lane {
    /// Starts its threads.
    pub fn start() -> Result<Self, StoreError> {
        let (sender, jobs) = channel();
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..THREADS {
            let jobs = jobs.clone();
            threads::thread("store-heavy", move || serve(&jobs))?;
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

fn serve(jobs: &Mutex<Receiver<Job>>) {
    lower_priority();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // Who asked is told by the answer that does not come.
        let _ = catch_unwind(AssertUnwindSafe(job));
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
