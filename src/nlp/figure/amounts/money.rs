//! Money: currencies by sign, code, noun, adjective and compound, on either side of the number.

use rust_decimal::Decimal;

use crate::nlp::analysis::FigureKind;
use crate::nlp::figure::atom::Shape;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::fold::{LONGEST, fold};
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::numbers::digits;
use crate::nlp::figure::numbers::number::{self, Style};
use crate::nlp::figure::numbers::range::Quantity;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::morph::Pos;

/// A currency in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Currency<'v> {
    /// One past its last atom.
    pub next: usize,
    /// ISO 4217 code, where one is meant for certain.
    pub code: Option<&'v str>,
    /// What the number is to be multiplied by: a hundredth for cents, a thousand for `T€`.
    pub factor: Decimal,
    /// Whether smaller coins may follow ("zwei Euro fünfzig").
    pub coins: bool,
}

/// `A$`, `T€`, `k€`: letters at `j` glued to a sign.
fn lettered_sign<'a>(scan: &Scan<'a>, j: usize) -> Option<(&'a str, Decimal)> {
    let Shape::Mark(c) = scan.at(j + 1).shape else { return None };
    if !scan.glued(j + 1) {
        return None;
    }
    let letters = scan.str(j);
    if let Some(code) = scan.words.dollar(letters).filter(|_| c == '$') {
        return Some((code, Decimal::ONE));
    }
    let factor = match letters {
        "M" | "m" => Decimal::from(1_000_000),
        _ if List::Thousands.holds(letters) => Decimal::ONE_THOUSAND,
        _ => return None,
    };
    scan.words.sign(c).map(|code| (code, factor))
}

/// The currency that begins at atom `j`, as it stands after a number.
pub(crate) fn after<'a>(scan: &Scan<'a>, j: usize) -> Option<Currency<'a>> {
    if !scan.follows(j) {
        return None;
    }
    let j = j + usize::from(scan.hyphen(j) && scan.glued(j + 1));
    let made = |next, code, factor| Some(Currency { next, code: Some(code), factor, coins: true });
    match scan.at(j).shape {
        Shape::Mark(c) => {
            return scan.words.sign(c).filter(|_| scan.near(j)).and_then(|code| made(j + 1, code, Decimal::ONE));
        }
        Shape::Word => {}
        _ => return None,
    }
    let word = scan.str(j);
    if let Some((code, factor)) = lettered_sign(scan, j) {
        return made(j + 2, code, factor);
    }
    match scan.sense(j) {
        // The weekday has the same short form, but none stands right after an amount.
        _ if word == "Fr" && scan.mark(j + 1, '.') && scan.glued(j + 1) && scan.near(j) => {
            made(j + 2, "CHF", Decimal::ONE)
        }
        Sense::Scaled(exponent) => {
            let factor = digits::ten_to(exponent.into(), false)?;
            made(j + 1, "EUR", factor)
        }
        Sense::Code(id) => {
            let code = scan.words.codes.get(usize::from(id))?;
            let dollar = usize::from(scan.mark(j + 1, '$') && scan.glued(j + 1));
            // "Fr." for francs.
            let stop = usize::from(
                word.len() <= 3
                    && word.starts_with(['F', 's', 'S'])
                    && code == "CHF"
                    && scan.mark(j + 1, '.')
                    && scan.glued(j + 1),
            );
            // Codes in small letters only where nothing else can be meant.
            let capitals = word.bytes().all(|b| b.is_ascii_uppercase());
            let usual = capitals
                || word.len() < 3
                || code == "CHF"
                || dollar > 0
                || matches!(word, "usd" | "eur" | "gbp" | "chf");
            (usual && !(scan.hyphen(j + 1) && scan.glued(j + 2))).then_some(())?;
            made(j + 1 + dollar + stop, code, Decimal::ONE)
        }
        Sense::Cent(id) => {
            let code = scan.words.codes.get(usize::from(id))?;
            Some(Currency { next: j + 1, code: Some(code), factor: Decimal::new(1, 2), coins: false })
        }
        Sense::Money(id) => {
            let alone = scan.words.nouns.get(usize::from(id))?.alone;
            let code = alone.and_then(|c| scan.words.codes.get(usize::from(c))).map(String::as_str);
            let sterling = usize::from(scan.str(j + 1) == "Sterling" && scan.near(j + 1));
            Some(Currency { next: j + 1 + sterling, code, factor: Decimal::ONE, coins: true })
        }
        _ => with_prefix(scan, j),
    }
}

/// "kanadische Dollar", "Schweizer Franken", "US-Dollar", "US Dollar".
fn with_prefix<'a>(scan: &Scan<'a>, j: usize) -> Option<Currency<'a>> {
    let hyphen = usize::from(scan.hyphen(j + 1) && scan.glued(j + 2));
    let k = j + 1 + hyphen;
    let Sense::Money(id) = scan.sense(k) else { return None };
    if !scan.follows(k) {
        return None;
    }
    let noun = scan.words.nouns.get(usize::from(id))?;
    let mut buffer = [0; LONGEST];
    let key = fold(scan.str(j), &mut buffer)?;
    let stripped = ["e", "en", "er", "es", "em"]
        .iter()
        .find_map(|e| key.strip_suffix(e.as_bytes()).and_then(|s| noun.with.get(s)));
    let code = noun.with.get(key).or(stripped)?;
    Some(Currency {
        next: k + 1,
        code: scan.words.codes.get(usize::from(*code)).map(String::as_str),
        factor: Decimal::ONE,
        coins: true,
    })
}

