//! Centuries in Roman numerals ("im XX. Jahrhundert").
//!
//! No other Roman numeral is a figure: it counts popes and kings ("Franz II."), articles ("Artikel IV"), and events that
//! are named by it ("die XXII. Winterspiele").

use crate::nlp::figure::dates::calendar::made;
use crate::nlp::figure::dates::period;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// A century whose Roman numeral is the word `i`.
pub(crate) fn century(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let word = scan.str(i);
    if !word.starts_with(['I', 'V', 'X']) || !scan.mark(i + 1, '.') || !scan.glued(i + 1) || !scan.near(i + 2) {
        return None;
    }
    let Sense::Unit(id) = scan.sense(i + 2) else { return None };
    if scan.words.units.get(usize::from(id)).is_none_or(|u| u.id != "century") {
        return None;
    }
    let last = number(word)?.checked_mul(100)?;
    Some(made(i, i + 3, period::years(last - 99, last)))
}

/// The value of a numeral up to XXX.
fn number(word: &str) -> Option<i64> {
    let tens = word.bytes().take_while(|b| *b == b'X').count();
    let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"].iter().position(|o| *o == &word[tens..])?;
    i64::try_from(tens * 10 + ones).ok().filter(|n| (1..=30).contains(n))
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn roman_centuries_are_read_and_popes_are_not_counted() {
        check(&[
            ("Im XX. Jahrhundert wuchs die Stadt.", "XX. Jahrhundert = date @1901-01-01..2000-12-31"),
            ("Papst Johannes XXIII. sprach.", "-"),
        ]);
    }
}
