//! The bounded CPU pool: so many texts at a time, so many requests waiting, no more.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// What to do when every worker is busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Wait in the queue, and be turned away when that is full: for single requests.
    TurnAway,
    /// Wait as long as it takes: for long imports, which bound their own number of texts under way.
    Wait,
}

/// Why work was not done.
#[derive(Debug)]
pub(super) enum PoolError {
    /// The queue is full.
    Full,
    /// The work ended without a result.
    Lost(String),
}

/// Cheap to clone; all clones share the same workers.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    workers: usize,
    slots: Arc<Semaphore>,
    /// One permit for each single request that may wait or run.
    places: Arc<Semaphore>,
}

impl Pool {
    pub(super) fn new(workers: usize, queue: usize) -> Self {
        let workers = workers.clamp(1, 1024);
        let places = (workers + queue).min(Semaphore::MAX_PERMITS);
        Self { workers, slots: Arc::new(Semaphore::new(workers)), places: Arc::new(Semaphore::new(places)) }
    }

    pub(super) fn workers(&self) -> usize {
        self.workers
    }

    /// Runs `work` on a blocking thread as soon as a worker is free.
    ///
    /// A caller that goes away while waiting gives its place back; once started, the work runs to its end and holds
    /// its worker until then, so that the bound always holds.
    pub(super) async fn run<T, F>(&self, patience: Patience, work: F) -> Result<T, PoolError>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let place = match patience {
            Patience::TurnAway => Some(Arc::clone(&self.places).try_acquire_owned().map_err(|_| PoolError::Full)?),
            Patience::Wait => None,
        };
        let waiting = Counted::new("pressespiegel_analysis_queue");
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(|e| PoolError::Lost(e.to_string()))?;
        drop(waiting);
        let running = Counted::new("pressespiegel_analysis_running");
        let task = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((running, slot, place));
            result
        });
        task.await.map_err(|e| PoolError::Lost(e.to_string()))
    }
}

/// One more in a gauge for as long as it lives.
struct Counted(metrics::Gauge);

impl Counted {
    fn new(name: &'static str) -> Self {
        let gauge = metrics::gauge!(name);
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn a_full_queue_turns_away_but_lets_the_patient_wait() {
        let pool = Pool::new(1, 0);
        let (release, gate) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let pool = pool.clone();
            async move { pool.run(Patience::TurnAway, move || gate.recv().is_ok()).await }
        });
        while pool.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(pool.run(Patience::TurnAway, || ()).await, Err(PoolError::Full)));
        let patient = tokio::spawn({
            let pool = pool.clone();
            async move { pool.run(Patience::Wait, || 7).await }
        });
        release.send(()).unwrap();
        assert!(matches!(first.await.unwrap(), Ok(true)));
        assert!(matches!(patient.await.unwrap(), Ok(7)));
        assert!(pool.run(Patience::TurnAway, || ()).await.is_ok(), "places were not given back");
    }

    #[tokio::test]
    async fn work_that_panics_is_lost_alone() {
        let pool = Pool::new(1, 1);
        let lost = pool.run(Patience::TurnAway, || if true { panic!("on purpose") } else { 1 }).await;
        assert!(matches!(lost, Err(PoolError::Lost(_))));
        assert!(matches!(pool.run(Patience::TurnAway, || 2).await, Ok(2)));
    }
}
