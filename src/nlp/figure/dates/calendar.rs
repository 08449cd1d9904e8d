//! Dates by the calendar: `12.04.2016`, `2016-04-12`, "11. Dezember", "Sonntag, 17. April 2016", "Mai 2015", `2019/20`.

use super::numbered;
use super::period;
use super::relative;
use super::year;
use crate::nlp::analysis::{FigureKind, Period};
use crate::nlp::figure::atom::{Gap, Shape};
use crate::nlp::figure::context::tense::{self, Time};
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

pub(crate) fn made(first: usize, next: usize, period: Option<Period>) -> Draft {
    Draft::new(first, next, FigureKind::Date).period(period)
}

/// A date that begins with the digits at `i`.
pub(crate) fn digits(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    numeric(scan, i)
        .or_else(|| iso(scan, i))
        .or_else(|| day_range(scan, i))
        .or_else(|| day_of_month(scan, i))
        .or_else(|| numbered::decade(scan, i))
        .or_else(|| numbered::period(scan, i))
        .or_else(|| year::read(scan, i))
}

/// `12.04.2016`, `12.4.16`, `12.04.`, `27 12 2015`, `12/04/2016`.
fn numeric(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let day = scan.small(i).filter(|d| (1..=31).contains(d) && scan.len(i) <= 2)?;
    let joined = |k: usize, c: char| scan.mark(k, c) && scan.glued(k);
    if let Some(date) = in_brackets(scan, i) {
        return Some(date);
    }
    if scan.at(i + 1).shape == Shape::Digits {
        let month = scan.small(i + 1).filter(|m| (1..=12).contains(m) && scan.len(i + 1) == 2 && scan.len(i) == 2)?;
        let year = scan.small(i + 2).filter(|_| scan.len(i + 2) == 4 && scan.near(i + 1) && scan.near(i + 2))?;
        return (1900..2100)
            .contains(&year)
            .then(|| made(i, i + 3, period::day(year.into(), month.into(), day.into())));
    }
    let mark = if joined(i + 1, '.') {
        '.'
    } else if joined(i + 1, '/') {
        '/'
    } else {
        return None;
    };
    let month = scan.small(i + 2).filter(|m| (1..=12).contains(m) && scan.len(i + 2) <= 2 && scan.near(i + 2))?;
    if !scan.glued(i + 2) && scan.at(i + 2).gap != Gap::One || !joined(i + 3, mark) {
        return None;
    }
    let year_at = i + 4;
    if scan.is_digits(year_at) && (scan.glued(year_at) || scan.at(year_at).gap == Gap::One && scan.len(year_at) == 4) {
        let year = scan.small(year_at).filter(|y| match scan.len(year_at) {
            4 => (1000..2200).contains(y),
            2 => true,
            _ => false,
        });
        // `12.04.123` is no date, and a further dot makes it a version.
        let further = joined(year_at + 1, mark) && scan.glued(year_at + 2) && scan.is_digits(year_at + 2);
        if let Some(year) = year.filter(|_| !further) {
            let full = if year < 100 { if year < 50 { 2000 + year } else { 1900 + year } } else { year };
            return Some(made(i, year_at + 1, Some(period::day(full.into(), month.into(), day.into())?)));
        }
        if scan.glued(year_at) {
            return None;
        }
    }
    if mark == '/' || !scan.glued(i + 2) {
        return None;
    }
    let year = year_near(scan, i, month.into(), day.into());
    Some(made(i, i + 4, year.and_then(|y| period::day(y, month.into(), day.into()))))
}

/// `(26.06)`, "bis 30.08": day and month without the second full stop.
fn in_brackets(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let dotted = i > 0 && scan.mark(i + 1, '.') && scan.glued(i + 1) && scan.glued(i + 2);
    let bracketed = dotted && scan.mark(i - 1, '(') && scan.mark(i + 3, ')') && scan.glued(i + 3);
    let led = dotted
        && matches!(scan.sense(i - 1), Sense::Key(Key::OnThe | Key::ToThe | Key::UpTo | Key::FromOn | Key::Since))
        && scan.str(i + 2).starts_with('0')
        && year::free(scan, i + 3)
        && !scan.is(i + 3, Key::Clock)
        && !(scan.glued(i + 3) && scan.glued(i + 4));
    let framed = bracketed || led;
    let (day, month) = (scan.small(i)?, scan.small(i + 2)?);
    let two = framed && scan.len(i + 2) == 2 && (scan.str(i + 2).starts_with('0') || month > 9) && month <= 12;
    let year = year_near(scan, i, month.into(), day.into());
    (two && (1..=31).contains(&day))
        .then(|| made(i, i + 3, year.and_then(|y| period::day(y, month.into(), day.into()))))
}

