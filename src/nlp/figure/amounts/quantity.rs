//! Everything that begins with a cardinal number: which kind it is, by what stands after it and before it.

use rust_decimal::Decimal;

use super::count;
use super::measure;
use super::money;
use super::role;
use crate::nlp::analysis::{Approximation, Change, FigureKind};
use crate::nlp::figure::atom::{Gap, Shape};
use crate::nlp::figure::context::approximator;
use crate::nlp::figure::context::change;
use crate::nlp::figure::dates::age;
use crate::nlp::figure::dates::duration;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::numbers::compound;
use crate::nlp::figure::numbers::number::Style;
use crate::nlp::figure::numbers::portion;
use crate::nlp::figure::numbers::range::{self, Quantity};
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::morph::Pos;

/// Reads the figure whose number begins at atom `i`; nothing before atom `floor` may be taken.
pub(crate) fn read(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    let quantity = range::read(scan, i, floor)?;
    let mut draft = after(scan, &quantity)?;
    finish(scan, &mut draft, &quantity, floor);
    Some(draft)
}

/// Reads a currency and the number after it: `$ 15`, `EUR 1,2 Mio.`.
pub(crate) fn with_currency_ahead(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    let (number, code) = money::ahead(scan, i)?;
    let quantity = range::read(scan, number, number)?;
    let mut draft = made(scan, &quantity, quantity.next, FigureKind::Money).unit(code);
    draft.first = i;
    if let Some((per, next)) = measure::per(scan, draft.next) {
        (draft.per, draft.next) = (Some(per), next);
    }
    let framed = Quantity { first: i, ..quantity };
    finish(scan, &mut draft, &framed, floor);
    Some(draft)
}

/// What a quantity already read is, by what follows it.
pub(crate) fn after(scan: &Scan<'_>, quantity: &Quantity) -> Option<Draft> {
    let j = quantity.next;
    let number = quantity.value.is_some() || quantity.range.is_some();
    if let Some((role, k)) = role::at(scan, j) {
        return role::apply(scan, made(scan, quantity, k + 1, FigureKind::Number), role, k);
    }
    if let Some(unit) = measure::after(scan, j) {
        return of_unit(scan, quantity, &unit);
    }
    if let Some(currency) = money::after(scan, j) {
        return of_money(scan, quantity, &currency);
    }
    if !number {
        return None;
    }
    match quantity.style {
        Style::Part => Some(portion(scan, quantity)),
        Style::Article if portion::of_total(scan, quantity).is_some() => portion::of_total(scan, quantity),
        // "das Wort Ein", "die Zahl eins"
        Style::Article
            if quantity.first > 0 && scan.is(quantity.first - 1, Key::Mention) && scan.near(quantity.first) =>
        {
            Some(made(scan, quantity, quantity.next, FigureKind::Number))
        }
        Style::Article | Style::Dotted => None,
        _ => plain(scan, quantity),
    }
}

pub(crate) fn made(scan: &Scan<'_>, quantity: &Quantity, next: usize, kind: FigureKind) -> Draft {
    debug_assert!(next <= scan.atoms.len());
    let mut draft = Draft::new(quantity.first, next, kind);
    draft.value = quantity.value;
    draft.range = quantity.range;
    if quantity.style == Style::Vague {
        draft.approximation = Some(Approximation::Several);
    }
    draft
}

fn of_money(scan: &Scan<'_>, quantity: &Quantity, currency: &money::Currency<'_>) -> Option<Draft> {
    let scaled = quantity.times(currency.factor)?;
    let mut draft = made(scan, &scaled, currency.next, FigureKind::Money);
    draft.unit = currency.code.map(Into::into);
    if let Some((value, next)) = money::coins(scan, quantity, currency) {
        (draft.value, draft.next) = (Some(value), next);
    }
    // "10,- Euro" is read by the number; "Euro je Aktie" here.
    if let Some((per, next)) = measure::per(scan, draft.next) {
        (draft.per, draft.next) = (Some(per), next);
    }
    Some(draft)
}

