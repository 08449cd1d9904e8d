//! What looks like a number and is none: products, versions, phone numbers, paragraph signs, scores, list numbers.

use super::atom::{Gap, Shape};
use super::key::Key;
use super::lists::List;
use super::numbers::digits;
use super::scan::Scan;
use super::vocabulary::Sense;

/// Whether the digits at `i` belong to something that is no figure: one past it.
pub(super) fn digits(scan: &Scan<'_>, i: usize) -> Option<usize> {
    glued_to_a_name(scan, i)
        .or_else(|| after_a_label(scan, i))
        .or_else(|| phone(scan, i))
        .or_else(|| dotted_chain(scan, i))
        .or_else(|| score(scan, i))
        .or_else(|| list_number(scan, i))
        .or_else(|| glued_letters(scan, i))
        .or_else(|| postcode(scan, i))
        .or_else(|| club(scan, i))
}

/// "die 2. Bundesliga", "der 1. FC Köln", "der 1.FC Köln": the number is part of the name.
fn club(scan: &Scan<'_>, i: usize) -> Option<usize> {
    let next = scan.str(i + 2);
    let short = List::Clubs.holds(next);
    let league = scan.capital(i + 2) && next.to_lowercase().ends_with("liga");
    let joined = scan.mark(i + 1, '.') && scan.glued(i + 1) && scan.at(i + 2).gap <= Gap::One;
    (joined && scan.len(i) == 1 && (short || league)).then_some(i + 2)
}

/// `A7`, `GPT-4`, `Covid-19`, `#13`, `@1`, `§3`, IBANs.
fn glued_to_a_name(scan: &Scan<'_>, i: usize) -> Option<usize> {
    if !scan.glued(i) {
        return None;
    }
    let before = scan.before(i, 1);
    match before.shape {
        Shape::Word | Shape::Opaque => {
            if matches!(before.sense, Sense::Code(_)) {
                return None;
            }
            // IBAN: DE12 3456 7890 …
            let grouped = scan.len(i) == 2 && scan.len(i + 1) == 4 && scan.is_digits(i + 1);
            Some(if grouped { run(scan, i) } else { chain(scan, i + 1) })
        }
        Shape::Mark('#' | '@' | '§' | '_' | '\\' | '=') => Some(chain(scan, i + 1)),
        Shape::Mark('-' | '‑' | '–') if i >= 2 && scan.glued(i - 1) => {
            let word = scan.is_word(i - 2)
                && !matches!(scan.sense(i - 2), Sense::Month(_) | Sense::Weekday(..) | Sense::Code(_))
                && (scan.hyphen(i + 1) || !matches!(scan.sense(i - 2), Sense::Unit(_)));
            (word && (scan.mark(i - 1, '-') || scan.len(i - 2) <= 4)).then(|| chain(scan, i + 1))
        }
        _ => None,
    }
}

/// One past the digits, groups of digits and letters that go on with a rejected number.
fn chain(scan: &Scan<'_>, mut k: usize) -> usize {
    loop {
        let glued = scan.glued(k);
        match scan.at(k).shape {
            Shape::Digits | Shape::Word if glued => k += 1,
            Shape::Mark('-' | '.' | '/' | ':' | ',' | '_') if glued && scan.glued(k + 1) && scan.is_digits(k + 1) => {
                k += 2;
            }
            _ => return k,
        }
    }
}

