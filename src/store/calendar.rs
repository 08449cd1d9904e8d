//! Buckets in time.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Interval;

/// The first day of the bucket that a moment falls in, by the UTC calendar.
#[must_use]
pub fn bucket(at: Timestamp, interval: Interval) -> Date {
    bucket_of(at.to_zoned(TimeZone::UTC).date(), interval)
}

/// The first day of the bucket that a day falls in.
#[must_use]
pub fn bucket_of(day: Date, interval: Interval) -> Date {
    match interval {
        Interval::Day => day,
        Interval::Week => {
            let since_monday = i64::from(day.weekday().to_monday_zero_offset());
            // Only the calendar's first days have no Monday before them.
            day.checked_sub(jiff::Span::new().days(since_monday)).unwrap_or(Date::MIN)
        }
        Interval::Month => day.first_of_month(),
        Interval::Year => day.first_of_year(),
    }
}

const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

/// The UTC day of a moment, in days since 1970.
#[must_use]
pub fn day_of(at: Timestamp) -> i64 {
    // A moment before 1970 has a negative part of a second.
    let second = at.as_second() - i64::from(at.subsec_nanosecond() < 0);
    second.div_euclid(SECONDS_OF_DAY)
}

/// The day of that number.
#[must_use]
pub fn date_of(day: i64) -> Date {
    // Only the calendar's first day begins before it.
    start_of(day).unwrap_or(Timestamp::MIN).to_zoned(TimeZone::UTC).date()
}

/// The first moment of a day, where the calendar has it.
#[must_use]
pub fn start_of(day: i64) -> Option<Timestamp> {
    Timestamp::from_second(day.checked_mul(SECONDS_OF_DAY)?).ok()
}

/// Buckets of moments most of which fall on the day of the one before, as those of a list in the order of time do: the calendar is
/// asked once a day.
#[derive(Debug, Default)]
pub struct Buckets {
    last: Option<(i64, Interval, Date)>,
}

impl Buckets {
    /// As [`bucket`].
    pub fn of(&mut self, at: Timestamp, interval: Interval) -> Date {
        let day = day_of(at);
        match self.last {
            Some((last, of, start)) if last == day && of == interval => start,
            _ => {
                let start = bucket(at, interval);
                self.last = Some((day, interval, start));
                start
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_bucket_is_the_same_whatever_came_before(moments in proptest::collection::vec((-200_000_i64..200_000, -999_999_999_i32..=999_999_999), 1..40)) {
            for interval in [Interval::Day, Interval::Week, Interval::Month, Interval::Year] {
                let mut buckets = Buckets::default();
                for (second, part) in &moments {
                    // Both parts have one sign.
                    let part = if *second == 0 { *part } else { part.abs() * i32::try_from(second.signum()).unwrap() };
                    let at = Timestamp::new(*second, part).unwrap();
                    prop_assert_eq!(buckets.of(at, interval), bucket(at, interval), "{}", at);
                }
            }
        }
    }

    #[test]
    fn buckets_begin_on_their_first_day() {
        for (at, interval, start) in [
            ("2025-01-31T23:59:59Z", Interval::Day, "2025-01-31"),
            ("2025-02-01T00:30:00+01:00", Interval::Day, "2025-01-31"),
            ("2025-01-31T12:00:00Z", Interval::Week, "2025-01-27"),
            ("2025-01-27T00:00:00Z", Interval::Week, "2025-01-27"),
            ("2025-01-01T12:00:00Z", Interval::Week, "2024-12-30"),
            ("2024-02-29T12:00:00Z", Interval::Month, "2024-02-01"),
            ("2024-02-29T12:00:00Z", Interval::Year, "2024-01-01"),
        ] {
            let at: Timestamp = at.parse().expect("a moment");
            assert_eq!(bucket(at, interval).to_string(), start, "{at} by {interval:?}");
        }
        assert_eq!(bucket(Timestamp::MIN, Interval::Week).year(), -9999);
    }
}
