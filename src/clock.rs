//! Time and randomness are passed in: [`SystemClock`] in production, [`FixedClock`] where results must repeat.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use uuid::{Builder, Uuid};

/// Tells the time and makes ids.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// The sixteen bytes of a fresh time-sortable id (UUIDv7): later ones sort later.
    fn fresh_id(&self) -> [u8; 16];
}

/// The clock of this computer and its source of randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[expect(clippy::disallowed_methods, reason = "this is where time and randomness come in")]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn fresh_id(&self) -> [u8; 16] {
        Uuid::now_v7().into_bytes()
    }
}

/// Always the same moment; ids are numbered in the order they are asked for.
#[derive(Debug)]
pub struct FixedClock {
    now: Timestamp,
    made: AtomicU64,
}

impl FixedClock {
    /// A clock that stands still at `now`.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { now, made: AtomicU64::new(0) }
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn fresh_id(&self) -> [u8; 16] {
        let number = self.made.fetch_add(1, Ordering::Relaxed) + 1;
        let mut tail = [0; 10];
        tail[2..].copy_from_slice(&number.to_be_bytes());
        let millis = u64::try_from(self.now.as_millisecond()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &tail).into_uuid().into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_both_clocks_sort_by_the_time_they_were_made() {
        let fixed = FixedClock::new(Timestamp::UNIX_EPOCH);
        for clock in [&SystemClock as &dyn Clock, &fixed] {
            let ids: Vec<_> = (0..100).map(|_| clock.fresh_id()).collect();
            assert!(ids.is_sorted(), "ids went backwards");
        }
    }

    #[test]
    fn a_fixed_clock_gives_the_same_ids_again() {
        let make = || FixedClock::new(Timestamp::UNIX_EPOCH).fresh_id();
        assert_eq!(make(), make());
    }
}
