//! Lengths of time, and the periods that "vor zwei Jahren" and "in drei Wochen" point to.

use rust_decimal::prelude::ToPrimitive;

use super::age;
use super::period;
use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::amounts::measure;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::numbers::number::{self, Style};
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// Turns ages into ages and resolves what lies so long before or after the publication.
pub(crate) fn refine(scan: &Scan<'_>, draft: &mut Draft) {
    if age::of_duration(scan, draft) {
        return;
    }
    let mut k = draft.first;
    // "vor rund zwei Jahren"
    while k > 0 && draft.first - k < 3 && matches!(scan.sense(k - 1), Sense::Approx(_)) && scan.near(k) {
        k -= 1;
    }
    let Some(k) = k.checked_sub(1).filter(|_| scan.near(k)) else { return };
    let direction = match scan.sense(k) {
        Sense::Key(Key::Before) => -1,
        Sense::Key(Key::In) if scan.str(k) == "in" || scan.str(k) == "In" => 1,
        _ => return,
    };
    // "in zwei Jahren Haft" and "vor zwei Jahren" need whole numbers.
    let (Some(count), Some(unit)) =
        (draft.value.filter(rust_decimal::Decimal::is_integer).and_then(|v| v.to_i64()), draft.unit.as_deref())
    else {
        return;
    };
    if matches!(unit, "century" | "decade") {
        return;
    }
    draft.period = period::shifted(scan.published, unit, direction * count);
}

/// "zwei Stunden und 30 Minuten": one length; both are kept apart where units cannot be added exactly.
pub(crate) fn sum(scan: &Scan<'_>, draft: &mut Draft) {
    let factor = |id: &str| match id {
        "day" => Some(86_400_i64),
        "hour" => Some(3600),
        "minute" => Some(60),
        "second" => Some(1),
        _ => None,
    };
    let and = usize::from(scan.is(draft.next, Key::And));
    let at = draft.next + and;
    if draft.kind != FigureKind::Duration || draft.value.is_none() || !scan.near(draft.next) || !scan.near(at) {
        return;
    }
    let Some(large) = draft.unit.as_deref().and_then(factor) else { return };
    let Some(number) =
        number::read(scan, at).filter(|n| matches!(n.style, Style::Plain | Style::Words | Style::Written))
    else {
        return;
    };
    let Some(unit) = measure::after(scan, number.next).filter(|u| !u.attributive) else { return };
    let Some(small) = factor(&unit.id).filter(|s| *s < large) else { return };
    let parts = (draft.value, number.value);
    if let (Some(a), Some(b)) = parts {
        let total = a.checked_mul((large / small).into()).and_then(|v| v.checked_add(b));
        if let Some(total) = total {
            draft.value = Some(total.normalize());
            draft.unit = Some(unit.id);
            draft.next = unit.next;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn a_length_that_lies_back_has_a_period_and_another_has_none() {
        check(&[
            ("Vor zwei Jahren begann der Bau.", "zwei Jahren = duration 2 year @2022-01-01..2022-12-31"),
            ("Das dauert zwei Stunden und 30 Minuten.", "zwei Stunden und 30 Minuten = duration 150 minute"),
            ("Der Mann bekam zwei Jahre Haft.", "zwei Jahre = duration 2 year"),
        ]);
    }
}
