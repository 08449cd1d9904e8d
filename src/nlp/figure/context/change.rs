//! Change: whether a figure says a rise or a fall ("um 76 % gestiegen"), and words for doubling and
//! halving.

use rust_decimal::Decimal;

use super::approximator;
use crate::nlp::analysis::{Change, FigureKind};
use crate::nlp::document::Annotations;
use crate::nlp::figure::draft::Draft;
use crate::nlp::figure::key::Key;
use crate::nlp::figure::lists::List;
use crate::nlp::figure::numbers::number;
use crate::nlp::figure::scan::Scan;
use crate::nlp::figure::vocabulary::Sense;
use crate::nlp::morph::Pos;
use crate::nlp::syntax::predicate::Predicate;

/// The direction that the words around a figure give it.
pub(crate) fn direction(scan: &Scan<'_>, draft: &Draft) -> Option<Change> {
    let k = approximator::led_by(scan, draft.first).unwrap_or(usize::MAX);
    let by = scan.is(k, Key::By);
    // "ein Plus von 3 Prozent", "Rückgang um 5 Prozent", "3 Prozent mehr"
    if (by || scan.is(k, Key::From))
        && let Some(found) = k.checked_sub(1).and_then(|b| noun(scan, b))
    {
        return Some(found);
    }
    let measured = matches!(
        draft.kind,
        FigureKind::Percentage | FigureKind::Money | FigureKind::Quantity | FigureKind::Multiple | FigureKind::Fraction
    );
    let counted = matches!(draft.kind, FigureKind::Number | FigureKind::Count) && scan.is(draft.next + 1, Key::Than);
    let binds = bounds_another(scan, draft.next);
    if (measured || counted) && scan.near(draft.next) {
        let word = scan.str(draft.next);
        if !binds && List::Higher.holds(word) {
            return Some(Change::Up);
        }
        if !binds && List::Lower.holds(word) {
            return Some(Change::Down);
        }
        // "0,5 Prozent im Plus"
        if matches!(word, "im" | "ins")
            && let Some(found) = noun(scan, draft.next + 1)
        {
            return Some(found);
        }
    }
    if !by && draft.kind != FigureKind::Percentage {
        return None;
    }
    around(scan, draft, by)
}

/// "(623 Kilometer) weniger als vier Stunden": the comparative at `k` bounds the next figure and says no change, unless
/// that is a time to compare with ("3 Prozent mehr als 2023", "höher als ein Jahr zuvor").
fn bounds_another(scan: &Scan<'_>, k: usize) -> bool {
    if !scan.is(k + 1, Key::Than) {
        return false;
    }
    let Some(number) = number::read(scan, k + 2) else { return false };
    let year = scan.is_digits(k + 2) && scan.len(k + 2) == 4 && number.next == k + 3;
    let earlier = (number.next..number.next + 2).any(|k| approximator::earlier(scan, k));
    !year && !earlier
}

/// Plus, Minus, Anstieg, Rückgang as nouns.
pub(crate) fn noun(scan: &Scan<'_>, at: usize) -> Option<Change> {
    match scan.sense(at) {
        Sense::Up | Sense::Key(Key::Plus) if scan.capital(at) => Some(Change::Up),
        Sense::Down | Sense::Key(Key::Minus) if scan.capital(at) => Some(Change::Down),
        Sense::None if scan.capital(at) => compound(scan.str(at)),
        _ => None,
    }
}

/// "Umsatzplus", "Gewinnrückgang": compounds of a noun of change.
fn compound(word: &str) -> Option<Change> {
    if List::RiseEndings.ends(word) {
        return Some(Change::Up);
    }
    List::FallEndings.ends(word).then_some(Change::Down)
}