/// "Artikel 5", "§ 3", "Seite 12", "A 7", "Tel. 030 1234".
fn after_a_label(scan: &Scan<'_>, i: usize) -> Option<usize> {
    if !scan.near(i) {
        return None;
    }
    let mut k = i.checked_sub(1)?;
    if matches!(scan.at(k).shape, Shape::Mark('.' | ':')) && scan.glued(k) && k > 0 {
        k -= 1;
    }
    let direct = k + 1 == i;
    match scan.at(k).shape {
        Shape::Mark('§' | '#' | '№') => Some(chain(scan, i + 1)),
        Shape::Word => match scan.sense(k) {
            // "Abs. 2 S. 1": a sentence of a law, no second; "S. 12": a page.
            Sense::Label if sentence_of_law(scan, i + 1) => Some(i + 1),
            _ if !direct && scan.str(k) == "S" => Some(chain(scan, i + 1)),
            Sense::Label if scan.capital(k) || scan.len(k) <= 4 => bare(scan, i).then(|| chain(scan, i + 1)),
            Sense::Key(Key::Phone) if scan.capital(k) => Some(run(scan, i)),
            Sense::Key(Key::Agenda) => Some(i + 1),
            // "Pro 7 sendet"
            Sense::Key(Key::Per) if direct && scan.str(k) == "Pro" && bare(scan, i) && !scan.capital(i + 1) => {
                Some(i + 1)
            }
            Sense::Key(Key::Number) if k > 0 && scan.is_digits(k - 1) => Some(chain(scan, i + 1)),
            _ if direct && street(scan, k) && bare(scan, i) => Some(chain(scan, i + 1)),
            // "die A 7", "B 96": roads, sizes, classes.
            _ if direct && scan.len(k) == 1 && scan.capital(k) && bare(scan, i) => Some(chain(scan, i + 1)),
            _ => None,
        },
        _ => None,
    }
}

fn sentence_of_law(scan: &Scan<'_>, k: usize) -> bool {
    scan.str(k) == "S" && scan.mark(k + 1, '.') && scan.glued(k + 1) && scan.is_digits(k + 2)
}

fn street(scan: &Scan<'_>, k: usize) -> bool {
    let word = scan.str(k);
    scan.capital(k) && List::StreetEndings.ends(word) && !List::StreetEndings.holds(word)
}

/// Whether the digits at `i` carry no unit, sign or scale.
fn bare(scan: &Scan<'_>, i: usize) -> bool {
    let mut k = i + 1;
    // Bounded, or a million such groups would be walked a million times.
    while k < i + 20
        && scan.glued(k)
        && matches!(scan.at(k).shape, Shape::Mark('.' | ',' | '-' | '–' | '/'))
        && scan.glued(k + 1)
        && scan.is_digits(k + 1)
    {
        k += 2;
    }
    let unit = matches!(
        scan.sense(k),
        Sense::Unit(_) | Sense::Money(_) | Sense::Scale(_) | Sense::Code(_) | Sense::Month(_) | Sense::Key(Key::Clock)
    );
    let sign = matches!(scan.at(k).shape, Shape::Mark('%' | '€' | '$' | '£' | '°'));
    let ordinal = scan.mark(k, '.') && matches!(scan.sense(k + 1), Sense::Month(_));
    !(scan.near(k) && (unit || sign) || ordinal)
}

/// The whole run of digits, spaces, slashes and hyphens.
fn run(scan: &Scan<'_>, i: usize) -> usize {
    let mut k = i + 1;
    while scan.near(k) {
        match scan.at(k).shape {
            Shape::Digits | Shape::Mark('-' | '/' | '(' | ')' | '+' | '–') => k += 1,
            _ => break,
        }
    }
    k
}

/// `030/1234567`, `0221 9876`, `+49 30 1234`: a leading zero, or a plus and a country.
fn phone(scan: &Scan<'_>, i: usize) -> Option<usize> {
    let text = scan.str(i);
    let joined = match scan.at(i + 1).shape {
        Shape::Mark('/' | '-' | '–') => scan.is_digits(i + 2) && scan.len(i + 2) >= 3,
        Shape::Digits => scan.near(i + 1) && scan.len(i + 1) >= 3,
        _ => false,
    };
    if text.starts_with('0') && text.len() >= 3 && text.bytes().any(|b| b != b'0') && (joined || text.len() > 6) {
        return Some(run(scan, i));
    }
    if i > 0 && scan.mark(i - 1, '+') && scan.glued(i) && text.len() == 2 && scan.is_digits(i + 1) && scan.near(i + 1) {
        return Some(run(scan, i));
    }
    None
}

