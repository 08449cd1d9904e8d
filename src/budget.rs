//! The memory budget: bytes in flight are counted before they are held, and what does not fit is refused or waits.
//!
//! One number, shared out so that no kind of use can starve another: bodies on their way in must not keep an analysis
//! from ending, nor slow readers of answers keep new texts out. What is held is a [`Reserved`]; dropping it gives the
//! bytes back, so that no path, not even a panic or a client that left, can forget to.

mod handles;
mod machine;

pub use handles::connections;
pub use machine::default_bytes;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// All bytes in flight. Cheap to clone; all clones count together.
#[derive(Debug, Clone)]
pub struct MemoryBudget {
    /// Bodies that arrive and texts that wait: a sixth.
    pub arriving: Share,
    /// Analyses that run, until their answer is written: two thirds.
    pub analyses: Share,
    /// Answers that are being sent: a sixth.
    pub answers: Share,
}

impl MemoryBudget {
    /// A budget of so many bytes in all.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        Self {
            arriving: Share::new("arriving", bytes / 6),
            analyses: Share::new("analyses", bytes / 3 * 2),
            answers: Share::new("answers", bytes / 6),
        }
    }

    /// A budget that never refuses anything.
    #[must_use]
    pub fn unlimited() -> Self {
        Self::new(usize::MAX)
    }
}

/// One use of memory and its part of the budget.
#[derive(Debug, Clone)]
pub struct Share(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    name: &'static str,
    limit: usize,
    used: AtomicUsize,
    freed: Notify,
}

impl Share {
    fn new(name: &'static str, limit: usize) -> Self {
        Self(Arc::new(Inner { name, limit, used: AtomicUsize::new(0), freed: Notify::new() }))
    }

    /// The most bytes it can hold at once.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.0.limit
    }

    /// The bytes held now.
    #[must_use]
    pub fn used(&self) -> usize {
        self.0.used.load(Ordering::Acquire)
    }

    /// Nothing yet, to grow later.
    #[must_use]
    pub fn nothing(&self) -> Reserved {
        Reserved { share: self.clone(), bytes: 0 }
    }

    /// Counts `bytes` as held; `None` when they do not fit beside what is held already.
    #[must_use]
    pub fn try_reserve(&self, bytes: usize) -> Option<Reserved> {
        let mut reserved = self.nothing();
        reserved.try_grow(bytes, 0).then_some(reserved)
    }

    /// Waits until `bytes` fit; `None` when they never can.
    pub async fn reserve(&self, bytes: usize) -> Option<Reserved> {
        let mut reserved = self.nothing();
        reserved.grow(bytes, 0).await.then_some(reserved)
    }

    fn take(&self, bytes: usize, keep_free: usize) -> bool {
        let limit = self.0.limit.saturating_sub(keep_free);
        let fits = |used: usize| used.checked_add(bytes).filter(|&sum| sum <= limit);
        let taken = self.0.used.fetch_update(Ordering::AcqRel, Ordering::Acquire, fits).is_ok();
        if taken {
            self.gauge().increment(bytes as f64);
        }
        taken
    }

    fn give_back(&self, bytes: usize) {
        if bytes > 0 {
            self.0.used.fetch_sub(bytes, Ordering::AcqRel);
            self.gauge().decrement(bytes as f64);
            self.0.freed.notify_waiters();
        }
    }

    fn gauge(&self) -> metrics::Gauge {
        metrics::gauge!("pressespiegel_memory_reserved_bytes", "use" => self.0.name)
    }
}

/// Bytes that are held until this is dropped.
#[derive(Debug)]
pub struct Reserved {
    share: Share,
    bytes: usize,
}

impl Reserved {
    /// How many bytes it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Holds `more` bytes, if they fit and at least `keep_free` stay free for others. When not, nothing changes.
    #[must_use]
    pub fn try_grow(&mut self, more: usize, keep_free: usize) -> bool {
        let taken = self.share.take(more, keep_free);
        if taken {
            self.bytes += more;
        }
        taken
    }

    /// Waits until `more` bytes fit as for [`Self::try_grow`]; false, at once, when they never can.
    pub async fn grow(&mut self, more: usize, keep_free: usize) -> bool {
        let most = self.share.limit().saturating_sub(keep_free);
        if self.bytes.saturating_add(more) > most {
            return false;
        }
        loop {
            // Listens before it looks, so that what is given back in between is not missed.
            let share = self.share.clone();
            let freed = share.0.freed.notified();
            if self.try_grow(more, keep_free) {
                return true;
            }
            freed.await;
        }
    }

    /// Gives back what is above `bytes`.
    pub fn shrink_to(&mut self, bytes: usize) {
        let over = self.bytes.saturating_sub(bytes);
        self.bytes -= over;
        self.share.give_back(over);
    }

    /// Parts `bytes` of it off, or all when it holds fewer.
    #[must_use]
    pub fn split(&mut self, bytes: usize) -> Self {
        let bytes = bytes.min(self.bytes);
        self.bytes -= bytes;
        Self { share: self.share.clone(), bytes }
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.share.give_back(self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_fit_is_refused_and_what_is_dropped_fits_again() {
        let share = MemoryBudget::new(600).arriving;
        let first = share.try_reserve(60).unwrap();
        assert!(share.try_reserve(41).is_none());
        let second = share.try_reserve(40).unwrap();
        assert_eq!(share.used(), 100);
        drop(first);
        assert!(share.try_reserve(60).is_some());
        drop(second);
        assert_eq!(share.used(), 0);
    }

    #[test]
    fn large_uses_leave_room_for_small_ones() {
        let share = MemoryBudget::new(600).arriving;
        let mut large = share.nothing();
        assert!(!large.try_grow(80, 25));
        assert!(large.try_grow(75, 25));
        assert!(share.try_reserve(25).is_some());
    }

    #[tokio::test]
    async fn who_waits_goes_on_when_there_is_room_and_who_never_fits_is_told() {
        let share = MemoryBudget::new(600).arriving;
        assert!(share.reserve(101).await.is_none());
        let held = share.try_reserve(100).unwrap();
        let waiting = tokio::spawn({
            let share = share.clone();
            async move { share.reserve(50).await.map(|reserved| reserved.bytes()) }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(held);
        assert_eq!(waiting.await.unwrap(), Some(50));
    }

    proptest! {
        #[test]
        fn the_sum_is_never_above_the_limit_and_nothing_is_lost(
            steps in proptest::collection::vec((0..4_usize, 0..60_usize, 0..30_usize), 0..60)
        ) {
            let share = MemoryBudget::new(600).arriving;
            let mut held: Vec<Reserved> = Vec::new();
            for (what, bytes, other) in steps {
                match (what, held.len()) {
                    (0, _) => held.extend(share.try_reserve(bytes)),
                    (_, 0) => {}
                    (1, n) => held[other % n].shrink_to(bytes),
                    (2, n) => { let part = held[other % n].split(bytes); held.push(part); }
                    (_, n) => drop(held.swap_remove(other % n)),
                }
                prop_assert!(share.used() <= share.limit());
                prop_assert_eq!(share.used(), held.iter().map(Reserved::bytes).sum::<usize>());
            }
            held.clear();
            prop_assert_eq!(share.used(), 0);
        }
    }
}
