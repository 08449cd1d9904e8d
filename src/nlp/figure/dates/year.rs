//! Years in digits: `2024`, `2019/20`, `2019-2021`, `1991 bis 1997`, "mehr als 2023".

use super::calendar::made;
use super::period;
use crate::nlp::analysis::Period;
use crate::nlp::document::Annotations;
use crate::nlp::figure::amounts::count;
use crate::nlp::figure::amounts::money;
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::numbers::numword::Form;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::syntax::predicate::Predicate;

/// Four digits at `at` that may be a year.
pub(crate) fn number(scan: &Scan<'_>, at: usize) -> Option<i64> {
    let year = scan.small(at).filter(|y| scan.len(at) == 4 && (1000..2200).contains(y))?;
    let goes_on = scan.glued(at + 1)
        && matches!(scan.at(at + 1).shape, Shape::Mark(',' | '.'))
        && scan.glued(at + 2)
        && scan.is_digits(at + 2);
    (!goes_on).then_some(year.into())
}

/// A year, or years: `2024`, `2019/20`, `2019-2021`, `1991 bis 1997`, "1991 und 1997" after "zwischen".
pub(crate) fn read(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let first = number(scan, i)?;
    let between = i > 0 && scan.is(i - 1, Key::Between);
    let k = i + 1;
    let joins = scan.dash(k) || scan.mark(k, '/') || scan.is(k, Key::UpTo) || between && scan.is(k, Key::And);
    if joins && scan.near(k) && scan.near(k + 1) {
        let last = match scan.small(k + 1) {
            Some(n) if scan.len(k + 1) == 2 && !scan.is(k, Key::UpTo) && scan.glued(k) && scan.glued(k + 1) => {
                Some(first / 100 * 100 + i64::from(n))
            }
            Some(_) => number(scan, k + 1),
            None => None,
        };
        let last = last.filter(|l| *l > first && *l - first < 1000);
        if let Some(last) =
            last.filter(|_| likely(scan, i, first) && free(scan, k + 2) && !(scan.glued(k + 2) && scan.is_word(k + 2)))
        {
            let season = (last == first + 1 && scan.mark(k, '/')).then(|| season(scan, i, first)).flatten();
            return Some(made(i - usize::from(between), k + 2, season.or_else(|| period::years(first, last))));
        }
    }
    // `2016/679` is the number of a law.
    let numbered = scan.mark(k, '/') && scan.glued(k) && scan.glued(k + 1) && scan.is_digits(k + 1);
    (!numbered && likely(scan, i, first) && free(scan, k)).then(|| made(i, k, period::year(first)))
}

/// "Saison 2024/25", "Wintersemester 2025/26": the months that the noun before the years at `i` means.
fn season(scan: &Scan<'_>, i: usize, first: i64) -> Option<Period> {
    let noun = scan.str(i.checked_sub(1).filter(|_| scan.near(i))?).to_lowercase();
    if noun.contains("semester") {
        return period::months(first, 10, 6);
    }
    if noun.starts_with("schuljahr") {
        return period::months(first, 8, 12);
    }
    List::SeasonEndings.ends(&noun).then(|| period::months(first, 7, 12)).flatten()
}

/// Whether what follows a year leaves it one: no unit, no scale, no letters.
pub(crate) fn free(scan: &Scan<'_>, k: usize) -> bool {
    if scan.glued(k) && (scan.is_word(k) || matches!(scan.at(k).shape, Shape::Mark('%' | '€' | '$' | '°'))) {
        return false;
    }
    if scan.glued(k) && scan.hyphen(k) && scan.glued(k + 1) && scan.is_word(k + 1) {
        return false;
    }
    if !scan.near(k) {
        return true;
    }
    let unit = matches!(
        scan.sense(k),
        Sense::Unit(_) | Sense::Scale(_) | Sense::Money(_) | Sense::Code(_) | Sense::Dozen | Sense::Scaled(_)
    ) && !(matches!(scan.sense(k), Sense::Unit(_)) && scan.len(k) == 1);
    !unit && !matches!(scan.at(k).shape, Shape::Mark('%' | '€' | '$' | '£' | '°')) && money::after(scan, k).is_none()
}

