//! Figures in one written word: "dreifach", "fünfjährig", "mehrtägig", "Dreiviertelstunde", "Zweidrittelmehrheit".

use rust_decimal::Decimal;

use super::digits;
use super::number::Style;
use super::numerals::{Numerals, Role};
use super::numword::Form;
use super::range::Quantity;
use crate::nlp::analysis::{Approximation, FigureKind};
use crate::nlp::figure::amounts::{quantity, role};
use crate::nlp::figure::context::approximator;
use crate::nlp::figure::dates::duration;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// "dreifach", "fünfjährig", "mehrtägig", "Dreiviertelstunde": a number and what it says in one word.
pub(crate) fn read(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    let word = scan.numeral(i)?;
    let mut found = Quantity { first: i, next: i + 1, value: None, range: None, style: Style::Words, scaled: false };
    if word.num > 0 {
        found.value = Some(digits::ratio(word.num.try_into().ok()?, word.den.try_into().ok()?)?);
    }
    let draft = quantity::made(scan, &found, i + 1, FigureKind::Number);
    let mut draft = match word.form {
        Form::Hour => {
            let mut draft = Draft { kind: FigureKind::Duration, ..draft }.unit("hour");
            // "eine Viertelstunde", "drei Viertelstunden"
            if i > floor && scan.near(i) && word.num == 1 {
                let count = scan.numeral(i - 1).filter(|n| n.form == Form::Cardinal && n.den == 1).map(|n| n.num);
                if let Some(count) = count {
                    draft.value = draft.value.and_then(|v| v.checked_mul(Decimal::from(count)));
                }
                if count.is_some() || scan.sense(i - 1) == Sense::One {
                    draft.first = i - 1;
                }
            } else if i > floor && scan.sense(i - 1) == Sense::One {
                draft.first = i - 1;
            }
            duration::refine(scan, &mut draft);
            draft
        }
        Form::Suffix(s) => {
            let role = Numerals::role(s)?;
            role::apply(scan, draft, role, i)?
        }
        Form::Many(s) => {
            let role = Numerals::role(s)?;
            if !matches!(role, Role::Span(_) | Role::Years) {
                return None;
            }
            let draft = role::apply(scan, draft, role, i)?;
            Draft { kind: FigureKind::Duration, approximation: Some(Approximation::Several), ..draft }
        }
        _ => return None,
    };
    let framed = Quantity { first: draft.first, ..found };
    quantity::finish(scan, &mut draft, &framed, floor);
    Some(draft)
}

/// "Drittel" without a number ("jedes Drittel", "das obere Drittel") is none; "im letzten Drittel" neither.
pub(crate) fn part(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    let part = scan.numeral(i).filter(|n| n.num > 1)?;
    debug_assert!(part.den > 1);
    quantity::read(scan, i, floor)
}

/// "drei- bis viermal", "zwei- bis dreifach": a range whose upper end is such a word.
pub(crate) fn hanging(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    let low = scan.numeral(i).filter(|n| n.form == Form::Cardinal)?;
    if !(scan.hyphen(i + 1) && !scan.glued(i + 2) && matches!(scan.sense(i + 2), Sense::Key(Key::UpTo | Key::Or))) {
        return None;
    }
    let k = i + 3;
    scan.numeral(k).filter(|n| matches!(n.form, Form::Suffix(_)) && scan.near(k))?;
    let mut draft = read(scan, k, k)?;
    let bottom = digits::ratio(low.num.try_into().ok()?, low.den.try_into().ok()?)?;
    let top = draft.value.filter(|top| bottom < *top)?;
    (draft.first, draft.value, draft.range) = (i, None, Some((bottom, top)));
    if let Some((approximation, at)) = approximator::before(scan, i, floor) {
        (draft.approximation, draft.first) = (Some(approximation), at);
    }
    Some(draft)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn a_number_word_says_what_it_counts_unless_its_suffix_says_nothing() {
        check(&[
            ("Der Kurs dauert eine Dreiviertelstunde.", "eine Dreiviertelstunde = duration 0.75 hour"),
            ("Der Umsatz wuchs um das Dreifache.", "Dreifache = multiple 3"),
            ("Der Mann zahlte drei- bis viermal.", "drei- bis viermal = count 3..4"),
            ("Ein zweistelliger Betrag fehlt.", "-"),
        ]);
    }
}