/// `2016-04-12`.
fn iso(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let part = |k: usize, length: usize| scan.small(k).filter(|_| scan.len(k) == length && (k == i || scan.glued(k)));
    let joined = |k: usize| scan.mark(k, '-') && scan.glued(k);
    if !(joined(i + 1) && joined(i + 3)) {
        return None;
    }
    let (year, month, day) = (part(i, 4)?, part(i + 2, 2)?, part(i + 4, 2)?);
    let period = period::day(year.into(), month.into(), day.into())?;
    // The time that may follow (`T08:00:00+01:00`) belongs to the stamp.
    let stamped = scan.glued(i + 5) && scan.str(i + 5) == "T" && scan.glued(i + 6) && scan.is_digits(i + 6);
    Some(made(i, i + 5 + usize::from(stamped), Some(period)))
}

/// A month at `at`, whose year may follow: number, one past it, year.
fn month_at(scan: &Scan<'_>, at: usize) -> Option<(i64, usize, Option<i64>)> {
    let Sense::Month(month) = scan.sense(at) else { return None };
    let stop = usize::from(
        scan.mark(at + 1, '.')
            && scan.glued(at + 1)
            && scan.len(at) <= 5
            && scan.is_digits(at + 2)
            && scan.near(at + 2),
    );
    let (next, year) = year_after(scan, at + 1 + stop);
    Some((month.into(), if year.is_some() { next } else { at + 1 }, year))
}

/// A year, or "vergangenen Jahres", at `at`.
pub(crate) fn year_after(scan: &Scan<'_>, at: usize) -> (usize, Option<i64>) {
    if let Some(year) = year::number(scan, at).filter(|_| scan.follows(at)) {
        return (at + 1, Some(year));
    }
    if let Some((next, year)) = relative::year_phrase(scan, at) {
        return (next, year.map(i64::from).or(Some(0)));
    }
    (at, None)
}

/// The day of a month with its year, or the nearest one.
fn resolved(scan: &Scan<'_>, i: usize, next: usize, of: (i64, i64), year: Option<i64>) -> Option<Period> {
    let (month, day) = of;
    let year = match year {
        Some(0) => None,
        Some(year) => Some(year),
        None => shared_year(scan, next).or_else(|| year_near(scan, i, month, day)),
    };
    period::day(year?, month, day)
}

/// "11. Dezember 2015", "11 Dezember".
fn day_of_month(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let day = scan.small(i).filter(|d| (1..=31).contains(d) && scan.len(i) <= 2)?;
    let stop = usize::from(scan.mark(i + 1, '.') && scan.glued(i + 1));
    let at = i + 1 + stop;
    let (month, next, year) = month_at(scan, at).filter(|_| scan.near(at) && (stop == 1 || scan.len(at) > 2))?;
    Some(made(i, next, resolved(scan, i, next, (month, day.into()), year)))
}

/// "10. bis 12. November", "15. und 16. April", "3./4. Mai": both days.
fn day_range(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let first = scan
        .small(i)
        .filter(|d| (1..=31).contains(d) && scan.len(i) <= 2 && scan.mark(i + 1, '.') && scan.glued(i + 1))?;
    let mut k = i + 2;
    let joins = matches!(scan.sense(k), Sense::Key(Key::UpTo | Key::And | Key::Or | Key::Onto))
        || scan.dash(k)
        || scan.mark(k, '/');
    if !joins || !scan.near(k) || !scan.near(k + 1) {
        return None;
    }
    k += 1;
    while matches!(scan.sense(k), Sense::Weekday(..) | Sense::Det | Sense::Key(Key::ToThe | Key::OnThe))
        || scan.mark(k, ',')
    {
        if k > i + 6 {
            return None;
        }
        k += 1;
    }
    let last = scan.small(k).filter(|d| (1..=31).contains(d) && scan.len(k) <= 2 && scan.mark(k + 1, '.'))?;
    let (month, next, year) = month_at(scan, k + 2).filter(|_| scan.near(k + 2))?;
    let period = period::cover(
        resolved(scan, i, next, (month, first.into()), year),
        resolved(scan, i, next, (month, last.into()), year),
    );
    Some(made(i, next, period))
}