/// Whether four digits are a year: of our time, or announced as one; not the number of a counted noun.
fn likely(scan: &Scan<'_>, i: usize, year: i64) -> bool {
    let before = scan.before(i, 1);
    if matches!(before.shape, Shape::Mark('§' | '#')) {
        return false;
    }
    if before.sense == Sense::Key(Key::Than) {
        return compared(scan, i, year);
    }
    let near = scan.follows(i);
    let word = scan.str(i.wrapping_sub(1));
    let announced = near
        && (matches!(
            before.sense,
            Sense::Month(_)
                | Sense::Edge(_)
                | Sense::Season(_)
                | Sense::Holiday(_)
                | Sense::Key(Key::Year | Key::Season | Key::AsOf | Key::Quarter | Key::HalfYear)
        ) || word.starts_with("Jahr") && word.len() <= 7);
    if announced {
        return true;
    }
    // "glued_to_a_name" cases and approximated numbers are none.
    if scan.glued(i) && matches!(before.shape, Shape::Word)
        || near
            && matches!(
                before.sense,
                Sense::Approx(_) | Sense::Label | Sense::Key(Key::Agenda | Key::To | Key::Phone | Key::Number)
            )
    {
        return false;
    }
    let prepositional = near
        && matches!(
            before.sense,
            Sense::Key(
                Key::In | Key::Since | Key::FromOn | Key::UpTo | Key::From | Key::Before | Key::After | Key::Between
            )
        );
    if !(1800..2100).contains(&year) {
        return prepositional && matches!(before.sense, Sense::Key(Key::Since)) && (1000..2100).contains(&year);
    }
    // "2000 Menschen": round numbers before a plural noun in the vicinity count.
    let counted = scan.near(i + 1) && count::noun(scan, i + 1).is_some() && scan.capital(i + 1);
    let round = year % 50 == 0 || year < 1900;
    let from = before.sense == Sense::Key(Key::FromOn) && year % 50 != 0;
    !(counted && (round || owned(scan, i)) && !from && !matches!(before.sense, Sense::Key(Key::In | Key::Since)))
}

/// "Der Verein hat 2019 Mitglieder": the full verb right before the digits says how many there are.
fn owned(scan: &Scan<'_>, i: usize) -> bool {
    let Some(finite) = i.checked_sub(1).and_then(|k| scan.token(k)) else { return false };
    let Annotations { syntax, morphs, .. } = scan.layers;
    let owns = morphs.get(finite).is_some_and(|m| List::OwningVerbs.holds(&m.lemma));
    let verb = || Predicate::of(&syntax.words, morphs, scan.place(i)?.clause()).map(|predicate| predicate.verb);
    owns && verb() == Some(finite)
}

/// "3 Prozent mehr als 2023": a year that something is compared with, and no bound of a number.
fn compared(scan: &Scan<'_>, i: usize, year: i64) -> bool {
    let counted = count::noun(scan, i + 1).is_some();
    let bound = matches!(scan.before(i, 2).sense, Sense::Key(Key::More | Key::Less)) && {
        let before = scan.before(i, 3);
        !matches!(before.shape, Shape::Mark('%' | '€' | '$' | '£' | '°'))
            && !matches!(before.sense, Sense::Unit(_) | Sense::Money(_) | Sense::Cent(_) | Sense::Code(_))
            && !i.checked_sub(3).and_then(|k| scan.numeral(k)).is_some_and(|n| n.form != Form::Ordinal)
    };
    (1900..2100).contains(&year) && !counted && (!bound || year % 10 != 0)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn years_are_read_and_counts_and_numbers_of_laws_are_not() {
        check(&[
            ("Seit 2019 steigt der Preis.", "2019 = date @2019-01-01..2019-12-31"),
            ("Die Saison 2019/20 fiel aus.", "2019/20 = date @2019-07-01..2020-06-30"),
            ("In den Jahren 2019/20 fiel Schnee.", "2019/20 = date @2019-01-01..2020-12-31"),
            ("Der Verein hat 2019 Mitglieder.", "2019 Mitglieder = count 2019"),
            ("Der Verein hat 2019 Mitglieder verloren.", "2019 = date @2019-01-01..2019-12-31"),
            ("Er schrieb ab 1875 Romane.", "1875 = date @1875-01-01..1875-12-31"),
            ("Es kamen 2000 Menschen.", "2000 Menschen = count 2000"),
            ("Die Verordnung 2016/679 gilt.", "-"),
        ]);
    }
}
