//! Number words in hyphenated compounds: "Zwei-Drittel-Mehrheit", "Drei-Schichten-Betrieb", "5-Sterne-Hotel".
//!
//! With a unit ("Zwei-Prozent-Ziel", "Vier-Tage-Woche") they are read as amounts elsewhere. A counted plural in the middle
//! is a count; where the middle is no plural ("Ein-Kind-Politik", "Zwei-Faktor-Anmeldung") or the whole is a saying
//! ("Vier-Augen-Gespräch") the number is part of a name.

use super::digits;
use super::numword::Form;
use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::scan::Scan;

/// "Zwei-Drittel-Mehrheit" at the cardinal `i`.
pub(crate) fn of_parts(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let part = scan.numeral(i + 2).filter(|n| n.form == Form::Part && n.num == 1)?;
    if !(scan.hyphen(i + 1) && scan.glued(i + 2)) {
        return None;
    }
    let count = scan.numeral(i).filter(|n| n.form == Form::Cardinal && n.den == 1 && n.num < part.den)?;
    let value = digits::ratio(count.num.try_into().ok()?, part.den.try_into().ok()?)?;
    Some(Draft::new(i, i + 3, FigureKind::Fraction).value(value))
}

/// One past the counted plural between two hyphens that follows the number ending before `j`.
pub(crate) fn middle(scan: &Scan<'_>, j: usize) -> Option<usize> {
    let k = j + 1;
    let framed = scan.hyphen(j) && scan.glued(k) && scan.capital(k) && scan.hyphen(k + 1) && scan.glued(k + 2);
    let word = scan.str(k);
    let plural = word.len() > 3 && (word.ends_with(['e', 'n', 's']) || word.ends_with("er")) || word == "Mann";
    (framed && scan.is_word(k + 2) && plural && !List::CompoundNames.holds(word)).then_some(k + 1)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn a_counted_plural_between_hyphens_is_counted_and_a_saying_is_not() {
        check(&[
            ("Eine Zwei-Drittel-Mehrheit ist nötig.", "Zwei-Drittel = fraction 0.666666666666667"),
            ("Der Drei-Schichten-Betrieb endet.", "Drei-Schichten = count 3"),
            ("Das Vier-Augen-Gespräch fiel aus.", "-"),
        ]);
    }
}
