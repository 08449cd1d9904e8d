//! Which values a figure can mean, by how it is written: "1,2 Milliarden" is everything that rounds to it.

use rust_decimal::Decimal;

use crate::nlp::analysis::{Approximation, Figure, FigureKind};

/// How far "rund" and "knapp" may be off, as a share.
const ABOUT: Decimal = Decimal::from_parts(1, 0, 0, false, 1);

/// From this on, zeros at the end of a whole number may be rounding: 12,000.
const MAY_BE_ROUND: Decimal = Decimal::from_parts(100, 0, 0, false, 0);

/// Of half a step of the last digit; less than all of it, so that 3.2 and 3.3 do not touch.
const ALMOST_ALL: Decimal = Decimal::from_parts(99, 0, 0, false, 2);

/// The least and the greatest value that a figure can mean; an absent end is open. `None` for what has no value.
pub fn meant(figure: &Figure, exact: &str) -> Option<(Option<Decimal>, Option<Decimal>)> {
    let (low, high) = ends(figure)?;
    let half = half_step(figure.kind, exact, if low.is_zero() { high } else { low })?;
    let around = |share: Decimal| {
        let slack = low.abs().max(high.abs()).checked_mul(share)?.checked_add(half)?;
        Some((low.checked_sub(slack), high.checked_add(slack)))
    };
    match figure.approximation {
        None => around(Decimal::ZERO),
        Some(Approximation::About) => around(ABOUT),
        Some(Approximation::Nearly) => Some((around(ABOUT)?.0, around(Decimal::ZERO)?.1)),
        Some(Approximation::MoreThan | Approximation::AtLeast) => Some((around(Decimal::ZERO)?.0, None)),
        Some(Approximation::LessThan | Approximation::AtMost) => Some((None, around(Decimal::ZERO)?.1)),
        Some(Approximation::Several) => None,
    }
}

fn ends(figure: &Figure) -> Option<(Decimal, Decimal)> {
    let low = figure.value.or(figure.min)?;
    let high = figure.value.or(figure.max)?;
    (low <= high).then_some((low, high))
}

/// Half of what the last digit that is written stands for.
fn half_step(kind: FigureKind, exact: &str, value: Decimal) -> Option<Decimal> {
    let written = exact.split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').find(|part| !part.is_empty());
    let written = written.map(|part| part.trim_matches(['.', ','])).filter(|part| !part.is_empty());
    let (whole, decimals) = match written.map(|part| part.split_once(',').unwrap_or((part, ""))) {
        Some((whole, decimals)) => (whole.replace('.', ""), decimals.to_owned()),
        None => (value.normalize().abs().trunc().to_string(), String::new()),
    };
    let digits: Decimal = format!("{whole}.{decimals}0").parse().ok()?;
    let scale = if digits.is_zero() { Decimal::ONE } else { value.abs().checked_div(digits)? };
    let zeros = whole.bytes().rev().take_while(|byte| *byte == b'0').count();
    let step = if !decimals.is_empty() {
        Decimal::new(1, u32::try_from(decimals.len()).ok().filter(|places| *places <= 20)?)
    } else if digits >= MAY_BE_ROUND && zeros > 0 {
        Decimal::from(10_u64.checked_pow(u32::try_from(zeros).ok()?)?)
    } else if kind == FigureKind::Count && scale == Decimal::ONE {
        Decimal::ZERO
    } else {
        Decimal::ONE
    };
    step.checked_mul(scale)?.checked_mul(ALMOST_ALL)?.checked_div(Decimal::TWO)
}

