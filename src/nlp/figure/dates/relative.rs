//! Dates relative to the publication: "gestern", "am Dienstag", "vergangenen August", "Ende Januar", "in diesem Jahr",
//! "im Vorjahr", "Sommer 2023", "zu Weihnachten".

use super::calendar;
use super::holiday;
use super::numbered;
use super::period;
use crate::nlp::analysis::{FigureKind, Period};
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::context::tense;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

fn made(first: usize, next: usize, period: Option<Period>) -> Draft {
    Draft::new(first, next, FigureKind::Date).period(period)
}

/// What a relative word says: how many steps from now.
fn steps(scan: &Scan<'_>, i: usize) -> Option<i64> {
    match scan.sense(i) {
        Sense::Relative(n) => Some(n.into()),
        Sense::Position(1) => Some(-1),
        Sense::Position(0) => Some(if scan.str(i).to_lowercase().starts_with("vor") { -1 } else { 1 }),
        _ => None,
    }
}

/// A unit of the calendar that a relative word can stand before.
fn calendar_unit(scan: &Scan<'_>, i: usize) -> Option<&'static str> {
    if scan.is(i, Key::Weekend) {
        return Some("weekend");
    }
    match scan.sense(i) {
        Sense::Key(Key::Quarter) => return Some("quarter"),
        Sense::Key(Key::HalfYear) => return Some("half-year"),
        Sense::Key(Key::Year) => return Some("year"),
        Sense::Key(Key::Season) => return Some("season"),
        _ => {}
    }
    let Sense::Unit(id) = scan.sense(i) else { return None };
    let id = scan.words.units.get(usize::from(id)).map(|u| u.id.as_str())?;
    ["century", "decade", "year", "month", "quarter", "week", "day"].into_iter().find(|u| *u == id)
}

/// "vergangenen Jahres", "dieses Jahres", "des Jahres", "des Vorjahres" at `at`: one past it, and the year where known.
pub(crate) fn year_phrase(scan: &Scan<'_>, at: usize) -> Option<(usize, Option<i16>)> {
    let det = usize::from(scan.sense(at) == Sense::Det && matches!(scan.str(at), "des" | "der" | "dem" | "den"));
    let k = at + det;
    if !scan.near(at) || !scan.near(k) {
        return None;
    }
    let shift = |steps: i64| period::shifted(scan.published, "year", steps).map(|p| p.start.year());
    if matches!(scan.str(k), "Vorjahres" | "Vorjahrs") {
        return Some((k + 1, shift(-1)));
    }
    let steps = steps(scan, k)?;
    matches!(scan.str(k + 1), "Jahres" | "Jahrs" | "Jahr").then(|| (k + 2, shift(steps)))
}

/// A relative word at `i` with what it stands before.
pub(crate) fn adjective(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let steps = steps(scan, i)?;
    let k = i + 1;
    if !scan.near(k) {
        return None;
    }
    if let Some(unit) = calendar_unit(scan, k) {
        // "die letzten Jahre" and "der letzte Tag" are none; "der nächste Tag" is not ours to know.
        let plural = scan.str(k).ends_with("en") && !matches!(unit, "week" | "weekend") && scan.str(i).ends_with('n')
            || List::TimePlurals.holds(scan.str(k));
        let plural = plural && !matches!(scan.str(k), "Wochenenden") || List::DativePlurals.holds(scan.str(k));
        if plural {
            return Some(Draft {
                approximation: Some(crate::nlp::analysis::Approximation::Several),
                ..made(i, k + 1, None)
            });
        }
        // "an diesem Tag" is the day the text speaks of.
        if unit == "day" && steps == 0 {
            return Some(made(i, k + 1, None));
        }
        let season = scan.is(k, Key::Year) && scan.is_digits(k + 1);
        return (!season).then(|| made(i, k + 1, period::shifted(scan.published, unit, steps)));
    }
    match scan.sense(k) {
        Sense::Month(month) if scan.capital(k) => {
            let period = month_from(scan, month.into(), steps);
            Some(made(i, k + 1, period))
        }
        Sense::Weekday(day, false) if scan.capital(k) => {
            Some(made(i, weekday_end(scan, k), period::weekday(scan.published, day, steps)))
        }
        Sense::Season(season) if scan.capital(k) => Some(made(i, k + 1, season_from(scan, season, steps))),
        Sense::Holiday(_) => Some(made(i, k + 1, None)),
        Sense::DayPart if scan.capital(k) => Some(made(i, k + 1, None)),
        _ => None,
    }
}

/// The month that lies behind, ahead, or is this year's.
fn month_from(scan: &Scan<'_>, month: i64, steps: i64) -> Option<Period> {
    let anchor = scan.published?.first_day();
    let (year, own) = (i64::from(anchor.year()), i64::from(anchor.month()));
    let of = match steps {
        s if s < 0 => year - i64::from(month >= own),
        0 => year,
        _ => year + i64::from(month <= own),
    };
    period::months(of, month, 1)
}

fn season_months(season: u8, year: i64) -> Option<Period> {
    period::months(year, [3, 6, 9, 12][usize::from(season.min(3))], 3)
}

fn season_from(scan: &Scan<'_>, season: u8, steps: i64) -> Option<Period> {
    let anchor = scan.published?.first_day();
    let year = i64::from(anchor.year());
    let fits = |p: &Period| match steps {
        s if s < 0 => p.end < anchor,
        0 => i64::from(p.start.year()) == year,
        _ => p.start > anchor,
    };
    let order = if steps > 0 { [year, year + 1, year - 1] } else { [year, year - 1, year + 1] };
    order.into_iter().filter_map(|y| season_months(season, y)).find(fits)
}

/// One past a weekday with the part of the day that follows it.
fn weekday_end(scan: &Scan<'_>, k: usize) -> usize {
    let part = scan.near(k + 1)
        && (matches!(scan.sense(k + 1), Sense::DayPart) || scan.str(k + 1) == "Morgen" || scan.str(k + 1) == "morgen");
    k + 1 + usize::from(part)
}

/// "Dienstag", "Sonntag, 17. April 2016", "Mi, 6.1." at the weekday `i`.
pub(crate) fn weekday(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let Sense::Weekday(day, short) = scan.sense(i) else { return None };
    let mut k = i + 1;
    while k < i + 3
        && (matches!(scan.at(k).shape, Shape::Mark(',' | '.' | '·' | '('))
            || scan.sense(k) == Sense::Det
            || scan.is(k, Key::OnThe))
    {
        k += 1;
    }
    if scan.near(k)
        && scan.is_digits(k)
        && let Some(date) = calendar::digits(scan, k).filter(|d| d.kind == FigureKind::Date && d.next > k + 1)
    {
        let bracket = (i..k).any(|b| scan.mark(b, '(')) && scan.mark(date.next, ')');
        return Some(Draft { first: i, next: date.next + usize::from(bracket), ..date });
    }
    if short || !scan.capital(i) && !scan.str(i).ends_with('s') || named(scan, i) {
        return None;
    }
    let regular = scan.str(i).ends_with('s') || scan.str(i).ends_with('e') && scan.len(i) <= 10;
    let next = weekday_end(scan, i);
    let period = if regular { None } else { nearest_weekday(scan, i, day, LONGEST_ROW) };
    Some(made(i, next, period))
}

/// "Die Wochenzeitung der Freitag": the name of a paper.
fn named(scan: &Scan<'_>, i: usize) -> bool {
    let paper = |k: usize| List::PaperEndings.ends(&scan.str(k).to_lowercase());
    i > 1 && matches!(scan.str(i - 1), "der" | "Der") && paper(i - 2)
}

/// Days of the week that "bis" joins in a row.
const LONGEST_ROW: usize = 3;

/// The weekday that the word at `i` means: today, or the last one, or in a clause on what is to come the next one.
fn nearest_weekday(scan: &Scan<'_>, i: usize, day: u8, chain: usize) -> Option<Period> {
    let past = period::weekday(scan.published, day, 0)?;
    // "von Montag bis Freitag"
    if chain > 0
        && scan.is(i.wrapping_sub(1), Key::UpTo)
        && let Some(k) = (i.saturating_sub(8)..i - 1).rev().find(|k| matches!(scan.sense(*k), Sense::Weekday(_, false)))
        && let Sense::Weekday(first, _) = scan.sense(k)
    {
        return period::weekday_after(nearest_weekday(scan, k, first, chain - 1)?, day);
    }
    let before = scan.sense(i.wrapping_sub(1));
    let time = tense::of(scan, i);
    let ahead = match before {
        Sense::Key(Key::Since) => false,
        // "bis Freitag", "ab Montag" without a verb lie ahead.
        Sense::Key(Key::UpTo | Key::FromOn) => time != Some(tense::Time::Past),
        _ => time == Some(tense::Time::Ahead),
    };
    // Of the day of publication itself news tell as what has been or is; what is planned comes next week.
    let today = past.start == scan.published?.first_day();
    if !ahead || today && !tense::is_planned(scan, i) {
        return Some(past);
    }
    period::weekday(scan.published, day, 1)
}

/// "heute", "gestern Abend" at `i`.
pub(crate) fn day(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let Sense::Day(steps) = scan.sense(i) else { return None };
    // "am heutigen Donnerstag"
    if scan.str(i).contains("ig") && matches!(scan.sense(i + 1), Sense::Weekday(..)) && scan.near(i + 1) {
        return Some(made(i, weekday_end(scan, i + 1), period::shifted(scan.published, "day", steps.into())));
    }
    Some(made(i, weekday_end(scan, i), period::shifted(scan.published, "day", steps.into())))
}

/// "Anfang März", "Mitte 2014", "Ende des Jahres", "Ende der Woche", "Jahresende" at `i`.
pub(crate) fn edge(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let Sense::Edge(edge) = scan.sense(i) else { return None };
    if !scan.capital(i) {
        return None;
    }
    if scan.str(i).starts_with("Jahres") {
        let (next, year) =
            match scan.small(i + 1).filter(|y| scan.len(i + 1) == 4 && scan.near(i + 1) && (1000..2200).contains(y)) {
                Some(year) => (i + 2, period::year(year.into())),
                None => (i + 1, period::shifted(scan.published, "year", 0)),
            };
        return Some(made(i, next, period::edge(year, edge)));
    }
    let mut k = i + 1;
    while k < i + 3 && scan.near(k) && (matches!(scan.sense(k), Sense::Det) || scan.is(k, Key::From)) {
        k += 1;
    }
    if !scan.near(k) {
        return None;
    }
    let inner = match scan.sense(k) {
        Sense::Month(_) if scan.capital(k) => calendar::month(scan, k),
        Sense::Relative(_) | Sense::Position(_) => adjective(scan, k),
        Sense::Season(_) => season(scan, k),
        Sense::Numeral(_) => numbered::decade_word(scan, k).or_else(|| numbered::period(scan, k)),
        Sense::Key(Key::Q) => numbered::lettered_quarter(scan, k),
        _ if scan.is_digits(k) => calendar::digits(scan, k),
        _ if k > i + 1 => calendar_unit(scan, k).map(|unit| {
            let (next, year) =
                match scan.small(k + 1).filter(|_| scan.len(k + 1) == 4 && unit == "year" && scan.near(k + 1)) {
                    Some(year) => (k + 2, period::year(year.into())),
                    None => (k + 1, period::shifted(scan.published, unit, 0)),
                };
            made(k, next, year)
        }),
        _ => None,
    }?;
    let month = inner.next - inner.first;
    debug_assert!(month > 0);
    Some(made(i, inner.next, period::edge(inner.period, edge)))
}

/// "Sommer 2023", "im Frühjahr" at `i`.
pub(crate) fn season(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let Sense::Season(season) = scan.sense(i) else { return None };
    if !scan.capital(i) {
        return None;
    }
    if let Some(year) =
        scan.small(i + 1).filter(|y| scan.near(i + 1) && scan.len(i + 1) == 4 && (1000..2200).contains(y))
    {
        // "Winter 2019/20" begins in the first year.
        let twin = scan.mark(i + 2, '/') && scan.glued(i + 2) && scan.is_digits(i + 3) && scan.glued(i + 3);
        return Some(made(i, if twin { i + 4 } else { i + 2 }, season_months(season, year.into())));
    }
    if let Some((next, year)) = year_phrase(scan, i + 1) {
        return Some(made(i, next, year.and_then(|y| season_months(season, y.into()))));
    }
    // Alone it is a date only after a preposition ("im Sommer"), and whose year is not said.
    let led = i > 0
        && scan.near(i)
        && matches!(
            scan.sense(i - 1),
            Sense::Key(Key::InThe | Key::Since | Key::UpTo | Key::ToThe | Key::From) | Sense::Edge(_)
        );
    led.then(|| made(i, i + 1, None))
}

/// A holiday at `i`, with its year.
pub(crate) fn holiday(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let Sense::Holiday(index) = scan.sense(i) else { return None };
    if !scan.capital(i) {
        return None;
    }
    Some(of_holiday(scan, i, i + 1, index))
}

/// "Tag der Deutschen Einheit 2025", "Tag der Arbeit" at the noun `i`.
pub(crate) fn named_day(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    if !matches!(scan.str(i), "Tag" | "Tages" | "Tags") || scan.str(i + 1) != "der" {
        return None;
    }
    let (next, name) = match (scan.str(i + 2), scan.str(i + 3)) {
        ("Deutschen" | "deutschen", "Einheit") => (i + 4, "german_unity"),
        ("Arbeit", _) => (i + 3, "labour_day"),
        _ => return None,
    };
    Some(of_holiday(scan, i, next, holiday::index_of(name)?))
}

/// The holiday of that index over the atoms `i..next`, with the year that may follow; else the nearest one.
fn of_holiday(scan: &Scan<'_>, i: usize, next: usize, index: u8) -> Draft {
    if let Some(year) = scan.small(next).filter(|y| scan.near(next) && scan.len(next) == 4 && (1900..2200).contains(y))
    {
        // "Silvesternacht 2005/06" begins in the first year.
        let twin = scan.mark(next + 1, '/') && scan.glued(next + 1) && scan.is_digits(next + 2) && scan.glued(next + 2);
        return made(
            i,
            if twin { next + 3 } else { next + 1 },
            i16::try_from(year).ok().and_then(|y| holiday::in_year(index, y)),
        );
    }
    let period = scan.published.and_then(|published| {
        let anchor = published.first_day();
        let years = [anchor.year(), anchor.year() - 1, anchor.year() + 1];
        let distance = |p: &Period| anchor.until(p.start).map_or(i32::MAX, |s| s.get_days().abs());
        years.into_iter().filter_map(|y| holiday::in_year(index, y)).min_by_key(distance)
    });
    made(i, next, period)
}

/// "Vorjahr", "Vormonat", "Vorwoche", "Vortag" at `i`.
pub(crate) fn previous(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let (_, unit) = [
        (List::PreviousYear, "year"),
        (List::PreviousMonth, "month"),
        (List::PreviousWeek, "week"),
        (List::PreviousQuarter, "quarter"),
        (List::PreviousDay, "day"),
    ]
    .into_iter()
    .find(|(list, _)| list.holds(scan.str(i)))?;
    Some(made(i, i + 1, period::shifted(scan.published, unit, -1)))
}

/// "am Wochenende" at `i`.
pub(crate) fn weekend(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let led = i > 0 && scan.near(i) && scan.is(i - 1, Key::OnThe);
    led.then(|| made(i, i + 1, period::shifted(scan.published, "weekend", 0)))
}

/// "Morgen" at the beginning of a sentence, at `i`.
pub(crate) fn tomorrow(scan: &Scan<'_>, i: usize) -> Draft {
    made(i, i + 1, period::shifted(scan.published, "day", 1))
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn dates_from_the_publication_are_read_and_other_words_in_vor_are_not() {
        check(&[
            ("Das geschah im Vorjahr.", "Vorjahr = date @2023-01-01..2023-12-31"),
            ("Ende Januar 2024 endet der Vertrag.", "Ende Januar 2024 = date @2024-01-21..2024-01-31"),
            ("Die Wahl war vergangenen August.", "vergangenen August = date @2024-08-01..2024-08-31"),
            ("Seit Montag fahren keine Busse.", "Montag = date @2024-12-16..2024-12-16"),
            ("Bis Freitag muss er zahlen.", "Freitag = date @2024-12-20..2024-12-20"),
            ("Die Messe läuft von Freitag bis Sonntag.", "Freitag bis Sonntag = date @2024-12-20..2024-12-22"),
            ("Der Streik soll am Mittwoch beginnen.", "Mittwoch = date @2024-12-25..2024-12-25"),
            ("Der Rat stimmt am Mittwoch ab.", "Mittwoch = date @2024-12-18..2024-12-18"),
            ("In der kommenden Saison spielt er hier.", "kommenden Saison = date @2025-07-01..2026-06-30"),
            (
                "Am Tag der Deutschen Einheit 2025 ruht alles.",
                "Tag der Deutschen Einheit 2025 = date @2025-10-03..2025-10-03",
            ),
            ("Am Tag der Entscheidung schwieg er.", "-"),
            ("Die Wochenzeitung der Freitag berichtet.", "-"),
            ("Die Vorgabe bleibt bestehen.", "-"),
        ]);
    }
}
