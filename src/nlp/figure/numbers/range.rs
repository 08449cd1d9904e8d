//! Ranges: `12-18`, `30- bis 40-`, `von 3 bis 5`, `zwischen drei und fünf`, `fünf oder zehn`, `3–5 Mio.`
//!
//! A scale at the upper end spreads to the lower one ("3 bis 5 Millionen") unless the lower end is large already.

use rust_decimal::Decimal;

use super::number::{self, Number, Style};
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// A number or a range of numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quantity {
    /// First atom.
    pub first: usize,
    /// One past the last atom.
    pub next: usize,
    /// The value; `None` for a range and for "mehrere".
    pub value: Option<Decimal>,
    /// Both ends.
    pub range: Option<(Decimal, Decimal)>,
    /// What sort of number the last one is.
    pub style: Style,
    /// Whether a scale word belongs to it.
    pub scaled: bool,
}

impl Quantity {
    /// The same in another unit.
    pub(crate) fn times(mut self, factor: Decimal) -> Option<Self> {
        if let Some(value) = self.value {
            self.value = Some(value.checked_mul(factor)?.normalize());
        }
        if let Some((low, high)) = self.range {
            self.range = Some((low.checked_mul(factor)?.normalize(), high.checked_mul(factor)?.normalize()));
        }
        Some(self)
    }
}

/// Reads a number or range that begins at atom `i`; words that frame a range are taken down to atom `floor`.
pub(crate) fn read(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Quantity> {
    let low = number::read(scan, i)?;
    if let Some(found) = with_upper_end(scan, i, floor, &low) {
        return Some(found);
    }
    Some(Quantity {
        first: i,
        next: low.next,
        value: low.value,
        range: None,
        style: low.style,
        scaled: low.scale > Decimal::ONE,
    })
}

fn with_upper_end(scan: &Scan<'_>, i: usize, floor: usize, low: &Number) -> Option<Quantity> {
    let low_sign = sign_before(scan, i, floor);
    let between = (floor < i && scan.is(i - 1, Key::Between) || floor + 1 < i && scan.is(i - 2, Key::Between)) && {
        let k = if scan.is(i - 1, Key::Between) { i } else { i - 1 };
        k == i || matches!(scan.sense(k), Sense::Approx(_)) || low_sign.is_some()
    };
    let start = upper_end_at(scan, low, between)?;
    if let Some(found) = signed(scan, i, low, low_sign, start) {
        return Some(found);
    }
    let high = number::read(scan, start).filter(|n| n.value.is_some() && n.style != Style::Vague)?;
    if matches!(high.style, Style::Article) && !matches!(low.style, Style::Article) {
        return None;
    }
    let raw = low.value?;
    let top = high.value?;
    let bottom = match raw.checked_mul(high.scale) {
        Some(spread)
            if low.scale == Decimal::ONE
                && high.scale > Decimal::ONE
                && spread < top
                && raw < Decimal::ONE_THOUSAND =>
        {
            spread
        }
        _ => raw,
    };
    if bottom >= top {
        return None;
    }
    let mut first = i;
    if between {
        first = if scan.is(i - 1, Key::Between) { i - 1 } else { i - 2 };
    } else if floor < i && scan.is(i - 1, Key::From) && scan.is(start - 1, Key::UpTo) && !(i > 1 && scan.capital(i - 2))
    {
        first = i - 1;
    }
    Some(Quantity {
        first,
        next: high.next,
        value: None,
        range: Some((bottom.normalize(), top)),
        style: if low.style == Style::Written { Style::Written } else { high.style },
        scaled: high.scale > Decimal::ONE,
    })
}

/// "minus 3 bis plus 2 Grad", "-8 bis -3 Grad", "zwischen minus 5 und minus 1": ends with signs of their own, in the order
/// of their values. A minus before the first end alone is its own.
fn signed(scan: &Scan<'_>, i: usize, low: &Number, sign: Option<(bool, usize)>, start: usize) -> Option<Quantity> {
    let own = sign_at(scan, start);
    if sign.is_none() && own.is_none_or(|negative| !negative) {
        return None;
    }
    let high = number::read(scan, start + usize::from(own.is_some()))
        .filter(|n| n.value.is_some() && !matches!(n.style, Style::Vague | Style::Article))?;
    let with = |value: Decimal, negative: bool| if negative { -value } else { value };
    let one = with(low.value?, sign.is_some_and(|s| s.0));
    let other = with(high.value?, own.unwrap_or(false));
    if one == other {
        return None;
    }
    let mut first = sign.map_or(i, |s| s.1);
    if first > 0 && scan.is(first - 1, Key::Between) {
        first -= 1;
    }
    Some(Quantity {
        first,
        next: high.next,
        value: None,
        range: Some((one.min(other), one.max(other))),
        style: Style::Written,
        scaled: high.scale > Decimal::ONE,
    })
}

/// A sign at `k`, before a number: whether it is negative.
fn sign_at(scan: &Scan<'_>, k: usize) -> Option<bool> {
    if !scan.near(k + 1) {
        return None;
    }
    match scan.at(k).shape {
        Shape::Word if scan.capital(k) => None,
        Shape::Word => match scan.sense(k) {
            Sense::Key(Key::Minus) => Some(true),
            Sense::Key(Key::Plus) => Some(false),
            _ => None,
        },
        Shape::Mark(c) if scan.glued(k + 1) && !scan.glued(k) && scan.is_digits(k + 1) => match c {
            '-' | '−' | '–' => Some(true),
            '+' => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A sign before the number at `i`, and its atom.
fn sign_before(scan: &Scan<'_>, i: usize, floor: usize) -> Option<(bool, usize)> {
    let k = i.checked_sub(1).filter(|k| *k >= floor)?;
    let opens = scan.is(k, Key::Minus) && scan.capital(k) && scan.starts_sentence(k) && scan.near(i);
    if opens { Some((true, k)) } else { sign_at(scan, k).map(|negative| (negative, k)) }
}

/// Where the upper end begins, if something joins it to `low`.
fn upper_end_at(scan: &Scan<'_>, low: &Number, between: bool) -> Option<usize> {
    let j = low.next;
    let hanging = usize::from(scan.hyphen(j) && !scan.glued(j + 1));
    let k = j + hanging;
    if !scan.near(k) {
        return None;
    }
    if scan.is(k, Key::UpTo) {
        let to = usize::from(scan.is(k + 1, Key::To));
        return scan.near(k + 1 + to).then_some(k + 1 + to);
    }
    if between && scan.is(k, Key::And) || scan.is(k, Key::Or) {
        let start = k + 1;
        return scan.near(start).then_some(start);
    }
    let digits = |k: usize| scan.is_digits(k);
    if scan.dash(j)
        && digits(j - 1)
        && digits(j + 1)
        && scan.near(j + 1)
        && (scan.glued(j) || !scan.glued(j + 1) || scan.mark(j, '–'))
    {
        return Some(j + 1);
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn two_rising_ends_are_a_range_and_falling_ones_are_two_numbers() {
        check(&[
            ("Es kommen 30 bis 40 Gäste.", "30 bis 40 Gäste = count 30..40"),
            (
                "Der Anteil liegt zwischen drei und fünf Prozent.",
                "zwischen drei und fünf Prozent = percentage 3..5 percent",
            ),
            ("Es kostet 3 bis 5 Millionen Euro.", "3 bis 5 Millionen Euro = money 3000000..5000000 EUR"),
            ("Die Zahl ging 40 bis 30 hinab.", "40 = number 40 ; 30 = number 30"),
        ]);
    }
}
