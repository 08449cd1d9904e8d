//! The bounded CPU pool: so many texts at a time, so many waiting, so many bytes, no more; and no longer than somebody
//! waits for the result.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::IngestOptions;
use super::bounds::Bounds;
use super::queue::{Key, Queue, QueuePolicy};
use crate::budget::{Reserved, Share};
use crate::nlp::Profile;

/// Memory of an analysis and its answer for each byte of text: bad texts (every letter a paragraph) were measured at up to
/// 310, ordinary news at 50 to 75.
pub const ANALYSIS_BYTES_PER_TEXT_BYTE: usize = 320;

/// What every analysis needs besides.
const ANALYSIS_BYTES: usize = 256 * 1024;

/// What the encoder needs besides for as long as it reads: values of a batch between its layers, and logits of some
/// sentences.
const ENCODER_BYTES: usize = 5 * 1024 * 1024;

/// Why work was not done.
#[derive(Debug)]
pub(super) enum PoolError {
    /// The queue is full.
    Full,
    /// It waited too long.
    Waited(Duration),
    /// It needs more memory than there ever is.
    TooLarge,
    /// It took too long.
    Halted(Duration),
    /// It had time, and gave way to somebody who found no worker free.
    GaveWay,
    /// It ended without a result.
    Lost(String),
}

/// Work under way: asked from time to time whether to go on.
#[derive(Debug)]
pub(super) struct Job {
    began: Instant,
    timeout: Duration,
    left: Arc<AtomicBool>,
    /// Where somebody may wait to whom it gives way.
    gives_way: Option<Pool>,
    has_given_way: AtomicBool,
}

impl Job {
    /// False when the time is up, nobody waits for the result any more, or it has to give way; and then for good.
    pub(super) fn goes_on(&self) -> bool {
        self.began.elapsed() < self.timeout && !self.left.load(Ordering::Relaxed) && !self.has_to_give_way()
    }

    fn has_to_give_way(&self) -> bool {
        let Some(pool) = &self.gives_way else { return false };
        if lock(&pool.queue).lacks_workers() {
            self.has_given_way.store(true, Ordering::Relaxed);
        }
        self.has_given_way.load(Ordering::Relaxed)
    }
}

/// What a piece of work is about, as far as its cost is concerned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    pub(super) text_bytes: usize,
    pub(super) profile: Profile,
}

impl Work {
    /// The memory it may need.
    fn memory(self) -> usize {
        let fixed = match self.profile {
            Profile::Fast => ANALYSIS_BYTES,
            Profile::Accurate => ANALYSIS_BYTES + ENCODER_BYTES,
        };
        self.text_bytes.saturating_mul(ANALYSIS_BYTES_PER_TEXT_BYTE).saturating_add(fixed)
    }
}

/// Cheap to clone; all clones share the same workers.
#[derive(Debug, Clone)]
pub(super) struct Pool {
    queue: Arc<Mutex<Queue<oneshot::Sender<Slot>>>>,
    memory: Share,
    workers: usize,
    longest_wait: Duration,
    timeout: Duration,
}

impl Pool {
    pub(super) fn new(options: &IngestOptions) -> Self {
        let workers = options.workers.clamp(1, 1024);
        let (places, bytes, longest_wait) = (options.queue, options.queue_bytes, options.longest_wait);
        let bounds = Bounds { workers, places, bytes, longest_wait };
        Self {
            queue: Arc::new(Mutex::new(Queue::new(bounds))),
            memory: options.memory.analyses.clone(),
            workers,
            longest_wait: options.longest_wait,
            timeout: options.timeout,
        }
    }

    pub(super) fn workers(&self) -> usize {
        self.workers
    }

    /// Whether a single request with a text of so many bytes would be turned away now.
    pub(super) fn is_full(&self, text_bytes: usize) -> bool {
        lock(&self.queue).is_full(text_bytes)
    }

