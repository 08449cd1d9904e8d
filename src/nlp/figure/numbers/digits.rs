//! Numerals in digits: `1.200,50`, `1 234 567` (any space), `1'000.50`, `1,234,567.89`, `3 1/2`, `½`, `6,02 × 10^23`.
//!
//! A dot parts groups and a comma the decimals. English style is read where nothing else fits: two or more comma groups,
//! a comma group followed by a decimal dot, or a dot with one, two or more than three digits before a scale or unit.

use rust_decimal::Decimal;

use crate::nlp::figure::atom::{Gap, Shape};
use crate::nlp::figure::scan::Scan;

/// A numeral in digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digits {
    /// One past its last atom.
    pub next: usize,
    /// Its value.
    pub value: Decimal,
    /// No marks at all: may be a year, a house number, a product number.
    pub plain: bool,
    /// A decimal dot, as in versions and times: a number only before a unit.
    pub dotted: bool,
}

/// Reads the numeral that begins with the digits at `i`; `None` where its value is beyond what a decimal holds.
pub(crate) fn read(scan: &Scan<'_>, i: usize) -> Option<Digits> {
    let (next, plain, dotted) = extent(scan, i);
    let swiss = (i..next).any(|k| matches!(scan.at(k).shape, Shape::Mark('\'' | '’')));
    let mut text = String::with_capacity(24);
    let mut point = None;
    for k in i..next {
        match scan.at(k).shape {
            Shape::Digits => text.push_str(scan.str(k)),
            Shape::Mark(c @ (',' | '.')) => {
                let last = (k + 2 == next && scan.is_digits(k + 1)).then_some(c);
                let decimal = last.filter(|c| {
                    *c == ',' && !english(scan, i, next) || *c == '.' && (dotted || english(scan, i, next) || swiss)
                });
                if decimal.is_some() {
                    point = Some(text.len());
                }
            }
            _ => {}
        }
        if text.len() > 40 {
            return None;
        }
    }
    if let Some(at) = point {
        text.insert(at, '.');
    }
    let mut value = Decimal::from_str_exact(&text).ok()?;
    let mut end = next;
    if plain {
        if let Some((part, after)) = vulgar(scan, next).filter(|_| scan.glued(next) || scan.at(next).gap == Gap::One) {
            value = value.checked_add(part)?;
            end = after;
        } else if scan.at(next).gap == Gap::One
            && let Some((part, after)) = slashed(scan, next)
        {
            value = value.checked_add(part)?;
            end = after;
        }
    }
    if let Some((factor, after)) = power(scan, end) {
        value = value.checked_mul(factor)?;
        end = after;
    }
    Some(Digits { next: end, value: value.normalize(), plain: plain && end == i + 1, dotted })
}

/// One past the numeral that begins at `i`, whatever its value.
pub(crate) fn end(scan: &Scan<'_>, i: usize) -> usize {
    extent(scan, i).0
}

/// One past the numeral's last atom, whether it is bare digits, and whether its last mark is a decimal dot.
fn extent(scan: &Scan<'_>, i: usize) -> (usize, bool, bool) {
    let mut next = i + 1;
    if scan.len(i) <= 3
        && let Some(separator) = group_mark(scan, next)
    {
        let step = usize::from(separator != ' ') + 1;
        // Nine groups are more than a decimal holds.
        while next < i + 9 * step && group_mark(scan, next) == Some(separator) {
            next += step;
        }
        // One comma group alone is a decimal fraction.
        if separator == ',' && next == i + 3 && !(scan.mark(next, '.') && fraction(scan, next)) {
            return (next, false, false);
        }
        let other = if separator == ',' { '.' } else { ',' };
        if scan.mark(next, other) && fraction(scan, next)
            || matches!(separator, '\'' | '’') && scan.mark(next, '.') && fraction(scan, next)
        {
            next += 2;
        }
        return (next + whole_mark(scan, next), false, false);
    }
    if scan.mark(next, ',') && fraction(scan, next) {
        return (next + 2, false, false);
    }
    let mark = whole_mark(scan, next);
    if mark > 0 {
        return (next + mark, false, false);
    }
    if scan.mark(next, '.') && fraction(scan, next) {
        return (next + 2, false, true);
    }
    (next, true, false)
}

/// "10,- Euro", "Fr. 52.–": the length of the mark that stands for no cents at `at`.
fn whole_mark(scan: &Scan<'_>, at: usize) -> usize {
    let point = matches!(scan.at(at).shape, Shape::Mark(',' | '.')) && scan.glued(at);
    let dash = scan.hyphen(at + 1) && !(scan.glued(at + 2) && (scan.is_word(at + 2) || scan.is_digits(at + 2)));
    let stop = scan.mark(at, '.') && scan.mark(at + 1, '-') && scan.glued(at + 2) && !scan.mark(at + 2, '.');
    if point && dash && !stop { 2 } else { 0 }
}

/// The mark before the group of three digits that goes on at `at`.
fn group_mark(scan: &Scan<'_>, at: usize) -> Option<char> {
    let three = |k: usize| scan.is_digits(k) && scan.len(k) == 3;
    let closed = |k: usize| !(scan.glued(k) && scan.is_digits(k));
    match scan.at(at).shape {
        Shape::Mark(c @ ('.' | ',' | '\'' | '’')) if scan.glued(at) && scan.glued(at + 1) && three(at + 1) => {
            closed(at + 2).then_some(c)
        }
        Shape::Digits if scan.at(at).gap == Gap::One && three(at) => {
            let before = scan.before(at, 1).end as usize;
            let gap = scan.text.get(before..scan.at(at).start as usize)?;
            (gap == " " || gap == "\u{a0}" || gap == "\u{2009}" || gap == "\u{202f}").then_some(' ')
        }
        _ => None,
    }
}