/// "Dezember 2015", "Mai", "July 20, 2016" at the month `i`.
pub(crate) fn month(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let Sense::Month(number) = scan.sense(i) else { return None };
    let month = i64::from(number);
    if let Some(day) = scan.small(i + 1).filter(|d| (1..=31).contains(d) && scan.len(i + 1) <= 2 && scan.near(i + 1))
        && scan.mark(i + 2, ',')
        && let Some(year) = year::number(scan, i + 3)
    {
        return Some(made(i, i + 4, period::day(year, month, day.into())));
    }
    let (_, next, year) = month_at(scan, i)?;
    // "Jan Eggers", "August Müller", "Mai Thi": first names.
    let abbreviated = scan.len(i) <= 4 && !List::ShortMonths.holds(&scan.str(i).to_lowercase());
    if year.is_none() && (abbreviated || !scan.capital(i)) {
        return None;
    }
    let name = scan.capital(next) && scan.near(next) && scan.sense(next) == Sense::None && !leads(scan, i);
    let epithet = scan.sense(next) == Sense::Det && scan.near(next) && scan.starts_sentence(i);
    if year.is_none() && (name || epithet) && matches!(number, 5 | 8) {
        return None;
    }
    let of_year = match year {
        Some(0) => None,
        Some(year) => Some(year),
        None if since(scan, i) => period::latest_year(scan.published, month),
        None => shared_year(scan, next).or_else(|| year_near(scan, i, month, 15)),
    };
    Some(made(i, next, of_year.and_then(|y| period::months(y, month, 1))))
}

/// "seit Januar", "seit Ende Mai", "seit dem 20. Mai": what has begun lies behind.
fn since(scan: &Scan<'_>, i: usize) -> bool {
    let skip = usize::from(matches!(scan.before(i, 1).sense, Sense::Edge(_) | Sense::Det));
    scan.before(i, 1 + skip).sense == Sense::Key(Key::Since)
}

/// The year of a month and day that the text does not say: the nearest one, unless the verb says another.
fn year_near(scan: &Scan<'_>, i: usize, month: i64, day: i64) -> Option<i64> {
    let near = period::nearest_year(scan.published, month, day)?;
    let date = period::day(near, month, day.min(28))?.start;
    let anchor = scan.published?.first_day();
    let days = anchor.until(date).ok()?.get_days();
    if since(scan, i) {
        return Some(if days > 0 { near - 1 } else { near });
    }
    if days > 16 && tense::of(scan, i) == Some(Time::Past) {
        return Some(near - 1);
    }
    if days < -45 && tense::of(scan, i) == Some(Time::Ahead) {
        return Some(near + 1);
    }
    Some(near)
}

/// "September und Oktober 2004", "28. Februar bis 3. März 2024": the year of the second of two dates.
fn shared_year(scan: &Scan<'_>, next: usize) -> Option<i64> {
    let joins = matches!(scan.sense(next), Sense::Key(Key::And | Key::UpTo | Key::Or)) || scan.dash(next);
    if !joins || !scan.near(next) {
        return None;
    }
    let mut k = next + 1;
    while k < next + 4
        && matches!(scan.sense(k), Sense::Key(Key::ToThe | Key::OnThe | Key::InThe | Key::UpTo) | Sense::Det)
    {
        k += 1;
    }
    let day = scan.is_digits(k) && scan.len(k) <= 2 && scan.mark(k + 1, '.');
    month_at(scan, if day { k + 2 } else { k })?.2.filter(|y| *y > 0)
}

/// Whether a preposition or the like announces a date at `i`.
fn leads(scan: &Scan<'_>, i: usize) -> bool {
    i > 0
        && scan.near(i)
        && matches!(
            scan.sense(i - 1),
            Sense::Edge(_)
                | Sense::Relative(_)
                | Sense::Position(_)
                | Sense::Key(
                    Key::InThe | Key::Since | Key::UpTo | Key::FromOn | Key::From | Key::After | Key::Before | Key::And
                )
        )
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn dates_are_read_and_first_names_are_not() {
        check(&[
            ("Am 11. Dezember 2015 begann es.", "11. Dezember 2015 = date @2015-12-11..2015-12-11"),
            ("Seit dem 20. Mai steht der Bau still.", "20. Mai = date @2024-05-20..2024-05-20"),
            ("Jan Eggers lacht.", "-"),
        ]);
    }
}
