//! Which text is read next, and who may wait for it. Knows no threads.
//!
//! Fair by size: a text is placed as though it had come later by a time in proportion to its length, so that short ones
//! pass long ones and yet none waits for ever; and long ones never hold every worker, nor every place.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::bounds::{Bounds, Counts, LARGE_TEXT_BYTES};
use super::pace::Pace;

/// So much later than it came is each byte's text placed: some eight times what reading it takes.
const PLACED_LATER_PER_BYTE: Duration = Duration::from_micros(10);

/// So much later are those placed who wait as long as it takes, so that single requests pass a long import.
const PATIENT_LATER: Duration = Duration::from_secs(1);

/// What to do when every worker is busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueuePolicy {
    /// Wait in the queue, and be turned away when that is full or the wait is too long: for single requests.
    TurnAway,
    /// Wait as long as it takes, behind single requests: for long imports, which bound their own number of texts under
    /// way.
    Wait,
    /// Wait until nobody else does and a worker besides is free (where there is more than one), and give way when somebody
    /// comes and finds none: for work that has time.
    Idle,
}

/// Where a waiting text stands: by time, then by order of arrival.
pub(super) type Key = (Instant, u64);

#[derive(Debug)]
struct Waiting<T> {
    bytes: usize,
    policy: QueuePolicy,
    turn: T,
}

/// Those who wait, and how many run; `T` is how somebody is told that it is their turn.
#[derive(Debug)]
pub(super) struct Queue<T> {
    bounds: Bounds,
    small: BTreeMap<Key, Waiting<T>>,
    large: BTreeMap<Key, Waiting<T>>,
    idle: BTreeMap<Key, Waiting<T>>,
    running: Counts,
    /// Of single requests alone.
    waiting: Counts,
    waiting_bytes: usize,
    /// Those of small texts.
    small_bytes: usize,
    pace: Pace,
    arrivals: u64,
}

