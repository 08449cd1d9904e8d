//! Periods of whole days, and how dates without a year are resolved against the date of publication.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Duration, ToSpan};

use crate::nlp::analysis::Period;
use crate::nlp::document::PublishedAt;

fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// One day.
pub(crate) fn day(year: i64, month: i64, day: i64) -> Option<Period> {
    date(year, month, day).map(one)
}

/// One day.
pub(crate) fn one(day: Date) -> Period {
    Period { start: day, end: day }
}

/// `count` months from `month` of `year` on.
pub(crate) fn months(year: i64, month: i64, count: i64) -> Option<Period> {
    let start = date(year, month, 1)?;
    let last = start.checked_add(Duration::new().months(count - 1)).ok()?;
    Some(Period { start, end: last.last_of_month() })
}

/// A calendar year.
pub(crate) fn year(year: i64) -> Option<Period> {
    months(year, 1, 12)
}

/// From the first year to the last.
pub(crate) fn years(first: i64, last: i64) -> Option<Period> {
    Some(Period { start: date(first, 1, 1)?, end: date(last, 12, 31).filter(|_| first <= last)? })
}

/// From the start of one to the end of the other.
pub(crate) fn cover(first: Option<Period>, last: Option<Period>) -> Option<Period> {
    let (first, last) = (first?, last?);
    (first.start <= last.end).then_some(Period { start: first.start, end: last.end })
}

/// The same days so many years later.
pub(crate) fn shifted_years(period: Period, years: i64) -> Option<Period> {
    let later = |day: Date| day.checked_add(years.years()).ok();
    Some(Period { start: later(period.start)?, end: later(period.end)? })
}

/// The day of publication, where it is known to the day.
pub(crate) fn today(published: Option<PublishedAt>) -> Option<Date> {
    match published {
        Some(PublishedAt::Day(day)) => Some(day),
        _ => None,
    }
}

/// The year that makes a month (and day) nearest to the publication.
pub(crate) fn nearest_year(published: Option<PublishedAt>, month: i64, of_month: i64) -> Option<i64> {
    let anchor = published?.first_day();
    let own = i64::from(anchor.year());
    // News look back: a date ahead is meant only when it is near.
    let distance = |y: i64| {
        let days = anchor.until(date(y, month, of_month.min(28))?).ok()?.get_days();
        Some(if days > 120 { days + 365 } else { days.abs() })
    };
    [own, own - 1, own + 1]
        .into_iter()
        .filter_map(|y| distance(y).map(|d| (d, y)))
        .min_by_key(|(d, _)| *d)
        .map(|(_, y)| y)
}

/// The whole year, month, week or day that lies `steps` such units from the publication.
pub(crate) fn shifted(published: Option<PublishedAt>, unit: &str, steps: i64) -> Option<Period> {
    let published = published?;
    let anchor = published.first_day();
    if steps.abs() > 5000 {
        return None;
    }
    let (y, m) = (i64::from(anchor.year()), i64::from(anchor.month()));
    match unit {
        "century" => {
            let first = (y - 1).div_euclid(100).checked_add(steps)? * 100 + 1;
            years(first, first + 99)
        }
        "decade" => year(y + steps * 10),
        "year" => year(y + steps),
        // From summer to summer.
        "season" => months(y - i64::from(m < 7) + steps, 7, 12),
        "month" => {
            let start = anchor.first_of_month().checked_add(steps.months()).ok()?;
            months(start.year().into(), start.month().into(), 1)
        }
        "quarter" => {
            let first = (m - 1) / 3 * 3 + 1;
            let start = date(y, first, 1)?.checked_add((steps * 3).months()).ok()?;
            months(start.year().into(), start.month().into(), 3)
        }
        "half-year" => {
            let first = (m - 1) / 6 * 6 + 1;
            let start = date(y, first, 1)?.checked_add((steps * 6).months()).ok()?;
            months(start.year().into(), start.month().into(), 6)
        }
        "week" => {
            let today = today(Some(published))?;
            let monday = monday_of(today)?.checked_add(steps.weeks()).ok()?;
            Some(Period { start: monday, end: monday.checked_add(6.days()).ok()? })
        }
        "weekend" => {
            let monday = monday_of(today(Some(published))?)?.checked_add(steps.weeks()).ok()?;
            Some(Period { start: monday.checked_add(5.days()).ok()?, end: monday.checked_add(6.days()).ok()? })
        }
        "day" => today(Some(published))?.checked_add(steps.days()).ok().map(one),
        _ => None,
    }
}

fn monday_of(day: Date) -> Option<Date> {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()
}

/// The weekday nearest to the publication: this week's or, where that lies ahead, the last one before.
///
/// `steps` −1 means "last", 1 "next".
pub(crate) fn weekday(published: Option<PublishedAt>, number: u8, steps: i64) -> Option<Period> {
    let today = today(published)?;
    let weekday = Weekday::from_monday_one_offset(i8::try_from(number).ok()?).ok()?;
    if weekday == today.weekday() && steps == 0 {
        return Some(one(today));
    }
    today.nth_weekday(if steps > 0 { 1 } else { -1 }, weekday).ok().map(one)
}

/// The first such weekday after a period.
pub(crate) fn weekday_after(period: Period, number: u8) -> Option<Period> {
    let weekday = Weekday::from_monday_one_offset(i8::try_from(number).ok()?).ok()?;
    period.end.nth_weekday(1, weekday).ok().map(one)
}

/// The year in which a period that begins with `month` has begun last.
pub(crate) fn latest_year(published: Option<PublishedAt>, month: i64) -> Option<i64> {
    let anchor = published?.first_day();
    let own = i64::from(anchor.year());
    Some(if month <= i64::from(anchor.month()) { own } else { own - 1 })
}

/// Beginning (0), middle (1) and end (2): tens of days of a month, quarters of a year with the middle between, else thirds.
pub(crate) fn edge(period: Option<Period>, edge: u8) -> Option<Period> {
    let Period { start, end } = period?;
    let (year, month) = (i64::from(start.year()), i64::from(start.month()));
    let whole = start.day() == 1 && end == end.last_of_month() && start.year() == end.year();
    if whole && start.month() == end.month() {
        let tens =
            |first: i64, last: i64| Some(Period { start: date(year, month, first)?, end: date(year, month, last)? });
        return match edge {
            0 => tens(1, 10),
            1 => tens(11, 20),
            _ => tens(21, end.day().into()),
        };
    }
    if whole && month == 1 && end.month() == 12 {
        return match edge {
            0 => months(year, 1, 3),
            1 => months(year, 5, 4),
            _ => months(year, 10, 3),
        };
    }
    let days = start.until(end).ok()?.get_days() + 1;
    let third = days / 3;
    let at = |n: i32| start.checked_add(i64::from(n).days()).ok();
    let thirds = match edge {
        0 => Period { start, end: at(third.max(1) - 1)? },
        1 => Period { start: at(third)?, end: at(days - third - 1)? },
        _ => Period { start: at(days - third)?, end },
    };
    (thirds.start <= thirds.end).then_some(thirds)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn a_date_without_its_year_is_the_one_nearest_to_the_publication() {
        check(&[
            ("Am 3. Mai begann der Bau.", "3. Mai = date @2024-05-03..2024-05-03"),
            ("Am 3. Januar beginnt der Bau.", "3. Januar = date @2025-01-03..2025-01-03"),
            ("Im Februar 2024 begann der Bau.", "Februar 2024 = date @2024-02-01..2024-02-29"),
            ("Am 31. Februar begann der Bau.", "31. Februar = date"),
        ]);
    }
}
