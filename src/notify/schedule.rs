//! When a message that was not taken is sent again.

use std::time::Duration;

use jiff::Timestamp;

/// A receiver that asks for more time than this gets this.
const LONGEST_WISH: Duration = Duration::from_hours(24);

/// The pauses between the attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule(Vec<Duration>);

impl Schedule {
    /// So long is waited after each failed attempt; after one more failure a message is given up.
    #[must_use]
    pub fn new(pauses: Vec<Duration>) -> Self {
        Self(pauses)
    }

    /// The pauses.
    #[must_use]
    pub fn pauses(&self) -> &[Duration] {
        &self.0
    }

    /// How long is waited after so many attempts; `None` when it is given up. A tenth is added at most, by `random`, so that
    /// messages which failed together do not come together again; what the receiver wishes counts when it is longer.
    pub(super) fn pause_after(&self, attempts: u32, random: u8, wish: Option<Duration>) -> Option<Duration> {
        let index = usize::try_from(attempts).ok()?.checked_sub(1)?;
        let pause = *self.0.get(index)?;
        let pause = pause + pause * u32::from(random) / 2_560;
        Some(wish.map_or(pause, |wish| pause.max(wish.min(LONGEST_WISH))))
    }

    /// How long it is still waited until a moment. Never longer than for any pause: a clock that was set back between must
    /// not hold a message up for years.
    pub(super) fn left(&self, until: Timestamp, now: Timestamp) -> Duration {
        let longest = self.0.iter().max().copied().unwrap_or_default();
        let longest = (longest + longest / 10).max(LONGEST_WISH);
        Duration::try_from(until.duration_since(now)).unwrap_or_default().min(longest)
    }
}

impl Default for Schedule {
    /// That of the Standard Webhooks rules: three days in all.
    fn default() -> Self {
        const MINUTE: u64 = 60;
        const HOUR: u64 = 60 * MINUTE;
        let pauses = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
        Self(pauses.map(Duration::from_secs).to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let schedule = Schedule::default();
        let after = |attempts| schedule.pause_after(attempts, 0, None).map(|pause| pause.as_secs());
        assert_eq!([1, 2, 9, 10].map(after), [Some(5), Some(300), Some(86_400), None]);
        assert_eq!(after(0), None, "nothing was sent");
        assert!(Schedule::new(Vec::new()).pause_after(1, 0, None).is_none(), "no second attempt");
    }

    #[test]
    fn chance_and_the_receiver_make_a_pause_longer_and_never_shorter() {
        let schedule = Schedule::new(vec![Duration::from_secs(100)]);
        for random in 0..=u8::MAX {
            let pause = schedule.pause_after(1, random, None).unwrap();
            assert!((Duration::from_secs(100)..=Duration::from_secs(110)).contains(&pause), "{random}: {pause:?}");
        }
        for (wish, seconds) in [(5, 100), (100, 100), (300, 300), (10_000_000, 86_400)] {
            let pause = schedule.pause_after(1, 0, Some(Duration::from_secs(wish)));
            assert_eq!(pause, Some(Duration::from_secs(seconds)), "{wish}");
        }
    }

    #[test]
    fn a_clock_that_leaps_holds_no_message_up() {
        let until: Timestamp = "2026-03-10T12:00:00Z".parse().unwrap();
        for (now, left, reason) in [
            ("2026-03-10T11:55:00Z", 300, "as set"),
            ("2026-03-10T12:00:01Z", 0, "it is time"),
            ("2036-03-10T12:00:00Z", 0, "the clock has gone ahead"),
            ("2016-03-10T12:00:00Z", 26 * 3600 + 24 * 60, "it was set back"),
        ] {
            let left_then = Schedule::default().left(until, now.parse().unwrap());
            assert_eq!(left_then.as_secs(), left, "{reason}");
        }
    }
}
