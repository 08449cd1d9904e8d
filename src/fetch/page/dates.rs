//! Dates as pages write them, in the form that articles have them.

use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;

use crate::article::Published;

/// A date-time with its offset, or a day: a time of which the offset is unknown is none. `None` where it is no date.
#[must_use]
pub fn normal(text: &str) -> Option<String> {
    let text = text.trim();
    let text = if text.ends_with('Z') { Some(text.to_owned()) } else { german(text).or_else(|| iso(text)) }?;
    Published::parse(&text).is_ok().then_some(text)
}

fn iso(text: &str) -> Option<String> {
    let pieces = Pieces::parse(text).ok()?;
    let (date, time) = (pieces.date(), pieces.time());
    match (time, pieces.to_numeric_offset()) {
        (Some(time), Some(offset)) => {
            let moment = offset.to_timestamp(date.to_datetime(time)).ok()?;
            Some(moment.display_with_offset(offset).to_string())
        }
        _ => Some(date.to_string()),
    }
}

/// `22.01.2026`, also with a time behind it.
fn german(text: &str) -> Option<String> {
    let mut parts = text.split([' ', ',']).next()?.split('.');
    let mut number = || parts.next()?.parse::<i16>().ok();
    let (day, month, year) = (number()?, number()?, number()?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (parts.next().is_none() && year >= 1900).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_pages_become_dates_of_articles() {
        for (text, expected, reason) in [
            ("2026-03-10T14:05:00+01:00", Some("2026-03-10T14:05:00+01:00"), "as it should be"),
            ("2026-03-10T14:05:00+0100", Some("2026-03-10T14:05:00+01:00"), "no colon"),
            ("2026-03-10 14:05:00+01", Some("2026-03-10T14:05:00+01:00"), "a blank"),
            ("2026-03-27T06:00:00Z", Some("2026-03-27T06:00:00Z"), "UTC"),
            ("2026-03-10T14:05:00.123Z", Some("2026-03-10T14:05:00.123Z"), "milliseconds"),
            ("2026-03-10T14:05", Some("2026-03-10"), "nobody knows where it was five past two"),
            ("2026-03-10", Some("2026-03-10"), "a day"),
            (" 22.01.2026 ", Some("2026-01-22"), "German"),
            ("22.1.2026, 14:05 Uhr", Some("2026-01-22"), "German with a time"),
            ("31.02.2026", None, "no such day"),
            ("gestern", None, "no date"),
            ("", None, "nothing"),
            ("1.2.3.4", None, "an address"),
        ] {
            assert_eq!(normal(text).as_deref(), expected, "{reason}");
        }
    }
}
