//! Periods that have a number: "1950er-Jahre", "in den Achtzigern", "drittes Quartal", `Q3 2024`, "21. Jahrhundert".

use super::calendar::{made, year_after};
use super::period as days;
use super::year;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::numbers::numword::Form;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::morph::Pos;

/// "1950er-Jahre", "50er Jahre", "1990er" at the digits `i`.
pub(crate) fn decade(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    // "1970er", "1970-ern"
    let apart = usize::from(scan.hyphen(i + 1) && scan.glued(i + 2));
    if !(scan.glued(i + 1) && matches!(scan.str(i + 1 + apart), "er" | "ern")) {
        return None;
    }
    let ending = i + 1 + apart;
    let number = i64::from(scan.small(i).filter(|n| n.is_multiple_of(10))?);
    let hyphen = usize::from(scan.hyphen(ending + 1));
    let years = matches!(scan.str(ending + 1 + hyphen), "Jahre" | "Jahren" | "Jahres" | "Jahr")
        && scan.near(ending + 1 + hyphen);
    let first = match scan.len(i) {
        4 if (1000..2100).contains(&number) => number,
        2 if years => 1900 + number,
        _ => return None,
    };
    Some(made(i, if years { ending + 2 + hyphen } else { ending + 1 }, days::years(first, first + 9)))
}

/// "neunziger Jahre" at the word `i`.
pub(crate) fn decade_word(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let numeral = scan.numeral(i).filter(|n| n.form == Form::Decade)?;
    let hyphen = usize::from(scan.hyphen(i + 1));
    let years = matches!(scan.str(i + 1 + hyphen), "Jahre" | "Jahren") && scan.near(i + 1 + hyphen);
    let first = 1900 + i64::try_from(numeral.num).ok()?;
    // "Neunzigerjahre"
    if scan.str(i).ends_with("jahre") || scan.str(i).ends_with("jahren") {
        return Some(made(i, i + 1, days::years(first, first + 9)));
    }
    if years {
        return Some(made(i, i + 2 + hyphen, days::years(first, first + 9)));
    }
    alone(scan, i).then(|| made(i, i + 1, days::years(first, first + 9)))
}

/// "in den Achtzigern", "Anfang der Siebziger", "der Stil der Zwanziger"; but "ein Mann in den Fünfzigern" is of that age.
fn alone(scan: &Scan<'_>, i: usize) -> bool {
    let article = i > 1 && scan.capital(i) && scan.near(i) && matches!(scan.str(i - 1), "den" | "der" | "die" | "Die");
    if !article || scan.near(i + 1) && (scan.capital(i + 1) || scan.hyphen(i + 1)) {
        return false;
    }
    let noun = |k: usize| scan.capital(k) && scan.morph(k).is_some_and(|m| m.pos == Pos::Noun);
    match (scan.str(i - 1), scan.sense(i - 2)) {
        ("den", Sense::Key(Key::In)) => {
            // The noun or the verb before it says of whom.
            let led = |k: usize| k > 0 && matches!(scan.sense(k - 1), Sense::One | Sense::Det) && scan.capital(k);
            let person = |k: usize| noun(k) || led(k) || matches!(scan.str(k), "ist" | "sind");
            !i.checked_sub(3).is_some_and(person)
        }
        ("den", sense) => {
            matches!(sense, Sense::Key(Key::Since | Key::From | Key::Before | Key::After)) || scan.str(i - 2) == "aus"
        }
        ("der", Sense::Edge(_)) => true,
        ("der", _) => scan.str(i).ends_with("er") && noun(i - 2),
        _ => false,
    }
}

/// "3. Quartal 2024", "21. Jahrhundert" at the digits `i`; "drittes Quartal" at the ordinal `i`.
pub(crate) fn period(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let (number, at) = match scan.numeral(i) {
        Some(n) if n.form == Form::Ordinal => (i64::try_from(n.num).ok()?, i + 1),
        None if scan.mark(i + 1, '.') && scan.glued(i + 1) => (i64::from(scan.small(i)?), i + 2),
        _ => return None,
    };
    if !scan.near(at) {
        return None;
    }
    let months = match scan.sense(at) {
        Sense::Key(Key::Quarter) => 3,
        Sense::Key(Key::HalfYear) => 6,
        Sense::Unit(id) if scan.words.units.get(usize::from(id)).is_some_and(|u| u.id == "century") => {
            let last = number.checked_mul(100).filter(|_| (1..30).contains(&number))?;
            return Some(made(i, at + 1, days::years(last - 99, last)));
        }
        _ => return None,
    };
    if number < 1 || number * months > 12 {
        return None;
    }
    let (next, year) = year_after(scan, at + 1);
    let of_year = match year {
        Some(0) => None,
        Some(year) => Some(year),
        None => days::latest_year(scan.published, (number - 1) * months + 1),
    };
    let next = if year.is_some() { next } else { at + 1 };
    Some(made(i, next, of_year.and_then(|y| days::months(y, (number - 1) * months + 1, months))))
}

/// `Q3 2024`, `H1` at the letter `i`.
pub(crate) fn lettered_quarter(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let months = if scan.is(i, Key::Q) { 3 } else { 6 };
    let number = i64::from(scan.small(i + 1).filter(|n| scan.glued(i + 1) && *n > 0 && i64::from(*n) * months <= 12)?);
    if scan.glued(i + 2) && (scan.is_word(i + 2) || scan.is_digits(i + 2) || scan.hyphen(i + 2)) {
        return None;
    }
    let slash = usize::from(scan.mark(i + 2, '/'));
    let year = year::number(scan, i + 2 + slash).filter(|_| scan.near(i + 2 + slash));
    if months == 6 && year.is_none() {
        return None;
    }
    let next = if year.is_some() { i + 3 + slash } else { i + 2 };
    let of_year = year.or_else(|| days::latest_year(scan.published, (number - 1) * months + 1));
    Some(made(i, next, of_year.and_then(|y| days::months(y, (number - 1) * months + 1, months))))
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn quarters_and_decades_are_read_and_the_decade_of_a_person_is_none() {
        check(&[
            ("Im dritten Quartal 2024 sank der Umsatz.", "dritten Quartal 2024 = date @2024-07-01..2024-09-30"),
            ("In den 1950er-Jahren begann es.", "1950er-Jahren = date @1950-01-01..1959-12-31"),
            ("In den Achtzigern war das anders.", "Achtzigern = date @1980-01-01..1989-12-31"),
            ("Der Stil der Zwanziger kehrt zurück.", "Zwanziger = date @1920-01-01..1929-12-31"),
            ("Ein Mann in den Fünfzigern wird gesucht.", "-"),
        ]);
    }
}