/// Whether a mark at `at` is followed by digits without a gap, and no further mark and digits.
fn fraction(scan: &Scan<'_>, at: usize) -> bool {
    let again = matches!(scan.at(at + 2).shape, Shape::Mark('.' | ',' | ':'));
    scan.glued(at)
        && scan.glued(at + 1)
        && scan.is_digits(at + 1)
        && !(again && scan.glued(at + 2) && scan.glued(at + 3) && scan.is_digits(at + 3))
}

fn english(scan: &Scan<'_>, i: usize, next: usize) -> bool {
    let commas = (i..next).filter(|k| scan.mark(*k, ',')).count();
    let dots = (i..next).filter(|k| scan.mark(*k, '.')).count();
    commas > 1 || commas == 1 && dots == 1 && scan.mark(next.saturating_sub(2), '.')
}

/// A vulgar fraction sign at `at`.
pub(crate) fn vulgar(scan: &Scan<'_>, at: usize) -> Option<(Decimal, usize)> {
    let Shape::Mark(c) = scan.at(at).shape else { return None };
    let (num, den): (i64, i64) = match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    };
    Some((ratio(num, den)?, at + 1))
}

/// `num / den`, to fifteen places.
pub(crate) fn ratio(num: i64, den: i64) -> Option<Decimal> {
    Decimal::from(num).checked_div(Decimal::from(den)).map(|v| v.round_dp(15).normalize())
}

/// `1/2` at `at`: only with a denominator that common fractions have.
pub(crate) fn slashed(scan: &Scan<'_>, at: usize) -> Option<(Decimal, usize)> {
    if !(scan.is_digits(at)
        && matches!(scan.at(at + 1).shape, Shape::Mark('/' | '⁄'))
        && scan.glued(at + 1)
        && scan.glued(at + 2))
    {
        return None;
    }
    if scan.glued(at + 3) && (scan.is_digits(at + 3) || scan.mark(at + 3, '/') || scan.is_word(at + 3)) {
        return None;
    }
    let (num, den) = (scan.small(at)?, scan.small(at + 2)?);
    let usual = (2..=10).contains(&den) || matches!(den, 12 | 16 | 20 | 25 | 32 | 50 | 100 | 1000);
    if num == 0 || num >= den || !usual || scan.str(at).starts_with('0') {
        return None;
    }
    Some((ratio(num.into(), den.into())?, at + 3))
}

/// `× 10^6`, `· 10⁶`, `e6`.
fn power(scan: &Scan<'_>, at: usize) -> Option<(Decimal, usize)> {
    if matches!(scan.str(at), "e" | "E") && scan.glued(at) && scan.glued(at + 1) {
        let minus = scan.dash(at + 1);
        let sign = usize::from(minus || scan.mark(at + 1, '+'));
        return Some((ten_to(scan.small(at + 1 + sign)?, minus)?, at + 2 + sign));
    }
    if !matches!(scan.at(at).shape, Shape::Mark('×' | '·' | '*' | '⋅')) && scan.str(at) != "x" {
        return None;
    }
    if scan.str(at + 1) != "10" {
        return None;
    }
    if scan.mark(at + 2, '^') {
        let minus = scan.dash(at + 3);
        let exponent = at + 3 + usize::from(minus);
        return Some((ten_to(scan.small(exponent)?, minus)?, exponent + 1));
    }
    let mut k = at + 2;
    let mut minus = false;
    let mut exponent = 0_u32;
    let mut seen = false;
    while scan.glued(k) {
        let Shape::Mark(c) = scan.at(k).shape else { break };
        let Some(digit) = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|d| d == c) else {
            if c == '⁻' && !seen {
                minus = true;
                k += 1;
                continue;
            }
            break;
        };
        exponent = exponent.checked_mul(10)?.checked_add(u32::try_from(digit).ok()?)?;
        seen = true;
        k += 1;
    }
    seen.then(|| ten_to(exponent, minus))?.map(|f| (f, k))
}

/// A power of ten.
pub(crate) fn ten_to(exponent: u32, negative: bool) -> Option<Decimal> {
    if exponent > 28 {
        return None;
    }
    if negative {
        return Some(Decimal::new(1, exponent));
    }
    let mut value = Decimal::ONE;
    for _ in 0..exponent {
        value = value.checked_mul(Decimal::TEN)?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn marks_part_groups_and_decimals_and_a_chain_of_dots_is_no_number() {
        check(&[
            ("Die Stadt hat 1.234.567 Einwohner.", "1.234.567 Einwohner = count 1234567"),
            ("Das Haus kostet 1,234,567.89 Dollar.", "1,234,567.89 Dollar = money 1234567.89 USD"),
            ("Der Teig braucht 3 1/2 Tassen Mehl.", "3 1/2 Tassen = count 3.5"),
            ("Die Miete beträgt CHF 1'234.50.", "CHF 1'234.50 = money 1234.5 CHF"),
            ("Die Karte kostet Fr. 52.– am Tag.", "Fr. 52.– am Tag = money 52 CHF /day"),
            ("Das Rad kostet 120.– Franken.", "120.– Franken = money 120 CHF"),
            ("Die Version 1.2.3 ist da.", "-"),
        ]);
    }
}