    /// Runs `work` on a blocking thread as soon as a worker and the memory for a text of that length are free. The
    /// memory is given back when what comes with the result is dropped.
    ///
    /// A caller that goes away while waiting gives its place back. Once started, the work holds its worker until it
    /// ends, so that the bound always holds; it learns from its [`Job`] that nobody waits for it.
    pub(super) async fn run<T, F>(&self, about: Work, policy: QueuePolicy, work: F) -> Result<(T, Reserved), PoolError>
    where
        T: Send + 'static,
        F: FnOnce(&Job) -> Option<T> + Send + 'static,
    {
        let need = about.memory();
        if need > self.memory.limit() {
            return Err(PoolError::TooLarge);
        }
        let waiting = Counted::new("pressespiegel_analysis_queue");
        let turn = self.turn(about.text_bytes, policy, need);
        let (slot, memory) = match policy {
            QueuePolicy::Wait | QueuePolicy::Idle => turn.await?,
            QueuePolicy::TurnAway => tokio::time::timeout(self.longest_wait, turn)
                .await
                .unwrap_or(Err(PoolError::Waited(self.longest_wait)))?,
        };
        drop(waiting);
        let running = Counted::new("pressespiegel_analysis_running");
        let waits = StillWaiting::default();
        let (left, timeout) = (Arc::clone(&waits.left), self.timeout);
        let gives_way = (policy == QueuePolicy::Idle).then(|| self.clone());
        let task = tokio::task::spawn_blocking(move || {
            let has_given_way = AtomicBool::new(false);
            let job = Job { began: Instant::now(), timeout, left, gives_way, has_given_way };
            let result = work(&job);
            if result.is_some() {
                lock(&slot.pool.queue).has_read(about.text_bytes, job.began.elapsed());
            }
            drop((running, slot));
            match result {
                Some(result) => Ok((result, memory)),
                None if job.has_given_way.into_inner() => Err(PoolError::GaveWay),
                None => Err(PoolError::Halted(timeout)),
            }
        });
        let result = task.await.map_err(|error| PoolError::Lost(error.to_string()))?;
        drop(waits);
        result
    }

    async fn turn(&self, text_bytes: usize, policy: QueuePolicy, need: usize) -> Result<(Slot, Reserved), PoolError> {
        let lost = || PoolError::Lost("the queue ended".into());
        let (turn, mine) = oneshot::channel();
        let key = lock(&self.queue).enter(text_bytes, policy, Instant::now(), turn).ok_or(PoolError::Full)?;
        let place = Place { pool: self, text_bytes, policy, key };
        self.start_next();
        let slot = mine.await.map_err(|_| lost())?;
        drop(place);
        // Who runs gives memory back in the end, so this does too.
        let memory = self.memory.reserve(need).await.ok_or_else(lost)?;
        Ok((slot, memory))
    }

    /// Tells those whose turn it is.
    fn start_next(&self) {
        loop {
            let Some((turn, large)) = lock(&self.queue).next() else { return };
            // Somebody who has left drops what they are sent, and so frees the worker again.
            let _ = turn.send(Slot { pool: self.clone(), large });
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A place in the queue, given back when whoever waits goes away.
struct Place<'a> {
    pool: &'a Pool,
    text_bytes: usize,
    policy: QueuePolicy,
    key: Key,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        lock(&self.pool.queue).leave(self.text_bytes, self.policy, self.key);
    }
}

/// A worker that is taken.
#[derive(Debug)]
struct Slot {
    pool: Pool,
    large: bool,
}

impl Drop for Slot {
    fn drop(&mut self) {
        lock(&self.pool.queue).ended(self.large);
        self.pool.start_next();
    }
}

/// Lives as long as somebody waits for a result.
#[derive(Default)]
struct StillWaiting {
    left: Arc<AtomicBool>,
}

impl Drop for StillWaiting {
    fn drop(&mut self) {
        self.left.store(true, Ordering::Relaxed);
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
    use crate::budget::MemoryBudget;
    use std::sync::mpsc;

    fn pool(workers: usize, queue: usize) -> Pool {
        Pool::new(&IngestOptions { workers, queue, ..IngestOptions::default() })
    }

    fn text(text_bytes: usize) -> Work {
        Work { text_bytes, profile: Profile::Fast }
    }

    /// Runs something until it is told to end.
    fn busy(pool: &Pool) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<bool, PoolError>>) {
        let (release, gate) = mpsc::channel::<()>();
        let pool = pool.clone();
        let task = tokio::spawn(async move {
            let work = move |_: &Job| Some(gate.recv().is_ok());
            pool.run(text(10), QueuePolicy::TurnAway, work).await.map(|(result, _)| result)
        });
        (release, task)
    }

