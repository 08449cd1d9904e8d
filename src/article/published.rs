//! The date of publication, in the precision the sender knew.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::{self, TimeZone};
use jiff::{Timestamp, Zoned};

use crate::nlp::PublishedAt;

/// Where days begin for moments that name no place: most newspapers that are read here are published in this zone.
static BERLIN: TimeZone = tz::get!("Europe/Berlin");

/// When an article was published: a moment, a day, or a month.
#[derive(Debug, Clone, PartialEq)]
pub enum Published {
    /// RFC 3339 date and time; the offset as sent is kept in the text form.
    Moment {
        /// The moment.
        at: Timestamp,
        /// The day it falls on where it was written: by the offset as sent, and in Berlin for a moment in UTC, which is how
        /// programs write one down that know of no place.
        day: Date,
        /// As sent.
        text: String,
    },
    /// `2025-01-31`.
    Day(Date),
    /// `2025-01`, held as the first of the month.
    Month(Date),
}

impl Published {
    /// Reads an RFC 3339 date and time, a date, or a year and month.
    ///
    /// # Errors
    /// A sentence that says what forms are accepted.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not an RFC 3339 date-time, a date (2025-01-31) or a year-month (2025-01)");
        let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        match shape.as_str() {
            "0000-00" => format!("{text}-01").parse().map(Self::Month).map_err(|_| wrong()),
            "0000-00-00" => text.parse().map(Self::Day).map_err(|_| wrong()),
            _ => {
                let at: Timestamp = text.parse().map_err(|_| wrong())?;
                let written = text.get(..10).and_then(|d| d.parse().ok()).ok_or_else(wrong)?;
                let in_utc = text.ends_with(['Z', 'z']) || text.ends_with("+00:00");
                let day = if in_utc { at.to_zoned(BERLIN.clone()).date() } else { written };
                if is_beyond_any_zone(text) {
                    Err(wrong())
                } else {
                    Ok(Self::Moment { at, day, text: text.to_owned() })
                }
            }
        }
        .and_then(|date| if date.year() > 0 { Ok(date) } else { Err(wrong()) })
    }

    fn year(&self) -> i16 {
        match self {
            Self::Moment { day, .. } | Self::Day(day) | Self::Month(day) => day.year(),
        }
    }

    /// A moment for sorting and filtering: days and months count from their first instant, UTC.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        match self {
            Self::Moment { at, .. } => *at,
            Self::Day(day) | Self::Month(day) => {
                day.to_zoned(TimeZone::UTC).as_ref().map_or(Timestamp::UNIX_EPOCH, Zoned::timestamp)
            }
        }
    }

    /// What the engine needs to know.
    #[must_use]
    pub fn for_reading(&self) -> PublishedAt {
        match self {
            Self::Moment { day, .. } | Self::Day(day) => PublishedAt::Day(*day),
            Self::Month(day) => PublishedAt::Month(*day),
        }
    }
}

/// Whether an RFC 3339 date and time ends with an offset of a day or more, which the format does not have.
fn is_beyond_any_zone(text: &str) -> bool {
    let time = text.get("2025-01-31".len()..).unwrap_or_default();
    let hours = time.split(['+', '-']).nth(1).and_then(|offset| offset.get(..2)?.parse().ok());
    hours.is_some_and(|hours: u8| hours > 23)
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moment { text, .. } => f.write_str(text),
            Self::Day(day) => day.fmt(f),
            Self::Month(day) => write!(f, "{:04}-{:02}", day.year(), day.month()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accepted_form_reads_back_as_written() {
        for text in [
            "2025-01-31T08:30:00Z",
            "2025-01-31T08:30:00.5+01:00",
            "2025-01-31T08:30:00-11:30",
            "0001-01-01",
            "2025-01-31",
            "2025-01",
            "2024-02-29",
        ] {
            assert_eq!(Published::parse(text).map(|p| p.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_moment_falls_on_a_day_where_it_was_written() {
        for (text, day, reason) in [
            ("2026-03-10T23:30:00Z", "2026-03-11", "winter in Berlin"),
            ("2026-07-10T22:30:00+00:00", "2026-07-11", "summer in Berlin"),
            ("2026-03-10T22:30:00Z", "2026-03-10", "before midnight there"),
            ("2026-03-10T23:30:00+01:00", "2026-03-10", "as written"),
            ("2026-03-10T23:30:00-05:00", "2026-03-10", "as written, far away"),
            ("9999-12-30T21:30:00Z", "9999-12-30", "the end of the calendar"),
        ] {
            assert_eq!(Published::parse(text).unwrap().for_reading().first_day().to_string(), day, "{reason}");
        }
    }

    #[test]
    fn whatever_is_no_date_is_refused() {
        for (text, reason) in [
            ("", "empty"),
            ("2025", "a year alone"),
            ("2025-13", "month 13"),
            ("2025-02-30", "no such day"),
            ("31.01.2025", "German order"),
            ("2025-01-31T08:30:00", "no offset"),
            ("gestern", "a word"),
            ("2025-01-31T08:30:00+25:00", "an offset of more than a day"),
            ("0000-01-31T08:30:00Z", "the year 0, moment"),
            ("0000-01-31", "the year 0, day"),
            ("0000-01", "the year 0, month"),
        ] {
            assert!(Published::parse(text).is_err(), "{reason}: {text:?} was accepted");
        }
    }
}