/// `1.2.3`, `192.168.0.1`: versions and addresses. Dates have been read before.
fn dotted_chain(scan: &Scan<'_>, i: usize) -> Option<usize> {
    let dot = |k: usize| scan.mark(k, '.') && scan.glued(k) && scan.glued(k + 1) && scan.is_digits(k + 1);
    let group = |k: usize| scan.len(k + 1) == 3;
    if dot(i + 1) && dot(i + 3) && !(group(i + 1) && group(i + 3)) {
        return Some(chain(scan, i + 1));
    }
    None
}

/// `2:1`, `24/7`, `16:9`: scores and ratios.
fn score(scan: &Scan<'_>, i: usize) -> Option<usize> {
    let mark = matches!(scan.at(i + 1).shape, Shape::Mark(':' | '/'));
    let glued = scan.glued(i + 1) && scan.glued(i + 2);
    if !(mark && scan.is_digits(i + 2) && glued) || digits::slashed(scan, i).is_some() {
        return None;
    }
    Some(chain(scan, i + 1))
}

/// `1.` or `2)` at the beginning of a line.
fn list_number(scan: &Scan<'_>, i: usize) -> Option<usize> {
    let starts = scan.at(i).gap >= Gap::Line && scan.len(i) <= 2;
    let closed = matches!(scan.at(i + 1).shape, Shape::Mark('.' | ')')) && scan.glued(i + 1) && !scan.glued(i + 2);
    (starts && closed && scan.near(i + 2)).then_some(i + 2)
}

/// `3D`, `5G`, `90er`: letters glued to digits that are no unit.
fn glued_letters(scan: &Scan<'_>, i: usize) -> Option<usize> {
    let mut k = i + 1;
    // Bounded, or a million such groups would be walked a million times.
    while k < i + 20
        && scan.glued(k)
        && matches!(scan.at(k).shape, Shape::Mark('.' | ','))
        && scan.glued(k + 1)
        && scan.is_digits(k + 1)
    {
        k += 2;
    }
    let word = if scan.glued(k) && scan.is_word(k) {
        k
    } else if scan.hyphen(k) && scan.glued(k + 1) && scan.mark(i + 1, '.') && k > i + 1 && scan.len(k - 1) < 3 {
        // `2.0-Modelle`, but `1.000-Euro-Preis`
        k + 1
    } else {
        return None;
    };
    let known = matches!(
        scan.sense(word),
        Sense::Unit(_)
            | Sense::Code(_)
            | Sense::Money(_)
            | Sense::Scale(_)
            | Sense::Suffix(_)
            | Sense::Scaled(_)
            | Sense::Key(Key::Clock | Key::T | Key::K)
    ) || matches!(scan.str(word), "e" | "E")
        || scan.str(word) == "x" && !scan.glued(word + 1)
        || matches!(scan.at(word + 1).shape, Shape::Mark('€' | '$')) && scan.glued(word + 1);
    (!known).then(|| chain(scan, i + 1))
}

/// Five bare digits after a comma and before a name: `Clayallee 170, 14191 Berlin`.
fn postcode(scan: &Scan<'_>, i: usize) -> Option<usize> {
    let framed = matches!(scan.before(i, 1).shape, Shape::Mark(',' | '(' | '|' | '·') | Shape::Edge)
        || scan.at(i).gap >= Gap::Line;
    (framed && scan.len(i) == 5 && scan.capital(i + 1) && scan.at(i + 1).gap == Gap::One).then_some(i + 2)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn what_only_looks_like_a_figure_is_none_and_an_amount_is_one() {
        check(&[
            ("Auf der A7 staut sich der Verkehr.", "-"),
            ("Der 1. FC Köln gewann.", "-"),
            ("Der Chef des 1.FC Köln kam.", "-"),
            ("Den Zweitligisten fehlt Geld.", "-"),
            ("Pro 7 und das Erste senden live.", "-"),
            ("Der Laden liegt in der Lindenallee 12.", "-"),
            ("Die Hotline lautet 030/1234567.", "-"),
            ("Das folgt aus Art. 2 Abs. 2 S. 1 des Grundgesetzes.", "-"),
            ("Das steht auf S. 12 des Berichts.", "-"),
            ("Das dauerte 2 s.", "2 s = duration 2 second"),
            ("Der Laden bekam 12 Euro.", "12 Euro = money 12 EUR"),
        ]);
    }
}