    async fn until(mut holds: impl FnMut() -> bool) {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn a_full_queue_turns_away_but_lets_the_patient_wait() {
        let pool = pool(1, 0);
        let (release, first) = busy(&pool);
        until(|| pool.is_full(10)).await;
        assert!(matches!(pool.run(text(10), QueuePolicy::TurnAway, |_| Some(())).await, Err(PoolError::Full)));
        let patient = tokio::spawn({
            let pool = pool.clone();
            async move { pool.run(text(10), QueuePolicy::Wait, |_| Some(7)).await }
        });
        release.send(()).unwrap();
        assert!(matches!(first.await.unwrap(), Ok(true)));
        assert!(matches!(patient.await.unwrap(), Ok((7, _))));
        until(|| !pool.is_full(10)).await;
        assert_eq!(pool.memory.used(), 0, "memory was not given back");
    }

    #[tokio::test]
    async fn who_waits_too_long_is_turned_away_and_leaves_no_trace() {
        let mut pool = pool(1, 1);
        pool.longest_wait = Duration::from_millis(5);
        let (release, first) = busy(&pool);
        until(|| lock(&pool.queue).is_full(usize::MAX)).await;
        let waited = pool.run(text(10), QueuePolicy::TurnAway, |_| Some(())).await;
        assert!(matches!(waited, Err(PoolError::Waited(_))));
        assert!(!pool.is_full(10), "the place was not given back");
        release.send(()).unwrap();
        assert!(matches!(first.await.unwrap(), Ok(true)));
    }

    #[tokio::test]
    async fn who_leaves_frees_their_place_and_halts_their_work() {
        let pool = pool(1, 1);
        let (told, halted) = mpsc::channel();
        let running = tokio::spawn({
            let pool = pool.clone();
            async move {
                let work = move |job: &Job| {
                    while job.goes_on() {
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    told.send(()).ok()
                };
                pool.run(text(10), QueuePolicy::TurnAway, work).await.map(|_| ())
            }
        });
        until(|| pool.memory.used() > 0).await;
        let waiting = tokio::spawn({
            let pool = pool.clone();
            async move { pool.run(text(10), QueuePolicy::TurnAway, |_| Some(())).await.map(|_| ()) }
        });
        until(|| pool.is_full(10)).await;
        waiting.abort();
        until(|| !pool.is_full(10)).await;
        running.abort();
        tokio::task::spawn_blocking(move || halted.recv().unwrap()).await.unwrap();
        assert!(pool.run(text(10), QueuePolicy::TurnAway, |_| Some(())).await.is_ok(), "the worker is free again");
    }

    #[tokio::test]
    async fn work_that_has_time_gives_way_to_whoever_finds_no_worker() {
        let pool = pool(1, 1);
        let patient = tokio::spawn({
            let pool = pool.clone();
            async move {
                let work = |job: &Job| {
                    while job.goes_on() {
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    None::<()>
                };
                pool.run(text(10), QueuePolicy::Idle, work).await.map(|_| ())
            }
        });
        until(|| pool.memory.used() > 0).await;
        assert!(matches!(pool.run(text(10), QueuePolicy::TurnAway, |_| Some(7)).await, Ok((7, _))));
        assert!(matches!(patient.await.unwrap(), Err(PoolError::GaveWay)));
        assert!(matches!(pool.run(text(10), QueuePolicy::Idle, |_| Some(8)).await, Ok((8, _))));
    }

    #[tokio::test]
    async fn work_has_a_deadline() {
        let mut pool = pool(1, 1);
        pool.timeout = Duration::ZERO;
        let late = pool.run(text(10), QueuePolicy::TurnAway, |job| job.goes_on().then_some(())).await;
        assert!(matches!(late, Err(PoolError::Halted(_))));
    }

    #[tokio::test]
    async fn a_text_waits_for_memory_and_one_that_never_fits_is_refused() {
        let budget = MemoryBudget::new((ANALYSIS_BYTES + 100 * ANALYSIS_BYTES_PER_TEXT_BYTE) * 3 / 2);
        let pool = Pool::new(&IngestOptions { workers: 4, memory: budget.clone(), ..IngestOptions::default() });
        assert!(matches!(pool.run(text(200), QueuePolicy::Wait, |_| Some(())).await, Err(PoolError::TooLarge)));
        let ((), held) = pool.run(text(90), QueuePolicy::TurnAway, |_| Some(())).await.unwrap();
        let second = tokio::spawn({
            let pool = pool.clone();
            async move { pool.run(text(90), QueuePolicy::TurnAway, |_| Some(())).await.map(|_| ()) }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(!second.is_finished(), "two texts in memory that is enough for one");
        drop(held);
        assert!(second.await.unwrap().is_ok());
    }

    #[tokio::test]
    async fn work_that_panics_is_lost_alone() {
        let pool = pool(1, 1);
        let lost =
            pool.run(text(10), QueuePolicy::TurnAway, |_| if true { panic!("on purpose") } else { Some(1) }).await;
        assert!(matches!(lost, Err(PoolError::Lost(_))));
        assert!(matches!(pool.run(text(10), QueuePolicy::TurnAway, |_| Some(2)).await, Ok((2, _))));
        assert_eq!(pool.memory.used(), 0);
    }
}