impl<T> Queue<T> {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            small: BTreeMap::new(),
            large: BTreeMap::new(),
            idle: BTreeMap::new(),
            running: Counts::default(),
            waiting: Counts::default(),
            waiting_bytes: 0,
            small_bytes: 0,
            pace: Pace::default(),
            arrivals: 0,
        }
    }

    /// Whether a single request with a text of so many bytes would be turned away now.
    pub(super) fn is_full(&self, bytes: usize) -> bool {
        !self.bounds.may_run(bytes >= LARGE_TEXT_BYTES, self.running)
            && (!self.bounds.may_wait(bytes, self.waiting, self.waiting_bytes) || self.would_wait_in_vain(bytes))
    }

    /// Whether those before a small text will take longer than it may wait: then it is told at once. Large texts pass each other
    /// by their lengths, so nothing is foretold of them.
    fn would_wait_in_vain(&self, bytes: usize) -> bool {
        bytes < LARGE_TEXT_BYTES
            && self.pace.of(self.waiting.small, self.small_bytes, self.bounds.workers) > self.bounds.longest_wait
    }

    /// Places a text; `None` when it is turned away. [`Self::next`] says when its turn has come, which may be at once.
    pub(super) fn enter(&mut self, bytes: usize, policy: QueuePolicy, now: Instant, turn: T) -> Option<Key> {
        if policy == QueuePolicy::TurnAway && self.is_full(bytes) {
            return None;
        }
        let later = PLACED_LATER_PER_BYTE.saturating_mul(u32::try_from(bytes).unwrap_or(u32::MAX));
        let later = if policy == QueuePolicy::Wait { later + PATIENT_LATER } else { later };
        let key = (now + later, self.arrivals);
        self.arrivals += 1;
        let waiting = Waiting { bytes, policy, turn };
        self.count(&waiting, true);
        self.class(bytes, policy).insert(key, waiting);
        Some(key)
    }

    /// Takes a text that waits out of the queue; nothing when its turn has come already.
    pub(super) fn leave(&mut self, bytes: usize, policy: QueuePolicy, key: Key) {
        if let Some(left) = self.class(bytes, policy).remove(&key) {
            self.count(&left, false);
        }
    }

    /// The next one that may run, counted as running from now on; whether it is a large one must be told at its end.
    pub(super) fn next(&mut self) -> Option<(T, bool)> {
        let first = |class: &BTreeMap<Key, Waiting<T>>| class.first_key_value().map(|(key, _)| *key);
        let small = first(&self.small).filter(|_| self.bounds.may_run(false, self.running));
        let large = first(&self.large).filter(|_| self.bounds.may_run(true, self.running));
        let is_large = match (small, large) {
            (None, None) => return self.next_idle(),
            (Some(small), Some(large)) => large < small,
            (small, _) => small.is_none(),
        };
        let class = if is_large { &mut self.large } else { &mut self.small };
        let (_, next) = class.pop_first()?;
        self.count(&next, false);
        *self.running.of(is_large) += 1;
        Some((next.turn, is_large))
    }

    /// The next of those that only use what is idle.
    fn next_idle(&mut self) -> Option<(T, bool)> {
        let first = self.idle.first_entry().filter(|_| self.small.is_empty() && self.large.is_empty())?;
        let is_large = first.get().bytes >= LARGE_TEXT_BYTES;
        if !self.bounds.may_run_idle(is_large, self.running) {
            return None;
        }
        let next = first.remove();
        *self.running.of(is_large) += 1;
        Some((next.turn, is_large))
    }

    /// Whether somebody waits for a worker who does not only use what is idle.
    pub(super) fn lacks_workers(&self) -> bool {
        !self.small.is_empty() || !self.large.is_empty()
    }

    /// One that ran has ended.
    pub(super) fn ended(&mut self, large: bool) {
        *self.running.of(large) -= 1;
    }

    /// A text of so many bytes was read, which took so long.
    pub(super) fn has_read(&mut self, bytes: usize, took: Duration) {
        self.pace.read(bytes, took);
    }

    fn class(&mut self, bytes: usize, policy: QueuePolicy) -> &mut BTreeMap<Key, Waiting<T>> {
        match policy {
            QueuePolicy::Idle => &mut self.idle,
            QueuePolicy::TurnAway | QueuePolicy::Wait if bytes >= LARGE_TEXT_BYTES => &mut self.large,
            QueuePolicy::TurnAway | QueuePolicy::Wait => &mut self.small,
        }
    }

    fn count(&mut self, one: &Waiting<T>, comes: bool) {
        if one.policy != QueuePolicy::TurnAway {
            return;
        }
        let large = one.bytes >= LARGE_TEXT_BYTES;
        let small_bytes = if large { 0 } else { one.bytes };
        if comes {
            *self.waiting.of(large) += 1;
            self.waiting_bytes += one.bytes;
            self.small_bytes += small_bytes;
        } else {
            *self.waiting.of(large) -= 1;
            self.waiting_bytes -= one.bytes;
            self.small_bytes -= small_bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use QueuePolicy::{Idle, TurnAway, Wait};
    use proptest::prelude::*;

    const LARGE: usize = 1_000_000;

    fn queue(workers: usize, places: usize) -> Queue<&'static str> {
        Queue::new(Bounds { workers, places, bytes: usize::MAX, longest_wait: Duration::MAX })
    }

    /// Everybody enters in this order, some milliseconds apart; then one after the other runs and ends.
    fn order(entries: &[(&'static str, usize, QueuePolicy, u64)]) -> Vec<&'static str> {
        let mut queue = queue(1, 100);
        let began = Instant::now();
        for (name, bytes, policy, after) in entries {
            queue.enter(*bytes, *policy, began + Duration::from_millis(*after), name).unwrap();
        }
        std::iter::from_fn(|| {
            let (name, large) = queue.next()?;
            queue.ended(large);
            Some(name)
        })
        .collect()
    }

    #[test]
    fn who_comes_next_depends_on_arrival_and_length() {
        for (entries, expected, reason) in [
            (vec![("a", 10, TurnAway, 0), ("b", 10, TurnAway, 1)], ["a", "b"], "equals in order of arrival"),
            (vec![("a", LARGE, TurnAway, 0), ("b", 10, TurnAway, 9_000)], ["b", "a"], "a short one passes a long one"),
            (vec![("a", LARGE, TurnAway, 0), ("b", 10, TurnAway, 11_000)], ["a", "b"], "but not for ever"),
            (vec![("a", 10, Wait, 0), ("b", 10, TurnAway, 900)], ["b", "a"], "a single request passes an import"),
            (vec![("a", 10, Wait, 0), ("b", 10, TurnAway, 1_100)], ["a", "b"], "but not for ever"),
        ] {
            assert_eq!(order(&entries), expected, "{reason}");
        }
    }

    #[test]
    fn large_texts_leave_a_worker_to_small_ones() {
        for (workers, entered, running) in [
            (1, vec![LARGE, LARGE, 10, 10], vec![LARGE, 10]),
            (1, vec![10, 10], vec![10]),
            (2, vec![LARGE, LARGE, 10, 10], vec![LARGE, 10]),
            (3, vec![LARGE, LARGE, LARGE, 10, 10], vec![LARGE, LARGE, 10]),
            (3, vec![10, 10, 10, 10], vec![10, 10, 10]),
        ] {
            let mut queue = Queue::new(Bounds { workers, places: 100, bytes: usize::MAX, longest_wait: Duration::MAX });
            let mut began = Vec::new();
            for &bytes in &entered {
                queue.enter(bytes, TurnAway, Instant::now(), bytes).unwrap();
                began.extend(queue.next().map(|(bytes, _)| bytes));
            }
            assert_eq!(began, running, "{workers} workers, {entered:?}");
        }
    }

    #[test]
    fn a_full_queue_turns_single_requests_away_and_keeps_places_for_small_texts() {
        let mut queue = queue(1, 4);
        let now = Instant::now();
        queue.enter(LARGE, TurnAway, now, "runs").unwrap();
        queue.next().unwrap();
        for _ in 0..3 {
            assert!(queue.enter(LARGE, TurnAway, now, "waits").is_some());
        }
        assert!(queue.is_full(LARGE));
        assert!(queue.enter(LARGE, TurnAway, now, "too many").is_none());
        assert!(queue.enter(LARGE, Wait, now, "patient").is_some());
        assert!(queue.enter(10, TurnAway, now, "small").is_some());
        queue.next().unwrap();
        assert!(queue.enter(10, TurnAway, now, "small").is_some());
        assert!(queue.enter(10, TurnAway, now, "small").is_none());
    }

    #[test]
    fn bytes_that_wait_are_bounded() {
        let mut queue = Queue::new(Bounds { workers: 1, places: 100, bytes: 4 * LARGE, longest_wait: Duration::MAX });
        let now = Instant::now();
        queue.enter(LARGE, TurnAway, now, ()).unwrap();
        queue.next().unwrap();
        let entered = (0..10).filter(|_| queue.enter(LARGE, TurnAway, now, ()).is_some()).count();
        assert_eq!(entered, 3, "three quarters of four");
        let key = queue.enter(10, TurnAway, now, ()).unwrap();
        queue.leave(10, TurnAway, key);
        assert_eq!((queue.waiting, queue.waiting_bytes), (Counts { small: 0, large: 3 }, 3 * LARGE));
    }

    #[test]
    fn who_would_wait_in_vain_is_turned_away_at_once() {
        let longest_wait = Duration::from_secs(15);
        let mut queue = Queue::new(Bounds { workers: 2, places: 100, bytes: usize::MAX, longest_wait });
        let now = Instant::now();
        for _ in 0..2 {
            queue.enter(1_000, TurnAway, now, "runs").unwrap();
            queue.next().unwrap();
        }
        for waiting in 0..61 {
            assert!(queue.enter(1_000, TurnAway, now, "waits").is_some(), "nothing is known of the pace: {waiting}");
        }
        queue.has_read(1_000, Duration::from_millis(500));
        assert!(queue.is_full(1_000), "sixty-one texts of half a second take two workers more than fifteen seconds");
        assert!(!queue.is_full(LARGE), "of large texts nothing is foretold");
        assert!(queue.enter(1_000, Wait, now, "import").is_some(), "who waits as long as it takes may come");
        queue.ended(false);
        queue.next().unwrap();
        assert!(!queue.is_full(1_000), "sixty take just as long as one may wait");
    }

    #[test]
    fn what_has_time_takes_only_workers_that_are_idle() {
        for (workers, ordinary, idle, running) in
            [(1, 0, 2, 1), (1, 1, 2, 0), (2, 0, 3, 1), (2, 1, 3, 0), (4, 0, 9, 3), (4, 2, 9, 1), (4, 3, 9, 0)]
        {
            let mut queue = Queue::new(Bounds { workers, places: 100, bytes: usize::MAX, longest_wait: Duration::MAX });
            let now = Instant::now();
            for _ in 0..idle {
                queue.enter(10, Idle, now, "idle").unwrap();
            }
            for _ in 0..ordinary {
                queue.enter(10, TurnAway, now, "ordinary").unwrap();
            }
            let began: Vec<_> = std::iter::from_fn(|| queue.next()).map(|(turn, _)| turn).collect();
            let count = |what| began.iter().filter(|turn| **turn == what).count();
            assert_eq!((count("ordinary"), count("idle")), (ordinary, running), "{workers} workers");
            assert!(!queue.lacks_workers(), "nobody waits but those who have time");
            assert!(!queue.is_full(10), "who has time takes no place");
            for _ in began.len()..=workers {
                queue.enter(10, TurnAway, now, "ordinary").unwrap();
                let next = queue.next();
                assert_eq!(next.is_none(), queue.lacks_workers());
                assert!(next.is_none_or(|(turn, _)| turn == "ordinary"));
            }
            assert!(queue.lacks_workers(), "more than there are workers");
        }
    }

    proptest! {
        #[test]
        fn everybody_who_entered_has_their_turn_and_the_bounds_hold(
            workers in 1..4_usize,
            steps in proptest::collection::vec((0..3_u8, prop_oneof![Just(10_usize), Just(LARGE)]), 0..80)
        ) {
            let mut queue = Queue::new(Bounds { workers, places: 5, bytes: 4 * LARGE, longest_wait: Duration::MAX });
            let mut running = Vec::new();
            let mut waiting = Vec::new();
            for (number, (step, bytes)) in steps.into_iter().enumerate() {
                match step {
                    0 => if let Some(key) = queue.enter(bytes, TurnAway, Instant::now(), number) {
                        waiting.push((number, bytes, key));
                    },
                    1 => if let Some(large) = running.pop() { queue.ended(large) },
                    _ => if let Some((number, bytes, key)) = waiting.pop() {
                        prop_assert!(number < 80);
                        queue.leave(bytes, TurnAway, key);
                    },
                }
                while let Some((number, large)) = queue.next() {
                    waiting.retain(|(waits, ..)| *waits != number);
                    running.push(large);
                }
                prop_assert!(running.len() <= workers.max(2));
                prop_assert!(waiting.len() <= 5);
                prop_assert_eq!(queue.waiting.all(), waiting.len());
            }
            while let Some(large) = running.pop() {
                queue.ended(large);
                while let Some((number, large)) = queue.next() {
                    waiting.retain(|(waits, ..)| *waits != number);
                    running.push(large);
                }
            }
            prop_assert!(waiting.is_empty());
        }
    }
}
