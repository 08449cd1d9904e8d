//! Shares: "die Hälfte der Befragten", "jeder Fünfte", "ein Drittel", "doppelt so viele", "vier von fünf".

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::number::{self, Style};
use super::numword::Form;
use super::range::Quantity;
use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::amounts::count;
use crate::nlp::figure::context::approximator;
use crate::nlp::figure::context::change;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// "die Hälfte", "mehr als die Hälfte" at the noun `i`.
pub(crate) fn half(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    if !scan.is(i, Key::Half) || !scan.capital(i) {
        return None;
    }
    let mut first = i;
    if i > floor && scan.near(i) && matches!(scan.sense(i - 1), Sense::Det | Sense::One) {
        first = i - 1;
    }
    // Halves of years and of matches are periods ("in der zweiten Hälfte").
    if i > 0 && scan.numeral(i - 1).is_some_and(|n| n.form == Form::Ordinal) {
        return None;
    }
    let mut draft = Draft::new(first, i + 1, FigureKind::Fraction).value(Decimal::new(5, 1));
    if let Some((approximation, at)) = approximator::before(scan, first, floor)
        && !matches!(scan.str(at), "über" | "unter" | "ab")
    {
        (draft.approximation, draft.first) = (Some(approximation), at);
    }
    if draft.first > 0 && scan.is(draft.first - 1, Key::By) {
        draft.change = change::direction(scan, &draft);
    }
    Some(draft)
}

/// "jeder Fünfte", "jede vierte Frau", "jeder zweite": one in so many.
pub(crate) fn every(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    if !scan.is(i, Key::Every) || !scan.near(i + 1) {
        return None;
    }
    let ordinal = scan.numeral(i + 1).filter(|n| n.form == Form::Ordinal && n.num > 1)?;
    let value = Decimal::ONE.checked_div(Decimal::from(ordinal.num))?.round_dp(15).normalize();
    let mut next = i + 2;
    let mut measures = None;
    if scan.capital(next) && scan.near(next) {
        if matches!(scan.sense(next), Sense::Unit(_) | Sense::Weekday(..)) {
            return None;
        }
        measures = Some(scan.str(next).to_owned());
        next = count::extend(scan, next);
    }
    let mut draft = Draft::new(i, next, FigureKind::Fraction).value(value);
    draft.measures = measures;
    if let Some((approximation, at)) = approximator::before(scan, i, floor) {
        (draft.approximation, draft.first) = (Some(approximation), at);
    }
    Some(draft)
}

/// "doppelt so viele", "das Doppelte" at atom `i`.
pub(crate) fn double(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    let word = scan.str(i);
    let compared = matches!(word, "doppelt" | "Doppelt")
        && (scan.is(i + 1, Key::As) || scan.str(i + 1) == "soviel" || scan.str(i + 1) == "soviele");
    let noun = matches!(word, "Doppelte" | "Doppelten") && scan.near(i);
    let half = scan.sense(i) == Sense::Half && word.eq_ignore_ascii_case("halb") && scan.is(i + 1, Key::As);
    if !compared && !noun && !half {
        return None;
    }
    let value = if half { Decimal::new(5, 1) } else { Decimal::TWO };
    let mut draft = Draft::new(i, i + 1, FigureKind::Multiple).value(value);
    let mut first = i;
    if noun && i > floor && scan.sense(i - 1) == Sense::Det {
        first = i - 1;
    }
    if let Some((approximation, at)) = approximator::before(scan, first, floor) {
        (draft.approximation, draft.first) = (Some(approximation), at);
    }
    Some(draft)
}

/// "vier von fünf Kindern", "3 von 10": one share. Of other totals ("12 von 30 Klubs") the number counts.
pub(crate) fn of_total(scan: &Scan<'_>, quantity: &Quantity) -> Option<Draft> {
    let from = quantity.next;
    let part = quantity.value.filter(|v| v.is_integer() && *v > Decimal::ZERO && !quantity.scaled)?;
    if scan.str(from) != "von" || !scan.near(from) || !scan.near(from + 1) {
        return None;
    }
    let whole = number::read(scan, from + 1).filter(|n| n.scale == Decimal::ONE)?;
    let total = whole.value.filter(|v| v.is_integer() && *v >= part)?.to_u32()?;
    let noun = count::noun(scan, whole.next);
    let measures = noun.and_then(|next| {
        let (start, end) = (scan.at(whole.next).start as usize, scan.at(next - 1).end as usize);
        scan.text.get(start..end).map(ToOwned::to_owned)
    });
    if (2..=10).contains(&total) || matches!(total, 20 | 100 | 1000) {
        let value = part.checked_div(total.into())?.round_dp(15).normalize();
        let mut draft = Draft::new(quantity.first, whole.next, FigureKind::Fraction).value(value);
        draft.measures = measures;
        return Some(draft);
    }
    let mut draft = Draft::new(quantity.first, from, FigureKind::Count).value(part);
    draft.measures = measures.filter(|_| quantity.style != Style::Article);
    draft.measures.is_some().then_some(draft)
}

/// "im Verhältnis 1:5", "Maßstab 1:100" at the digits `i`: one share, and no score.
pub(crate) fn ratio(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let joined = scan.mark(i + 1, ':') && scan.glued(i + 1) && scan.glued(i + 2) && !scan.glued(i);
    let goes_on = scan.mark(i + 3, ':') && scan.glued(i + 3);
    let (part, whole) = (scan.small(i)?, scan.small(i + 2).filter(|n| *n > 0 && joined && !goes_on)?);
    scan.before_in_stretch(i, 14).find(|k| List::RatioNouns.ends(&scan.str(*k).to_lowercase()))?;
    let value = Decimal::from(part).checked_div(whole.into())?.round_dp(15).normalize();
    Some(Draft::new(i, i + 3, FigureKind::Fraction).value(value))
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn shares_are_read_and_half_of_a_match_is_none() {
        check(&[
            ("Jeder fünfte Schüler fehlt.", "Jeder fünfte Schüler = fraction 0.2"),
            ("Mehr als die Hälfte der Befragten lehnt das ab.", "Mehr als die Hälfte = fraction 0.5 ~more_than"),
            ("Vier von fünf Kindern essen zu süß.", "Vier von fünf = fraction 0.8"),
            ("Einer von zehn Kunden wechselt.", "Einer von zehn = fraction 0.1"),
            ("12 von 30 Klubs kamen.", "12 = count 12 ; 30 Klubs = count 30"),
            ("Das Verhältnis beträgt 1:5.", "1:5 = fraction 0.2"),
            ("Das Spiel endete 1:5.", "1 = number 1 score ; 5 = number 5 score"),
            ("Das ist doppelt so viel.", "doppelt = multiple 2"),
            ("In der zweiten Hälfte fiel das Tor.", "zweiten = ordinal 2"),
        ]);
    }
}
