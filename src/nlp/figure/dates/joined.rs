//! Two dates that "bis" joins to one: "28. Februar bis zum 3. März".

use super::period;
use crate::nlp::analysis::{FigureKind, Period};
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// "28. Februar bis zum 3. März", "Freitag bis Sonntag": both dates as one, where "bis" stands between them and both are
/// days, months or years.
pub(crate) fn read(scan: &Scan<'_>, first: &Draft, last: &Draft) -> Option<Draft> {
    if first.kind != FigureKind::Date || last.kind != FigureKind::Date || !scan.is(first.next, Key::UpTo) {
        return None;
    }
    let between = first.next + 1..last.first;
    let bridged = last.first - first.next <= 5
        && scan.near(first.next)
        && between.clone().all(|k| {
            matches!(scan.sense(k), Sense::Key(Key::ToThe) | Sense::Det | Sense::Weekday(..)) || scan.mark(k, ',')
        });
    let (start, mut end) = first.period.zip(last.period).filter(|_| bridged)?;
    let length = |period: Period| period.start.until(period.end).map_or(0, |days| days.get_days() / 27);
    if length(start).min(12) != length(end).min(12) {
        return None;
    }
    // "vom 15. Dezember bis 6. Januar" ends in the next year.
    if end.end < start.start {
        end = period::shifted_years(end, 1)?;
    }
    let period = period::cover(Some(start), Some(end))?;
    Some(Draft::new(first.first, last.next, FigureKind::Date).period(Some(period)))
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn dates_of_one_length_are_joined_and_others_are_not() {
        check(&[
            ("Vom 29. Dezember bis 3. Januar ist zu.", "29. Dezember bis 3. Januar = date @2024-12-29..2025-01-03"),
            ("Von März bis Mai 2024 war er hier.", "März bis Mai 2024 = date @2024-03-01..2024-05-31"),
            (
                "Von Montag bis Mai war er hier.",
                "Montag = date @2024-12-16..2024-12-16 ; Mai = date @2024-05-01..2024-05-31",
            ),
        ]);
    }
}
