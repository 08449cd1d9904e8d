//! The two ends of a change: "von 8 auf 6 Prozent", "auf 5 Prozent nach 4 Prozent im Vorjahr". Both figures say the
//! direction, share unit and scale, and name each other as `from` and `to`.
//!
//! Years ("von 2019 auf 2020") are dates and no change. Looks back over at most two dates that stand between the ends.

use rust_decimal::Decimal;

use crate::nlp::analysis::{Change, FigureId, FigureKind};
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::numbers::number;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// Links `draft`, which comes next, with an earlier figure if the two are the ends of a change.
pub(crate) fn link(scan: &Scan<'_>, drafts: &mut [Draft], draft: &mut Draft) {
    let number = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
    let dates = drafts.iter().rev().take(2).take_while(|d| dates(d)).count();
    let Some(at) = drafts.len().checked_sub(dates + 1) else { return };
    let other = &mut drafts[at];
    let (Ok(earlier), later) = (u32::try_from(at + 1).map(FigureId), FigureId(number.saturating_add(1))) else {
        return;
    };
    if from_to(scan, other, draft) {
        (other.to, draft.from) = (Some(later), Some(earlier));
    } else if dates == 0 && to_after(scan, other, draft) {
        (other.from, draft.to) = (Some(later), Some(earlier));
    }
}

/// Whether a figure may stand between the two ends: "von 8 Prozent im Mai auf 6 Prozent".
fn dates(draft: &Draft) -> bool {
    matches!(draft.kind, FigureKind::Date) || draft.kind == FigureKind::Duration && draft.period.is_some()
}

/// "von 8 auf 6 Prozent": the earlier figure is the start.
fn from_to(scan: &Scan<'_>, from: &mut Draft, to: &mut Draft) -> bool {
    let Some(onto) = to.first.checked_sub(1).and_then(|k| preposition(scan, k, Key::Onto)) else { return false };
    let led = from.first.checked_sub(1).is_some_and(|k| preposition(scan, k, Key::From).is_some());
    let through = scan.joined(from.first, onto) && (from.next..onto).all(|k| scan.near(k));
    led && from.next <= onto && onto - from.next <= 10 && through && join(scan, from, to)
}

/// "stieg auf 5 Prozent nach 4 Prozent im Vorjahr", "auf 2,0 nach 2,2 Prozent": the earlier figure is the end.
fn to_after(scan: &Scan<'_>, to: &mut Draft, from: &mut Draft) -> bool {
    if !sort(from) || !(from.unit.is_some() && (bare(to) || from.unit == to.unit && from.kind == to.kind)) {
        return false;
    }
    if matches!(from.kind, FigureKind::Duration | FigureKind::Age) {
        return false;
    }
    let led =
        to.first.checked_sub(1).is_some_and(|k| preposition(scan, k, Key::Onto).is_some() || scan.str(k) == "bei");
    let compared = scan.str(from.next) == "zuvor"
        || (from.next..from.next + 3).any(|k| scan.str(k).starts_with("Vor") || scan.str(k) == "zuvor");
    let skip = to.next + usize::from(scan.mark(to.next, ','));
    let after = scan.is(skip, Key::After)
        && from.first.checked_sub(1).and_then(|k| preposition(scan, k, Key::After)) == Some(skip);
    after && (led || compared) && join(scan, from, to)
}

/// The atom of the preposition `key` at `k`, or one word of time before it ("von zuletzt 8", "auf nur noch 6").
fn preposition(scan: &Scan<'_>, k: usize, key: Key) -> Option<usize> {
    let mut at = k;
    while k - at < 3 && between(scan, at) {
        at = at.checked_sub(1)?;
    }
    (scan.is(at, key) && scan.near(at + 1)).then_some(at)
}

/// Words that stand between such a preposition and its number.
fn between(scan: &Scan<'_>, k: usize) -> bool {
    matches!(scan.sense(k), Sense::Day(0) | Sense::Det) || List::BetweenEnds.holds(scan.str(k))
}

/// Lets both ends share unit, scale and direction; `false` where they are of different sorts.
fn join(scan: &Scan<'_>, from: &mut Draft, to: &mut Draft) -> bool {
    if let (Some(_), Some(_)) = (&from.unit, &to.unit)
        && (from.unit != to.unit || from.kind != to.kind)
    {
        return false;
    }
    let (Some(low), Some(_)) = (from.value, to.value) else { return false };
    let counted = |d: &Draft| d.kind == FigureKind::Count && d.measures.is_some();
    if bare(from) && !bare(to) && sort(to) {
        give(to, from);
        // "von 3 auf 5 Millionen Euro"
        let scale = number::read(scan, number_of(scan, to)).map(|n| n.scale).filter(|s| *s > Decimal::ONE);
        let unscaled = number::read(scan, number_of(scan, from)).is_some_and(|n| n.scale == Decimal::ONE);
        if let Some(scale) = scale.filter(|_| unscaled && low < Decimal::ONE_THOUSAND) {
            from.value = low.checked_mul(scale).map(|v| v.normalize()).or(from.value);
        }
    } else if bare(to) && !bare(from) && sort(from) {
        give(from, to);
    } else if counted(from) && counted(to) {
        if from.measures != to.measures {
            return false;
        }
    } else if from.kind != to.kind || !(bare(from) || from.kind == FigureKind::Rank || sort(from)) {
        return false;
    }
    if from.kind != FigureKind::Rank && from.value != to.value {
        let change = if from.value < to.value { Change::Up } else { Change::Down };
        (from.change, to.change) = (Some(change), Some(change));
    }
    true
}

/// A number of which only the value is known.
fn bare(draft: &Draft) -> bool {
    draft.kind == FigureKind::Number && draft.unit.is_none()
}

/// Kinds that can change by so much.
fn sort(draft: &Draft) -> bool {
    match draft.kind {
        FigureKind::Count => draft.measures.is_some(),
        FigureKind::Money
        | FigureKind::Percentage
        | FigureKind::Quantity
        | FigureKind::Duration
        | FigureKind::Age
        | FigureKind::Temperature
        | FigureKind::Fraction
        | FigureKind::Rate => true,
        _ => false,
    }
}

/// Gives the bare number what the other one says of both.
fn give(whole: &Draft, number: &mut Draft) {
    number.kind = whole.kind;
    number.unit.clone_from(&whole.unit);
    number.per.clone_from(&whole.per);
    number.measures.clone_from(&whole.measures);
}

/// The atom where the number of a figure begins.
fn number_of(scan: &Scan<'_>, draft: &Draft) -> usize {
    (draft.first..draft.next)
        .find(|k| scan.is_digits(*k) || scan.numeral(*k).is_some() || scan.sense(*k) == Sense::One)
        .unwrap_or(draft.first)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn the_ends_of_a_change_share_unit_and_direction_and_years_are_no_change() {
        check(&[
            (
                "Der Anteil stieg von 3 auf 5 Prozent.",
                "3 = percentage 3 percent +up ; 5 Prozent = percentage 5 percent +up",
            ),
            (
                "Der Wert sank auf 5 Prozent nach 6 Prozent zuvor.",
                "5 Prozent = percentage 5 percent +down ; 6 Prozent = percentage 6 percent +down",
            ),
            (
                "Der Bund verschob das von 2019 auf 2020.",
                "2019 = date @2019-01-01..2019-12-31 ; 2020 = date @2020-01-01..2020-12-31",
            ),
        ]);
    }
}