/// A word of change in the same stretch, after the figure or before it, without "um" only right beside it; else the verb
/// of the clause, which may stand in another stretch.
fn around(scan: &Scan<'_>, draft: &Draft, by: bool) -> Option<Change> {
    if let Some(found) = scan.after_in_stretch(draft.next, if by { 12 } else { 2 }).find_map(|k| word(scan, k)) {
        return Some(found);
    }
    let bare = !scan.morph(draft.first.wrapping_sub(1)).is_none_or(|m| m.pos == Pos::Adp);
    if !by && bare {
        // "legte am Montag 2 Prozent zu", "verlor im Mai 3 Prozent": the amount itself is won or lost.
        let wins = |k: usize| List::WinBeginnings.begins(scan.str(k));
        let verb = scan.before_in_stretch(draft.first, 8).find(|k| wins(*k));
        if let Some(found) = verb.and_then(|k| separable(scan, k).or_else(|| lost(scan.str(k)))) {
            return Some(found);
        }
    }
    let reach = if by { 14 } else { 1 + usize::from(scan.is(draft.first.wrapping_sub(1), Key::Onto)) };
    let near = scan.before_in_stretch(draft.first, reach).find_map(|k| word(scan, k).or_else(|| separable(scan, k)));
    near.or_else(|| if by { of_verb(scan, draft) } else { None })
}

/// "Der Kurs gab, wie die Börse meldete, um 2 Prozent nach": the verb of the clause says it.
fn of_verb(scan: &Scan<'_>, draft: &Draft) -> Option<Change> {
    let Annotations { syntax, morphs, .. } = scan.layers;
    let verb = Predicate::of(&syntax.words, morphs, scan.place(draft.first)?.clause())?.verb;
    let k = scan.atom(verb);
    word(scan, k).or_else(|| separable(scan, k))
}

/// "verlor", "gewann".
fn lost(verb: &str) -> Option<Change> {
    if verb.starts_with("verlor") || verb.starts_with("verlier") {
        return Some(Change::Down);
    }
    (verb.starts_with("gewann") || verb.starts_with("gewinn")).then_some(Change::Up)
}

/// Rise or fall by one word.
fn word(scan: &Scan<'_>, k: usize) -> Option<Change> {
    match scan.sense(k) {
        Sense::Up => Some(Change::Up),
        Sense::Down => Some(Change::Down),
        _ => None,
    }
}

/// "gab … nach", "nahm … zu": the verb at `k` says it together with its particle.
fn separable(scan: &Scan<'_>, k: usize) -> Option<Change> {
    let morph = scan.morph(k).filter(|m| m.particle.is_some())?;
    if List::RisingSeparable.holds(&morph.lemma) {
        return Some(Change::Up);
    }
    List::FallingSeparable.holds(&morph.lemma).then_some(Change::Down)
}

/// "verdoppelt", "mehr als halbiert", "Verzehnfachung" at atom `i`.
pub(crate) fn factor(scan: &Scan<'_>, i: usize, floor: usize) -> Option<Draft> {
    let Sense::Factor(factor, grows) = scan.sense(i) else { return None };
    let factor = Decimal::from(factor);
    let value = if grows { factor } else { Decimal::ONE.checked_div(factor)?.round_dp(15).normalize() };
    let mut draft = Draft::new(i, i + 1, FigureKind::Multiple).value(value);
    draft.change = Some(if grows { Change::Up } else { Change::Down });
    if let Some((approximation, at)) = approximator::before(scan, i, floor)
        && !matches!(scan.str(at), "über" | "unter" | "gut" | "ab")
    {
        (draft.approximation, draft.first) = (Some(approximation), at);
    }
    Some(draft)
}

#[cfg(test)]
mod tests {
    use crate::nlp::figure::cases::check;

    #[test]
    fn rises_and_falls_are_read_and_a_level_has_no_direction() {
        check(&[
            ("Der Umsatz sank um 3 Prozent.", "3 Prozent = percentage 3 percent +down"),
            ("Der Kurs gab um 2 Prozent nach.", "2 Prozent = percentage 2 percent +down"),
            ("Das Gewinnplus von 3 Prozent freut den Chef.", "3 Prozent = percentage 3 percent +up"),
            ("Der Preis hat sich verdoppelt.", "verdoppelt = multiple 2 +up"),
            ("Der Anteil liegt bei 3 Prozent.", "3 Prozent = percentage 3 percent"),
        ]);
    }
}
