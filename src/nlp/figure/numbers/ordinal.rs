//! Ordinals ("der dritte", `3.`), ranks ("Platz eins", "Top 10", "zweitgrößte"), positions ("letzte"), "zu viert".

use rust_decimal::Decimal;

use super::number;
use super::numword::Form;
use super::range;
use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::amounts::measure;
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// An ordinal word or a superlative with a number at atom `i`.
pub(crate) fn word(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let numeral = scan.numeral(i)?;
    let made = |kind| Some(Draft::new(i, i + 1, kind).value(Decimal::from(numeral.num)));
    match numeral.form {
        Form::Ordinal => {
            // "Erste Bank", "das Zweite (ZDF)" are names only with a following name; "achten" and "achte" are verbs too.
            let verb = matches!(scan.str(i), "achten" | "achte") && !determined(scan, i);
            let name = numeral.num < 1000
                && scan.capital(i)
                && scan.capital(i + 1)
                && scan.near(i + 1)
                && !scan.starts_sentence(i);
            // "der Achter" is a boat, "der Vierer" a team: after an article ordinals end in -e or -en.
            let boat =
                scan.str(i).ends_with("er") && scan.capital(i) && i > 0 && List::BoatArticles.holds(scan.str(i - 1));
            if verb || name || boat || saying(scan, i) {
                return None;
            }
            if scan.is(i + 1, Key::Rank) && scan.capital(i + 1) && scan.near(i + 1) {
                return Some(Draft::new(i, i + 2, FigureKind::Rank).value(Decimal::from(numeral.num)));
            }
            made(FigureKind::Ordinal)
        }
        Form::Superlative => made(FigureKind::Rank),
        Form::Together if i > 0 && scan.is(i - 1, Key::To) => made(FigureKind::Ordinal),
        _ => None,
    }
}

/// "Das Erste zeigt", "im Ersten": the name of a channel.
pub(crate) fn channel(scan: &Scan<'_>, i: usize) -> bool {
    let led = i > 0 && scan.near(i) && matches!(scan.str(i - 1), "das" | "Das" | "im" | "Im");
    let goes_on = scan.near(i + 1) && scan.capital(i + 1) || scan.mark(i + 1, ',');
    led && !goes_on && matches!(scan.str(i), "Erste" | "Ersten")
}

/// "in erster Linie", "aus zweiter Hand": sayings that order nothing.
fn saying(scan: &Scan<'_>, i: usize) -> bool {
    scan.near(i + 1)
        && matches!((scan.str(i), scan.str(i + 1)), ("erster", "Linie" | "Hand" | "Güte") | ("zweiter", "Hand"))
}

/// Whether the word before `i` announces an adjective.
fn determined(scan: &Scan<'_>, i: usize) -> bool {
    // "beim „2. Klimakongress“"
    let marked = |i: &usize| *i > 1 && matches!(scan.at(*i - 1).shape, Shape::Mark('„' | '»' | '‚' | '"'));
    let i = if marked(&i) { i - 1 } else { i };
    let i = if marked(&i) { i - 1 } else { i };
    i > 0
        && scan.near(i)
        && (matches!(scan.sense(i - 1), Sense::Det | Sense::One | Sense::Relative(_))
            || matches!(scan.sense(i - 1), Sense::Key(Key::OnThe | Key::InThe | Key::ToThe | Key::From | Key::Every)))
}

/// "einhundert Milliardste" at atom `i`: a cardinal before the ordinal of a scale.
pub(crate) fn of_scale(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let cardinal = scan.numeral(i).filter(|n| n.form == Form::Cardinal && n.den == 1)?;
    let scale = scan.numeral(i + 1).filter(|n| n.form == Form::Ordinal && n.num >= 1_000_000 && scan.near(i + 1))?;
    let value = Decimal::from(cardinal.num).checked_mul(Decimal::from(scale.num))?;
    Some(Draft::new(i, i + 2, FigureKind::Ordinal).value(value))
}

