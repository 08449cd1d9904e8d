//! Ages: "der 42-Jährige", "26 Jahre alt", "im Alter von 90 Jahren", "unter 18 Jahren".

use rust_decimal::Decimal;

use crate::nlp::analysis::{Approximation, FigureKind};
use crate::nlp::figure::amounts::count;
use crate::nlp::figure::amounts::measure;
use crate::nlp::figure::amounts::money;
use crate::nlp::figure::atom::{Gap, Shape};
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::numbers::number::Style;
use crate::nlp::figure::numbers::range::Quantity;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;

/// "-jährig" at atom `k`: an age as a noun or before a person, else a length of years.
pub(crate) fn of_years(scan: &Scan<'_>, mut draft: Draft, k: usize) -> Draft {
    draft.unit = Some("year".into());
    // "der 38-Jährige", "der 38-jährige Mann", "die 17-jährige mutmaßliche Täterin"; uninflected it is said of things.
    let head = count::noun(scan, k + 1).filter(|_| scan.near(k + 1)).map(|next| scan.str(next - 1));
    let noun = draft.first == k && scan.capital(k) && head.is_none();
    let person = head.map_or(!scan.str(k).ends_with("ig"), |noun| !thing(noun));
    draft.kind = if scan.str(k).starts_with('J') || noun || person { FigureKind::Age } else { FigureKind::Duration };
    draft
}

/// Nouns after "-jährig" that last and do not live.
fn thing(word: &str) -> bool {
    List::LastingEndings.ends(&word.to_lowercase())
}

/// Turns "26 Jahre alt" and "im Alter von 90 Jahren" into ages.
pub(crate) fn of_duration(scan: &Scan<'_>, draft: &mut Draft) -> bool {
    if !matches!(draft.unit.as_deref(), Some("year" | "month" | "week" | "day")) {
        return false;
    }
    if scan.is(draft.next, Key::Old) && scan.near(draft.next) && !scan.capital(draft.next) {
        draft.kind = FigureKind::Age;
        draft.next += 1;
        return true;
    }
    let first = draft.first;
    let below = first >= 1
        && matches!(scan.sense(first - 1), Sense::Key(Key::Under | Key::FromOn))
        && draft.unit.as_deref() == Some("year");
    let bracketed = first >= 2
        && draft.unit.as_deref() == Some("year")
        && scan.mark(first - 1, '(')
        && scan.mark(draft.next, ')')
        && scan.capital(first - 2)
        && scan.sense(first - 2) == Sense::None;
    let led = below
        || bracketed
        || first >= 1 && scan.is(first - 1, Key::Age)
        || first >= 2 && scan.is(first - 1, Key::From) && scan.is(first - 2, Key::Age)
        || first >= 3 && scan.is(first - 2, Key::From) && scan.is(first - 3, Key::Age)
        || first >= 4 && scan.is(first - 3, Key::From) && scan.is(first - 4, Key::Age);
    if led {
        draft.kind = FigureKind::Age;
    }
    led
}

/// "Anna Berg (32)": a whole number in brackets after a name.
pub(crate) fn in_brackets(scan: &Scan<'_>, quantity: &Quantity) -> bool {
    let i = quantity.first;
    let framed = i >= 2
        && scan.mark(i - 1, '(')
        && scan.mark(quantity.next, ')')
        && scan.glued(i)
        && scan.at(i - 1).gap == Gap::One;
    let name = framed && scan.capital(i - 2) && scan.sense(i - 2) == Sense::None;
    name && quantity.style == Style::Plain && scan.len(i) == 2 && quantity.value >= Some(Decimal::TEN)
}

/// "Anfang 50", "Ende dreißig" at the word `i`: a person's decade.
pub(crate) fn decade(scan: &Scan<'_>, i: usize) -> Option<Draft> {
    let k = i + 1;
    let ten =
        scan.small(k).or_else(|| scan.numeral(k).filter(|n| n.den == 1).and_then(|n| u32::try_from(n.num).ok()))?;
    let person = (20..=90).contains(&ten) && ten % 10 == 0 && scan.near(k);
    let alone = !scan.glued(k + 1) || matches!(scan.at(k + 1).shape, Shape::Mark('.' | ',' | ')' | ';' | '!' | '?'));
    let unit = measure::after(scan, k + 1).is_some() || money::after(scan, k + 1).is_some();
    if !person
        || !alone
        || unit
        || scan.capital(k + 1) && scan.near(k + 1)
        || matches!(scan.sense(k + 1), Sense::Scale(_))
    {
        return None;
    }
    let mut draft = Draft::new(i, k + 1, FigureKind::Age).value(ten.into()).unit("year");
    draft.approximation = Some(Approximation::About);
    Some(draft)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn years_of_a_person_are_an_age_and_those_of_a_sentence_are_not() {
        check(&[
            ("Der 42-Jährige floh.", "42-Jährige = age 42 year"),
            ("Das Kind ist fünf Jahre alt.", "fünf Jahre alt = age 5 year"),
            ("Anna Berg (32) gewann.", "32 = age 32 year"),
            ("Anfang 50 wurde der Mann krank.", "Anfang 50 = age 50 year ~about"),
            ("Die 5-jährige Haftstrafe gilt.", "5-jährige = duration 5 year"),
        ]);
    }
}