/// A currency sign or code at atom `i` with the number after it: where the number begins, and the code.
pub(crate) fn ahead<'a>(scan: &Scan<'a>, i: usize) -> Option<(usize, &'a str)> {
    let number = |k: usize| scan.is_digits(k) && scan.near(k);
    match scan.at(i).shape {
        Shape::Mark(c) => scan.words.sign(c).filter(|_| number(i + 1)).map(|code| (i + 1, code)),
        Shape::Word => {
            let dollars = scan.mark(i + 1, '$') && scan.glued(i + 1);
            if dollars
                && number(i + 2)
                && let Some(code) = scan.words.dollar(scan.str(i))
            {
                return Some((i + 2, code));
            }
            // "Fr. 380'000", but "Fr. 3.5." is a Friday.
            if scan.str(i) == "Fr" && scan.mark(i + 1, '.') && scan.glued(i + 1) && number(i + 2) {
                let next = digits::end(scan, i + 2);
                return (!(scan.mark(next, '.') && scan.glued(next + 1))).then_some((i + 2, "CHF"));
            }
            let Sense::Code(id) = scan.sense(i) else { return None };
            let code = scan.words.codes.get(usize::from(id))?;
            let word = scan.str(i);
            let stop = usize::from(code == "CHF" && scan.mark(i + 1, '.') && scan.glued(i + 1));
            let skip = usize::from(dollars) + stop;
            let usual = dollars || word.bytes().all(|b| b.is_ascii_uppercase()) || code == "CHF";
            (usual && number(i + 1 + skip)).then_some((i + 1 + skip, code.as_str()))
        }
        _ => None,
    }
}

/// "und fünfzig Cent", "50": what follows a whole number of units of the currency.
pub(crate) fn coins(scan: &Scan<'_>, quantity: &Quantity, currency: &Currency<'_>) -> Option<(Decimal, usize)> {
    let value = quantity.value.filter(|v| v.is_integer() && !quantity.scaled && currency.coins)?;
    let and = usize::from(scan.is(currency.next, Key::And));
    let at = currency.next + and;
    if !(scan.near(currency.next) && scan.near(at)) {
        return None;
    }
    let coins = number::read(scan, at).filter(|n| matches!(n.style, Style::Plain | Style::Words | Style::Article))?;
    let count = coins.value.filter(|v| v.is_integer() && *v > Decimal::ZERO && *v < Decimal::ONE_HUNDRED)?;
    let mut next = coins.next;
    let named = matches!(scan.sense(next), Sense::Cent(_)) && scan.near(next);
    if named {
        next += 1;
    } else {
        let ends = !scan.near(next) || matches!(scan.at(next).shape, Shape::Mark('.' | ',' | ';' | '!' | '?' | ')'));
        let two = count >= Decimal::TEN;
        // "25 Euro 50 zahlte er"
        let verb = !scan.capital(next) && scan.morph(next).is_some_and(|m| matches!(m.pos, Pos::Verb | Pos::Aux));
        if coins.style == Style::Article
            || !two
            || !(ends || and == 0 && (!scan.is_word(next) || verb))
            || scan.glued(next) && scan.is_digits(next + 1)
        {
            return None;
        }
    }
    let hundredths = count.checked_mul(Decimal::new(1, 2))?;
    Some((value.checked_add(hundredths)?.normalize(), next))
}

/// `-,80 Euro`, `–.50 Fr.`: hundredths alone, with a dash for the whole units.
pub(crate) fn coins_alone(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let point = matches!(scan.at(i + 1).shape, Shape::Mark(',' | '.')) && scan.glued(i + 1) && scan.glued(i + 2);
    let free = !scan.glued(i) || matches!(scan.before(i, 1).shape, Shape::Mark('('));
    let count = scan.small(i + 2).filter(|_| scan.dash(i) && point && free && scan.len(i + 2) == 2)?;
    let currency = after(scan, i + 3)?;
    Some(Draft::new(i, currency.next, FigureKind::Money).value(Decimal::new(count.into(), 2)).unit(currency.code?))
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn currencies_are_read_and_a_friday_is_no_franc() {
        check(&[
            ("Das kostet 1,5 Mrd. Euro.", "1,5 Mrd. Euro = money 1500000000 EUR"),
            ("Das Brot kostet zwei Euro fünfzig.", "zwei Euro fünfzig = money 2.5 EUR"),
            ("Das Konto hält 20 kanadische Dollar.", "20 kanadische Dollar = money 20 CAD"),
            ("Die Miete beträgt 350 Euro monatlich.", "350 Euro monatlich = money 350 EUR /month"),
            ("Das Eis kostet -,80 Euro.", "-,80 Euro = money 0.8 EUR"),
            ("25 Euro 50 zahlte er.", "25 Euro 50 = money 25.5 EUR"),
            ("Für 25 Euro 50 Blumen kaufen geht.", "25 Euro = money 25 EUR ; 50 Blumen = count 50"),
            ("Fr, 3. Mai: Der Laden hat zu.", "Fr, 3. Mai = date @2024-05-03..2024-05-03"),
        ]);
    }
}