/// `3.` at atom `i`, after a determiner and before a word: "die 3. Auflage".
pub(crate) fn digits(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    // "die 22. „Messe der Erfinder“"
    let quoted = usize::from(matches!(scan.at(i + 2).shape, Shape::Mark('„' | '»' | '«' | '"')) && scan.glued(i + 3));
    let word = scan.is_word(i + 2 + quoted);
    if !(scan.mark(i + 1, '.') && scan.glued(i + 1) && scan.near(i + 2) && word && !scan.glued(i + 2)) {
        return None;
    }
    let value = scan.small(i).filter(|v| *v > 0)?;
    let goes_on = !scan.capital(i + 2) && !matches!(scan.sense(i + 2), Sense::Stop);
    if !determined(scan, i) && !goes_on || scan.len(i) > 4 {
        return None;
    }
    if scan.is(i + 2, Key::Rank) && scan.capital(i + 2) {
        return Some(Draft::new(i, i + 3, FigureKind::Rank).value(Decimal::from(value)));
    }
    Some(Draft::new(i, i + 2, FigureKind::Ordinal).value(Decimal::from(value)))
}

/// "Platz eins", "Rang 3", "Nummer eins", "Top 10" at atom `i`.
pub(crate) fn rank(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let kind = match scan.sense(i) {
        // "Abs. 1 Nr. 4" is a place in a law.
        Sense::Key(Key::Number) if scan.is_digits(i.wrapping_sub(1)) => return None,
        Sense::Key(Key::Rank | Key::Top | Key::Number) if scan.capital(i) => FigureKind::Rank,
        _ => return None,
    };
    let after_number = scan.is(i, Key::Number);
    let mut at = i
        + 1
        + usize::from(scan.hyphen(i + 1) && scan.is(i, Key::Top))
        + usize::from(after_number && scan.mark(i + 1, '.'));
    if scan.is(i, Key::Rank) && scan.str(at) == "Nummer" {
        at += 1;
    }
    if !scan.near(at) {
        return None;
    }
    if let Some(several) = range::read(scan, at, at).filter(|r| r.range.is_some() && !r.scaled) {
        let mut draft = Draft::new(i, several.next, kind);
        draft.range = several.range;
        return Some(draft);
    }
    let number = number::read(scan, at)?;
    let value = number.value.filter(|v| v.is_integer() && *v > Decimal::ZERO && number.scale == Decimal::ONE)?;
    Some(Draft::new(i, number.next, kind).value(value))
}

/// "letzte", "vorletzte", "drittletzte" count from the end: −1, −2, −3; "nächste" is a position without a number.
pub(crate) fn position(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let from_end = match scan.sense(i) {
        Sense::Position(n) => i64::from(n),
        Sense::Relative(-2) => 2,
        _ => return None,
    };
    // "in den letzten sechs Monaten" is a length of time, "in letzter Minute" a saying.
    let length = |next: usize| measure::after(scan, next).is_some_and(|u| u.kind == FigureKind::Duration);
    let counted = number::read(scan, i + 1).is_some_and(|n| length(n.next));
    let saying = matches!(scan.str(i), "letzter" | "letzten") && List::LastSayings.holds(scan.str(i + 1));
    if scan.near(i + 1) && (counted || saying) {
        return None;
    }
    let mut draft = Draft::new(i, i + 1, FigureKind::Ordinal);
    draft.value = (from_end > 0).then(|| Decimal::from(-from_end));
    Some(draft)
}

/// "zuerst".
pub(crate) fn first_of_all(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    matches!(scan.str(i), "zuerst" | "Zuerst").then(|| Draft::new(i, i + 1, FigureKind::Ordinal).value(Decimal::ONE))
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn places_and_ranks_are_read_and_sayings_are_not() {
        check(&[
            ("Die Läuferin kam auf Platz drei.", "Platz drei = rank 3"),
            ("Der dritte Versuch gelang.", "dritte = ordinal 3"),
            ("Der vorletzte Versuch gelang.", "vorletzte = ordinal -2"),
            ("In erster Linie geht es um Geld.", "-"),
            ("In letzter Minute fiel das Tor.", "-"),
        ]);
    }
}