fn of_unit(scan: &Scan<'_>, quantity: &Quantity, unit: &measure::Measure) -> Option<Draft> {
    if quantity.style == Style::Dotted && unit.kind == FigureKind::Temperature && unit.attributive {
        return None;
    }
    // "um 180 Grad" is a turn and no temperature.
    let turn = quantity.value.is_some_and(|v| [90, 180, 360].iter().any(|d| v == Decimal::from(*d)));
    if unit.kind == FigureKind::Temperature
        && turn
        && (unit.attributive || scan.is(quantity.first.wrapping_sub(1), Key::By))
    {
        return None;
    }
    let mut draft = made(scan, quantity, unit.next, unit.kind).unit(&unit.id);
    if unit.kind == FigureKind::Duration {
        duration::sum(scan, &mut draft);
        duration::refine(scan, &mut draft);
    } else if unit.kind == FigureKind::Temperature {
        below_zero(scan, &mut draft);
    } else if matches!(unit.kind, FigureKind::Quantity | FigureKind::Percentage)
        && (unit.kind == FigureKind::Quantity || scan.str(draft.next) == "p")
        && let Some((per, next)) = measure::per(scan, draft.next)
    {
        (draft.per, draft.next) = (Some(per), next);
    }
    Some(draft)
}

/// "drei Grad unter null", "5 Grad minus": the sign stands behind.
fn below_zero(scan: &Scan<'_>, draft: &mut Draft) {
    let k = draft.next;
    if !scan.near(k) {
        return;
    }
    let zero = matches!(scan.str(k + 1), "null" | "Null") && scan.near(k + 1);
    let (next, negative) = match scan.str(k) {
        "unter" if zero => (k + 2, true),
        "über" if zero => (k + 2, false),
        "minus" => (k + 1, true),
        _ => return,
    };
    draft.next = next;
    if negative {
        draft.value = draft.value.map(|value| -value.abs());
        draft.range = draft.range.map(|(low, high)| (-high.abs(), -low.abs()));
    }
}

/// A fraction: "zwei Drittel der Befragten".
fn portion(scan: &Scan<'_>, quantity: &Quantity) -> Draft {
    let kind = if quantity.scaled { FigureKind::Number } else { FigureKind::Fraction };
    made(scan, quantity, quantity.next, kind)
}

/// A number without unit: a count where a noun follows, else a bare number.
fn plain(scan: &Scan<'_>, quantity: &Quantity) -> Option<Draft> {
    if let Some(draft) = portion::of_total(scan, quantity) {
        return Some(draft);
    }
    let mut j = quantity.next;
    if quantity.style == Style::Vague && (scan.is(j, Key::From) || scan.sense(j) == Sense::Det) && scan.near(j) {
        j += 1;
    }
    let digits = scan.is_digits(quantity.next - 1);
    let hyphen = scan.hyphen(j) && scan.glued(j + 1);
    if inside_name(scan, quantity, j) {
        return None;
    }
    // "Drei-Schichten-Betrieb"
    let middle = compound::middle(scan, j).filter(|_| quantity.value.is_some_and(|v| v > Decimal::ONE));
    if let Some(next) = middle.or_else(|| count::noun(scan, j).filter(|_| !hyphen || digits)) {
        let mut draft = made(scan, quantity, next, FigureKind::Count);
        let (from, to) = (scan.at(j + usize::from(hyphen)).start as usize, scan.at(next - 1).end as usize);
        draft.measures = scan.text.get(from..to).map(Into::into);
        if matches!(scan.sense(next), Sense::Key(Key::Per | Key::Each))
            && let Some((per, next)) = measure::per(scan, next)
        {
            (draft.per, draft.next) = (Some(per), next);
        }
        return Some(draft);
    }
    if let Some(draft) = part_of_whole(scan, quantity, j) {
        return Some(draft);
    }
    // "Tempo 130"
    if quantity.first > 0 && scan.str(quantity.first - 1) == "Tempo" && scan.near(quantity.first) {
        let mut draft = made(scan, quantity, quantity.next, FigureKind::Rate).unit("kilometer-per-hour");
        draft.first -= 1;
        return Some(draft);
    }
    let aged = approximator::led_by(scan, quantity.first)
        .is_some_and(|k| k > 0 && scan.is(k, Key::From) && scan.is(k - 1, Key::Age))
        && quantity.value.is_some_and(|v| v < Decimal::from(120));
    if aged || age::in_brackets(scan, quantity) {
        return Some(made(scan, quantity, quantity.next, FigureKind::Age).unit("year"));
    }
    if ends_name(scan, quantity, j) || quantity.style == Style::Words && idiom(scan, quantity) {
        return None;
    }
    Some(made(scan, quantity, quantity.next, FigureKind::Number))
}

