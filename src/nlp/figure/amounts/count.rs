//! Counted nouns: what stands after a number and is counted by it ("mehr als 100.000 Nvidia H100-GPUs").
//!
//! Found by shape alone: up to four inflected words in small letters, then a capitalised one with its hyphen parts. A name
//! that does not look like a plural ("Nvidia") draws the next capitalised word to it.

use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::numbers::numword;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::morph::{Pos, VerbForm};

/// The counted noun phrase that begins at atom `j`: one past its head.
pub(crate) fn noun(scan: &Scan<'_>, j: usize) -> Option<usize> {
    let mut k = j + usize::from(scan.hyphen(j) && scan.glued(j + 1));
    let mut adjectives = 0;
    loop {
        if !scan.follows(k) || !scan.is_word(k) {
            return None;
        }
        if scan.capital(k) {
            break;
        }
        if adjectives == 4 || !(adjective(scan, k) || adverb(scan, k)) {
            return None;
        }
        adjectives += 1;
        k += 1;
        // "drei große, helle Räume"
        if scan.mark(k, ',')
            && scan.is_word(k + 1)
            && !scan.capital(k + 1)
            && adjective(scan, k + 1)
            && scan.capital(k + 2)
        {
            k += 1;
        }
    }
    if matches!(scan.sense(k), Sense::Month(_) | Sense::Weekday(..) | Sense::Key(Key::Clock) | Sense::Code(_)) {
        return None;
    }
    let mut end = extend(scan, k);
    let mut words = 1;
    while words < 3 && !plural(scan.str(end - 1)) && scan.near(end) && scan.capital(end) && !scan.starts_sentence(end) {
        if !matches!(scan.sense(end), Sense::None | Sense::Label | Sense::Key(Key::H | Key::K | Key::Q | Key::T)) {
            break;
        }
        end = extend(scan, end);
        words += 1;
    }
    Some(end)
}

/// One past the word at `k` with its hyphen parts, glued digits and gender endings.
pub(crate) fn extend(scan: &Scan<'_>, k: usize) -> usize {
    let mut end = k + 1;
    while scan.glued(end) {
        let joined = match scan.at(end).shape {
            Shape::Word | Shape::Digits => 1,
            Shape::Mark('-' | '‑' | '&' | '\'' | '’')
                if scan.glued(end + 1) && (scan.is_word(end + 1) || scan.is_digits(end + 1)) =>
            {
                2
            }
            Shape::Mark(':' | '*' | '_' | '/') if scan.glued(end + 1) && scan.str(end + 1).starts_with("in") => 2,
            _ => break,
        };
        end += joined;
        if end - k > 12 {
            break;
        }
    }
    end
}

/// Whether the word in small letters at `k` may be an adjective before a counted noun.
fn adjective(scan: &Scan<'_>, k: usize) -> bool {
    let word = scan.str(k);
    let sense = scan.sense(k);
    let fits = matches!(
        sense,
        Sense::None | Sense::Up | Sense::Down | Sense::Suffix(_) | Sense::Key(Key::Old | Key::More | Key::Less)
    ) || scan.numeral(k).is_some_and(|n| !matches!(n.form, numword::Form::Cardinal));
    fits && word.len() > 3 && [b"e".as_slice(), b"en", b"er", b"es", b"em"].iter().any(|e| word.as_bytes().ends_with(e))
}

/// Whether the uninflected word at `k` belongs to the adjective after it: "wöchentlich aktive Nutzer".
fn adverb(scan: &Scan<'_>, k: usize) -> bool {
    matches!(scan.sense(k), Sense::None | Sense::Regular(_))
        && scan.near(k + 1)
        && !scan.capital(k + 1)
        && adjective(scan, k + 1)
        && scan.morph(k).is_some_and(|m| matches!(m.pos, Pos::Adv | Pos::Adj))
        && scan.morph(k + 1).is_some_and(|m| m.pos == Pos::Adj || m.verb_form == Some(VerbForm::Participle))
}

/// Whether a noun looks like a plural (or is made of capitals, as abbreviations are).
fn plural(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() < 3
        || bytes.ends_with(b"n")
        || bytes.ends_with(b"e")
        || bytes.ends_with(b"er")
        || bytes.ends_with(b"s")
        || bytes.ends_with(b"el")
}

/// One side of a score (`2:1`) at the digits `i`: both sides are numbers whose unit says so.
pub(crate) fn score(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let side = |k: usize| scan.is_digits(k) && scan.len(k) <= 2;
    let joined = |k: usize| scan.mark(k, ':') && scan.glued(k) && scan.glued(k + 1) && side(k - 1) && side(k + 1);
    let first = joined(i + 1);
    let last = i >= 2 && joined(i - 1);
    // Of "1:2:3" and "A1:2" nothing is known.
    let alone = if first {
        i == 0 || !scan.glued(i) || matches!(scan.before(i, 1).shape, Shape::Mark('(' | '„'))
    } else {
        !scan.mark(i + 1, ':') || !scan.glued(i + 2)
    };
    if first == last || !alone {
        return None;
    }
    let value = scan.small(i)?;
    Some(Draft::new(i, i + 1, FigureKind::Number).value(value.into()).unit("score"))
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn what_is_counted_belongs_to_the_count_and_the_sides_of_a_score_count_nothing() {
        check(&[
            ("Mehr als 300 Beschäftigte streiken.", "Mehr als 300 Beschäftigte = count 300 ~more_than"),
            ("Das Spiel endete 2:1.", "2 = number 2 score ; 1 = number 1 score"),
            ("Es waren 20 wöchentlich aktive Nutzer.", "20 wöchentlich aktive Nutzer = count 20"),
        ]);
    }
}
