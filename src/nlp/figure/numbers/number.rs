//! Numbers: a numeral in digits or words, with its scale ("5,5 Millionen", "eine halbe Million", "zwei Komma fünf").

use rust_decimal::Decimal;

use super::digits::{self, ratio, ten_to};
use super::numword::{Form, NumWord};
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::context::approximator;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// What sort of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Bare digits.
    Plain,
    /// Digits with group or decimal marks or a scale.
    Written,
    /// A decimal dot: only a number before a unit.
    Dotted,
    /// Number words.
    Words,
    /// "ein" alone: only a number before a unit.
    Article,
    /// A fraction ("zwei Drittel", "½").
    Part,
    /// "Hunderte", "mehrere Millionen".
    Vague,
}

/// A number in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number {
    /// One past the last atom.
    pub next: usize,
    /// Its value; `None` for "mehrere".
    pub value: Option<Decimal>,
    /// The value before its scale, for spreading the scale over a range.
    pub base: Decimal,
    /// The scale.
    pub scale: Decimal,
    /// What sort of number it is.
    pub style: Style,
}

impl Number {
    fn new(next: usize, value: Decimal, style: Style) -> Self {
        Self { next, value: Some(value), base: value, scale: Decimal::ONE, style }
    }
}

/// Reads the number that begins at atom `i`.
pub(crate) fn read(scan: &Scan<'_>, i: usize) -> Option<Number> {
    let number = match scan.at(i).shape {
        Shape::Digits => in_digits(scan, i)?,
        Shape::Word => in_words(scan, i)?,
        Shape::Mark(_) => {
            let (value, next) = digits::vulgar(scan, i)?;
            Number::new(next, value, Style::Part)
        }
        _ => return None,
    };
    Some(number)
}

fn in_digits(scan: &Scan<'_>, i: usize) -> Option<Number> {
    if let Some((value, next)) = digits::slashed(scan, i) {
        return scaled(scan, Number::new(next, value, Style::Part));
    }
    let found = digits::read(scan, i)?;
    let style = if found.dotted {
        Style::Dotted
    } else if found.plain {
        Style::Plain
    } else {
        Style::Written
    };
    scaled(scan, Number::new(found.next, found.value, style))
}

/// The number with the scale words that follow it.
fn scaled(scan: &Scan<'_>, mut number: Number) -> Option<Number> {
    let mut words = 0;
    while words < 3 {
        let Some((factor, next)) = scale_at(scan, number.next) else { break };
        number.scale = number.scale.checked_mul(factor)?;
        number.next = next;
        words += 1;
    }
    if words > 0 {
        number.value = Some(number.base.checked_mul(number.scale)?.normalize());
        if number.style != Style::Words && number.style != Style::Vague {
            number.style = Style::Written;
        }
    }
    Some(number)
}

/// A scale word at `at`: its factor and one past it, with an abbreviation's full stop.
fn scale_at(scan: &Scan<'_>, at: usize) -> Option<(Decimal, usize)> {
    if !scan.follows(at) {
        // "5-Millionen-Euro-Vertrag" is handled by the unit.
        return None;
    }
    let hyphen = usize::from(scan.hyphen(at) && scan.glued(at + 1) && matches!(scan.sense(at + 1), Sense::Scale(_)));
    let k = at + hyphen;
    let factor = match scan.sense(k) {
        Sense::Scale(exponent) => ten_to(exponent.into(), false)?,
        Sense::Dozen => Decimal::from(12),
        Sense::Numeral(_) if k > 0 && scan.is_digits(k - 1) => {
            let word = scan.numeral(k).filter(|n| n.form == Form::Cardinal && (n.num == 100 || n.num == 1000))?;
            Decimal::from(word.num)
        }
        _ => return None,
    };
    let abbreviation = scan.len(k) <= 4 && scan.mark(k + 1, '.') && scan.glued(k + 1);
    Some((factor, k + 1 + usize::from(abbreviation && scan.at(k + 2).shape != Shape::Edge)))
}