/// "TSV 1860 München": a name goes on on both sides.
fn inside_name(scan: &Scan<'_>, quantity: &Quantity, j: usize) -> bool {
    let named = |k: usize| scan.near(k + 1) && scan.capital(k) && scan.sense(k) == Sense::None;
    let tagged = |k: usize| scan.morph(k).is_some_and(|m| m.pos == Pos::Propn);
    let before = quantity.first.checked_sub(1).filter(|k| named(*k));
    quantity.style == Style::Plain && before.is_some_and(tagged) && tagged(j)
}

/// "Nr. 3", "Llama 2": a number right after a name is part of it.
fn ends_name(scan: &Scan<'_>, quantity: &Quantity, j: usize) -> bool {
    let before = scan.before(quantity.first, 1);
    if quantity.style != Style::Plain
        || quantity.range.is_some()
        || !scan.near(quantity.first)
        || before.shape != Shape::Word
        || scan.is(j, Key::From) && scan.near(j)
    {
        return false;
    }
    let k = quantity.first - 1;
    let cased = scan.str(k).chars().any(char::is_uppercase);
    cased && before.sense == Sense::None && (!scan.starts_sentence(k) || scan.len(k) > 2)
}

/// "500 der 2.000 Beschäftigten"
fn part_of_whole(scan: &Scan<'_>, quantity: &Quantity, j: usize) -> Option<Draft> {
    if scan.sense(j) != Sense::Det || !scan.near(j) {
        return None;
    }
    let total = usize::from(scan.str(j + 1) == "insgesamt" || matches!(scan.sense(j + 1), Sense::Approx(_)));
    let whole = range::read(scan, j + 1 + total, j + 1 + total)?;
    let next = count::noun(scan, whole.next).filter(|_| whole.value > quantity.value && whole.range.is_none())?;
    let mut draft = made(scan, quantity, quantity.next, FigureKind::Count);
    let (from, to) = (scan.at(whole.next).start as usize, scan.at(next - 1).end as usize);
    draft.measures = scan.text.get(from..to).map(Into::into);
    Some(draft)
}

/// "außer Acht", "die Elf", "Claudia Tausend": capitalised number words that are nouns or names.
fn idiom(scan: &Scan<'_>, quantity: &Quantity) -> bool {
    let i = quantity.first;
    if quantity.range.is_some() || quantity.next != i + 1 || !scan.capital(i) || scan.starts_sentence(i) {
        return false;
    }
    List::NumberNouns.holds(scan.str(i))
        && scan.near(i)
        && !matches!(
            scan.sense(i - 1),
            Sense::Approx(_) | Sense::Key(Key::Than | Key::To | Key::UpTo | Key::Onto | Key::Mention)
        )
}

