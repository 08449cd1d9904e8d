//! How long who comes now will wait, by how fast texts were read of late: nobody is let wait in vain.

use std::time::Duration;

/// A text costs what so many bytes cost at least.
const LEAST_BYTES: usize = 500;

/// How much one text more says beside all before it.
const WEIGHT: f64 = 0.1;

/// The time that a worker takes a byte, as it was of late.
#[derive(Debug, Default)]
pub(super) struct Pace {
    seconds_per_byte: Option<f64>,
}

impl Pace {
    /// Takes into account that a text of so many bytes took so long.
    pub(super) fn read(&mut self, bytes: usize, took: Duration) {
        let own = took.as_secs_f64() / bytes.max(LEAST_BYTES) as f64;
        let known = self.seconds_per_byte.unwrap_or(own);
        self.seconds_per_byte = Some(known + (own - known) * WEIGHT);
    }

    /// How long so many workers will take for texts of so many bytes in all; zero while nothing is known.
    pub(super) fn of(&self, texts: usize, bytes: usize, workers: usize) -> Duration {
        let bytes = bytes.max(texts.saturating_mul(LEAST_BYTES)) as f64;
        Duration::try_from_secs_f64(self.seconds_per_byte.unwrap_or(0.0) * bytes / workers.max(1) as f64)
            .unwrap_or(Duration::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_that_of_late() {
        let mut pace = Pace::default();
        assert_eq!(pace.of(10, 1_000_000, 1), Duration::ZERO, "nothing is known");
        pace.read(1_000, Duration::from_millis(100));
        assert_eq!(pace.of(10, 10_000, 1), Duration::from_secs(1));
        assert_eq!(pace.of(10, 10_000, 2), Duration::from_millis(500), "two share it");
        assert_eq!(pace.of(10, 10, 1), Duration::from_millis(500), "a short text is no text for nothing");
        for _ in 0..100 {
            pace.read(1_000, Duration::from_millis(300));
        }
        assert!((2.9..=3.0).contains(&pace.of(10, 10_000, 1).as_secs_f64()), "{pace:?}");
        assert_eq!(pace.of(usize::MAX / 1_000, usize::MAX, 1), pace.of(0, usize::MAX, 1), "no overflow");
    }
}