/// How far two figures are apart, and how often the smaller one goes into the greater one.
pub fn apart(one: &Figure, other: &Figure) -> Option<(Decimal, Option<Decimal>)> {
    let ((one_low, one_high), (other_low, other_high)) = (ends(one)?, ends(other)?);
    let (below, above) = if one_high <= other_low { (one_high, other_low) } else { (other_high, one_low) };
    let difference = above.checked_sub(below)?.abs().normalize();
    let (small, great) = if below.abs() <= above.abs() { (below, above) } else { (above, below) };
    let comparable = !small.is_zero() && small.is_sign_negative() == great.is_sign_negative();
    let ratio = comparable.then(|| great.checked_div(small)).flatten();
    Some((difference, ratio.map(|ratio| ratio.round_dp(4).normalize())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::analysis::FigureId;
    use crate::text::Span;

    fn figure(kind: FigureKind, value: &str, approximation: Option<Approximation>) -> Figure {
        let parse = |text: &str| text.parse().ok();
        let range = value.split_once("..");
        Figure {
            id: FigureId(1),
            span: Span::new(0, 1),
            kind,
            value: range.is_none().then(|| parse(value)).flatten(),
            min: range.and_then(|(low, _)| parse(low)),
            max: range.and_then(|(_, high)| parse(high)),
            unit: None,
            approximation,
            change: None,
            from: None,
            to: None,
            per: None,
            measures: None,
            measured: None,
            period: None,
            time: None,
            claim_id: None,
            speaker: None,
            entities: Vec::new(),
        }
    }

    fn exclude(one: (&str, &str, Option<Approximation>), other: (&str, &str, Option<Approximation>)) -> bool {
        let meant = |(exact, value, approximation): (&str, &str, Option<Approximation>)| {
            let kind = if exact.contains("Menschen") { FigureKind::Count } else { FigureKind::Money };
            meant(&figure(kind, value, approximation), exact).expect("a value")
        };
        let ((low, high), (other_low, other_high)) = (meant(one), meant(other));
        let below = |high: Option<Decimal>, low: Option<Decimal>| high.zip(low).is_some_and(|(high, low)| high < low);
        below(high, other_low) || below(other_high, low)
    }

    #[test]
    fn values_exclude_each_other_by_how_they_are_written() {
        use Approximation::{About, AtLeast, AtMost, LessThan, MoreThan, Nearly};
        for (one, other, expected, reason) in [
            (("1,2 Milliarden Euro", "1200000000", None), ("1,23 Milliarden", "1230000000", None), false, "rounded"),
            (("1,2 Milliarden Euro", "1200000000", None), ("1,3 Milliarden", "1300000000", None), true, "neighbours"),
            (
                ("3 Milliarden Euro", "3000000000", None),
                ("3,4 Milliarden", "3400000000", None),
                false,
                "whole billions",
            ),
            (("3 Milliarden Euro", "3000000000", None), ("3,6 Milliarden", "3600000000", None), true, "more than half"),
            (("14 Menschen", "14", None), ("12 Menschen", "12", None), true, "people are counted"),
            (("14 Menschen", "14", None), ("mindestens 12 Menschen", "12", Some(AtLeast)), false, "at least"),
            (("10 Menschen", "10", None), ("mindestens 12 Menschen", "12", Some(AtLeast)), true, "fewer than at least"),
            (("mehr als 12 Menschen", "12", Some(MoreThan)), ("14 Menschen", "14", None), false, "more than"),
            (("höchstens 12 Menschen", "12", Some(AtMost)), ("14 Menschen", "14", None), true, "at most"),
            (("weniger als 20 Menschen", "20", Some(LessThan)), ("14 Menschen", "14", None), false, "less than"),
            (("rund 500 Menschen", "500", Some(About)), ("540 Menschen", "540", None), false, "about"),
            (("rund 500 Menschen", "500", Some(About)), ("800 Menschen", "800", None), true, "not even about"),
            (("knapp 500 Menschen", "500", Some(Nearly)), ("480 Menschen", "480", None), false, "nearly"),
            (("knapp 500 Menschen", "500", Some(Nearly)), ("570 Menschen", "570", None), true, "more than nearly"),
            (("12.000 Menschen", "12000", None), ("12.345 Menschen", "12345", None), false, "round thousands"),
            (("12.000 Menschen", "12000", None), ("12.600 Menschen", "12600", None), true, "not that round"),
            (("30 bis 40 Menschen", "30..40", None), ("35 Menschen", "35", None), false, "in the range"),
            (("30 bis 40 Menschen", "30..40", None), ("45 Menschen", "45", None), true, "beyond the range"),
            (("zwölf Menschen", "12", None), ("14 Menschen", "14", None), true, "a numeral"),
            (("3,5 Prozent", "3.5", None), ("4 Prozent", "4", None), false, "rounds to it"),
            (("3,4 Prozent", "3.4", None), ("4 Prozent", "4", None), true, "does not round to it"),
        ] {
            assert_eq!(exclude(one, other), expected, "{reason}");
            assert_eq!(exclude(other, one), expected, "{reason}, the other way round");
        }
    }

    #[test]
    fn distances_are_exact() {
        for (one, other, difference, ratio) in [
            ("3200000000", "3000000000", "200000000", Some("1.0667")),
            ("12", "14", "2", Some("1.1667")),
            ("0", "14", "14", None),
            ("-2", "3", "5", None),
            ("-2", "-3", "1", Some("1.5")),
            ("30..40", "50", "10", Some("1.25")),
        ] {
            let figure = |value| figure(FigureKind::Money, value, None);
            let expected = (difference.parse().unwrap(), ratio.map(|ratio| ratio.parse().unwrap()));
            assert_eq!(apart(&figure(one), &figure(other)), Some(expected), "{one} {other}");
        }
    }
}