/// Adds what stands around: approximators, sign, change, what it is per.
pub(crate) fn finish(scan: &Scan<'_>, draft: &mut Draft, quantity: &Quantity, floor: usize) {
    let first = draft.first.min(quantity.first);
    let sign = sign(scan, first, floor);
    draft.first = first;
    if let Some((negative, at)) = sign {
        draft.first = at;
        if negative {
            draft.value = draft.value.map(|v| -v);
        } else {
            draft.change = Some(Change::Up);
        }
        if draft.kind == FigureKind::Percentage && negative {
            draft.change = Some(Change::Down);
        }
    }
    if let Some((approximation, at)) =
        approximator::before(scan, draft.first, floor).filter(|b| fits(scan, draft, b.0, b.1))
    {
        if draft.approximation != Some(Approximation::Several) || approximation != Approximation::About {
            draft.approximation = Some(approximation);
        }
        draft.first = at;
    }
    if scan.sense(first) == Sense::One
        && let Some(approximation) = approximator::inside(scan, first + 1)
    {
        draft.approximation = Some(approximation);
    }
    if let Some((approximation, next)) = approximator::after(scan, draft.next) {
        draft.approximation = Some(approximation);
        draft.next = next;
    }
    if draft.change.is_none() {
        draft.change = change::direction(scan, draft);
    }
    if draft.per.is_none() && draft.kind == FigureKind::Money && draft.first > floor {
        draft.per = measure::every(scan, draft.first - 1);
    }
}

/// Whether a word of two meanings ("über zwei Themen", "unter drei Bewerbern") is an approximator here.
fn fits(scan: &Scan<'_>, draft: &Draft, approximation: Approximation, at: usize) -> bool {
    // "höher als ein Jahr zuvor" compares, and bounds nothing.
    if draft.kind == FigureKind::Duration
        && approximator::earlier(scan, draft.next)
        && scan.is(draft.first - 1, Key::Than)
    {
        return false;
    }
    let measured = draft.unit.is_some();
    let top = draft.value.or(draft.range.map(|r| r.1));
    let large = top.is_some_and(|v| v > Decimal::from(12));
    match &*scan.str(at).to_lowercase() {
        "über" if !scan.capital(at) && approximator::governed(scan, at, draft.kind) => false,
        "über" => measured || large || draft.kind == FigureKind::Multiple,
        "unter" => measured || draft.kind == FigureKind::Age || large && draft.kind == FigureKind::Number,
        "gut" => measured || large || scan.is(at + 1, Key::Few) || draft.kind != FigureKind::Number,
        "ab" => measured || draft.kind == FigureKind::Age,
        _ => approximation != Approximation::Several,
    }
}

/// A sign before the number: whether it is negative, and where it stands.
fn sign(scan: &Scan<'_>, first: usize, floor: usize) -> Option<(bool, usize)> {
    let k = first.checked_sub(1).filter(|k| *k >= floor && scan.near(first))?;
    match scan.at(k).shape {
        Shape::Word => match scan.sense(k) {
            Sense::Key(Key::Minus) if scan.mark(k.wrapping_sub(1), '/') => None,
            Sense::Key(Key::Minus) if !scan.capital(k) || scan.starts_sentence(k) => Some((true, k)),
            Sense::Key(Key::Plus) if !scan.capital(k) => Some((false, k)),
            _ => None,
        },
        Shape::Mark(c) if scan.glued(first) && scan.is_digits(first) => {
            let free = scan.at(k).gap >= Gap::One || matches!(scan.before(k, 1).shape, Shape::Mark('(' | '[' | '„'));
            let number_before = scan.before(k, 1).shape == Shape::Digits && scan.at(k).gap <= Gap::Wide;
            match c {
                '-' | '−' | '–' if free && !number_before => Some((true, k)),
                '+' if free => Some((false, k)),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn what_follows_a_number_says_its_kind_and_names_are_no_figures() {
        check(&[
            ("Auf der Strecke gilt Tempo 130.", "Tempo 130 = rate 130 kilometer-per-hour"),
            ("Der Strom kam 5-mal zurück.", "5-mal = count 5"),
            ("Nachts waren es drei Grad unter null.", "drei Grad unter null = temperature -3 celsius"),
            ("Die Elf gewann das Spiel.", "-"),
            ("Der Dreißigjährige Krieg begann.", "-"),
        ]);
    }
}