fn in_words(scan: &Scan<'_>, i: usize) -> Option<Number> {
    match scan.sense(i) {
        Sense::One => after_one(scan, i),
        Sense::Half => {
            // "halbe Stunde", "halbe Million" without an article.
            let number = Number::new(i + 1, Decimal::new(5, 1), Style::Article);
            scaled(scan, number)
        }
        Sense::Several | Sense::Key(Key::Few) => several(scan, i),
        Sense::Dozen => Some(Number::new(i + 1, Decimal::from(12), Style::Vague)),
        Sense::Scale(exponent) => {
            let plural = scan.str(i).ends_with('n') && scan.len(i) > 7;
            let value = ten_to(exponent.into(), false)?;
            (plural && scan.capital(i)).then(|| Number::new(i + 1, value, Style::Vague))
        }
        Sense::Numeral(_) => {
            let word = scan.numeral(i)?;
            match word.form {
                Form::Cardinal => cardinal(scan, i, word),
                Form::Vague => scaled(scan, Number::new(i + 1, Decimal::from(word.num), Style::Vague)),
                Form::Part if word.den > 1 && word.num > 1 => {
                    Some(Number::new(i + 1, ratio(word.num.try_into().ok()?, word.den.try_into().ok()?)?, Style::Part))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// "ein Drittel", "eine halbe Million", "eine Million", "ein Dutzend", "ein" before a unit.
fn after_one(scan: &Scan<'_>, i: usize) -> Option<Number> {
    if approximator::inside(scan, i + 1).is_some() && scan.near(i + 1) && scan.near(i + 2) {
        let amount = matches!(scan.sense(i + 2), Sense::Scale(_) | Sense::Half | Sense::Dozen | Sense::Unit(_))
            || scan.numeral(i + 2).is_some_and(|n| matches!(n.form, Form::Part | Form::Hour));
        return if amount { one_at(scan, i + 1) } else { None };
    }
    one_at(scan, i)
}

/// The same, where the article or the adjective of approximation after it is at `i`.
fn one_at(scan: &Scan<'_>, i: usize) -> Option<Number> {
    if let Some(found) = with_part(scan, i, Decimal::ONE) {
        return Some(found);
    }
    if scan.sense(i + 1) == Sense::Half && scan.near(i + 1) {
        let half = Number::new(i + 2, Decimal::new(5, 1), Style::Words);
        return scaled(scan, half);
    }
    if let Some(tail) = after_comma(scan, i + 1, Decimal::ONE) {
        return scaled(scan, Number::new(tail.1, tail.0, Style::Words));
    }
    if matches!(scan.sense(i + 1), Sense::Key(Key::Few)) && scan.near(i + 1) {
        return several(scan, i + 1);
    }
    if scan.hyphen(i + 1) && scan.glued(i + 2) && scan.str(i + 2) == "einhalb" {
        return scaled(scan, Number::new(i + 3, Decimal::new(15, 1), Style::Words));
    }
    let plain = Number::new(i + 1, Decimal::ONE, Style::Article);
    let number = scaled(scan, plain)?;
    if number.next > i + 1 {
        return added(scan, Number { style: Style::Words, ..number });
    }
    Some(plain)
}

/// A cardinal word, and the words that go on with it.
fn cardinal(scan: &Scan<'_>, i: usize, word: NumWord) -> Option<Number> {
    let (num, den) = (i64::try_from(word.num).ok()?, i64::try_from(word.den).ok()?);
    let value = ratio(num, den)?;
    if let Some(found) = with_part(scan, i, value) {
        return Some(found);
    }
    if scan.sense(i + 1) == Sense::Half && scan.near(i + 1) && num > 1 && den == 1 {
        return scaled(scan, Number::new(i + 2, value.checked_mul(Decimal::new(5, 1))?, Style::Words));
    }
    // "fünf und drei Viertel Milliarden"
    if scan.is(i + 1, Key::And)
        && scan.near(i + 1)
        && scan.near(i + 2)
        && let Some((part, next)) = part_at(scan, i + 2)
    {
        return scaled(scan, Number::new(next, value.checked_add(part)?, Style::Words));
    }
    if let Some((value, next)) = after_comma(scan, i + 1, value) {
        return scaled(scan, Number::new(next, value, Style::Words));
    }
    // "zwei hundert", "hundert tausend": written apart.
    let mut number = Number::new(i + 1, value, Style::Words);
    if let Some(next) = scan.numeral(i + 1).filter(|n| scan.near(i + 1) && n.form == Form::Cardinal && n.den == 1) {
        let larger =
            next.num >= 1000 && next.num % 1000 == 0 && num < 1000 || next.num == 100 && (2..10).contains(&num);
        if larger && den == 1 {
            number = Number::new(i + 2, value.checked_mul(Decimal::from(next.num))?, Style::Words);
        }
    }
    // "einige hundert" and "hundert" alone stay as they are; "hunderte Millionen" is vague elsewhere.
    added(scan, scaled(scan, number)?)
}

/// "zwei Millionen dreihunderttausend": smaller numbers that follow a scale are added.
fn added(scan: &Scan<'_>, mut number: Number) -> Option<Number> {
    let mut steps = 0;
    while steps < 6 && number.scale > Decimal::ONE {
        let skip = usize::from(scan.is(number.next, Key::And));
        let at = number.next + skip;
        let count = match scan.sense(at) {
            // "drei Billionen eine Milliarde"
            Sense::One if matches!(scan.sense(at + 1), Sense::Scale(_)) && skip == 0 => 1,
            _ => match scan.numeral(at) {
                Some(n) if n.form == Form::Cardinal && n.den == 1 => n.num,
                _ => break,
            },
        };
        if !scan.near(at) {
            break;
        }
        let plain = Number::new(at + 1, Decimal::from(count), Style::Words);
        let rest = scaled(scan, plain)?;
        if rest.value? >= number.scale || skip > 0 && rest.value? > Decimal::from(12) {
            break;
        }
        // "zwei Millionen und drei Tausender" is a list unless the words run on.
        if skip > 0 && rest.next == at + 1 && scan.capital(rest.next) {
            break;
        }
        number.value = Some(number.value?.checked_add(rest.value?)?);
        number.next = rest.next;
        number.scale = if rest.scale > Decimal::ONE { rest.scale } else { Decimal::ONE };
        number.base = number.value?;
        if rest.scale == Decimal::ONE {
            break;
        }
        steps += 1;
    }
    if steps > 0 || number.base == number.value? {
        number.scale = Decimal::ONE;
    }
    Some(number)
}

/// "ein Drittel", "zwei Drittel", "drei Viertel" (and a scale: "drei Viertel Milliarde").
fn with_part(scan: &Scan<'_>, i: usize, count: Decimal) -> Option<Number> {
    let word = scan.numeral(i + 1).filter(|n| n.form == Form::Part && n.num == 1)?;
    if !scan.near(i + 1) {
        return None;
    }
    let value = count.checked_div(Decimal::from(word.den))?.round_dp(15).normalize();
    let number = Number::new(i + 2, value, Style::Part);
    let with_scale = scaled(scan, number)?;
    Some(with_scale)
}

/// "drei Viertel" at `at`, as part of a mixed number.
fn part_at(scan: &Scan<'_>, at: usize) -> Option<(Decimal, usize)> {
    let count = match scan.sense(at) {
        Sense::One => Decimal::ONE,
        _ => Decimal::from(scan.numeral(at).filter(|n| n.form == Form::Cardinal && n.den == 1)?.num),
    };
    let word = scan.numeral(at + 1).filter(|n| n.form == Form::Part && n.num == 1 && scan.near(at + 1))?;
    let value = count.checked_div(Decimal::from(word.den))?.round_dp(15);
    Some((value, at + 2))
}

/// "Komma fünf", "Komma null fünf": the digits are read one by one.
fn after_comma(scan: &Scan<'_>, at: usize, whole: Decimal) -> Option<(Decimal, usize)> {
    if !(scan.is(at, Key::Comma) && scan.near(at)) {
        return None;
    }
    let mut value = whole;
    let mut place = Decimal::ONE;
    let mut k = at + 1;
    while k < at + 9 && scan.near(k) {
        let digit = match scan.numeral(k) {
            Some(n) if n.form == Form::Cardinal && n.den == 1 && n.num < 100 && (n.num < 10 || k == at + 1) => n.num,
            _ => break,
        };
        place = place.checked_mul(Decimal::new(1, if digit < 10 { 1 } else { 2 }))?;
        value = value.checked_add(Decimal::from(digit).checked_mul(place)?)?;
        k += 1;
        if digit >= 10 {
            break;
        }
    }
    (k > at + 1).then(|| (value.normalize(), k))
}

/// "mehrere Millionen", "ein paar Hundert", "einige Dutzend", "mehrere".
fn several(scan: &Scan<'_>, i: usize) -> Option<Number> {
    if !scan.near(i + 1) {
        return None;
    }
    let bare = Number { next: i + 1, value: None, base: Decimal::ONE, scale: Decimal::ONE, style: Style::Vague };
    let one = match scan.sense(i + 1) {
        Sense::Scale(_) | Sense::Dozen => Number { value: Some(Decimal::ONE), ..bare },
        Sense::Numeral(_) => {
            let word = scan.numeral(i + 1)?;
            let large = matches!(word.form, Form::Cardinal | Form::Vague) && word.den == 1 && word.num >= 100;
            if !large {
                return Some(bare);
            }
            let value = Decimal::from(word.num);
            Number { next: i + 2, value: Some(value), base: value, ..bare }
        }
        _ => return Some(bare),
    };
    scaled(scan, one)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn scales_and_fractions_belong_to_the_number_and_an_article_is_none() {
        check(&[
            ("Es fehlen zwei Komma fünf Prozent.", "zwei Komma fünf Prozent = percentage 2.5 percent"),
            ("Eine halbe Million Menschen kam.", "Eine halbe Million Menschen = count 500000"),
            ("Der Staat zahlt drei Viertel Milliarden Euro.", "drei Viertel Milliarden Euro = money 750000000 EUR"),
            ("Ein Mann kam.", "-"),
        ]);
    }
}
