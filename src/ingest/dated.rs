//! Dates of publication that are hardly right. Relative dates ("gestern") rest on them, so who sent one should know.

use jiff::{SignedDuration, Timestamp};

use crate::article::Published;
use crate::nlp::analysis::Warning;

/// The first newspaper that was printed is of this year.
const FIRST_NEWSPAPER: i16 = 1605;

/// Clocks and time zones differ by less, and some papers are dated with the day they are sold on.
const AHEAD: SignedDuration = SignedDuration::from_hours(72);

/// What is odd about a date, seen from the present moment.
pub(super) fn doubt(published: &Published, now: Timestamp) -> Option<Warning> {
    let day = published.for_reading().first_day();
    let at = published.timestamp();
    let odd = if day.year() < FIRST_NEWSPAPER {
        "older than any newspaper"
    } else if at.duration_since(now) > AHEAD {
        "in the future"
    } else if at == Timestamp::UNIX_EPOCH {
        "where the clocks of computers begin, as if none had been known"
    } else {
        return None;
    };
    Some(Warning {
        code: "unlikely_date".into(),
        message: format!("published_at is {published}, {odd}; dates such as \"gestern\" were resolved against it."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_that_can_hardly_be_right_are_doubted() {
        let now: Timestamp = "2026-03-10T12:00:00Z".parse().unwrap();
        for (text, expected, reason) in [
            ("2026-03-10", None, "today"),
            ("2026-03-12", None, "the day after tomorrow: an early edition"),
            ("2026-04", Some("in the future"), "next month"),
            ("2062-03-10T08:00:00+01:00", Some("in the future"), "digits exchanged"),
            ("1609-01-15", None, "an old newspaper"),
            ("0202-03-10", Some("older than any newspaper"), "a digit missing"),
            ("1970-01-01T00:00:00Z", Some("clocks of computers"), "no date at all"),
            ("1970-01-02", None, "the day after"),
        ] {
            let doubt = doubt(&Published::parse(text).unwrap(), now);
            assert_eq!(doubt.is_some(), expected.is_some(), "{reason}: {doubt:?}");
            assert!(doubt.is_none_or(|doubt| doubt.message.contains(expected.unwrap_or_default())), "{reason}");
        }
    }
}
